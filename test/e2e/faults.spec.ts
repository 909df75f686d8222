import type { Browser, Page } from '@playwright/test';
import { codeOf, expect, launchBrowser, silenceLocal, test } from './till.ts';

test('an error that nobody caught is told, is read in the journal, and the sale goes on', async ({ till, faults }) => {
  await till.page.evaluate(() => {
    setTimeout(() => {
      throw new TypeError('n.answer is not a function');
    });
    void Promise.reject(new Error('a promise that nobody heard of'));
  });
  await till.button('Сбой программы').click();
  await expect(till.page.getByRole('dialog')).toContainText('чеки на месте');
  await till.page.keyboard.press('Escape');
  await till.quick(/Хлеб/).click();
  await till.sell();
  await till.button('Журнал').click();
  const events = till.page
    .getByRole('region', { name: 'События' })
    .getByRole('listitem')
    .filter({ hasText: 'Сбой программы' });
  await expect(events.filter({ hasText: 'n.answer is not a function' })).toHaveCount(1);
  await expect(events.filter({ hasText: 'a promise that nobody heard of' })).toHaveCount(1);
  expect(faults).toHaveLength(2);
  faults.length = 0;
});

test('an error of the service worker is told and on record like one of the page, and fails a test like it', async ({
  till,
  context,
  faults,
}) => {
  const origin = new URL(till.page.url()).origin;
  const worker = context.serviceWorkers().find((each) => each.url().startsWith(origin));
  await worker?.evaluate(() => {
    setTimeout(() => {
      throw new TypeError('thrown in the worker');
    });
    void Promise.reject(new Error('rejected in the worker'));
  });
  await till.button('Сбой программы').click();
  await till.page.keyboard.press('Escape');
  await till.button('Журнал').click();
  const events = till.page.getByRole('region', { name: 'События' }).getByRole('listitem');
  for (const what of ['TypeError: thrown in the worker', 'Error: rejected in the worker']) {
    await expect(events.filter({ hasText: `service worker: ${what}` })).toHaveCount(1);
    await expect.poll(() => faults.filter((fault) => fault.includes(what))).toHaveLength(1);
  }
  expect(faults).toHaveLength(2);
  faults.length = 0;
});

test('a check that dies in the worker: the page checks by itself, and the fault is told and on record', async ({
  till,
  context,
  server,
  faults,
}) => {
  await silenceLocal(server);
  const origin = new URL(till.page.url()).origin;
  const worker = context.serviceWorkers().find((each) => each.url().startsWith(origin));
  await worker?.evaluate(() => {
    Response.json = () => {
      throw new TypeError('no answer can be made');
    };
  });
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await expect(till.button('Сбой программы')).toBeVisible();
  await till.sell();
  await till.button('Журнал').click();
  const events = till.page.getByRole('region', { name: 'События' }).getByRole('listitem');
  await expect(events.filter({ hasText: 'service worker: TypeError: no answer can be made' })).toHaveCount(1);
  expect(faults).toEqual(['service worker: Uncaught (in promise) TypeError: no answer can be made']);
  faults.length = 0;
});

for (const [name, open] of Object.entries({
  'a page of a context that a test makes itself': async (browser) => (await browser.newContext()).newPage(),
  'a page without a context of its own': (browser) => browser.newPage(),
  'a page of a browser that a test starts itself': async () => (await launchBrowser()).newPage(),
} satisfies Record<string, (browser: Browser) => Promise<Page>>)) {
  test(`${name} is heard when it throws`, async ({ browser, faults }) => {
    const page = await open(browser);
    await page.evaluate(() => {
      setTimeout(() => {
        throw new Error('in a page of the test’s own');
      });
    });
    await expect.poll(() => faults).toEqual(['Error: in a page of the test’s own']);
    faults.length = 0;
    await page.context().close();
  });
}

test("a practice shop on a server for real sales is thrown away at a person's word, and the real one is set up", async ({
  till,
  server,
}) => {
  await till.quick(/Хлеб/).click();
  await till.sell();
  await server.cut();
  await server.open({ POLTORA_DEMO: '0' });
  await till.page.reload();
  await expect(till.page.getByRole('heading', { name: 'Здесь учебный магазин' })).toBeVisible();
  await till.button('Удалить учебный магазин').click();
  await till.button('Удалить и настроить магазин').click();
  await expect(till.page.getByText(/Расскажите о магазине/)).toBeVisible();
});

test("the program on the shop's PC is stopped: that is said in its own word", async ({ till, server }) => {
  await server.cut();
  await till.scan('0104670540176099215AbCdE\u001d93dGVz');
  await expect(till.button(/^Программа «Полтора» не отвечает: запустите её/)).toBeVisible();
});

test.describe('the PC is three hours behind', () => {
  test.use({ options: { emulators: { cdn: { now: () => Date.now() + 3 * 3_600_000 } } } });

  test('that is told by the word of «Честный ЗНАК», with what to do, and the journal keeps both times', async ({
    till,
  }) => {
    await till.scan(codeOf('allowed'));
    await expect(till.line('Молоко')).toContainText('Можно продавать');
    await till.button('Часы компьютера отстают на 3 ч').click();
    await expect(till.page.getByRole('dialog')).toContainText(
      'Поставьте на компьютере верные дату, время и часовой пояс',
    );
    await till.page.keyboard.press('Escape');
    await till.sell();
    await till.button('Журнал').click();
    const events = till.page.getByRole('region', { name: 'События' }).getByRole('listitem');
    await expect(events.filter({ hasText: 'Часы компьютера отстают на 3 ч' })).toHaveCount(1);
    await expect(events.filter({ hasText: 'Чек напечатан' })).toContainText('на часах компьютера');
  });
});
