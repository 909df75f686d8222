/** Where a scan goes, whatever stands on the screen: never into a field, never onto a button, never past a refusal, and never nowhere. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

it('a scan while text stands in the search leaves the text and finds the goods', async () => {
  const search = page.getByPlaceholder('Найти товар или сканировать');
  await search.fill('хле');
  await till.scan(codeOf('allowed'));
  await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
  await expect.element(search).toHaveValue('хле');
});

it('the keys of a scan that fall into the search change nothing beside it: the quick keys stand as they stood', async () => {
  const keys = page.getByRole('group', { name: 'Быстрые товары' });
  await expect.element(keys).toBeVisible();
  const before = keys.element();
  await till.scan(codeOf('allowed'));
  await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
  expect(keys.element()).toBe(before);
});

it('a scan while the cash is typed steps back to the goods, and no digit of it becomes money', async () => {
  await till.scan(codeOf('allowed'));
  await till.pay.click();
  await till.button(/^Наличные/).click();
  const cash = page.getByLabelText('Получено');
  await cash.fill('500');
  const field = cash.element() as HTMLInputElement;
  let lastCash: string | undefined;
  field.addEventListener('input', () => (lastCash = field.value));
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.lines).toHaveLength(2);
  await expect.element(till.pay).toBeEnabled();
  // The first keys may have been seen there; the field ended as the cashier left it.
  expect([undefined, '500']).toContain(lastCash);
  expect(till.documents()).toHaveLength(0);
});

it('a scan while the buyer’s e-mail is typed leaves it alone', async () => {
  await till.scan(codeOf('allowed'));
  await till.pay.click();
  await till.button(/^Наличные/).click();
  const buyer = page.getByRole('textbox', { name: /Чек на телефон/ });
  await buyer.click();
  // A person's pace: the scanner is not in hand before the last key is dealt with.
  for (const sign of 'a@b.ru') {
    await userEvent.keyboard(sign);
    await new Promise((done) => setTimeout(done, 200));
  }
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.lines).toHaveLength(2);
  await till.startPaying();
  await expect.element(buyer).toHaveValue('a@b.ru');
});

it('a scan while the focus is on a button does not press it', async () => {
  await till.scan(codeOf('allowed'));
  await till.focus(till.line('Молоко').getByRole('button', { name: 'Убрать' }));
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.lines).toHaveLength(2);
  await till.focus(till.pay);
  await till.scan('4600494600012');
  await till.press('Enter');
  await expect.element(till.button(/^Наличные/)).not.toBeInTheDocument();
});

it('a refusal stays until a person takes the goods off: scans join the receipt behind it', async () => {
  await till.scan(codeOf('sold'));
  const alarm = till.alarm;
  await expect.element(alarm).toHaveTextContent('Продавать нельзя');
  await till.scan(codeOf('allowed'));
  await till.press('Enter');
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.lines).toHaveLength(3);
  await expect.element(alarm).toBeVisible();
  await till.focus(alarm.getByRole('button'));
  await till.scan(codeOf('allowed'));
  await expect.element(till.lines).toHaveLength(4);
  await expect.element(alarm).toBeVisible();
  await expect.element(till.pay).toBeDisabled();
});

it('a scan while a dialog is open goes behind it, and the dialog stays as it is', async () => {
  await page
    .getByRole('button', { name: /Картофель|Яблоки|Бананы/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('textbox');
  await field.fill('1,2');
  await till.scan(codeOf('allowed'));
  await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
  await expect.element(dialog).toBeVisible();
  await expect.element(field).toHaveValue('1,2');
  await dialog.getByRole('button', { name: 'Добавить' }).click();
  await expect.element(till.lines).toHaveLength(2);
});

it('a code nobody can read leaves the cash as it was typed, and stands until its goods are scanned', async () => {
  await till.scan(codeOf('allowed'));
  await till.pay.click();
  await till.button(/^Наличные/).click();
  const cash = page.getByLabelText('Получено');
  await cash.fill('500');
  const cut = codeOf('tobacco-pack').slice(0, 20);
  await till.scan(cut);
  await expect.element(till.line('Скан повреждён')).toBeVisible();
  await expect.element(cash).toHaveValue('500');
  await till.button('Назад').click();
  await till.scan('4600494600012');
  await expect.element(till.lines).toHaveLength(3);
  await expect.element(till.line('Скан повреждён')).toBeVisible();
  await till.line('Скан повреждён').getByRole('button', { name: 'Убрать' }).click();
  await expect.element(till.lines).toHaveLength(2);
});

it('the card of unknown goods stays as it is under further scans, and ends in the receipt', async () => {
  await till.scan('46198488');
  await till.line('Товар не найден').getByRole('button', { name: 'Завести товар' }).click();
  const dialog = page.getByRole('dialog', { name: 'Новый товар' });
  await dialog.getByLabelText('Название').fill('Булочка');
  await till.scan(codeOf('allowed'));
  await till.scan('46198488');
  await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
  await expect.element(dialog.getByLabelText('Название')).toHaveValue('Булочка');
  await dialog.getByLabelText('Цена').fill('45');
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await expect.element(till.line('Булочка')).toHaveTextContent('45,00');
  await expect.element(till.lines).toHaveLength(2);
});

it('a label of the scales becomes a card by weight, and the next label of it sells', async () => {
  await till.scan('2212345003457');
  await till.line('Товар не найден').getByRole('button', { name: 'Завести товар' }).click();
  const dialog = page.getByRole('dialog', { name: 'Новый товар' });
  await expect.element(dialog.getByLabelText('Продаётся на вес: на этикетке 0,345 кг')).toBeChecked();
  await dialog.getByLabelText('Название').fill('Сыр');
  await dialog.getByLabelText('Цена за кг').fill('1000');
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await expect.element(till.line('Сыр')).toHaveTextContent('345,00');
  await till.scan('2212345012008');
  await expect.element(till.line(/1,2/)).toHaveTextContent('1 200,00');
});

it('a scan while a dialog of the shift is open is told in that dialog', async () => {
  await till.press('F10');
  await till.button(/^Внести/).click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('textbox').first();
  await field.fill('1500');
  await till.scan(codeOf('allowed'));
  await expect.element(dialog.getByText('Скан не попал в чек')).toBeVisible();
  await expect.element(field).toHaveValue('1500');
});

it('ten scans in one breath: ten lines, in their order, each with its verdict', async () => {
  const codes = Array.from({ length: 10 }, (_, index) => codeOf(index % 2 === 0 ? 'allowed' : 'tobacco-pack'));
  for (const code of codes) await till.scan(code);
  await expect.element(till.lines).toHaveLength(10);
  await expect.element(till.receipt.getByText('Можно продавать', { exact: true })).toHaveLength(10);
  const names = till.lines.elements().map(({ textContent }) => textContent);
  expect(names.map((name) => /Молоко/.test(name))).toEqual(codes.map((_, index) => index % 2 === 0));
});

it('a trigger held too long adds one line and says that it is there', async () => {
  const code = codeOf('allowed');
  for (let i = 0; i < 3; i++) await till.scan(code);
  await expect.element(till.receipt).toHaveTextContent('Уже в чеке');
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.lines).toHaveLength(2);
});

it('from the shift and the journal a scan leads back to the sale', async () => {
  await page.getByRole('button', { name: 'Журнал' }).click();
  await till.scan(codeOf('allowed'));
  await expect.element(till.line('Молоко')).toBeVisible();
  await till.press('F10');
  // The shift's screen stands: a scan before that comes into the sale, and the key that was pressed first is heard after it.
  await expect.element(till.receipt).not.toBeInTheDocument();
  await till.scan(codeOf('tobacco-pack'));
  await expect.element(till.lines).toHaveLength(2);
});

it('in the settings a scan is told, types nowhere and throws nothing away', async () => {
  await page.getByRole('button', { name: 'Настройки' }).click();
  const cashier = page.getByRole('textbox', { name: 'Кассир', exact: true });
  await cashier.fill('Новый кассир');
  await till.scan(codeOf('allowed'));
  await expect.element(page.getByRole('alert').filter({ hasText: 'Скан не попал в чек' })).toBeVisible();
  // A barcode that the scanner sends twice takes its own notice not away.
  await till.scan('4600494600012');
  await till.scan('4600494600012');
  await expect
    .element(page.getByRole('alert').filter({ hasText: 'Скан не попал в чек' }))
    .toHaveTextContent('4600494600012');
  await expect.element(cashier).toHaveValue('Новый кассир');
  await page.getByRole('alert').getByRole('button', { name: 'Назад к продаже' }).click();
  await expect.element(till.lines).toHaveLength(0);
});
