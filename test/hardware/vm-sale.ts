/**
 * A sale over the browser's real Web Serial: Chromium in a virtual machine, its USB serial device bridged to the emulator of the ККТ.
 * By hand, after `npm run build`; a run takes two or three minutes:
 *
 *     npm run hardware -- FOLDER        (or POLTORA_HARDWARE_VM=FOLDER: where the machine's run.sh is)
 */
import type { Page } from 'playwright';
import { setTimeout as wait } from 'node:timers/promises';
import { TillServer } from '../e2e/till-server.ts';
import { demoKkt } from '../emulators/index.ts';
import { Kkt, startKktTcp, type Tags } from '../emulators/kkt-shtrih/index.ts';
import { check, inMachine, openTill, say, until } from './machine.ts';

/** Longer than an unplugged device takes to disappear in the machine, shorter than the driver waits for the answer. */
const heldMs = 6_000;

const field = (page: Page) => page.getByPlaceholder('Найти товар или сканировать');
const lines = (page: Page) => page.getByRole('list', { name: 'Чек' });
const button = (page: Page, name: RegExp) => page.getByRole('button', { name });

/** One marked and one plain item, up to «Пробить чек». The mark comes from the panel of samples: forty keys over DevTools take seconds in here. */
async function fill(page: Page): Promise<void> {
  await page
    .getByRole('region', { name: 'Попробуйте' })
    .getByRole('button', { name: 'Можно продавать', exact: true })
    .click();
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
  await button(page, /^Часть картой/).click();
  await page.getByLabel('Картой', { exact: true }).fill('50');
  await button(page, /^Пробить чек/).click();
}

const printed = (page: Page): Promise<void> => page.getByText('Чек напечатан').first().waitFor();
const next = (page: Page): Promise<void> => button(page, /^Новый чек/).click();

const server = await TillServer.start();
const kkt = new Kkt({ ...demoKkt, printMs: 800 });
const tcp = await startKktTcp(kkt, 0, { trailingFf: false });
const receipts = (): Tags[] => kkt.documents.filter(({ kind }) => kind === 'receipt').map(({ tags }) => tags);
const executed = (code: number): number => kkt.commands.filter((command) => command.code === code).length;
const env = {
  HWVM_ORIGINS: new URL(server.url).origin,
  HWVM_FORWARD: `${server.port}:${server.port}`,
  HWVM_SERIAL: `0483:5740:${tcp.port}:SHTRIH`,
  HWVM_EXTRA_TTYS: '2',
  HWVM_HID: 'none',
};

await inMachine(
  env,
  async ({ page, browserVersion, tell }) => {
    await openTill(page, server.url);
    say(`the till is open in Chromium ${browserVersion}`);

    const ports = await page.evaluate(async () => (await navigator.serial.getPorts()).map((port) => port.getInfo()));
    check(
      'the browser lists the device among ports that nothing is at',
      ports.length === 3 && ports.filter(({ usbVendorId }) => usbVendorId === 0x0483).length === 1,
      ports,
    );

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
    check(
      'one receipt: two items, paid by card and in cash',
      receipts().length === 1 &&
        first?.[1081] === 5_000 &&
        Number(first[1031]) === Number(first[1020]) - 5_000 &&
        (first[1059] as readonly Tags[]).length === 2,
      first,
    );
    check(
      'its mark is checked and proved',
      item?.[2106] === 15 &&
        /UUID=/.test(JSON.stringify(item[1260])) &&
        /"1305":"01\d{14}21/.test(JSON.stringify(item[1163])),
      item,
    );
    await next(page);

    kkt.forgetCommands();
    kkt.set({ kind: 'late-answer', command: 0xff45, ms: heldMs });
    await fill(page);
    await payMixed(page);
    await until('the closing command', () => executed(0xff45) > 0);
    await tell('serial unplug 0');
    say('     unplugged after the document was made');
    await page
      .getByText(/Неизвестно, напечатан ли чек|ККТ: не подключена|связь оборвалась/)
      .first()
      .waitFor();
    await wait(3_000);
    await tell('serial plug 0');
    say('     plugged in again');
    await printed(page);
    check(
      'the cable pulled after the closing command: exactly one document',
      receipts().length === 2 && executed(0xff45) === 1,
      { receipts: receipts().length, closings: executed(0xff45) },
    );
    await next(page);

    kkt.forgetCommands();
    kkt.set({ kind: 'late-answer', command: 0xff46, ms: heldMs });
    await fill(page);
    await payMixed(page);
    await until('the first item', () => executed(0xff46) > 0);
    await tell('serial unplug 0');
    say('     unplugged in the middle of the items');
    await page
      .getByText(/Чек не пробит/)
      .first()
      .waitFor();
    await tell('serial plug 0');
    say('     plugged in again');
    await found.waitFor();
    check('the cable pulled before it: no document, and the receipt waits', receipts().length === 2, receipts().length);
    await button(page, /^Пробить чек/).click();
    await printed(page);
    check('printed again by hand: exactly one more', receipts().length === 3 && executed(0xff45) === 1, {
      receipts: receipts().length,
      closings: executed(0xff45),
    });
    await next(page);

    kkt.forgetCommands();
    kkt.set({ kind: 'late-answer', command: 0xff45, ms: heldMs });
    await fill(page);
    await payMixed(page);
    await until('the closing command', () => executed(0xff45) > 0);
    await page.reload();
    await printed(page);
    check(
      'the page reloaded while it waits for the answer: exactly one more',
      receipts().length === 4 && executed(0xff45) === 1,
      { receipts: receipts().length, closings: executed(0xff45) },
    );
  },
  async () => {
    await tcp.close();
    await server.close();
  },
  () =>
    `last commands: ${kkt.commands
      .slice(-12)
      .map(({ code, outcome }) => `${code.toString(16)}:${outcome.toString(16)}`)
      .join(' ')}`,
);
