/**
 * A sale over the browser's real Web Serial: Chromium in a virtual machine, its USB serial device bridged to the emulator of the ККТ.
 * By hand, after `npm run build`; a run takes two or three minutes:
 *
 *     npm run hardware -- FOLDER        (or POLTORA_HARDWARE_VM=FOLDER: where the machine's run.sh is)
 *
 * Everything in there is slow, so each wait is long, and what is judged is the order of things and their content.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { chromium, type Page } from 'playwright';
import { TillServer } from '../e2e/till-server.ts';
import { demoKkt } from '../emulators/index.ts';
import { Kkt, startKktTcp, type Tags } from '../emulators/kkt-shtrih/index.ts';

const patienceMs = 120_000;
/** Longer than an unplugged device takes to disappear in the machine, shorter than the driver waits for the answer. */
const heldMs = 6_000;

interface Machine {
  readonly devtools: string;
  readonly control: { readonly host: string; readonly port: number };
  readonly run: string;
  readonly readyMs: number;
}

const folder = process.argv[2] ?? process.env['POLTORA_HARDWARE_VM'];
if (!folder) {
  console.error('Say where the virtual machine is: npm run hardware -- FOLDER, or POLTORA_HARDWARE_VM.');
  process.exit(2);
}

const startedAt = Date.now();
const counts = { passed: 0, failed: 0 };
const say = (text: string): void => console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);
function check(what: string, is: boolean, seen: unknown = ''): void {
  counts[is ? 'passed' : 'failed'] += 1;
  say(`${is ? 'ok  ' : 'FAIL'} ${what}${is ? '' : `: ${JSON.stringify(seen)}`}`);
}
async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await is()); await wait(20)) if (Date.now() > end) throw new Error(`${what}: not within ${patienceMs} ms`);
}

async function boot(env: Readonly<Record<string, string>>): Promise<Machine> {
  const child = spawn(`${folder}/run.sh`, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  let said = '';
  child.stdout.on('data', (text) => (said += String(text)));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`run.sh ended with ${code}`);
  return JSON.parse(said) as Machine;
}

/** The hand at the machine's sockets: one command, one answer. */
async function hand({ control }: Machine): Promise<{ tell: (command: string) => Promise<void>; close: () => void }> {
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

const field = (page: Page) => page.getByPlaceholder('Найти товар или сканировать');
const lines = (page: Page) => page.getByRole('list', { name: 'Чек' });
const button = (page: Page, name: RegExp) => page.getByRole('button', { name });

/** A first start in a machine this slow may not hear the gateway within its 2 s, and then offers to set up a real shop. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const setUp = button(page, /^Начать работу/);
  for (;;) {
    await field(page).or(setUp).first().waitFor();
    if (await field(page).isVisible()) return;
    say('     the set-up of a real shop came up: once more');
    await page.reload();
  }
}

/** One marked and one plain item, up to «Пробить чек». The mark comes from the panel of samples: forty keys over DevTools take seconds in here. */
async function fill(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Попробуйте' }).getByRole('button', { name: 'Можно продавать', exact: true }).click();
  const again = lines(page).getByRole('button', { name: 'Повторить проверку' });
  for (;;) {
    await lines(page).getByText('Можно продавать').or(again).first().waitFor();
    if (!(await again.isVisible())) break;
    // Neither source was quick enough for a machine in a machine.
    say('     the check had no answer in time: once more');
    await again.click();
    await again.waitFor({ state: 'hidden' });
  }
  await button(page, /Хлеб/).first().click();
  await lines(page).getByText('Хлеб').waitFor();
  await button(page, /^Оплатить/).click();
}

async function payMixed(page: Page): Promise<void> {
  await button(page, /^Смешанная/).click();
  await page.getByLabel('По карте').fill('50');
  await button(page, /^Пробить чек/).click();
}

const printed = (page: Page): Promise<void> => page.getByText('Чек напечатан').first().waitFor();
const next = (page: Page): Promise<void> => button(page, /^Новый чек/).click();

const server = await TillServer.start();
const kkt = new Kkt({ ...demoKkt, printMs: 800 });
const tcp = await startKktTcp(kkt, 0, { trailingFf: false });
const receipts = (): Tags[] => kkt.documents.filter(({ kind }) => kind === 'receipt').map(({ tags }) => tags);
const executed = (code: number): number => kkt.commands.filter((command) => command.code === code).length;
let machine: Machine | undefined;
let seen: Page | undefined;
let stopping = false;
const stop = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  if (machine) await promisify(execFile)(`${folder}/run.sh`, ['stop', machine.run]);
  await tcp.close();
  await server.close();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().finally(() => process.exit(1)));

try {
  machine = await boot({
    HWVM_ORIGINS: new URL(server.url).origin, HWVM_FORWARD: `${server.port}:${server.port}`, HWVM_SERIAL: `0483:5740:${tcp.port}:SHTRIH`, HWVM_EXTRA_TTYS: '2', HWVM_HID: 'none',
  });
  say(`the machine is up after ${machine.readyMs} ms`);
  const { tell, close } = await hand(machine);
  const browser = await chromium.connectOverCDP(machine.devtools, { timeout: patienceMs });
  const [context] = browser.contexts();
  if (!context) throw new Error('no context');
  context.setDefaultTimeout(patienceMs);
  const page = (seen = await context.newPage());
  page.on('pageerror', ({ message }) => check('the page throws nothing', false, message));
  await open(page, server.url);
  say(`the till is open in Chromium ${browser.version()}`);

  const ports = await page.evaluate(async () => (await navigator.serial.getPorts()).map((port) => port.getInfo()));
  check('the browser lists the device among ports that nothing is at', ports.length === 3 && ports.filter(({ usbVendorId }) => usbVendorId === 0x0483).length === 1, ports);

  await button(page, /^Настройки$/).click();
  await page.getByLabel('Кабелем USB или COM').check();
  const reloaded = page.waitForEvent('load');
  await button(page, /^Сохранить$/).click();
  await reloaded;
  await field(page).waitFor();
  const found = page.getByText('ККТ: учебная', { exact: true });
  await found.waitFor();
  check('the driver found it by itself', executed(0xfc) > 0);

  await fill(page);
  await payMixed(page);
  await printed(page);
  const [first] = receipts();
  const item = (first?.[1059] as readonly Tags[] | undefined)?.[0];
  check('one receipt: two items, paid by card and in cash', receipts().length === 1 && first?.[1081] === 5_000 && Number(first[1031]) === Number(first[1020]) - 5_000 && (first[1059] as readonly Tags[]).length === 2, first);
  check('its mark is checked and proved', item?.[2106] === 15 && /UUID=/.test(JSON.stringify(item[1260])) && /"1305":"01\d{14}21/.test(JSON.stringify(item[1163])), item);
  await next(page);

  kkt.forgetCommands();
  kkt.set({ kind: 'late-answer', command: 0xff45, ms: heldMs });
  await fill(page);
  await payMixed(page);
  await until('the closing command', () => executed(0xff45) > 0);
  await tell('serial unplug 0');
  say('     unplugged after the document was made');
  await page.getByText(/Неизвестно, напечатан ли чек|ККТ: не подключена|связь оборвалась/).first().waitFor();
  await wait(3_000);
  await tell('serial plug 0');
  say('     plugged in again');
  await printed(page);
  check('the cable pulled after the closing command: exactly one document', receipts().length === 2 && executed(0xff45) === 1, { receipts: receipts().length, closings: executed(0xff45) });
  await next(page);

  kkt.forgetCommands();
  kkt.set({ kind: 'late-answer', command: 0xff46, ms: heldMs });
  await fill(page);
  await payMixed(page);
  await until('the first item', () => executed(0xff46) > 0);
  await tell('serial unplug 0');
  say('     unplugged in the middle of the items');
  await page.getByText(/Чек не пробит/).first().waitFor();
  await tell('serial plug 0');
  say('     plugged in again');
  await found.waitFor();
  check('the cable pulled before it: no document, and the receipt waits', receipts().length === 2, receipts().length);
  await button(page, /^Пробить чек/).click();
  await printed(page);
  check('printed again by hand: exactly one more', receipts().length === 3 && executed(0xff45) === 1, { receipts: receipts().length, closings: executed(0xff45) });
  await next(page);

  kkt.forgetCommands();
  kkt.set({ kind: 'late-answer', command: 0xff45, ms: heldMs });
  await fill(page);
  await payMixed(page);
  await until('the closing command', () => executed(0xff45) > 0);
  await page.reload();
  await printed(page);
  check('the page reloaded while it waits for the answer: exactly one more', receipts().length === 4 && executed(0xff45) === 1, { receipts: receipts().length, closings: executed(0xff45) });
  close();
} catch (error) {
  counts.failed += 1;
  console.error(error);
  console.error(await seen?.locator('body').innerText().catch(String));
  console.error(`last commands: ${kkt.commands.slice(-12).map(({ code, outcome }) => `${code.toString(16)}:${outcome.toString(16)}`).join(' ')}`);
} finally {
  await stop();
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
