import { receiptsOf } from './kkt.ts';
import { checkPath, codeOf, expect, test, type TillPage } from './till.ts';

const dialog = (till: TillPage) => till.page.getByRole('dialog');
const amount = (till: TillPage) => dialog(till).getByLabel(/^Сколько/);
/** By the button: right after a scan an Enter may still be the scanner's. */
const take = async (till: TillPage, text: string): Promise<void> => {
  await amount(till).fill(text);
  await till.button('Готово').click();
};
const items = async (till: TillPage) => (await till.documents()).at(-1)?.document[1059] ?? [];

test.describe('a keg', () => {
  test.beforeEach(({ till }) => till.allowAlcohol());

  test('its code asks how much, sells litres under the code, and the book knows what is left', async ({ till }) => {
    const keg = codeOf('partially-sold');
    await till.scan(keg);
    await expect(till.line('Слободское')).toContainText('сколько?');
    await expect(till.line('Слободское').getByText('Можно продавать', { exact: true })).toBeVisible();
    await expect(dialog(till)).toContainText('По Честному ЗНАКу осталось 17,5 л.');
    // Pressed away: the receipt cannot be paid, and a press on the line asks again.
    await till.page.keyboard.press('Escape');
    await expect(till.pay).toBeDisabled();
    await expect(till.pay).toHaveAccessibleName(/Укажите количество/);
    await till.button(/^Изменить: Пиво «Слободское»/).click();
    await amount(till).fill('1,5');
    await till.page.keyboard.press('Enter');
    await expect(till.line('Слободское')).toContainText('1,5 л × 180,00');
    await till.sell();
    expect((await items(till))[0]).toMatchObject({ 1023: 1500, 1043: 270_00, 1079: 180_00, 2000: keg, 2108: 41 });
    expect((await items(till))[0]).not.toHaveProperty('1291');

    // The same keg again: no «Уже продан», but the rest of it.
    await till.scan(keg);
    await expect(dialog(till)).toContainText('По кассе осталось 16 л.');
    await dialog(till).getByRole('button', { name: '0,5 л' }).click();
    await expect(till.line('Слободское')).toContainText('0,5 л × 180,00');
    await till.sell('Безналичные');

    await till.button('Журнал').click();
    await till.button('Открытые упаковки').click();
    const book = till.page.getByRole('region', { name: 'Открытые упаковки' });
    await expect(book).toContainText('осталось 15,5 л');
    await book.getByRole('button', { name: /Слободское/ }).click();
    await expect(book).toContainText('1,5 л');
    await expect(book).toContainText('0,5 л');
    await till.button('Закрыть упаковку').click();
    await expect(book).toContainText('Открытых упаковок нет');
  });

  test('put on the tap without a sale, it is poured by its name, and a second glass is more of the same line', async ({
    till,
  }) => {
    const keg = codeOf('partially-sold');
    const find = async (): Promise<void> => {
      await till.page.getByPlaceholder('Найти товар или сканировать').fill('разливное');
      await till.page.getByRole('option', { name: /разливное/ }).click();
    };
    await find();
    await expect(till.receipt).toContainText('Отсканируйте Data Matrix');
    await till.scan(keg);
    await dialog(till).getByRole('button', { name: 'Поставить на кран, продать позже' }).click();
    await expect(till.receipt.getByRole('listitem')).toHaveCount(0);
    await find();
    await dialog(till).getByRole('button', { name: '0,5 л' }).click();
    await expect(till.line('Слободское')).toContainText('0,5 л');
    await find();
    await take(till, '1');
    await expect(till.receipt.getByRole('listitem')).toHaveCount(1);
    await expect(till.line('Слободское').getByText('Можно продавать', { exact: true })).toBeVisible();
    await till.sell();
    expect((await items(till))[0]).toMatchObject({ 1023: 1000, 2000: keg, 2108: 41 });
    expect(await till.proof()).toMatch(/^UUID=/);
  });

  test("no more than there is: by the till's own book, and by the count of ГИС МТ", async ({ till }) => {
    await till.scan(codeOf('partially-sold'));
    await take(till, '20');
    await expect(till.page.getByRole('alertdialog')).toContainText('осталось 17,5 л');
    await expect(till.pay).toBeDisabled();
    await till.button(/^Изменить: Пиво «Слободское»/).click();
    await take(till, '17,5');
    await expect(till.page.getByRole('alertdialog')).toHaveCount(0);
    await till.sell();
  });
});

test('a cheese with its weight in the code is sold whole, or cut', async ({ till }) => {
  const whole = codeOf('weighed');
  await till.scan(whole);
  // 4.2 kg at 799 roubles.
  await expect(till.line('голова')).toContainText('1 × 3 355,80');
  await till.sell();
  expect((await items(till))[0]).toMatchObject({ 1023: 1000, 1079: 3355_80, 2000: whole, 2108: 0 });
  await till.scan(whole);
  await expect(till.receipt).toContainText('Уже продан');
  await till.button('Убрать').click();

  const cut = codeOf('weighed');
  await till.scan(cut);
  await till.button(/^Изменить: Сыр/).click();
  await take(till, '0,345');
  await expect(till.line('голова')).toContainText('0,345 кг × 799,00');
  await till.sell();
  expect((await items(till))[0]).toMatchObject({ 1023: 345, 1043: 275_66, 1079: 799_00, 2000: cut, 2108: 11 });

  await till.scan(cut);
  await expect(dialog(till)).toContainText('По кассе осталось 3,855 кг.');
  await expect(dialog(till).getByRole('button', { name: /^Целиком/ })).toHaveCount(0);
  await take(till, '3,856');
  await expect(dialog(till)).toContainText('Столько нет: осталось 3,855 кг');
  await take(till, '3,855');
  await till.sell();
  // Nothing is left: the code is sold.
  await till.scan(cut);
  await expect(till.receipt).toContainText('Уже продан');
});

test.describe('on the paper of ШТРИХ-М', () => {
  test.use({ options: { kkt: {} } });

  test('measured goods with their measure, a part with its fraction, both sold in part', async ({
    till,
    server: { kkt },
  }) => {
    const [cheese, box] = [codeOf('weighed'), codeOf('in-parts')];
    await till.scan(cheese);
    await till.button(/^Изменить: Сыр/).click();
    await take(till, '0,345');
    await till.scan(box);
    await till.button(/^Изменить: Салфетки/).click();
    await take(till, '3');
    await expect(till.receipt.getByText('Можно продавать', { exact: true })).toHaveCount(2);
    await till.sell();
    const [receipt] = receiptsOf(kkt);
    expect(receipt).toMatchObject({ sum: 275_66 + 90_00 });
    expect(receipt?.tags[1059]).toMatchObject([
      { 1023: 345, 1043: 275_66, 1079: 799_00, 1212: 33, 2000: cheese, 2106: 15, 2108: 11, 2110: 2 },
      { 1023: 1000, 1043: 90_00, 1291: { 1292: '3/10', 1293: 3, 1294: 10 }, 2000: box, 2106: 15, 2108: 0, 2110: 2 },
    ]);
  });
});

test('a part of a package: tag 1291, the price of the part; the rest stays sellable offline too', async ({
  till,
  server,
}) => {
  const box = codeOf('in-parts');
  await till.scan(box);
  await expect(till.line('Салфетки')).toContainText('1 × 250,00');
  await till.button(/^Изменить: Салфетки/).click();
  await take(till, '2,5');
  await expect(dialog(till)).toContainText('Введите целое число');
  await take(till, '3');
  await expect(till.line('Салфетки')).toContainText('3 из 10 × 30,00');
  await expect(till.line('Салфетки')).toContainText('90,00');
  await till.sell();
  expect((await items(till))[0]).toMatchObject({
    1023: 1000,
    1043: 90_00,
    1079: 90_00,
    1291: { 1292: '3/10', 1293: 3, 1294: 10 },
    2000: box,
    2108: 0,
  });

  await server.emulators.cdn.service.fail({ hang: true, path: checkPath });
  await till.scan(box);
  await expect(dialog(till)).toContainText('По кассе осталось 7 шт');
  await take(till, '7');
  await expect(till.line('Салфетки').getByText('Можно продавать (офлайн)', { exact: true })).toBeVisible({
    timeout: 8_000,
  });
  await till.sell();
  expect((await items(till))[0]).toMatchObject({ 1291: { 1293: 7, 1294: 10 } });
});

test('a pack out of a block: the pack by its own code, the block by its', async ({ till }) => {
  await till.scan(codeOf('tobacco-block'));
  await expect(till.line('блок 10 пачек')).toContainText('блок целиком');
  await till.scan(codeOf('tobacco-pack'));
  await expect(till.line(/пачка/)).toContainText('1 × 145,00');
  await expect(till.line(/пачка/)).not.toContainText('блок целиком');
  await expect(till.receipt.getByText('Можно продавать', { exact: true })).toHaveCount(2);
  await till.sell();
  expect(await items(till)).toMatchObject([
    { 1023: 1000, 1163: { 1305: expect.any(String) } },
    { 1023: 1000, 1163: { 1306: expect.any(String) } },
  ]);
});
