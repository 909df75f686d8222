import { codeOfGood } from '../emulators/sample-codes.ts';
import { codeOf, expect, test } from './till.ts';

const pack = '04601653035829';
const alarm = 'alertdialog';

test('a price above МРЦ: both values, and one press takes the lawful one without another request', async ({
  till,
  server,
}) => {
  await till.scan(codeOfGood(pack, { priceKopecks: 140_00 }));
  const card = till.page.getByRole(alarm);
  await expect(card).toContainText('ена 145,00 ₽ выше МРЦ 140,00 ₽');
  const asked = (): number =>
    server.emulators.cdn.service.requests.filter(({ path }) => path.endsWith('/codes/check')).length;
  expect(asked()).toBe(1);
  await till.button('Продать за 140,00 ₽').click();
  await expect(card).toHaveCount(0);
  await expect(till.line('Невский ветер')).toContainText('1 × 140,00');
  await expect(till.line('Невский ветер')).toContainText('по карточке 145,00');
  await till.sell();
  expect(asked()).toBe(1);
  await till.button('Журнал').click();
  await expect(till.page.getByRole('region', { name: 'События' })).toContainText('Цена изменена');
});

test('a price or a discount by hand: the verdict follows', async ({ till }) => {
  await till.scan(codeOfGood(pack, { priceKopecks: 145_00 }));
  await expect(till.line('Невский ветер').getByText('Можно продавать', { exact: true })).toBeVisible();
  await till.button(/^Изменить: Сигареты/).click();
  await till.page.getByLabel('Цена за штуку, ₽').fill('149');
  await till.button('Готово').click();
  await expect(till.page.getByRole(alarm)).toContainText('ена 149,00 ₽ выше МРЦ 145,00 ₽');
  await till.button(/^Изменить: Сигареты/).click();
  await till.page.getByLabel('Скидка, %').fill('10');
  await expect(till.page.getByLabel('Цена за штуку, ₽')).toHaveValue('130,50');
  await till.button('Готово').click();
  await expect(till.page.getByRole(alarm)).toContainText('ниже минимальной 135,00 ₽');
  await till.button(/^Изменить: Сигареты/).click();
  await till.button('Вернуть цену карточки').click();
  await expect(till.page.getByRole(alarm)).toHaveCount(0);
  await expect(till.line('Невский ветер')).not.toContainText('по карточке');
});

test('neither an Enter nor a scan takes the lawful price', async ({ till }) => {
  await till.scan(codeOfGood(pack, { priceKopecks: 140_00 }));
  await till.button('Продать за 140,00 ₽').focus();
  await till.page.keyboard.press('Enter');
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toBeVisible();
  await expect(till.page.getByRole(alarm)).toContainText('Невский ветер');
});

test('an unknown barcode is bound to a card of the catalogue, found by its name', async ({ till }) => {
  await till.scan('4606203090785');
  await till.button('Завести товар').click();
  await till.button('Есть в каталоге').click();
  const search = till.page.getByLabel('Найти товар в каталоге');
  await search.fill('бородинский');
  await expect(till.page.getByRole('dialog').getByRole('option')).toHaveCount(1);
  await search.press('Enter');
  await expect(till.line('Бородинский')).toBeVisible();
  await till.scan('4606203090785');
  await expect(till.line('Бородинский')).toContainText('2 × 54,90');
  await till.page.reload();
  await till.ready();
  await till.scan('4606203090785');
  await expect(till.line('Бородинский')).toContainText('3 × 54,90');
});

test('an unknown code is described as goods by the litre, and asks how much', async ({ till, server }) => {
  // ЛМ has nothing against what it does not know.
  await server.emulators.cdn.service.fail({ refuse: true });
  await till.scan(codeOf('unknown-gtin'));
  await till.button('Указать название и цену').click();
  const dialog = till.page.getByRole('dialog');
  await dialog.getByLabel('Название').fill('Квас');
  await dialog.getByLabel('Как продаётся').selectOption('На розлив, литрами');
  await dialog.getByLabel('Цена за литр, ₽').fill('90');
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await dialog.getByLabel('Сколько, л?').fill('0,5');
  await till.button('Готово').click();
  await expect(till.line('Квас')).toContainText('0,5 л × 90,00');
});
