/** The table of the law on the screen, made from the same data that judges. */
import { groups, rules } from '../../src/domain/verdict/index.ts';
import { expect, test } from './till.ts';

test('every rule stands on «Правила продажи», with its day and its source', async ({ till }) => {
  await till.page.getByRole('button', { name: 'Настройки' }).click();
  await till.button('Правила продажи').click();
  await expect(till.page.getByRole('heading', { name: 'Правила продажи' })).toBeVisible();
  for (const [name, act, facts] of [
    [/^Продажа, ответил Честный ЗНАК/, 'sale', 'full'],
    [/^Продажа, ответил ЛМ ЧЗ/, 'sale', 'offline'],
    [/^Возврат/, 'return', 'full'],
  ] as const) {
    const rows = till.page.getByRole('table', { name }).getByRole('row');
    const own = rules.filter((rule) => rule.act === act && rule.facts === facts);
    await expect(rows).toHaveCount(own.length + 1);
    for (const [index, { basis }] of own.entries()) await expect(rows.nth(index + 1)).toContainText(basis);
  }
  await expect(
    till.page.getByRole('table', { name: 'Продажа, ответил Честный ЗНАК' }).getByRole('row').nth(7),
  ).toContainText('товар не в обороте, но не если товар выбыл, но не если серая зона, Табак');
  await expect(till.page.getByRole('table', { name: 'Товарные группы' }).getByRole('row')).toHaveCount(
    groups.length + 1,
  );
  await expect(till.page.getByText(/^Группа \d+$/)).toHaveCount(0);
  await till.page.keyboard.press('Escape');
  await expect(till.button('Правила продажи')).toBeVisible();
});
