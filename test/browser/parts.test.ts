import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

const amount = () => till.dialog.getByLabelText(/^Сколько/);
/** By the button: right after a scan an Enter may still be the scanner's. */
const take = async (text: string): Promise<void> => {
  await amount().fill(text);
  await till.button('Готово').click();
};

describe('a keg', () => {
  beforeEach(() => till.allowAlcohol());

  it('its code asks how much, sells litres under the code, and the book knows what is left', async () => {
    const keg = codeOf('partially-sold');
    await till.scan(keg);
    await expect.element(till.line('Слободское')).toHaveTextContent('сколько?');
    await expect.element(till.line('Слободское').getByText('Можно продавать', { exact: true })).toBeVisible();
    await expect.element(till.dialog).toHaveTextContent('По Честному ЗНАКу осталось 17,5 л.');
    // Pressed away: the receipt cannot be paid, and a press on the line asks again.
    await till.press('Escape');
    await expect.element(till.pay).toBeDisabled();
    await expect.element(till.pay).toHaveAccessibleName(/Укажите количество/);
    await till.button(/^Пиво «Слободское».* изменить$/).click();
    await amount().fill('1,5');
    await till.press('Enter');
    await expect.element(till.line('Слободское')).toHaveTextContent('1,5 л × 180,00');
    await till.sell();
    expect(till.items()[0]).toMatchObject({ 1023: 1500, 1043: 270_00, 1079: 180_00, 2000: keg, 2108: 41 });
    expect(till.items()[0]).not.toHaveProperty('1291');

    // The same keg again: no «Уже продан», but the rest of it.
    await till.scan(keg);
    await expect.element(till.dialog).toHaveTextContent('По кассе осталось 16 л.');
    await till.dialog.getByRole('button', { name: '0,5 л' }).click();
    await expect.element(till.line('Слободское')).toHaveTextContent('0,5 л × 180,00');
    await till.sell('Безналичные');

    await till.button('Журнал').click();
    await till.button('Открытые упаковки').click();
    const book = page.getByRole('region', { name: 'Открытые упаковки' });
    await expect.element(book).toHaveTextContent('осталось 15,5 л');
    await book.getByRole('button', { name: /Слободское/ }).click();
    await expect.element(book).toHaveTextContent('1,5 л');
    await expect.element(book).toHaveTextContent('0,5 л');
    await till.button('Закрыть упаковку').click();
    await expect.element(book).toHaveTextContent('Открытых упаковок нет');
  });

  it('put on the tap without a sale, it is poured by its name, and a second glass is more of the same line', async () => {
    const keg = codeOf('partially-sold');
    const find = async (): Promise<void> => {
      await page.getByPlaceholder('Найти товар или сканировать').fill('разливное');
      await page.getByRole('option', { name: /разливное/ }).click();
    };
    await find();
    await expect.element(till.receipt).toHaveTextContent('Отсканируйте квадратный код');
    await till.scan(keg);
    await till.dialog.getByRole('button', { name: 'Поставить на кран, продать позже' }).click();
    await expect.element(till.lines).toHaveLength(0);
    await find();
    await till.dialog.getByRole('button', { name: '0,5 л' }).click();
    await expect.element(till.line('Слободское')).toHaveTextContent('0,5 л');
    await find();
    await take('1');
    await expect.element(till.lines).toHaveLength(1);
    await expect.element(till.line('Слободское').getByText('Можно продавать', { exact: true })).toBeVisible();
    await till.sell();
    expect(till.items()[0]).toMatchObject({
      1023: 1000,
      1260: { 1265: expect.stringMatching(/^UUID=/) },
      2000: keg,
      2108: 41,
    });
  });

  it("no more than there is: by the till's own book, and by the count of ГИС МТ", async () => {
    await till.scan(codeOf('partially-sold'));
    await take('20');
    await expect.element(till.alarm).toHaveTextContent('осталось 17,5 л');
    await expect.element(till.pay).toBeDisabled();
    await till.button(/^Пиво «Слободское».* изменить$/).click();
    await take('17,5');
    await expect.element(till.alarm).toHaveLength(0);
    await till.sell();
  });
});

it('a cheese with its weight in the code is sold whole, or cut', async () => {
  const whole = codeOf('weighed');
  await till.scan(whole);
  // 4.2 kg at 799 roubles.
  await expect.element(till.line('голова')).toHaveTextContent('1 × 3 355,80');
  await till.sell();
  expect(till.items()[0]).toMatchObject({ 1023: 1000, 1079: 3355_80, 2000: whole, 2108: 0 });
  await till.scan(whole);
  await expect.element(till.receipt).toHaveTextContent('Уже продан');
  await till.line('Уже продан').getByRole('button', { name: 'Убрать' }).click();

  const cut = codeOf('weighed');
  await till.scan(cut);
  await till.button(/^Сыр.* изменить$/).click();
  await take('0,345');
  await expect.element(till.line('голова')).toHaveTextContent('0,345 кг × 799,00');
  await till.sell();
  expect(till.items()[0]).toMatchObject({ 1023: 345, 1043: 275_66, 1079: 799_00, 2000: cut, 2108: 11 });

  await till.scan(cut);
  await expect.element(till.dialog).toHaveTextContent('По кассе осталось 3,855 кг.');
  await expect.element(till.dialog.getByRole('button', { name: /^Целиком/ })).toHaveLength(0);
  await take('3,856');
  await expect.element(till.dialog).toHaveTextContent('Столько нет: осталось 3,855 кг');
  await take('3,855');
  await till.sell();
  // Nothing is left: the code is sold.
  await till.scan(cut);
  await expect.element(till.receipt).toHaveTextContent('Уже продан');
});

it('a part of a package: tag 1291, the price of the part; the rest stays sellable offline too', async () => {
  const box = codeOf('in-parts');
  await till.scan(box);
  await expect.element(till.line('Салфетки')).toHaveTextContent('1 × 250,00');
  await till.button(/^Салфетки.* изменить$/).click();
  await take('2,5');
  await expect.element(till.dialog).toHaveTextContent('Введите целое число');
  await take('3');
  await expect.element(till.line('Салфетки')).toHaveTextContent('3 из 10 × 30,00');
  await expect.element(till.line('Салфетки')).toHaveTextContent('90,00');
  await till.sell();
  expect(till.items()[0]).toMatchObject({
    1023: 1000,
    1043: 90_00,
    1079: 90_00,
    1291: { 1292: '3/10', 1293: 3, 1294: 10 },
    2000: box,
    2108: 0,
  });

  till.isOnline = false;
  await till.scan(box);
  await expect.element(till.dialog).toHaveTextContent('По кассе осталось 7 шт');
  await take('7');
  await expect.element(till.line('Салфетки').getByText('Можно продавать (офлайн)', { exact: true })).toBeVisible();
  await till.sell();
  expect(till.items()[0]).toMatchObject({ 1291: { 1293: 7, 1294: 10 } });
});

it('a pack out of a block: the pack by its own code, the block by its', async () => {
  await till.scan(codeOf('tobacco-block'));
  await expect.element(till.line('блок 10 пачек')).toHaveTextContent('блок целиком');
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.line(/пачка/)).toHaveTextContent('1 × 145,00');
  await expect.element(till.line(/пачка/)).not.toHaveTextContent('блок целиком');
  await expect.element(till.receipt.getByText('Можно продавать', { exact: true })).toHaveLength(2);
  await till.sell();
  expect(till.items()).toMatchObject([
    { 1023: 1000, 1163: { 1305: expect.any(String) } },
    { 1023: 1000, 1163: { 1306: expect.any(String) } },
  ]);
});
