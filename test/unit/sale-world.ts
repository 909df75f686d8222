/** A sale over fakes: the till without its browser. */
import { CheckCode } from '../../src/app/check-code.ts';
import type { FiscalPrinter, Journal, Shop } from '../../src/app/ports.ts';
import { Sale, type SaleDeps } from '../../src/app/sale.ts';
import { Shift } from '../../src/app/shift.ts';
import { turns } from '../../src/app/turns.ts';
import {
  bread,
  CountedSounds,
  countedIds,
  emptyStore,
  FakeChecker,
  FakeClock,
  FakePrinter,
  memoryCatalogue,
  memoryJournal,
  memorySettings,
  milk,
  realShop,
  sugar,
} from './fakes.ts';

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
  const kept = journal ? journal(memoryJournal(store)) : memoryJournal(store);
  const shift = new Shift({ printer, journal: kept, clock, newId: countedIds('op'), shop: () => shop, turns: turns() });
  const deps: SaleDeps = {
    printer,
    journal: kept,
    clock,
    catalogue,
    settings,
    sounds,
    shop: () => shop,
    turns: turns(),
    openShift: (state) => shift.openForReceipt(state),
    check: new CheckCode(checker, () => ({ cdn: 'cdn.crpt.ru', timeZone: 2 })),
    newId: countedIds(),
    sold: () => sold.push('sold'),
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
