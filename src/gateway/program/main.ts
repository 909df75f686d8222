/** The single executable of `npm run pack`: `poltora` serves the till, `poltora install | uninstall | status` keep it running. */
import { homedir } from 'node:os';
import { getAsset } from 'node:sea';
import { withUsualData } from '../config.ts';
import { runGateway } from '../run.ts';
import { unpackPage } from './page-inside.ts';
import { realMachine } from './machine.ts';
import { scheduledTask } from './scheduled-task.ts';
import { systemdUnit } from './systemd-unit.ts';

const usage = `Полтора: касса и её сервер.

  poltora             открыть кассу: http://localhost:1500
  poltora install     запускать её вместе с компьютером
  poltora uninstall   больше не запускать; чеки и настройки остаются
  poltora status      работает ли она сейчас`;

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (rest.length > 0) return wrong();
  if (command === undefined) return serve();
  const service = process.platform === 'win32' ? scheduledTask(realMachine) : systemdUnit(realMachine);
  const acts = new Map([
    ['install', service.install],
    ['uninstall', service.uninstall],
    ['status', service.status],
  ]);
  const act = acts.get(command);
  if (!act) return wrong();
  const { isDone, said } = await act();
  console.log(said);
  if (!isDone) process.exitCode = 1;
}

function wrong(): void {
  console.error(usage);
  process.exitCode = 2;
}

async function serve(): Promise<void> {
  const env = withUsualData(process.env, homedir());
  const page = await unpackPage(env['POLTORA_DATA'] ?? '', (name) => getAsset(name));
  if (page.ok) return runGateway(page.value, env);
  console.error(page.failure.message);
  process.exitCode = 1;
}

void main(process.argv.slice(2));
