import { fakeMemory } from '../../../test/unit/fakes/small-memory.ts';
import { describe, expect, it } from 'vitest';
import { countedIds, FakeClock, noon, turn } from '../../../test/unit/clock.ts';
import { memoryCatalogue } from '../../../test/unit/fakes/catalogue.ts';
import { allowedOnline, FakeChecker } from '../../../test/unit/fakes/checker.ts';
import { bread } from '../../../test/unit/fakes/goods.ts';
import { emptyStore, memoryJournal } from '../../../test/unit/fakes/journal.ts';
import {
  FakePrinter,
  freshPrinter,
  realFn,
  type PrinterFault,
  type PrinterMemory,
} from '../../../test/unit/fakes/printer.ts';
import { noPin, realShop } from '../../../test/unit/fakes/settings.ts';
import { CountedSounds } from '../../../test/unit/fakes/sounds.ts';
import { kopecks } from '../../domain/base/money.ts';
import type { ShiftOperation, ShiftOperationKind } from '../../domain/document/shift.ts';
import { CheckCode } from '../sale/check-batcher.ts';
import type { Journal } from '../ports/journal.ts';
import type { PrinterFailure } from '../ports/printer.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { Sale } from '../sale/sale.ts';
import { difference, Shift, type ShiftView } from './shift.ts';
import { mutex } from '../mutex.ts';

const gone: PrinterFailure = { kind: 'not-connected' };
const lost: PrinterFailure = { kind: 'lost-answer' };
const fifty = kopecks(5000);

/** Each operation: how a person starts it, what the printer calls it, and the trace it leaves there (nothing: paper only). */
const kinds: Record<
  ShiftOperationKind,
  {
    start: (shift: Shift) => Promise<void>;
    method: 'openShift' | 'closeShift' | 'report' | 'cashIn' | 'cashOut';
    trace: (memory: PrinterMemory) => number;
    extra: Partial<ShiftOperation>;
  }
> = {
  open: {
    start: (shift) => shift.open(),
    method: 'openShift',
    trace: ({ documents }) => documents.filter(({ kind }) => kind === 'shift-opened').length,
    extra: { shift: 2 },
  },
  close: {
    start: (shift) => shift.close(kopecks(70_000)),
    method: 'closeShift',
    trace: ({ documents }) => documents.filter(({ kind }) => kind === 'shift-closed').length,
    extra: { shift: 1, counted: kopecks(70_000), expected: kopecks(80_000) },
  },
  report: { start: (shift) => shift.report(), method: 'report', trace: () => 0, extra: { shift: 1 } },
  'cash-in': {
    start: (shift) => shift.cashIn(fifty),
    method: 'cashIn',
    trace: ({ cash }) => (cash.paidIn - 100_000) / fifty,
    extra: { shift: 1, sum: fifty },
  },
  'cash-out': {
    start: (shift) => shift.cashOut(fifty),
    method: 'cashOut',
    trace: ({ cash }) => (cash.paidOut - 20_000) / fifty,
    extra: { shift: 1, sum: fifty },
  },
};
const every = Object.entries(kinds).map(([kind, how]) => ({ kind: kind as ShiftOperationKind, ...how }));
const witnessed = every.filter(({ kind }) => kind !== 'report');
const fiscal = (kind: ShiftOperationKind): boolean => kind === 'open' || kind === 'close';

function world({
  shop = realShop,
  memory = {},
  faults = [],
  journal = (inner) => inner,
}: {
  shop?: Shop;
  memory?: Partial<PrinterMemory>;
  faults?: PrinterFault[];
  journal?: (inner: Journal) => Journal;
} = {}) {
  const store = emptyStore();
  const clock = new FakeClock();
  const printer = new FakePrinter(
    freshPrinter({ cash: { drawer: 80_000, paidIn: 100_000, paidOut: 20_000 }, ...memory }),
    faults,
  );
  const newId = countedIds('op');
  const inTurn = mutex();
  const kept = journal(memoryJournal(store));
  const page = (): Shift => new Shift({ printer, journal: kept, clock, newId, shop: () => shop, printerMutex: inTurn });
  return {
    store,
    clock,
    printer,
    memory: printer.memory,
    page,
    shift: page(),
    printerMutex: inTurn,
    journal: kept,
    states: () => store.operations.map(({ kind, state }) => [kind, state]),
  };
}

/** As a receipt does it: with the state it has asked for, whatever becomes of the ККТ afterwards. */
async function forReceipt(shift: Shift, printer: FakePrinter): Promise<Awaited<ReturnType<Shift['openForReceipt']>>> {
  const { gone: away } = printer;
  printer.gone = undefined;
  const state = await printer.state();
  printer.gone = away;
  if (!state.ok) throw new Error(JSON.stringify(state.failure));
  return shift.openForReceipt(state.value);
}

/** The next time the printer does as it is told, and then `after` happens before anybody hears of it. */
function afterwards(
  printer: FakePrinter,
  method: 'openShift' | 'closeShift' | 'report' | 'cashIn' | 'cashOut',
  after: () => void,
): void {
  const act = printer[method].bind(printer) as (sum: never) => Promise<never>;
  Object.assign(printer, {
    [method]: async (argument: never) => {
      Object.assign(printer, { [method]: act });
      const answer = await act(argument);
      after();
      return answer;
    },
  });
}

describe.each(every)('$kind', ({ kind, start, method, trace, extra }) => {
  it('is on the medium before the first byte, with what the ККТ said before, and done after', async () => {
    const { store, shift, printer, memory } = world();
    let atFirstByte: ShiftOperation[] = [];
    afterwards(printer, method, () => (atFirstByte = structuredClone(store.operations)));
    await start(shift);
    const begun = {
      id: 'op-0001',
      kind,
      state: 'begun',
      at: noon,
      cashier: 'Петрова',
      before: { fn: realFn, lastFd: 0, shift: 1, paidIn: 100_000, paidOut: 20_000 },
      ...extra,
    };
    expect(atFirstByte).toEqual([begun]);
    expect(store.operations).toEqual([
      { ...begun, state: 'done', fiscal: fiscal(kind) ? memory.documents[0]?.mark : undefined },
    ]);
    expect(trace(memory)).toBe(kind === 'report' ? 0 : 1);
    expect(shift.view).toMatchObject({ problem: undefined, doing: undefined, operations: store.operations });
  });

  it('that the ККТ refused is not done, and says why', async () => {
    const { shift, memory, states, printer } = world({ faults: ['refuse'] });
    await start(shift);
    expect(states()).toEqual([[kind, 'not-done']]);
    expect(shift.view.problem).toEqual({ kind: 'refused', trouble: 'no-paper' });
    expect(trace(memory)).toBe(0);
    // A certain word needs no asking.
    expect(printer.rests).toBe(0);
    await start(shift);
    expect(states()).toEqual([
      [kind, 'not-done'],
      [kind, 'done'],
    ]);
    expect(shift.view.problem).toBeUndefined();
  });

  it('whose request was lost is not done, and only a person does it again', async () => {
    const { shift, memory, states, printer } = world({ faults: ['lose-request'] });
    await start(shift);
    expect(states()).toEqual([[kind, 'not-done']]);
    expect(shift.view.problem).toEqual(lost);
    expect(trace(memory)).toBe(0);
    expect(printer.rests).toBe(1);
    await start(shift);
    expect(states()).toEqual([
      [kind, 'not-done'],
      [kind, 'done'],
    ]);
  });

  it('without a ККТ is told and not begun', async () => {
    const { shift, states, printer } = world();
    printer.gone = gone;
    await start(shift);
    expect(shift.view).toMatchObject({ problem: gone, doing: undefined, printer: undefined, cash: undefined });
    expect(states()).toEqual([]);
  });

  it('whose registers cannot be read is told and not begun: it could not be settled', async () => {
    const { shift, states, printer, memory } = world();
    printer.cash = async () => ({ ok: false, failure: lost });
    await start(shift);
    expect(shift.view.problem).toEqual(lost);
    expect(states()).toEqual([]);
    expect(memory.documents).toEqual([]);
  });

  it.each([
    ['real', true],
    ['demo', false],
  ] as const)('in a %s shop is refused on a ККТ whose demo is %s', async (of, demo) => {
    const { shift, states, memory } = world({ shop: { ...realShop, kind: of }, memory: { demo } });
    await start(shift);
    expect(shift.view.problem).toEqual({ kind: 'demo-printer' });
    expect(states()).toEqual([]);
    expect([trace(memory), memory.documents]).toEqual([0, []]);
  });

  it('in a demo shop is done on a demo ККТ', async () => {
    const { shift, states } = world({ shop: { ...realShop, kind: 'demo' }, memory: { demo: true } });
    await start(shift);
    expect(states()).toEqual([[kind, 'done']]);
  });

  it('pressed twice in a hurry is two operations, one after the other', async () => {
    const { shift, states, store } = world();
    await Promise.all([start(shift), start(shift)]);
    expect(states()).toEqual([
      [kind, 'done'],
      [kind, 'done'],
    ]);
    expect(new Set(store.operations.map(({ id }) => id)).size).toBe(2);
  });

  describe('left by a page that died', () => {
    const begun: ShiftOperation = {
      id: 'dead',
      kind,
      state: 'begun',
      at: noon,
      cashier: 'Иванова',
      before: { fn: realFn, lastFd: 0, shift: 1, paidIn: kopecks(100_000), paidOut: kopecks(20_000) },
      ...extra,
    };

    it('before the first byte: a look says it was not done', async () => {
      const { store, shift, printer } = world();
      store.operations.push(begun);
      await shift.look();
      expect(store.operations).toEqual([{ ...begun, state: 'not-done' }]);
      expect(shift.view).toMatchObject({ problem: undefined, operations: store.operations });
      expect(printer.rests).toBe(1);
    });

    it('is settled before the next one is begun', async () => {
      const { store, shift, states } = world();
      store.operations.push(begun);
      await shift.cashIn(fifty);
      expect(states()).toEqual([
        [kind, 'not-done'],
        ['cash-in', 'done'],
      ]);
      expect(shift.view.problem).toBeUndefined();
    });

    it('stays as it is while the ККТ does not come to rest: a late command may still come', async () => {
      const { store, shift, printer, memory } = world();
      store.operations.push(begun);
      const noPaper: PrinterFailure = { kind: 'refused', trouble: 'no-paper' };
      printer.rest = async () => ({ ok: false, failure: noPaper });
      await shift.look();
      await start(shift);
      expect(store.operations).toEqual([begun]);
      expect(shift.view).toMatchObject({ problem: noPaper, printer: { fn: realFn } });
      expect(memory.documents).toEqual([]);
    });

    it('and one more of them: both are settled before anything is begun', async () => {
      const { store, shift, states } = world();
      store.operations.push(begun, { ...begun, id: 'dead too' });
      await shift.cashIn(fifty);
      expect(shift.view.problem).toEqual({ kind: 'pending' });
      await shift.cashIn(fifty);
      expect(states()).toEqual([
        [kind, 'not-done'],
        [kind, 'not-done'],
        ['cash-in', 'done'],
      ]);
    });

    it('stays as it is while the ККТ cannot be asked', async () => {
      const { store, shift, printer } = world();
      store.operations.push(begun);
      printer.gone = gone;
      await shift.look();
      await shift.cashIn(fifty);
      expect(store.operations).toEqual([begun]);
      expect(shift.view.problem).toEqual(gone);
    });
  });
});

describe.each(witnessed)('the lost answer of $kind', ({ kind, start, method, trace }) => {
  it('is found in the ККТ: done, once, and no person is asked', async () => {
    const { shift, memory, store, states } = world({ faults: ['lose-answer'] });
    await start(shift);
    expect(states()).toEqual([[kind, 'done']]);
    expect(store.operations[0]?.fiscal).toEqual(fiscal(kind) ? memory.documents[0]?.mark : undefined);
    expect(trace(memory)).toBe(1);
    expect(shift.view.problem).toBeUndefined();
  });

  it('is asked for only of a ККТ at rest', async () => {
    const { shift, printer, states, memory } = world({ faults: ['lose-request'] });
    const act = printer[method].bind(printer) as (sum: never) => Promise<unknown>;
    // A late command of ours comes through while the ККТ comes to rest.
    const rest = printer.rest.bind(printer);
    printer.rest = async () => {
      await act(fifty as never);
      return rest();
    };
    await start(shift);
    expect(states()).toEqual([[kind, 'done']]);
    expect(trace(memory)).toBe(1);
  });

  it.each<[string, PrinterFault]>([
    ['done', 'lose-answer'],
    ['not-done', 'lose-request'],
  ])('of a ККТ that is gone waits for it, and is then %s', async (end, fault) => {
    const { shift, printer, states, memory, page } = world({ faults: [fault] });
    afterwards(printer, method, () => (printer.gone = gone));
    await start(shift);
    expect(states()).toEqual([[kind, 'in-doubt']]);
    expect(shift.view.problem).toEqual(gone);
    const before = structuredClone(memory);
    await start(shift);
    await page().look();
    expect(states()).toEqual([[kind, 'in-doubt']]);
    printer.gone = undefined;
    const next = page();
    await next.look();
    expect(states()).toEqual([[kind, end]]);
    expect(next.view).toMatchObject({ problem: undefined, operations: [{ kind, state: end }] });
    expect(memory).toEqual(before);
  });

  it.each<[string, (memory: PrinterMemory) => void]>([
    [
      'another shift, whose registers have started anew',
      (memory) => {
        // Left to itself it would be told by the document; here a receipt of another program stands in its place.
        memory.documents = (['receipt', 'shift-closed', 'shift-opened'] as const).map((kind, index) => ({
          mark: { fn: realFn, fd: index + 1, fpd: '1', at: noon },
          kind,
          document: {},
        }));
        memory.shift = { state: 'open', number: 2, openedAt: noon };
        memory.cash = { drawer: 85_000, paidIn: 100_000, paidOut: 20_000 };
      },
    ],
    ['another ФН', (memory) => void (memory.fn = '9960440300000001')],
    [
      'figures that fit neither',
      (memory) =>
        void (
          memory.documents.unshift({ mark: { fn: realFn, fd: 1, fpd: '1', at: noon }, kind: 'other', document: {} }),
          (memory.cash.paidIn += 7),
          (memory.cash.paidOut += 7)
        ),
    ],
  ])('with %s stays in doubt, blocks the next operation, and is decided by a person', async (_, spoil) => {
    for (const decision of [true, false]) {
      const { shift, printer, memory, states, page } = world({ faults: ['lose-answer'] });
      afterwards(printer, method, () => spoil(memory));
      await start(shift);
      expect(shift.view).toMatchObject({ problem: { kind: 'pending' }, operations: [{ kind, state: 'in-doubt' }] });
      const before = structuredClone(memory);

      for (const next of [shift, page()]) {
        for (const other of every) {
          await other.start(next);
          expect(next.view.problem, other.kind).toEqual({ kind: 'pending' });
        }
        await next.look();
        expect(next.view.problem).toEqual({ kind: 'pending' });
        // Cash takes no ФД number: the shop goes on selling while it waits for a person.
        const isCash = kind === 'cash-in' || kind === 'cash-out';
        expect(await forReceipt(next, printer)).toMatchObject(
          isCash ? { ok: true } : { ok: false, failure: { kind: 'pending' } },
        );
      }
      expect(memory).toEqual(before);
      expect(states()).toEqual([[kind, 'in-doubt']]);

      await shift.decide(decision);
      expect(states()).toEqual([[kind, decision ? 'done' : 'not-done']]);
      expect(shift.view.operations).toMatchObject([{ decidedByPerson: true }]);
      expect(shift.view.problem).toBeUndefined();
      await shift.report();
      expect(states()).toEqual([
        [kind, decision ? 'done' : 'not-done'],
        ['report', 'done'],
      ]);
    }
  });
});

it('the lost answer of an X report asks nobody: it is paper only, and a second one does no harm', async () => {
  const { shift, states } = world({ faults: ['lose-answer'] });
  await shift.report();
  expect(states()).toEqual([['report', 'not-done']]);
  expect(shift.view.problem).toEqual(lost);
});

it('a lost answer that was found is told as done although the clock was set back', async () => {
  const { shift, clock, printer } = world();
  await shift.report();
  clock.jump(noon - 3_600_000);
  printer.faults.push('lose-answer');
  await shift.cashIn(fifty);
  expect(shift.view.operations).toContainEqual(expect.objectContaining({ kind: 'cash-in', state: 'done' }));
  expect(shift.view.problem).toBeUndefined();
});

describe('a decision', () => {
  it('with nothing in doubt changes nothing', async () => {
    const { shift, store } = world();
    await shift.cashIn(fifty);
    const before = structuredClone(store);
    await shift.decide(false);
    await shift.decide(true);
    expect(store).toEqual(before);
    expect(shift.view.problem).toBeUndefined();
  });

  it('can be taken while the ККТ is gone', async () => {
    const { shift, printer, states } = world({ faults: ['lose-answer'] });
    afterwards(printer, 'cashIn', () => (printer.gone = gone));
    await shift.cashIn(fifty);
    await shift.decide(true);
    expect(states()).toEqual([['cash-in', 'done']]);
  });
});

describe('the screen', () => {
  it('sees what is being done, and afterwards how things stand', async () => {
    const { shift, memory } = world();
    const views: ShiftView[] = [];
    const leave = shift.subscribe((view) => views.push(view));
    await shift.cashIn(fifty);
    expect(new Set(views).size).toBe(views.length);
    expect(views[0]).toMatchObject({ doing: 'cash-in', problem: undefined });
    expect(views.at(-1)).toBe(shift.view);
    expect(shift.view).toMatchObject({
      doing: undefined,
      printer: { fn: realFn, shift: { state: 'open', number: 1 } },
      cash: memory.cash,
    });
    const told = views.length;
    leave();
    await shift.look();
    expect(views).toHaveLength(told);
  });

  it('sees it from the press on, though it waits for its turn at the ККТ, and never what waits behind it', async () => {
    const { shift, printerMutex } = world();
    let free: () => void = () => undefined;
    const held = printerMutex(() => new Promise<void>((resolve) => (free = resolve)));
    const looked = shift.look();
    expect(shift.view.doing).toBe('look');
    const opened = shift.report();
    expect(shift.view.doing).toBe('look');
    await turn();
    expect(shift.view.doing).toBe('look');
    free();
    await Promise.all([held, looked, opened]);
    expect(shift.view).toMatchObject({ doing: undefined, operations: [{ kind: 'report', state: 'done' }] });
  });

  it('lists the operations newest first', async () => {
    const { shift, clock } = world();
    for (const { start } of [kinds.open, kinds['cash-in'], kinds.close]) {
      await start(shift);
      await clock.advance(1000);
    }
    expect(shift.view.operations.map(({ kind }) => kind)).toEqual(['close', 'cash-in', 'open']);
  });

  it('shows what is asked without leaving a trace in the journal: a look, the drawer', async () => {
    const { shift, store, printer } = world();
    await shift.look();
    expect(shift.view).toMatchObject({ printer: { lastFd: 0 }, cash: { drawer: 80_000 } });
    await shift.openDrawer();
    expect(store).toEqual(emptyStore());
    expect(printer.rests).toBe(0);
    printer.faults.push('refuse');
    await shift.openDrawer();
    expect(shift.view.problem).toEqual({ kind: 'refused', trouble: 'no-paper' });
    await shift.openDrawer();
    expect(shift.view.problem).toBeUndefined();
  });

  it('tells of a ККТ whose registers do not answer', async () => {
    const { shift, printer } = world();
    printer.cash = async () => ({ ok: false, failure: lost });
    await shift.look();
    expect(shift.view).toMatchObject({ printer: { fn: realFn }, cash: undefined, problem: lost });
  });

  it.each([
    [kopecks(70_000), -10_000],
    [kopecks(80_000), 0],
    [kopecks(80_001), 1],
    [undefined, undefined],
  ])('a drawer counted at %s kopecks differs from 800 roubles by %s', async (counted, expected) => {
    const { shift, store } = world();
    await shift.close(counted);
    expect(store.operations.map(difference)).toEqual([expected]);
  });
});

describe('a journal that cannot write', () => {
  const breakable =
    (broken: Set<keyof Journal>) =>
    (inner: Journal): Journal =>
      new Proxy(inner, {
        get: (target, name: keyof Journal) =>
          broken.has(name) ? () => Promise.reject(new Error('QuotaExceededError')) : target[name],
      });
  const storage = { kind: 'storage', detail: expect.stringContaining('Quota') as string };

  it.each(every)('the beginning of $kind: nothing is printed, the person is told', async ({ kind, start, trace }) => {
    const broken = new Set<keyof Journal>(['saveOperation']);
    const { shift, memory, states } = world({ journal: breakable(broken) });
    await start(shift);
    expect(shift.view).toMatchObject({ problem: storage, doing: undefined });
    expect([trace(memory), memory.documents]).toEqual([0, []]);
    broken.clear();
    await start(shift);
    expect(states()).toEqual([[kind, 'done']]);
    expect(shift.view.problem).toBeUndefined();
  });

  it.each(witnessed)(
    'the end of $kind: the person is told, and the next look settles it, done once',
    async ({ kind, start, method, trace }) => {
      const broken = new Set<keyof Journal>();
      const { shift, printer, memory, states } = world({ journal: breakable(broken) });
      afterwards(printer, method, () => broken.add('saveOperation'));
      await start(shift);
      expect(shift.view).toMatchObject({ problem: storage, doing: undefined });
      expect(states()).toEqual([[kind, 'begun']]);
      await start(shift);
      expect(trace(memory)).toBe(1);
      broken.clear();
      await shift.look();
      expect(states()).toEqual([[kind, 'done']]);
      expect(trace(memory)).toBe(1);
      expect(shift.view.problem).toBeUndefined();
    },
  );

  it.each(['pendingOperation', 'operations'] as const)(
    'nor read (%s): the person is told, the turn is given on',
    async (method) => {
      const broken = new Set<keyof Journal>([method]);
      const { shift } = world({ journal: breakable(broken) });
      await shift.look();
      expect(shift.view).toMatchObject({ problem: storage, doing: undefined });
      broken.clear();
      await shift.look();
      expect(shift.view.problem).toBeUndefined();
    },
  );

  it('the opening for a receipt: the caller is told, nothing is printed', async () => {
    const broken = new Set<keyof Journal>(['saveOperation']);
    const { shift, printer, memory } = world({
      journal: breakable(broken),
      memory: { shift: { state: 'closed', number: 0 } },
    });
    await expect(forReceipt(shift, printer)).rejects.toThrow('Quota');
    expect(memory.documents).toEqual([]);
  });

  it('what the screen shows of the opening for a receipt does not stop the receipt', async () => {
    const { shift, printer, states } = world({
      journal: breakable(new Set(['operations'])),
      memory: { shift: { state: 'closed', number: 0 } },
    });
    expect(await forReceipt(shift, printer)).toMatchObject({
      ok: true,
      value: { lastFd: 1, shift: { state: 'open' } },
    });
    expect(states()).toEqual([['open', 'done']]);
  });
});

describe('the shift that the first receipt needs', () => {
  const closed = (given: Parameters<typeof world>[0] = {}) =>
    world({ memory: { shift: { state: 'closed', number: 4 } }, ...given });
  /** The ККТ as the receipt gets it: open, its last document known. */
  const ready = (lastFd: number) => ({ ok: true, value: { lastFd, shift: { state: 'open' } } });
  const opened = ({ documents }: PrinterMemory): number =>
    documents.filter(({ kind }) => kind === 'shift-opened').length;

  it('is opened, on record as an operation, and seen on the screen', async () => {
    const { shift, printer, store, memory } = closed();
    expect(await forReceipt(shift, printer)).toMatchObject(ready(1));
    expect(store.operations).toMatchObject([
      {
        kind: 'open',
        state: 'done',
        shift: 5,
        cashier: 'Петрова',
        before: { fn: realFn, lastFd: 0, shift: 4 },
        fiscal: { fd: 1 },
      },
    ]);
    expect(memory.shift).toMatchObject({ state: 'open', number: 5 });
    expect(shift.view.operations).toEqual(store.operations);
  });

  it('is not opened again when it stands open', async () => {
    const { shift, printer, store, memory } = world();
    expect(await forReceipt(shift, printer)).toMatchObject(ready(0));
    expect(store.operations).toEqual([]);
    expect(memory.documents).toEqual([]);
  });

  it('opened by the page that died is settled and not opened again', async () => {
    const { shift, store, printer, memory, states } = closed();
    store.operations.push({
      id: 'dead',
      kind: 'open',
      state: 'begun',
      at: noon,
      cashier: 'Петрова',
      before: { fn: realFn, lastFd: 0, shift: 4, paidIn: kopecks(0), paidOut: kopecks(0) },
    });
    await printer.openShift();
    expect(await forReceipt(shift, printer)).toMatchObject(ready(1));
    expect(states()).toEqual([['open', 'done']]);
    expect(opened(memory)).toBe(1);
  });

  it('whose answer was lost and that is open lets the receipt go on', async () => {
    const { shift, printer, states, memory } = closed({ faults: ['lose-answer'] });
    expect(await forReceipt(shift, printer)).toMatchObject(ready(1));
    expect(states()).toEqual([['open', 'done']]);
    expect(opened(memory)).toBe(1);
  });

  it.each<[PrinterFault, PrinterFailure]>([
    ['lose-request', lost],
    ['refuse', { kind: 'refused', trouble: 'no-paper' }],
  ])('that was not opened (%s) stops the receipt; the next try opens it', async (fault, failure) => {
    const { shift, printer, states, memory } = closed({ faults: [fault] });
    expect(await forReceipt(shift, printer)).toEqual({ ok: false, failure });
    expect(states()).toEqual([['open', 'not-done']]);
    expect(opened(memory)).toBe(0);
    expect(await forReceipt(shift, printer)).toMatchObject(ready(1));
    expect(opened(memory)).toBe(1);
  });

  it.each<[PrinterFault, Array<[string, string]>]>([
    ['lose-answer', [['open', 'done']]],
    [
      'lose-request',
      [
        ['open', 'not-done'],
        ['open', 'done'],
      ],
    ],
  ])('of a ККТ that is gone in the middle (%s) waits for it, and is opened once', async (fault, end) => {
    const { shift, printer, states, memory } = closed({ faults: [fault] });
    afterwards(printer, 'openShift', () => (printer.gone = gone));
    expect(await forReceipt(shift, printer)).toEqual({ ok: false, failure: gone });
    expect(await forReceipt(shift, printer)).toEqual({ ok: false, failure: gone });
    expect(states()).toEqual([['open', 'in-doubt']]);
    expect(shift.view.operations).toMatchObject([{ state: 'in-doubt' }]);
    printer.gone = undefined;
    expect(await forReceipt(shift, printer)).toMatchObject(ready(1));
    expect(states()).toEqual(end);
    expect(opened(memory)).toBe(1);
  });

  it('cannot be opened while the registers cannot be read', async () => {
    const { shift, printer, states } = closed();
    printer.cash = async () => ({ ok: false, failure: gone });
    expect(await forReceipt(shift, printer)).toEqual({ ok: false, failure: gone });
    expect(states()).toEqual([]);
  });

  it('is not believed open by what was known before a lost Z report was settled', async () => {
    const { shift, printer, store, states } = world();
    const before = await printer.state();
    await printer.closeShift();
    store.operations.push({
      id: 'dead',
      kind: 'close',
      state: 'in-doubt',
      at: noon,
      cashier: 'Петрова',
      before: { fn: realFn, lastFd: 0, shift: 1, paidIn: kopecks(100_000), paidOut: kopecks(20_000) },
    });
    if (!before.ok) throw new Error('a fake that is there');
    expect(await shift.openForReceipt(before.value)).toMatchObject(ready(2));
    expect(states()).toEqual([
      ['close', 'done'],
      ['open', 'done'],
    ]);
  });
});

describe('turns', () => {
  /** A sale and a shift at one ККТ; each command to it stands still until `let(command)` is called. */
  async function counter(memory: Partial<PrinterMemory> = {}) {
    const given = world({ memory });
    const { printer, shift, journal, clock } = given;
    const log: string[] = [];
    const waiting = new Map<string, () => void>();
    for (const method of ['print', 'closeShift', 'openShift'] as const) {
      const act = printer[method].bind(printer) as (...parameters: never[]) => Promise<never>;
      Object.assign(printer, {
        [method]: async (...parameters: never[]) => {
          log.push(`${method} begins`);
          await new Promise<void>((go) => waiting.set(method, go));
          const answer = await act(...parameters);
          log.push(`${method} ends`);
          return answer;
        },
      });
    }
    const checker = new FakeChecker();
    checker.answer = allowedOnline;
    const sale = await Sale.open({
      memory: fakeMemory(),
      printer,
      journal,
      clock,
      printerMutex: given.printerMutex,
      newId: countedIds('sale'),
      shop: () => realShop,
      openShift: (state) => shift.openForReceipt(state),
      catalogue: memoryCatalogue(bread),
      pin: noPin,
      sounds: new CountedSounds(),
      check: new CheckCode(checker, () => ({ cdn: 'cdn.crpt.ru', timeZone: 2 })),
      onSold: () => undefined,
      tellsLocalModule: () => true,
    });
    await sale.add(bread);
    await sale.pay();
    await sale.choose({ way: 'cashless' });
    const go = async (method: string): Promise<void> => {
      await turn();
      expect([...waiting.keys()]).toEqual([method]);
      waiting.get(method)?.();
      waiting.delete(method);
      await turn();
    };
    return { ...given, sale, log, go };
  }

  it('a Z report pressed while a receipt is printed waits for its end', async () => {
    const { sale, shift, go, log, memory, store } = await counter();
    const printing = sale.print();
    await turn();
    const both = [printing, shift.close()];
    await turn();
    expect(store.receipts).toMatchObject([{ state: 'fiscalizing', intent: { expectedFd: 1 } }]);
    expect(store.operations).toEqual([]);
    await go('print');
    await go('closeShift');
    await Promise.all(both);
    expect(log).toEqual(['print begins', 'print ends', 'closeShift begins', 'closeShift ends']);
    expect(memory.documents.map(({ kind }) => kind)).toEqual(['receipt', 'shift-closed']);
    expect(sale.view.receipt).toMatchObject({ state: 'fiscalized', intent: { expectedFd: 1 }, fiscal: { fd: 1 } });
    expect(store.operations).toMatchObject([
      { kind: 'close', state: 'done', before: { lastFd: 1 }, fiscal: { fd: 2 } },
    ]);
  });

  it('a receipt pressed while a Z report is printed waits for it, opens the next shift and knows its number', async () => {
    const { sale, shift, go, memory, store } = await counter();
    const both = [shift.close(), sale.print()];
    await turn();
    expect(store.receipts).toMatchObject([{ state: 'paying' }]);
    await go('closeShift');
    await go('openShift');
    await go('print');
    await Promise.all(both);
    expect(memory.documents.map(({ kind }) => kind)).toEqual(['shift-closed', 'shift-opened', 'receipt']);
    expect(sale.view.receipt).toMatchObject({ state: 'fiscalized', intent: { expectedFd: 3 }, fiscal: { fd: 3 } });
    expect(store.operations).toMatchObject([
      { kind: 'close', state: 'done' },
      { kind: 'open', state: 'done' },
    ]);
  });

  it('a Z report does not slip in while the first receipt opens its shift', async () => {
    const { sale, shift, go, memory } = await counter({ shift: { state: 'closed', number: 0 } });
    const printing = sale.print();
    await turn();
    const both = [printing, shift.close()];
    await go('openShift');
    await go('print');
    await go('closeShift');
    await Promise.all(both);
    expect(memory.documents.map(({ kind }) => kind)).toEqual(['shift-opened', 'receipt', 'shift-closed']);
  });

  it('are given on by a work that failed', async () => {
    const inTurn = mutex();
    const order: string[] = [];
    const first = inTurn(async () => {
      await turn();
      order.push('first');
      throw new Error('a bug');
    });
    const second = inTurn(async () => order.push('second'));
    await expect(first).rejects.toThrow('a bug');
    expect(await second).toBe(2);
    expect(order).toEqual(['first', 'second']);
  });

  it('a receipt after a Z report whose request was lost settles it first', async () => {
    const { sale, shift, go, printer, states } = await counter();
    printer.faults.push('lose-request');
    afterwards(printer, 'closeShift', () => (printer.gone = gone));
    const closing = shift.close();
    await go('closeShift');
    await closing;
    expect(states()).toEqual([['close', 'in-doubt']]);
    printer.gone = undefined;
    const printing = sale.print();
    await go('print');
    await printing;
    expect(sale.view.receipt.state).toBe('fiscalized');
    await shift.look();
    expect(states()).toEqual([['close', 'not-done']]);
  });
});

it('a shift is not opened on the ККТ of another company, and is closed there all the same', async () => {
  const { shift, memory } = world({ memory: { shift: { state: 'closed', number: 0 }, about: { inn: '7707083893' } } });
  await shift.open();
  expect(shift.view.problem).toEqual({ kind: 'refused', trouble: 'inn-differs' });
  expect(memory.documents).toEqual([]);
  memory.shift = { state: 'open', number: 1, openedAt: noon };
  await shift.close();
  expect(shift.view.problem).toBeUndefined();
  expect(memory.shift.state).toBe('closed');
});

describe('the end of an operation is an event, too', () => {
  it.each(every)('$kind', async ({ start }) => {
    const { shift, store } = world({ memory: { shift: { state: 'open', number: 1 } } as Partial<PrinterMemory> });
    await start(shift);
    const [operation] = store.operations.filter(({ state }) => state === 'done' || state === 'not-done');
    if (!operation) return expect(store.events).toEqual([]);
    expect(store.events).toEqual([
      {
        v: 1,
        at: expect.any(Number) as number,
        kind: `operation-${operation.state}`,
        data: { operationId: operation.id, operation: operation.kind },
      },
    ]);
  });

  it('one in doubt has none until a person decides', async () => {
    const { shift, store, printer } = world({ faults: [] });
    printer.faults.push('lose-answer');
    await shift.cashIn(fifty);
    if (store.operations[0]?.state === 'in-doubt') {
      expect(store.events).toEqual([]);
      await shift.decide(true);
    }
    expect(store.events.map(({ kind }) => kind)).toEqual(['operation-done']);
  });
});
