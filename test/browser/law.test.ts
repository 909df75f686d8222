/** What the law asks of goods beside their mark: VAT, age, excise, minimum prices offline, and a package of which a part is sold. */
import { codeOfGood } from '../emulators/sample-codes.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

const card = () => page.getByRole('dialog', { name: /^(?:Новый товар|Карточка товара)/ });

async function fill(name: string, price: string): Promise<void> {
  await card().getByLabelText('Название').fill(name);
  await card().getByLabelText('Цена, ₽').fill(price);
}

it('at ОСН a card without a rate is refused in its own dialog, and one press goes on', async () => {
  await till.scan('4606203090785');
  await till.button('Завести товар').click();
  await fill('Фырчик', '45');
  await till.button('Сохранить').click();
  await expect.element(card()).toHaveTextContent('Выберите ставку НДС: без неё товар продать нельзя');
  await card().getByLabelText('10 %').click();
  await till.button('Сохранить').click();
  await expect.element(till.line('Фырчик')).toHaveTextContent('НДС 10 %');
  await till.sell();
  expect(till.documents().at(-1)?.document[1059][0]).toMatchObject({ 1030: 'Фырчик', 1199: 2, 1212: 1 });
});

it('the rate is proposed by the name', async () => {
  await till.scan('4606203090785');
  await till.button('Завести товар').click();
  await fill('Хлеб', '45');
  await expect.element(card().getByLabelText('10 %')).toBeChecked();
  await card().getByLabelText('Название').fill('Печенье');
  await expect.element(card().getByLabelText('22 %')).toBeChecked();
  await till.button('Сохранить').click();
  await expect.element(till.line('Печенье')).toHaveTextContent('НДС 22 %');
});

it('what a shop says of all its goods is printed, whatever their cards say', async () => {
  await till.settings(async () => {
    await page.getByLabelText('Система налогообложения').selectOptions('УСН доход');
    await page.getByLabelText(/^НДС/).selectOptions('5 % на все товары');
  });
  await till.scan(codeOf('allowed'));
  await expect.element(till.line('Молоко')).toHaveTextContent('НДС 5 %');
});

it('an energy drink asks for the age and is excisable; a card can be corrected from its line', async () => {
  await till.scan(codeOfGood('4641500063858'.padStart(14, '0')));
  await expect.element(till.line('Молния')).toHaveTextContent('Можно продавать');
  await till.pay.click();
  await till.button('Есть 18').click();
  await till.button('Назад').click();
  await till.button(/^Напиток.* изменить$/).click();
  await till.button('Карточка: 18+, акциз, НДС').click();
  const dialog = page.getByRole('dialog');
  await expect.element(dialog.getByLabelText('Только с 18 лет')).toBeChecked();
  await expect.element(dialog.getByLabelText('Подакцизный')).toBeChecked();
  await dialog.getByLabelText('Только с 18 лет').click();
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await till.pay.click();
  await till.button(/^Наличные/).click();
  await till.button(/^Пробить чек/).click();
  await till.printed();
  expect(till.documents().at(-1)?.document[1059][0]).toMatchObject({ 1199: 11, 1212: 31 });
});

it('nicotine below its minimum is refused offline, on a card made from its barcode', async () => {
  till.isOnline = false;
  // The demo has a card of these sticks; another till's catalogue has none.
  await till.forgetGoods('demo-00840147505712');
  await till.scan('0840147505712');
  await till.button('Завести товар').click();
  await fill('Стики «Янтарь» табачные', '150');
  await card().getByLabelText('На упаковке есть квадратный код Data Matrix').click();
  await expect.element(card().getByLabelText('Что это за товар')).toHaveValue('16');
  await till.button('Сохранить').click();
  await till.scan(codeOf('nicotine-below-minimum'));
  await expect.element(till.alarm).toHaveTextContent('ниже минимальной 200,00');
});

it('a group that a cashier picked by mistake is put right from the line', async () => {
  till.isOnline = false;
  await till.scan('0104650012345673215AbCdE\u001d93dGVz');
  await till.button('Указать название и цену').click();
  await fill('Балтика 7', '90');
  await card().getByLabelText('Что это за товар').selectOptions('Игры и игрушки');
  await card().getByLabelText('22 %').click();
  await till.button('Сохранить').click();
  await till.button(/^Балтика.* изменить$/).click();
  await till.button('Карточка: 18+, акциз, НДС').click();
  const dialog = page.getByRole('dialog');
  await expect.element(dialog.getByLabelText('Что это за товар')).toHaveValue('27');
  await dialog.getByLabelText('Что это за товар').selectOptions('15');
  await expect.element(dialog.getByRole('checkbox', { name: 'Алкоголь' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await till.allowAlcohol();
  await till.pay.click();
  await expect.element(till.button('Есть 18')).toBeVisible();
});

it('a cheese of which another till has sold a part asks how much, without an alarm', async () => {
  await till.scan(codeOfGood('04641500061106', { serial: '5Cut' }));
  const dialog = page.getByRole('dialog');
  await expect.element(dialog).toHaveTextContent('По Честному ЗНАКу осталось 2,7 кг.');
  await expect.element(till.alarm).toHaveLength(0);
  await dialog.getByLabelText(/^Сколько/).fill('0,5');
  await till.button('Готово').click();
  await expect.element(till.line('голова')).toHaveTextContent('0,5 кг × 799,00');
  await till.sell();
  expect(till.documents().at(-1)?.document[1059][0]).toMatchObject({ 1023: 500, 2108: 11 });
});
