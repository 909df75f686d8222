/** The buyer's display: a second window of the same browser, over no network and beside no till of its own. */
import type { BrowserContext, Page } from '@playwright/test';
import { codeOf, expect, test, type TillPage } from './till.ts';

/** Opens it as a person does: from the settings. */
async function openDisplay(till: TillPage, context: BrowserContext): Promise<Page> {
  await till.button('Настройки').click();
  const [display] = await Promise.all([context.waitForEvent('page'), till.button('Открыть экран покупателя').click()]);
  await till.button(/Назад/).first().click();
  await till.ready();
  return display;
}

const goods = (display: Page) => display.getByRole('list', { name: 'Покупки' }).getByRole('listitem');

test('the buyer sees goods, sum, change and the code of the receipt, without a network, until the till is closed', async ({
  till,
  context,
  server,
}) => {
  const display = await openDisplay(till, context);
  await expect(display.getByText('У дома')).toBeVisible();
  await server.cut();
  await display.reload();
  await till.scan(codeOf('allowed'));
  await till.quick(/Хлеб/).first().click();
  await expect(goods(display)).toHaveCount(2);
  await expect(goods(display).first()).toContainText('Молоко');
  await expect(display.getByRole('region', { name: 'К оплате' })).toContainText('149,80 ₽');

  await till.startPaying();
  await till.button(/^Наличные/).click();
  await till.page.getByLabel('Получено').fill('200');
  await till.button(/^Пробить чек/).click();
  await till.printed();
  const paid = display.getByRole('region', { name: 'Оплачено' });
  await expect(paid).toContainText('149,80 ₽');
  await expect(paid).toContainText(/Сдача\s*50,20 ₽/);
  await expect(paid.getByLabel('QR-код чека')).toBeVisible();
  // Drawn, and not an empty canvas of the usual size.
  await expect
    .poll(() =>
      paid.locator('canvas').evaluate(({ width, height }: HTMLCanvasElement) => width === height && width > 100),
    )
    .toBe(true);

  // The next buyer's goods take its place.
  await till.button(/^Новый чек/).click();
  await expect(paid).toBeVisible();
  await till.quick(/Хлеб/).first().click();
  await expect(display.getByRole('region', { name: 'К оплате' })).toContainText('54,90 ₽');

  await till.page.close();
  await expect(display.getByText('Касса закрыта')).toBeVisible();
});

test('the display opens no database, takes no lock, and leaves the till to the window that has it', async ({
  till,
  context,
}) => {
  const display = await openDisplay(till, context);
  await expect(display.getByText('У дома')).toBeVisible();
  const asked = await display.evaluate(async () => ({
    locks: (await navigator.locks.query()).held?.filter(({ clientId }) => clientId !== undefined).length,
    loaded: performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  }));
  expect(asked.locks).toBe(1);
  const index = await display.evaluate(async () => (await fetch('/index.html')).text());
  const ofTill = [...index.matchAll(/\/assets\/[^"]+/g)].map(([path]) => path);
  expect(ofTill.length).toBeGreaterThan(0);
  expect(asked.loaded.filter((path) => ofTill.includes(path))).toEqual([]);
  // The till sells on, and a reload finds its window in its place.
  await till.page.reload();
  await till.ready();
  await till.quick(/Хлеб/).first().click();
  await expect(goods(display)).toHaveCount(1);
});
