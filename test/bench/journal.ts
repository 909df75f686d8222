/**
 * The journal as it grows, in real Chromium: 15 000 and 64 000 receipts of three goods, two of them marked. Start, the screen of the journal, searches that find and
 * that find nothing, and bytes; beside a cursor over all events, which is how one searches without an index.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { findChromium } from '../../.config/chromium.mjs';
import { pageScript } from './page-script.ts';

const counts = (process.env['BENCH_RECEIPTS'] ?? '15000,64000').split(',').map(Number);
/** The chain takes minutes for more, and each event the same. */
const mostWorked = 20_000;
const origin = 'http://localhost:1599';

const script = await pageScript();

let context: BrowserContext | undefined;
console.log(
  `Node ${process.version}; receipts of three goods, two of them marked, 300 a day. ms unless said otherwise.`,
);
for (const count of counts) {
  await measure(count, 'older');
  if (count <= mostWorked) await measure(count, 'new');
}

/** A page of a browser that was just started: nothing of the journal is in its memory. */
async function fresh(folder: string): Promise<Page> {
  await context?.close();
  // A profile on the medium: a private window keeps its databases in memory.
  context = await chromium.launchPersistentContext(folder, { ...findChromium(), headless: true });
  await context.route(`${origin}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><script src="/bench.js"></script>' }),
  );
  await context.route(`${origin}/bench.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: script }),
  );
  const page = await context.newPage();
  await page.goto(origin);
  return page;
}

/** `older`: rows of the build before the chain, and what idle work makes of them; `new`: rows as they are written today. */
async function measure(count: number, format: 'older' | 'new'): Promise<void> {
  console.log(`\n${count} receipts, written by ${format === 'older' ? 'the build before the chain' : 'this build'}`);
  const folder = await mkdtemp(`${tmpdir()}/bench-journal-`);
  let page = await fresh(folder);
  const empty = await page.evaluate(() => window.bench.size());
  const start = Date.now();
  await page.evaluate(
    ([receipts, which]) => (which === 'older' ? window.bench.fillOlder(receipts) : window.bench.fillNew(receipts)),
    [count, format] as const,
  );
  print('filled', Date.now() - start);
  const bytes = async (): Promise<number> => (await settled(page, empty)) / count;
  print('bytes a receipt, before idle work', await bytes());
  page = await fresh(folder);
  print('start: open and the open receipt', await page.evaluate(() => window.bench.start()));
  if (format === 'older') {
    await searches(page, count, 'not indexed yet');
    print(
      'the plain way: a cursor, nothing found',
      (await page.evaluate(() => window.bench.plain('нет такого', 200))).ms,
    );
  }
  print('answers packed and checks indexed, s', (await page.evaluate(() => window.bench.tidy())) / 1000);
  if (count <= mostWorked) {
    const { ms, breaks, longestSliceMs } = await page.evaluate(() => window.bench.work());
    print('chain counted and verified, all, without its pauses, s', ms / 1000);
    print('longest slice of it', longestSliceMs);
    if (breaks > 0) throw new Error(`${breaks} breaks in a journal that nobody edited`);
  }
  page = await fresh(folder);
  print('start: open and the open receipt', await page.evaluate(() => window.bench.start()));
  print('bytes a receipt, after idle work', await bytes());
  print('screen of the journal: 200 receipts', (await page.evaluate(() => window.bench.recent())).ms);
  await searches(page, count, 'indexed');
  await writing(page, 'without idle work', false);
  await writing(page, 'beside idle work', true);
  await context?.close();
  context = undefined;
  await rm(folder, { recursive: true, force: true });
}

async function searches(page: Page, count: number, how: string): Promise<void> {
  const old = await page.evaluate(() => [
    window.bench.kiOf(20),
    window.bench.kiOf(21).slice(-9),
    window.bench.reqIdOf(22).slice(0, 13),
  ]);
  const within = await page.evaluate((receipts) => window.bench.days(receipts), count);
  const asked = [
    ['the newest 200', { limit: 200 }],
    ['a whole КИ, the oldest', { text: old[0], limit: 200 }],
    ['a part of КИ, the oldest', { text: old[1], limit: 200 }],
    ['a part of reqId, the oldest', { text: old[2], limit: 200 }],
    ['a name, the newest 200', { text: 'кефир', limit: 200 }],
    ['number of a receipt', { text: '17', limit: 200 }],
    ['nothing, in 30 days', { text: 'нет такого', limit: 200, ...within }],
    ['nothing, in all', { text: 'нет такого', limit: 200 }],
  ] as const;
  for (const [name, query] of asked) {
    const { ms, found } = await page.evaluate((wanted) => window.bench.search(wanted), query);
    print(`search (${how}): ${name}; ${found} found`, ms);
  }
}

async function writing(page: Page, how: string, isBeside: boolean): Promise<void> {
  const times = (await page.evaluate((beside) => window.bench.writes(200, beside), isBeside)).sort((a, b) => a - b);
  const at = (share: number): string =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
  console.log(
    `  ${`a line written ${how}: median, p95, max`.padEnd(64)}${[at(0.5), at(0.95), at(1)].map((ms) => ms.padStart(10)).join('')}`,
  );
}

/** Bytes of the database once its compaction has come to rest. */
async function settled(page: Page, empty: number): Promise<number> {
  let last = -1;
  for (let turn = 0; turn < 20; turn += 1) {
    const now = await page.evaluate(() => window.bench.size());
    if (now === last) break;
    last = now;
    await page.waitForTimeout(1_000);
  }
  return last - empty;
}

function print(what: string, value: number): void {
  console.log(`  ${what.padEnd(64)}${value.toFixed(1).padStart(10)}`);
}
