import { describe, expect, it } from 'vitest';
import type { Machine, Ran } from './machine.ts';
import { scheduledTask } from './scheduled-task.ts';
import { systemdUnit } from './systemd-unit.ts';

interface Setup {
  readonly isAdministrator?: boolean;
  /** Commands that fail: how they begin. */
  readonly failing?: readonly string[];
  readonly answers?: boolean;
  readonly executable?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function machineOf({
  isAdministrator = true,
  failing = [],
  answers = true,
  executable = '/tmp/poltora',
  env = {},
}: Setup) {
  const done: string[] = [];
  const written = new Map<string, string | Buffer>();
  const machine: Machine = {
    executable,
    env,
    isAdministrator,
    run: (program, args) => {
      const command = [program, ...args].join(' ');
      done.push(command);
      const ran: Ran = failing.some((start) => command.startsWith(start))
        ? { isDone: false, said: 'access is denied' }
        : { isDone: true, said: '' };
      return Promise.resolve(ran);
    },
    write: (path, content) => {
      done.push(`write ${path}`);
      written.set(path, content);
      return Promise.resolve();
    },
    copy: (from, to) => {
      done.push(`copy ${from} ${to}`);
      return Promise.resolve();
    },
    makeFolder: (path) => {
      done.push(`folder ${path}`);
      return Promise.resolve();
    },
    remove: (path) => {
      done.push(`remove ${path}`);
      return Promise.resolve();
    },
    answers: () => Promise.resolve(answers),
  };
  return { machine, done, written };
}

describe('Linux', () => {
  it('is installed: the program, its unit, started now and with the computer', async () => {
    const { machine, done, written } = machineOf({});
    expect(await systemdUnit(machine).install()).toMatchObject({
      isDone: true,
      said: expect.stringContaining(':1500'),
    });
    expect(done).toEqual([
      'folder /opt/poltora',
      'systemctl stop poltora.service',
      'copy /tmp/poltora /opt/poltora/poltora',
      'write /etc/systemd/system/poltora.service',
      'systemctl daemon-reload',
      'systemctl enable --now poltora.service',
    ]);
    const unit = String(written.get('/etc/systemd/system/poltora.service'));
    expect(unit).toContain('DynamicUser=yes');
    expect(unit).toContain('StateDirectoryMode=0700');
  });

  it('by its installed self copies nothing over itself', async () => {
    const { machine, done } = machineOf({ executable: '/opt/poltora/poltora' });
    await systemdUnit(machine).install();
    expect(done.filter((each) => each.startsWith('copy'))).toEqual([]);
  });

  it.each(['install', 'uninstall'] as const)(
    '%s wants an administrator, and changes nothing without',
    async (command) => {
      const { machine, done } = machineOf({ isAdministrator: false });
      expect(await systemdUnit(machine)[command]()).toEqual({
        isDone: false,
        said: `Нужны права администратора: sudo poltora ${command}`,
      });
      expect(done).toEqual([]);
    },
  );

  it('what systemd refuses is told in its own words', async () => {
    const { machine } = machineOf({ failing: ['systemctl enable'] });
    const ran = await systemdUnit(machine).install();
    expect(ran).toEqual({ isDone: false, said: 'Установить не удалось: access is denied' });
  });

  it('is removed without its settings, also where the unit is gone already', async () => {
    const { machine, done } = machineOf({ failing: ['systemctl disable'] });
    expect(await systemdUnit(machine).uninstall()).toMatchObject({ isDone: true });
    expect(done).toContain('remove /etc/systemd/system/poltora.service');
    expect(done.join()).not.toContain('/var/lib/poltora');
  });
});

describe('Windows', () => {
  const windows = { executable: 'D:\\poltora.exe', env: { ProgramData: 'C:\\ProgramData' } };

  it('is installed: a task without an end, under LocalService, in a folder of its own', async () => {
    const { machine, done, written } = machineOf(windows);
    expect(await scheduledTask(machine).install()).toMatchObject({ isDone: true });
    expect(done.map((each) => each.split(' ')[0])).toEqual([
      'folder',
      'schtasks',
      'copy',
      'icacls',
      'icacls',
      'write',
      'schtasks',
      'schtasks',
    ]);
    const task = written.get('C:\\ProgramData\\Poltora\\task.xml');
    if (!Buffer.isBuffer(task)) throw new Error('no task');
    // UTF-16 with its mark: schtasks reads nothing else.
    expect([...task.subarray(0, 4)]).toEqual([0xff, 0xfe, 0x3c, 0]);
    const text = task.toString('utf16le');
    expect(text).toContain('<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>');
    expect(text).toContain('<UserId>S-1-5-19</UserId>');
    expect(text).toContain('set &quot;POLTORA_DATA=C:\\ProgramData\\Poltora\\data&quot; &amp;&amp;');
  });

  it('without the rights of an administrator says which, and starts nothing', async () => {
    const { machine, done } = machineOf({ ...windows, failing: ['icacls'] });
    expect(await scheduledTask(machine).install()).toEqual({
      isDone: false,
      said: 'Установить не удалось (запустите командную строку от имени администратора): access is denied',
    });
    expect(done.some((each) => each.startsWith('schtasks /Create') || each.startsWith('schtasks /Run'))).toBe(false);
  });

  it('is removed without its settings', async () => {
    const { machine, done } = machineOf(windows);
    expect(await scheduledTask(machine).uninstall()).toMatchObject({ isDone: true });
    expect(done).toEqual(['schtasks /End /TN Poltora', 'schtasks /Delete /TN Poltora /F']);
  });
});

describe.each([
  ['Linux', systemdUnit, 'systemctl is-enabled'],
  ['Windows', scheduledTask, 'schtasks /Query'],
] as const)('the state on %s', (_, service, query) => {
  it.each([
    [true, true, 'запускается вместе с компьютером', 'Сейчас она работает'],
    [true, false, 'запускается вместе с компьютером', 'не отвечает'],
    [false, true, 'не запускается сама', 'Сейчас она работает'],
    [false, false, 'не запускается сама', 'не отвечает'],
  ])('registered %s, answering %s', async (isRegistered, answers, one, other) => {
    const { machine } = machineOf({ answers, failing: isRegistered ? [] : [query], env: { POLTORA_PORT: '1600' } });
    const { isDone, said } = await service(machine).status();
    expect(isDone).toBe(answers);
    expect(said).toContain(one);
    expect(said).toContain(other);
    expect(said).toContain(':1600');
  });
});
