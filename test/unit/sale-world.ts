/** A sale over fakes: the till without its browser. */
import { fakeMemory } from './fakes/small-memory.ts';
import { CheckCode } from '../../src/app/sale/check-batcher.ts';
import type { FiscalPrinter } from '../../src/app/ports/printer.ts';
import type { Journal } from '../../src/app/ports/journal.ts';
import type { Shop } from '../../src/domain/shop/shop.ts';
import { PinGuard } from '../../src/app/shop/pin.ts';
import { Sale, type SaleDeps } from '../../src/app/sale/sale.ts';
import { Shift } from '../../src/app/fiscal/shift.ts';
import { mutex } from '../../src/app/mutex.ts';
import { countedIds, FakeClock } from './clock.ts';
import { memoryCatalogue } from './fakes/catalogue.ts';
import { FakeChecker } from './fakes/checker.ts';
import { bread, milk, sugar } from './fakes/goods.ts';
import { emptyStore, memoryJournal } from './fakes/journal.ts';
import { FakePrinter } from './fakes/printer.ts';
import { memorySettings, realShop } from './fakes/settings.ts';
import { CountedSounds } from './fakes/sounds.ts';

export function saleWorld({
  shop = realShop,
  printer = new FakePrinter(),
  journal,
  change = {},
}: { shop?: Shop; printer?: FiscalPrinter; journal?: (inner: Journal) => Journal; change?: Partial<SaleDeps> } = {}) {
  const store = emptyStore();
  const clock = new FakeClock();
  const checker = new FakeChecker();
  const catalogue = memoryCatalogue(milk, bread, sugar);
  const settings = memorySettings(shop);
  const sounds = new CountedSounds();
  const sold: string[] = [];
  const memory = fakeMemory();
  const kept = journal ? journal(memoryJournal(store)) : memoryJournal(store);
  const shift = new Shift({
    printer,
    journal: kept,
    clock,
    newId: countedIds('op'),
    shop: () => shop,
    printerMutex: mutex(),
  });
  const deps: SaleDeps = {
    printer,
    journal: kept,
    clock,
    catalogue,
    sounds,
    pin: new PinGuard({ settings, journal: kept, clock, monotonic: () => clock.now(), page: 'page' }),
    shop: () => shop,
    printerMutex: mutex(),
    openShift: (state) => shift.openForReceipt(state),
    check: new CheckCode(checker, () => ({ cdn: 'cdn.crpt.ru', timeZone: 2 })),
    newId: countedIds(),
    memory,
    onSold: () => sold.push('sold'),
    tellsLocalModule: () => true,
    ...change,
  };
  return {
    store,
    clock,
    checker,
    catalogue,
    settings,
    sounds,
    sold,
    deps,
    kinds: () => store.events.map(({ kind }) => kind),
    open: () => openCaughtUp(deps),
  };
}

/** As the next page opens it. */
export async function openCaughtUp(deps: SaleDeps): Promise<Sale> {
  const sale = await Sale.open(deps);
  await sale.caughtUp();
  return sale;
}
