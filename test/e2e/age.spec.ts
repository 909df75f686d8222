import { codeOfGood } from '../emulators/sample-codes.ts';
import { codeOf, expect, test, type TillPage } from './till.ts';

const question = (till: TillPage) => till.page.getByRole('dialog', { name: 'Покупателю есть 18 лет?' });

/** What the journal says, newest first. */
async function journal(till: TillPage): Promise<string[]> {
  await till.button('Журнал').click();
  const events = till.page.getByRole('region', { name: 'События' }).getByRole('listitem');
  await expect(events.first()).toBeVisible();
  return events.allTextContents();
}

test.describe('tobacco', () => {
  test.beforeEach(async ({ till }) => {
    await till.scan(codeOf('allowed'));
    await till.scan(codeOf('tobacco-pack'));
    // On a busy machine ЛМ may have been quicker: «(офлайн)».
    await expect(till.receipt.getByText(/^Можно продавать/)).toHaveCount(2);
  });

  test('the buyer is of age: the payment goes on, is not asked again on this receipt, and the journal says so', async ({
    till,
  }) => {
    await till.pay.click();
    await expect(question(till)).toContainText('Сигареты');
    await expect(question(till)).toContainText(/родился раньше \d\d\.\d\d\.\d{4}/);
    await till.button('Есть 18').click();
    await expect(till.button(/^Наличные/)).toBeVisible();
    await till.scan(codeOf('tobacco-pack'));
    await expect(till.receipt.getByRole('listitem')).toHaveCount(3);
    await expect(till.pay).toBeEnabled();
    await till.page.reload();
    await expect(till.pay).toBeEnabled();
    await till.pay.click();
    await expect(till.button(/^Наличные/)).toBeVisible();
    await till.button(/^Наличные/).click();
    await till.button(/^Пробить чек/).click();
    await till.printed();
    expect((await till.documents())[0]?.document[1059]).toHaveLength(3);
    expect((await journal(till)).filter((event) => event.includes('Покупателю есть 18'))).toHaveLength(1);
  });

  test('the buyer is a minor: the tobacco leaves the receipt, the milk is sold', async ({ till }) => {
    await till.pay.click();
    await till.button('Нет 18: убрать из чека').click();
    await expect(till.receipt.getByRole('listitem')).toHaveCount(1);
    await expect(till.line('Молоко')).toBeVisible();
    await till.pay.click();
    await till.button(/^Наличные/).click();
    await till.button(/^Пробить чек/).click();
    await till.printed();
    expect((await till.documents())[0]?.document[1059]).toHaveLength(1);
    const events = await journal(till);
    expect(events.some((event) => event.includes('Покупателю нет 18'))).toBe(true);
    expect(events.some((event) => event.includes('Товар убран из чека'))).toBe(true);
  });

  test('taken off by hand with all that is for adults, it is asked again of the next buyer', async ({ till }) => {
    await till.pay.click();
    await till.button('Есть 18').click();
    await till.button(/Назад/).click();
    await till.line('Сигареты').getByRole('button', { name: 'Убрать' }).click();
    await till.scan(codeOf('tobacco-pack'));
    await expect(till.pay).toBeEnabled();
    await till.pay.click();
    await expect(question(till)).toBeVisible();
  });

  test('by keyboard: F4 asks, F2 answers, and the cash is chosen already', async ({ till }) => {
    await till.page.keyboard.press('F4');
    await expect(question(till)).toBeVisible();
    await till.page.keyboard.press('F2');
    await expect(till.page.getByLabel('Получено')).toBeVisible();
    await till.page.keyboard.press('F12');
    await till.printed();
  });

  test('keys pressed in one breath wait for the answer: F12, F4, F12', async ({ till }) => {
    await till.page.evaluate(() => {
      for (const key of ['F12', 'F4', 'F12'])
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true }),
        );
    });
    await expect(question(till)).toBeVisible();
    expect(await till.documents()).toHaveLength(0);
    await till.page.keyboard.press('F2');
    await till.printed();
    expect(await till.documents()).toHaveLength(1);
  });

  test('keys pressed in one breath mean nothing more when the buyer is a minor: what is left waits for the cashier', async ({
    till,
  }) => {
    await till.page.evaluate(() => {
      for (const key of ['F12', 'F4', 'F12'])
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true }),
        );
    });
    await expect(question(till)).toBeVisible();
    await till.page.keyboard.press('Delete');
    await expect(till.receipt.getByRole('listitem')).toHaveCount(1);
    await till.pay.click();
    await expect(till.button(/^Наличные/)).toBeVisible();
    expect(await till.documents()).toHaveLength(0);
  });

  test('neither a scan, nor Enter, nor the keys of payment answer; Esc puts the question aside', async ({ till }) => {
    await till.page.keyboard.press('F12');
    await expect(question(till)).toBeVisible();
    for (const key of ['Enter', 'Space', 'F12', 'F4']) await till.page.keyboard.press(key);
    await till.scan(codeOf('allowed'));
    await expect(till.receipt.locator('li', { hasText: 'Молоко' })).toHaveCount(2);
    await expect(question(till)).toBeVisible();
    await till.page.keyboard.press('Escape');
    await expect(question(till)).toBeHidden();
    await expect(till.receipt.getByRole('listitem')).toHaveCount(3);
    await expect(till.button(/^Наличные/)).toBeHidden();
    await expect(till.pay).toBeEnabled();
    await till.page.keyboard.press('F12');
    await expect(question(till)).toBeVisible();
    await till.page.keyboard.press('Delete');
    await expect(question(till)).toBeHidden();
    await expect(till.receipt.getByRole('listitem')).toHaveCount(2);
  });

  test('without a mouse: Tab and Enter', async ({ till }) => {
    await till.page.keyboard.press('F9');
    await expect(question(till)).toBeVisible();
    // A Tab on the heels of other keys may be taken for the end of a scan.
    await expect(async () => {
      await till.page.keyboard.press('Tab');
      await expect(till.button('Есть 18')).toBeFocused({ timeout: 200 });
    }).toPass();
    await till.page.keyboard.press('Enter');
    await till.button(/^Пробить чек/).click();
    await till.printed();
  });
});

const weekdays = ['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'];

test('beer in the hours of the shop’s table is not sold, and the button says until when', async ({ till }) => {
  // The clock of the test does not matter: the whole week is forbidden, or nothing.
  await till.settings(async () => {
    await expect(till.page.getByLabel('Каждый день с')).toHaveValue('23:00');
    for (const day of weekdays) await till.page.getByRole('checkbox', { name: day }).check();
  });
  await till.scan(codeOfGood('04641500015482'));
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко').getByText('Можно продавать', { exact: true })).toBeVisible();
  await expect(till.line('Пиво')).toContainText(/Продавать нельзя\s*алкоголь нельзя до \d\d:\d\d/);
  await expect(till.pay).toBeDisabled();
  await expect(till.pay).toContainText(/Уберите алкоголь: нельзя до \d\d:\d\d/);
  await till.page.keyboard.press('F12');
  await expect(till.button(/^Наличные/)).toBeHidden();

  await till.settings(async () => {
    for (const day of weekdays) await till.page.getByRole('checkbox', { name: day }).uncheck();
    await till.page.getByLabel('Каждый день с').fill('');
    await till.button('Сохранить').click();
    await expect(till.page.getByText('Укажите оба времени')).toBeVisible();
    await till.page.getByLabel('до', { exact: true }).fill('');
  });
  await expect(till.pay).toBeEnabled();
  await till.sell();
});

test('the hours without alcohol may differ from day to day', async ({ till }) => {
  await till.settings(async () => {
    await till.page.getByLabel('По дням недели разное время').check();
    for (const [index, day] of weekdays.entries()) {
      await till.page.getByLabel(`${day.charAt(0).toUpperCase()}${day.slice(1)} с`).fill('00:00');
      await till.page.getByLabel(`${day} до`).fill(index === 0 ? '23:58' : '23:59');
    }
  });
  await till.button('Настройки').click();
  await expect(till.page.getByLabel('понедельник до')).toHaveValue('23:58');
  await expect(till.page.getByLabel('вторник до')).toHaveValue('23:59');
});
