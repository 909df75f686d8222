/** A journal that was rolled back, and a till that is new to its ККТ: what the cashier sees (app/fiscal/unknown-documents.ts). */
import type { Page } from '@playwright/test';
import { receiptsOf } from './kkt.ts';
import { codeOf, expect, test, TillPage } from './till.ts';

test.use({ options: { kkt: {} } });

/** Rows of each store with their keys; text, for a page cannot hand over more. */
type Dump = string;
type Rows = Record<string, Array<{ key: IDBValidKey; value: unknown }>>;

/** All that stands in the journal; with `dump`, puts it back to that. */
const journal = (page: Page, dump?: Dump): Promise<Dump> =>
  page.evaluate(async (wanted) => {
    const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('request'));
      });
    const db = await done(indexedDB.open('poltora-journal'));
    const stores = [...db.objectStoreNames];
    const found: Rows = {};
    const back = wanted === undefined ? undefined : (JSON.parse(wanted) as Rows);
    const work = db.transaction(stores, back ? 'readwrite' : 'readonly');
    for (const name of stores) {
      const store = work.objectStore(name);
      if (back) {
        await done(store.clear());
        for (const { key, value } of back[name] ?? [])
          await done(store.keyPath === null ? store.put(value, key) : store.put(value));
      } else {
        const [keys, values] = [await done(store.getAllKeys()), await done(store.getAll())];
        found[name] = keys.map((key, at) => ({ key, value: values[at] as unknown }));
      }
    }
    db.close();
    return JSON.stringify(found);
  }, dump);

/** What stands outside of the journal says first that it went back; then the till opens. */
async function afterRollBack(till: TillPage, before: Dump): Promise<void> {
  await expect
    .poll(() =>
      till.page.evaluate(
        () => (JSON.parse(localStorage.getItem('poltora-witness') ?? '{}') as { number?: number }).number,
      ),
    )
    .toBe(1);
  await journal(till.page, before);
  await till.page.reload();
  await expect(till.page.getByRole('heading', { name: 'Журнал кассы вернулся в прошлое' })).toBeVisible();
  await expect(till.page.getByText(/чек №\s1, документ ККТ ФД\s3/)).toBeVisible();
  await till.button('Понятно, продолжить').click();
  await till.ready();
}

test('a journal rolled back to before the payment: the receipt is not printed twice, and one press finishes it', async ({
  till,
  server: { kkt },
}) => {
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  const before = await journal(till.page);
  await till.sell('Безналичные');
  const [document] = receiptsOf(kkt);
  expect(document?.tags[1192]).toMatch(/^P[0-9A-Z]{5}-1$/);

  await afterRollBack(till, before);
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  // Before anything is pressed.
  await expect(till.page.getByText('В ККТ есть документы, которых нет в журнале')).toBeVisible();
  // No money is asked for what would not be printed.
  await expect(till.pay).toBeDisabled();
  await expect(till.pay).toContainText('Сначала посмотрите документы');
  await till.page.keyboard.press('F9');
  await expect(till.button(/^Пробить чек/)).toBeHidden();
  expect(receiptsOf(kkt)).toHaveLength(1);

  await till.button('Посмотреть документы').first().click();
  const list = till.page.getByRole('dialog', { name: 'Документы, которых нет в журнале' });
  await expect(list).toContainText('ФД № 3');
  await expect(list).toContainText('пробит этой кассой');
  await list.getByRole('button', { name: 'Этот чек уже пробит: ФД № 3' }).click();
  await till.printed();
  await expect(till.page.getByText('ФД № 3').first()).toBeVisible();
  expect(receiptsOf(kkt)).toHaveLength(1);

  await till.button(/^Новый чек/).click();
  await till.quick(/Хлеб/).click();
  await till.sell('Безналичные');
  expect(receiptsOf(kkt)).toHaveLength(2);
  await expect(till.page.getByText('В ККТ есть документы')).toBeHidden();
});

test("other goods than the unknown document's: it is seen, and the sale goes on", async ({ till, server: { kkt } }) => {
  await till.quick(/Хлеб/).click();
  const before = await journal(till.page);
  await till.scan(codeOf('allowed'));
  await expect(till.line('Молоко')).toContainText('Можно продавать');
  await till.sell('Безналичные');
  await afterRollBack(till, before);
  await till.button('Посмотреть документы').click();
  const list = till.page.getByRole('dialog');
  await expect(list.getByRole('button', { name: /уже пробит/ })).toBeHidden();
  await list.getByRole('button', { name: 'Открытого чека здесь нет' }).click();
  await list.getByRole('button', { name: 'Точно: открытого чека здесь нет' }).click();
  await expect(till.page.getByText('В ККТ есть документы')).toBeHidden();
  await till.sell('Безналичные');
  expect(receiptsOf(kkt)).toHaveLength(2);
});

test('a new till at a ККТ that has documents already begins quietly', async ({
  till,
  browser,
  server: { kkt, url },
}) => {
  await till.quick(/Хлеб/).click();
  await till.sell('Безналичные');
  await till.page.close();
  const context = await browser.newContext();
  const fresh = await new TillPage(await context.newPage()).open(url);
  await fresh.quick(/Хлеб/).click();
  await fresh.sell('Безналичные');
  await expect(fresh.page.getByText('В ККТ есть документы')).toBeHidden();
  expect(receiptsOf(kkt)).toHaveLength(2);
  await context.close();
});
