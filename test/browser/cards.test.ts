import { codeOfGood } from '../emulators/sample-codes.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

const pack = '04601653035829';

it('a price above МРЦ: both values, and one press takes the lawful one without another request', async () => {
  await till.scan(codeOfGood(pack, { priceKopecks: 140_00 }));
  const card = till.alarm;
  await expect.element(card).toHaveTextContent('ена 145,00 ₽ выше МРЦ 140,00 ₽');
  const asked = (): number => till.checker.requests.length;
  expect(asked()).toBe(1);
  await till.button('Продать за 140,00 ₽').click();
  await expect.element(card).toHaveLength(0);
  await expect.element(till.line('Невский ветер')).toHaveTextContent('1 × 140,00');
  await expect.element(till.line('Невский ветер')).toHaveTextContent('по карточке 145,00');
  await till.sell();
  expect(asked()).toBe(1);
  await till.button('Журнал').click();
  await expect.element(page.getByRole('region', { name: 'События' })).toHaveTextContent('Цена изменена');
});

it('a price or a discount by hand: the verdict follows', async () => {
  await till.scan(codeOfGood(pack, { priceKopecks: 145_00 }));
  await expect.element(till.line('Невский ветер').getByText('Можно продавать', { exact: true })).toBeVisible();
  await till.button(/^Сигареты.* изменить$/).click();
  await page.getByLabelText('Цена за штуку, ₽').fill('149');
  await till.button('Готово').click();
  await expect.element(till.alarm).toHaveTextContent('ена 149,00 ₽ выше МРЦ 145,00 ₽');
  await till.button(/^Сигареты.* изменить$/).click();
  await page.getByLabelText('Скидка, %').fill('10');
  await expect.element(page.getByLabelText('Цена за штуку, ₽')).toHaveValue('130,50');
  await till.button('Готово').click();
  await expect.element(till.alarm).toHaveTextContent('ниже минимальной 135,00 ₽');
  await till.button(/^Сигареты.* изменить$/).click();
  await till.button('Вернуть цену карточки').click();
  await expect.element(till.alarm).toHaveLength(0);
  await expect.element(till.line('Невский ветер')).not.toHaveTextContent('по карточке');
});

it('neither an Enter nor a scan takes the lawful price', async () => {
  await till.scan(codeOfGood(pack, { priceKopecks: 140_00 }));
  await till.focus(till.button('Продать за 140,00 ₽'));
  await till.press('Enter');
  await till.scan(codeOf('allowed'));
  await expect.element(till.line('Молоко')).toBeVisible();
  await expect.element(till.alarm).toHaveTextContent('Невский ветер');
});

it('an unknown barcode is bound to a card of the catalogue, found by its name', async () => {
  await till.scan('4606203090785');
  await till.button('Завести товар').click();
  await till.button('Выбрать из каталога').click();
  const search = page.getByLabelText('Найти товар в каталоге');
  await search.fill('бородинский');
  await expect.element(page.getByRole('dialog').getByRole('option')).toHaveLength(1);
  await till.press('Enter');
  await expect.element(till.line('Бородинский')).toBeVisible();
  await till.scan('4606203090785');
  await expect.element(till.line('Бородинский')).toHaveTextContent('2 × 54,90');
  await till.reload();
  await till.scan('4606203090785');
  await expect.element(till.line('Бородинский')).toHaveTextContent('3 × 54,90');
});

it('an unknown code is described as goods by the litre, and asks how much', async () => {
  // ЛМ has nothing against what it does not know.
  till.isOnline = false;
  await till.scan(codeOf('unknown-gtin'));
  await till.button('Указать название и цену').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabelText('Название').fill('Квас');
  await dialog.getByLabelText('Как продаётся').selectOptions('Разливное, литрами');
  await dialog.getByLabelText('Цена за литр, ₽').fill('90');
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await dialog.getByLabelText('Сколько, л?').fill('0,5');
  await till.button('Готово').click();
  await expect.element(till.line('Квас')).toHaveTextContent('0,5 л × 90,00');
});
