/**
 * Goods from a file, on the real screen of the production build: how long from the last button before the preview to the preview, and from «Загрузить» to the
 * end; what the database weighs; how long the list and a search take then. Not slowed: `SLOW=4` slows the page, a worker cannot be slowed.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findChromium } from '../../.config/chromium.mjs';
import { TillPage, TillServer } from '../e2e/till.ts';
import { Place } from '../e2e/till-server.ts';
import { workbook } from '../vectors/goods-files.ts';
import { barcodeOf } from './goods.ts';

const sizes = (process.env['G'] ?? '1000,20000,100000').split(',').map(Number);
const slowedBy = Number(process.env['SLOW'] ?? 1);

const words = ['Молоко', 'Хлеб', 'Сыр', 'Йогурт', 'Чай', 'Кофе', 'Печенье', 'Вода', 'Сок', 'Мыло'];
const nameOf = (n: number): string => `${words[n % words.length] ?? ''} «Марка ${n % 997}» ${n} г`;
const priceOf = (n: number): string => `${10 + (n % 5_000)}.${String(n % 100).padStart(2, '0')}`;
const heads = ['Наименование', 'Цена', 'Штрихкод', 'Артикул', 'Группа'];
const cellsOf = (n: number): string[] => [nameOf(n), priceOf(n), barcodeOf(n), `A-${n}`, `Группа ${n % 40}`];

const csvOf = (count: number): Buffer =>
  Buffer.from(
    [heads, ...Array.from({ length: count }, (_, n) => cellsOf(n))].map((cells) => cells.join(';')).join('\r\n'),
  );
const xlsxOf = (count: number): Buffer =>
  Buffer.from(
    workbook([
      heads.map((text) => ({ text })),
      ...Array.from({ length: count }, (_, n) =>
        cellsOf(n).map((text, column) => (column === 1 ? { number: text } : { text })),
      ),
    ]),
  );

const columns = [
  'goods',
  'file',
  'MB',
  'read and compared, s',
  'put in place, s',
  'again, s',
  'list, ms',
  'search, ms',
  'on disk, MB',
];
console.log(columns.map((name) => name.padStart(22)).join(''));
for (const count of sizes)
  for (const [kind, make] of [
    ['csv', csvOf],
    ['xlsx', xlsxOf],
  ] as const)
    await measure(count, kind, make(count));

async function measure(count: number, kind: string, buffer: Buffer): Promise<void> {
  const place = await Place.make();
  const server = await TillServer.start({}, place);
  const browser = await chromium.launch({ ...findChromium(), headless: true });
  try {
    const till = await new TillPage(await browser.newPage()).open(server.url);
    const { page } = till;
    if (slowedBy > 1)
      await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slowedBy });
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    await button('Настройки').click();
    await button('Открыть «Товары»').click();
    await button('Загрузить из файла').click();
    // By its path: Playwright hands over no more than 50 MB in memory.
    const file = join(place.folder, `goods.${kind}`);
    await writeFile(file, buffer);
    const load = async (): Promise<[number, number]> => {
      await page.getByLabel('Выбрать файл').setInputFiles(file);
      await button('Сравнить с кассой').waitFor({ timeout: 300_000 });
      const from = performance.now();
      await button('Сравнить с кассой').click();
      await page.getByRole('heading', { name: 'Что изменится' }).waitFor({ timeout: 300_000 });
      const compared = performance.now();
      const apply = button(/^Загрузить \d/);
      if (!(await apply.isVisible())) {
        await button('Отмена').click();
        return [compared - from, 0];
      }
      await apply.click();
      await page.getByRole('heading', { name: 'Товары загружены' }).waitFor({ timeout: 300_000 });
      const put = performance.now();
      await button('Другой файл').click();
      return [compared - from, put - compared];
    };
    const [read, put] = await load();
    const [again] = await load();
    await button('К товарам').click();
    const rows = page.getByRole('region', { name: 'Товары' }).getByRole('listitem');
    const listFrom = performance.now();
    await rows.first().waitFor({ timeout: 300_000 });
    const listed = performance.now() - listFrom;
    const searchFrom = performance.now();
    await page.getByRole('searchbox').fill(`A-${count - 1}`);
    await page.getByText(nameOf(count - 1)).waitFor({ timeout: 300_000 });
    const searched = performance.now() - searchFrom;
    const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
    const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
    const mega = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
    console.log(
      [
        count,
        kind,
        mega(buffer.length),
        seconds(read),
        seconds(put),
        seconds(again),
        Math.round(listed),
        Math.round(searched),
        mega(usage),
      ]
        .map((value) => String(value).padStart(22))
        .join(''),
    );
  } finally {
    await browser.close();
    await server.close();
    await place.remove();
  }
}
