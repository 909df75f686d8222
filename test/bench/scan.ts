/**
 * Last key → line painted, in real Chromium on the production build, with 100 000 goods in the catalogue and the CPU slowed four times, in receipts of 1, 20
 * and 100 lines; once with rest between the scans, once with trusted keys and the next scan right behind the painted line. Beside ours, in the same run: the same keys into a bare field whose Enter adds a bare line, which is what the browser alone costs; and another
 * build, where `POLTORA_BENCH_BEFORE` names its folder (`dist/till` of another commit).
 */
import { chromium, type Browser, type Page } from 'playwright';
import { findChromium } from '../../.config/chromium.mjs';
import { codeOf, TillPage, TillServer } from '../e2e/till.ts';
import { Place } from '../e2e/till-server.ts';
import { typeAtOnce } from '../e2e/key-burst.ts';
import { barcodeOf, fillGoods } from './goods.ts';

const goodsCount = 100_000;
const slowedBy = 4;
/** Lines in the receipt when the measured one has come. */
const lengths = [1, 20, 100];
const samples = Number(process.env['POLTORA_BENCH_SAMPLES'] ?? 40);
/** No hand is quicker, ms. */
const betweenMs = 300;
/** In idle time after a start the cards come into memory; scans before that ask the database. */
const warmUpMs = 40_000;

const before = process.env['POLTORA_BENCH_BEFORE'];
const builds = [
  ...(before === undefined ? [] : [{ name: 'before', folder: before }]),
  { name: 'now', folder: undefined },
];

const browser = await chromium.launch(findChromium());
try {
  console.log(
    `Chromium ${browser.version()}, Node ${process.version}; ${goodsCount} goods, CPU slowed ${slowedBy}×. ms from the last key to the line painted.\n`,
  );
  console.log(
    ['', 'n', 'median', 'p95', 'p99', 'max']
      .map((cell, index) => (index === 0 ? cell.padEnd(44) : cell.padStart(9)))
      .join(''),
  );
  for (const build of builds) await measure(browser, build);
} finally {
  await browser.close();
}

/** Measures one build with a server, a browser profile and goods of its own. */
async function measure(
  inBrowser: Browser,
  { name, folder }: { readonly name: string; readonly folder: string | undefined },
): Promise<void> {
  const place = await Place.make(folder);
  const server = await TillServer.start({}, place);
  const context = await inBrowser.newContext({ viewport: { width: 1024, height: 600 } });
  try {
    // tsx names inner functions through a helper that a page does not have.
    await context.addInitScript('globalThis.__name = (named) => named');
    await context.addInitScript(() => {
      window.enterAt = 0;
      // Before the page's own listeners, which keep a scanner's keys to themselves.
      window.addEventListener(
        'keydown',
        ({ key, timeStamp }) => void (key === 'Enter' && (window.enterAt = timeStamp)),
        true,
      );
    });
    const till = await new TillPage(await context.newPage()).open(server.url);
    await fillGoods(till.page, goodsCount);
    await till.page.reload();
    await till.ready();
    const session = await context.newCDPSession(till.page);
    await till.page.waitForTimeout(warmUpMs);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowedBy });
    const bare: number[] = [];
    const steps: string[] = [];
    for (const length of lengths) {
      await fresh(till);
      while ((await linesOf(till).count()) < length - 1) {
        await scan(till.page, codeOf('allowed'));
        await settled(till.page);
      }
      const marked: number[] = [];
      const plain: number[] = [];
      for (let count = 0; count < samples; count++) {
        await settled(till.page);
        marked.push(await scan(till.page, codeOf('allowed')));
        await settled(till.page);
        await removeLast(till);
        plain.push(await scan(till.page, barcodeOf(1 + Math.floor(Math.random() * (goodsCount - 1)))));
        await removeLast(till);
        bare.push(await floor(till.page, codeOf('allowed')));
      }
      print(`${name}: marked goods, ${length} lines`, marked);
      print(`${name}: product barcode, ${length} lines`, plain);
      const burst: Steps[] = [];
      for (let count = 0; count < samples; count++) {
        burst.push(await scanTrusted(till.page, codeOf('allowed')));
        // The next one comes into a receipt of the same length.
        if (count % 10 === 9) {
          await settled(till.page);
          while ((await linesOf(till).count()) >= length) await removeLast(till);
        }
      }
      print(
        `${name}: marked, trusted keys, no rest, ${length}+ lines`,
        burst.map(({ painted }) => painted),
      );
      steps.push(sharesOf(`${name}: ${length}+ lines`, burst));
    }
    print('a bare field and a bare line', bare);
    console.log(['', 'Shares of the way to the paint, trusted keys, medians in ms:', ...steps].join('\n'));
  } finally {
    await context.close();
    await server.close();
    await place.remove();
  }
}

function linesOf(till: TillPage) {
  return till.receipt.getByRole('listitem');
}

async function removeLast(till: TillPage): Promise<void> {
  const count = await linesOf(till).count();
  const isGone = async (): Promise<boolean> => (await linesOf(till).count()) < count;
  // A verdict that unfolds its line under the mouse may take the button away: it is pressed again then.
  while (!(await isGone())) {
    await linesOf(till).last().getByRole('button', { name: 'Убрать' }).click();
    for (let waits = 0; waits < 100 && !(await isGone()); waits += 1) await till.page.waitForTimeout(20);
  }
}

async function fresh(till: TillPage): Promise<void> {
  while ((await linesOf(till).count()) > 0) await removeLast(till);
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

declare global {
  interface Window {
    /** When the last Enter came, by the clock of its event. */
    enterAt: number;
    /** Of the line that is waited for. */
    steps: Promise<Steps>;
  }
}

/** From the key to: the line in the document, the callback of its frame, the painted frame, ms. */
interface Steps {
  readonly changed: number;
  readonly framed: number;
  readonly painted: number;
}

/** The keys as the browser's own, all at once; resolves when one more line was painted. */
async function scanTrusted(page: Page, code: string): Promise<Steps> {
  // The watch first, by itself: keys are heard before a script that was sent with them.
  await page.evaluate(() => {
    const count = (): number => document.querySelectorAll('[aria-label="Чек"] li').length;
    const before = count();
    window.steps = new Promise<Steps>((resolve) => {
      const watch = new MutationObserver(() => {
        if (count() <= before) return;
        watch.disconnect();
        const changed = performance.now() - window.enterAt;
        requestAnimationFrame(() => {
          const framed = performance.now() - window.enterAt;
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve({ changed, framed, painted: performance.now() - window.enterAt });
          port2.postMessage(0);
        });
      });
      watch.observe(document.body, { childList: true, subtree: true });
    });
  });
  await typeAtOnce(page, code);
  return page.evaluate(() => window.steps);
}

function sharesOf(name: string, steps: readonly Steps[]): string {
  const median = (of: (each: Steps) => number): number =>
    steps.map(of).sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? Number.NaN;
  const [code, wait, paint] = [
    median(({ changed }) => changed),
    median(({ changed, framed }) => framed - changed),
    median(({ framed, painted }) => painted - framed),
  ];
  const ms = (value: number): string => value.toFixed(1);
  return `${name.padEnd(20)} our code until the line is in the document ${ms(code)}, until its frame ${ms(wait)}, style, layout and paint ${ms(paint)}`;
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
      name.padEnd(44),
      String(values.length).padStart(9),
      ...[at(0.5), at(0.95), at(0.99), at(1)].map((ms) => ms.toFixed(1).padStart(9)),
    ].join(''),
  );
}
