/**
 * A crash at any moment of an operation of the shift. What must hold afterwards: the drawer and the ФН agree with the journal, nothing was
 * done twice by itself, and nothing that was done is missing from the record.
 */
import { describe, expect, it } from 'vitest';
import { countedIds, FakeClock, turn } from '../../../test/unit/clock.ts';
import { Fuse, fused } from '../../../test/unit/fakes/fuse.ts';
import { emptyStore, memoryJournal, type JournalStore } from '../../../test/unit/fakes/journal.ts';
import { FakePrinter, freshPrinter, type PrinterFault, type PrinterMemory } from '../../../test/unit/fakes/printer.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { kopecks } from '../../domain/base/money.ts';
import type { ShiftOperationKind } from '../../domain/document/shift.ts';
import type { FiscalPrinter } from '../ports/printer.ts';
import type { Journal } from '../ports/journal.ts';
import { Shift } from './shift.ts';
import { mutex } from '../mutex.ts';

interface Medium {
  readonly store: JournalStore;
  readonly memory: PrinterMemory;
  readonly faults: PrinterFault[];
}

type Kind = Exclude<ShiftOperationKind, 'report'>;
const fifty = kopecks(5000);
const start: Record<Kind, (shift: Shift) => Promise<void>> = {
  'cash-in': (shift) => shift.cashIn(fifty),
  'cash-out': (shift) => shift.cashOut(fifty),
  close: (shift) => shift.close(),
  open: (shift) => shift.open(),
};
const kinds = Object.keys(start) as Kind[];
const days: Array<[string, PrinterFault[]]> = [
  ['a good day', []],
  ['an answer lost', ['lose-answer']],
  ['a request lost', ['lose-request']],
  ['a refusal', ['refuse']],
  ['a refusal, then an answer lost', ['refuse', 'lose-answer']],
  ['a request lost, then an answer', ['lose-request', 'lose-answer']],
];

const freshMedium = (faults: readonly PrinterFault[]): Medium => ({
  store: emptyStore(),
  memory: freshPrinter({ cash: { drawer: 80_000, paidIn: 100_000, paidOut: 20_000 } }),
  faults: [...faults],
});
const openOn = (journal: Journal, printer: FiscalPrinter, newId: () => string): Shift =>
  new Shift({ journal, printer, newId, clock: new FakeClock(), shop: () => realShop, printerMutex: mutex() });

/** One who wants each thing done once, looks before touching anything, and repeats only what the screen says was not done or not begun. Gives up on what needs no second try: `patience`. */
async function cashier(shift: Shift, wanted: readonly Kind[], patience = 20): Promise<void> {
  for (let tries = 0; tries < patience; tries += 1) {
    await shift.look();
    // What stands on the screen may be older than the failure beside it.
    if (shift.view.problem) continue;
    const missing = wanted.find(
      (kind) => !shift.view.operations.some((operation) => operation.kind === kind && operation.state === 'done'),
    );
    if (!missing) return;
    await start[missing](shift);
  }
  throw new Error(`never done: ${JSON.stringify(shift.view)}`);
}

const count = ({ documents }: PrinterMemory, kind: 'shift-opened' | 'shift-closed'): number =>
  documents.filter((document) => document.kind === kind).length;
const doneOf = ({ operations }: JournalStore, kind: Kind) =>
  operations.filter((operation) => operation.kind === kind && operation.state === 'done');

/** The journal and the ККТ tell one story. */
function expectAgreed({ store, memory }: Medium, when: string): void {
  const paidIn = doneOf(store, 'cash-in').length * fifty;
  const paidOut = doneOf(store, 'cash-out').length * fifty;
  expect(memory.cash, when).toEqual({
    drawer: 80_000 + paidIn - paidOut,
    paidIn: 100_000 + paidIn,
    paidOut: 20_000 + paidOut,
  });
  for (const [kind, document] of [
    ['open', 'shift-opened'],
    ['close', 'shift-closed'],
  ] as const) {
    expect(
      doneOf(store, kind).map(({ fiscal }) => fiscal),
      when,
    ).toEqual(memory.documents.flatMap((printed) => (printed.kind === document ? [printed.mark] : [])));
  }
  expect(
    store.operations.filter(({ state }) => state === 'begun' || state === 'in-doubt'),
    when,
  ).toEqual([]);
}

function expectDoneOnce(medium: Medium, wanted: readonly Kind[], when: string): void {
  expectAgreed(medium, when);
  for (const kind of wanted) expect(doneOf(medium.store, kind), `${kind}, ${when}`).toHaveLength(1);
}

/** Each life ends at the step given; the last one goes on to the end of `play`. Returns the steps the last life took. */
async function live(
  ends: readonly number[],
  medium: Medium,
  play: (shift: Shift, life: number) => Promise<void>,
): Promise<number> {
  let { store } = medium;
  const ids = countedIds('op');
  for (const [life, last] of [...ends, Infinity].entries()) {
    // What the dead page still holds must not reach the new one.
    store = { ...store };
    const fuse = new Fuse(last);
    const shift = openOn(
      fused(memoryJournal(store), fuse, true),
      fused<FiscalPrinter>(new FakePrinter(medium.memory, medium.faults), fuse, true),
      ids,
    );
    await Promise.race([play(shift, life), fuse.whenBlown]);
    // The frozen life must get no further.
    await turn();
    if (!fuse.blown) {
      Object.assign(medium.store, store);
      return fuse.steps;
    }
  }
  throw new Error('unreachable');
}

describe.each(days)('a crash at any step, on %s', (_, faults) => {
  it.each(kinds)('of %s: a page that only looks finds the truth, and does nothing itself', async (kind) => {
    const play = async (shift: Shift, life: number): Promise<void> => (life === 0 ? start[kind](shift) : shift.look());
    const steps = await live([], freshMedium(faults), play);
    expect(steps).toBeGreaterThan(10);
    for (let step = 1; step <= steps; step += 1) {
      const medium = freshMedium(faults);
      await live([step], medium, play);
      expectAgreed(medium, `crash at step ${step} of ${steps}`);
      expect(doneOf(medium.store, kind).length, `crash at step ${step}`).toBeLessThanOrEqual(1);
      // One press, one row: the record does not lose what was tried, nor make up what was not.
      expect(medium.store.operations.length, `crash at step ${step}`).toBeLessThanOrEqual(1);
    }
  });

  it('of a whole day: a cashier who repeats only what was not done has each thing done once', async () => {
    const play = (shift: Shift): Promise<void> => cashier(shift, kinds);
    const whole = freshMedium(faults);
    const steps = await live([], whole, play);
    expectDoneOnce(whole, kinds, 'no crash');
    expect(whole.memory.documents.map(({ kind }) => kind)).toEqual(['shift-closed', 'shift-opened']);
    for (let step = 1; step <= steps; step += 1) {
      const medium = freshMedium(faults);
      await live([step], medium, play);
      expectDoneOnce(medium, kinds, `crash at step ${step} of ${steps}`);
    }
  });
});

describe('a crash at any step, and another at any step of what follows', () => {
  it.each(days.slice(0, 2).flatMap(([day, faults]) => kinds.map((kind) => [kind, day, faults] as const)))(
    '%s on %s',
    async (kind, _, faults) => {
      const play = (shift: Shift): Promise<void> => cashier(shift, [kind]);
      const steps = await live([], freshMedium(faults), play);
      for (let first = 1; first <= steps; first += 1) {
        const after = await live([first], freshMedium(faults), play);
        for (let second = 1; second <= after; second += 1) {
          const medium = freshMedium(faults);
          await live([first, second], medium, play);
          expectDoneOnce(medium, [kind], `crashes at step ${first} and ${second}`);
        }
      }
    },
  );
});

describe('a journal that fails once, at any step', () => {
  it.each(days)('on %s, without a reload: each thing is done once', async (_, faults) => {
    const run = async (last: number): Promise<{ medium: Medium; steps: number }> => {
      const medium = freshMedium(faults);
      const fuse = new Fuse(last, 'fail');
      await cashier(
        openOn(
          fused(memoryJournal(medium.store), fuse, false),
          new FakePrinter(medium.memory, medium.faults),
          countedIds('op'),
        ),
        kinds,
      );
      return { medium, steps: fuse.steps };
    };
    const { steps } = await run(Infinity);
    for (let step = 1; step <= steps; step += 1)
      expectDoneOnce((await run(step)).medium, kinds, `the journal fails at step ${step} of ${steps}`);
  });
});

it('the ККТ dies with the page: whatever it was doing stays on record until it can be asked', async () => {
  for (const kind of kinds) {
    for (const fault of ['lose-answer', 'lose-request'] as const) {
      const medium = freshMedium([fault]);
      const printer = new FakePrinter(medium.memory, medium.faults);
      const dying: FiscalPrinter = new Proxy(printer, {
        get: (target, name) => {
          // After the first byte it is gone, for this page and for the next.
          if (['cashIn', 'cashOut', 'openShift', 'closeShift'].includes(String(name)))
            queueMicrotask(() => (target.gone = { kind: 'not-connected' }));
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
      const journal = memoryJournal(medium.store);
      const ids = countedIds('op');
      await start[kind](openOn(journal, dying, ids));
      for (let page = 0; page < 3; page += 1) await openOn(journal, printer, ids).look();
      expect(medium.store.operations, `${kind}, ${fault}`).toMatchObject([{ kind, state: 'in-doubt' }]);
      printer.gone = undefined;
      await openOn(journal, printer, ids).look();
      expectAgreed(medium, `${kind}, ${fault}`);
      expect(medium.store.operations, `${kind}, ${fault}`).toMatchObject([
        { kind, state: fault === 'lose-answer' ? 'done' : 'not-done' },
      ]);
      expect(count(medium.memory, 'shift-opened') + count(medium.memory, 'shift-closed')).toBe(
        fault === 'lose-answer' && (kind === 'open' || kind === 'close') ? 1 : 0,
      );
    }
  }
});
