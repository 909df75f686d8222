/** A till's page for the tests of exactly one document: the real sale and shift, the real driver and the strict emulator, over a journal that outlives the page. */
import { fakeMemory } from './fakes/small-memory.ts';
import { CheckCode } from '../../src/app/sale/check-batcher.ts';
import type { Journal } from '../../src/app/ports/journal.ts';
import type { Shop } from '../../src/domain/shop/shop.ts';
import { Sale } from '../../src/app/sale/sale.ts';
import { Shift } from '../../src/app/fiscal/shift.ts';
import { mutex } from '../../src/app/mutex.ts';
import type { PrinterUse } from '../../src/domain/document/found-document.ts';
import { memorySource } from '../contract/memory-link.ts';
import { countedIds } from './clock.ts';
import { memoryCatalogue } from './fakes/catalogue.ts';
import { FakeChecker } from './fakes/checker.ts';
import { bread, milk } from './fakes/goods.ts';
import { emptyStore, memoryJournal, type JournalStore } from './fakes/journal.ts';
import { noPin, realShop } from './fakes/settings.ts';
import { CountedSounds } from './fakes/sounds.ts';
import { carried, kktBench, type KktBench } from './kkt.ts';

/** One till with its journal, at a ККТ that others may use as well. */
export interface TillWorld {
  readonly bench: KktBench;
  readonly ids: () => string;
  readonly till: string;
  readonly shop: Shop;
  /** What the bridge says of others. */
  use: PrinterUse;
  store: JournalStore;
  /** The store after each commit that changed it. */
  readonly commits: JournalStore[];
}

export const tillWorld = (
  options: Parameters<typeof kktBench>[0] = {},
  { bench = kktBench({ debugFn: false, ...options }), till = 'TILL1', shared = false } = {},
): TillWorld => ({
  bench,
  till,
  ids: countedIds(till),
  use: 'unknown',
  store: emptyStore(),
  commits: [],
  shop: { ...realShop, taxation: 'osn', kkt: { ...realShop.kkt, shared } },
});

export interface Page {
  readonly sale: Sale;
  readonly shift: Shift;
  /** Looks at the ККТ, as the watch of a real page does from time to time. */
  look(): Promise<void>;
  readonly died: Promise<void>;
}

/** Everything in a page stops for ever when it dies. `looks`: it looks at the ККТ at once, as a real page does; without, the receipt is the first to ask who that is. */
export async function openPage(world: TillWorld, { diesWithItsCable = false, looks = true } = {}): Promise<Page> {
  // The page before may still write: into its own. Rows are frozen, and a write replaces the lists it changes.
  world.store = { ...world.store };
  const { bench, ids, shop } = world;
  let dead = false;
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => (die = resolve));
  const cable = memorySource((send) => {
    const line = bench.kkt.connect(carried(send, bench.distance, bench.clock), {
      broken: () => {
        cable.unplug();
        if (!diesWithItsCable) return cable.plug();
        dead = true;
        die();
      },
    });
    return { receive: carried(line.receive, bench.distance, bench.clock), close: line.close };
  });
  const { store } = world;
  const journal = watched(
    memoryJournal(store),
    () => dead,
    () => {
      const last = world.commits.at(-1);
      if (!last || (!isSame(last, store) && JSON.stringify(last) !== JSON.stringify(store)))
        world.commits.push({ ...store });
    },
  );
  const printer = bench.printer(cable);
  const inTurn = mutex();
  const shift = new Shift({ printer, journal, clock: bench.clock, newId: ids, shop: () => shop, printerMutex: inTurn });
  const sale = await Sale.open({
    memory: fakeMemory(),
    printer,
    journal,
    clock: bench.clock,
    newId: ids,
    printerMutex: inTurn,
    catalogue: memoryCatalogue(milk, bread),
    pin: noPin,
    sounds: new CountedSounds(),
    shop: () => shop,
    check: new CheckCode(new FakeChecker(), () => ({ cdn: 'cdn.crpt.ru', timeZone: 2 })),
    onSold: () => undefined,
    tellsLocalModule: () => true,
    openShift: (state) => shift.openForReceipt(state),
    till: world.till,
    whoUsedPrinter: async () => world.use,
  });
  await sale.caughtUp();
  const look = async (): Promise<void> => {
    const state = await inTurn(() => printer.state());
    if (state.ok) await sale.compare(state.value);
  };
  if (looks) await look();
  return { sale, shift, look, died };
}

/** The same rows: cheaper to see than that they are equal. */
const isSame = (one: JournalStore, other: JournalStore): boolean =>
  (Object.keys(other) as Array<keyof JournalStore>).every((name) => {
    const [before, after]: unknown[] = [one[name], other[name]];
    return Array.isArray(before) && Array.isArray(after)
      ? before.length === after.length && before.every((row, index) => row === after[index])
      : before === after;
  });

/** A journal whose page may die, and which tells when a method has had its effect. */
const watched = (journal: Journal, isDead: () => boolean, done: () => void): Journal =>
  new Proxy(journal, {
    get:
      (target, name) =>
      async (...args: unknown[]) => {
        if (isDead()) await new Promise(() => undefined);
        const answer: unknown = await Reflect.apply(
          Reflect.get(target, name) as (...all: unknown[]) => unknown,
          target,
          args,
        );
        done();
        if (isDead()) await new Promise(() => undefined);
        return answer;
      },
  });

/** Receipts in the ФН. */
export const receiptsOf = ({ bench }: Pick<TillWorld, 'bench'>) =>
  bench.kkt.documents.filter(({ kind }) => kind === 'receipt');

/** A cashier who waits a moment between two presses. */
export const patience = ({ bench }: Pick<TillWorld, 'bench'>): Promise<void> =>
  new Promise((done) => void bench.clock.after(10_000, done));
