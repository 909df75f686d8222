import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { readGoods, readTold } from '../../src/domain/goods/stored-goods.ts';
import { openCatalogue } from '../../src/storage/catalogue.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { openSettings } from '../../src/storage/settings.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { JournalEvent } from '../../src/domain/journal/event.ts';
import type { OutboxRow } from '../../src/domain/journal/outbox.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import { onePiece } from '../../src/domain/base/quantity.ts';
import { newReceipt, type Receipt } from '../../src/domain/document/document.ts';
import type { Line } from '../../src/domain/document/line.ts';
import { tendersOf, type Payment } from '../../src/domain/document/tender.ts';
import type { ShiftOperation } from '../../src/domain/document/shift.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { deflatePacker } from '../../src/platform/packer.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { JournalChain } from '../../src/app/journal/chain.ts';
import { journalContract } from '../contract/journal.ts';
import { journalEditsContract } from '../contract/journal-edits.ts';

const names: string[] = [];
const freshName = (what: string): string => {
  const name = `test-${what}-${crypto.randomUUID()}`;
  names.push(name);
  return name;
};

const deleteDatabase = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error(name));
  });

afterEach(async () => {
  for (const name of names.splice(0)) await deleteDatabase(name);
});

const world = { now: Date.now, newId: () => crypto.randomUUID(), packer: deflatePacker(window) };

journalEditsContract('IndexedDB of Chromium', () => freshName('edits'));

journalContract('IndexedDB of Chromium', async () => {
  const name = freshName('journal');
  let open = await openJournal(name, world);
  return {
    journal: open,
    async reopen() {
      open.close();
      open = await openJournal(name, world);
      return open;
    },
    close: async () => open.close(),
  };
});

const operation: ShiftOperation = {
  id: 'o1',
  kind: 'cash-in',
  state: 'begun',
  at: epochMs(1),
  cashier: 'Петрова',
  before: { fn: '9960440301234567', lastFd: 7, shift: 3, paidIn: kopecks(0), paidOut: kopecks(0) },
  sum: kopecks(5000),
};

describe('a journal of another version', () => {
  /** The build of the first version: its stores, as it declared them, and rows as it wrote them. */
  async function firstVersion(name: string): Promise<Dexie> {
    const db = new Dexie(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
    db.version(1).stores({
      receipts: 'id, open, openedAt',
      events: '++, at, receiptId',
      outbox: 'ki',
      sold: 'ki',
      counters: 'name',
    });
    await db.open();
    return db;
  }
  const line: Line = {
    id: 'l1',
    name: 'Молоко',
    price: kopecks(8990),
    quantity: onePiece,
    measure: 'piece',
    vat: '10',
    mark: { raw: 'KI', code: 'KI', ki: 'KI', form: 'short-93', scannedAt: epochMs(1) },
  };
  const sold: Receipt = {
    ...newReceipt('r1', epochMs(1)),
    state: 'fiscalized',
    number: 41,
    lines: [line],
    tenders: tendersOf({ way: 'cash', received: kopecks(10_000) }, kopecks(8990)),
    fiscal: { fn: '9960440301234567', fd: 7, fpd: '1234567890', at: epochMs(2) },
  };
  const open: Receipt = {
    ...newReceipt('r2', epochMs(3)),
    state: 'in-doubt',
    number: 42,
    lines: [line],
    tenders: tendersOf({ way: 'cashless' }, kopecks(8990)),
    intent: { fn: '9960440301234567', expectedFd: 8, total: kopecks(8990), at: epochMs(3) },
  };
  /** As builds before the tenders wrote it. */
  const asBefore = ({ kind: _, tenders: __, adjustments: ___, ...rest }: Receipt, payment: Payment): object => ({
    ...rest,
    payment,
  });
  const events: JournalEvent[] = [
    {
      at: epochMs(2),
      kind: 'printed',
      receiptId: 'r1',
      data: { fn: '9960440301234567', fd: 7, fpd: '1', at: epochMs(2) },
    },
    { at: epochMs(4), kind: 'lost-answer', receiptId: 'r2' },
  ];
  const unsent: OutboxRow = {
    ki: 'KI',
    receiptId: 'r1',
    attempts: 3,
    nextAt: epochMs(9),
    failure: { kind: 'unreachable' },
  };

  it('1 opens with this build and loses nothing: not a receipt, an event, an unsent row, a sold code, nor the number', async () => {
    const name = freshName('journal');
    const old = await firstVersion(name);
    await old
      .table('receipts')
      .bulkPut([
        asBefore(sold, { way: 'cash', received: kopecks(10_000) }),
        { ...asBefore(open, { way: 'cashless' }), open: 1 },
      ]);
    await old.table('events').bulkAdd(events);
    await old.table('outbox').put(unsent);
    await old.table('sold').put({ ki: 'KI', receiptId: 'r1', at: 2, number: 41 });
    await old.table('counters').put({ name: 'receipt', value: 42 });
    old.close();

    const journal = await openJournal(name, world);
    expect(await journal.current()).toEqual(open);
    expect(await journal.recent(10)).toEqual({ receipts: [open, sold], events: [...events].reverse() });
    expect(await journal.unsent()).toEqual([unsent]);
    expect(await journal.soldBefore('KI')).toEqual({ at: 2, number: 41 });
    expect([await journal.operations(10), await journal.pendingOperation()]).toEqual([[], undefined]);

    await journal.saveOperation(operation);
    expect(await journal.pendingOperation()).toEqual(operation);
    expect((await journal.saveNumbered((number) => ({ ...newReceipt('r3', epochMs(5)), number }))).number).toBe(43);
    journal.close();
  });

  it('2 opens with the first build again, after an update was taken back, and keeps its operations meanwhile', async () => {
    const name = freshName('journal');
    const journal = await openJournal(name, world);
    await journal.save(open);
    await journal.saveOperation(operation);
    journal.close();

    const old = await firstVersion(name);
    expect(await old.table('receipts').where('open').equals(1).toArray()).toEqual([{ ...open, v: 2, open: 1 }]);
    await old.table('receipts').put(asBefore(sold, { way: 'cash', received: kopecks(10_000) }));
    old.close();

    const again = await openJournal(name, world);
    expect(await again.pendingOperation()).toEqual(operation);
    expect((await again.recent(10)).receipts).toEqual([open, sold]);
    again.close();
  });
});

describe('the journal of an older build, and the chain', () => {
  const at = (ms: number) => epochMs(1_795_000_000_000 + ms);
  const sales = 400;
  /** As the fourth version left it: raw answers inside the events, no links, no numbers but the keys. */
  async function fourthVersion(name: string, first = 1, count = sales): Promise<void> {
    const db = new Dexie(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
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
    const indexes = Array.from({ length: count }, (_, index) => first + index);
    const ki = (index: number): string => `0104670540176099215${String(index).padStart(5, 'A')}`;
    const fiscal = (index: number) => ({ fn: '9960440301234567', fd: index, fpd: '1', at: at(index) });
    await db.table('receipts').bulkPut(
      indexes.map((index): Receipt => ({
        ...newReceipt(`r${String(index).padStart(5, '0')}`, at(index)),
        state: 'fiscalized',
        number: index,
        fiscal: fiscal(index),
        lines: [
          {
            id: 'l',
            name: 'Молоко',
            price: kopecks(8990),
            quantity: onePiece,
            measure: 'piece',
            vat: '10',
            mark: { raw: ki(index), code: ki(index), ki: ki(index), form: 'short-93', scannedAt: at(index) },
          },
        ],
      })),
    );
    await db.table('events').bulkAdd(
      indexes.flatMap((index): JournalEvent[] => [
        {
          at: at(index),
          kind: 'checked',
          receiptId: `r${String(index).padStart(5, '0')}`,
          data: {
            ki: ki(index),
            code: ki(index),
            name: 'Молоко',
            check: {
              source: 'online',
              facts: 'full',
              answer: { cis: ki(index) },
              proof: { reqId: `q${index}`, reqTimestamp: 1 },
              raw: rawOf(index),
            },
          },
        },
        { at: at(index), kind: 'printed', receiptId: `r${String(index).padStart(5, '0')}`, data: fiscal(index) },
      ]),
    );
    await db.table('sold').bulkPut(
      indexes.map((index) => ({
        ki: ki(index),
        receiptId: `r${String(index).padStart(5, '0')}`,
        at: at(index),
        number: index,
      })),
    );
    await db.table('counters').put({ name: 'receipt', value: first + count - 1 });
    db.close();
  }
  const rawOf = (index: number): string => `{"code":0,"codes":[{"cis":"${index}"}]} `;

  async function work(journal: Awaited<ReturnType<typeof openJournal>>): Promise<number> {
    let told = 0;
    const clock: Clock = { now: () => at(1e9), after: (_, act) => (void Promise.resolve().then(act), () => undefined) };
    const chain = new JournalChain({
      journal,
      clock,
      digest: sha256(crypto.subtle),
      isBusy: () => false,
      told: (breaks) => (told = breaks.length),
      idle: (act) => (act(), () => undefined),
    });
    chain.start();
    while (!chain.isAtRest) await new Promise((done) => setTimeout(done));
    chain.stop();
    return told;
  }

  it('is linked from its first event on, says that it began there, and shows no break; its answers move out and stay to the letter', async () => {
    const name = freshName('journal');
    await fourthVersion(name);
    const journal = await openJournal(name, world);
    expect(await journal.chainState()).toMatchObject({
      older: 2 * sales,
      isAnew: false,
      claimed: 0,
      head: { since: at(1), events: 2 * sales, number: sales },
    });
    const answers = async () =>
      (await journal.checks({ limit: 2 * sales })).map(({ check }) => ('raw' in check ? check.raw : undefined));
    const expected = Array.from({ length: sales }, (_, index) => rawOf(sales - index));
    expect(await answers()).toEqual(expected);
    expect(await work(journal)).toBe(0);
    expect(await answers()).toEqual(expected);
    expect(await journal.head()).toMatchObject({ linked: 2 * sales });
    expect((await journal.linked(0, 1)).links).toMatchObject([{ n: 1, began: 'older' }]);
    journal.close();
    const again = await openJournal(name, world);
    expect(await work(again)).toBe(0);
    again.close();
    const inside = await new Dexie(name).open();
    expect(JSON.stringify(await inside.table('events').limit(512).toArray())).not.toContain('raw"');
    expect(await inside.table('packs').count()).toBeGreaterThan(3);
    inside.close();
  });

  it('after an update was taken back and came again, shows no break and gives back every answer', async () => {
    const name = freshName('journal');
    await fourthVersion(name, 1, 200);
    let journal = await openJournal(name, world);
    expect(await work(journal)).toBe(0);
    journal.close();
    await fourthVersion(name, 201, 200);
    journal = await openJournal(name, world);
    expect(await work(journal)).toBe(0);
    expect(
      (await journal.checks({ limit: 1000 })).map(({ check }) => ('raw' in check ? check.raw : undefined)),
    ).toEqual(Array.from({ length: 400 }, (_, index) => rawOf(400 - index)));
    expect((await journal.head()).linked).toBe(800);
    journal.close();
  });

  it('with events that were gone before it had a chain, begins where it is; what goes later is told', async () => {
    const name = freshName('journal');
    await fourthVersion(name, 1, 50);
    const early = await new Dexie(name).open();
    await early.table('events').where(':id').between(11, 13).delete();
    early.close();
    const journal = await openJournal(name, world);
    const soFar = await work(journal);
    // Of the receipt whose print is gone: that is a fact of today.
    expect(soFar).toBe(1);
    expect((await journal.breaks()).map(({ what, number }) => [what, number])).toEqual([['receipt-without-event', 6]]);
    const late = await new Dexie(name).open();
    await late.table('events').delete(21);
    late.close();
    await work(journal);
    expect((await journal.breaks()).map(({ what, n }) => [what, n])).toEqual([
      ['event-missing', 21],
      ['receipt-without-event', undefined],
    ]);
    journal.close();
  });
});

describe('durability', () => {
  let transaction: MockInstance<IDBDatabase['transaction']>;
  beforeEach(() => {
    transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  });
  afterEach(() => transaction.mockRestore());
  /** What Chromium itself says of each write transaction since the last question. */
  const durabilities = (): string[] => {
    const written = transaction.mock.results
      .map(({ value }) => value as IDBTransaction)
      .filter(({ mode }) => mode === 'readwrite');
    transaction.mockClear();
    return written.map((one) => one.durability);
  };

  it('of every write of the journal is strict, and each is one transaction', async () => {
    const journal = await openJournal(freshName('journal'), world);
    durabilities();
    const receipt = newReceipt('r1', epochMs(1));
    const event: JournalEvent = { at: epochMs(1), kind: 'breaks-read' };
    const row: OutboxRow = { ki: 'KI', receiptId: 'r1', attempts: 0, nextAt: epochMs(1) };
    const writes: Array<() => Promise<unknown>> = [
      () => journal.save(receipt, event),
      () => journal.saveNumbered((number) => ({ ...receipt, number })),
      () => journal.finish({ ...receipt, state: 'fiscalized' }, [row], event),
      () => journal.record(event),
      () => journal.postpone(row),
      () => journal.sent(row, event),
      () => journal.saveOperation(operation),
      () => journal.saveOperation({ ...operation, state: 'done' }, event),
      () => journal.link([{ n: 1, digest: 'a'.repeat(64), began: 'new' }]),
      () => journal.keepVerified({ event: 1 }),
      () => journal.recordBreak({ what: 'changed', n: 1 }, event),
      () => journal.readBreaks(event),
    ];
    for (const write of writes) {
      await write();
      expect(durabilities(), String(write)).toEqual(['strict']);
    }
    journal.close();
  });

  it('of settings is strict, of the catalogue relaxed', async () => {
    const settings = await openSettings(crypto, freshName('settings'));
    const catalogue = await openCatalogue({ goods: readGoods, told: readTold }, freshName('catalogue'));
    durabilities();
    await settings.apply({ tillKey: 'x' }, undefined);
    await settings.remember('relays', {});
    expect(new Set(durabilities())).toEqual(new Set(['strict']));
    await catalogue.put([]);
    await catalogue.put([
      { id: 'bread', name: 'Хлеб', price: 1 as never, vat: '10', measure: 'piece', isMarked: false },
    ]);
    expect(new Set(durabilities())).toEqual(new Set(['relaxed']));
    settings.close();
    catalogue.close();
  });
});
