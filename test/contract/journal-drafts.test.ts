/** The draft that is kept line by line: what is read back is what was saved last, whatever failed or was damaged in between; and nothing leaves it without a word. */
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/app/ports/journal.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import { onePiece, thousandths } from '../../src/domain/base/quantity.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { newReceipt, type DocumentState, type Receipt } from '../../src/domain/document/document.ts';
import type { Line } from '../../src/domain/document/line.ts';
import { obstacle } from '../../src/domain/document/obstacles.ts';
import { openJournal } from '../../src/storage/journal.ts';

const at = epochMs(1_795_000_000_000);
const world = { now: () => at, newId: () => '0198f5d0-0000-7000-8000-000000000000' };
const line = (id: string, change: Partial<Line> = {}): Line => ({
  id,
  name: 'Хлеб',
  price: kopecks(4_550),
  quantity: onePiece,
  measure: 'piece',
  vat: '10',
  ...change,
});
const draft = (...lines: Line[]): Receipt => ({ ...newReceipt('r1', at), lines });

let databases = 0;
let name = '';
let journal: Journal & { close(): void };
beforeEach(async () => {
  databases += 1;
  name = `drafts-${String(databases)}`;
  journal = await openJournal(name, world);
});
async function reopened(): Promise<Journal> {
  journal.close();
  journal = await openJournal(name, world);
  return journal;
}
/** What stands in the journal now, and after a restart. */
async function expectKept(receipt: Receipt): Promise<void> {
  expect(await journal.get(receipt.id)).toEqual(receipt);
  const again = await reopened();
  expect([await again.get(receipt.id), await again.current()]).toEqual([receipt, receipt]);
  expect((await again.recent(5)).receipts).toContainEqual(receipt);
}

describe('a draft saved again and again', () => {
  it('is as it was saved last: lines changed, taken out, added, in another order', async () => {
    const [a, b, c] = [line('a'), line('b'), line('c')];
    await journal.save(draft(a, b));
    await journal.save(draft({ ...a, quantity: thousandths(3_000) }, b));
    await journal.save(draft(b, c));
    await expectKept(draft(b, c));
    await journal.save(draft(c, { ...b, price: kopecks(1) }));
    await expectKept(draft(c, { ...b, price: kopecks(1) }));
    await journal.save(draft());
    await expectKept(draft());
  });

  it('after a save that failed: the next one carries what that one could not', async () => {
    const [a, b, c] = [line('a'), line('b'), line('c')];
    await journal.save(draft(a));
    const unstorable = { at, kind: 'fault' as const, data: (() => undefined) as never };
    await expect(journal.save(draft({ ...a, name: 'Булка' }, b), unstorable)).rejects.toThrow();
    expect(await journal.get('r1')).toEqual(draft(a));
    const next = draft({ ...a, name: 'Булка' }, b, c);
    await journal.save(next);
    await expectKept(next);
  });

  it('through a payment that was left', async () => {
    const lines = [line('a'), line('b')] as const;
    await journal.save(draft(...lines));
    await journal.save({ ...draft(...lines), state: 'paying' });
    expect(await journal.get('r1')).toEqual({ ...draft(...lines), state: 'paying' });
    await journal.save(draft(lines[1]));
    await expectKept(draft(lines[1]));
  });

  it('beside another one: lines of the same names are apart', async () => {
    await journal.save({ ...draft(line('a')), state: 'cancelled' });
    const second = { ...draft(line('a', { name: 'Молоко' })), id: 'r2' };
    await journal.save(second);
    await expectKept(second);
    expect((await journal.get('r1'))?.lines).toEqual([line('a')]);
  });

  it('in a database that was deleted under the page: the next save carries all of it', async () => {
    const lines = [line('a'), line('b'), line('c')];
    await journal.save(draft(...lines));
    await new Promise((done, failed) => {
      const asked = indexedDB.deleteDatabase(name);
      asked.onsuccess = done;
      asked.onerror = failed;
    });
    await journal.save(draft(...lines, line('d')));
    await expectKept(draft(...lines, line('d')));
  });
});

describe('a receipt that is not finished, and damaged', () => {
  type Rows = Record<string, unknown>;
  const harm = async (table: string, change: (row: Rows) => unknown): Promise<void> => {
    journal.close();
    const db = new Dexie(name);
    await db.open();
    const [row] = (await db.table(table).toArray()) as Rows[];
    const changed = change(row ?? {});
    if (changed === undefined)
      await db
        .table(table)
        .toCollection()
        .first(() => db.table(table).limit(1).delete());
    else await db.table(table).put(changed);
    db.close();
    journal = await openJournal(name, world);
  };
  const expectSaid = async (count: number): Promise<void> => {
    const found = await journal.current();
    expect(found?.lines).toHaveLength(count);
    expect(found?.lines.some(({ unread }) => unread)).toBe(true);
    expect(found && obstacle(found, at)).toBe('unread');
  };

  it.each<[string, (row: Rows) => unknown]>([
    ['a line without a name', (row) => ({ ...row, line: { id: 'a' } })],
    ['a line that is none', (row) => ({ ...row, line: 'x' })],
    ['a quantity that nobody sells', (row) => ({ ...row, line: line('a', { quantity: 1e300 as never }) })],
    ['a row that is gone', () => undefined],
  ])('draft, %s: it stays in its place, says so, and nothing is paid', async (_, change) => {
    await journal.save(draft(line('a'), line('b')));
    await harm('draftLines', change);
    await expectSaid(2);
  });

  it.each([['nonsense'], [undefined], [7], [[1, null]]])(
    'draft, its order is %j: no line is lost without a word',
    async (lineIds) => {
      await journal.save(draft(line('a'), line('b')));
      await harm('receipts', (row) => ({ ...row, lineIds }));
      const found = await journal.current();
      expect(found?.lines).toHaveLength(2);
    },
  );

  it.each<DocumentState>(['paying', 'fiscalizing', 'in-doubt'])(
    '%s, a line: it stays in its place and says so',
    async (state) => {
      await journal.save({ ...draft(line('a'), line('b')), state });
      await harm('receipts', (row) => ({ ...row, lines: [{ id: 'a', name: 7 }, line('b')] }));
      await expectSaid(2);
      expect((await journal.current())?.state).toBe(state);
    },
  );

  it.each<[string, Rows]>([
    ['its state', { state: 'sold' }],
    ['its intent', { intent: 7 }],
    ['its lines', { lines: 'none' }],
    ['its tenders', { tenders: [{ way: 'shells' }] }],
  ])('%s: it is counted among those that nobody can read, and the till opens', async (_, change) => {
    await journal.save({ ...draft(line('a')), state: 'fiscalizing' });
    expect(await journal.unreadable()).toMatchObject({ receipts: 0 });
    await harm('receipts', (row) => ({ ...row, ...change }));
    expect([await journal.current(), await journal.unreadable()]).toMatchObject([undefined, { receipts: 1 }]);
  });
});
