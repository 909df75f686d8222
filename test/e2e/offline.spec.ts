import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, expect, launchBrowser, launchProfile, test, TillPage, TillServer } from './till.ts';

// About what is installed and when: nothing may be there before.
test.use({ isolated: true });

test('cold start with the network cut: opens, checks through ЛМ, sells, remembers', async ({ server }) => {
  const profile = await mkdtemp(join(tmpdir(), 'poltora-profile-'));
  const launch = () => launchProfile(profile, { viewport: { width: 1024, height: 600 } });
  try {
    const first = await launch();
    await new TillPage(await first.newPage()).open(server.url);
    await first.close();

    // The evening: the gateway is off, ЦРПТ out of reach; ЛМ runs on this machine.
    await server.cut();
    await server.emulators.cdn.service.fail({ refuse: true });
    const second = await launch();
    const till = await new TillPage(await second.newPage()).open(server.url);
    const code = codeOf('allowed');
    await till.scan(code);
    await expect(till.line('Молоко')).toContainText('Можно продавать (офлайн)');
    await till.sell();
    expect(await till.proof()).toMatch(/&Inst=/);
    await expect.poll(() => [...server.emulators.lm.sold]).toEqual([code.split('\u001d')[0]]);
    await second.close();

    const third = await launch();
    const again = await new TillPage(await third.newPage()).open(server.url);
    await again.scan(code);
    await expect(again.receipt).toContainText(/Уже продан/i);
    await third.close();
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
});

test('everything is precached: no request of a cold page reaches the network', async ({ till, server }) => {
  await server.cut();
  const failed: string[] = [];
  till.page.on('requestfailed', (request) => failed.push(new URL(request.url()).pathname));
  await till.page.reload();
  await till.ready();
  expect(failed.filter((path) => !path.startsWith('/relay') && !path.startsWith('/check'))).toEqual([]);
  // The guide to ЛМ is read when there is no internet to read it from.
  await till.button('Настройки').click();
  await till.button('Найти и настроить ЛМ ЧЗ').click();
  await till.button('Как установить и обновить').click();
  await till.page.getByText('Windows', { exact: true }).click();
  await expect(till.page.getByText(/Если установщик ответил 1618/)).toBeVisible();
});

test('a new version waits for the end of the receipt, says so, and then comes by itself', async ({ till, server }) => {
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await server.release();
  await till.page.evaluate(async () => {
    (window as { stillTheSamePage?: boolean }).stillTheSamePage = true;
    await (await navigator.serviceWorker.ready).update();
  });
  await expect(till.page.getByText(/Новая версия/)).toBeVisible();
  await expect(till.line('Молоко')).toBeVisible();
  const same = () => till.page.evaluate(() => (window as { stillTheSamePage?: boolean }).stillTheSamePage === true);
  expect(await same()).toBe(true);

  // The change is still to be given: the printed receipt is not exchanged under the cashier's eyes either.
  await till.sell();
  expect(await same()).toBe(true);
  const reloaded = till.page.waitForEvent('load');
  await till.button(/^Новый чек/).click();
  await reloaded;
  await till.ready();
  await expect(till.page.getByText(/Новая версия/)).toHaveCount(0);
  expect(await till.documents()).toHaveLength(1);
});

test("ЛМ at an address of its own is asked by the page, with the browser's permission", async () => {
  // The page counts as public, as a real https till does; ЛМ stands on this machine.
  const server = await TillServer.start();
  const browser = await launchBrowser(
    `--ip-address-space-overrides=127.0.0.1:${server.port}=public,[::1]:${server.port}=public`,
  );
  try {
    const context = await browser.newContext({ viewport: { width: 1024, height: 600 } });
    const till = await new TillPage(await context.newPage()).open(server.url);
    await till.button('Настройки').click();
    await till.page.getByLabel(/напрямую|Напрямую/).check();
    await till.page.getByLabel('Адрес ЛМ ЧЗ').fill(server.emulators.lm.url);
    await till.button('Сохранить').click();
    await till
      .button(/Продаж|Назад|Закрыть/)
      .first()
      .click();
    await till.ready();
    await server.emulators.cdn.service.fail({ refuse: true });

    const { browserContextId } = (await (await context.newCDPSession(till.page)).send('Target.getTargetInfo'))
      .targetInfo;
    // Kept open: what a session has set ends with it.
    const session = await browser.newBrowserCDPSession();
    const permission = async (setting: 'granted' | 'denied'): Promise<void> => {
      await session.send('Browser.setPermission', {
        permission: { name: 'loopback-network' },
        setting,
        origin: new URL(server.url).origin,
        ...(browserContextId && { browserContextId }),
      });
      await expect
        .poll(() =>
          till.page.evaluate(
            async () => (await navigator.permissions.query({ name: 'loopback-network' as PermissionName })).state,
          ),
        )
        .toBe(setting);
    };
    await permission('denied');
    await till.scan(codeOf('allowed'));
    await expect(till.line('Молоко')).toContainText('Проверить не удалось');
    await permission('granted');
    await till.button('Повторить проверку').click();
    await expect(till.line('Молоко')).toContainText('Можно продавать (офлайн)');
    // The worker has no right to the local network of its own: the page's origin stands in the request.
    const asked = server.emulators.lm.service.requests.filter(({ path }) => path.endsWith('/cis/outCheck'));
    expect(asked.at(-1)?.headers).toMatchObject({ origin: new URL(server.url).origin });
  } finally {
    await browser.close();
    await server.close();
  }
});
