/** Linux: the gateway as a systemd unit, under a user that exists only while it runs. */
import { inOrder, portOf, reachability, type Machine, type Ran, type Service } from './machine.ts';

const unit = 'poltora.service';
const paths = {
  folder: '/opt/poltora',
  executable: '/opt/poltora/poltora',
  unit: `/etc/systemd/system/${unit}`,
  /** Where systemd keeps what the unit writes; only the unit may read it. */
  data: '/var/lib/poltora',
  /** Variables of the owner, if she has any. */
  env: '/etc/poltora.env',
} as const;

/** It reaches the network, and of the disk only its own folder. */
const unitText = `[Unit]
Description=Полтора: касса и её сервер
After=network.target

[Service]
ExecStart=${paths.executable}
DynamicUser=yes
StateDirectory=poltora
StateDirectoryMode=0700
Environment=POLTORA_DATA=${paths.data}
EnvironmentFile=-${paths.env}
Restart=always
RestartSec=2
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX

[Install]
WantedBy=multi-user.target
`;

export function systemdUnit(machine: Machine): Service {
  const systemctl = (...args: string[]) => machine.run('systemctl', args);
  const asRoot = async (command: string, act: () => Promise<Ran>): Promise<Ran> =>
    machine.isAdministrator === false
      ? { isDone: false, said: `Нужны права администратора: sudo poltora ${command}` }
      : act();

  return {
    install: () =>
      asRoot('install', async () => {
        const done = await inOrder('Установить не удалось', [
          () => machine.makeFolder(paths.folder),
          // One that runs cannot be written over.
          () => systemctl('stop', unit).then(() => undefined),
          () =>
            machine.executable === paths.executable
              ? Promise.resolve()
              : machine.copy(machine.executable, paths.executable),
          () => machine.write(paths.unit, unitText, 0o644),
          () => systemctl('daemon-reload'),
          () => systemctl('enable', '--now', unit),
        ]);
        return done.isDone
          ? {
              isDone: true,
              said: `Готово: касса запускается вместе с компьютером. Откройте http://localhost:${portOf(machine)}`,
            }
          : done;
      }),
    uninstall: () =>
      asRoot('uninstall', async () => {
        const done = await inOrder('Убрать не удалось', [
          // It may be gone by a hand already.
          () => systemctl('disable', '--now', unit).then(() => undefined),
          () => machine.remove(paths.unit),
          () => systemctl('daemon-reload'),
          () => machine.remove(paths.executable),
        ]);
        return done.isDone
          ? { isDone: true, said: `Касса больше не запускается сама. Её настройки остались в ${paths.data}.` }
          : done;
      }),
    status: async () => reachability(machine, (await systemctl('is-enabled', unit)).isDone),
  };
}
