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

test('the same КИ twice is refused, also after its sale', async ({ till }) => {
  const code = codeOf('allowed');
  await till.scan(code);
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await till.scan(code);
  await expect(till.receipt).toContainText('Уже в чеке');
  await till.sell();
  await till.scan(code);
  await expect(till.receipt).toContainText(/Уже продан/i);
});

test('a damaged scan says so, adds nothing, and stands until its goods are scanned', async ({ till }) => {
  const code = codeOf('allowed');
  await till.scan(code.replace('\u001d', '').slice(0, -2));
  await expect(till.receipt).toContainText('Скан повреждён');
  await expect(till.pay).toBeDisabled();
  await till.scan(codeOf('tobacco-pack'));
  await expect(till.pay).toBeEnabled();
  await expect(till.receipt).toContainText('Скан повреждён');
  await till.scan(code);
  await expect(till.receipt.getByRole('listitem')).toHaveCount(2);
  await expect(till.receipt).not.toContainText('Скан повреждён');
  await expect(till.pay).toBeEnabled();
});

test('a line may be removed before payment', async ({ till }) => {
  await till.scan(codeOf('allowed'));
  await till.scan(codeOf('tobacco-pack'));
  await expect(till.receipt.getByRole('listitem')).toHaveCount(2);
  await till.line('Молоко').getByRole('button', { name: 'Убрать' }).click();
  await expect(till.receipt.getByRole('listitem')).toHaveCount(1);
  await till.sell();
  expect((await till.documents())[0]?.document[1059]).toHaveLength(1);
});

test('the whole sale by keyboard alone', async ({ till }) => {
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await till.page.keyboard.press('F12');
  await till.page.keyboard.press('F4');
  await till.page.keyboard.press('F12');
  await expect(till.page.getByText('Чек напечатан').first()).toBeVisible();
  await till.page.keyboard.press('F12');
  await expect(till.receipt.getByRole('listitem')).toHaveCount(0);
  expect(await till.documents()).toHaveLength(1);
});

test('keys pressed before the payment has come up wait for it: F12, F4, F12 in one breath', async ({ till }) => {
  await till.scan(codeOf('allowed'));
  await expect(till.pay).toBeEnabled();
  await till.page.evaluate(() => {
    for (const key of ['F12', 'F4', 'F12'])
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true }),
      );
  });
  await till.printed();
  expect(await till.documents()).toHaveLength(1);
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

test('a scan in the middle of payment steps back to the goods and prints nothing', async ({ till }) => {
  await till.scan(codeOf('allowed'));
  await till.pay.click();
  await till.button(/^Наличные/).click();
  await till.scan(codeOf('tobacco-pack'));
  await expect(till.receipt.getByRole('listitem')).toHaveCount(2);
  await expect(till.pay).toBeEnabled();
  expect(await till.documents()).toHaveLength(0);
});

test('a line removed in the middle of payment goes, and the sum is asked for anew', async ({ till }) => {
  await till.scan(codeOf('allowed'));
  await till.scan(codeOf('tobacco-pack'));
  await expect(till.receipt.getByRole('listitem')).toHaveCount(2);
  await till.startPaying();
  await till.button(/^Наличные/).click();
  await till.line('Молоко').getByRole('button', { name: 'Убрать' }).click();
  await expect(till.receipt.getByRole('listitem')).toHaveCount(1);
  await expect(till.pay).toBeEnabled();
  expect(await till.documents()).toHaveLength(0);
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
  await till.page.reload();
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
  await till.page.reload();
  await till.ready();
  await expect(till.page.getByText('Не отправлено: 1')).toBeVisible();
  await server.emulators.lm.service.recover();
  await till.button(/Не отправлено: 1/).click();
  await till.button('Отправить сейчас').click();
  await expect.poll(() => server.emulators.lm.sold.size).toBe(1);
  await expect(till.page.getByText('Не отправлено: 1')).toHaveCount(0);
});

test("selling without a verdict: forbidden by default, with the senior cashier's PIN where the shop allows it", async ({
  till,
  server,
}) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  await server.emulators.lm.service.fail({ refuse: true });
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Проверить не удалось');
  await expect(till.button('Продать без проверки')).toHaveCount(0);
  await till.line('Молоко').getByRole('button', { name: 'Убрать' }).click();

  await till.button('Настройки').click();
  await till.page
    .getByLabel(/ПИН старшего кассира/)
    .first()
    .check();
  await till.page.getByLabel(/^Новый ПИН/).fill('4815');
  await till.button('Сохранить').click();
  await till.button('Код записан').click();
  await expect(till.page.getByText('Сохранено', { exact: true })).toBeVisible();
  await till.button(/Назад/).first().click();
  await till.ready();

  await till.scan(codeOf('allowed'));
  await till.button('Продать без проверки').click();
  await till.page.getByLabel(/ПИН/).first().fill('0000');
  await till.page.keyboard.press('Enter');
  await expect(till.page.getByText(/неверный ПИН|ПИН неверный|не подходит/i)).toBeVisible();
  await till.page.getByLabel(/ПИН/).first().fill('4815');
  await till.page.keyboard.press('Enter');
  await till.sell();
  expect(await till.proof()).toBeUndefined();
});
