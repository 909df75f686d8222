import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { openCatalogue } from '../../src/storage/catalogue.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { openSettings } from '../../src/storage/settings.ts';
import type { JournalEvent, OutboxRow } from '../../src/app/ports.ts';
import { newReceipt } from '../../src/domain/receipt.ts';
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

describe('durability', () => {
  let transaction: MockInstance<IDBDatabase['transaction']>;
  beforeEach(() => {
    transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  });
  afterEach(() => transaction.mockRestore());
  /** What Chromium itself says of each write transaction since the last question. */
  const durabilities = (): string[] => {
    const written = transaction.mock.results.map(({ value }) => value as IDBTransaction).filter(({ mode }) => mode === 'readwrite');
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
