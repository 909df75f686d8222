/** The counter in small windows and in few presses: one pane at a time, a payment in two presses, a refusal that moves nothing, words while the ККТ is silent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { FakePrinter, freshPrinter } from '../unit/fakes/printer.ts';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
afterEach(async () => {
  await till.end();
  await page.viewport(1024, 600);
});

describe('a payment', () => {
  beforeEach(async () => {
    till = await TillPage.open();
    await till.scan(codeOf('allowed'));
    await till.isAllowed('Молоко');
  });

  it.each([
    ['Без сдачи', 1031],
    ['Картой', 1081],
  ] as const)('«Оплатить», «%s 94,90 ₽»: the paper, in two presses', async (name, tag) => {
    await till.pay.click();
    await till.button(`${name} 94,90 ₽`).click();
    await till.printed();
    expect(till.documents()).toHaveLength(1);
    expect(till.documents()[0]?.document[tag]).toBe(94_90);
  });

  it('«Оплатить», what the buyer gave, «Пробить чек»: three', async () => {
    await till.pay.click();
    await till.button('500').click();
    await till.button(/^Пробить чек/).click();
    await till.printed();
    await expect.element(page.getByText('405,10').first()).toBeVisible();
  });

  it('cash is only proposed: neither F12 once more nor a second click of a double click prints', async () => {
    await till.press('F12');
    await expect.element(till.button(/^Пробить чек/)).toBeDisabled();
    await till.press('F12');
    await till.press('Escape');
    await till.pay.dblClick();
    await expect.element(till.button(/^Пробить чек/)).toBeDisabled();
    expect(till.documents()).toHaveLength(0);
  });
});

it('says for how long the ККТ has been silent, with the pad at rest, and never prints twice', async () => {
  const printer = new FakePrinter(freshPrinter({ demo: true }));
  till = await TillPage.open({ printer });
  await till.scan(codeOf('allowed'));
  await till.isAllowed('Молоко');
  await till.pay.click();
  let answer = (): void => undefined;
  printer.takes = () => new Promise((done) => (answer = done));
  await till.button(/^Без сдачи/).click();
  await expect.element(page.getByText(/ККТ не отвечает \d+ с/)).toBeVisible();
  for (const name of ['7', '0', 'Без сдачи 94,90 ₽', 'Картой 94,90 ₽', '500'])
    await expect.element(till.button(name)).toBeDisabled();
  answer();
  await till.printed();
  expect(printer.prints).toBe(1);
});

describe('goods that may not be sold', () => {
  beforeEach(async () => {
    till = await TillPage.open();
    await till.scan(codeOf('allowed'));
    await till.isAllowed('Молоко');
  });
  const top = (): number => till.line('Молоко').element().getBoundingClientRect().top;

  it('move nothing, are not in the sum that is read aloud, and keep it from being paid', async () => {
    const before = top();
    const list = till.receipt.element().getBoundingClientRect().height;
    await till.scan(codeOf('sold'));
    await expect.element(till.alarm).toBeVisible();
    expect(top()).toBe(before);
    expect(till.receipt.element().getBoundingClientRect().height).toBe(list);
    await expect.element(page.getByText('к оплате без запрещённых', { exact: true })).toBeVisible();
    await expect.element(page.getByText('94,90 ₽', { exact: true }).first()).toBeVisible();
    await expect.element(page.getByText('144,80 ₽')).toHaveLength(0);
    await expect.element(till.pay).toBeDisabled();
    await till.button('Убрать из чека').click();
    await expect.element(till.alarm).toHaveLength(0);
    expect(top()).toBe(before);
    await expect.element(till.pay).toBeEnabled();
  });
});

describe('on a phone', () => {
  beforeEach(async () => {
    await page.viewport(360, 640);
    till = await TillPage.open();
  });
  const quickKeys = page.getByRole('group', { name: 'Быстрые товары' });

  it('the red card, which stands over the sum there, says what the rest costs', async () => {
    await till.scan(codeOf('allowed'));
    await till.scan(codeOf('sold'));
    await expect.element(till.alarm.getByText('К оплате без запрещённых: 94,90 ₽')).toBeVisible();
    await page.viewport(1024, 600);
    await expect.element(till.alarm.getByText('К оплате без запрещённых: 94,90 ₽')).not.toBeVisible();
  });

  it('one pane at a time: the goods over the receipt, and the bar with the sum under both', async () => {
    await expect.element(quickKeys).toHaveLength(0);
    await till.button('Товары').click();
    await expect.element(till.receipt).toHaveLength(0);
    await quickKeys.getByRole('button', { name: /Хлеб/ }).click();
    await quickKeys.getByRole('button', { name: /Батон/ }).click();
    await till.button(/^2 · 104,80 ₽/).click();
    await expect.element(till.lines).toHaveLength(2);
    await expect.element(till.receipt).toBeVisible();
  });

  it('a verdict is looked at: a scan turns to the receipt; what is typed turns to the goods', async () => {
    await till.button('Товары').click();
    await till.scan(codeOf('allowed'));
    await till.isAllowed('Молоко');
    await till.press('б', 'а', 'т', 'о', 'н');
    await page.getByRole('option', { name: /Батон/ }).click();
    await expect.element(till.line('Батон')).toBeVisible();
  });

  it('sells by touch alone, in a payment that has the window to itself', async () => {
    await till.scan(codeOf('allowed'));
    await till.isAllowed('Молоко');
    await till.pay.click();
    await expect.element(till.receipt).toHaveLength(0);
    for (const key of ['1', '0', '0']) await till.button(key).first().click();
    await till.button(/^Пробить чек/).click();
    await till.printed();
    await till.button(/^Новый чек/).click();
    await expect.element(till.button('Товары')).toBeVisible();
  });
});
