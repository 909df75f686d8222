/** How many: «12*» before a scan, a search or a quick key; a number on the line; a finger that rests on «+». */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

const bread = '4641500046998';
const field = () => page.getByRole('combobox', { name: 'Найти товар или сканировать' });
const chip = (amount: string) => page.getByRole('button', { name: `${amount} ×: не умножать` });
const count = (name: string, is: string) => expect.element(till.line(name)).toHaveTextContent(`${is} ×`);

it('«12*», then a scan, a quick key, a name: twelve of each, once', async () => {
  await userEvent.type(field(), '12*');
  await expect.element(chip('12')).toBeVisible();
  await expect.element(field()).toHaveValue('');
  await till.scan(bread);
  await count('Хлеб', '12');
  await expect.element(chip('12')).not.toBeInTheDocument();
  const key = page.getByRole('group', { name: 'Быстрые товары' }).getByRole('button', { name: /^Хлеб/ });
  await userEvent.type(field(), '2*');
  await key.click();
  await count('Хлеб', '14');
  await key.click();
  await count('Хлеб', '15');

  await userEvent.type(field(), '3*хлеб');
  await expect.element(page.getByRole('option', { name: /Хлеб/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await count('Хлеб', '18');
});

it('«0,350*» before goods by weight: so many kilograms, no question, and «0,5*» of a search', async () => {
  const key = page.getByRole('group', { name: 'Быстрые товары' }).getByRole('button', { name: /^Картофель/ });
  await userEvent.type(field(), '0,350*');
  await expect.element(chip('0,35')).toBeVisible();
  await key.click();
  await expect.element(till.line('Картофель')).toHaveTextContent('0,35 кг');
  expect(till.dialog.query()).toBeNull();
  await userEvent.type(field(), '0,5*бананы');
  await expect.element(page.getByRole('option', { name: /Бананы/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.element(till.line('Бананы')).toHaveTextContent('0,5 кг');
});

it('an amount that is not meant after all goes by Backspace, Esc, or a press on it', async () => {
  for (const undo of [
    () => userEvent.keyboard('{Backspace}'),
    () => userEvent.keyboard('{Escape}'),
    () => chip('5').click(),
  ]) {
    await userEvent.type(field(), '5*');
    await expect.element(chip('5')).toBeVisible();
    await undo();
    await expect.element(chip('5')).not.toBeInTheDocument();
  }
  await till.scan(bread);
  await count('Хлеб', '1');
});

it('of a marked unit there is one, and the screen says so', async () => {
  await userEvent.type(field(), '4*');
  await expect.element(chip('4')).toBeVisible();
  await till.scan(codeOf('allowed'));
  await expect.element(till.receipt.getByText('В чеке одна штука')).toBeVisible();
});

it('a number on the line: by the pad and by the keyboard; what is no number is told', async () => {
  await till.scan(bread);
  await page.getByRole('button', { name: /^Хлеб.*изменить$/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Хлеб/ });
  await dialog.getByRole('button', { name: '1', exact: true }).click();
  await dialog.getByRole('button', { name: '2', exact: true }).click();
  await dialog.getByRole('button', { name: 'Готово' }).click();
  await count('Хлеб', '12');

  await page.getByRole('button', { name: /^Хлеб.*изменить$/ }).click();
  await userEvent.keyboard('0{Enter}');
  await expect.element(dialog.getByText('Введите целое число')).toBeVisible();
  await userEvent.keyboard('{Backspace}7{Enter}');
  await count('Хлеб', '7');
});

it('a finger that rests on «+» adds on, and its letting go adds nothing', async () => {
  await till.scan(bread);
  const more = till.line('Хлеб').getByRole('button', { name: 'Больше' });
  await expect.element(more).toBeVisible();
  const target = more.element();
  const touch = (type: string) => target.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0 }));
  touch('pointerdown');
  await count('Хлеб', '4');
  touch('pointerup');
  const held = till.line('Хлеб').element().textContent;
  (target as HTMLButtonElement).click();
  expect(till.line('Хлеб').element().textContent).toBe(held);
  await more.click();
  await expect.element(till.line('Хлеб')).toHaveTextContent(`${Number(/(\d+) ×/.exec(held ?? '')?.[1]) + 1} ×`);
});
