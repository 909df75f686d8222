/**
 * A crash at any moment: the whole sale is played with a journal and a printer of which any awaited step may be the last. What must
 * hold in the end: exactly one fiscal document for the one receipt that was paid, none lost, none doubled.
 */
import { fakeMemory } from '../../../test/unit/fakes/small-memory.ts';
import { describe, expect, it } from 'vitest';
import { countedIds, FakeClock, turn } from '../../../test/unit/clock.ts';
import { memoryCatalogue } from '../../../test/unit/fakes/catalogue.ts';
import { FakeChecker } from '../../../test/unit/fakes/checker.ts';
import { Fuse, fused } from '../../../test/unit/fakes/fuse.ts';
import { bread, milk, milkCode, milkKi } from '../../../test/unit/fakes/goods.ts';
import { emptyStore, memoryJournal, type JournalStore } from '../../../test/unit/fakes/journal.ts';
import { FakePrinter, freshPrinter, type PrinterFault, type PrinterMemory } from '../../../test/unit/fakes/printer.ts';
import { noPin, realShop } from '../../../test/unit/fakes/settings.ts';
import { CountedSounds } from '../../../test/unit/fakes/sounds.ts';
import { CheckCode } from '../sale/check-batcher.ts';
import type { FiscalPrinter } from '../ports/printer.ts';
import type { Journal } from '../ports/journal.ts';
import { Sale } from '../sale/sale.ts';
import type { SaleView } from '../sale/store.ts';
import { Shift } from './shift.ts';
import { mutex } from '../mutex.ts';

interface Medium {
  readonly store: JournalStore;
  readonly memory: PrinterMemory;
  readonly faults: PrinterFault[];
}

const freshMedium = (faults: readonly PrinterFault[]): Medium => ({
  store: emptyStore(),
  memory: freshPrinter({ shift: { state: 'closed', number: 0 } }),
  faults: [...faults],
});

/** The till as `boot.ts` opens it: the sale, then a look at the shift. */
async function openOn(
  journal: Journal,
  printer: FiscalPrinter,
  ids: () => string,
  opened: (sale: Sale) => void = () => undefined,
): Promise<{ sale: Sale; shift: Shift }> {
  const clock = new FakeClock();
  const inTurn = mutex();
  const shift = new Shift({ journal, printer, newId: ids, clock, shop: () => realShop, printerMutex: inTurn });
  const sale = await Sale.open({
    memory: fakeMemory(),
    journal,
    printer,
    newId: ids,
    clock,
    printerMutex: inTurn,
    openShift: (state) => shift.openForReceipt(state),
    catalogue: memoryCatalogue(milk, bread),
    pin: noPin,
    sounds: new CountedSounds(),
    shop: () => realShop,
    check: new CheckCode(new FakeChecker(), () => ({ cdn: 'cdn.crpt.ru', timeZone: 2 })),
    onSold: () => undefined,
    tellsLocalModule: () => true,
  });
  opened(sale);
  await sale.caughtUp();
  await shift.look();
  return { sale, shift };
}

/** A cashier who wants to sell one carton of milk and one loaf, goes on from whatever the screen shows, and looks into the journal before starting anew. */
async function cashier(sale: Sale, journal: Journal): Promise<void> {
  const quietly = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);
  for (let tries = 0; tries < 40; tries += 1) {
    const { receipt } = sale.view;
    switch (receipt.state) {
      case 'fiscalized':
        return;
      case 'draft': {
        const { receipts } = await journal.recent(5).catch(() => ({ receipts: [] }));
        if (receipts.some(({ state }) => state === 'fiscalized')) return;
        if (!receipt.lines.some(({ mark }) => mark)) await quietly(sale.scan(milkCode()));
        else if (!receipt.lines.some(({ goodsId }) => goodsId === 'bread')) await quietly(sale.add(bread));
        else await quietly(sale.pay());
        // The answer to the check comes in its own time.
        await turn();
        break;
      }
      case 'paying':
        await quietly(sale.choose({ way: 'cash', received: 20_000 as never }));
        // An impatient hand.
        await Promise.all([quietly(sale.print()), quietly(sale.print())]);
        break;
      case 'fiscalizing':
      case 'in-doubt':
        await quietly(sale.askPrinter());
        break;
      case 'cancelled':
        throw new Error('nobody cancelled');
    }
  }
  throw new Error(`the sale never came to its end: ${JSON.stringify(sale.view)}`);
}

function expectSoldOnce({ store, memory }: Medium, when: string): void {
  const total = milk.price + bread.price;
  expect(
    memory.documents.map(({ kind }) => kind),
    when,
  ).toEqual(['shift-opened', 'receipt']);
  expect(memory.documents[1]?.document[1020], when).toBe(total);
  const printed = store.receipts.filter(({ state }) => state === 'fiscalized');
  expect(printed, when).toMatchObject([
    {
      number: 1,
      fiscal: memory.documents[1]?.mark,
      lines: [{ goodsId: 'milk' }, { goodsId: 'bread', quantity: 1000 }],
    },
  ]);
  expect(store.receipts, when).toHaveLength(1);
  expect(
    store.outbox.map(({ ki }) => ki),
    when,
  ).toEqual([milkKi()]);
  expect(
    store.sold.map(({ ki }) => ki),
    when,
  ).toEqual([milkKi()]);
  // The shift was opened for the receipt: done once, whatever was tried.
  expect(
    store.operations.filter(({ state }) => state === 'done'),
    when,
  ).toMatchObject([{ kind: 'open', fiscal: { fd: 1 } }]);
  expect(
    store.operations.filter(({ state }) => state === 'begun' || state === 'in-doubt'),
    when,
  ).toEqual([]);
  expect(
    store.events.filter(({ kind }) => kind === 'printed' || kind === 'recovered'),
    when,
  ).toHaveLength(1);
}

/** Lives through the sale: each life ends at the step given, the last one goes on to the end. `died`: what the screen showed then, and what was kept. Returns the steps the last life took. */
async function live(
  ends: readonly number[],
  medium: Medium,
  died: (view: SaleView, kept: JournalStore) => void = () => undefined,
): Promise<number> {
  let { store } = medium;
  const ids = countedIds();
  for (const last of [...ends, Infinity]) {
    // What the dead page still holds must not reach the new one.
    store = { ...store };
    const fuse = new Fuse(last);
    const journal = fused(memoryJournal(store), fuse, true);
    const printer = fused(new FakePrinter(medium.memory, medium.faults), fuse, true);
    let page: Sale | undefined;
    const life = openOn(journal, printer, ids, (sale) => (page = sale)).then(({ sale }) => cashier(sale, journal));
    await Promise.race([life, fuse.whenBlown]);
    if (fuse.blown && page) died(page.view, store);
    if (!fuse.blown) {
      await turn();
      Object.assign(medium.store, store);
      return fuse.steps;
    }
    // The frozen life must get no further.
    await turn();
  }
  throw new Error('unreachable');
}

const printerDays: Array<[string, PrinterFault[]]> = [
  ['a good day', []],
  ['an answer lost after printing', ['lose-answer']],
  ['a request lost before printing', ['lose-request']],
  ['a refusal first', ['refuse']],
  ['a refusal, then an answer lost', ['refuse', 'lose-answer']],
  ['a request lost, then an answer', ['lose-request', 'lose-answer']],
];

describe('a crash at any step', () => {
  it.each(printerDays)('on %s leaves exactly one document', async (_, faults) => {
    const whole = freshMedium(faults);
    const steps = await live([], whole);
    expectSoldOnce(whole, 'no crash');
    expect(steps).toBeGreaterThan(20);
    for (let step = 1; step <= steps; step += 1) {
      const medium = freshMedium(faults);
      await live([step], medium);
      expectSoldOnce(medium, `crash at step ${step} of ${steps}`);
    }
  });

  it.each(printerDays.slice(0, 3))('and another at any step of the recovery, on %s', async (_, faults) => {
    const steps = await live([], freshMedium(faults));
    for (let first = 1; first <= steps; first += 1) {
      const after = await live([first], freshMedium(faults));
      for (let second = 1; second <= after; second += 1) {
        const medium = freshMedium(faults);
        await live([first, second], medium);
        expectSoldOnce(medium, `crashes at step ${first} and ${second}`);
      }
    }
  });
});

describe('between the paint of a line and its commit', () => {
  const linesOf = (kept: JournalStore, id: string): number =>
    kept.receipts.find((each) => each.id === id)?.lines.length ?? 0;

  it('a crash loses that line of a draft, and nothing else: no money was asked for it yet', async () => {
    const steps = await live([], freshMedium([]));
    let lost = 0;
    for (let step = 1; step <= steps; step += 1) {
      const medium = freshMedium([]);
      await live([step], medium, ({ receipt }, kept) => {
        const missing = receipt.lines.length - linesOf(kept, receipt.id);
        if (missing === 0) return;
        lost += 1;
        expect([missing, receipt.state, medium.memory.documents]).toEqual([1, 'draft', []]);
      });
      expectSoldOnce(medium, `crash at step ${step} of ${steps}`);
    }
    expect(lost).toBeGreaterThan(1);
  });
});

describe('a journal that fails once, at any step', () => {
  it.each(printerDays)('on %s leaves exactly one document, without a reload', async (_, faults) => {
    const run = async (last: number): Promise<{ medium: Medium; steps: number }> => {
      const medium = freshMedium(faults);
      const fuse = new Fuse(last, 'fail');
      const journal = fused(memoryJournal(medium.store), fuse, false);
      const ids = countedIds();
      const printer = new FakePrinter(medium.memory, medium.faults);
      // A till whose journal cannot even be opened is reloaded.
      const { sale, shift } = await openOn(journal, printer, ids).catch(() => openOn(journal, printer, ids));
      await cashier(sale, journal);
      await shift.look();
      await turn();
      return { medium, steps: fuse.steps };
    };
    const { steps } = await run(Infinity);
    for (let step = 1; step <= steps; step += 1)
      expectSoldOnce((await run(step)).medium, `the journal fails at step ${step} of ${steps}`);
  });
});

describe('two sales', () => {
  it('after each other have consecutive numbers and documents, wherever the first crashed', async () => {
    const steps = await live([], freshMedium([]));
    for (let step = 1; step <= steps; step += 1) {
      const medium = freshMedium([]);
      await live([step], medium);
      const journal = memoryJournal(medium.store);
      const { sale } = await openOn(journal, new FakePrinter(medium.memory), countedIds('next'));
      await sale.add(bread);
      await sale.pay();
      await sale.choose({ way: 'cashless' });
      await sale.print();
      expect(sale.view.receipt).toMatchObject({ state: 'fiscalized', number: 2, fiscal: { fd: 3 } });
    }
  });
});
