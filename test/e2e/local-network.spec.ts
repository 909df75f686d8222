/** A page from elsewhere (public) and an ЛМ ЧЗ on this computer, or in the shop's network: what the browser says of it, and what the till says then (platform.md II.10). */
import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CDPSession } from '@playwright/test';
import certificates from '../vectors/certificates.json' with { type: 'json' };
import { startLocalModule, type LocalModuleServer } from '../emulators/index.ts';
import { expect, test, TillPage } from './till.ts';
import { TillServer } from './till-server.ts';
import { launchBrowser } from './uncaught.ts';

/** An address of the shop's network; the browser is told that it is this machine. */
const lanHost = '192.168.77.10';
const pageHost = 'kassa.example';

/** Stands for the real server of a page from elsewhere, over https: passes all on to the gateway on this machine. */
async function passTo(gateway: number): Promise<Server> {
  const server = createServer(certificates.self, (asked, answer) => {
    const { origin: _, host: __, ...headers } = asked.headers;
    const passed = httpRequest(
      {
        host: '127.0.0.1',
        port: gateway,
        method: asked.method,
        path: asked.url,
        headers: { ...headers, host: `localhost:${gateway}` },
      },
      (said) => {
        answer.writeHead(said.statusCode ?? 502, said.headers);
        said.pipe(answer);
      },
    );
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

for (const where of ['loopback', 'local'] as const)
  test(`ЛМ ${where === 'loopback' ? 'on this computer' : 'in the network of the shop'}: prompt, denied, granted, and switched off`, async () => {
    const lm: LocalModuleServer = await startLocalModule();
    const { port } = new URL(lm.url);
    const address = where === 'loopback' ? `http://127.0.0.1:${port}` : `http://${lanHost}:${port}`;
    const server = await TillServer.start({ env: { POLTORA_CONNECT: address } });
    const elsewhere = await passTo(server.port);
    const pagePort = (elsewhere.address() as AddressInfo).port;
    const origin = `https://${pageHost}:${pagePort}`;
    const browser = await launchBrowser(
      // The page is public, as one of a real server; ЛМ is of this machine, or of its network.
      `--ip-address-space-overrides=127.0.0.1:${pagePort}=public,127.0.0.1:${port}=${where}`,
      `--host-resolver-rules=MAP ${pageHost} 127.0.0.1,MAP ${lanHost} 127.0.0.1`,
      // Nobody has signed the certificate of the test.
      '--ignore-certificate-errors',
    );
    try {
      const context = await browser.newContext({ viewport: { width: 1024, height: 600 } });
      const till = await new TillPage(await context.newPage()).open(`${origin}/`);
      const { browserContextId } = (await (await context.newCDPSession(till.page)).send('Target.getTargetInfo'))
        .targetInfo;
      // Kept open: what a session has set ends with it.
      const session: CDPSession = await browser.newBrowserCDPSession();
      const permission = async (setting: 'granted' | 'denied' | 'prompt'): Promise<void> => {
        const name = where === 'loopback' ? 'loopback-network' : 'local-network';
        await session.send('Browser.setPermission', {
          permission: { name },
          setting,
          origin,
          ...(browserContextId && { browserContextId }),
        });
        const state = (each: string) =>
          till.page.evaluate(
            async (asked) => (await navigator.permissions.query({ name: asked as PermissionName })).state,
            each,
          );
        await expect.poll(() => state(name)).toBe(setting);
      };
      await permission('prompt');
      await till.button('Настройки').click();
      await till.button('Найти и настроить ЛМ ЧЗ').click();
      await till.page.getByLabel('Адрес ЛМ ЧЗ').fill(address);
      await till.button('Проверить адрес').click();
      const card = till.page.getByRole('article', { name: address });

      // The browser of a test has nobody to ask and stays silent: the till asks for the press that would raise the question.
      await expect(card).toContainText('Браузер ещё не разрешил связь с ЛМ ЧЗ');
      await expect(card.getByRole('button', { name: 'Разрешить доступ' })).toBeVisible();
      expect(lm.service.requests).toEqual([]);

      await permission('denied');
      await card.getByRole('button', { name: 'Проверить ещё раз' }).click();
      await expect(card).toContainText('Браузеру запрещено обращаться к ЛМ ЧЗ');
      await expect(card.getByRole('img', { name: /Окно Chrome/ })).toBeVisible();
      await expect(card).toContainText(origin);
      expect(lm.service.requests).toEqual([]);

      await permission('granted');
      await card.getByRole('button', { name: 'Проверить ещё раз' }).click();
      await expect(card).toContainText('Нужны логин и пароль ЛМ ЧЗ');
      await card.getByLabel('Пароль', { exact: true }).fill(lm.password);
      await card.getByRole('button', { name: 'Войти' }).click();
      await expect(card).toContainText('Работает: пробный код проверен без интернета');
      await expect(card).toContainText('Браузер разрешил доступ.');
      expect(lm.service.requests.at(-1)?.headers).toMatchObject({ origin });

      // The permission is there and ЛМ is not: another word.
      await lm.service.fail({ refuse: true });
      await card.getByRole('button', { name: 'Проверить ещё раз' }).click();
      await expect(card).toContainText('По этому адресу никто не отвечает');
      await lm.service.recover();

      // Somebody answers and lets no page read it: not «выключен» either.
      await lm.service.fail({ cors: false });
      await card.getByRole('button', { name: 'Проверить ещё раз' }).click();
      await expect(card).toContainText('Программа отвечает, но не пускает страницу');
    } finally {
      await browser.close();
      elsewhere.closeAllConnections();
      elsewhere.close();
      await server.close();
      await lm.close();
    }
  });

test('an address that the till’s server did not name is told as such', async () => {
  const lm = await startLocalModule();
  const server = await TillServer.start();
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1024, height: 600 } });
    const till = await new TillPage(await context.newPage()).open(server.url);
    await till.button('Настройки').click();
    await till.button('Найти и настроить ЛМ ЧЗ').click();
    await till.page.getByLabel('Адрес ЛМ ЧЗ').fill(lm.url);
    await till.button('Проверить адрес').click();
    const card = till.page.getByRole('article', { name: lm.url });
    await expect(card).toContainText('Этот адрес не разрешён на сервере кассы');
  } finally {
    await browser.close();
    await server.close();
    await lm.close();
  }
});
