/** Windows: the gateway as a task that starts with the computer, under LocalService. A service would need code of its own that answers to its manager. */
import { win32 } from 'node:path';
import { inOrder, portOf, reachability, type Machine, type Service } from './machine.ts';

const task = 'Poltora';
/** Names of Windows that are the same in every language of it. */
const sids = { localService: 'S-1-5-19', administrators: 'S-1-5-32-544' } as const;

export function scheduledTask(machine: Machine): Service {
  const { join } = win32;
  const programData = machine.env['ProgramData'] ?? 'C:\\ProgramData';
  const folder = join(programData, 'Poltora');
  const executable = join(folder, 'poltora.exe');
  const data = join(folder, 'data');
  const definition = join(folder, 'task.xml');
  const schtasks = (...args: string[]) => machine.run('schtasks', args);
  const trouble = (what: string): string => `${what} (запустите командную строку от имени администратора)`;

  return {
    install: async () => {
      const done = await inOrder(trouble('Установить не удалось'), [
        () => machine.makeFolder(data),
        // One that runs cannot be written over. There may be none.
        () => schtasks('/End', '/TN', task).then(() => undefined),
        () =>
          machine.executable.toLowerCase() === executable.toLowerCase()
            ? Promise.resolve()
            : machine.copy(machine.executable, executable),
        // The key of the shop is among the data: nobody else reads it, and nobody else changes what runs with the computer.
        () =>
          machine.run('icacls', [
            folder,
            '/inheritance:r',
            '/grant',
            `*${sids.administrators}:(OI)(CI)F`,
            `*${sids.localService}:(OI)(CI)RX`,
          ]),
        () => machine.run('icacls', [data, '/grant', `*${sids.localService}:(OI)(CI)M`]),
        // schtasks reads no other encoding.
        () => machine.write(definition, Buffer.from(`\uFEFF${taskText(executable, data)}`, 'utf16le')),
        () => schtasks('/Create', '/TN', task, '/XML', definition, '/F'),
        () => schtasks('/Run', '/TN', task),
      ]);
      return done.isDone
        ? {
            isDone: true,
            said: `Готово: касса запускается вместе с компьютером. Откройте http://localhost:${portOf(machine)}`,
          }
        : done;
    },
    uninstall: async () => {
      const done = await inOrder(trouble('Убрать не удалось'), [
        () => schtasks('/End', '/TN', task).then(() => undefined),
        () => schtasks('/Delete', '/TN', task, '/F'),
      ]);
      return done.isDone
        ? { isDone: true, said: `Касса больше не запускается сама. Её настройки остались в ${data}.` }
        : done;
    },
    status: async () => reachability(machine, (await schtasks('/Query', '/TN', task)).isDone),
  };
}

/** By default a task is ended after three days, and does not start on a battery. `cmd` gives it the folder of its data. */
function taskText(executable: string, data: string): string {
  const command = `/d /c "set "POLTORA_DATA=${data}" && "${executable}""`;
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Полтора: касса и её сервер</Description></RegistrationInfo>
  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
  <Principals><Principal id="Author"><UserId>${sids.localService}</UserId><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author"><Exec><Command>cmd.exe</Command><Arguments>${escapeXml(command)}</Arguments></Exec></Actions>
</Task>
`;
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
