/**
 * Scanning over the browser's real WebHID and Web Serial: Chromium in a virtual machine with a HID POS scanner and a COM scanner. By hand,
 * after `npm run build`; a run takes two or three minutes:
 *
 *     npm run hardware:scan -- FOLDER   (or POLTORA_HARDWARE_VM=FOLDER: where the machine's run.sh is)
 */
import { createServer, type Socket } from 'node:net';
import type { Page } from 'playwright';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf } from '../e2e/till.ts';
import { TillServer } from '../e2e/till-server.ts';
import { check, inMachine, openTill, say, until } from './machine.ts';

/** A scanner on the machine's serial device: the other end of its cable is this socket. */
const plugs = new Set<Socket>();
const cable = createServer((socket) => {
  plugs.add(socket);
  socket.on('error', () => undefined).on('close', () => plugs.delete(socket));
});
await new Promise<void>((resolve) => cable.listen(0, '127.0.0.1', resolve));
const cablePort = (cable.address() as { port: number }).port;
const server = await TillServer.start();

const burst = 50;
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
/** Public milk card, fresh serials: the doctor reads them without asking anybody. */
const codesOf = (way: string): string[] =>
  Array.from(
    { length: burst },
    (_, index) => `01046705401760992155${way}${String(index).padStart(3, '0')}\u001d93dGVz`,
  );
const env = {
  HWVM_ORIGINS: new URL(server.url).origin,
  HWVM_FORWARD: `${server.port}:${server.port}`,
  HWVM_SERIAL: `05f9:4204:${cablePort}:Scanner`,
  HWVM_EXTRA_TTYS: '2',
};

/** What the doctor has, oldest first: from its copied report, where every scan stands with its code. */
async function doctorHas(page: Page): Promise<string[]> {
  const codes = await page.getByRole('region', { name: 'Последний скан' }).locator('ol button').allInnerTexts();
  return codes.map((text) => text.replace(/^\S+\s+/, '').trim()).reverse();
}

await inMachine(
  env,
  async ({ page, browserVersion, tell }) => {
    await openTill(page, server.url);
    say(`the till is open in Chromium ${browserVersion}`);
    const button = (name: string | RegExp) =>
      page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
    const devices = page.getByRole('region', { name: 'Сканеры' }).getByRole('listitem');
    // An unverified line has a list of its own in it.
    const lines = page.getByRole('list', { name: 'Чек' }).locator('> li');
    const hidScan = (code: string): Promise<void> => tell(`hid scan 0 ${hex(`${code}\r`)} ${hex(']d2')}`);
    const comScan = (text: string): void => plugs.forEach((socket) => socket.write(Buffer.from(text, 'latin1')));

    await button(/^Сканер/).click();
    await devices
      .filter({ hasText: /HID POS.*готов|готов.*hid:/ })
      .first()
      .waitFor();
    check('a HID POS scanner that was granted is ready without a click', true);
    // A headless browser shows no chooser: what a person picks there is put into its place, the port itself is the real one.
    await page.evaluate(
      "Object.defineProperty(navigator.serial, 'requestPort', { value: async () => (await navigator.serial.getPorts()).find((port) => port.getInfo().usbVendorId === 0x05f9) })",
    );
    await button('Добавить USB-COM').click();
    await devices.filter({ hasText: 'serial:05f9:4204:0' }).filter({ hasText: 'готов' }).waitFor();
    await until('the cable', () => plugs.size > 0);
    check('a COM scanner is ready behind two ports that nothing is at', true);

    for (const [way, send] of [
      ['H', hidScan],
      ['C', async (code: string) => comScan(`${code}\r\n`)],
    ] as const) {
      const codes = codesOf(way);
      await page.keyboard.press('Escape');
      await button(/^Сканер/).click();
      for (const code of codes) await send(code);
      const seen = codes.map((code) => code.replace('\u001d', '<GS>'));
      await until(`${burst} scans`, async () => (await doctorHas(page)).at(-1) === seen.at(-1));
      await wait(2_000);
      const has = (await doctorHas(page)).slice(-burst);
      check(
        `${way === 'H' ? 'HID POS' : 'COM'}: ${burst} scans in a burst, each once and in order`,
        JSON.stringify(has) === JSON.stringify(seen),
        has,
      );
    }

    await page.keyboard.press('Escape');
    await hidScan(codeOf('allowed'));
    comScan(`${codeOf('tobacco-pack')}\r\n`);
    await until('two lines', async () => (await lines.count()) === 2);
    check('both scanners fill one receipt', true);

    await tell('hid unplug 0');
    await tell('serial unplug 0');
    await button('Сканер: не подключён').waitFor();
    check('both unplugged: the strip says so', true);
    await tell('hid plug 0');
    await tell('serial plug 0');
    await button('Сканер').waitFor();
    await until('the cable again', () => plugs.size > 0);
    await hidScan(codeOf('allowed'));
    await until('three lines', async () => (await lines.count()) === 3);
    // The port opens a moment after the device is there.
    await button('Сканер').click();
    await devices.filter({ hasText: 'serial:05f9:4204:0' }).filter({ hasText: 'готов' }).waitFor();
    await page.keyboard.press('Escape');
    comScan(`${codeOf('tobacco-pack')}\r\n`);
    await until('four lines', async () => (await lines.count()) === 4);
    check('plugged in again: both scan without a click', (await lines.count()) === 4);

    await page.reload();
    await until('the receipt is back', async () => (await lines.count()) === 4);
    await button(/^Сканер/).click();
    await devices.filter({ hasText: 'serial:05f9:4204:0' }).filter({ hasText: 'готов' }).waitFor();
    await devices.filter({ hasText: /hid:/ }).filter({ hasText: 'готов' }).first().waitFor();
    await page.keyboard.press('Escape');
    await hidScan(codeOf('allowed'));
    comScan(`${codeOf('tobacco-pack')}\r\n`);
    await until('six lines', async () => (await lines.count()) === 6);
    check('both remembered over a reload', (await lines.count()) === 6);
  },
  async () => {
    cable.close();
    for (const socket of plugs) socket.destroy();
    await server.close();
  },
);
