/** What an owner keeps for the senior cashier: set in the settings, asked for before it is done, and on record. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { journal } from '../../src/ui/journal/texts.ru.ts';
import { pinDialog, pinWish, seniorAct } from '../../src/ui/pin/texts.ru.ts';
import { senior, settings, shopPin } from '../../src/ui/settings/texts.ru.ts';
import { codeOf, TillPage } from './till.ts';
import { kkt } from './ways.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open({ printer: kkt() });
});
afterEach(() => till.end());

const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
const asked = dialog(pinWish.title);

async function keepFor(isWithPin: boolean): Promise<void> {
  await till.button('Настройки').click();
  for (const name of Object.values(senior.acts)) await page.getByLabelText(name).click();
  if (isWithPin) await page.getByLabelText(settings.pin).fill('1357');
  await till.button('Сохранить').click();
  if (isWithPin) await till.button(shopPin.written).click();
  await till
    .button(/^Назад/)
    .first()
    .click();
  await till.ready();
}
async function type(pin: string): Promise<void> {
  await asked.getByLabelText('ПИН старшего кассира').fill(pin);
  await asked.getByRole('button', { name: pinWish.confirm }).click();
}
const toShift = async (): Promise<void> => {
  await till.press('F10');
  await expect.element(till.button('Закрыть смену')).toBeEnabled();
};
const toCancel = async (): Promise<void> => {
  await till.scan(codeOf('allowed'));
  await expect.element(till.lines).toHaveLength(1);
  await till.press('F6');
  await till.button('Отменить чек').click();
};

it('closing the shift and taking cash out ask for the PIN; putting cash in does not', async () => {
  await keepFor(true);
  await toShift();
  await till.button('Закрыть смену').click();
  await expect.element(asked.getByText(seniorAct['close-shift'])).toBeVisible();
  await till.press('Escape');
  await expect.element(page.getByText(pinWish.putAside)).toBeVisible();
  await till.button('Изъять').click();
  await type('0000');
  await expect.element(asked.getByText(/^ПИН неверный/)).toBeVisible();
  await type('1357');
  await expect.element(dialog('Изъять наличные')).toBeVisible();
  await till.press('Escape');
  await till.button('Внести').click();
  await expect.element(asked).not.toBeInTheDocument();
  await expect.element(page.getByRole('dialog')).toBeVisible();
});

it('a receipt is given up, and the journal carried away, only with the PIN; who allowed it is on record', async () => {
  await keepFor(true);
  await toCancel();
  await expect.element(asked.getByText(seniorAct['cancel-receipt'])).toBeVisible();
  await till.press('Escape');
  await expect.element(page.getByRole('alert').filter({ hasText: pinWish.putAside })).toBeVisible();
  await till.button('Отменить чек').click();
  await type('1357');
  await till.button(/^Покупатель ушёл/).click();
  await expect.element(till.lines).toHaveLength(0);
  await till.button('Журнал').click();
  await expect.element(page.getByText(journal.kinds['senior-approved'])).toBeVisible();
  await expect.element(page.getByText(senior.acts['cancel-receipt'], { exact: true })).toBeVisible();
  await till.button('Выгрузить').click();
  await till.button(/Excel/).click();
  await expect.element(asked.getByText(seniorAct.export)).toBeVisible();
});

it('after five wrong ones it says how long to wait, and nothing of goods', async () => {
  await keepFor(true);
  await toShift();
  await till.button('Изъять').click();
  for (let left = 4; left > 0; left -= 1) {
    await type('0000');
    await expect.element(asked.getByText(`Осталось попыток: ${String(left)}`)).toBeVisible();
  }
  await type('0000');
  await expect.element(asked.getByRole('timer')).toBeVisible();
  await expect.element(asked.getByText(seniorAct['cash-out'])).toBeVisible();
  await expect.element(asked.getByText(pinDialog.meanwhile)).not.toBeInTheDocument();
});

it('without a PIN nothing is asked, and nothing is kept of what nobody has chosen', async () => {
  await toCancel();
  await expect.element(asked).not.toBeInTheDocument();
  await till.button(/^Покупатель ушёл/).click();
  await keepFor(false);
  await toCancel();
  await expect.element(asked).not.toBeInTheDocument();
  await expect.element(till.button(/^Покупатель ушёл/)).toBeVisible();
});

it('taking an act out of the list asks for the PIN itself', async () => {
  await keepFor(true);
  await till.button('Настройки').click();
  await page.getByLabelText(senior.acts.export).click();
  await till.button('Сохранить').click();
  await expect.element(dialog(shopPin.ask)).toBeVisible();
});
