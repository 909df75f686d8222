/** A package whose book cannot be read, over the journal of the browser: nothing is sold of it by any way, that is said in its own words, and other goods sell on. */
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/app/ports/journal.ts';
import type { Sale } from '../../src/app/sale/sale.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import { onePiece, thousandths } from '../../src/domain/base/quantity.ts';
import { newReceipt, type Receipt } from '../../src/domain/document/document.ts';
import { takePart } from '../../src/domain/document/edits.ts';
import type { Line, LineMark } from '../../src/domain/document/line.ts';
import { packageLine } from '../../src/domain/document/new-line.ts';
import { unwrap } from '../../src/domain/base/result.ts';
import type { Goods } from '../../src/domain/goods/goods.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { rejected as words } from '../../src/ui/receipt/texts.ru.ts';
import { noon, turn } from '../unit/clock.ts';
import { bread, milk } from '../unit/fakes/goods.ts';
import { openCaughtUp, saleWorld } from '../unit/sale-world.ts';

type Row = Record<string, unknown>;

const beer: Goods = { ...milk, id: 'beer', gtin: '04600000000015', name: 'Пиво', measure: 'litre' };
const box: Goods = {
  ...milk,
  id: 'box',
  gtin: '04641500062479',
  name: 'Салфетки',
  group: 19,
  parts: { of: 10, price: kopecks(30_00) },
};
const packages = { box, keg: beer } as const;
const codeOf = ({ gtin }: Goods, serial = 'first'): string => `01${gtin}215${serial}\u001d93dGVz`;
const kiOf = (goods: Goods, serial?: string): string => codeOf(goods, serial).split('\u001d')[0] ?? '';
const cash = { way: 'cash', received: kopecks(10_000_00) } as const;
const someOf = thousandths(3_000);

/** What a medium does to the book of one package. */
const damages = {
  'all that was taken of it': ['withdrawals', 2],
  'one of what was taken of it': ['withdrawals', 1],
  'its own row': ['packages', 1],
} as const;
const cases = (['box', 'keg'] as const).flatMap((kind) =>
  (Object.keys(damages) as Array<keyof typeof damages>).map((damage) => [kind, damage] as const),
);

let databases = 0;
let name = '';
let journal: Journal & { close(): void };
beforeEach(async () => {
  databases += 1;
  name = `damaged-package-${String(databases)}`;
  journal = await openJournal(name, { now: () => noon, newId: () => crypto.randomUUID() });
});

async function till() {
  let ids = 0;
  const given = saleWorld({ journal: () => journal, change: { newId: () => `id-${String((ids += 1))}` } });
  await given.catalogue.put([beer, box]);
  return { ...given, sale: await given.open() };
}
const firstId = (sale: Sale): string => sale.view.receipt.lines[0]?.id ?? '';

/** The journal over IndexedDB answers in tasks of its own. */
async function checked(sale: Sale): Promise<void> {
  while (sale.view.receipt.lines.some(({ mark, check }) => mark && !check)) {
    await turn();
    await sale.caughtUp();
  }
}
async function sell(sale: Sale): Promise<void> {
  await checked(sale);
  expect(await sale.pay()).toBeUndefined();
  await sale.choose(cash);
  await sale.print();
  expect(sale.view.receipt.state).toBe('fiscalized');
}

/** Changes the first rows of a package as a medium does. */
async function harm(ki: string, [table, most]: readonly [string, number]): Promise<void> {
  const db = new Dexie(name);
  await db.open();
  const rows = (await db.table<Row>(table).toArray()).filter((row) => row['ki'] === ki).slice(0, most);
  expect(rows).toHaveLength(most);
  await db.table<Row>(table).bulkPut(rows.map((row) => ({ ...row, amount: 'x', openedAt: 'x' })));
  db.close();
}
const withdrawals = async (): Promise<number> => {
  const db = new Dexie(name);
  await db.open();
  const count = await db.table('withdrawals').count();
  db.close();
  return count;
};

/** A till that has sold of an opened package twice, before and after the damage. */
async function damaged(kind: keyof typeof packages, damage: keyof typeof damages) {
  const goods = packages[kind];
  const given = await till();
  for (let sales = 0; sales < 2; sales += 1) {
    await given.sale.scan(codeOf(goods));
    expect(await given.sale.take(firstId(given.sale), someOf)).toBeUndefined();
    await sell(given.sale);
  }
  await given.sale.next();
  await harm(kiOf(goods), damages[damage]);
  expect(await journal.packageLedger(kiOf(goods))).toMatchObject({ unread: true });
  return { ...given, goods };
}

/** Told in the words of the book, as goods that the buyer holds; the rest of the receipt is paid. */
async function expectRefused({ view }: Sale, goods: Goods): Promise<void> {
  expect(view).toMatchObject({ receipt: { lines: [] }, rejected: [{ kind: 'package-unread', name: goods.name }] });
  const [told] = view.rejected;
  if (!told) throw new Error('nothing is told');
  expect(words(told).repair).toContain('Открытые упаковки');
  const { events } = await journal.recent(1, 100);
  expect(events.filter(({ kind }) => kind === 'scan-refused')).toMatchObject([{ data: { kind: 'package-unread' } }]);
}

describe.each(cases)('of a %s, %s cannot be read', (kind, damage) => {
  it('its scan is taken back, and goods without a mark are sold', async () => {
    const { sale, goods, checker } = await damaged(kind, damage);
    const asked = checker.requests.length;
    const scan = sale.scan(codeOf(goods));
    // Shown first.
    expect(sale.view.receipt.lines).toHaveLength(1);
    await scan;
    await expectRefused(sale, goods);
    expect(checker.requests).toHaveLength(asked);
    await sale.add(bread);
    expect(sale.view.rejected).toMatchObject([{ kind: 'package-unread' }]);
    await sell(sale);
    expect(sale.view.receipt.lines).toMatchObject([{ name: bread.name }]);
    expect(await withdrawals()).toBe(2);
  });

  it('its scan is refused where cards must be asked for first, and another package of the goods is sold', async () => {
    const { sale, goods, deps } = await damaged(kind, damage);
    const unknown = { ...deps, catalogue: { ...deps.catalogue, lookUp: () => undefined } };
    const asking = await openCaughtUp(unknown);
    await asking.scan(codeOf(goods));
    await expectRefused(asking, goods);
    // Two pages are no till: the first goes on with a scan of its own.
    await sale.scan(codeOf(goods, 'other'));
    await sale.take(firstId(sale), someOf);
    await sell(sale);
    expect(sale.view.rejected).toEqual([]);
    expect(await withdrawals()).toBe(3);
  });

  it('is closed, leaves the list, and still nothing is sold of it', async () => {
    const { sale, goods } = await damaged(kind, damage);
    const [book] = await journal.openedPackages();
    if (!book) throw new Error('the list has none to close');
    await sale.closePackage(book);
    expect([await journal.openedPackages(), await journal.unreadable()]).toMatchObject([[], { packages: 0 }]);
    await sale.scan(codeOf(goods));
    await expectRefused(sale, goods);
  });

  it('a receipt that is printed stays as it is, with the change to give', async () => {
    const goods = packages[kind];
    const { sale } = await till();
    await sale.scan(codeOf(goods));
    await sale.take(firstId(sale), someOf);
    await sell(sale);
    await harm(kiOf(goods), [damages[damage][0], 1]);
    const { receipt } = sale.view;
    expect(await sale.take(firstId(sale), someOf)).toBe('wrong-state');
    expect(sale.view).toMatchObject({ receipt, rejected: [] });
  });

  it.each(['reload', 'reload of a payment', 'take', 'describe', 'open'] as const)(
    'a line that was in the receipt before leaves it at its %s',
    async (act) => {
      const { goods } = await damaged(kind, damage);
      const left = lineBefore(kind, act === 'describe');
      await journal.save({ ...left, state: act === 'reload of a payment' ? 'paying' : 'draft' });
      const later = damagedLater();
      if (act.startsWith('reload')) later.harm();
      const sale = await openCaughtUp(saleWorld({ journal: () => later.journal }).deps);
      await checked(sale);
      later.harm();
      if (act === 'take') expect(await sale.take('left', thousandths(1_000))).toBe('no-line');
      if (act === 'describe') await sale.describe('left', goods);
      if (act === 'open') await sale.openPackage('left');
      await expectRefused(sale, act === 'describe' ? { ...goods, name: '' } : goods);
      expect(await withdrawals()).toBe(2);
    },
  );
});

/** An open receipt with a part of a package, taken while its book could be read; or with its code alone, which no card described. */
function lineBefore(kind: keyof typeof packages, isUnknown: boolean): Receipt {
  const goods = packages[kind];
  const { gtin = '' } = goods;
  const code = codeOf(goods);
  const mark: LineMark = { raw: code, code, ki: kiOf(goods), form: 'short-93', scannedAt: noon };
  const facts = { taken: 1_000, unit: kind === 'box' ? 'part' : 'litre', content: thousandths(10_000) } as const;
  const line: Line = isUnknown
    ? { id: 'left', name: '', gtin, quantity: onePiece, measure: 'piece', vat: '10', mark }
    : packageLine('left', goods, gtin, mark, facts);
  const receipt: Receipt = { ...newReceipt('z-left', noon), lines: [line] };
  return isUnknown ? receipt : unwrap(takePart(receipt, 'left', thousandths(2_000)));
}

/** A journal whose books cannot be read from `harm` on; before, they are as if nobody had opened a package. */
function damagedLater(): { readonly journal: Journal; harm(): void } {
  let isHarmed = false;
  return {
    journal: { ...journal, packageLedger: async (ki) => (isHarmed ? journal.packageLedger(ki) : undefined) },
    harm: () => (isHarmed = true),
  };
}

describe.each(Object.keys(damages) as Array<keyof typeof damages>)(
  'of the keg on the tap, %s cannot be read',
  (damage) => {
    it('a pour says so; with another keg on the tap that one is poured', async () => {
      const { sale } = await damaged('keg', damage);
      await sale.add(beer);
      await expectRefused(sale, beer);
      await sale.scan(codeOf(beer, 'other'));
      await checked(sale);
      await sale.openPackage(firstId(sale));
      await sale.add(beer);
      expect(sale.view.receipt.lines).toMatchObject([{ mark: { ki: kiOf(beer, 'other') } }]);
      expect(sale.view.rejected).toEqual([]);
    });

    it('no line is taken out of it instead of another', async () => {
      const { sale } = await damaged('keg', damage);
      const [book] = await journal.openedPackages();
      if (!book) throw new Error('no book');
      await sale.scan(codeOf(beer, 'other'));
      await sale.takeFrom(firstId(sale), book);
      expect(sale.view).toMatchObject({
        receipt: { lines: [{ mark: { ki: kiOf(beer, 'other') } }] },
        rejected: [{ kind: 'package-unread' }],
      });
    });
  },
);
