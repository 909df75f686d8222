/**
 * What a till of build 25a1899 left in its journal and settings is carried over: read in the shape of today, sold on, and not changed by a byte, for the chain of
 * digests stands on it. The rows were written by that build itself: three sales (mixed, cash rounded to roubles, by card without a verdict), one cancelled, and an
 * open receipt in each state.
 */
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { describe, expect, it } from 'vitest';
import { happened } from '../../src/app/journal/happened.ts';
import { readShop } from '../../src/domain/shop/stored-shop.ts';
import { startFailure } from '../../src/app/start-failure.ts';
import type { Sale } from '../../src/app/sale/sale.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import type { Receipt } from '../../src/domain/document/document.ts';
import { saleDocument } from '../../src/domain/document/fiscal-document.ts';
import { fullFacts } from '../../src/domain/code-check/stored-check.ts';
import { due, takenOff } from '../../src/domain/document/pricing.ts';
import { readReceipt } from '../../src/domain/document/stored-document.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { noon } from '../unit/clock.ts';
import { FakePrinter, freshPrinter, realFn } from '../unit/fakes/printer.ts';
import { saleWorld } from '../unit/sale-world.ts';
import old from '../vectors/journal-25a1899.json' with { type: 'json' };

type State = keyof typeof old.open;
const world = { now: () => noon, newId: () => '0198f5d0-0000-7000-8000-000000000000' };
let databases = 0;

/** A database as build 25a1899 made it, with its rows; `open`: the receipt that was not finished. */
async function oldJournal(open?: State, change: (receipt: object) => object = (receipt) => receipt): Promise<string> {
  databases += 1;
  const name = `old-${String(databases)}`;
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
  expect(db.verno).toBe(old.version);
  for (const [table, rows] of Object.entries(old.tables))
    for (const row of rows as ReadonlyArray<object | { readonly key: number; readonly row: object }>)
      if ('key' in row) await db.table(table).put(row.row, row.key);
      else await db.table(table).put(row);
  await db.table('receipts').where('open').equals(1).delete();
  if (open) {
    await db.table('receipts').put(change(old.open[open]));
    if ('number' in old.open[open]) await db.table('counters').put({ name: 'receipt', value: old.open[open].number });
  }
  db.close();
  return name;
}

async function rows(name: string, table: string): Promise<unknown[]> {
  const db = new Dexie(name);
  await db.open();
  const found: unknown[] = await db.table(table).toArray();
  db.close();
  return found;
}

/** The ФН as the old build left it: the shift, three receipts; more of `printed`. */
function printerOf(...printed: readonly Receipt[]): FakePrinter {
  const seller = { taxation: 'usnIncome', cashier: 'Петрова А.' } as const;
  const finished = old.tables.receipts.flatMap((row) => readReceipt(row) ?? []).filter(({ fiscal }) => fiscal);
  const documents = finished
    .sort((a, b) => (a.fiscal?.fd ?? 0) - (b.fiscal?.fd ?? 0))
    .flatMap((receipt) =>
      receipt.fiscal
        ? [{ mark: receipt.fiscal, kind: 'receipt' as const, document: saleDocument(receipt, seller) }]
        : [],
    );
  const opened = { mark: { fn: realFn, fd: 1, fpd: 'x', at: noon }, kind: 'shift-opened' as const, document: {} };
  const more = printed.map((receipt, index) => ({
    mark: { fn: realFn, fd: documents.length + 2 + index, fpd: 'later', at: epochMs(noon + 1_000) },
    kind: 'receipt' as const,
    document: saleDocument(receipt, seller),
  }));
  return new FakePrinter(freshPrinter({ documents: [opened, ...documents, ...more] }));
}

describe('a journal of build 25a1899', () => {
  it('is read in the shape of today: tenders, what was let go, the fiscal mark', async () => {
    const journal = await openJournal(await oldJournal(), world);
    const { receipts } = await journal.recent(10);
    expect(receipts.map(({ kind, state, number, tenders }) => ({ kind, state, number, tenders }))).toEqual(
      expect.arrayContaining([
        {
          kind: 'sale',
          state: 'fiscalized',
          number: 1,
          tenders: [
            { way: 'cashless', amount: 10_000, by: 'hand' },
            { way: 'cash', amount: 3_500, received: 5_000 },
          ],
        },
        { kind: 'sale', state: 'fiscalized', number: 2, tenders: [{ way: 'cash', amount: 8_900, received: 10_000 }] },
        { kind: 'sale', state: 'fiscalized', number: 3, tenders: [{ way: 'cashless', amount: 8_900, by: 'hand' }] },
        { kind: 'sale', state: 'cancelled', number: undefined, tenders: [] },
      ]),
    );
    for (const receipt of receipts.filter(({ intent }) => intent)) {
      expect(due(receipt)).toBe(receipt.intent?.total);
      expect(takenOff(receipt)).toBeGreaterThan(0);
    }
    journal.close();
  });

  it('tells its events and its checks as before', async () => {
    const journal = await openJournal(await oldJournal(), world);
    const { events } = await journal.recent(100);
    expect(events).toHaveLength(old.tables.events.length);
    expect(events.map(happened).map(({ event }) => event)).toEqual(events.map(({ kind }) => kind));
    const checks = await journal.checks({ limit: 100 });
    expect(checks.map(({ action }) => action).sort()).toEqual([
      'cancelled',
      'removed',
      'sold',
      'sold',
      'sold-unverified',
    ]);
    journal.close();
  });

  it('is not changed by a byte', async () => {
    const name = await oldJournal('paying');
    const before = await Promise.all(['receipts', 'events', 'sold', 'outbox'].map((table) => rows(name, table)));
    const journal = await openJournal(name, world);
    await journal.recent(100);
    await journal.checks({ limit: 100 });
    while (await journal.tidy());
    journal.close();
    expect(await Promise.all(['receipts', 'events', 'sold', 'outbox'].map((table) => rows(name, table)))).toEqual(
      before,
    );
  });
});

describe('a receipt that build 25a1899 left open', () => {
  const reopened = async (state: State, printer: FakePrinter): Promise<{ sale: Sale; documents: () => number }> => {
    const journal = await openJournal(await oldJournal(state), world);
    const given = saleWorld({ printer, journal: () => journal });
    const sale = await given.open();
    return { sale, documents: () => printer.memory.documents.length };
  };
  const asRead = (state: State): Receipt => {
    const read = readReceipt(old.open[state]);
    if (!read) throw new Error(state);
    return read;
  };
  const before = printerOf().memory.documents.length;

  it.each<State>(['draft', 'paying', 'chosen'])('%s is paid and printed once', async (state) => {
    const { sale, documents } = await reopened(state, printerOf());
    expect(sale.view.receipt.lines).toHaveLength(2);
    if (state === 'draft') expect(await sale.pay()).toBeUndefined();
    if (state !== 'chosen') expect(await sale.choose({ way: 'cash', received: kopecks(20_000) })).toBeUndefined();
    await sale.print();
    expect([sale.view.receipt.state, documents()]).toEqual(['fiscalized', before + 1]);
    expect(sale.view.receipt.tenders).toMatchObject([{ way: 'cash', received: 20_000 }]);
  });

  it.each<State>(['fiscalizing', 'in-doubt'])(
    '%s, and the ФН has it: it is finished, and not printed again',
    async (state) => {
      const { sale, documents } = await reopened(state, printerOf(asRead(state)));
      expect([sale.view.receipt.state, documents()]).toEqual(['fiscalized', before + 1]);
    },
  );

  it.each<State>(['fiscalizing', 'in-doubt'])('%s, and the ФН has nothing: it is payable again', async (state) => {
    const { sale, documents } = await reopened(state, printerOf());
    expect([sale.view.receipt.state, documents()]).toEqual(['paying', before]);
    await sale.print();
    expect([sale.view.receipt.state, documents()]).toEqual(['fiscalized', before + 1]);
  });
});

describe('a receipt left open with an answer that decides nothing, which build 25a1899 took for a permission', () => {
  const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: noon };
  const check = { source: 'online', answer: { cis: 'x' }, proof };
  const silent = (receipt: object): object => {
    const { lines } = receipt as { readonly lines: ReadonlyArray<{ readonly mark?: object }> };
    return { ...receipt, lines: lines.map((line) => (line.mark ? { ...line, check } : line)) };
  };
  const reopened = async (state: State, printer = printerOf()) => {
    const name = await oldJournal(state, silent);
    const journal = await openJournal(name, world);
    return {
      ...saleWorld({ printer, journal: () => journal }),
      journal,
      printer,
      before: printer.memory.documents.length,
    };
  };
  const isTelling = ({ view }: Sale): boolean[] =>
    view.receipt.lines.flatMap(({ mark, check: read }) => (mark ? [fullFacts(read)?.sold === false] : []));

  it.each<State>(['draft', 'paying', 'chosen'])('%s is checked anew, and sold by that only', async (state) => {
    const { open, checker, printer, before } = await reopened(state);
    checker.held = true;
    const sale = await open();
    expect(isTelling(sale)).toEqual([false]);
    if (state === 'draft') expect(await sale.pay()).toBe('waiting');
    else {
      if (state === 'paying') await sale.choose({ way: 'cashless' });
      await sale.print();
      expect(sale.view.problem).toEqual({ kind: 'receipt', why: 'waiting' });
    }
    expect(printer.memory.documents).toHaveLength(before);
    await checker.release();
    await sale.caughtUp();
    expect([checker.requests.length, isTelling(sale)]).toEqual([1, [true]]);
    if (state === 'draft') expect(await sale.pay()).toBeUndefined();
    if (state === 'draft') await sale.choose({ way: 'cashless' });
    await sale.print();
    expect([sale.view.receipt.state, printer.memory.documents.length]).toEqual(['fiscalized', before + 1]);
  });

  it.each<State>(['fiscalizing', 'in-doubt'])(
    '%s, and the ФН has nothing: it is checked before it is printed',
    async (state) => {
      const { open, printer, before } = await reopened(state);
      const sale = await open();
      expect(sale.view.receipt.state).toBe('paying');
      await sale.print();
      expect(sale.view.problem).toEqual({ kind: 'receipt', why: 'unverified' });
      expect(printer.memory.documents).toHaveLength(before);
      await sale.recheck();
      await sale.caughtUp();
      await sale.print();
      expect([sale.view.receipt.state, isTelling(sale)]).toEqual(['fiscalized', [true]]);
    },
  );

  it('that the ФН has keeps what it was sold by', async () => {
    const given = await reopened(
      'fiscalizing',
      printerOf(...[readReceipt(old.open.fiscalizing)].flatMap((r) => r ?? [])),
    );
    const sale = await given.open();
    expect(sale.view.receipt.state).toBe('fiscalized');
    const { receipts } = await given.journal.recent(10);
    const kept = receipts.find(({ id }) => id === old.open.fiscalizing.id);
    expect(kept?.lines.flatMap((line) => (line.mark ? [line.check] : []))).toEqual([check]);
    expect(given.checker.requests).toEqual([]);
  });
});

it('the settings of build 25a1899 are the shop of today', () => {
  const read = readShop(old.settings.shop);
  expect(read?.unread).toEqual([]);
  expect(read?.shop).toMatchObject(old.settings.shop);
});

describe('a journal of a newer build', () => {
  const newer = async (): Promise<string> => {
    const name = await oldJournal();
    (await openJournal(name, world)).close();
    const db = new Dexie(name);
    await db.open();
    await db.table('chain').put({ name: 'format', value: 3 });
    db.close();
    return name;
  };

  it('is not opened, and the start tells why', async () => {
    const failure = await openJournal(await newer(), world).catch((error: unknown) => startFailure('journal', error));
    expect(failure).toBe('newer');
  });

  it('stays as it is', async () => {
    const name = await newer();
    const before = await Promise.all(['receipts', 'events', 'chain'].map((table) => rows(name, table)));
    await expect(openJournal(name, world)).rejects.toThrow('format 3');
    expect(await Promise.all(['receipts', 'events', 'chain'].map((table) => rows(name, table)))).toEqual(before);
  });

  it.each([
    [{ ...asStored(), v: 3 }],
    [{ ...asStored(), kind: 'barter' }],
    [{ ...asStored(), lines: 'none' }],
    [null],
    ['x'],
  ])('a record that this build cannot read is none: %j', (record) => expect(readReceipt(record)).toBeUndefined());
});

/** A record of today. */
function asStored(): object {
  return { id: 'r', v: 2, kind: 'sale', state: 'draft', openedAt: 1, lines: [], tenders: [], adjustments: [] };
}
