/**
 * Last byte → line painted, in real Chromium on the production build, with 100 000 goods in the catalogue and the CPU slowed four times. Beside
 * ours, in the same run: the same keys into a bare field whose Enter adds a bare line, which is what the browser alone costs.
 */
import { chromium, type Page } from 'playwright';
import { findChromium } from '../../.config/chromium.mjs';
import { codeOf, TillPage, TillServer } from '../e2e/till.ts';

const goodsCount = 100_000;
const slowedBy = 4;
/** Lines in one receipt before it is cancelled: a long one, but one that happens. */
const linesInReceipt = 10;
const samples = 100;
/** No hand is quicker, ms. */
const betweenMs = 300;

const server = await TillServer.start();
const browser = await chromium.launch(findChromium());
try {
  const context = await browser.newContext({ viewport: { width: 1024, height: 600 } });
  // tsx names inner functions through a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  const till = await new TillPage(await context.newPage()).open(server.url);
  await fill(till.page);
  await till.page.reload();
  await till.ready();
  const session = await context.newCDPSession(till.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowedBy });
  console.log(
    `Chromium ${browser.version()}, Node ${process.version}; ${goodsCount} goods, CPU slowed ${slowedBy}×. ms from the last key to the line painted.\n`,
  );
  console.log(
    ['', 'n', 'median', 'p95', 'p99', 'max']
      .map((cell, index) => (index === 0 ? cell.padEnd(34) : cell.padStart(9)))
      .join(''),
  );
  const marked: number[] = [];
  const plain: number[] = [];
  const bare: number[] = [];
  for (let count = 0; count < samples; count++) {
    if (count % linesInReceipt === 0) await fresh(till);
    await settled(till.page);
    marked.push(await scan(till.page, codeOf('allowed')));
    await settled(till.page);
    plain.push(await scan(till.page, barcodeOf(1 + Math.floor(Math.random() * (goodsCount - 1)))));
    bare.push(await floor(till.page, codeOf('allowed')));
  }
  print('marked goods', marked);
  print('product barcode', plain);
  print('a bare field and a bare line', bare);
  const all = [...marked, ...plain].sort((a, b) => a - b);
  console.log(`\nall scans, p95: ${(all[Math.ceil(all.length * 0.95) - 1] ?? Number.NaN).toFixed(1)} ms (goal ≤ 50)`);
} finally {
  await browser.close();
  await server.close();
}

/** EAN-13 of a card by its number. */
function barcodeOf(index: number): string {
  const body = `469${String(index).padStart(9, '0')}`;
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return body + String((10 - (sum % 10)) % 10);
}

/** Puts the goods beside the demo's own. */
async function fill(page: Page): Promise<void> {
  const step = 10_000;
  for (let from = 0; from < goodsCount; from += step) {
    const cards = Array.from({ length: step }, (_, index) => ({
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

async function fresh(till: TillPage): Promise<void> {
  const lines = till.receipt.getByRole('listitem');
  while ((await lines.count()) > 0) {
    const before = await lines.count();
    await lines.first().getByRole('button', { name: 'Убрать' }).click();
    while ((await lines.count()) >= before) await till.page.waitForTimeout(20);
  }
}

/** The verdict of the scan before has come, and the hand with the scanner is on its way to the next goods. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[aria-label="Чек"]')?.textContent?.includes('Проверка…'));
  await page.waitForTimeout(betweenMs);
}

/** Types all keys but the last, lets the page rest, types the last; resolves when one more line was painted. */
function scan(page: Page, code: string): Promise<number> {
  return page.evaluate(async (text) => {
    const press = (key: string, name: string, shiftKey = false): void => {
      const field = document.activeElement ?? document.body;
      if (
        !field.dispatchEvent(
          new KeyboardEvent('keydown', { key, code: name, shiftKey, bubbles: true, cancelable: true }),
        ) ||
        !(field instanceof HTMLInputElement) ||
        key.length > 1
      )
        return;
      if (
        !field.dispatchEvent(
          new InputEvent('beforeinput', { inputType: 'insertText', data: key, bubbles: true, cancelable: true }),
        )
      )
        return;
      field.value += key;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    const list = document.querySelector('[aria-label="Чек"]');
    if (!list) throw new Error('no list');
    const before = list.querySelectorAll('li').length;
    for (const character of text) {
      if (character === '\u001d') press('F8', 'F8');
      else
        press(
          character,
          /\d/.test(character) ? `Digit${character}` : `Key${character.toUpperCase()}`,
          /[A-Z]/.test(character),
        );
    }
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return new Promise<number>((resolve) => {
      let startedAt = 0;
      const watch = new MutationObserver(() => {
        if (document.querySelectorAll('[aria-label="Чек"] li').length <= before) return;
        watch.disconnect();
        // The frame that carries the change is painted when the task after its callbacks runs.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - startedAt);
          port2.postMessage(0);
        });
      });
      watch.observe(document.body, { childList: true, subtree: true });
      startedAt = performance.now();
      press('Enter', 'Enter');
    });
  }, code);
}

/** What the browser alone costs: a field, a key, a line. */
function floor(page: Page, code: string): Promise<number> {
  return page.evaluate((text) => {
    const box = document.createElement('div');
    document.body.append(box);
    const field = box.appendChild(document.createElement('input'));
    const list = box.appendChild(document.createElement('ul'));
    return new Promise<number>((resolve) => {
      let startedAt = 0;
      field.addEventListener('keyup', () => {
        list.appendChild(document.createElement('li')).textContent = text;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            box.remove();
            resolve(performance.now() - startedAt);
          };
          port2.postMessage(0);
        });
      });
      startedAt = performance.now();
      field.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', code: 'Enter' }));
    });
  }, code);
}

function print(name: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  console.log(
    [
      name.padEnd(34),
      String(values.length).padStart(9),
      ...[at(0.5), at(0.95), at(0.99), at(1)].map((ms) => ms.toFixed(1).padStart(9)),
    ].join(''),
  );
}
