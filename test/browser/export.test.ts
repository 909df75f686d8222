/** What was sold, saved as a file and looked at by the day. */
import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { TillPage } from './till.ts';
import { press, today } from './ways.ts';

let till: TillPage;
afterEach(async () => {
  vi.restoreAllMocks();
  await till.end();
});

/** What the page gives a person to keep, from now on. */
function savedFiles(): readonly Blob[] {
  const saved: Blob[] = [];
  const real = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    if (blob instanceof Blob) saved.push(blob);
    return real(blob);
  });
  return saved;
}

it.each(['CSV', 'Excel', 'JSON'])('%s: the receipt that was just printed is in it', async (format) => {
  till = await TillPage.open();
  const saved = savedFiles();
  const names: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
    names.push(this.download);
  });
  await till.scan('4641500046998');
  await till.sell();
  await press('Журнал', 'Выгрузить')(till);
  await page.getByLabelText('Товары в чеках: по строке на товар').click();
  await page.getByRole('button', { name: format, exact: true }).click();
  await expect.element(page.getByText('Сохранено: 1 строка')).toBeVisible();
  expect(names).toEqual([expect.stringMatching(/^Товары в чеках .* \d{4}-\d\d-\d\d\.(csv|xlsx|json)$/)]);
  const text = (await saved[0]?.text()) ?? '';
  expect(text).toMatch(format === 'Excel' ? /^PK/ : /54,90|5490/);
});

it('the receipt that was just printed, for 1С', async () => {
  till = await TillPage.open();
  const saved = savedFiles();
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  await till.scan('4641500046998');
  await till.sell();
  await press('Журнал', 'Выгрузить')(till);
  await page.getByLabelText(/^Продажи для 1С/).click();
  await page.getByRole('button', { name: 'XML для 1С' }).click();
  await expect.element(page.getByText('Сохранено: 1 чек')).toBeVisible();
  const xml = new DOMParser().parseFromString((await saved[0]?.text()) ?? '', 'text/xml');
  expect(xml.querySelector('Документ > Сумма')?.textContent).toBe('54.90');
  expect(xml.querySelector('Товар > Штрихкод')?.textContent).toBe('4641500046998');
});

it('days without a sale make no file', async () => {
  till = await TillPage.open();
  await press('Журнал', 'Выгрузить')(till);
  await page.getByLabelText('С', { exact: true }).fill('2026-01-01');
  await page.getByLabelText('По', { exact: true }).fill('2026-01-02');
  await page.getByRole('button', { name: 'CSV', exact: true }).click();
  await expect.element(page.getByText('За этот период записей нет.')).toBeVisible();
});

it('the sales of a day by hour, group and cashier', async () => {
  till = await TillPage.open();
  await till.scan('4641500046998');
  await till.sell();
  await press('Журнал')(till);
  await page.getByLabelText('День').fill(today());
  await press('По часам и группам')(till);
  await expect.element(page.getByText('Средний чек')).toBeVisible();
  for (const name of ['По часам', 'По группам товаров', 'По кассирам']) {
    const rows = page.getByRole('list', { name, exact: true }).getByRole('listitem');
    await expect.element(rows).toHaveLength(1);
    await expect.element(rows.first().getByText(/54,90/)).toBeVisible();
  }
});
