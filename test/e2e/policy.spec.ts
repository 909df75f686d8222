/** What the gateway lets the page use of the browser, and whom it lets it call. */
import { codeOf, expect, test, TillPage, TillServer } from './till.ts';
import { launchBrowser } from './uncaught.ts';

test('of the features of this browser the till has those it uses', async ({ till }) => {
  const allowed = await till.page.evaluate(() =>
    (document as unknown as { featurePolicy: { allowedFeatures(): string[] } }).featurePolicy.allowedFeatures(),
  );
  // Client hints are no features of a device; the last two are of the page's own process and of its own frames.
  expect(allowed.filter((name) => !name.startsWith('ch-')).sort()).toEqual([
    'autoplay',
    'camera',
    'clipboard-write',
    'cross-origin-isolated',
    'fullscreen',
    'hid',
    'local-network',
    'local-network-access',
    'loopback-network',
    'media-playback-while-not-visible',
    'screen-wake-lock',
    'serial',
    'usb',
  ]);
});

test('a page over http from another machine says that it is not secure, and where a tablet finds the till', async () => {
  const server = await TillServer.start({
    env: { POLTORA_NAMES: 'kassa.example', POLTORA_TILL_KEY: 'sixteen-signs-ok' },
  });
  const browser = await launchBrowser('--host-resolver-rules=MAP kassa.example 127.0.0.1');
  try {
    const page = await browser.newPage();
    await page.goto(`http://kassa.example:${server.port}/`);
    await expect(page.getByRole('heading', { name: 'Эта страница открыта без защиты (http)' })).toBeVisible();
    await expect(page.getByText('карточка «Сервер кассы», «Касса на планшете»')).toBeVisible();
  } finally {
    await browser.close();
    await server.close();
  }
});

test('an ЛМ ЧЗ at an address that the gateway does not know is told as such, and works when it does', async ({
  browser,
}) => {
  const server = await TillServer.start();
  // Not the address of POLTORA_LM, but the same ЛМ: a page calls it by another name of this machine.
  const url = server.emulators.lm.url.replace('127.0.0.1', 'localhost');
  expect(url).toContain('localhost');
  const context = await browser.newContext();
  try {
    const till = await new TillPage(await context.newPage()).open(server.url);
    await till.button('Настройки').click();
    await till.page.getByLabel('Напрямую из браузера').check();
    await expect(till.page.getByText('Порт 5995 на этом компьютере открыт всегда')).toBeVisible();
    await till.page.getByLabel('Адрес ЛМ ЧЗ').fill(url);
    await till.page.getByLabel('Адрес ЛМ ЧЗ').blur();
    // The page knows whom it may call before it has called anybody, and before anything is saved.
    await expect(till.page.getByText('Сервер кассы не разрешает этот адрес ЛМ ЧЗ')).toHaveCount(1);
    await till.page.getByLabel('Адрес ЛМ ЧЗ').fill('http://localhost:5995');
    await till.page.getByLabel('Адрес ЛМ ЧЗ').blur();
    await expect(till.page.getByText('Сервер кассы не разрешает этот адрес ЛМ ЧЗ')).toHaveCount(0);
    await till.page.getByLabel('Адрес ЛМ ЧЗ').fill(url);
    await till.button('Сохранить').click();
    await till.button('Проверить связь').click();
    await till.button('Проверить связь').click();
    await expect(till.page.getByText('Сервер кассы не разрешает этот адрес ЛМ ЧЗ').first()).toBeVisible();
    await till
      .button(/Продаж|Назад|Закрыть/)
      .first()
      .click();
    await expect(till.button('ЛМ ЧЗ: адрес закрыт')).toBeVisible();

    // The keeper names it and starts the gateway anew; the page's files are the same, and come from the worker's cache.
    await server.cut();
    await server.open({ POLTORA_CONNECT: url });
    const policy = (): Promise<string | null> =>
      till.page.evaluate(async () => (await fetch('/index.html')).headers.get('content-security-policy'));
    await till.page.reload();
    await till.ready();
    await expect.poll(policy).toContain(url);
    await till.page.reload();
    await till.ready();
    await server.emulators.cdn.service.fail({ refuse: true });
    await till.scan(codeOf('allowed'));
    await expect(till.line('Молоко')).toContainText('Можно продавать (офлайн)');
    expect(server.emulators.lm.service.requests.at(-1)?.headers).toMatchObject({ origin: new URL(server.url).origin });
  } finally {
    await context.close();
    await server.close();
  }
});
