import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { openCatalogue } from '../../src/storage/catalogue.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { openSettings } from '../../src/storage/settings.ts';
import type { JournalEvent, OutboxRow } from '../../src/app/ports.ts';
import { kopecks } from '../../src/domain/money.ts';
import { onePiece } from '../../src/domain/quantity.ts';
import { newReceipt, type Line, type Receipt } from '../../src/domain/receipt.ts';
import type { ShiftOperation } from '../../src/domain/shift.ts';
import { epochMs } from '../../src/domain/time.ts';
import { journalContract } from '../contract/journal.ts';

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

journalContract('IndexedDB of Chromium', async () => {
  const name = freshName('journal');
  let open = await openJournal(name);
  return {
    journal: open,
    async reopen() {
      open.close();
      open = await openJournal(name);
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
    payment: { way: 'cash', received: kopecks(10_000) },
    fiscal: { fn: '9960440301234567', fd: 7, fpd: '1234567890', at: epochMs(2) },
  };
  const open: Receipt = {
    ...newReceipt('r2', epochMs(3)),
    state: 'in-doubt',
    number: 42,
    lines: [line],
    payment: { way: 'cashless' },
    intent: { fn: '9960440301234567', expectedFd: 8, total: kopecks(8990), at: epochMs(3) },
  };
  const events: JournalEvent[] = [
    { at: epochMs(2), kind: 'printed', receiptId: 'r1', data: { fd: 7 } },
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
    await old.table('receipts').bulkPut([sold, { ...open, open: 1 }]);
    await old.table('events').bulkAdd(events);
    await old.table('outbox').put(unsent);
    await old.table('sold').put({ ki: 'KI', receiptId: 'r1', at: 2, number: 41 });
    await old.table('counters').put({ name: 'receipt', value: 42 });
    old.close();

    const journal = await openJournal(name);
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
    const journal = await openJournal(name);
    await journal.save(open);
    await journal.saveOperation(operation);
    journal.close();

    const old = await firstVersion(name);
    expect(await old.table('receipts').where('open').equals(1).toArray()).toEqual([{ ...open, open: 1 }]);
    await old.table('receipts').put(sold);
    old.close();

    const again = await openJournal(name);
    expect(await again.pendingOperation()).toEqual(operation);
    expect((await again.recent(10)).receipts).toEqual([open, sold]);
    again.close();
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
    const journal = await openJournal(freshName('journal'));
    durabilities();
    const receipt = newReceipt('r1', epochMs(1));
    const event: JournalEvent = { at: epochMs(1), kind: 'printed' };
    const row: OutboxRow = { ki: 'KI', receiptId: 'r1', attempts: 0, nextAt: epochMs(1) };
    const writes: Array<() => Promise<unknown>> = [
      () => journal.save(receipt, event),
      () => journal.saveNumbered((number) => ({ ...receipt, number })),
      () => journal.finish({ ...receipt, state: 'fiscalized' }, [row], event),
      () => journal.record(event),
      () => journal.postpone(row),
      () => journal.sent(row, event),
      () => journal.saveOperation(operation),
      () => journal.saveOperation({ ...operation, state: 'done' }),
    ];
    for (const write of writes) {
      await write();
      expect(durabilities(), String(write)).toEqual(['strict']);
    }
    journal.close();
  });

  it('of settings is strict, of the catalogue relaxed', async () => {
    const settings = await openSettings(crypto, freshName('settings'));
    const catalogue = await openCatalogue(freshName('catalogue'));
    durabilities();
    await settings.keep('tillKey', 'x');
    await settings.remember('relays', {});
    expect(new Set(durabilities())).toEqual(new Set(['strict']));
    await catalogue.put([]);
    await catalogue.put([{ id: 'bread', name: 'Хлеб', price: 1 as never, vat: '10', measure: 'piece', marked: false }]);
    expect(new Set(durabilities())).toEqual(new Set(['relaxed']));
    settings.close();
    catalogue.close();
  });
});
