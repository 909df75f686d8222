/** A tablet of the shop: it opens the till at the gateway's own https, under an address of the network, and sells there. */
import { expect, test, TillPage } from './till.ts';
import { TillServer } from './till-server.ts';
import { launchBrowser } from './uncaught.ts';

/** Of the gateway's machine in the shop's network; the browser is told that it is this machine. */
const address = '192.168.77.10';
const password = 'sixteen-signs-ok';

test('the page of steps with the certificate, then the till: its worker takes over, and a receipt is printed', async () => {
  const server = await TillServer.start({
    env: { POLTORA_HTTPS: 'on', POLTORA_HTTPS_PORT: '0', POLTORA_TILL_KEY: password },
  });
  const asked = await fetch(`${server.url}relay/server/tablets`, { headers: { 'x-poltora-till-key': password } });
  const { door } = (await asked.json()) as { door: { port: number; fingerprint: string } };
  const origin = `https://${address}:${door.port}`;
  const browser = await launchBrowser(
    `--host-resolver-rules=MAP ${address} 127.0.0.1`,
    // Whether the certificate is right is judged by tablet-door.test.ts; the authority is installed in no browser here.
    '--ignore-certificate-errors',
  );
  try {
    const page = await (await browser.newContext({ viewport: { width: 1024, height: 600 } })).newPage();
    await page.goto(`${origin}/tablet`);
    await expect(page.getByText(door.fingerprint)).toBeVisible();
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Скачать сертификат' }).click();
    expect((await downloading).suggestedFilename()).toBe('poltora.crt');

    await page.getByRole('link', { name: 'Открыть кассу' }).click();
    const till = await new TillPage(page).open(`${origin}/`);
    await till.quick(/Хлеб/).click();
    await till.pay.click();
    await till.button(/^Наличные/).click();
    await till.button(/^Пробить чек/).click();
    await till.printed();
    expect(await till.documents()).toHaveLength(1);
  } finally {
    await browser.close();
    await server.close();
  }
});
