/** Quick keys: groups where there are more than fit, what was sold last, and how a key comes and goes. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent, type Locator } from 'vitest/browser';
import { TillPage } from './till.ts';

const keys = page.getByRole('group', { name: 'Быстрые товары' });
const key = (name: RegExp): Locator => keys.getByRole('button', { name });
const tabs = page.getByRole('group', { name: 'Какие товары показать' });
const tab = (name: string): Locator => tabs.getByRole('button', { name, exact: true });

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
  await expect.element(key(/Хлеб/)).toBeVisible();
});
afterEach(async () => {
  await till.end();
  await page.viewport(1024, 600);
});

it('groups are tabs where there are more keys than fit, and none where all are seen', async () => {
  await page.viewport(1024, 480);
  await tab('Овощи и фрукты').click();
  await expect.element(keys.getByRole('button')).toHaveLength(3);
  await key(/Бананы/).click();
  await expect.element(till.dialog).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await page.viewport(1600, 1000);
  await expect.element(tab('Овощи и фрукты')).not.toBeInTheDocument();
  // All of them again.
  await expect.element(keys.getByRole('button')).toHaveLength(13);
});

it('goods of one group bear one colour, those of another another', async () => {
  const colour = (name: RegExp): string => getComputedStyle(key(name).element()).borderLeftColor;
  expect(colour(/Хлеб/)).toBe(colour(/Батон/));
  expect(colour(/Хлеб/)).not.toBe(colour(/Бананы/));
});

it('what was sold last is at hand, the newest first', async () => {
  await tab('Недавние').click();
  await expect.element(page.getByText(/недавно продали/)).toBeVisible();
  await till.scan('4641500048367');
  await till.scan('4641500046998');
  await expect.element(till.lines).toHaveLength(2);
  await till.sell();
  await till.button(/^Новый чек/).click();
  await tab('Недавние').click();
  await expect.element(keys.getByRole('button')).toHaveLength(2);
  await expect.element(keys.getByRole('button').first()).toHaveTextContent('Хлеб');
  await keys.getByRole('button').first().click();
  await expect.element(till.line('Хлеб')).toBeVisible();
});

it('a key that is held asks, sells nothing, and goes; the menu key brings it back, at the end', async () => {
  await key(/Хлеб/).click({ delay: 900 });
  await expect.element(till.dialog).toHaveTextContent('Хлеб «Бородинский»');
  await till.button('Отмена').click();
  await expect.element(till.lines).toHaveLength(0);
  // A short press sells as ever.
  await key(/Хлеб/).click();
  await expect.element(till.line('Хлеб')).toBeVisible();
  await till.sell();
  await till.button(/^Новый чек/).click();

  await key(/Хлеб/).click({ button: 'right' });
  await till.button('Убрать из быстрых').click();
  await expect.element(till.dialog).not.toBeInTheDocument();
  await expect.element(key(/Хлеб/)).not.toBeInTheDocument();
  await tab('Недавние').click();
  await till.focus(key(/Хлеб/));
  await userEvent.keyboard('{ContextMenu}');
  await till.button('Закрепить в быстрых').click();
  await tab('Быстрые').click();
  await expect.element(keys.getByRole('button').last()).toHaveTextContent('Хлеб');
  await till.button('Журнал').click();
  await expect.element(page.getByText('Быстрая кнопка: нет → да')).toBeVisible();
});
