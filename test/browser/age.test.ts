/** Goods for adults and goods that are not sold at every hour: what the till asks before the payment. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { codeOfGood } from '../emulators/sample-codes.ts';
import { codeOf, TillPage } from './till.ts';

let till: TillPage;
beforeEach(async () => {
  till = await TillPage.open();
});
afterEach(() => till.end());

const question = page.getByRole('dialog', { name: 'Покупателю есть 18 лет?' });
/** The ways of payment. */
const ways = () => till.button(/^Наличные/);

/** What the journal says, newest first. */
async function journal(): Promise<string[]> {
  await till.button('Журнал').click();
  const events = page.getByRole('region', { name: 'События' }).getByRole('listitem');
  await expect.element(events.first()).toBeVisible();
  return events.elements().map(({ textContent }) => textContent);
}

describe('tobacco', () => {
  beforeEach(async () => {
    await till.scan(codeOf('allowed'));
    await till.scan(codeOf('tobacco-pack'));
    await expect.element(till.receipt.getByText(/^Можно продавать/)).toHaveLength(2);
  });

  it('the buyer is of age: the payment goes on, is not asked again on this receipt, and the journal says so', async () => {
    await till.pay.click();
    await expect.element(question).toHaveTextContent('Сигареты');
    await expect.element(question).toHaveTextContent(/родился раньше \d\d\.\d\d\.\d{4}/);
    await till.button('Есть 18').click();
    await expect.element(ways()).toBeVisible();
    await till.scan(codeOf('tobacco-pack'));
    await expect.element(till.lines).toHaveLength(3);
    await expect.element(till.pay).toBeEnabled();
    await till.reload();
    await expect.element(till.pay).toBeEnabled();
    await till.pay.click();
    await expect.element(ways()).toBeVisible();
    await till.payBy('Наличные');
    expect(till.items()).toHaveLength(3);
    expect((await journal()).filter((event) => event.includes('Покупателю есть 18'))).toHaveLength(1);
  });

  it('the buyer is a minor: the tobacco leaves the receipt, the milk is sold', async () => {
    await till.pay.click();
    await till.button('Нет 18: убрать из чека').click();
    await expect.element(till.lines).toHaveLength(1);
    await expect.element(till.line('Молоко')).toBeVisible();
    await till.pay.click();
    await till.payBy('Наличные');
    expect(till.items()).toHaveLength(1);
    const events = await journal();
    expect(events.some((event) => event.includes('Покупателю нет 18'))).toBe(true);
    expect(events.some((event) => event.includes('Товар убран из чека'))).toBe(true);
  });

  it('taken off by hand with all that is for adults, it is asked again of the next buyer', async () => {
    await till.pay.click();
    await till.button('Есть 18').click();
    await till.button(/Назад/).click();
    await till.line('Сигареты').getByRole('button', { name: 'Убрать' }).click();
    await till.scan(codeOf('tobacco-pack'));
    await expect.element(till.pay).toBeEnabled();
    await till.pay.click();
    await expect.element(question).toBeVisible();
  });

  it('by keyboard: F4 asks, F2 answers, and the cash is chosen already', async () => {
    await till.press('F4');
    await expect.element(question).toBeVisible();
    await till.press('F2');
    await expect.element(page.getByLabelText('Получено')).toBeVisible();
    await till.press('F12');
    await till.printed();
  });

  it('keys pressed in one breath wait for the answer: F12, F4, F12', async () => {
    till.pressInOneBreath('F12', 'F4', 'F12');
    await expect.element(question).toBeVisible();
    expect(till.documents()).toHaveLength(0);
    await till.press('F2');
    await till.printed();
    expect(till.documents()).toHaveLength(1);
  });

  it('keys pressed in one breath mean nothing more when the buyer is a minor: what is left waits for the cashier', async () => {
    till.pressInOneBreath('F12', 'F4', 'F12');
    await expect.element(question).toBeVisible();
    await till.press('Delete');
    await expect.element(till.lines).toHaveLength(1);
    await till.pay.click();
    await expect.element(ways()).toBeVisible();
    expect(till.documents()).toHaveLength(0);
  });

  it('neither a scan, nor Enter, nor the keys of payment answer; Esc puts the question aside', async () => {
    await till.press('F12');
    await expect.element(question).toBeVisible();
    await till.press('Enter', 'Space', 'F12', 'F4');
    await till.scan(codeOf('allowed'));
    await expect
      .poll(() => [...document.querySelectorAll('ul li, ol li')].filter((li) => li.textContent.includes('Молоко')))
      .toHaveLength(2);
    await expect.element(question).toBeVisible();
    await till.press('Escape');
    await expect.element(question).not.toBeInTheDocument();
    await expect.element(till.lines).toHaveLength(3);
    await expect.element(ways()).not.toBeInTheDocument();
    await expect.element(till.pay).toBeEnabled();
    await till.press('F12');
    await expect.element(question).toBeVisible();
    await till.press('Delete');
    await expect.element(question).not.toBeInTheDocument();
    await expect.element(till.lines).toHaveLength(2);
  });

  it('without a mouse: Tab and Enter', async () => {
    await till.press('F9');
    await expect.element(question).toBeVisible();
    // A Tab on the heels of other keys may be taken for the end of a scan.
    await expect
      .poll(async () => {
        await userEvent.tab();
        return document.activeElement?.textContent;
      })
      .toContain('Есть 18');
    await till.press('Enter');
    await till.button(/^Пробить чек/).click();
    await till.printed();
  });
});

const weekdays = ['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'];

it('beer in the hours of the shop’s table is not sold, and the button says until when', async () => {
  // The clock of the test does not matter: the whole week is forbidden, or nothing.
  await till.settings(async () => {
    await expect.element(page.getByLabelText('Каждый день с')).toHaveValue('23:00');
    for (const day of weekdays) await page.getByRole('checkbox', { name: day }).click();
    for (const day of weekdays) await expect.element(page.getByRole('checkbox', { name: day })).toBeChecked();
  });
  await till.scan(codeOfGood('04641500015482'));
  await till.scan(codeOf('allowed'));
  await till.isAllowed('Молоко');
  await expect.element(till.line('Пиво')).toHaveTextContent(/Продавать нельзя\s*алкоголь нельзя до \d\d:\d\d/);
  await expect.element(till.pay).toBeDisabled();
  await expect.element(till.pay).toHaveTextContent(/Уберите алкоголь: нельзя до \d\d:\d\d/);
  await till.press('F12');
  await expect.element(ways()).not.toBeInTheDocument();

  await till.settings(async () => {
    for (const day of weekdays) await page.getByRole('checkbox', { name: day }).click();
    for (const day of weekdays) await expect.element(page.getByRole('checkbox', { name: day })).not.toBeChecked();
    await page.getByLabelText('Каждый день с').fill('');
    await till.button('Сохранить').click();
    await expect.element(page.getByText('Укажите оба времени')).toBeVisible();
    await page.getByLabelText('до', { exact: true }).fill('');
  });
  await expect.element(till.pay).toBeEnabled();
  await till.sell();
});

it('the hours without alcohol may differ from day to day', async () => {
  await till.settings(async () => {
    await page.getByLabelText('По дням недели разное время').click();
    for (const [index, day] of weekdays.entries()) {
      await page.getByLabelText(`${day.charAt(0).toUpperCase()}${day.slice(1)} с`, { exact: true }).fill('00:00');
      await page.getByLabelText(`${day} до`).fill(index === 0 ? '23:58' : '23:59');
    }
  });
  await till.button('Настройки').click();
  await expect.element(page.getByLabelText('понедельник до')).toHaveValue('23:58');
  await expect.element(page.getByLabelText('вторник до')).toHaveValue('23:59');
});
