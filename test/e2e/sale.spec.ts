import { checkPath, codeOf, expect, secondTab, test } from './till.ts';

test('marked and plain goods, cash with change, a new receipt', async ({ till }) => {
  await till.scan(codeOf('allowed'));
  await till.quick(/Хлеб/).click();
  await till.quick(/Хлеб/).click();
  await expect(till.line('Хлеб')).toContainText('2');
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await till.pay.click();
  await till.button(/^Наличные/).click();
  await till.button(/^1.?000/).click();
  await expect(till.page.getByText(/Сдача/).first()).toBeVisible();
  await till.button(/^Пробить чек/).click();
  await expect(till.page.getByText('Чек напечатан').first()).toBeVisible();
  const [document] = await till.documents();
  expect(document?.document[1059]).toHaveLength(2);
  expect(document?.document[1020]).toBe(document?.document[1031]);

  await till.button(/^Новый чек/).click();
  await expect(till.receipt.getByRole('listitem')).toHaveCount(0);
});

test('goods for adults: no payment before the buyer’s age was asked, and the answer is on record', async ({ till }) => {
  const question = till.page.getByRole('dialog', { name: 'Покупателю есть 18 лет?' });
  const ways = till.button(/^Наличные/);
  await till.scan(codeOf('tobacco-pack'));
  await expect(till.receipt).toContainText('Можно продавать');
  await till.pay.click();
  await expect(question).toContainText('Сигареты');
  await expect(ways).toHaveCount(0);
  // Put aside, it is not answered: the next press asks again.
  await till.page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(ways).toHaveCount(0);
  await till.pay.click();
  await expect(question).toBeVisible();
  await till.button('Есть 18').click();
  await ways.click();
  await till.button(/^Пробить чек/).click();
  await till.printed();
  await till.button('Журнал').click();
  await expect(
    till.page.getByRole('region', { name: 'События' }).getByRole('listitem').filter({ hasText: 'Покупателю есть 18' }),
  ).toHaveCount(1);
});

test.describe('on a tablet', () => {
  test.use({ hasTouch: true, viewport: { width: 800, height: 1280 } });
  test('the whole sale by touch alone, from the «Попробуйте» panel', async ({ till }) => {
    await till.page
      .getByRole('region', { name: 'Попробуйте' })
      .getByRole('button', { name: 'Можно продавать', exact: true })
      .tap();
    await expect(till.line('Молоко')).toContainText('Можно продавать');
    await till.pay.tap();
    await till.button(/^Безналичные/).tap();
    await till.button(/^Пробить чек/).tap();
    await expect(till.page.getByText('Чек напечатан').first()).toBeVisible();
  });
});

test('a reload in the middle of a payment loses nothing', async ({ till }) => {
  await till.scan(codeOf('allowed'));
  await till.pay.click();
  await till.button(/^Наличные/).click();
  await expect(till.button(/^Пробить чек/)).toBeEnabled();
  await till.page.reload();
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await till.button(/^Пробить чек/).click();
  await expect(till.page.getByText('Чек напечатан').first()).toBeVisible();
  expect(await till.documents()).toHaveLength(1);
});

test('a reload while a check runs asks again', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ hang: true, times: 1, path: checkPath });
  await till.scan(codeOf('allowed'));
  await expect(till.receipt).toContainText('Проверка…');
  await till.reloadWith(1);
  await expect(till.line('Молоко')).toContainText('Можно продавать');
});

test('the page dies after the document was printed: it is found, not printed again', async ({ till }) => {
  await till.scan(codeOf('allowed'));
  await till.pay.click();
  await till.button(/^Наличные/).click();
  // The ФН has written the document; the next step of the page never comes.
  await till.page.evaluate(() => {
    const write = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      write.call(this, key, value);
      // The opening of the shift is written before it, and read again after the reload.
      if (key !== 'poltora-demo-fn' || !value.includes('"kind":"receipt"')) return;
      location.reload();
      // The process is as good as dead: nothing after this line may run.
      for (const end = Date.now() + 1_000; Date.now() < end;);
      throw new Error('power cut');
    };
  });
  const reloaded = till.page.waitForEvent('load');
  await till.button(/^Пробить чек/).click();
  await reloaded;
  await expect(till.page.getByText('Чек напечатан').first()).toBeVisible();
  expect(await till.documents()).toHaveLength(1);
});

test('a second tab waits, is refused while a receipt is open, and takes over when it is not', async ({
  till,
  server,
  context,
}) => {
  await till.scan(codeOf('allowed'));
  const other = await secondTab(context, server.url);
  await expect(other.page.getByText('Касса открыта в другом окне')).toBeVisible();
  await other.button('Продолжить здесь').click();
  await expect(other.page.getByText(/открыт чек/i)).toBeVisible();

  await till.sell();
  await other.button('Продолжить здесь').click();
  await other.ready();
  await expect(till.page.getByText('Касса открыта в другом окне')).toBeVisible();
  await other.scan(codeOf('allowed'));
  await expect(other.line('Молоко')).toContainText('Можно продавать');
});

test('sales that ЛМ has not heard of are counted, kept and sent when it is back', async ({ till, server }) => {
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await server.emulators.lm.service.fail({ refuse: true });
  await till.sell();
  await expect(till.page.getByText('Не отправлено: 1')).toBeVisible();
  // As after a long outage: the till would not try again by itself before a person has pressed. No page is at work while it is written.
  await till.page.goto(`${server.url}manifest.webmanifest`);
  await till.page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opened = indexedDB.open('poltora-journal');
        opened.onerror = () => reject(opened.error ?? new Error('no journal'));
        opened.onsuccess = () => {
          const change = opened.result.transaction('outbox', 'readwrite');
          const rows = change.objectStore('outbox');
          const read = rows.getAll();
          read.onsuccess = () => {
            for (const row of read.result as object[]) rows.put({ ...row, nextAt: Date.now() + 290_000 });
          };
          change.oncomplete = () => {
            opened.result.close();
            resolve();
          };
        };
      }),
  );
  await till.page.goto(server.url);
  await till.ready();
  await expect(till.page.getByText('Не отправлено: 1')).toBeVisible();
  await server.emulators.lm.service.recover();
  await till.button(/Не отправлено: 1/).click();
  await till.button('Отправить сейчас').click();
  await expect.poll(() => server.emulators.lm.sold.size).toBe(1);
  await expect(till.page.getByText('Не отправлено: 1')).toHaveCount(0);
});
