/** The PIN guards something: settings ask for it, a forgotten one is changed with the owner's code, and wrong ones cost time over reloads. */
import { codeOf, expect, test, type TillPage } from './till.ts';

const asked = (till: TillPage) => till.page.getByRole('dialog', { name: 'Нужен ПИН' });
const ownerCode = (till: TillPage) => till.page.getByRole('dialog', { name: 'Код владельца' });
const saved = (till: TillPage) => till.page.getByText('Сохранено', { exact: true });
const events = (till: TillPage) => till.page.getByRole('region', { name: 'События' }).getByRole('listitem');

async function setPin(till: TillPage, pin: string): Promise<string> {
  await till.button('Настройки').click();
  await till.page.getByLabel('С ПИН старшего кассира').check();
  await till.page.getByLabel(/^Новый ПИН/).fill(pin);
  await till.button('Сохранить').click();
  const code = (await ownerCode(till).getByRole('status').textContent()) ?? '';
  expect(code).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/);
  await till.button('Код записан').click();
  await expect(saved(till)).toBeVisible();
  return code;
}

async function type(till: TillPage, pin: string): Promise<void> {
  await asked(till).getByLabel(/ПИН/).fill(pin);
  await till.page.keyboard.press('Enter');
}

test("nobody changes the PIN without the old one; forgotten, the owner's code changes it", async ({ till }) => {
  const code = await setPin(till, '4815');
  const fresh = till.page.getByLabel(/^Новый ПИН/);
  await fresh.fill('0000');
  await till.button('Сохранить').click();
  await type(till, '1111');
  await expect(asked(till).getByRole('alert')).toHaveText('ПИН неверный. Осталось попыток: 4.');
  await till.button('Отмена').click();
  await expect(till.page.getByText('Не сохранено: ПИН не введён.')).toBeVisible();
  await till.button('Сохранить').click();
  await type(till, '4815');
  await expect(saved(till)).toBeVisible();

  await fresh.fill('2342');
  await till.button('Сохранить').click();
  await type(till, '4815');
  await expect(asked(till).getByRole('alert')).toBeVisible();
  await type(till, code);
  await expect(saved(till)).toBeVisible();

  await till.button(/Назад/).first().click();
  await till.button('Журнал').click();
  await till.page.getByLabel('Показать события').selectOption('Настройки и ПИН');
  await expect(events(till).nth(0)).toContainText('ПИН старшего кассира: изменён');
  await expect(events(till).nth(0)).toContainText('По коду владельца');
  await expect(events(till).nth(1)).toContainText('Неверный ПИН');
  await expect(events(till).nth(2)).toContainText('По ПИН старшего кассира');
  await expect(events(till).nth(4)).toContainText('Продажа без проверки: Запрещена → С ПИН старшего кассира');
  await expect(events(till).nth(4)).toContainText('Код владельца: задан');
  await expect(events(till).last()).toContainText('Касса настроена');
  await expect(events(till).filter({ hasText: /4815|2342/ })).toHaveCount(0);
});

test('five wrong ones shut the door for every purpose, and a reload opens it to nobody', async ({ till, server }) => {
  await setPin(till, '4815');
  await till.page.getByLabel('Часовой пояс').selectOption({ index: 8 });
  await till.button('Сохранить').click();
  for (const pin of ['0001', '0002', '0003', '0004']) {
    await type(till, pin);
    await expect(asked(till).getByRole('alert')).toBeVisible();
    await expect(asked(till).getByLabel(/ПИН/)).toHaveValue('');
  }
  await type(till, '0005');
  await expect(asked(till).getByRole('timer')).toContainText(/можно ввести через\s\d+\s(с|мин)/);
  await asked(till).getByLabel(/ПИН/).fill('4815');
  await expect(asked(till).getByRole('button', { name: 'Сохранить' })).toBeDisabled();

  await till.page.reload();
  await till.ready();
  await server.emulators.cdn.service.fail({ refuse: true });
  await server.emulators.lm.service.fail({ refuse: true });
  await till.scan(codeOf('allowed'));
  await till.button('Продать без проверки').click();
  const dialog = till.page.getByRole('dialog', { name: 'Нужен старший кассир' });
  await expect(dialog.getByRole('timer')).toContainText('Слишком много неверных попыток');
  await dialog.getByLabel(/ПИН/).fill('4815');
  await till.page.keyboard.press('Enter');
  await expect(till.line('Молоко')).toContainText('Проверить не удалось');
  await till.button('Отмена').click();

  await till.button('Журнал').click();
  await expect(events(till).filter({ hasText: 'ПИН закрыт' })).toContainText('На 1 мин');
  await expect(events(till).filter({ hasText: 'Неверный ПИН' })).toHaveCount(5);
});

test('a PIN that an older build had sealed goes on working', async ({ till }) => {
  await till.page.evaluate(async () => {
    const promised = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no reason'));
      });
    const db = await promised(indexedDB.open('poltora-settings'));
    const { key } = (await promised(db.transaction('keys').objectStore('keys').get('seal'))) as { key: CryptoKey };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode('pin') },
      key,
      new TextEncoder().encode('4815'),
    );
    await promised(db.transaction('secrets', 'readwrite').objectStore('secrets').put({ name: 'pin', iv, data }));
    db.close();
  });
  await till.page.reload();
  await till.ready();
  await till.button('Настройки').click();
  await till.page.getByLabel('Новый код владельца').check();
  await till.button('Сохранить').click();
  await type(till, '4815');
  await expect(ownerCode(till)).toBeVisible();
  await till.button('Код записан').click();
  await expect(saved(till)).toBeVisible();
});

test('what a cashier did is read in the journal, with goods and sums', async ({ till }) => {
  await till.quick(/Хлеб/).click();
  await till.quick(/Хлеб/).click();
  await till
    .line('Хлеб')
    .getByRole('button', { name: /Меньше|Убавить|−/ })
    .click();
  await till.line('Хлеб').getByRole('button', { name: 'Убрать' }).click();
  await till.button('Журнал').click();
  await till.page.getByLabel('Показать события').selectOption('Товары и цены');
  await expect(events(till)).toHaveCount(2);
  await expect(events(till).nth(0)).toContainText(/Товар убран из чека.*₽.*Хлеб.*, 1 шт × .*₽/);
  await expect(events(till).nth(1)).toContainText(/Количество уменьшено.*−.*₽.*было 2 шт, стало 1 шт/);
});

test('a till that reaches ЛМ through the gateway is asked for no login and no password', async ({ till }) => {
  await till.button('Настройки').click();
  await expect(till.page.getByLabel('Через сервер кассы', { exact: true })).toBeChecked();
  await expect(till.page.getByLabel('Логин')).toBeHidden();
  await till.page.getByLabel('Напрямую из браузера').check();
  await expect(till.page.getByLabel('Логин')).toBeVisible();
});
