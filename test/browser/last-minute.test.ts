/** Alcohol at the last minute of its hours: the screen still shows the moment before the press. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { codeOfGood } from '../emulators/sample-codes.ts';
import { TillPage } from './till.ts';

const question = page.getByRole('dialog', { name: 'Покупателю есть 18 лет?' });
/** The ways of payment. */
const ways = () => till.button(/^Наличные/);

const day = 86_400_000;
let till: TillPage;
let aheadMs: number;
/** 23:00 in Moscow, of the day on which the test runs. */
const eleven = Math.floor(Date.now() / day) * day + 20 * 3_600_000;
beforeEach(async () => {
  // The screen's own look at the clock never comes: what is seen is seen because somebody pressed.
  vi.stubGlobal('setInterval', () => 0);
  aheadMs = eleven - 600_000 - Date.now();
  till = await TillPage.open({ aheadMs: () => aheadMs });
  await till.scan(codeOfGood('04641500015482'));
  await till.isAllowed('Пиво');
  await expect.element(till.pay).toBeEnabled();
});
afterEach(async () => {
  await till.end();
  vi.unstubAllGlobals();
});

it('the press that comes too late is told why at once, and the button until when', async () => {
  aheadMs += 600_000;
  await till.pay.click();
  await expect.element(till.pay).toHaveTextContent(/Уберите алкоголь: нельзя до 08:00/);
  await expect.element(till.pay).toBeDisabled();
  await expect.element(till.line('Пиво')).toHaveTextContent(/алкоголь нельзя до 08:00/);
  await expect.element(ways()).not.toBeInTheDocument();
});

it('an answer about the age that comes too late as well', async () => {
  await till.pay.click();
  await expect.element(question).toBeVisible();
  aheadMs += 600_000;
  await till.button('Есть 18').click();
  await expect.element(till.pay).toHaveTextContent(/Уберите алкоголь: нельзя до 08:00/);
  await expect.element(till.pay).toBeDisabled();
  await expect.element(ways()).not.toBeInTheDocument();
});
