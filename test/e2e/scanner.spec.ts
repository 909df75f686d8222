/** Scanners that are no keyboards, in the till itself: one on a COM port (a real tty behind `navigator.serial`), and Chromium's pretended camera. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { film } from '../stand-ins/camera-film.ts';
import { PageSerial } from '../stand-ins/page-serial.ts';
import { Cable, closeTty, hasSocat, openTty, writeTty } from '../stand-ins/tty.ts';
import { codeOf, expect, launchBrowser, test, TillPage } from './till.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.describe('on a COM port', () => {
  test.use({ isolated: true });
  test.skip(!hasSocat, 'socat is missing');

  test('is added by a person, scans in any state of the screen, is remembered, and comes back by itself', async ({
    context,
    page,
    server,
  }) => {
    const cable = await Cable.make();
    const serial = await PageSerial.install(context, [
      {},
      { path: cable.near, info: { usbVendorId: 0x05f9, usbProductId: 0x4204 }, granted: false },
    ]);
    let scanner = await openTty(cable.far);
    const scan = (code: string): Promise<void> => writeTty(scanner, latin1(`${code}\r\n`));
    const till = await new TillPage(page).open(server.url);

    await till.button('Сканер').click();
    serial.choice = 1;
    await till.button('Добавить USB-COM').click();
    await expect(page.getByText(/готов, serial:05f9:4204:0/)).toBeVisible();
    await scan(codeOf('allowed'));
    await expect(page.getByRole('region', { name: 'Последний скан' })).toContainText('Код пришёл целиком');
    await expect(page.getByRole('region', { name: 'Последний скан' })).toContainText('<CR>');
    await page.keyboard.press('Escape');

    // Three in one breath, while text stands in a field that has the focus.
    await page.getByPlaceholder('Найти товар или сканировать').fill('хлеб');
    await writeTty(
      scanner,
      latin1([codeOf('allowed'), codeOf('tobacco-pack'), '4600494600012'].map((code) => `${code}\r\n`).join('')),
    );
    await expect(till.line('Молоко')).toContainText('Можно продавать');
    await expect(page.getByPlaceholder('Найти товар или сканировать')).toHaveValue('хлеб');

    await page.reload();
    await expect(till.line('Молоко')).toContainText('Можно продавать');
    const before = await till.receipt.getByRole('listitem').count();
    await scan(codeOf('allowed'));
    await expect(till.receipt.getByRole('listitem')).toHaveCount(before + 1);

    await closeTty(scanner);
    await cable.unplug();
    await serial.unplug(1);
    await expect(till.page.getByRole('button', { name: 'Сканер: не подключён' })).toBeVisible();
    await cable.plug();
    scanner = await openTty(cable.far);
    await serial.plug(1);
    await expect(till.button('Сканер')).toBeVisible();
    await scan(codeOf('allowed'));
    await expect(till.receipt.getByRole('listitem')).toHaveCount(before + 2);
    await serial.close();
    await closeTty(scanner);
    await cable.remove();
  });
});

test('the camera is opened from the search, and what it sees is sold', async ({ server }) => {
  const folder = await mkdtemp(join(tmpdir(), 'poltora-film-'));
  const code = codeOf('allowed');
  await writeFile(join(folder, 'film.y4m'), film([{ code, seconds: 1 }]));
  const browser = await launchBrowser(
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${join(folder, 'film.y4m')}`,
  );
  const page = await browser.newPage();
  const till = await new TillPage(page).open(server.url);
  await till.button('Сканировать камерой').click();
  const milk = till.line('Молоко').filter({ hasText: 'Можно продавать' });
  await expect(milk).toHaveCount(1);
  // The film goes on; the unit is there once.
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 3);
  await expect(milk).toHaveCount(1);
  await till.button('Убрать камеру').click();
  await expect(page.locator('video')).toHaveCount(0);
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
