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

for (const viewport of [
  { width: 360, height: 780 },
  { width: 1024, height: 600 },
])
  test.describe(`at ${viewport.width} × ${viewport.height}, by touch`, () => {
    test.use({ viewport, hasTouch: true });

    test('a file is stopped, put in place, what came is sold beside what was, and it is taken back', async ({
      till,
    }) => {
      const rows = Array.from({ length: 60_000 }, (_, n) => `Товар №${n};${10 + (n % 500)},00;`);
      const buffer = Buffer.from(
        ['Наименование;Цена;Штрихкод', ...rows, 'Хлеб новый;47,50;4607004890024'].join('\r\n'),
      );
      const { page } = till;
      const tap = (name: string | RegExp) => till.button(name).first().tap();
      const toImport = async (): Promise<void> => {
        await tap('Настройки');
        await tap('Открыть «Товары»');
        await tap('Загрузить из файла');
      };
      /** On a phone the receipt stands behind its sum. */
      const toReceipt = async (): Promise<void> => {
        const behind = till.button(/показать чек/);
        await expect(behind.or(till.receipt).first()).toBeVisible();
        if (await behind.isVisible()) await behind.tap();
      };
      const scanned = async (barcode: string, name: string): Promise<void> => {
        await till.scan(barcode);
        await expect(page.getByRole('status', { name: 'Что произошло' })).toContainText(name);
        await toReceipt();
      };
      await toImport();
      await page.getByLabel('Выбрать файл').setInputFiles({ name: 'прайс.csv', mimeType: 'text/csv', buffer });
      await tap('Сравнить с кассой');
      await tap(/^(?:Остановить|Отмена)$/);
      await expect(page.getByText('Остановлено. Ничего не изменилось.')).toBeVisible();
      await page.getByLabel('Выбрать файл').setInputFiles({ name: 'прайс.csv', mimeType: 'text/csv', buffer });
      await tap('Сравнить с кассой');
      await tap(/^Загрузить 60001 товар/);
      await expect(page.getByRole('heading', { name: 'Товары загружены' })).toBeVisible();
      await page.reload();
      await till.ready();
      await scanned('4607004890024', 'Хлеб новый');
      await expect(till.line('Хлеб новый')).toContainText('47,50');
      await scanned('4641500046998', 'Бородинский');
      await expect(till.line('Бородинский')).toContainText('54,90');
      await till.button('Убрать Хлеб новый').tap();
      await expect(till.line('Хлеб новый')).toHaveCount(0);

      await toImport();
      await tap('Отменить эту загрузку');
      await tap('Вернуть, как было');
      await expect(page.getByText('Загрузка отменена: товары и цены прежние.')).toBeVisible();
      await page.reload();
      await till.ready();
      // What was in the receipt is there still, and the goods of the file are unknown again.
      await toReceipt();
      await expect(till.line('Бородинский')).toContainText('54,90');
      await till.scan('4607004890024');
      await expect(till.button('Завести товар').first()).toBeVisible();
    });
  });
