import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { noAnswer } from '../unit/fakes/checker.ts';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

it('the same КИ twice is refused, also after its sale', async () => {
  const code = codeOf('allowed');
  await till.scan(code);
  await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
  await till.scan(code);
  await expect.element(till.receipt).toHaveTextContent('Уже в чеке');
  await till.sell();
  await till.scan(code);
  await expect.element(till.receipt).toHaveTextContent(/Уже продан/i);
});

it('a damaged scan says so, adds nothing, and stands until its goods are scanned', async () => {
  const code = codeOf('allowed');
  await till.scan(code.replace('\u001d', '').slice(0, -2));
  await expect.element(till.receipt).toHaveTextContent('Скан повреждён');
  await expect.element(till.pay).toBeDisabled();
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.pay).toBeEnabled();
  await expect.element(till.receipt).toHaveTextContent('Скан повреждён');
  await till.scan(code);
  await expect.element(till.lines).toHaveLength(2);
  await expect.element(till.receipt).not.toHaveTextContent('Скан повреждён');
  await expect.element(till.pay).toBeEnabled();
});

it('a line may be removed before payment', async () => {
  await till.scan(codeOf('allowed'));
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.lines).toHaveLength(2);
  await till.line('Молоко').getByRole('button', { name: 'Убрать' }).click();
  await expect.element(till.lines).toHaveLength(1);
  await till.sell();
  expect(till.items()).toHaveLength(1);
});

it('the whole sale by keyboard alone', async () => {
  await till.scan(codeOf('allowed'));
  await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
  await till.press('F12', 'F4', 'F12');
  await expect.element(page.getByText('Чек напечатан').first()).toBeVisible();
  await till.press('F12');
  await expect.element(till.lines).toHaveLength(0);
  expect(till.documents()).toHaveLength(1);
});

it('keys pressed before the payment has come up wait for it: F12, F4, F12 in one breath', async () => {
  await till.scan(codeOf('allowed'));
  await expect.element(till.pay).toBeEnabled();
  till.pressInOneBreath('F12', 'F4', 'F12');
  await till.printed();
  expect(till.documents()).toHaveLength(1);
});

it('a scan in the middle of payment steps back to the goods and prints nothing', async () => {
  await till.scan(codeOf('allowed'));
  await till.pay.click();
  await till.button(/^Наличные/).click();
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.lines).toHaveLength(2);
  await expect.element(till.pay).toBeEnabled();
  expect(till.documents()).toHaveLength(0);
});

it('a line removed in the middle of payment goes, and the sum is asked for anew', async () => {
  await till.scan(codeOf('allowed'));
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.lines).toHaveLength(2);
  await till.startPaying();
  await till.button(/^Наличные/).click();
  await till.line('Молоко').getByRole('button', { name: 'Убрать' }).click();
  await expect.element(till.lines).toHaveLength(1);
  await expect.element(till.pay).toBeEnabled();
  expect(till.documents()).toHaveLength(0);
});

it("selling without a verdict: forbidden by default, with the senior cashier's PIN where the shop allows it", async () => {
  till.checker.answer = () => noAnswer;
  await till.scan(codeOf('allowed'));
  await expect.element(till.line('Молоко')).toHaveTextContent('Проверить не удалось');
  await expect.element(till.button('Продать без проверки')).toHaveLength(0);
  await till.line('Молоко').getByRole('button', { name: 'Убрать' }).click();

  await till.button('Настройки').click();
  await page
    .getByLabelText(/ПИН старшего кассира/)
    .first()
    .click();
  await page.getByLabelText(/^Новый ПИН/).fill('4815');
  await till.button('Сохранить').click();
  await till.button('Код записан').click();
  await expect.element(page.getByText('Сохранено', { exact: true })).toBeVisible();
  await till.button(/Назад/).first().click();
  await till.ready();

  await till.scan(codeOf('allowed'));
  await till.button('Продать без проверки').click();
  await page.getByLabelText(/ПИН/).first().fill('0000');
  await till.press('Enter');
  await expect.element(page.getByText(/неверный ПИН|ПИН неверный|не подходит/i)).toBeVisible();
  await page.getByLabelText(/ПИН/).first().fill('4815');
  await till.press('Enter');
  await till.sell();
  expect(till.items()[0]).not.toHaveProperty('1260');
});
