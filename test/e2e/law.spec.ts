/** What the law asks of goods beside their mark: VAT, age, excise, minimum prices offline, and a package of which a part is sold. */
import { codeOfGood } from '../emulators/sample-codes.ts';
import { codeOf, expect, test, type TillPage } from './till.ts';

const card = (till: TillPage) => till.page.getByRole('dialog', { name: /^Карточка товара/ });

async function fill(till: TillPage, name: string, price: string): Promise<void> {
  await card(till).getByLabel('Название').fill(name);
  await card(till).getByLabel('Цена, ₽').fill(price);
}

test('at ОСН a card without a rate is refused in its own dialog, and one press goes on', async ({ till }) => {
  await till.scan('4606203090785');
  await till.button('Завести товар').click();
  await fill(till, 'Фырчик', '45');
  await till.button('Сохранить').click();
  await expect(card(till)).toContainText('Выберите ставку НДС: без неё товар продать нельзя');
  await card(till).getByLabel('10 %').check();
  await till.button('Сохранить').click();
  await expect(till.line('Фырчик')).toContainText('НДС 10 %');
  await till.sell();
  expect((await till.documents()).at(-1)?.document[1059][0]).toMatchObject({ 1030: 'Фырчик', 1199: 2, 1212: 1 });
});

test('the rate is proposed by the name', async ({ till }) => {
  await till.scan('4606203090785');
  await till.button('Завести товар').click();
  await fill(till, 'Хлеб', '45');
  await expect(card(till).getByLabel('10 %')).toBeChecked();
  await card(till).getByLabel('Название').fill('Печенье');
  await expect(card(till).getByLabel('22 %')).toBeChecked();
  await till.button('Сохранить').click();
  await expect(till.line('Печенье')).toContainText('НДС 22 %');
});

test('what a shop says of all its goods is printed, whatever their cards say', async ({ till }) => {
  await till.settings(async () => {
    await till.page.getByLabel('Система налогообложения').selectOption('УСН доход');
    await till.page.getByLabel(/^НДС/).selectOption('5 % на все товары');
  });
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('НДС 5 %');
});

test('an energy drink asks for the age and is excisable; a card can be corrected from its line', async ({ till }) => {
  await till.scan(codeOfGood('4641500063858'.padStart(14, '0')));
  await expect(till.line('Молния')).toContainText('Можно продавать');
  await till.pay.click();
  await till.button('Есть 18').click();
  await till.button('Назад').click();
  await till.button(/^Изменить: Напиток/).click();
  await till.button('Карточка: 18+, акциз, НДС').click();
  const dialog = till.page.getByRole('dialog');
  await expect(dialog.getByLabel('Только с 18 лет')).toBeChecked();
  await expect(dialog.getByLabel('Подакцизный')).toBeChecked();
  await dialog.getByLabel('Только с 18 лет').uncheck();
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await till.pay.click();
  await till.button(/^Наличные/).click();
  await till.button(/^Пробить чек/).click();
  await till.printed();
  expect((await till.documents()).at(-1)?.document[1059][0]).toMatchObject({ 1199: 11, 1212: 31 });
});

test('nicotine below its minimum is refused offline, on a card made from its barcode', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  // The demo has a card of these sticks; another till's catalogue has none.
  await till.page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open('poltora-catalogue');
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error('no catalogue'));
    });
    const work = db.transaction('goods', 'readwrite');
    work.objectStore('goods').delete('demo-00840147505712');
    await new Promise<void>((resolve) => (work.oncomplete = () => resolve()));
    db.close();
  });
  await till.scan('0840147505712');
  await till.button('Завести товар').click();
  await fill(till, 'Стики «Янтарь» табачные', '150');
  await card(till).getByLabel('На упаковке есть квадратный код Data Matrix').check();
  await expect(card(till).getByLabel('Что это за товар')).toHaveValue('16');
  await till.button('Сохранить').click();
  await till.scan(codeOf('nicotine-below-minimum'));
  await expect(till.page.getByRole('alertdialog')).toContainText('ниже минимальной 200,00');
});

test('a group that a cashier picked by mistake is put right from the line', async ({ till, server }) => {
  await server.emulators.cdn.service.fail({ refuse: true });
  await till.scan('0104650012345673215AbCdE\u001d93dGVz');
  await till.button('Указать название и цену').click();
  await fill(till, 'Балтика 7', '90');
  await card(till).getByLabel('Что это за товар').selectOption({ label: 'Игры и игрушки' });
  await card(till).getByLabel('22 %').check();
  await till.button('Сохранить').click();
  await till.button(/^Изменить: Балтика/).click();
  await till.button('Карточка: 18+, акциз, НДС').click();
  const dialog = till.page.getByRole('dialog');
  await expect(dialog.getByLabel('Что это за товар')).toHaveValue('27');
  await dialog.getByLabel('Что это за товар').selectOption('15');
  await expect(dialog.getByRole('checkbox', { name: 'Алкоголь' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await till.allowAlcohol();
  await till.pay.click();
  await expect(till.button('Есть 18')).toBeVisible();
});

test('a cheese of which another till has sold a part asks how much, without an alarm', async ({ till }) => {
  await till.scan(codeOfGood('04641500061106', { serial: '5Cut' }));
  const dialog = till.page.getByRole('dialog');
  await expect(dialog).toContainText('По Честному ЗНАКу осталось 2,7 кг.');
  await expect(till.page.getByRole('alertdialog')).toHaveCount(0);
  await dialog.getByLabel(/^Сколько/).fill('0,5');
  await till.button('Готово').click();
  await expect(till.line('голова')).toContainText('0,5 кг × 799,00');
  await till.sell();
  expect((await till.documents()).at(-1)?.document[1059][0]).toMatchObject({ 1023: 500, 2108: 11 });
});
