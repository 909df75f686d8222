/**
 * Cold start without a network, from the navigation to a scan that was accepted and painted: the production build in real Chromium, the service worker in
 * control, 100 000 goods, a journal of 20 000 receipts, CPU slowed four times. A browser process of its own for each start, on one profile on the medium. Beside
 * it another build, where `POLTORA_BENCH_BEFORE` names its folder (`dist/till` of another commit).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright';
import { findChromium } from '../../.config/chromium.mjs';
import { TillPage, TillServer } from '../e2e/till.ts';
import { Place } from '../e2e/till-server.ts';
import { barcodeOf, fillGoods } from './goods.ts';
import { pageScript } from './page-script.ts';

const goodsCount = Number(process.env['G'] ?? 100_000);
const receiptsCount = Number(process.env['R'] ?? 20_000);
const slowedBy = 4;
const samples = 8;
/** Starts that are watched until all cards are in memory, which takes long. */
const watchedToTheEnd = 1;
/** Idle work behind the sale has gone on for so long before a browser is closed, ms. */
const settleMs = 30_000;

/** When each phase was over, ms since the navigation began. */
type Times = Record<string, number>;

declare global {
  interface Window {
    startTimes: { readonly times: Times; catalogueReadAt: number };
  }
}

const before = process.env['POLTORA_BENCH_BEFORE'];
const builds = [
  ...(before === undefined ? [] : [{ name: 'before', folder: before }]),
  { name: 'now', folder: undefined },
];

const phases = [
  'HTML',
  'first paint',
  'settings open',
  'catalogue open',
  'journal open',
  'sale painted',
  'scan painted',
  'cards in memory',
];

const script = await pageScript();
const results = new Map<string, Times[]>();
console.log(
  `Node ${process.version}; ${goodsCount} goods, ${receiptsCount} receipts, no network, CPU slowed ${slowedBy}×. ms since the navigation: median and p95.\n`,
);
for (const build of builds) results.set(build.name, await measure(build.folder));
console.log(['', ...builds.flatMap(({ name }) => [`${name}: n`, 'median', 'p95'])].map(cell).join(''));
for (const phase of phases)
  console.log(
    [
      phase,
      ...builds.flatMap(({ name }) => {
        const values = (results.get(name) ?? []).flatMap((times) => times[phase] ?? []).sort((a, b) => a - b);
        return [String(values.length), shareOf(values, 0.5), shareOf(values, 0.95)];
      }),
    ]
      .map(cell)
      .join(''),
  );

/** Starts one build again and again, with a server, a profile and data of its own. */
async function measure(folder: string | undefined): Promise<Times[]> {
  const place = await Place.make(folder);
  const server = await TillServer.start({}, place);
  const profile = await mkdtemp(join(tmpdir(), 'bench-start-'));
  try {
    const filling = await launch(profile);
    const till = await new TillPage(await filling.newPage()).open(server.url);
    await fillGoods(till.page, goodsCount);
    await till.page.evaluate(script);
    await till.page.evaluate((count) => window.bench.fillNew(count, 'poltora-journal'), receiptsCount);
    await till.page.reload();
    await till.ready();
    await till.page.waitForTimeout(settleMs);
    await filling.close();
    await server.cut();
    // After the filling the browser tidies its files, and whoever asks them waits for it: a start that no shop has.
    await start(profile, server.url, false);
    const starts: Times[] = [];
    for (let count = 0; count < samples; count += 1)
      starts.push(await start(profile, server.url, count < watchedToTheEnd));
    return starts;
  } finally {
    await server.close();
    await place.remove();
    await rm(profile, { recursive: true, force: true });
  }
}

async function launch(profile: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    ...findChromium(),
    headless: true,
    viewport: { width: 1024, height: 600 },
  });
  // tsx names inner functions through a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  return context;
}

async function start(profile: string, url: string, toTheEnd: boolean): Promise<Times> {
  const context = await launch(profile);
  try {
    await context.setOffline(true);
    const page = await context.newPage();
    await page.addInitScript(watchStart, barcodeOf(1 + Math.floor(Math.random() * (goodsCount - 1))));
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowedBy });
    await page.goto(url);
    await page.waitForFunction(() => 'scan painted' in window.startTimes.times);
    if (toTheEnd) {
      await page.waitForFunction(() => performance.now() - window.startTimes.catalogueReadAt > 3_000, undefined, {
        timeout: 180_000,
      });
    }
    const { times, catalogueReadAt } = await page.evaluate(() => window.startTimes);
    return toTheEnd ? { ...times, 'cards in memory': catalogueReadAt } : times;
  } finally {
    await context.close();
  }
}

/** In the page, before its own scripts: notes when the phases are over, and scans as soon as the sale is painted. */
function watchStart(barcode: string): void {
  const times: Times = {};
  window.startTimes = { times, catalogueReadAt: 0 };
  const note = (phase: string): void => void (times[phase] ??= performance.now());
  const painted = (act: () => void): void =>
    void requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = act;
      port2.postMessage(0);
    });
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === 'first-paint') times['first paint'] = startTime;
  }).observe({ type: 'paint', buffered: true });
  // A transaction is the first thing that is done with an open database; a probe only opens it.
  const transaction = Object.getOwnPropertyDescriptor(IDBDatabase.prototype, 'transaction')
    ?.value as IDBDatabase['transaction'];
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...given: Parameters<typeof transaction>) {
    note(`${this.name.replace('poltora-', '')} open`);
    const begun = transaction.apply(this, given);
    if (this.name === 'poltora-catalogue')
      begun.addEventListener('complete', () => (window.startTimes.catalogueReadAt = performance.now()));
    return begun;
  };
  const scan = (): void => {
    const field = document.activeElement ?? document.body;
    const press = (key: string, code: string): void => {
      const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true });
      if (!field.dispatchEvent(event) || !(field instanceof HTMLInputElement) || key.length > 1) return;
      field.value += key;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    for (const digit of barcode) press(digit, `Digit${digit}`);
    press('Enter', 'Enter');
  };
  let hasScanned = false;
  new MutationObserver((_, watch) => {
    if (!hasScanned && document.querySelector('input[role=combobox]')) {
      hasScanned = true;
      painted(() => {
        note('sale painted');
        scan();
      });
    }
    if (!document.querySelector('[aria-label="Чек"] li')) return;
    watch.disconnect();
    painted(() => {
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      times['HTML'] = navigation?.responseEnd ?? Number.NaN;
      note('scan painted');
    });
  }).observe(document, { childList: true, subtree: true });
}

function shareOf(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN).toFixed(0);
}

function cell(text: string, index: number): string {
  return index === 0 ? text.padEnd(18) : text.padStart(11);
}
