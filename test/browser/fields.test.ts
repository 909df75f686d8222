/** Fields that are wrong: called by their name alone, described by what is wrong, and the first of them takes the focus. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, type Locator } from 'vitest/browser';
import { describe as described, law } from '../../src/ui/goods/texts.ru.ts';
import { card, list } from '../../src/ui/goods-list/texts.ru.ts';
import { amount } from '../../src/ui/line/texts.ru.ts';
import { formErrors, settings } from '../../src/ui/settings/texts.ru.ts';
import { cashing } from '../../src/ui/shift/texts.ru.ts';
import { TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

async function isWrong(field: Locator, name: string, trouble: string): Promise<void> {
  await expect.element(field).toHaveAccessibleName(name);
  await expect.element(field).toHaveAccessibleDescription(trouble);
  await expect.element(field).toBeInvalid();
}
async function isRight(field: Locator, name: string): Promise<void> {
  await expect.element(field).toHaveAccessibleName(name);
  await expect.element(field).not.toHaveAccessibleDescription();
  await expect.element(field).toBeValid();
}

it('new goods: the name, then the price, then the law', async () => {
  await till.scan('4606203090785');
  await till.button('Завести товар').click();
  const field = (label: string) => till.dialog.getByLabelText(label, { exact: true });
  const [name, price] = [field(described.name), field(described.price.piece)];
  await isRight(name, described.name);
  await till.button('Сохранить').click();
  await isWrong(name, described.name, described.nameMissing);
  await isWrong(price, described.price.piece, described.priceWrong);
  await expect.element(name).toHaveFocus();
  await name.fill('Фырчик');
  await till.button('Сохранить').click();
  await isRight(name, described.name);
  await expect.element(price).toHaveFocus();
  await price.fill('45');
  await till.button('Сохранить').click();
  const rates = till.dialog.getByRole('radiogroup', { name: law.vat });
  await isWrong(rates, law.vat, law.vatMissing);
  await expect.element(rates.getByRole('radio').first()).toHaveFocus();
});

it('a card of the catalogue', async () => {
  await till.button('Настройки').click();
  await till.button(settings.goodsOpen).click();
  await till.button(list.fresh).click();
  const name = till.dialog.getByLabelText(card.name, { exact: true });
  await till.button('Сохранить').click();
  await isWrong(name, card.name, card.nameMissing);
  await expect.element(name).toHaveFocus();
  await name.fill('Фырчик');
  await till.dialog.getByLabelText(card.price, { exact: true }).fill('45');
  const barcode = till.dialog.getByLabelText(card.addBarcode, { exact: true });
  await barcode.fill('12');
  await till.button('Сохранить').click();
  await isWrong(barcode, card.addBarcode, card.barcodeWrong);
  await expect.element(barcode).toHaveFocus();
});

it('the settings', async () => {
  await till.button('Настройки').click();
  const field = (label: string) => page.getByLabelText(label, { exact: true });
  await field(settings.name).fill('');
  await field(settings.pin).fill('1');
  await till.button('Сохранить').click();
  await isWrong(field(settings.name), settings.name, formErrors.name);
  await isWrong(field(settings.pin), settings.pin, formErrors.pin);
  await isRight(field(settings.inn), settings.inn);
  await expect.element(field(settings.name)).toHaveFocus();
});

it('what is folded away is unfolded', async () => {
  await till.button('Настройки').click();
  await page
    .getByRole('radiogroup', { name: settings.kktWay })
    .getByLabelText(settings.links.relay, { exact: true })
    .click();
  const more = page.getByText(settings.kktMore, { exact: true });
  await more.click();
  const password = page.getByLabelText(settings.kktPassword, { exact: true });
  await password.fill('тридцать');
  await more.click();
  await expect.element(password).not.toBeVisible();
  await till.button('Сохранить').click();
  await isWrong(password, settings.kktPassword, formErrors.kktPassword);
  await expect.element(password).toHaveFocus();
});

it('sums on the keypad are told at once', async () => {
  await till.press('F10');
  await till.button(/^Внести/).click();
  const sum = till.dialog.getByRole('textbox');
  await till.dialog.getByRole('button', { name: /^Внести/ }).click();
  await isWrong(sum, cashing.sum, cashing.wrong);
  await expect.element(till.dialog.getByRole('alert')).toHaveTextContent(cashing.wrong);
});

it('the quantity of a line', async () => {
  await till.scan('4641500046998');
  await till
    .line('Хлеб')
    .getByRole('button', { name: /изменить$/ })
    .click();
  const count = till.dialog.getByRole('textbox');
  await count.fill('0');
  await till.press('Enter');
  await isWrong(count, amount.quantity('piece'), amount.quantityWrong('piece'));
  await count.fill('7');
  await isRight(count, amount.quantity('piece'));
});
