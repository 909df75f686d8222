/** The browser that the tests of a worker share: what one of them leaves, the next does not find. */
import { SharedBrowser } from './shared-browser.ts';
import { codeOf, expect, test, TillPage } from './till.ts';

test('nothing is left in the shared browser but the installed worker and its files', async ({ browser, server }) => {
  const shared = new SharedBrowser(browser);
  const { requests } = server.emulators.cdn.service;
  const listings = (): number => requests.filter(({ path }) => path.endsWith('/cdn/info')).length;
  const sells = async (till: TillPage): Promise<void> => {
    await till.scan(codeOf('allowed'));
    await expect(till.line('Молоко')).toContainText('Можно продавать');
    await till.sell();
  };

  const context = await shared.take();
  await context.grantPermissions(['geolocation'], { origin: new URL(server.url).origin });
  const before = await new TillPage(await context.newPage()).open(server.url);
  await sells(before);
  await before.page.evaluate(() => {
    document.cookie = 'left=1';
    localStorage.setItem('left', '1');
  });
  // The worker holds the list of hosts in its memory and in its database.
  const asked = listings();
  expect(asked).toBeGreaterThan(0);

  await shared.giveBack(new URL(server.url).origin);
  expect(before.page.isClosed()).toBe(true);
  expect(await shared.take()).toBe(context);
  // A file of the till that no program runs in.
  const page = await context.newPage();
  await page.goto(`${server.url}manifest.webmanifest`);
  const found = await page.evaluate(async () => ({
    databases: await indexedDB.databases(),
    memory: { ...localStorage },
    cookie: document.cookie,
    permission: (await navigator.permissions.query({ name: 'geolocation' })).state,
    worker: (await navigator.serviceWorker.getRegistration())?.active?.state,
    caches: (await caches.keys()).length,
  }));
  expect(found).toEqual({
    databases: [],
    memory: {},
    cookie: '',
    permission: expect.not.stringMatching('granted'),
    worker: 'activated',
    caches: 1,
  });

  const after = await new TillPage(page).open(server.url);
  expect(await after.documents()).toEqual([]);
  await sells(after);
  expect(listings()).toBeGreaterThan(asked);
  await shared.close();
});
