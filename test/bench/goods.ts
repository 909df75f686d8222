/** Goods for the benches, written into the catalogue of an open till. */
import type { Page } from 'playwright';

/** EAN-13 of a card by its number. */
export function barcodeOf(index: number): string {
  const body = `469${String(index).padStart(9, '0')}`;
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return body + String((10 - (sum % 10)) % 10);
}

/** Puts the goods beside the demo's own. */
export async function fillGoods(page: Page, count: number): Promise<void> {
  const step = 10_000;
  for (let from = 0; from < count; from += step) {
    const cards = Array.from({ length: Math.min(step, count - from) }, (_, index) => ({
      id: `bench-${from + index}`,
      gtin: `0${barcodeOf(from + index)}`,
      name: `Товар ${from + index}`,
      price: 10_000 + index,
      vat: '22',
      measure: 'piece',
      marked: false,
    }));
    await page.evaluate(
      (rows) =>
        new Promise<void>((resolve, reject) => {
          const opened = indexedDB.open('poltora-catalogue');
          opened.onerror = () => reject(opened.error);
          opened.onsuccess = () => {
            const change = opened.result.transaction('goods', 'readwrite');
            for (const row of rows) change.objectStore('goods').put(row);
            change.oncomplete = () => {
              opened.result.close();
              resolve();
            };
            change.onerror = () => reject(change.error);
          };
        }),
      cards,
    );
  }
}
