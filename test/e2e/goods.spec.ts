/** Goods from a file through the production build: the worker under the page's own policy, a reload in the middle, a sale of what came. */
import { file, moySklad, workbook } from '../vectors/goods-files.ts';
import { expect, test } from './till.ts';

const csvFile = { name: 'товары.csv', mimeType: 'text/csv', buffer: Buffer.from(moySklad) };

test('a file is loaded, what came is sold; a reload before the last button has changed nothing', async ({ till }) => {
  const toImport = async (): Promise<void> => {
    await till.button('Настройки').click();
    await till.button('Открыть «Товары»').click();
    await till.button('Загрузить из файла').click();
  };
  await toImport();
  await till.page.getByLabel('Выбрать файл').setInputFiles(csvFile);
  await till.button('Сравнить с кассой').click();
  await expect(till.button('Загрузить 3 товара')).toBeVisible();

  await till.page.reload();
  await till.ready();
  await till.scan('4607004890024');
  await expect(till.button('Завести товар').first()).toBeVisible();
  await till.page.reload();
  await till.ready();

  await toImport();
  await till.page.getByLabel('Выбрать файл').setInputFiles(csvFile);
  await till.button('Сравнить с кассой').click();
  await till.button('Загрузить 3 товара').click();
  await expect(till.page.getByRole('heading', { name: 'Товары загружены' })).toBeVisible();
  await till.page.reload();
  await till.ready();
  await till.scan('4607004890024');
  await expect(till.line('Бородинский')).toContainText('54,90');
});

test('a workbook, stopped in the middle and begun anew', async ({ till }) => {
  const rows = Array.from({ length: 20_000 }, (_, n) => [{ text: `Товар №${n}` }, { number: String(10 + n / 100) }]);
  const bytes = workbook([[{ text: 'Наименование' }, { text: 'Цена' }], ...rows]);
  const picked = { name: file('прайс.xlsx', bytes).name, mimeType: 'application/zip', buffer: Buffer.from(bytes) };
  await till.button('Настройки').click();
  await till.button('Открыть «Товары»').click();
  await till.button('Загрузить из файла').click();
  await till.page.getByLabel('Выбрать файл').setInputFiles(picked);
  await till.button('Сравнить с кассой').click();
  // The button may come too late on a quick machine: «Отмена» of the preview is the same wish.
  await till.button(/^(?:Остановить|Отмена)$/).click();
  await expect(till.page.getByText('Остановлено. Ничего не изменилось.')).toBeVisible();
  await till.page.getByLabel('Выбрать файл').setInputFiles(picked);
  await till.button('Сравнить с кассой').click();
  await till.button(/^Загрузить 20000 товаров/).click();
  await expect(till.page.getByRole('heading', { name: 'Товары загружены' })).toBeVisible();
  await till.button('К товарам').first().click();
  await till.page.getByRole('searchbox').fill('№19999');
  const found = till.page.getByRole('region', { name: 'Товары' }).getByRole('listitem');
  await expect(found).toHaveCount(1);
  await expect(found).toContainText('209,99');
});
