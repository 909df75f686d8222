/** The table of the law on the screen, made from the same data that judges. */
import { groups, rules, ruleSources } from '../../src/domain/verdict/index.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { sourcesWords } from '../../src/ui/rules/texts.ru.ts';
import { TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

it('every rule stands on «Правила продажи», with its day and the acts it stands on, and no file of ours', async () => {
  await page.getByRole('button', { name: 'Настройки' }).click();
  await till.button('Правила продажи').click();
  await expect.element(page.getByRole('heading', { name: 'Правила продажи' })).toBeVisible();
  for (const [name, act, facts] of [
    [/^Продажа, ответил Честный ЗНАК/, 'sale', 'full'],
    [/^Продажа, ответил ЛМ ЧЗ/, 'sale', 'offline'],
    [/^Возврат/, 'return', 'full'],
  ] as const) {
    const rows = page.getByRole('table', { name }).getByRole('row');
    const own = rules.filter((rule) => rule.act === act && rule.facts === facts);
    await expect.element(rows).toHaveLength(own.length + 1);
    for (const [index, { id }] of own.entries())
      await expect.element(rows.nth(index + 1)).toHaveTextContent(sourcesWords(ruleSources[id]));
  }
  await expect
    .element(page.getByRole('table', { name: 'Продажа, ответил Честный ЗНАК' }).getByRole('row').nth(7))
    .toHaveTextContent('товар не в обороте, но не если товар выбыл, но не если серая зона, Табак');
  await expect
    .element(page.getByRole('table', { name: 'Товарные группы' }).getByRole('row'))
    .toHaveLength(groups.length + 1);
  await expect.element(page.getByText(/^Группа \d+$/)).toHaveLength(0);
  await expect.element(page.getByText(/\.md|§/)).toHaveLength(0);
  await till.press('Escape');
  await expect.element(till.button('Правила продажи')).toBeVisible();
});
