/**
 * The journal edited behind the till's back, as through the browser's console: every way is found, with its place. And, as important, a journal that nobody
 * edited shows no break: one of an older build, one whose idle work was cut off at any step, one that lost its page while it wrote.
 */
import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalChain } from '../../src/app/journal/chain.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Journal } from '../../src/app/ports/journal.ts';
import type { JournalEvent } from '../../src/domain/journal/event.ts';
import type { CodeCheck } from '../../src/domain/code-check/answer.ts';
import type { JournalBreak, JournalHead, RecordedBreak } from '../../src/domain/journal/chain.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import { onePiece, thousandths } from '../../src/domain/base/quantity.ts';
import { newReceipt, type FiscalMark, type Receipt } from '../../src/domain/document/document.ts';
import type { Line } from '../../src/domain/document/line.ts';
import { tendersOf } from '../../src/domain/document/tender.ts';
import type { ShiftOperation } from '../../src/domain/document/shift.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import { deflatePacker } from '../../src/platform/packer.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { FakeClock } from '../unit/clock.ts';
import { Fuse, fused } from '../unit/fakes/fuse.ts';

/** As the database holds them. */
type Rows = Record<string, unknown> & { lines: Array<Record<string, unknown>> };

const at = (ms: number) => epochMs(1_795_000_000_000 + ms);
const fn = '9960440301234567';
const packer = deflatePacker(globalThis);
const digest = sha256(crypto.subtle);
const kiOf = (index: number): string => `0104670540176099215${String(index).padStart(5, 'A')}`;
const answerOf = (index: number): CodeCheck => ({
  source: 'online',
  facts: 'full',
  answer: { cis: kiOf(index), found: true, sold: false },
  proof: { reqId: `req-${index}`, reqTimestamp: index },
  raw: `{"code":0,"codes":[{"cis":"${kiOf(index)}","producerInn":"7725344604"}]}`,
});
const markedLine = (index: number): Line => ({
  id: `l${index}`,
  name: 'Молоко',
  price: kopecks(8990),
  quantity: onePiece,
  measure: 'piece',
  vat: '10',
  mark: { raw: kiOf(index), code: kiOf(index), ki: kiOf(index), form: 'short-93', scannedAt: at(index) },
});
const id = (index: number): string => `r${String(index).padStart(6, '0')}`;

/** One sale as the till writes it: three events, two of them of the receipt's life. */
async function sell(journal: Journal, index: number): Promise<void> {
  const draft: Receipt = { ...newReceipt(id(index), at(index * 1000)), lines: [markedLine(index)] };
  const check = answerOf(index);
  await journal.save(draft);
  await journal.save(
    { ...draft, lines: [{ ...markedLine(index), check: { ...check, raw: undefined } as CodeCheck }] },
    {
      at: at(index * 1000 + 1),
      kind: 'checked',
      receiptId: draft.id,
      data: { ki: kiOf(index), code: kiOf(index), name: 'Молоко', check },
    },
  );
  await journal.record({
    at: at(index * 1000 + 2),
    kind: 'scan-refused',
    receiptId: draft.id,
    data: { kind: 'not-goods', raw: String(index) },
  });
  const printing = await journal.saveNumbered((number) => ({
    ...draft,
    state: 'fiscalizing',
    number,
    tenders: tendersOf({ way: 'cashless' }, kopecks(8990)),
    intent: { fn, expectedFd: number, total: kopecks(8990), at: at(index * 1000 + 3) },
  }));
  const fiscal = { fn, fd: printing.number ?? 0, fpd: '1234567890', at: at(index * 1000 + 4) };
  await journal.finish({ ...printing, state: 'fiscalized', fiscal }, [], {
    at: at(index * 1000 + 5),
    kind: 'printed',
    receiptId: draft.id,
    data: fiscal,
  });
}
const eventsOfSale = 3;

const operation = (name: string, state: ShiftOperation['state']): ShiftOperation => ({
  id: name,
  kind: 'cash-in',
  state,
  at: at(1),
  cashier: 'Петрова',
  before: { fn, lastFd: 1, shift: 1, paidIn: kopecks(0), paidOut: kopecks(0) },
  sum: kopecks(5000),
  shift: 1,
});

const atOnce = (act: () => void): (() => void) => {
  act();
  return () => undefined;
};

/** All idle work from a start to its end; what it told, and the head it gave out last. */
async function work(
  journal: Journal,
  outside?: JournalHead,
): Promise<{ readonly breaks: readonly RecordedBreak[]; readonly head: JournalHead | undefined }> {
  let breaks: readonly RecordedBreak[] = [];
  let head: JournalHead | undefined;
  // No pause is waited for: slices follow each other as soon as the database has answered.
  const clock: Clock = {
    now: () => at(10_000_000),
    after: (_, act) => (void Promise.resolve().then(act), () => undefined),
  };
  const chain = new JournalChain({
    journal,
    clock,
    digest,
    isBusy: () => false,
    told: (told) => (breaks = told),
    idle: atOnce,
  });
  chain.onHead((moved) => (head = moved));
  chain.start(outside);
  while (!chain.isAtRest) await new Promise((done) => setTimeout(done));
  chain.stop();
  return { breaks, head };
}

/** What a person with the console does: `name` of a store, and the change. */
const through = async <Answer>(database: string, act: (db: Dexie) => Promise<Answer>): Promise<Answer> => {
  const db = await new Dexie(database).open();
  try {
    return await act(db);
  } finally {
    db.close();
  }
};
const edit = (store: string, key: unknown, change: (row: Rows) => void) => (db: Dexie) =>
  db
    .table(store)
    .where(':id')
    .equals(key as string)
    .modify(change as (row: unknown) => void);

const places = (breaks: readonly JournalBreak[]): string[] =>
  breaks
    .map(({ what, n, upTo, number }) =>
      [what, n, upTo === n ? undefined : upTo, number === undefined ? undefined : `№ ${number}`]
        .filter((part) => part !== undefined)
        .join(' '),
    )
    .sort();

export function journalEditsContract(name: string, freshName: () => string): void {
  describe(`the journal edited through the console: ${name}`, () => {
    let database: string;
    let journal: Awaited<ReturnType<typeof openJournal>>;
    const world = { now: () => at(0), newId: () => `journal-${Math.random()}`, packer };
    const reopen = async (): Promise<void> => {
      journal.close();
      journal = await openJournal(database, world);
    };
    beforeEach(async () => {
      database = freshName();
      journal = await openJournal(database, world);
    });
    afterEach(() => journal.close());

    /** Sales 1 to `count`, linked and at rest. */
    async function shop(count: number): Promise<JournalHead> {
      for (let index = 1; index <= count; index += 1) await sell(journal, index);
      const { breaks, head } = await work(journal);
      expect(breaks).toEqual([]);
      return head as JournalHead;
    }

    it('nobody edited shows no break, at any start, and its head is that of its last event', async () => {
      const head = await shop(5);
      expect(head).toMatchObject({ events: 5 * eventsOfSale, linked: 5 * eventsOfSale, number: 5, since: at(0) });
      expect(head.digest).toMatch(/^[0-9a-f]{64}$/);
      await reopen();
      expect(await work(journal, head)).toEqual({ breaks: [], head });
      await sell(journal, 6);
      const later = await work(journal, head);
      expect(later.breaks).toEqual([]);
      expect(later.head).toMatchObject({ journal: head.journal, events: 6 * eventsOfSale, linked: 6 * eventsOfSale });
    });

    const [firstCheck, firstPrint] = [1, 3];
    it.each<[what: string, act: (db: Dexie) => Promise<unknown>, found: string[]]>([
      [
        'a sum is raised',
        edit('receipts', id(2), (row) => Object.assign(row.lines[0] ?? {}, { price: 99_999 })),
        ['changed 6 № 2'],
      ],
      [
        'a payment is changed',
        edit('receipts', id(2), (row) => Object.assign(row, { payment: { way: 'cash', received: 8990 } })),
        ['changed 6 № 2'],
      ],
      [
        'the name of a line is changed',
        edit('receipts', id(1), (row) => Object.assign(row.lines[0] ?? {}, { name: 'Кефир' })),
        ['changed 3 № 1'],
      ],
      [
        'a line is added',
        edit('receipts', id(1), (row) => void row.lines.push({ ...markedLine(99) } as never)),
        ['changed 3 № 1', 'sold-changed № 1'],
      ],
      ['a receipt is deleted', (db) => db.table('receipts').delete(id(2)), ['receipt-missing 6']],
      [
        'a receipt is made open again',
        edit('receipts', id(2), (row) => Object.assign(row, { state: 'draft' })),
        ['receipt-missing 6 № 2'],
      ],
      [
        'all receipts are deleted',
        (db) => db.table('receipts').clear(),
        [3, 6, 9, 12].map((n) => `receipt-missing ${n}`),
      ],
      [
        'a receipt is put in beside',
        (db) =>
          db
            .table('receipts')
            .get(id(1))
            .then((row: object) => db.table('receipts').put({ ...row, id: 'x', number: 4, lines: [] })),
        ['receipt-without-event № 4'],
      ],
      ['an event is changed', edit('events', 5, (row) => Object.assign(row, { data: 'nothing' })), ['changed 5 № 2']],
      [
        'the moment of an event is changed',
        edit('events', firstPrint, (row) => Object.assign(row, { at: at(77) })),
        ['changed 3 № 1', 'sold-changed № 1'],
      ],
      ['an event is deleted', (db) => db.table('events').delete(5), ['event-missing 5']],
      [
        'the newest event is deleted',
        (db) => db.table('events').delete(4 * eventsOfSale),
        ['event-missing 12', 'receipt-without-event № 4'],
      ],
      [
        'several events are deleted',
        (db) => db.table('events').where(':id').between(4, 8).delete(),
        ['event-missing 4 7', 'receipt-without-event № 2'],
      ],
      [
        'an event is put in between',
        (db) => db.table('events').add({ at: at(5), kind: 'checked' }, 4.5),
        ['event-inserted 4.5'],
      ],
      [
        'an event is put in before all',
        (db) => db.table('events').add({ at: at(5), kind: 'checked' }, -1),
        ['event-inserted'],
      ],
      [
        'an event is put far behind',
        (db) => db.table('events').add({ at: at(5), kind: 'wrong-pin' }, 1e9),
        ['event-missing 13 999999999'],
      ],
      [
        'two events change places',
        (db) =>
          Promise.all([db.table('events').get(4), db.table('events').get(5)]).then(([a, b]) =>
            db.table('events').bulkPut([b, a], [4, 5]),
          ),
        ['changed 4 № 2', 'changed 5 № 2'],
      ],
      [
        'all events are deleted',
        (db) => db.table('events').clear(),
        ['event-missing 1 12', ...[1, 2, 3, 4].map((n) => `receipt-without-event № ${n}`)],
      ],
      ['the chain is deleted', (db) => db.table('links').clear(), ['links-missing 1 12']],
      [
        'the end of the chain is deleted',
        edit('links', 1, (row) => Object.assign(row, { digests: (row['digests'] as Uint8Array).slice(0, 5 * 32) })),
        ['links-missing 6 12'],
      ],
      [
        'the middle of the chain is deleted',
        (db) =>
          db
            .table('links')
            .get(1)
            .then(({ digests }: { digests: Uint8Array }) =>
              db.table('links').bulkPut([
                { first: 1, digests: digests.slice(0, 3 * 32) },
                { first: 8, digests: digests.slice(7 * 32) },
              ]),
            ),
        ['links-missing 4 7'],
      ],
      [
        'the beginning of the chain is deleted',
        (db) =>
          db
            .table('links')
            .get(1)
            .then(({ digests }: { digests: Uint8Array }) =>
              Promise.all([
                db.table('links').delete(1),
                db.table('links').put({ first: 5, digests: digests.slice(4 * 32) }),
              ]),
            ),
        ['links-missing 1 4'],
      ],
      [
        'a row of the chain is made nonsense',
        edit('links', 1, (row) => Object.assign(row, { digests: 'none' })),
        ['links-missing 1 12'],
      ],
      [
        'a digest is changed',
        (db) =>
          db
            .table('links')
            .get(1)
            .then((row: { digests: Uint8Array }) =>
              db
                .table('links')
                .put({ ...row, digests: row.digests.map((byte, index) => (index === 4 * 32 ? byte ^ 1 : byte)) }),
            ),
        ['link-changed 5 № 2'],
      ],
      [
        'all but receipts is deleted',
        (db) =>
          Promise.all(
            ['events', 'links', 'chain', 'breaks', 'raws', 'packs', 'searchBlocks', 'sold', 'counters'].map((store) =>
              db.table(store).clear(),
            ),
          ),
        ['counter', 'event-missing 1 12', 'identity', ...[1, 2, 3, 4].map((n) => `receipt-without-event № ${n}`)],
      ],
      ['an operation is changed', edit('operations', 'o1', (row) => Object.assign(row, { sum: 1 })), ['changed 13']],
      ['an operation is deleted', (db) => db.table('operations').delete('o1'), ['operation-missing 13']],
      ['a sold code is deleted', (db) => db.table('sold').delete(kiOf(3)), ['sold-changed № 3']],
      [
        'a sold code is changed',
        edit('sold', kiOf(3), (row) => Object.assign(row, { number: 77 })),
        ['sold-changed № 3'],
      ],
      [
        "a sold code is another receipt's",
        edit('sold', kiOf(3), (row) => Object.assign(row, { receiptId: id(1) })),
        ['sold-changed № 3'],
      ],
      [
        'a raw answer is changed',
        edit('raws', firstCheck, (row) => Object.assign(row, { answer: '{}' })),
        ['changed 1 № 1'],
      ],
      ['a raw answer is deleted', (db) => db.table('raws').delete(firstCheck), ['changed 1 № 1']],
      [
        'the number of receipts is set back',
        (db) => db.table('counters').put({ name: 'receipt', value: 1 }),
        ['counter'],
      ],
    ])('%s: found with its place, once, and the shop sells on', async (what, act, found) => {
      await shop(4);
      if (what.includes('operation')) {
        await journal.saveOperation(operation('o1', 'begun'));
        await journal.saveOperation(operation('o1', 'done'), {
          at: at(9_000),
          kind: 'operation-done',
          data: { operationId: 'o1', operation: 'cash-in' },
        });
        expect((await work(journal)).breaks).toEqual([]);
      }
      journal.close();
      await through(database, act);
      journal = await openJournal(database, world);
      const { breaks } = await work(journal);
      expect(places(breaks)).toEqual([...found].sort());
      // On record as an event each, and not told anew by the next start.
      expect((await journal.recent(100)).events.filter(({ kind }) => kind === 'chain-broken')).toHaveLength(
        found.length,
      );
      await reopen();
      expect(places((await work(journal)).breaks)).toEqual([...found].sort());
      expect((await journal.recent(100)).events.filter(({ kind }) => kind === 'chain-broken')).toHaveLength(
        found.length,
      );
      // The chain goes on: what is sold from now on is covered, and what is edited of it is found.
      await sell(journal, 50);
      expect(places((await work(journal)).breaks)).toEqual([...found].sort());
      const { events } = await journal.head();
      await through(
        database,
        edit('events', events, (row) => Object.assign(row, { data: 'edited' })),
      );
      expect(
        places((await work(journal)).breaks).filter((place) => place.startsWith(`changed ${events}`)),
      ).toHaveLength(1);
    });

    it('rows made nonsense stop neither the chain nor the screens', async () => {
      await shop(4);
      await through(database, async (db) => {
        await db.table('events').put({ at: 'never', kind: 'operation-done' }, 2);
        await db.table('events').put({ at: at(1), kind: 'checked', receiptId: id(2), data: 7n }, 5);
        const circle: { self?: unknown } = {};
        circle.self = circle;
        await db.table('events').put({ at: at(1), kind: 'printed', receiptId: id(3), data: circle }, 9);
        await db.table('receipts').put({ id: id(4), state: 'fiscalized', number: 4, lines: 'none' });
      });
      const { breaks } = await work(journal);
      expect(places(breaks)).toEqual([
        'changed 12 № 4',
        'changed 2',
        'changed 5 № 2',
        'changed 9 № 3',
        'sold-changed № 3',
      ]);
      expect((await journal.checks({ text: 'молоко', limit: 10 })).length).toBeGreaterThan(0);
      await sell(journal, 5);
      await work(journal);
      const { events, linked } = await journal.head();
      expect(linked).toBe(events);
    });

    it('what was read is told no more, and stays on record', async () => {
      await shop(2);
      await through(
        database,
        edit('events', 2, (row) => Object.assign(row, { data: 'edited' })),
      );
      await work(journal);
      await journal.readBreaks({ at: at(20_000), kind: 'breaks-read' });
      expect((await work(journal)).breaks).toEqual([]);
      expect(await journal.breaks()).toMatchObject([{ what: 'changed', n: 2, read: true }]);
    });

    it('a break cannot be hidden by a row that says it is known', async () => {
      await shop(2);
      await through(database, async (db) => {
        await edit('events', 2, (row) => Object.assign(row, { data: 'edited' }))(db);
      });
      const [found] = (await work(journal)).breaks;
      const other = freshName();
      const second = await openJournal(other, world);
      for (let index = 1; index <= 2; index += 1) await sell(second, index);
      await work(second);
      await through(other, async (db) => {
        await edit('events', 2, (row) => Object.assign(row, { data: 'edited' }))(db);
        await db.table('breaks').add({ ...found, event: 1 });
      });
      expect(places((await work(second)).breaks)).toEqual(['changed 2 № 1']);
      second.close();
    });

    it('far back is found by the look through all, the newest at once', async () => {
      await shop(80);
      await through(database, async (db) => {
        await edit('receipts', id(2), (row) => Object.assign(row.lines[0] ?? {}, { price: 1 }))(db);
        await edit('receipts', id(79), (row) => Object.assign(row.lines[0] ?? {}, { price: 1 }))(db);
      });
      const told: string[][] = [];
      const clock = new FakeClock();
      const chain = new JournalChain({
        journal,
        clock,
        digest,
        isBusy: () => false,
        told: (breaks) => void told.push(places(breaks)),
        idle: atOnce,
      });
      chain.start();
      while (told.length < 2) {
        await new Promise((done) => setTimeout(done));
        await clock.advance(20);
      }
      chain.stop();
      expect(told[0]).toEqual(['changed 237 № 79']);
      expect(told[1]).toEqual(['changed 237 № 79', 'changed 6 № 2']);
    });

    it('packed raw answers are covered, too, byte for byte', async () => {
      await shop(80);
      const packs = await through(database, (db) => db.table('packs').toArray());
      expect(packs.length).toBeGreaterThan(0);
      await through(database, async (db) => {
        const rows = JSON.parse((await packer?.unpack((packs[0] as { bytes: Uint8Array }).bytes)) ?? '') as Array<{
          answer: string;
        }>;
        rows[3] = { ...rows[3], answer: 'another' };
        await db
          .table('packs')
          .toCollection()
          .modify({
            bytes: await Dexie.waitFor(packer?.pack(JSON.stringify(rows)) ?? Promise.resolve(new Uint8Array())),
          });
      });
      expect(places((await work(journal)).breaks)).toEqual(['changed 10 № 4']);
      // Bytes that are no text at all break no screen.
      await through(database, (db) =>
        db
          .table('packs')
          .toCollection()
          .modify({ bytes: new Uint8Array([1, 2, 3]) }),
      );
      expect(await journal.checks({ limit: 100 })).toHaveLength(80);
      expect(places((await work(journal)).breaks)).toHaveLength(1 + packs.length * 64);
    });

    describe('with a head known elsewhere', () => {
      it.each<[what: string, change: (head: JournalHead) => JournalHead, found: string[]]>([
        ['another journal', (head) => ({ ...head, journal: 'other' }), ['other-journal']],
        ['more events', (head) => ({ ...head, events: head.events + 3 }), ['rolled-back 7 9']],
        ['more receipts', (head) => ({ ...head, number: head.number + 1 }), ['rolled-back 7 6']],
        ['another digest', (head) => ({ ...head, digest: '0'.repeat(64) }), ['rewritten 1 6']],
        ['the same', (head) => head, []],
        ['one of before', (head) => ({ ...head, events: 0, linked: 0, digest: '', number: 0 }), []],
      ])('%s', async (_, change, found) => {
        const head = await shop(2);
        expect(places((await work(journal, change(head))).breaks)).toEqual(found);
        expect(places((await work(journal, change(head))).breaks)).toEqual(found);
      });

      it('a chain counted anew over an edited event is told', async () => {
        const head = await shop(2);
        await through(database, async (db) => {
          await edit('events', 2, (row) => Object.assign(row, { data: 'edited' }))(db);
          await Promise.all([db.table('links').clear(), db.table('chain').delete('linked')]);
        });
        expect((await work(journal)).breaks).toEqual([]);
        expect(places((await work(journal, head)).breaks)).toEqual(['rewritten 1 6']);
      });
    });

    describe('no false alarm', () => {
      it('after idle work that was cut off at any step', async () => {
        for (let step = 1; ; step += 1) {
          const cut = await openJournal(freshName(), world);
          for (let index = 1; index <= 3; index += 1) await sell(cut, index);
          const fuse = new Fuse(step);
          const clock = new FakeClock();
          const chain = new JournalChain({
            journal: fused(cut, fuse, true),
            clock,
            digest,
            isBusy: () => false,
            told: () => undefined,
            idle: atOnce,
          });
          chain.start();
          while (!fuse.blown && !chain.isAtRest) {
            await new Promise((done) => setTimeout(done));
            await clock.advance(20);
          }
          chain.stop();
          await sell(cut, 4);
          expect((await work(cut)).breaks, `step ${step}`).toEqual([]);
          cut.close();
          if (!fuse.blown) break;
        }
      });

      it('after writes that failed: a number is not used up by them', async () => {
        await sell(journal, 1);
        const bad: JournalEvent = { at: at(1), kind: 'wrong-pin', data: (() => undefined) as never };
        await expect(journal.record(bad)).rejects.toThrow();
        await expect(
          journal.save(
            newReceipt(id(9), at(1)),
            { at: at(1), kind: 'wrong-pin', data: { for: 'settings', wrong: 1 } },
            bad,
          ),
        ).rejects.toThrow();
        await expect(
          journal.save(
            { ...newReceipt(id(9), at(1)), lines: (() => undefined) as never },
            { at: at(1), kind: 'wrong-pin', data: { for: 'settings', wrong: 1 } },
          ),
        ).rejects.toThrow();
        await sell(journal, 2);
        expect((await journal.unlinked(100)).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
        expect((await work(journal)).breaks).toEqual([]);
      });

      it('when many write at one moment', async () => {
        await Promise.all(Array.from({ length: 30 }, (_, index) => sell(journal, index + 1)));
        expect((await journal.unlinked(1000)).map(({ n }) => n)).toEqual(
          Array.from({ length: 30 * eventsOfSale }, (_, index) => index + 1),
        );
        expect((await work(journal)).breaks).toEqual([]);
      });

      it('where a finished receipt or operation was saved again: it stays as it was', async () => {
        const head = await shop(2);
        const done = (await journal.get(id(1))) as Receipt;
        await journal.save({ ...done, state: 'fiscalizing' });
        await journal.finish(
          { ...done, lines: [], fiscal: { ...(done.fiscal as NonNullable<Receipt['fiscal']>), at: at(99) } },
          [],
          { at: at(99_000), kind: 'recovered', receiptId: done.id, data: done.fiscal as FiscalMark },
        );
        await journal.saveOperation(operation('o1', 'done'));
        await journal.saveOperation(operation('o1', 'in-doubt'));
        expect(await journal.get(id(1))).toEqual(done);
        expect([await journal.current(), await journal.pendingOperation()]).toEqual([undefined, undefined]);
        expect((await work(journal, head)).breaks).toEqual([]);
      });

      it('of a keg sold in parts, and of a receipt that a person decided', async () => {
        const keg: Line = {
          ...markedLine(7),
          quantity: thousandths(1500),
          measure: 'litre',
          division: { by: 'measure', measure: 'litre', price: kopecks(18_000), content: thousandths(30_000) },
        };
        const fiscal = { fn, fd: 1, fpd: '', at: at(1) };
        await journal.record({ at: at(1), kind: 'recovered', receiptId: id(7), data: { decidedByPerson: false } });
        await journal.finish(
          { ...newReceipt(id(7), at(1)), state: 'fiscalized', number: 1, lines: [keg], fiscal },
          [],
          {
            at: at(2),
            kind: 'recovered',
            receiptId: id(7),
            data: fiscal,
          },
        );
        await journal.save(
          { ...newReceipt(id(8), at(1)), state: 'cancelled', lines: [markedLine(8)] },
          {
            at: at(2),
            kind: 'receipt-cancelled',
            receiptId: id(8),
            data: { lines: [], total: kopecks(0), cashier: '' },
          },
        );
        const numbered = await journal.saveNumbered((number) => ({
          ...newReceipt(id(9), at(3)),
          state: 'paying',
          number,
        }));
        // No counter was written with it, and its number stands on a paper all the same.
        expect(numbered.number).toBe(2);
        expect((await work(journal)).breaks).toEqual([]);
        await through(database, (db) => db.table('withdrawals').toCollection().modify({ amount: 1 }));
        expect(places((await work(journal)).breaks)).toEqual(['withdrawal-changed № 1']);
      });

      it('in a page that is not secure: no chain, and the journal is tidied all the same', async () => {
        for (let index = 1; index <= 90; index += 1) await sell(journal, index);
        const clock = new FakeClock();
        const chain = new JournalChain({
          journal,
          clock,
          digest: undefined,
          isBusy: () => false,
          told: () => expect.unreachable(),
          idle: atOnce,
        });
        chain.start();
        chain.nudge();
        while (!chain.isAtRest) {
          await new Promise((done) => setTimeout(done));
          await clock.advance(20);
        }
        chain.stop();
        expect(await journal.head()).toMatchObject({ linked: 0, digest: '' });
        expect(await through(database, (db) => db.table('packs').count())).toBe(1);
      });
    });
  });
}
