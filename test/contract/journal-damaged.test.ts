/** Rows of the journal that a medium damaged, field by field: the till opens, each other row counts as before, what is gone is told, and nothing is sold by what cannot be read. */
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/app/ports/journal.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import { onePiece, thousandths } from '../../src/domain/base/quantity.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { newReceipt, type Receipt } from '../../src/domain/document/document.ts';
import type { Line } from '../../src/domain/document/line.ts';
import type { ShiftOperation } from '../../src/domain/document/shift.ts';
import { remaining } from '../../src/domain/goods/opened-package.ts';
import { openJournal } from '../../src/storage/journal.ts';

type Row = Record<string, unknown>;

const at = epochMs(1_795_000_000_000);
const fn = '9960440301234567';
const world = { now: () => at, newId: () => crypto.randomUUID() };
const marked = (ki: string): Line => ({
  id: ki,
  name: 'Молоко',
  price: kopecks(8_990),
  quantity: onePiece,
  measure: 'piece',
  vat: '10',
  mark: { raw: ki, code: ki, ki, form: 'short-93', scannedAt: at },
});
const keg: Line = {
  ...marked('KEG'),
  goodsId: 'beer',
  name: 'Пиво',
  quantity: thousandths(1_000),
  measure: 'litre',
  division: { by: 'measure', measure: 'litre', price: kopecks(18_000), content: thousandths(30_000) },
};
const sold = (id: string, number: number, ...lines: Line[]): Receipt => ({
  ...newReceipt(id, at),
  state: 'fiscalized',
  number,
  lines,
  fiscal: { fn, fd: number, fpd: '1', at },
});
const operation = (id: string, state: ShiftOperation['state']): ShiftOperation => ({
  id,
  kind: 'cash-in',
  state,
  at,
  cashier: 'Петрова',
  before: { fn, lastFd: 1, shift: 1, paidIn: kopecks(0), paidOut: kopecks(0) },
  sum: kopecks(5_000),
});
const unsent = (ki: string) => ({ ki, receiptId: 'r1', attempts: 2, nextAt: at });

let databases = 0;
let name = '';
let journal: Journal & { close(): void };
beforeEach(async () => {
  databases += 1;
  name = `damaged-${String(databases)}`;
  journal = await openJournal(name, world);
});

/** Changes rows as a medium or a person at the console does, and opens the journal anew. */
async function harm(table: string, change: (row: Row) => Row | undefined, which: (row: Row) => boolean): Promise<void> {
  journal.close();
  const db = new Dexie(name);
  await db.open();
  const rows = db.table<Row>(table);
  const inline = rows.schema.primKey.keyPath !== null && rows.schema.primKey.keyPath !== '';
  for (const row of (await rows.toArray()).filter(which)) {
    const changed = change(row);
    if (changed && inline) await rows.put(changed);
  }
  db.close();
  journal = await openJournal(name, world);
}
const odd = [undefined, null, 'x', -1, 0.5, Number.NaN, [], {}];

describe('an operation of the shift', () => {
  it.each(['kind', 'state', 'at', 'cashier', 'before', 'sum', 'fiscal'])(
    'whose %s cannot be read is not handed on, is counted, and the others are',
    async (field) => {
      for (const value of odd.filter((each) => each !== undefined || !['sum', 'fiscal'].includes(field))) {
        await journal.saveOperation(operation('o1', 'done'));
        await journal.saveOperation(operation('o2', 'begun'));
        // Any text is a name.
        if (field === 'cashier' && value === 'x') continue;
        await harm(
          'operations',
          (row) => ({ ...row, [field]: value }),
          ({ id }) => id === 'o2',
        );
        expect((await journal.operations(10)).map(({ id }) => id)).toEqual(['o1']);
        expect([await journal.pendingOperation(), await journal.unreadable()]).toMatchObject([
          undefined,
          { operations: 1 },
        ]);
        await harm(
          'operations',
          () => ({ ...operation('o2', 'begun'), pending: 1 }),
          ({ id }) => id === 'o2',
        );
        expect(await journal.pendingOperation()).toEqual(operation('o2', 'begun'));
      }
    },
  );
});

describe('the book of an opened package', () => {
  const bookOf = async () => {
    const book = await journal.packageLedger('KEG');
    if (!book) throw new Error('taken for a package that nobody has opened');
    return book;
  };

  it.each(['mark', 'name', 'openedAt', 'unit', 'content'])(
    'whose %s cannot be read is a book all the same, with nothing left in it',
    async (field) => {
      await journal.finish(sold('r1', 1, keg), [], { at, kind: 'printed', data: { fn, fd: 1, fpd: '1', at } });
      expect(remaining(await bookOf())).toBe(29_000);
      expect(await journal.unreadable()).toMatchObject({ packages: 0 });
      for (const value of odd.filter((each) => each !== 'x' && (each !== undefined || field !== 'content'))) {
        await harm(
          'packages',
          (row) => ({ ...row, [field]: value }),
          () => true,
        );
        const book = await bookOf();
        expect([remaining(book), book.unread, book.withdrawals.length]).toEqual([0, true, 1]);
        expect((await journal.openedPackages()).map(({ ki, unread }) => [ki, unread])).toEqual([['KEG', true]]);
        expect(await journal.unreadable()).toMatchObject({ packages: 1 });
      }
    },
  );

  it('of which nobody knows what was taken has nothing left, and a sale does not write over it', async () => {
    await journal.finish(sold('r1', 1, keg), [], { at, kind: 'printed', data: { fn, fd: 1, fpd: '1', at } });
    for (const amount of odd) {
      await harm(
        'withdrawals',
        (row) => ({ ...row, amount }),
        ({ receiptId }) => receiptId === 'r1',
      );
      const book = await bookOf();
      expect([remaining(book), book.unread, book.withdrawals]).toEqual([0, true, []]);
    }
    await journal.finish(sold('r2', 2, keg), [], { at, kind: 'printed', data: { fn, fd: 2, fpd: '1', at } });
    await harm(
      'withdrawals',
      (row) => ({ ...row, amount: 1_000 }),
      ({ receiptId }) => receiptId === 'r1',
    );
    expect(remaining(await bookOf())).toBe(28_000);
  });
});

describe('a sold code that ЛМ is to be told of', () => {
  it.each(['receiptId', 'attempts', 'nextAt', 'failure'])('whose %s cannot be read is sent now', async (field) => {
    for (const value of odd) {
      await journal.finish(sold('r1', 1, marked('KI-1'), marked('KI-2')), [unsent('KI-1'), unsent('KI-2')], {
        at,
        kind: 'printed',
        data: { fn, fd: 1, fpd: '1', at },
      });
      await harm(
        'outbox',
        (row) => ({ ...row, [field]: value }),
        ({ ki }) => ki === 'KI-1',
      );
      const rows = await journal.unsent();
      expect(rows.map(({ ki }) => ki).sort()).toEqual(['KI-1', 'KI-2']);
      for (const { attempts, nextAt, receiptId } of rows)
        expect([Number.isSafeInteger(attempts), Number.isSafeInteger(nextAt), typeof receiptId]).toEqual([
          true,
          true,
          'string',
        ]);
    }
  });
});

it('a receipt that cannot be read is counted among those of its shift', async () => {
  for (const [id, fd] of [
    ['r1', 1],
    ['r2', 2],
  ] as const)
    await journal.finish(sold(id, fd), [], { at, kind: 'printed', data: { fn, fd, fpd: '1', at } });
  await harm(
    'receipts',
    (row) => ({ ...row, tenders: 'x' }),
    ({ id }) => id === 'r2',
  );
  expect(await journal.printed(fn, 0, 9)).toEqual({ receipts: [sold('r1', 1)], unread: 1 });
});

it('a code that was sold is sold, whatever its row says of when and where', async () => {
  await journal.finish(sold('r1', 7, marked('KI-1')), [], { at, kind: 'printed', data: { fn, fd: 1, fpd: '1', at } });
  for (const value of odd) {
    await harm(
      'sold',
      (row) => ({ ...row, at: value, number: value }),
      () => true,
    );
    const found = await journal.soldBefore('KI-1');
    expect([Number.isSafeInteger(found?.at), Number.isSafeInteger(found?.number)]).toEqual([true, true]);
  }
});

it.each(odd.map((value) => [value]))(
  'a counter that says %j gives no number that a paper bears, and the loss is seen',
  async (value) => {
    for (let count = 0; count < 3; count += 1)
      await journal.saveNumbered((number) => ({ ...newReceipt(`r${String(number)}`, at), state: 'paying', number }));
    await harm(
      'counters',
      (row) => ({ ...row, value }),
      () => true,
    );
    expect((await journal.head()).number).toBeLessThan(3);
    const next = await journal.saveNumbered((number) => ({ ...newReceipt('next', at), state: 'paying', number }));
    expect(next.number).toBe(4);
  },
);

it.each(odd.map((value) => [value]))(
  'facts of the journal that say %j: it opens, its head is told, and its documents are counted by what is in it',
  async (value) => {
    await journal.finish(sold('r1', 5, marked('KI-1')), [], { at, kind: 'printed', data: { fn, fd: 5, fpd: '1', at } });
    await journal.account({ fn, fd: 5 });
    await harm(
      'chain',
      (row) => ({ ...row, value }),
      ({ name: fact }) => fact !== 'format',
    );
    await harm(
      'fiscal',
      (row) => ({ ...row, fd: value }),
      () => true,
    );
    const { head, claimed, older, verified } = await journal.chainState();
    expect([head.journal.length > 0, Number.isSafeInteger(claimed), Number.isSafeInteger(older)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(Object.values(verified).filter((each) => each !== undefined)).toEqual([]);
    expect(await journal.knownDocuments(fn, 6)).toMatchObject({ fd: 5, derived: true });
  },
);

it('a journal whose name is taken away under the open page is none that anybody knows', async () => {
  const { journal: before } = await journal.head();
  const db = new Dexie(name);
  await db.open();
  await db.table('chain').delete('identity');
  db.close();
  expect(before).not.toBe('');
  expect((await journal.head()).journal).toBe('');
});
