/** Goods by link from a server of its own without CORS: through the gateway's list of hosts, by itself; 304, a delta, a broken list, a server that is away. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { link as words } from '../../src/ui/goods-link/texts.ru.ts';
import { catalogue } from '../../src/ui/settings/texts.ru.ts';
import { expect, test } from './till.ts';

test.use({ isolated: true, options: { env: { POLTORA_SETUP_ALLOW: 'localhost:*' } } });

const juice = { id: '1', name: 'Сок яблочный', price: 120, barcode: '4607004890017', vat: '22%' };

/** A program of goods: it tells by its tag that nothing has changed, and by `since` what has. */
async function shop() {
  const asked: Array<Pick<IncomingMessage, 'url' | 'headers'> & { readonly said: number }> = [];
  let body = '';
  let version = 0;
  const put = (text: string): void => {
    body = text;
    version += 1;
  };
  const server = createServer((request, response) => {
    const etag = `"${String(version)}"`;
    const said = request.headers['if-none-match'] === etag ? 304 : 200;
    asked.push({ url: request.url, headers: request.headers, said });
    response.writeHead(said, { etag, 'content-type': 'application/json' }).end(said === 200 ? body : undefined);
  });
  const listen = (port: number): Promise<void> => new Promise((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return {
    url: `http://localhost:${port}/goods.json`,
    asked,
    put: (...goods: readonly object[]) => put(JSON.stringify(goods)),
    putText: put,
    away: close,
    back: () => listen(port),
    close,
  };
}

test('a list by link: put in place, asked again at each start, unchanged, changed, broken, away, taken back', async ({
  till,
}) => {
  const there = await shop();
  const { page } = till;
  const name = async (url: string): Promise<void> => {
    await till.button('Настройки').click();
    await page.getByLabel(catalogue.url).fill(url);
    await till.button('Сохранить').click();
    await expect(page.getByText('Сохранено')).toBeVisible();
    await till.button(/Назад/).first().click();
  };
  const restart = async (said?: number): Promise<void> => {
    const before = there.asked.length;
    await page.reload();
    await till.ready();
    if (said !== undefined) await expect.poll(() => there.asked.slice(before).at(-1)?.said).toBe(said);
  };
  /** What came of it, where goods are loaded by hand. */
  const told = async (text: RegExp): Promise<void> => {
    await till.button('Настройки').click();
    await till.button('Открыть «Товары»').click();
    await till.button('Загрузить из файла').click();
    await expect(page.getByText(text)).toBeVisible();
  };
  const leave = async (): Promise<void> => {
    await till.button('К товарам').click();
    await till.button(/Назад/).first().click();
    await till.button('Назад к продаже').click();
    await till.ready();
  };
  try {
    there.put(juice);
    await name(there.url);
    await expect.poll(() => there.asked.length).toBeGreaterThan(0);
    await till.scan(juice.barcode);
    await expect(till.line('Сок яблочный')).toContainText('120,00');
    await till.payCash();
    await till.printed();
    await till.button('Новый чек').click();

    await restart(304);
    there.put({ ...juice, price: 125 });
    await restart(200);
    await till.scan(juice.barcode);
    await expect(till.line('Сок яблочный')).toContainText('125,00');
    await till.payCash();
    await till.printed();
    await till.button('Новый чек').click();

    there.putText('[{"name": "Сок');
    await restart(200);
    await told(/Файл JSON повреждён или оборван/);
    await leave();
    await there.away();
    const refused = page.waitForResponse((answer) => answer.url().includes('/relay/goods') && answer.status() === 502);
    await restart();
    await refused;
    await told(/список не открылся/);
    await there.back();
    // By hand, in the same place.
    there.put({ ...juice, price: 130 }, { id: '2', name: 'Морс', price: 90, barcode: '4607004890024' });
    await till.button(words.read).click();
    await till.button('Сравнить с кассой').click();
    await till.button('Загрузить 2 товара').click();
    await expect(page.getByRole('heading', { name: 'Товары загружены' })).toBeVisible();
    await till.button('Другой файл').click();
    await till.button('Отменить эту загрузку').click();
    await till.button('Вернуть, как было').click();
    await expect(page.getByText('Загрузка отменена: товары и цены прежние.')).toBeVisible();
    await leave();
    const before = there.asked.length;
    await restart();
    await till.scan(juice.barcode);
    await expect(till.line('Сок яблочный')).toContainText('125,00');
    await told(/загрузку отменили, сама касса больше не загружает/);
    expect(there.asked).toHaveLength(before);
    // Nothing of the till went along.
    expect(there.asked.every(({ headers }) => headers.cookie === undefined && headers.referer === undefined)).toBe(
      true,
    );
  } finally {
    await there.close();
  }
});

test('what has changed since: from the beginning, then from the last reading on', async ({ till }) => {
  const there = await shop();
  const { page } = till;
  try {
    there.put(juice);
    await till.button('Настройки').click();
    await page.getByLabel(catalogue.url).fill(`${there.url}?since={since}`);
    await till.button('Сохранить').click();
    await expect.poll(() => there.asked.length).toBe(1);
    expect(there.asked[0]?.url).toBe('/goods.json?since=1970-01-01T00%3A00%3A00.000Z');
    await till.button(/Назад/).first().click();
    await till.scan(juice.barcode);
    await expect(till.line('Сок яблочный')).toBeVisible();
    await till.payCash();
    await till.printed();
    await till.button('Новый чек').click();
    there.put({ id: '2', name: 'Морс', price: 90, barcode: '4607004890024' });
    await page.reload();
    await till.ready();
    await expect.poll(() => there.asked.length).toBe(2);
    expect(there.asked[1]?.url).toMatch(/since=2\d{3}-/);
    // Of two goods one has changed: both are sold.
    await till.button('Настройки').click();
    await till.button('Открыть «Товары»').click();
    await page.getByRole('searchbox').fill('Морс');
    await expect(page.getByRole('region', { name: 'Товары' }).getByRole('listitem')).toHaveCount(1);
    await till.button(/Назад/).first().click();
    await till.button('Назад к продаже').click();
    await till.scan(juice.barcode);
    await expect(till.line('Сок яблочный')).toBeVisible();
  } finally {
    await there.close();
  }
});
