/** «Журнал» on the screen: what is found in it, what a day came to, and a receipt that opens and is given away. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { codeOf, TillPage } from './till.ts';

const bread = '4641500046998';
const receipts = page.getByRole('region', { name: 'Чеки' });
const events = page.getByRole('region', { name: 'События' });
const rows = receipts.getByRole('button', { name: /^(Чек №|Без номера)/ });
const search = page.getByRole('textbox', { name: /^Найти: товар/ });

let till: TillPage;
/** Not typed at once: that would be a scanner's doing. */
const paste = (text: string): void => {
  const input = search.element() as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
};
/** A pack of milk, each time another one. */
let milk = '';
beforeEach(async () => {
  till = await TillPage.open();
  milk = codeOf('allowed');
  for (const code of [bread, milk]) {
    await till.scan(code);
    await expect.element(till.lines).toHaveLength(1);
    await till.sell();
    await till.button(/^Новый чек/).click();
  }
  await till.scan(bread);
  await expect.element(till.lines).toHaveLength(1);
  await till.button('Журнал').click();
  await expect.element(rows).toHaveLength(3);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await till.end();
});

it('is searched by name, sum, number and code, in receipts and events alike', async () => {
  await search.fill('молоко');
  await expect.element(rows).toHaveLength(1);
  await expect.element(rows.first()).toHaveTextContent('Чек № 2');
  await expect.element(events.getByRole('listitem').first()).toHaveTextContent('Молоко');
  await search.fill('54,90');
  await expect.element(rows).toHaveLength(2);
  await search.fill('чек 1');
  await expect.element(rows).toHaveLength(1);
  await expect.element(rows.first()).toHaveTextContent('Чек № 1');

  paste(milk.slice(0, 24));
  await expect.element(rows.first()).toHaveTextContent('Чек № 2');
  await search.fill('нет такого');
  await expect.element(receipts.getByText('Ничего не нашлось')).toBeVisible();
  await expect.element(events.getByText('Таких событий нет')).toBeVisible();
  // Esc empties the search, the next one leads back.
  await userEvent.keyboard('{Escape}');
  await expect.element(rows).toHaveLength(3);
  await userEvent.keyboard('{Escape}');
  await till.ready();
});

it('a day has its receipts and its revenue, another one has neither', async () => {
  const today = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10);
  await page.getByLabelText('День').fill(today);
  await expect.element(receipts.getByText(/Чеков за день: 2, выручка 149,80/)).toBeVisible();
  await expect.element(rows).toHaveLength(3);
  await page.getByLabelText('День').fill('2026-01-01');
  await expect.element(receipts.getByText(/Чеков за день: 0/)).toBeVisible();
  await expect.element(rows).toHaveLength(0);
  await till.button('Все записи').click();
  await expect.element(rows).toHaveLength(3);
});

it('events of one kind are told alone, with the number of their receipt', async () => {
  await events.getByRole('combobox').selectOptions('Печать чеков');
  await expect.element(events.getByRole('listitem').first()).toHaveTextContent(/Чек напечатан.*чек № 2/);
  await expect.element(events.getByText(/Код проверен/)).not.toBeInTheDocument();
});

it('a receipt opens, printed or not, and goes out as text', async () => {
  const copied: string[] = [];
  const sent: ShareData[] = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
  Object.defineProperty(navigator, 'share', {
    configurable: true,
    value: async (data: ShareData) => void sent.push(data),
  });
  try {
    await rows.nth(1).click();
    await expect.element(page.getByRole('article', { name: 'Бумажный чек' })).toBeVisible();
    await till.button('Скопировать').click();
    await expect.element(page.getByText('Скопировано.')).toBeVisible();
    expect(copied[0]).toMatch(/КАССОВЫЙ ЧЕК № 2, ПРИХОД/);
    expect(copied[0]).toMatch(/Молоко.*: 1 × 94,90 = 94,90\n/);
    expect(copied[0]).toMatch(/ФД \d+, ФПД \d+\nЭто сведения о чеке/);
    await till.button('Отправить').click();
    await expect.poll(() => sent.map(({ text }) => text)).toEqual([copied[0]]);
    // What is not printed yet says so.
    await rows.first().click();
    await expect.element(page.getByText('Чек не напечатан: открыт')).toBeVisible();
  } finally {
    Reflect.deleteProperty(navigator, 'share');
  }
});
