/** What the sale and the outbox rely on in every journal (`Journal` of app/ports). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/app/ports/journal.ts';
import type { JournalEvent, StoredEvent } from '../../src/domain/journal/event.ts';
import type { Page, PageEnd } from '../../src/domain/journal/pages.ts';
import type { OutboxRow } from '../../src/domain/journal/outbox.ts';
import { auditReceipt, type JournalBreak, type JournalLink } from '../../src/domain/journal/chain.ts';
import type { CheckQuery } from '../../src/domain/code-check/record.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import type { CodeCheck } from '../../src/domain/code-check/answer.ts';
import { readCheck, type StoredCheck } from '../../src/domain/code-check/stored-check.ts';
import type { OpenedPackage, PackageLedger } from '../../src/domain/goods/opened-package.ts';
import { onePiece, thousandths } from '../../src/domain/base/quantity.ts';
import { newReceipt, type DocumentState, type Receipt } from '../../src/domain/document/document.ts';
import type { Line, LineMark } from '../../src/domain/document/line.ts';
import { tendersOf } from '../../src/domain/document/tender.ts';
import type { ShiftOperation } from '../../src/domain/document/shift.ts';
import { epochMs } from '../../src/domain/base/time.ts';

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
const receipt = (id: string, state: DocumentState = 'draft', ...lines: Line[]): Receipt => ({
  ...newReceipt(id, at(0)),
  state,
  lines,
});
/** An event with whatever data: what a journal keeps does not hang on them. */
const anyEvent = (event: StoredEvent): JournalEvent => event as JournalEvent;
const row = (ki: string, ms = 0): OutboxRow => ({ ki, receiptId: 'r1', attempts: 0, nextAt: at(ms) });
const event = (ms: number, kind: JournalEvent['kind'] = 'printed'): JournalEvent =>
  anyEvent({ at: at(ms), kind, receiptId: 'r1', data: { ms } });
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

    describe('documents of a ФН', () => {
      const fn = '9960440301234567';
      const mark = (fd: number, of = fn) => ({ fn: of, fd, fpd: `sign ${fd}`, at: at(fd) });
      const sold = (fd: number, of = fn): Receipt => ({
        ...receipt(`r${of}${fd}`, 'fiscalized', bread),
        fiscal: mark(fd, of),
      });
      const finish = (fd: number, of = fn) => journal.finish(sold(fd, of), [], event(fd));
      const done = (fd: number): ShiftOperation => operation(`o${fd}`, 'done', fd, { kind: 'open', fiscal: mark(fd) });
      const known = async (upTo = 1_000) => {
        const { fd, beyond, derived } = (await journal.knownDocuments(fn, upTo)) ?? {};
        return { fd, beyond: beyond?.map((each) => each.fd).sort((a, b) => a - b), derived };
      };

      it('of which nothing is known are not made up', async () => {
        await finish(7, '9960440309999999');
        expect(await journal.knownDocuments(fn, 10)).toBeUndefined();
      });

      it('are accounted for one after another, by the receipts and the operations themselves, on the medium', async () => {
        await journal.account({ fn, fd: 4 }, event(1, 'fn-met'));
        await finish(5);
        await journal.saveOperation(done(6));
        await finish(7);
        await finish(8, '9960440309999999');
        journal = await under.reopen();
        expect(await known()).toEqual({ fd: 7, beyond: [], derived: false });
        expect((await journal.recent(10)).events.map(({ kind }) => kind)).toContain('fn-met');
      });

      it('after a gap stand beyond it, as far as was asked, until it is accounted for', async () => {
        await journal.account({ fn, fd: 4 });
        await finish(6);
        await journal.saveOperation(done(8));
        await finish(9);
        expect(await known()).toEqual({ fd: 4, beyond: [6, 8, 9], derived: false });
        expect(await known(6)).toEqual({ fd: 4, beyond: [6], derived: false });
        await finish(5);
        expect(await known()).toMatchObject({ fd: 5, beyond: [6, 8, 9] });
        await journal.account({ fn, fd: 9 });
        expect(await known()).toEqual({ fd: 9, beyond: [], derived: false });
      });

      it('may be counted anew from below: another ФН under the same number', async () => {
        await journal.account({ fn, fd: 9 });
        await journal.account({ fn, fd: 2 }, event(1, 'documents-seen'));
        expect((await known()).fd).toBe(2);
      });

      it.each([
        ['a receipt', [5, 7], [6]],
        ['an operation', [5], [6, 8]],
      ] as const)('of an older build are derived from its newest, %s', async (_, receipts, operations) => {
        await finish(70, '9960440309999999');
        for (const fd of receipts) await finish(fd);
        for (const fd of operations) await journal.saveOperation(done(fd));
        expect(await known()).toEqual({ fd: Math.max(...receipts, ...operations), beyond: [], derived: true });
      });
    });

    describe('page by page', () => {
      const all = { limit: 4, look: 1_000 };
      /** All pages together, and how many there were. */
      async function together<Item>(
        page: (after: PageEnd | undefined) => Promise<Page<Item>>,
      ): Promise<{ items: Item[]; pages: number }> {
        const items: Item[] = [];
        let after: PageEnd | undefined;
        for (let pages = 1; ; pages += 1) {
          const read = await page(after);
          items.push(...read.items);
          after = read.next;
          if (!after) return { items, pages };
          if (pages > 100) throw new Error('no end');
        }
      }
      const opened = (id: string, ms: number, change: Partial<Receipt> = {}): Receipt => ({
        ...receipt(id, 'fiscalized', bread),
        openedAt: at(ms),
        ...change,
      });
      const printedAt = (ms: number, fd = 1) => ({ fiscal: { fn: '9960440301234567', fd, fpd: '1', at: at(ms) } });
      const ids = (items: readonly Receipt[]) => items.map(({ id }) => id);

      it('receipts come newest first, each once, also those of one moment', async () => {
        for (let index = 0; index < 10; index += 1) await journal.save(opened(`r${index}`, index < 6 ? 5 : index));
        journal = await under.reopen();
        const { items, pages } = await together((after) => journal.receipts({ ...all, after }));
        expect(ids(items)).toEqual(['r9', 'r8', 'r7', 'r6', 'r5', 'r4', 'r3', 'r2', 'r1', 'r0']);
        expect(pages).toBeGreaterThanOrEqual(3);
        expect((await journal.receipts(all)).items).toHaveLength(4);
      });

      it('a new receipt does not move the pages that are still to come', async () => {
        for (let index = 0; index < 6; index += 1) await journal.save(opened(`r${index}`, index));
        const first = await journal.receipts(all);
        await journal.save(opened('r9', 9));
        expect(ids((await journal.receipts({ ...all, after: first.next })).items)).toEqual(['r1', 'r0']);
      });

      it('the draft is among them, with its lines', async () => {
        const draft = receipt('r1', 'draft', bread, line('KI-1'));
        await journal.save(draft);
        expect((await journal.receipts(all)).items).toEqual([draft]);
      });

      it('a day has what was printed on it, also of a receipt that was opened the evening before', async () => {
        await journal.save(opened('before', 10, printedAt(20)));
        await journal.save(opened('over night', 30, printedAt(110)));
        await journal.save(opened('within', 120, printedAt(130)));
        await journal.save(opened('put aside', 140, printedAt(210)));
        await journal.save(opened('after', 220, printedAt(230)));
        const day = { from: at(100), to: at(200) };
        const { items } = await together((after) => journal.receipts({ ...all, ...day, after }));
        expect(ids(items)).toEqual(['within', 'over night']);
      });

      it('only those that are wanted count, and the look ends where it was told to', async () => {
        for (let index = 0; index < 9; index += 1) await journal.save(opened(`r${index}`, index, { number: index }));
        const isWanted = ({ number = 0 }: Receipt): boolean => number % 4 === 0;
        const first = await journal.receipts({ limit: 2, look: 1_000, isWanted });
        expect(ids(first.items)).toEqual(['r8', 'r4']);
        expect(ids((await journal.receipts({ limit: 2, look: 1_000, isWanted, after: first.next })).items)).toEqual([
          'r0',
        ]);
        const none = await journal.receipts({ limit: 2, look: 1_000, isWanted: () => false });
        expect(none).toEqual({ items: [], next: undefined });
        const { items, pages } = await together((after) => journal.receipts({ limit: 9, look: 1, isWanted, after }));
        expect([ids(items), pages > 1]).toEqual([['r8', 'r4', 'r0'], true]);
      });

      it('a number finds the papers that bear it, of the receipt or of the fiscal document; without such a paper all are looked at', async () => {
        await journal.save(opened('r1', 1, { number: 7, ...printedAt(1, 40) }));
        await journal.save(opened('r2', 2, { number: 8, ...printedAt(2, 7) }));
        await journal.save(opened('r3', 3, { number: 9, ...printedAt(3, 41) }));
        expect(ids((await journal.receipts({ ...all, number: 7 })).items)).toEqual(['r2', 'r1']);
        expect(ids((await journal.receipts({ ...all, number: 7, from: at(2) })).items)).toEqual(['r2']);
        expect(ids((await journal.receipts({ ...all, number: 70 })).items)).toEqual(['r3', 'r2', 'r1']);
      });

      it('events come newest first, each once, those of the days that are wanted', async () => {
        for (let ms = 0; ms < 9; ms += 1) await journal.record(event(Math.floor(ms / 3) * 10 + 1));
        await journal.record(event(3, 'fault'));
        const { items } = await together((after) => journal.events({ ...all, after }));
        expect(items.map((each) => each.at - at(0))).toEqual([21, 21, 21, 11, 11, 11, 3, 1, 1, 1]);
        const days = { from: at(3), to: at(21) };
        expect((await journal.events({ limit: 99, look: 99, ...days })).items.map(({ kind }) => kind)).toEqual([
          'printed',
          'printed',
          'printed',
          'fault',
        ]);
        const faults = { ...all, isWanted: ({ kind }: StoredEvent) => kind === 'fault' };
        expect((await journal.events(faults)).items).toHaveLength(1);
      });

      it('a look that nobody waits for ends', async () => {
        for (let index = 0; index < 5; index += 1) await journal.save(opened(`r${index}`, index));
        expect(await journal.receipts(all, { stop: { aborted: true } })).toEqual({ items: [] });
      });
    });

    it('hands out receipts by their number in a ФН, as far as was asked', async () => {
      const of = (fd: number, fn: string): Receipt => ({
        ...receipt(`${fn}-${fd}`, 'fiscalized', bread),
        fiscal: { fn, fd, fpd: '1', at: at(0) },
      });
      const fn = '9960440301234567';
      for (const fd of [7, 5, 6, 8]) await journal.finish(of(fd, fn), [], event(fd));
      await journal.finish(of(6, '9960440309999999'), [], event(9));
      await journal.save(receipt('draft', 'draft', bread));
      journal = await under.reopen();
      expect(await journal.printed(fn, 5, 7)).toEqual({ receipts: [of(6, fn), of(7, fn)], unread: 0 });
      expect(await journal.printed(fn, 8, 99)).toEqual({ receipts: [], unread: 0 });
    });

    it('keeps a receipt as it was given, and its latest state only', async () => {
      const draft = receipt('r1', 'draft', line('KI-1'), bread);
      await journal.save(draft, event(1, 'checked'), event(2, 'line-removed'));
      expect(await journal.get('r1')).toEqual(draft);
      const paying: Receipt = {
        ...draft,
        state: 'paying',
        tenders: tendersOf({ way: 'cash', received: kopecks(20_000) }, kopecks(13_540)),
      };
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

    it.each<[DocumentState, boolean]>([
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

    it('what is put aside is not current, and is found by itself, the first put aside first', async () => {
      const parked = (id: string, since: number): Receipt => ({ ...receipt(id), lines: [bread], parkedAt: at(since) });
      await journal.save(parked('r1', 9));
      await journal.save({ ...receipt('r2'), lines: [bread] });
      await journal.save(parked('r3', 5));
      for (const again of [false, true]) {
        if (again) journal = await under.reopen();
        expect((await journal.current())?.id).toBe('r2');
        expect((await journal.parked()).map(({ id }) => id)).toEqual(['r3', 'r1']);
      }
      // Taken back over an empty draft, which stands for nothing then.
      await journal.save({ ...parked('r1', 9), parkedAt: undefined });
      await journal.save(receipt('r2'));
      expect((await journal.current())?.id).toBe('r1');
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
        const book: PackageLedger = {
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
        expect(await again.packageLedger('KEG')).toEqual(book);
        expect(await again.packageLedger('KI-1')).toBeUndefined();
      });

      it('the last part closes it', async () => {
        await journal.finish(sold('r1', 1, keg(29.5)), [], event(10));
        expect(await journal.openedPackages()).toHaveLength(1);
        await journal.finish(sold('r2', 2, keg(0.5)), [], event(20));
        expect(await journal.openedPackages()).toEqual([]);
        expect(await journal.packageLedger('KEG')).toMatchObject({
          closedAt: at(20),
          withdrawals: [{ number: 1 }, { number: 2 }],
        });
      });

      it('that a person closed too early is open again after a sale', async () => {
        await journal.finish(sold('r1', 1, keg(1)), [], event(10));
        const { withdrawals: _, ...package_ } = (await journal.packageLedger('KEG')) as PackageLedger;
        await journal.savePackage({ ...package_, closedAt: at(11) }, event(11, 'package-closed'));
        await journal.finish(sold('r2', 2, keg(1)), [], event(20));
        expect(await journal.packageLedger('KEG')).not.toHaveProperty('closedAt');
        expect(await (await under.reopen()).openedPackages()).toMatchObject([
          { ki: 'KEG', openedAt: at(10), withdrawals: [{ number: 1 }, { number: 2 }] },
        ]);
      });

      it('finishing a receipt twice takes once', async () => {
        for (let turn = 0; turn < 2; turn += 1) await journal.finish(sold('r1', 1, keg(1)), [], event(10));
        expect((await journal.packageLedger('KEG'))?.withdrawals).toHaveLength(1);
      });

      it('a sale that cannot be finished takes nothing', async () => {
        await expect(
          journal.finish(sold('r1', 1, keg(1)), [], { ...event(1), data: (() => undefined) as never }),
        ).rejects.toThrow();
        expect(await (await under.reopen()).packageLedger('KEG')).toBeUndefined();
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
        expect(await journal.packageLedger('A')).toEqual({
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
      const failures = { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } } as const;
      expect(await journal.lastEmergency(at(0))).toBeUndefined();
      await journal.record(checked(10, { source: 'emergency' }));
      await journal.record(checked(20, { source: 'emergency' }));
      await journal.record(checked(30, { source: 'emergency', after: { since: at(20), failures } }));
      await journal.record(checked(40, { source: 'none', failures }));
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
      await expect(
        journal.finish(done, [row('KI-1')], { ...event(1), data: (() => undefined) as never }),
      ).rejects.toThrow();
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
      await expect(
        journal.save(receipt('r1'), event(1), { ...event(2), data: (() => undefined) as never }),
      ).rejects.toThrow();
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
      expect((await journal.recent(2, 1)).events).toEqual([event(3, 'checked')]);
      expect((await journal.recent(0, 2)).events).toEqual([event(3, 'checked'), event(2, 'wrong-pin')]);
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

    it.each<ShiftOperation['state']>(['done', 'not-done'])(
      'an operation ends with its event, both or none: %s',
      async (state) => {
        const ended: JournalEvent = {
          at: at(3),
          kind: `operation-${state as 'done' | 'not-done'}`,
          data: { operationId: 'o1', operation: 'cash-in' },
        };
        await journal.saveOperation(operation('o1'));
        await expect(
          journal.saveOperation(operation('o1', state), { ...ended, data: (() => undefined) as never }),
        ).rejects.toThrow();
        expect([await journal.pendingOperation(), (await journal.recent(10)).events]).toEqual([operation('o1'), []]);
        await journal.saveOperation(operation('o1', state), ended);
        expect([await journal.operations(10), (await (await under.reopen()).recent(10)).events]).toEqual([
          [operation('o1', state)],
          [ended],
        ]);
      },
    );

    describe('of what is finished', () => {
      it.each<DocumentState>(['fiscalized', 'cancelled'])(
        'a receipt that is %s stays as it is, whichever way it is written again',
        async (state) => {
          const ended: Receipt = { ...receipt('r1', state, bread), number: 3 };
          await journal.save(ended, event(1));
          await journal.save(receipt('r1', 'draft'), event(2));
          await journal.saveNumbered((number) => ({ ...receipt('r1', 'fiscalizing'), number }));
          await journal.finish({ ...ended, lines: [], number: 4 }, [], event(3));
          expect(await journal.get('r1')).toEqual(ended);
          journal = await under.reopen();
          expect(await journal.current()).toBeUndefined();
          // What was told meanwhile is on record.
          expect((await journal.recent(10)).events).toEqual([event(3), event(2), event(1)]);
        },
      );

      it.each<[ShiftOperation['state'], ShiftOperation['state']]>([
        ['done', 'in-doubt'],
        ['done', 'not-done'],
        ['not-done', 'begun'],
        ['not-done', 'done'],
      ])('an operation that is %s does not become %s', async (state, later) => {
        await journal.saveOperation(operation('o1', state));
        await journal.saveOperation(operation('o1', later, 0, { sum: kopecks(1) }));
        expect([await journal.operations(10), await journal.pendingOperation()]).toEqual([
          [operation('o1', state)],
          undefined,
        ]);
      });
    });

    describe('of the chain', () => {
      const link = (n: number, more: Partial<JournalLink> = {}): JournalLink => ({
        n,
        digest: String(n % 10).repeat(64),
        ...more,
      });
      const numbers = async (): Promise<number[]> => (await journal.unlinked(100)).map(({ n }) => n);
      const none: unknown[] = [];

      it('numbers all events one after another, at the same moment and after a restart, whichever way they are written', async () => {
        await journal.save(receipt('r1'), event(1), event(2));
        await Promise.all(Array.from({ length: 10 }, (_, index) => journal.record(event(10 + index))));
        journal = await under.reopen();
        await journal.finish(receipt('r1', 'fiscalized'), [row('KI-1')], event(30));
        await journal.sent(row('KI-1'), event(31, 'sale-registered'));
        await journal.saveOperation(operation('o1', 'done'), event(32));
        expect(await numbers()).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
        expect((await journal.unlinked(2)).map(({ n, event: { at: when } }) => [n, when])).toEqual([
          [1, at(1)],
          [2, at(2)],
        ]);
        expect(await journal.head()).toMatchObject({ events: 15, linked: 0, digest: '' });
      });

      it('uses no number up for an event that could not be written', async () => {
        await journal.record(event(1));
        await expect(
          journal.save(receipt('r1'), event(2), { ...event(3), data: (() => undefined) as never }),
        ).rejects.toThrow();
        await expect(journal.record({ ...event(3), data: (() => undefined) as never })).rejects.toThrow();
        journal = await under.reopen();
        await journal.record(event(4));
        expect(await numbers()).toEqual([1, 2]);
      });

      it('hands out what each event finished, and its raw answers apart', async () => {
        const done: Receipt = { ...receipt('r1', 'fiscalized', line('KI-1')), number: 1 };
        const check: CodeCheck = {
          source: 'online',
          facts: 'full',
          answer: { cis: 'KI-1' },
          proof: { reqId: 'q', reqTimestamp: 1 },
          raw: '{"a": 1}',
        };
        const { raw, ...read } = check;
        await journal.save(receipt('r1', 'draft', line('KI-1')), {
          at: at(1),
          kind: 'checked',
          receiptId: 'r1',
          data: { ki: 'KI-1', check },
        });
        await journal.finish(done, [], event(2));
        await journal.save(
          receipt('r2', 'cancelled'),
          anyEvent({ at: at(3), kind: 'receipt-cancelled', receiptId: 'r2' }),
        );
        await journal.record({ at: at(4), kind: 'recovered', receiptId: 'r1', data: { decidedByPerson: true } });
        await journal.saveOperation(
          operation('o1', 'done'),
          anyEvent({ at: at(5), kind: 'operation-done', data: { operationId: 'o1' } }),
        );
        await journal.record(anyEvent({ at: at(6), kind: 'printed', receiptId: 'nobody' }));
        await journal.save(receipt('r3'));
        await journal.record(anyEvent({ at: at(7), kind: 'printed', receiptId: 'r3' }));
        journal = await under.reopen();
        const steps = await journal.unlinked(10);
        expect(steps.map(({ records }) => records)).toEqual([
          none,
          [{ of: 'receipt', id: 'r1', value: expect.objectContaining(done) }],
          [{ of: 'receipt', id: 'r2', value: expect.objectContaining(receipt('r2', 'cancelled')) }],
          none,
          [{ of: 'operation', id: 'o1', value: operation('o1', 'done') }],
          [{ of: 'receipt', id: 'nobody', value: undefined }],
          [{ of: 'receipt', id: 'r3', value: undefined }],
        ]);
        expect(steps.map(({ raws }) => raws)).toEqual([{ answer: raw }, ...Array.from({ length: 6 }, () => undefined)]);
        expect((steps[0]?.event.data as { check: unknown }).check).toEqual(read);
        // Nor do they come with the events that a screen lists.
        expect(JSON.stringify((await journal.recent(10)).events)).not.toContain('{\\"a\\"');
      });

      it('keeps links as they were given, through a restart, and adds none twice', async () => {
        for (let ms = 1; ms <= 9; ms += 1) await journal.record(event(ms));
        await journal.link([link(1, { began: 'new' }), link(2), link(3)]);
        await journal.link([
          link(3, { digest: 'f'.repeat(64) }),
          link(4),
          link(6, { after: 4 }),
          link(7),
          link(8, { began: 'broken' }),
        ]);
        await journal.link([]);
        journal = await under.reopen();
        expect(await numbers()).toEqual([9]);
        expect(await journal.head()).toMatchObject({ events: 9, linked: 8, digest: link(8).digest });
        expect(await journal.chainState()).toMatchObject({
          claimed: 8,
          older: 0,
          isAnew: false,
          hasStrays: false,
          verified: {},
        });
        const all = [
          link(1, { began: 'new' }),
          link(2),
          link(3),
          link(4),
          link(6, { after: 4 }),
          link(7),
          link(8, { began: 'broken' }),
        ];
        const whole = await journal.linked(0, 100);
        expect([whole.previous, whole.links, whole.steps.map(({ n }) => n)]).toEqual([
          undefined,
          all,
          [1, 2, 3, 4, 5, 6, 7, 8],
        ]);
        for (let after = 0; after <= 8; after += 1) {
          const piece = await journal.linked(after, 2);
          const expected = all.filter(({ n }) => n > after).slice(0, 2);
          expect([piece.previous, piece.links], `after ${after}`).toEqual([
            all.filter(({ n }) => n <= after).at(-1),
            expected,
          ]);
          expect(piece.steps.map(({ n }) => n)).toEqual(
            [1, 2, 3, 4, 5, 6, 7, 8].filter((n) => n > after && n <= (expected.at(-1)?.n ?? 0)),
          );
        }
      });

      it('is the same journal after a restart, and knows its highest number and how far it was verified', async () => {
        const { journal: id, since } = await journal.head();
        await journal.saveNumbered((number) => ({ ...receipt('r1'), number }));
        await journal.keepVerified({ event: 4, receipt: 'r1' });
        journal = await under.reopen();
        expect(await journal.head()).toMatchObject({ journal: id, since, number: 1 });
        expect(await journal.chainState()).toMatchObject({ highestNumber: 1, verified: { event: 4, receipt: 'r1' } });
      });

      it('hands out finished receipts newest first, with what stands beside each', async () => {
        for (const id of ['r1', 'r2', 'r3'])
          await journal.save(
            receipt(id, id === 'r2' ? 'draft' : 'cancelled'),
            anyEvent({ at: at(1), kind: 'receipt-cancelled', receiptId: id }),
          );
        const done: Receipt = { ...receipt('r4', 'fiscalized', line('KI-1'), bread), number: 9 };
        await journal.finish(done, [], { ...event(5), receiptId: 'r4' });
        journal = await under.reopen();
        const ended = await journal.finished(undefined, 10);
        expect(ended.map(({ receipt: { id } }) => id)).toEqual(['r4', 'r3', 'r1']);
        expect(ended[0]).toEqual({
          receipt: done,
          ends: [{ ...event(5), receiptId: 'r4' }],
          sold: [{ ki: 'KI-1', receiptId: 'r4', at: at(5), number: 9 }],
          others: [],
          withdrawals: [],
        });
        expect(ended.flatMap(auditReceipt)).toEqual([]);
        expect((await journal.finished('r4', 1)).map(({ receipt: { id } }) => id)).toEqual(['r3']);
        expect(await journal.finished('r1', 10)).toEqual([]);
      });

      it('keeps breaks with their events, newest first, until they are read and after', async () => {
        const found: JournalBreak = { what: 'changed', n: 3, upTo: 3, number: 7, from: at(1), now: 'x' };
        const told = (ms: number): JournalEvent => ({
          at: at(ms),
          kind: 'chain-broken',
          data: { what: 'changed', n: 3 },
        });
        await journal.saveNumbered((number) => ({ ...receipt('r1'), number }));
        await journal.recordBreak(found, told(10));
        await journal.recordBreak({ what: 'counter' }, told(20));
        journal = await under.reopen();
        expect(await journal.breaks()).toEqual([
          { what: 'counter', at: at(20) },
          { ...found, at: at(10) },
        ]);
        await journal.readBreaks({ at: at(30), kind: 'breaks-read' });
        expect(await journal.breaks()).toEqual([
          { what: 'counter', at: at(20), read: true },
          { ...found, at: at(10), read: true },
        ]);
        expect((await journal.recent(10)).events.map(({ kind }) => kind)).toEqual([
          'breaks-read',
          'chain-broken',
          'chain-broken',
        ]);
        expect((await journal.saveNumbered((number) => ({ ...receipt('r2'), number }))).number).toBe(2);
      });
    });

    describe('of raw answers', () => {
      const failure = (kind: 'timeout' | 'server-error', raw?: string) => ({ kind, ...(raw !== undefined && { raw }) });
      const proof = { reqId: 'q', reqTimestamp: 1 };
      /** Every place where an answer can stand, with signs that a careless store would spoil. */
      const checks: readonly StoredCheck[] = [
        { source: 'online', facts: 'full', answer: { cis: 'a' }, proof, raw: '{"cis":"a\\u001d","имя":"ЁЖ"}\n ' },
        { source: 'online', facts: 'full', answer: { cis: 'b' }, proof },
        {
          source: 'local',
          facts: 'offline',
          answer: { sold: false },
          proof,
          failures: { online: failure('server-error', '<html>\u0000…') },
          raw: '',
        },
        { source: 'local', facts: 'offline', answer: {}, proof, failures: { online: failure('timeout') } },
        { source: 'emergency', by: 'online', raw: '203' },
        {
          source: 'emergency',
          after: { since: at(0), failures: { online: failure('server-error', 'o'), local: failure('timeout', 'l') } },
        },
        { source: 'none', failures: { online: failure('server-error', 'x'), local: failure('timeout') } },
        { source: 'none', failures: { online: failure('timeout'), local: failure('timeout') } },
        // As the builds wrote it that knew two sources by name.
        { source: 'online', answer: { cis: 'c' }, proof, raw: '{"old":1}' },
        { source: 'local', answer: {}, proof, online: failure('server-error', 'p'), raw: 'q' },
        { source: 'none', online: failure('server-error', 'r'), local: failure('timeout', 's') },
      ];
      const write = async (count: number, from = 0): Promise<void> => {
        for (let index = from; index < from + count; index += 1) {
          const ki = `KI-${String(index).padStart(4, '0')}`;
          await journal.save(
            receipt(`r${index}`, 'draft', line(ki)),
            anyEvent({
              at: at(index),
              kind: 'checked',
              receiptId: `r${index}`,
              data: { ki, name: 'Молоко', check: checks[index % checks.length] },
            }),
            event(index, 'wrong-pin'),
          );
        }
      };
      const expected = (count: number) =>
        Array.from({ length: count }, (_, index) => checks[index % checks.length])
          .map((check) => check && readCheck(check))
          .reverse();

      it('gives them back to the letter: at once, packed, in part packed, after a restart', async () => {
        await write(200);
        const read = async () => (await journal.checks({ limit: 1000 })).map(({ check }) => readCheck(check));
        expect(await read()).toEqual(expected(200));
        for (let more = true; more;) {
          more = await journal.tidy();
          expect(await read()).toEqual(expected(200));
        }
        journal = await under.reopen();
        expect(await read()).toEqual(expected(200));
        expect((await journal.checks({ limit: 3 })).map(({ check }) => readCheck(check))).toEqual(
          expected(200).slice(0, 3),
        );
        expect((await journal.checks({ text: 'KI-0002', limit: 3 })).map(({ check }) => check)).toEqual([checks[2]]);
        await write(8, 200);
        expect(await read()).toEqual(expected(208));
      });

      it('finds the same before, while and after it is indexed', async () => {
        await write(700);
        const found = async (query: Partial<CheckQuery>) =>
          (await journal.checks({ limit: 5, ...query })).map((record) => record.at - at(0));
        const ask = () =>
          Promise.all([
            found({}),
            found({ text: '-03' }),
            found({ text: '-0399' }),
            found({ text: 'ki-06', to: at(650) }),
            found({ text: 'молоко' }),
            found({ from: at(10), to: at(12) }),
            found({ text: 'нет' }),
          ]);
        const before = await ask();
        expect(before).toEqual([
          [699, 698, 697, 696, 695],
          [399, 398, 397, 396, 395],
          [399],
          [649, 648, 647, 646, 645],
          [699, 698, 697, 696, 695],
          [11, 10],
          [],
        ]);
        for (let more = true; more;) {
          more = await journal.tidy();
          expect(await ask()).toEqual(before);
        }
        journal = await under.reopen();
        await write(10, 700);
        expect(await found({})).toEqual([709, 708, 707, 706, 705]);
      });

      it('stops a search that nobody waits for, and says how far back it is', async () => {
        await write(700);
        for (let more = true; more;) more = await journal.tidy();
        const stop = { aborted: true };
        expect(await journal.checks({ text: 'KI', limit: 5 }, { stop })).toEqual([]);
        const back: number[] = [];
        expect(
          await journal.checks({ text: 'нет', limit: 5 }, { told: (progress) => void back.push(progress.back) }),
        ).toEqual([]);
        expect(back).toEqual([...back].sort((a, b) => b - a));
        expect(back.at(-1)).toBe(at(0));
      });
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
          check: { source: 'online', facts: 'full', answer: { cis: ki }, proof: proof(`req-${ms}`) },
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
        await journal.save(
          receipt('r2', 'draft'),
          checked(3, 'r2', c),
          anyEvent({ at: at(4), kind: 'line-removed', receiptId: 'r2', data: { ki: c } }),
        );
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

      it('is not stopped by what is no check at all', async () => {
        for (const data of [undefined, null, 'edited', {}, { check: null }, { check: 'x' }])
          await journal.save(receipt('r1'), anyEvent({ at: at(9), kind: 'checked', receiptId: 'r1', data }));
        expect(await found()).toEqual([3, 2, 1]);
        expect(await found({ text: 'кефир' })).toEqual([2]);
        expect(await journal.lastEmergency(at(0))).toBeUndefined();
        expect((await journal.unlinked(100)).filter(({ event: { at: when } }) => when === at(9))).toHaveLength(6);
        for (let index = 0; index < 300; index += 1)
          await journal.record(anyEvent({ at: at(9), kind: 'checked', data: index }));
        for (let more = true; more;) more = await journal.tidy();
        expect(await found({ text: 'кефир' })).toEqual([2]);
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
