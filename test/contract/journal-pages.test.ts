/** A page of a long journal costs as many rows as it shows, wherever it stands: counted at the database. */
import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import { epochMs } from '../../src/domain/base/time.ts';
import { newReceipt, type Receipt } from '../../src/domain/document/document.ts';
import type { PageEnd } from '../../src/domain/journal/pages.ts';
import { openJournal } from '../../src/storage/journal.ts';

const at = 1_795_000_000_000;
const many = 1_500;
const page = 50;

/** Of the newer shape of the call, which takes one object. */
const countIn = (query: unknown): number => (query as { readonly count?: number } | undefined)?.count ?? Infinity;

it('a page reads its own rows, the first and the last', async () => {
  const journal = await openJournal('pages', { now: () => at, newId: () => crypto.randomUUID() });
  for (let index = 0; index < many; index += 1) {
    const id = `r${String(index).padStart(5, '0')}`;
    const receipt: Receipt = { ...newReceipt(id, epochMs(at + index)), state: 'cancelled' };
    await journal.save(receipt, { at: epochMs(at + index), kind: 'lost-answer', receiptId: id });
  }
  const cursors = [vi.spyOn(IDBCursor.prototype, 'continue'), vi.spyOn(IDBCursor.prototype, 'advance')];
  const wholes = [vi.spyOn(IDBObjectStore.prototype, 'getAll'), vi.spyOn(IDBIndex.prototype, 'getAll')];
  /** Rows asked for since the last time. */
  const asked = (): number => {
    const steps = cursors.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    // Without a count it would be all.
    const counts = wholes.flatMap(({ mock }) => mock.calls.map(([query, count]) => count ?? countIn(query)));
    for (const spy of [...cursors, ...wholes]) spy.mockClear();
    return counts.reduce((sum, count) => sum + count, steps);
  };
  asked();
  const read = { limit: page, look: many };
  for (const list of ['receipts', 'events'] as const) {
    const ids: unknown[] = [];
    let after: PageEnd | undefined;
    let pages = 0;
    do {
      const { items, next } = await journal[list]({ ...read, after });
      for (const item of items) ids.push('id' in item ? item.id : item.receiptId);
      // One slice, and no row more.
      expect(asked()).toBeLessThan(3 * page);
      after = next;
      pages += 1;
    } while (after);
    expect([ids.length, new Set(ids).size, pages > many / page - 1]).toEqual([many, many, true]);
  }
  journal.close();
});
