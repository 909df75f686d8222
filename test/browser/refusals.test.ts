/** What may not be sold: why, and that nothing but a person's hand takes the refusal off the screen. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SituationId } from '../emulators/sample-codes.ts';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

for (const [situation, reason] of [
  ['sold', /продан/i],
  ['blocked', /заблокирован/i],
  ['expired', /просрочен: годен до \d\d\.\d\d\.\d{4}/i],
  ['unknown', /не найден|нет/i],
  ['not-applied', /нанес/i],
  ['not-introduced', /не выпущен в продажу/i],
  ['bad-crypto', /подлин|подпис/i],
  ['below-minimum', /цен/i],
  ['nicotine-below-minimum', /цен/i],
  ['unknown-gtin', /нет/i],
] as ReadonlyArray<readonly [SituationId, RegExp]>) {
  it(`${situation}: may not be sold, and nothing but a person's hand takes the refusal away`, async () => {
    await till.scan(codeOf(situation));
    const line = till.lines.first();
    await expect.element(line).toHaveTextContent('Продавать нельзя');
    await expect.element(line).toHaveTextContent(reason);
    await expect.element(till.pay).toBeDisabled();
    const { alarm } = till;
    await expect.element(alarm).toHaveTextContent('Продавать нельзя');

    await till.press('Enter');
    await till.scan(codeOf('allowed'));
    await expect.element(till.line('Можно продавать')).toHaveLength(1);
    await expect.element(alarm).toBeVisible();
    await expect.element(till.pay).toBeDisabled();

    await alarm.getByRole('button', { name: /Убрать/ }).click();
    await expect.element(alarm).not.toBeInTheDocument();
    await expect.element(till.lines).toHaveLength(1);
    await expect.element(till.pay).toBeEnabled();
  });
}
