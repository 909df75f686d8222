/** The receipt by keyboard alone, and what a screen reader says of a whole sale, in order. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { doubt } from '../../src/ui/pay/texts.ru.ts';
import { spoken as words } from '../../src/ui/spoken/texts.ru.ts';
import { doubtful } from '../unit/fakes/printer.ts';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

const bread = '4641500046998';
const shown = async (count: number): Promise<void> => {
  await expect.element(till.lines).toHaveLength(count);
};

it('arrows walk the receipt; + − Del and Enter act on the line', async () => {
  await till.scan(codeOf('allowed'));
  await shown(1);
  await till.scan(bread);
  await shown(2);
  const line = (name: string) => till.line(name).element();
  // The newest first.
  await till.press('ArrowUp');
  await expect.poll(() => line('Хлеб').getAttribute('aria-current')).toBe('true');
  await userEvent.keyboard('++');
  await expect.element(till.line('Хлеб')).toHaveTextContent('3 ×');
  await userEvent.keyboard('-');
  await expect.element(till.line('Хлеб')).toHaveTextContent('2 ×');
  await till.press('ArrowUp');
  await expect.poll(() => line('Молоко').getAttribute('aria-current')).toBe('true');
  // A unit with a code of its own is one.
  await userEvent.keyboard('+');
  await expect.element(page.getByRole('combobox')).toHaveValue('+');
  await till.press('Escape');
  await till.press('ArrowUp', 'ArrowDown', 'Enter');
  await expect.element(page.getByRole('dialog', { name: /^Хлеб/ })).toBeVisible();
  await userEvent.keyboard('7{Enter}');
  await expect.element(till.line('Хлеб')).toHaveTextContent('7 ×');
  await till.press('Delete');
  await shown(1);
  await expect.element(till.line('Молоко')).toBeVisible();
});

it('«+» with no line chosen is one more of what came last, and Ins brings back what was taken off', async () => {
  await till.scan(codeOf('allowed'));
  await shown(1);
  await till.scan(bread);
  await shown(2);
  await userEvent.keyboard('+');
  await expect.element(till.line('Хлеб')).toHaveTextContent('2 ×');
  await till.press('ArrowUp', 'Delete');
  await shown(1);
  await till.press('Insert');
  await shown(2);
  await expect.element(till.line('Хлеб')).toHaveTextContent('2 ×');
});

it('of a unit with a code of its own «+» makes no second one', async () => {
  await till.scan(codeOf('allowed'));
  await shown(1);
  await userEvent.keyboard('+');
  await expect.element(page.getByRole('combobox')).toHaveValue('+');
  await shown(1);
});

it.each(['[kt,', 'хлнб', 'хлебб'])('«%s» finds bread', async (typed) => {
  await userEvent.fill(page.getByRole('combobox'), typed);
  await expect.element(page.getByRole('option', { name: /^Хлеб/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(till.line('Хлеб')).toBeVisible();
});

it('F1 shows the keys, Esc puts them away', async () => {
  await till.press('F1');
  await expect.element(page.getByRole('dialog', { name: 'Клавиши' })).toBeVisible();
  await till.press('Escape');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
});

/** What is spoken from now on, in order; `!`: at once. */
async function spoken(): Promise<readonly string[]> {
  const said: string[] = [];
  await expect.poll(() => document.querySelector('main > p[role="alert"]')).not.toBeNull();
  for (const role of ['status', 'alert']) {
    const region = document.querySelector(`main > p[role="${role}"]`);
    if (!region) throw new Error(`no ${role}`);
    new MutationObserver(() => {
      const text = region.textContent?.replaceAll(/\s+/g, ' ') ?? '';
      if (text !== '') said.push(role === 'alert' ? `! ${text}` : text);
    }).observe(region, { characterData: true, childList: true, subtree: true });
  }
  return said;
}

it('a whole sale is spoken: lines with the sum, verdicts, trouble at once, what is to pay, the paper', async () => {
  const said = await spoken();
  await till.scan(bread);
  await shown(1);
  await till.scan(codeOf('allowed'));
  await expect.element(till.line('Молоко')).toHaveTextContent('Можно продавать');
  await till.scan(codeOf('sold'));
  await expect.element(till.button('Убрать из чека')).toBeVisible();
  await till.press('Delete');
  await shown(2);
  await till.sell();
  expect(said).toEqual([
    'Хлеб «Бородинский», 400 г, 1 шт, 54,90 ₽. Итого 54,90 ₽',
    expect.stringMatching(/^Молоко .*, 1 шт, 94,90 ₽\. Итого 149,80 ₽$/),
    expect.stringMatching(/^Молоко .*: можно продавать\. Итого 149,80 ₽$/),
    expect.stringMatching(/, 1 шт, .*\. Итого /),
    'К оплате 149,80 ₽',
    expect.stringMatching(/^! .*: продавать нельзя\. /),
    expect.stringMatching(/^Убрано: .*\. Итого 149,80 ₽$/),
    'К оплате 149,80 ₽',
    expect.stringMatching(/^Чек напечатан/),
  ]);
});

it('what could not be checked, what could not be read, the chosen line and the change are spoken, too', async () => {
  const said = await spoken();
  till.checker.answer = () => ({
    source: 'none',
    failures: { online: { kind: 'timeout' }, local: { kind: 'unreachable' } },
  });
  await till.scan(codeOf('allowed'));
  await expect.poll(() => said.at(-1)).toMatch(/: проверить не удалось$/);
  await till.press('ArrowUp', 'Delete');
  await shown(0);
  await till.scan(bread);
  await expect.element(till.line('Хлеб')).toBeVisible();
  await till.startPaying();
  await till.button(/^Наличные/).click();
  await userEvent.fill(page.getByLabelText('Получено'), '100');
  await till.button(/^Пробить чек/).click();
  await expect.poll(() => said.at(-1)).toBe('Чек напечатан. Сдача 45,10 ₽');
  await till.button(/^Новый чек/).click();
  await till.scan(codeOf('allowed').slice(0, -2));
  await expect.poll(() => said.at(-1)).toMatch(/^! Код (?:неполный|не читается|пришёл)|^! .*код/i);
});

it('a receipt of which nobody knows whether it is printed is told at once', async () => {
  await till.end();
  till = await TillPage.open({ printer: doubtful() });
  const said = await spoken();
  await till.scan(bread);
  await shown(1);
  await till.startPaying();
  await till.button(/^Наличные/).click();
  await till.button(/^Пробить чек/).click();
  await expect.element(page.getByRole('heading', { name: doubt.title })).toBeVisible();
  await expect.poll(() => said.at(-1)).toBe(`! ${words.inDoubt}`);
});

it('buttons of different lines are called by their goods', async () => {
  await till.scan(bread);
  await till.scan(codeOf('allowed'));
  await till.scan('4606203090785');
  await shown(3);
  for (const [goods, acts] of [
    ['Хлеб', ['Меньше', 'Больше', 'Убрать']],
    ['Молоко', ['Убрать']],
    ['Товар не найден', ['Убрать']],
  ] as const)
    for (const act of acts)
      await expect.element(page.getByRole('button', { name: new RegExp(`^${act} .*${goods}`) })).toBeVisible();
});
