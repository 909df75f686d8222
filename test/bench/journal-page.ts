/** The part of the bench of the journal that runs in the page: fills a journal, works on it and asks it, each with its time. */
import { Dexie } from 'dexie';
import { JournalChain } from '../../src/app/journal/chain.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { JournalEvent } from '../../src/domain/journal/event.ts';
import type { Checked } from '../../src/domain/code-check/checked.ts';
import { concerns, type CheckQuery } from '../../src/domain/code-check/record.ts';
import type { CodeCheck } from '../../src/domain/code-check/answer.ts';
import { checkRead } from '../../src/domain/code-check/stored-check.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import { onePiece } from '../../src/domain/base/quantity.ts';
import { newReceipt, type Receipt } from '../../src/domain/document/document.ts';
import { storedReceipt } from '../../src/domain/document/stored-document.ts';
import { tendersOf } from '../../src/domain/document/tender.ts';
import type { Line } from '../../src/domain/document/line.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { judge } from '../../src/domain/verdict/index.ts';
import { deflatePacker } from '../../src/platform/packer.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { openJournal } from '../../src/storage/journal.ts';

const name = 'bench-journal';
const fn = '9960440301234567';
const begun = Date.UTC(2026, 0, 1);
/** 300 receipts a day. */
const everyMs = 86_400_000 / 300;
const goods = [
  'Молоко «Домик в деревне» 2,5 % 930 мл',
  'Кефир «Простоквашино» 1 % 900 г',
  'Вода «Святой источник» 1,5 л',
  'Сигареты Winston Blue',
  'Сыр «Российский» 45 % 200 г',
] as const;

/** Characters of a serial, from the number: the same at each run, and with no pattern that a compressor could use. */
function serial(seed: number, length: number): string {
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  let state = (seed * 2_654_435_761) >>> 0;
  return Array.from({ length }, () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return signs[state % signs.length];
  }).join('');
}

const reqIdOf = (seed: number): string =>
  [8, 4, 4, 4, 12]
    .map((length, index) =>
      Array.from(serial(seed * 7 + index, length), (sign) => (sign.charCodeAt(0) % 16).toString(16)).join(''),
    )
    .join('-');
export const kiOf = (seed: number): string =>
  `0104670540${String(176_000 + (seed % goods.length)).padStart(6, '0')}215${serial(seed, 12)}`;

function checkOf(seed: number): CodeCheck {
  const ki = kiOf(seed);
  const proof = { reqId: reqIdOf(seed), reqTimestamp: begun + seed };
  const answer = {
    cis: ki,
    found: true,
    valid: true,
    verified: true,
    utilised: true,
    realizable: true,
    sold: false,
    isBlocked: false,
    isOwner: true,
    isTracking: false,
    grayZone: false,
    expireDate: '2026-12-12T00:00:00.000Z',
    groupIds: [8],
    packageType: 'UNIT',
    errorCode: 0,
  };
  const element = {
    ...answer,
    printView: ki,
    gtin: ki.slice(2, 16),
    productionDate: '2026-11-01T00:00:00.000Z',
    mrp: 0,
    smp: 0,
    producerInn: `77253${String(seed % 100_000).padStart(5, '0')}`,
  };
  return {
    source: 'online',
    facts: 'full',
    answer,
    proof,
    raw: JSON.stringify({ code: 0, description: 'ok', codes: [element], ...proof }),
  };
}

function lineOf(
  seed: number,
  at: number,
): { readonly line: Line; readonly event: (receiptId: string) => JournalEvent } {
  const ki = kiOf(seed);
  const code = `${ki}\u001d93${serial(seed + 1e9, 4)}`;
  const check = checkOf(seed);
  const timings = { scannedAt: epochMs(at), onlineMs: 180, decidedMs: 185, host: 'https://cdn01.crpt.ru' };
  const mark = { raw: code, code, ki, form: 'short-93', scannedAt: epochMs(at), zone: 3 };
  const good = goods[seed % goods.length] ?? '';
  const line: Line = {
    id: reqIdOf(seed + 3e8),
    goodsId: `goods-${seed % goods.length}`,
    gtin: ki.slice(2, 16),
    name: good,
    price: kopecks(8990),
    quantity: onePiece,
    measure: 'piece',
    vat: '10',
    group: 8,
    mark,
    check: checkRead(check),
    timings,
  };
  const verdict = judge(check, { now: epochMs(at), zone: 3, price: line.price, taken: 'all', group: 8, code: {} });
  return {
    line,
    event: (receiptId) => ({
      at: epochMs(at + 200),
      kind: 'checked',
      receiptId,
      data: { ki, code, gtin: line.gtin, name: good, price: line.price, check, timings, verdict },
    }),
  };
}

/** A receipt of two marked goods and loaf of bread, as the till leaves it. */
function sale(index: number): { readonly receipt: Receipt; readonly events: JournalEvent[] } {
  const at = begun + index * everyMs;
  const id = `${(begun + index).toString(16).padStart(12, '0')}-${reqIdOf(index + 5e8).slice(13)}`;
  const marked = [lineOf(2 * index, at), lineOf(2 * index + 1, at + 3000)];
  const bread: Line = {
    id: reqIdOf(index + 6e8),
    goodsId: 'bread',
    gtin: '04607004890017',
    name: 'Хлеб «Бородинский» нарезка',
    price: kopecks(4550),
    quantity: onePiece,
    measure: 'piece',
    vat: '10',
  };
  const fiscal = { fn, fd: index, fpd: String(1_000_000_000 + index), at: epochMs(at + 9000) };
  const receipt: Receipt = {
    ...newReceipt(id, epochMs(at)),
    state: 'fiscalized',
    number: index,
    lines: [...marked.map(({ line }) => ({ ...line, markResult: { result: 15, oism: 'answered' as const } })), bread],
    tenders: tendersOf({ way: 'cashless' }, kopecks(22_530)),
    intent: { fn, expectedFd: index, total: kopecks(22_530), at: epochMs(at + 8000) },
    fiscal,
  };
  const registered = marked.map(({ line }): JournalEvent => ({
    at: epochMs(at + 9500),
    kind: 'sale-registered',
    receiptId: id,
    data: { ki: line.mark?.ki ?? '' },
  }));
  return {
    receipt,
    events: [
      ...marked.map(({ event }) => event(id)),
      { at: epochMs(at + 9000), kind: 'printed', receiptId: id, data: fiscal },
      ...registered,
    ],
  };
}

const world = { now: Date.now, newId: () => crypto.randomUUID(), packer: deflatePacker(window) };

/** The receipt as builds of before November 2026 kept it. */
const olderReceipt = ({ kind: _, tenders: __, adjustments: ___, lines, ...rest }: Receipt): object => ({
  ...rest,
  lines: lines.map(({ markResult: marked, ...line }) => (marked ? { ...line, marked } : line)),
  payment: { way: 'cashless' },
});

/** Rows as the build before the chain left them. */
async function fillOlder(count: number): Promise<void> {
  const db = new Dexie(name);
  db.version(1).stores({
    receipts: 'id, open, openedAt',
    events: '++, at, receiptId',
    outbox: 'ki',
    sold: 'ki',
    counters: 'name',
  });
  db.version(2).stores({ operations: 'id, pending, at' });
  db.version(3).stores({ receipts: 'id, open, openedAt, number, fiscal.fd', events: '++, at, receiptId, data.ki' });
  db.version(4).stores({ packages: 'ki, open', withdrawals: '[receiptId+ki], ki' });
  await db.open();
  const step = 500;
  for (let from = 1; from <= count; from += step) {
    const sales = Array.from({ length: Math.min(step, count - from + 1) }, (_, index) => sale(from + index));
    await db.transaction('rw', ['receipts', 'events', 'sold'], async () => {
      await db.table('receipts').bulkAdd(sales.map(({ receipt }) => olderReceipt(receipt)));
      await db.table('events').bulkAdd(sales.flatMap(({ events }) => events));
      await db
        .table('sold')
        .bulkPut(
          sales.flatMap(({ receipt }) =>
            receipt.lines.flatMap(({ mark }) =>
              mark ? [{ ki: mark.ki, receiptId: receipt.id, at: receipt.openedAt + 9000, number: receipt.number }] : [],
            ),
          ),
        );
    });
  }
  await db.table('counters').put({ name: 'receipt', value: count });
  db.close();
}

/** The same rows as this build writes them: raw answers apart. `into`: a journal without receipts, a till's own where it is named. */
async function fillNew(count: number, into = name): Promise<void> {
  (await openJournal(into, world)).close();
  const db = await new Dexie(into).open();
  const step = 500;
  let n = ((await db.table('events').toCollection().lastKey()) as number | undefined) ?? 0;
  for (let from = 1; from <= count; from += step) {
    const sales = Array.from({ length: Math.min(step, count - from + 1) }, (_, index) => sale(from + index));
    const raws: object[] = [];
    const events = sales
      .flatMap((each) => each.events)
      .map((event) => {
        n += 1;
        if (event.kind !== 'checked') return event;
        const { check, ...rest } = event.data as Checked;
        raws.push({ n, answer: 'raw' in check ? check.raw : '' });
        return { ...event, data: { ...rest, check: checkRead(check) } };
      });
    await db.transaction('rw', ['receipts', 'events', 'sold', 'raws'], async () => {
      await db.table('receipts').bulkAdd(sales.map(({ receipt }) => storedReceipt(receipt)));
      await db.table('events').bulkAdd(events);
      await db.table('raws').bulkAdd(raws);
      await db
        .table('sold')
        .bulkPut(
          sales.flatMap(({ receipt }) =>
            receipt.lines.flatMap(({ mark }) =>
              mark ? [{ ki: mark.ki, receiptId: receipt.id, at: receipt.openedAt + 9000, number: receipt.number }] : [],
            ),
          ),
        );
    });
  }
  await db.table('counters').put({ name: 'receipt', value: count });
  db.close();
}

let journal: Awaited<ReturnType<typeof openJournal>> | undefined;
const opened = async (): Promise<NonNullable<typeof journal>> => (journal ??= await openJournal(name, world));
const timed = async <Answer>(act: () => Promise<Answer>): Promise<{ readonly ms: number; readonly answer: Answer }> => {
  const start = performance.now();
  const answer = await act();
  return { ms: performance.now() - start, answer };
};

/** All idle work, one slice after another without a pause; what the first look (the newest links) took. */
async function work(): Promise<{ readonly ms: number; readonly breaks: number; readonly longestSliceMs: number }> {
  const open = await opened();
  let breaks = 0;
  let longestSliceMs = 0;
  let last = 0;
  const clock: Clock = {
    now: () => epochMs(Date.now()),
    after: (_, act) => {
      const now = performance.now();
      if (last > 0) longestSliceMs = Math.max(longestSliceMs, now - last);
      last = now;
      queueMicrotask(act);
      return () => undefined;
    },
  };
  const chain = new JournalChain({
    journal: open,
    clock,
    digest: sha256(crypto.subtle),
    isBusy: () => false,
    told: (told) => (breaks = told.length),
    idle: (act) => (act(), () => undefined),
  });
  const { ms } = await timed(async () => {
    chain.start();
    while (!chain.isAtRest) await new Promise((done) => setTimeout(done, 50));
  });
  return { ms, breaks, longestSliceMs };
}

/** The part of it that the search and the size stand on. */
const tidy = (): Promise<number> =>
  timed(async () => {
    while (await (await opened()).tidy()) await new Promise((done) => setTimeout(done));
  }).then(({ ms }) => ms);

/** Time of one write of a line, ms each, with idle work as the till does it beside, or without. */
async function writes(count: number, isBeside: boolean): Promise<number[]> {
  const open = await opened();
  const clock: Clock = {
    now: () => epochMs(Date.now()),
    after: (ms, act) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
  };
  const chain = new JournalChain({
    journal: open,
    clock,
    digest: sha256(crypto.subtle),
    isBusy: () => false,
    told: () => undefined,
    idle: (act) => {
      const handle = requestIdleCallback(act);
      return () => cancelIdleCallback(handle);
    },
  });
  if (isBeside) chain.start();
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await new Promise((done) => setTimeout(done, 30 + (index % 7)));
    const { receipt, events } = sale(10_000_000 + index);
    times.push(
      (await timed(() => open.save({ ...receipt, state: 'cancelled', fiscal: undefined }, ...events.slice(0, 1)))).ms,
    );
  }
  chain.stop();
  return times;
}

/** The plain way: a cursor over all events, as the build before this one searched. */
function plainSearch(text: string, limit: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onerror = () => reject(request.error ?? new Error(name));
    request.onsuccess = () => {
      let found = 0;
      const cursor = request.result.transaction('events').objectStore('events').index('at').openCursor(null, 'prev');
      cursor.onerror = () => reject(cursor.error ?? new Error(name));
      cursor.onsuccess = () => {
        const at = cursor.result;
        if (!at || found >= limit) {
          request.result.close();
          return resolve(found);
        }
        const event = at.value as JournalEvent;
        if (event.kind === 'checked' && concerns(event.data as Checked, text)) found += 1;
        at.continue();
      };
    };
  });
}

const bench = {
  kiOf,
  reqIdOf,
  fillOlder,
  fillNew,
  tidy,
  work,
  writes,
  start: () => timed(async () => (await opened()).current()).then(({ ms }) => ms),
  recent: () =>
    timed(async () => (await opened()).recent(200)).then(({ ms, answer }) => ({ ms, found: answer.receipts.length })),
  search: (query: CheckQuery) =>
    timed(async () => (await opened()).checks(query)).then(({ ms, answer }) => ({ ms, found: answer.length })),
  plain: (text: string, limit: number) =>
    timed(() => plainSearch(text, limit)).then(({ ms, answer }) => ({ ms, found: answer })),
  days: (count: number) => ({
    from: epochMs(begun + count * everyMs - 30 * 86_400_000),
    to: epochMs(begun + count * everyMs + 86_400_000),
  }),
  size: async () => {
    const { usageDetails, usage } = (await navigator.storage.estimate()) as {
      readonly usage?: number;
      readonly usageDetails?: { readonly indexedDB?: number };
    };
    return usageDetails?.indexedDB ?? usage ?? 0;
  },
};
export type Bench = typeof bench;
Object.assign(window, { bench });
