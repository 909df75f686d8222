/** What the sale and the outbox rely on in every journal (`Journal` of app/ports.ts). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal, JournalEvent, OutboxRow } from '../../src/app/ports.ts';
import type { CheckQuery } from '../../src/domain/check-record.ts';
import { kopecks } from '../../src/domain/money.ts';
import type { CodeCheck } from '../../src/domain/code-check.ts';
import type { OpenedPackage, PackageBook } from '../../src/domain/opened-package.ts';
import { onePiece, thousandths } from '../../src/domain/quantity.ts';
import type { Line, LineMark, Receipt, ReceiptState } from '../../src/domain/receipt.ts';
import type { ShiftOperation } from '../../src/domain/shift.ts';
import { epochMs } from '../../src/domain/time.ts';

/** An empty journal; `reopen` opens the same one as the next page would, `close` ends the test. */
export interface JournalUnderTest {
  readonly journal: Journal;
  reopen(): Promise<Journal>;
  close(): Promise<void>;
}

const at = (ms: number) => epochMs(1_795_000_000_000 + ms);
const line = (ki: string): Line => ({
  id: `line of ${ki}`,
  name: 'Молоко',
  price: kopecks(8990),
  quantity: onePiece,
  measure: 'piece',
  vat: '10',
  group: 8,
  mark: { raw: ki, code: `${ki}\u001d93dGVz`, ki, form: 'short-93', scannedAt: at(0) },
});
const bread: Line = {
  id: 'bread',
  name: 'Хлеб',
  price: kopecks(4550),
  quantity: onePiece,
  measure: 'piece',
  vat: '10',
};
const receipt = (id: string, state: ReceiptState = 'draft', ...lines: Line[]): Receipt => ({
  id,
  state,
  openedAt: at(0),
  lines,
});
const row = (ki: string, ms = 0): OutboxRow => ({ ki, receiptId: 'r1', attempts: 0, nextAt: at(ms) });
const event = (ms: number, kind: JournalEvent['kind'] = 'printed'): JournalEvent => ({
  at: at(ms),
  kind,
  receiptId: 'r1',
  data: { ms },
});
const operation = (
  id: string,
  state: ShiftOperation['state'] = 'begun',
  ms = 0,
  change: Partial<ShiftOperation> = {},
): ShiftOperation => ({
  id,
  kind: 'cash-in',
  state,
  at: at(ms),
  cashier: 'Петрова',
  before: { fn: '9960440301234567', lastFd: 7, shift: 3, paidIn: kopecks(0), paidOut: kopecks(0) },
  sum: kopecks(5000),
  shift: 3,
  ...change,
});
const nothing = { receipts: [], events: [] };

export function journalContract(name: string, make: () => Promise<JournalUnderTest>): void {
  describe(`journal: ${name}`, () => {
    let under: JournalUnderTest;
    let journal: Journal;
    beforeEach(async () => {
      under = await make();
      journal = under.journal;
    });
    afterEach(() => under.close());

    it('is empty at first', async () => {
      expect(await journal.current()).toBeUndefined();
      expect(await journal.get('r1')).toBeUndefined();
      expect(await journal.unsent()).toEqual([]);
      expect(await journal.soldBefore('KI-1')).toBeUndefined();
      expect(await journal.recent(10)).toEqual(nothing);
      expect(await journal.pendingOperation()).toBeUndefined();
      expect(await journal.operations(10)).toEqual([]);
    });

    it('keeps a receipt as it was given, and its latest state only', async () => {
      const draft = receipt('r1', 'draft', line('KI-1'), bread);
      await journal.save(draft, event(1, 'checked'), event(2, 'line-removed'));
      expect(await journal.get('r1')).toEqual(draft);
      const paying: Receipt = { ...draft, state: 'paying', payment: { way: 'cash', received: kopecks(20_000) } };
      await journal.save(paying);
      expect(await journal.get('r1')).toEqual(paying);
      expect(await journal.recent(10)).toEqual({
        receipts: [paying],
        events: [event(2, 'line-removed'), event(1, 'checked')],
      });
    });

    it('is not changed by what the caller does to its objects afterwards', async () => {
      const lines = [bread];
      await journal.save({ ...receipt('r1'), lines });
      lines.push(line('KI-1'));
      expect((await journal.get('r1'))?.lines).toEqual([bread]);
    });

    it.each<[ReceiptState, boolean]>([
      ['draft', true],
      ['paying', true],
      ['fiscalizing', true],
      ['in-doubt', true],
      ['fiscalized', false],
      ['cancelled', false],
    ])('a receipt that is %s is the current one: %s', async (state, open) => {
      await journal.save(receipt('r1', state));
      expect((await journal.current())?.id).toBe(open ? 'r1' : undefined);
      expect((await (await under.reopen()).current())?.id).toBe(open ? 'r1' : undefined);
    });

    it('a receipt is current until it ends, whichever way it was written', async () => {
      await journal.save(receipt('r0', 'cancelled'));
      await journal.save(receipt('r1'));
      await journal.saveNumbered((number) => ({ ...receipt('r1', 'fiscalizing'), number }));
      expect(await journal.current()).toEqual({ ...receipt('r1', 'fiscalizing'), number: 1 });
      await journal.finish({ ...receipt('r1', 'fiscalized'), number: 1 }, [], event(1));
      expect(await journal.current()).toBeUndefined();
    });

    it('numbers receipts one after another, also at the same moment and after a restart', async () => {
      const save = (id: string) => journal.saveNumbered((number) => ({ ...receipt(id, 'fiscalizing'), number }));
      const saved = await Promise.all(Array.from({ length: 20 }, (_, index) => save(`r${index}`)));
      expect(saved.map(({ number }) => number).sort((a = 0, b = 0) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
      for (const one of saved) expect(await journal.get(one.id)).toEqual(one);
      const again = await under.reopen();
      expect((await again.saveNumbered((number) => ({ ...receipt('later'), number }))).number).toBe(21);
    });

    it('does not use a number up when the receipt could not be saved', async () => {
      const impossible = { ...receipt('r1'), number: (() => undefined) as never };
      await expect(journal.saveNumbered(() => impossible)).rejects.toThrow();
      await expect(
        journal.saveNumbered(() => {
          throw new Error('a bug');
        }),
      ).rejects.toThrow('a bug');
      expect(await journal.get('r1')).toBeUndefined();
      expect((await journal.saveNumbered((number) => ({ ...receipt('r2'), number }))).number).toBe(1);
    });

    it('finishes a sale as one: receipt, outbox, sold codes and event', async () => {
      const done: Receipt = {
        ...receipt('r1', 'fiscalized', line('KI-1'), bread, line('KI-2')),
        number: 7,
        fiscal: { fn: '9960440301234567', fd: 3, fpd: '1234567890', at: at(5) },
      };
      await journal.finish(done, [row('KI-1'), row('KI-2')], event(9));
      const again = await under.reopen();
      expect(await again.get('r1')).toEqual(done);
      expect((await again.unsent()).map(({ ki }) => ki).sort()).toEqual(['KI-1', 'KI-2']);
      expect(await again.soldBefore('KI-1')).toEqual({ at: at(9), number: 7 });
      expect(await again.soldBefore('KI-2')).toEqual({ at: at(9), number: 7 });
      expect(await again.soldBefore('KI-3')).toBeUndefined();
      expect((await again.recent(10)).events).toEqual([event(9)]);
    });

    describe('packages in parts', () => {
      const keg = (litres: number, openedAt = at(0)): Line => ({
        ...line('KEG'),
        goodsId: 'beer',
        name: 'Пиво',
        quantity: thousandths(litres * 1000),
        measure: 'litre',
        division: { by: 'measure', measure: 'litre', price: kopecks(18_000), content: thousandths(30_000) },
        mark: { ...line('KEG').mark, scannedAt: openedAt } as NonNullable<Line['mark']>,
      });
      const sold = (id: string, number: number, ...lines: Line[]): Receipt => ({
        ...receipt(id, 'fiscalized', ...lines),
        number,
      });
      const opened = (ki: string, ms: number): OpenedPackage => ({
        ki,
        mark: { raw: ki, code: ki, ki, form: 'short-93', scannedAt: at(ms) },
        goodsId: 'beer',
        gtin: '04600000000015',
        name: 'Пиво',
        openedAt: at(ms),
        unit: 'litre',
      });

      it('a sale of a part begins the book of its package, and its КИ is not sold', async () => {
        await journal.finish(sold('r1', 1, keg(1.5), line('KI-1')), [], event(10));
        await journal.finish(sold('r2', 2, keg(0.5)), [], event(20));
        const again = await under.reopen();
        expect(await again.soldBefore('KEG')).toBeUndefined();
        expect(await again.soldBefore('KI-1')).toBeDefined();
        const book: PackageBook = {
          ki: 'KEG',
          mark: keg(1.5).mark as LineMark,
          goodsId: 'beer',
          gtin: undefined,
          name: 'Пиво',
          openedAt: at(10),
          unit: 'litre',
          content: thousandths(30_000),
          withdrawals: [
            { ki: 'KEG', receiptId: 'r1', number: 1, at: at(10), amount: thousandths(1500) },
            { ki: 'KEG', receiptId: 'r2', number: 2, at: at(20), amount: thousandths(500) },
          ],
        };
        expect(await again.openedPackages()).toEqual([book]);
        expect(await again.packageBook('KEG')).toEqual(book);
        expect(await again.packageBook('KI-1')).toBeUndefined();
      });

      it('the last part closes it', async () => {
        await journal.finish(sold('r1', 1, keg(29.5)), [], event(10));
        expect(await journal.openedPackages()).toHaveLength(1);
        await journal.finish(sold('r2', 2, keg(0.5)), [], event(20));
        expect(await journal.openedPackages()).toEqual([]);
        expect(await journal.packageBook('KEG')).toMatchObject({
          closedAt: at(20),
          withdrawals: [{ number: 1 }, { number: 2 }],
        });
      });

      it('that a person closed too early is open again after a sale', async () => {
        await journal.finish(sold('r1', 1, keg(1)), [], event(10));
        const { withdrawals: _, ...package_ } = (await journal.packageBook('KEG')) as PackageBook;
        await journal.savePackage({ ...package_, closedAt: at(11) }, event(11, 'package-closed'));
        await journal.finish(sold('r2', 2, keg(1)), [], event(20));
        expect(await journal.packageBook('KEG')).not.toHaveProperty('closedAt');
        expect(await (await under.reopen()).openedPackages()).toMatchObject([
          { ki: 'KEG', openedAt: at(10), withdrawals: [{ number: 1 }, { number: 2 }] },
        ]);
      });

      it('finishing a receipt twice takes once', async () => {
        for (let turn = 0; turn < 2; turn += 1) await journal.finish(sold('r1', 1, keg(1)), [], event(10));
        expect((await journal.packageBook('KEG'))?.withdrawals).toHaveLength(1);
      });

      it('a sale that cannot be finished takes nothing', async () => {
        await expect(
          journal.finish(sold('r1', 1, keg(1)), [], { ...event(1), data: () => undefined }),
        ).rejects.toThrow();
        expect(await (await under.reopen()).packageBook('KEG')).toBeUndefined();
      });

      it('is opened, closed and opened again by a person, oldest first; what was taken stays', async () => {
        await journal.savePackage(opened('B', 2), event(2, 'package-opened'));
        await journal.savePackage(opened('A', 1), event(3, 'package-opened'));
        expect((await journal.openedPackages()).map(({ ki }) => ki)).toEqual(['A', 'B']);
        expect((await journal.recent(1)).events).toEqual([event(3, 'package-opened')]);
        await journal.finish(
          sold('r1', 1, { ...keg(1), mark: { ...keg(1).mark, ki: 'A' } as LineMark }),
          [],
          event(10),
        );
        // The book that a person began is kept as it is.
        expect(await journal.packageBook('A')).toEqual({
          ...opened('A', 1),
          withdrawals: [{ ki: 'A', receiptId: 'r1', number: 1, at: at(10), amount: thousandths(1000) }],
        });
        await journal.savePackage({ ...opened('A', 1), closedAt: at(11) }, event(11, 'package-closed'));
        expect((await journal.openedPackages()).map(({ ki }) => ki)).toEqual(['B']);
        await journal.savePackage(opened('A', 1), event(12, 'package-opened'));
        expect(
          (await (await under.reopen()).openedPackages()).map(({ ki, withdrawals }) => [ki, withdrawals.length]),
        ).toEqual([
          ['A', 1],
          ['B', 0],
        ]);
      });
    });

    it('knows when ГИС МТ last spoke of an emergency, and takes no later word for one', async () => {
      const checked = (ms: number, check: CodeCheck): JournalEvent => ({
        at: at(ms),
        kind: 'checked',
        receiptId: 'r1',
        data: { ki: 'KI', check },
      });
      const none = { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } } as const;
      expect(await journal.lastEmergency(at(0))).toBeUndefined();
      await journal.record(checked(10, { source: 'emergency' }));
      await journal.record(checked(20, { source: 'emergency' }));
      await journal.record(checked(30, { source: 'emergency', after: { since: at(20), ...none } }));
      await journal.record(checked(40, { source: 'none', ...none }));
      await journal.record(event(50));
      expect(await journal.lastEmergency(at(0))).toBe(at(20));
      expect(await journal.lastEmergency(at(20))).toBe(at(20));
      expect(await journal.lastEmergency(at(21))).toBeUndefined();
    });

    it('finishes nothing when it cannot finish all', async () => {
      const begun = { ...receipt('r1', 'fiscalizing', line('KI-1')), number: 1 };
      await journal.save(begun);
      const done: Receipt = { ...begun, state: 'fiscalized' };
      // A function cannot be stored: once it stands in what is written last, once in the middle.
      await expect(journal.finish(done, [row('KI-1')], { ...event(1), data: () => undefined })).rejects.toThrow();
      await expect(
        journal.finish(done, [row('KI-1'), { ...row('KI-2'), failure: (() => undefined) as never }], event(1)),
      ).rejects.toThrow();
      const again = await under.reopen();
      expect(await again.current()).toEqual(begun);
      expect(await again.unsent()).toEqual([]);
      expect(await again.soldBefore('KI-1')).toBeUndefined();
      expect((await again.recent(10)).events).toEqual([]);
      await again.finish(done, [row('KI-1')], event(1));
      expect(await again.current()).toBeUndefined();
    });

    it('saves neither receipt nor event when one of them cannot be saved', async () => {
      await expect(journal.save(receipt('r1'), event(1), { ...event(2), data: () => undefined })).rejects.toThrow();
      expect(await journal.recent(10)).toEqual(nothing);
      expect(await journal.current()).toBeUndefined();
    });

    it('keeps unsent rows through a restart, the next due first, until they are sent', async () => {
      await journal.finish(
        receipt('r1', 'fiscalized'),
        [row('late', 300), row('soon', 100), row('middle', 200)],
        event(1),
      );
      const again = await under.reopen();
      expect(await again.unsent()).toEqual([row('soon', 100), row('middle', 200), row('late', 300)]);
      await again.postpone({ ...row('soon', 400), attempts: 1, failure: { kind: 'unreachable' } });
      await again.sent(row('middle', 200), event(2, 'sale-registered'));
      await again.save(receipt('r2'));
      const third = await under.reopen();
      expect(await third.unsent()).toEqual([
        row('late', 300),
        { ...row('soon', 400), attempts: 1, failure: { kind: 'unreachable' } },
      ]);
      expect((await third.recent(1)).events).toEqual([event(2, 'sale-registered')]);
    });

    it('records events on their own, and shows the newest first', async () => {
      await journal.record(event(2, 'wrong-pin'));
      await journal.record(event(1, 'scan-refused'));
      await journal.record(event(3, 'checked'));
      expect((await journal.recent(2)).events).toEqual([event(3, 'checked'), event(2, 'wrong-pin')]);
    });

    it('shows the newest receipts first, no more than asked for', async () => {
      for (const [id, ms] of [
        ['b', 2],
        ['a', 3],
        ['c', 1],
      ] as const)
        await journal.save({ ...receipt(id, 'cancelled'), openedAt: at(ms) });
      expect((await journal.recent(2)).receipts.map(({ id }) => id)).toEqual(['a', 'b']);
    });

    it('keeps an operation of the shift as it was given, and its latest state only', async () => {
      const begun = operation('o1', 'begun', 1, { kind: 'close', counted: kopecks(70_000), expected: kopecks(80_000) });
      await journal.saveOperation(begun);
      expect(await journal.operations(10)).toEqual([begun]);
      expect(await journal.pendingOperation()).toEqual(begun);
      const done: ShiftOperation = {
        ...begun,
        state: 'done',
        fiscal: { fn: '9960440301234567', fd: 8, fpd: '1234567890', at: at(2) },
      };
      await journal.saveOperation(done);
      expect(await journal.operations(10)).toEqual([done]);
      expect(await (await under.reopen()).operations(10)).toEqual([done]);
    });

    it.each<[ShiftOperation['state'], boolean]>([
      ['begun', true],
      ['in-doubt', true],
      ['done', false],
      ['not-done', false],
    ])('an operation that is %s is pending: %s, also after a restart', async (state, pending) => {
      await journal.saveOperation(operation('o1', 'done', 0));
      await journal.saveOperation(operation('o2', state, 1));
      const expected = pending ? operation('o2', state, 1) : undefined;
      expect(await journal.pendingOperation()).toEqual(expected);
      expect(await (await under.reopen()).pendingOperation()).toEqual(expected);
    });

    it.each<ShiftOperation['state']>(['done', 'not-done'])(
      'an operation is pending until it is %s, through doubt, and the next one can be',
      async (end) => {
        for (const state of ['begun', 'in-doubt', 'begun', 'in-doubt'] as const) {
          await journal.saveOperation(operation('o1', state));
          expect(await journal.pendingOperation()).toEqual(operation('o1', state));
        }
        await journal.saveOperation(operation('o1', end));
        expect(await journal.pendingOperation()).toBeUndefined();
        await journal.saveOperation(operation('o2', 'begun', 1));
        expect(await journal.pendingOperation()).toEqual(operation('o2', 'begun', 1));
        expect((await journal.operations(10)).map(({ id, state }) => [id, state])).toEqual([
          ['o2', 'begun'],
          ['o1', end],
        ]);
      },
    );

    it('shows operations newest first, no more than asked for, those of one moment by their birth', async () => {
      for (const [id, ms] of [
        ['o1', 3],
        ['o2', 1],
        ['o3', 2],
        ['o4', 3],
      ] as const)
        await journal.saveOperation(operation(id, 'done', ms));
      // Written anew, it keeps its place.
      await journal.saveOperation(operation('o1', 'not-done', 3));
      expect((await journal.operations(10)).map(({ id }) => id)).toEqual(['o4', 'o1', 'o3', 'o2']);
      expect((await journal.operations(2)).map(({ id }) => id)).toEqual(['o4', 'o1']);
    });

    it("keeps operations apart from receipts: neither is the other's unfinished one", async () => {
      await journal.saveOperation(operation('o1'));
      expect(await journal.current()).toBeUndefined();
      expect(await journal.recent(10)).toEqual(nothing);
      await journal.saveOperation(operation('o1', 'done'));
      await journal.save(receipt('r1', 'in-doubt'));
      expect(await journal.pendingOperation()).toBeUndefined();
      expect(await journal.operations(10)).toEqual([operation('o1', 'done')]);
    });

    it('an operation that cannot be saved leaves the one before it', async () => {
      await journal.saveOperation(operation('o1'));
      await expect(
        journal.saveOperation({ ...operation('o1', 'done'), cashier: (() => undefined) as never }),
      ).rejects.toThrow();
      expect(await journal.pendingOperation()).toEqual(operation('o1'));
    });

    it('an operation is not changed by what the caller does to its objects afterwards', async () => {
      const given = operation('o1');
      await journal.saveOperation(given);
      Object.assign(given.before, { paidIn: 1 });
      expect(await journal.operations(10)).toEqual([operation('o1')]);
    });

    describe('of checks', () => {
      const proof = (reqId: string) => ({ reqId, reqTimestamp: 1 });
      const checked = (ms: number, receiptId: string, ki: string, change: object = {}): JournalEvent => ({
        at: at(ms),
        kind: 'checked',
        receiptId,
        data: {
          ki,
          code: `${ki}\u001d93dGVz`,
          gtin: ki.slice(2, 16),
          name: 'Молоко',
          check: { source: 'online', answer: { cis: ki }, proof: proof(`req-${ms}`) },
          ...change,
        },
      });
      const [a, b, c] = ['0104670540176099215aA', '0104607004890017215bB', '0104670540176099215cC'] as const;
      const found = async (query: Partial<CheckQuery> = {}, from = journal) =>
        (await from.checks({ limit: 10, ...query })).map((record) => record.at - at(0));

      beforeEach(async () => {
        await journal.save(
          { ...receipt('r1', 'draft', line(a), line(b)), number: 41 },
          checked(1, 'r1', a),
          checked(2, 'r1', b, { name: 'Кефир 3,2%' }),
          event(2, 'wrong-pin'),
        );
        await journal.save(receipt('r2', 'draft'), checked(3, 'r2', c), {
          at: at(4),
          kind: 'line-removed',
          receiptId: 'r2',
          data: { ki: c },
        });
        await journal.finish(
          {
            ...receipt('r1', 'fiscalized', line(a), line(b)),
            number: 41,
            fiscal: { fn: '9960440301234567', fd: 107, fpd: '1', at: at(5) },
          },
          [],
          event(5),
        );
      });

      it('finds all, newest first, with what came of them, no more than asked for', async () => {
        expect(
          (await journal.checks({ limit: 10 })).map(({ ki, action, number, fiscal }) => [
            ki,
            action,
            number,
            fiscal?.fd,
          ]),
        ).toEqual([
          [c, 'removed', undefined, undefined],
          [b, 'sold', 41, 107],
          [a, 'sold', 41, 107],
        ]);
        expect(await found({ limit: 2 })).toEqual([3, 2]);
        expect(await found({}, await under.reopen())).toEqual([3, 2, 1]);
      });

      it('finds those from a moment on and up to another, which is not in it', async () => {
        expect(await found({ from: at(2) })).toEqual([3, 2]);
        expect(await found({ to: at(3) })).toEqual([2, 1]);
        expect(await found({ from: at(2), to: at(3) })).toEqual([2]);
        expect(await found({ from: at(9) })).toEqual([]);
      });

      it.each<[what: string, text: string, expected: number[]]>([
        ['КИ', a, [1]],
        ['a part of КИ', '215c', [3]],
        ['the code with its GS', `${b}\u001d93`, [2]],
        ['GTIN', '04670540176099', [3, 1]],
        ['a name in other capitals, with spaces around', '  кефир ', [2]],
        ['reqId', 'req-3', [3]],
        ['the number of a receipt', '41', [2, 1]],
        ['the number of a fiscal document', '107', [2, 1]],
        ['nothing', ' ', [3, 2, 1]],
        ['a number that no paper has', '42', []],
        ['a text that nothing has', 'сыр', []],
      ])('finds by %s', async (_, text, expected) => {
        expect(await found({ text })).toEqual(expected);
      });

      it('finds by text within the days, and the limit counts what was found', async () => {
        expect(await found({ text: '04670540176099', limit: 1 })).toEqual([3]);
        expect(await found({ text: '04670540176099', to: at(3), limit: 1 })).toEqual([1]);
        expect(await found({ text: '41', from: at(2) })).toEqual([2]);
        expect(await found({ text: '41', limit: 1 })).toEqual([2]);
      });

      it('among many, takes the newest that fit', async () => {
        await journal.save(
          receipt('r3'),
          ...Array.from({ length: 500 }, (_, index) =>
            checked(10 + index, 'r3', `0104607004890017215${String(index).padStart(4, '0')}`),
          ),
        );
        expect(await found({ limit: 3 })).toEqual([509, 508, 507]);
        expect(await found({ text: c, limit: 3 })).toEqual([3]);
      });
    });
  });
}
