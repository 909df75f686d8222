/** The virtual machine (test/README.md), as the runs beside this file need it: booted, driven, judged. By hand, after `npm run build`. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { chromium, type Page } from 'playwright';

/** Everything in there is slow, so each wait is long, and what is judged is the order of things and their content. */
export const patienceMs = 120_000;

interface Machine {
  readonly devtools: string;
  readonly control: { readonly host: string; readonly port: number };
  readonly run: string;
  readonly readyMs: number;
}

const startedAt = Date.now();
const counts = { passed: 0, failed: 0 };
export const say = (text: string): void =>
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);
export function check(what: string, is: boolean, seen: unknown = ''): void {
  counts[is ? 'passed' : 'failed'] += 1;
  say(`${is ? 'ok  ' : 'FAIL'} ${what}${is ? '' : `: ${JSON.stringify(seen)}`}`);
}
export async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await is()); await wait(20))
    if (Date.now() > end) throw new Error(`${what}: not within ${patienceMs} ms`);
}

export interface Run {
  readonly page: Page;
  readonly browserVersion: string;
  /** One command to the hand at the machine's sockets. */
  tell(command: string): Promise<void>;
}

/** Boots the machine, opens a page in its browser, does the work, stops everything, prints the counts and ends the process. */
export async function inMachine(
  env: Readonly<Record<string, string>>,
  work: (run: Run) => Promise<void>,
  end: () => Promise<void>,
  lastWords: () => string = () => '',
): Promise<never> {
  const folder = process.argv[2] ?? process.env['POLTORA_HARDWARE_VM'];
  if (!folder) {
    console.error('Say where the virtual machine is: npm run hardware -- FOLDER, or POLTORA_HARDWARE_VM.');
    process.exit(2);
  }
  let machine: Machine | undefined;
  let seen: Page | undefined;
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    if (machine) await promisify(execFile)(`${folder}/run.sh`, ['stop', machine.run]);
    await end();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  try {
    machine = await boot(folder, env);
    say(`the machine is up after ${machine.readyMs} ms`);
    const hand = await handOf(machine);
    const browser = await chromium.connectOverCDP(machine.devtools, { timeout: patienceMs });
    const [context] = browser.contexts();
    if (!context) throw new Error('no context');
    context.setDefaultTimeout(patienceMs);
    const page = (seen = await context.newPage());
    page.on('pageerror', ({ message }) => check('the page throws nothing', false, message));
    await work({ page, browserVersion: browser.version(), tell: hand.tell });
    hand.close();
  } catch (error) {
    counts.failed += 1;
    console.error(error);
    console.error(await seen?.locator('body').innerText().catch(String));
    console.error(lastWords());
  } finally {
    await stop();
  }
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  process.exit(counts.failed === 0 ? 0 : 1);
}

async function boot(folder: string, env: Readonly<Record<string, string>>): Promise<Machine> {
  const child = spawn(`${folder}/run.sh`, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  let said = '';
  child.stdout.on('data', (text) => (said += String(text)));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`run.sh ended with ${code}`);
  return JSON.parse(said) as Machine;
}

/** The hand at the machine's sockets: one command, one answer. */
async function handOf({ control }: Machine): Promise<{ tell: (command: string) => Promise<void>; close: () => void }> {
  const socket = connect(control.port, control.host);
  await once(socket, 'connect');
  const waiting: Array<(answer: string) => void> = [];
  createInterface(socket).on('line', (line) => line.startsWith('event ') || waiting.shift()?.(line));
  return {
    tell: async (command) => {
      const answered = new Promise<string>((resolve) => waiting.push(resolve));
      socket.write(`${command}\n`);
      const answer = await answered;
      if (!answer.startsWith('ok')) throw new Error(`${command}: ${answer}`);
    },
    close: () => socket.destroy(),
  };
}

/** A first start in a machine this slow may not hear the gateway within its 2 s, and then offers to set up a real shop. */
export async function openTill(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const setUp = page.getByRole('button', { name: 'Заполнить всё одной анкетой' });
  const field = page.getByPlaceholder('Найти товар или сканировать');
  for (;;) {
    await field.or(setUp).first().waitFor();
    if (await field.isVisible()) return;
    say('     the set-up of a real shop came up: once more');
    await page.reload();
  }
}
