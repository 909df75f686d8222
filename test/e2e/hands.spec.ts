/** Each act of the counter by touch alone, on a tablet, and by the keyboard alone, without a mouse. */
import type { Locator, Page } from '@playwright/test';
import { ByKeyboard } from './by-keyboard.ts';
import { codeOf, expect, test, type TillPage } from './till.ts';

const bread = '4641500046998';
const acts = (page: Page) => page.getByRole('button', { name: /^Действия с чеком/ });
const dialog = (page: Page) => page.getByRole('dialog');
const inDialog = (page: Page, name: string | RegExp) => dialog(page).getByRole('button', { name });
const documents = async (till: TillPage): Promise<unknown[]> =>
  (await till.documents()).map(({ document }) => document['1059'].map((item) => item['1030']));

test.describe('by touch alone', () => {
  test.use({ hasTouch: true, viewport: { width: 800, height: 1280 } });

  /** A finger that stays. */
  async function hold(page: Page, target: Locator): Promise<void> {
    const box = await target.boundingBox();
    if (!box) throw new Error('not on the screen');
    const session = await page.context().newCDPSession(page);
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await expect(dialog(page)).toBeVisible();
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await session.detach();
  }

  test('quantity, one more, back, comment, park, take back, price, give up, pin a key, exact cash', async ({
    till,
  }) => {
    const { page } = till;
    const tap = (target: Locator): Promise<void> => target.tap();
    const act = async (name: string | RegExp): Promise<void> => {
      await tap(acts(page));
      await tap(inDialog(page, name));
    };
    // Five by the pad of the line, a sixth by «+», a seventh by «Ещё раз».
    await tap(till.quick(/^Хлеб/));
    await tap(page.getByRole('button', { name: /^Хлеб.* изменить$/ }));
    await tap(inDialog(page, '5'));
    await tap(inDialog(page, 'Готово'));
    await expect(till.line('Хлеб')).toContainText('5 ×');
    await tap(page.getByRole('button', { name: /^Больше .*Хлеб/ }));
    await expect(till.line('Хлеб')).toContainText('6 ×');
    await act(/^Ещё раз: Хлеб/);
    await expect(till.line('Хлеб')).toContainText('7 ×');

    // Taken off by mistake, and back.
    await tap(page.getByRole('button', { name: /^Убрать .*Хлеб/ }));
    await expect(till.receipt.getByRole('listitem')).toHaveCount(0);
    await tap(till.button(/^Вернуть: Хлеб/));
    await expect(till.line('Хлеб')).toContainText('7 ×');

    // Put aside, another buyer, taken back.
    await act(/^Отложить чек/);
    await expect(till.receipt.getByRole('listitem')).toHaveCount(0);
    await tap(till.quick(/^Батон/));
    await act(/^\d\d:\d\d, 1 товар/);
    await expect(till.line('Хлеб')).toContainText('7 ×');
    await expect(till.line('Батон')).toHaveCount(0);

    // A price, not sold.
    await act(/^Узнать цену/);
    await tap(till.quick(/^Батон/));
    await expect(dialog(page)).toContainText('49,90');
    await tap(inDialog(page, 'Закрыть'));
    await expect(till.receipt.getByRole('listitem')).toHaveCount(1);

    // Given up with a reason.
    await act('Отменить чек');
    await tap(inDialog(page, 'Покупатель ушёл'));
    await expect(till.receipt.getByRole('listitem')).toHaveCount(0);

    // A finger that stays asks about the key, and sells nothing.
    await hold(page, till.quick(/^Батон/));
    await tap(inDialog(page, 'Убрать из быстрых'));
    await expect(till.quick(/^Батон/)).toHaveCount(0);
    await expect(till.receipt.getByRole('listitem')).toHaveCount(0);

    // The parked one, and exact cash: two presses.
    await act(/^\d\d:\d\d, 1 товар/);
    await tap(till.pay);
    await tap(till.button(/^Без сдачи/));
    await till.printed();
    expect(await documents(till)).toEqual([['Батон нарезной, 380 г']]);
  });
});

test('by keyboard alone: so many before a scan, one more, less, back, park, take back, price, give up, pin a key, cash', async ({
  till,
}) => {
  const { page } = till;
  const keys = new ByKeyboard(page);
  const press = (key: string) => page.keyboard.press(key);
  const act = async (name: string | RegExp): Promise<void> => {
    await press('F6');
    await keys.press(inDialog(page, name));
  };
  await page.keyboard.type('12*', { delay: 60 });
  await till.scan(bread);
  await expect(till.line('Хлеб')).toContainText('12 ×');
  await press('+');
  await expect(till.line('Хлеб')).toContainText('13 ×');
  await press('ArrowUp');
  await press('-');
  await expect(till.line('Хлеб')).toContainText('12 ×');
  await press('Enter');
  await page.keyboard.type('5', { delay: 60 });
  await press('Enter');
  await expect(till.line('Хлеб')).toContainText('5 ×');
  await press('Delete');
  await expect(till.receipt.getByRole('listitem')).toHaveCount(0);
  await press('Insert');
  await expect(till.line('Хлеб')).toContainText('5 ×');

  // With a word, put aside; another buyer; taken back.
  await press('F6');
  await keys.fill(dialog(page).getByLabel('Комментарий'), 'вернётся');
  await keys.press(inDialog(page, /^Отложить чек/));
  await expect(till.receipt.getByRole('listitem')).toHaveCount(0);
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await act(/^вернётся/);
  await expect(till.line('Хлеб')).toContainText('5 ×');
  await expect(till.line('Молоко')).toHaveCount(0);

  await act(/^Узнать цену/);
  await till.scan(codeOf('allowed'));
  await expect(dialog(page)).toContainText('94,90');
  await press('Escape');
  await expect(till.receipt.getByRole('listitem')).toHaveCount(1);

  await act('Отменить чек');
  await keys.press(inDialog(page, 'Ошибка кассира'));
  await expect(till.receipt.getByRole('listitem')).toHaveCount(0);

  await keys.to(till.quick(/^Батон/));
  await press('ContextMenu');
  await keys.press(inDialog(page, 'Убрать из быстрых'));
  await expect(till.quick(/^Батон/)).toHaveCount(0);

  // The parked milk, in cash: two keys.
  await act(/1 товар/);
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await press('F4');
  await expect(till.button(/^Пробить чек/)).toBeVisible();
  await press('F12');
  await till.printed();
  expect(await documents(till)).toEqual([[expect.stringMatching(/^Молоко/)]]);
});
