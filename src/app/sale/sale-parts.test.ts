/** Packages in parts, prices and cards as a cashier works them (marking-codes.md §2.3, §4.4). */
import { describe, expect, it } from 'vitest';
import type { Goods } from '../../domain/goods/goods.ts';
import { kopecks } from '../../domain/base/money.ts';
import { thousandths } from '../../domain/base/quantity.ts';
import { noon, turn } from '../../../test/unit/clock.ts';
import { memoryCatalogue } from '../../../test/unit/fakes/catalogue.ts';
import { allowedOnline, noAnswer, refusedOnline } from '../../../test/unit/fakes/checker.ts';
import { bread, milk, milkCode, milkKi } from '../../../test/unit/fakes/goods.ts';
import { FakePrinter } from '../../../test/unit/fakes/printer.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { openCaughtUp, saleWorld } from '../../../test/unit/sale-world.ts';
import type { Sale } from './sale.ts';

const beer: Goods = {
  ...milk,
  id: 'beer',
  gtin: '04600000000015',
  name: 'Пиво',
  price: kopecks(180_00),
  measure: 'litre',
  group: 8,
};
const box: Goods = {
  ...milk,
  id: 'box',
  gtin: '04641500062479',
  name: 'Салфетки',
  price: kopecks(250_00),
  group: 19,
  parts: { of: 10, price: kopecks(30_00) },
};
const code = ({ gtin }: Goods, serial: string): string => `01${gtin}215${serial}\u001d93dGVz`;
const ki = (whole: string): string => whole.split('\u001d')[0] ?? '';
const keg = code(beer, 'kegOne');
const half = thousandths(500);
const cash = { way: 'cash', received: kopecks(1_000_000) } as const;

async function opened(given = saleWorld()) {
  await given.catalogue.put([beer, box]);
  const sale = await given.open();
  return { ...given, sale, first: () => sale.view.receipt.lines[0] };
}
const id = (sale: Sale): string => sale.view.receipt.lines[0]?.id ?? '';

async function sell(sale: Sale): Promise<void> {
  await turn();
  expect(await sale.pay()).toBeUndefined();
  await sale.choose(cash);
  await sale.print();
  expect(sale.view.receipt.state).toBe('fiscalized');
}

describe('a keg', () => {
  it('is checked at its scan, waits for the amount, and is sold again and again until it is closed', async () => {
    const { sale, store, deps, checker, first } = await opened();
    await sale.scan(keg);
    await turn();
    expect(first()).toMatchObject({ name: 'Пиво', check: { source: 'online' } });
    expect(await sale.pay()).toBe('no-quantity');
    expect(await sale.take(id(sale), half)).toBeUndefined();
    await sell(sale);
    await sale.scan(keg);
    expect(first()).toMatchObject({ division: { opened: { taken: 500 } } });
    await sale.take(id(sale), half);
    await sell(sale);
    // Each sale has a check of its own, and a proof.
    expect(checker.requests).toHaveLength(2);
    expect(store.withdrawals).toMatchObject([
      { ki: ki(keg), number: 1, amount: 500 },
      { ki: ki(keg), number: 2, amount: 500 },
    ]);
    // To ЛМ a КИ is sold or not: the rest of the keg must not be refused.
    expect(store.outbox).toEqual([]);
    const [book] = await deps.journal.openedPackages();
    if (!book) throw new Error('no book');
    await sale.closePackage(book);
    expect(await deps.journal.openedPackages()).toEqual([]);
    // Scanned again and sold of, it is open again with all that was taken.
    await sale.scan(keg);
    expect(first()).toMatchObject({ division: { opened: { taken: 1000 } } });
    await sale.take(id(sale), half);
    await sell(sale);
    expect(await deps.journal.openedPackages()).toMatchObject([{ ki: ki(keg), withdrawals: [{}, {}, {}] }]);
  });

  it('with one of two in the receipt, the barcode pours from the other', async () => {
    const { sale, clock } = await opened();
    for (const serial of ['kegOne', 'kegTwo']) {
      await sale.scan(code(beer, serial));
      await turn();
      await sale.openPackage(id(sale));
      await clock.advance(1000);
    }
    for (let scans = 0; scans < 3; scans += 1) await sale.scan('4600000000015');
    expect(sale.view.receipt.lines.map(({ mark }) => mark?.code)).toEqual([code(beer, 'kegOne'), code(beer, 'kegTwo')]);
    expect(sale.view.rejected).toMatchObject([{ kind: 'duplicate' }]);
  });

  it('is not opened in a payment, nor twice by a medium that fails in between', async () => {
    let isFailing = false;
    const given = await opened(
      saleWorld({
        journal: (inner) => ({
          ...inner,
          savePackage: (...args) => (isFailing ? Promise.reject(new Error('disk')) : inner.savePackage(...args)),
        }),
      }),
    );
    await given.catalogue.put([{ ...beer, id: 'cheese', measure: 'kilogram', gtin: '04641500061106' }]);
    await given.sale.scan('0104641500061106215cheese\u001d93dGVz\u001d3103004200');
    await turn();
    await given.sale.pay();
    await given.sale.openPackage(id(given.sale));
    await given.sale.takeFrom(id(given.sale), {
      ki: 'x',
      mark:
        given.first()?.mark ??
        (() => {
          throw new Error();
        })(),
      name: '',
      openedAt: noon,
      unit: 'kilogram',
      withdrawals: [],
    });
    expect(given.sale.view).toMatchObject({
      receipt: { state: 'paying', lines: [{ quantity: 1000 }] },
      problem: undefined,
    });
    await given.sale.back();
    isFailing = true;
    await given.sale.openPackage(id(given.sale)).catch(() => undefined);
    // Not to be sold whole any more, nor in parts: it is scanned again.
    expect(given.sale.view).toMatchObject({ receipt: { lines: [] }, problem: { kind: 'storage' } });
    expect(given.store.packages).toEqual([]);
  });

  it('put on the tap again it has what was in it at first, and all that was taken', async () => {
    const { sale, deps, checker } = await opened();
    checker.answer = (cis) =>
      ({
        ...allowedOnline(),
        source: 'online',
        facts: 'full',
        answer: { cis, found: true, innerUnitCount: 30_000, soldUnitCount: 10_000 },
      }) as ReturnType<typeof allowedOnline>;
    await sale.scan(keg);
    await turn();
    await sale.openPackage(id(sale));
    await sale.add(beer);
    await sale.take(id(sale), half);
    await sell(sale);
    const [book] = await deps.journal.openedPackages();
    if (!book) throw new Error('no book');
    await sale.closePackage(book);
    checker.answer = (cis) =>
      ({
        ...allowedOnline(),
        source: 'online',
        facts: 'full',
        answer: { cis, found: true, innerUnitCount: 30_000, soldUnitCount: 10_500 },
      }) as ReturnType<typeof allowedOnline>;
    await sale.scan(keg);
    await turn();
    await sale.openPackage(id(sale));
    expect(await deps.journal.openedPackages()).toMatchObject([
      { openedAt: book.openedAt, content: 20_000, withdrawals: [{ amount: 500 }] },
    ]);
  });

  it('put on the tap it is no sale yet; its goods are then sold without its code, under its code', async () => {
    const { sale, store, checker, kinds, first } = await opened();
    await sale.add(beer);
    expect(sale.view.rejected).toMatchObject([{ kind: 'needs-mark' }]);
    await sale.scan(keg);
    await turn();
    await sale.openPackage(id(sale));
    expect(sale.view.receipt.lines).toEqual([]);
    expect(kinds()).toContain('package-opened');
    await sale.add(beer);
    await turn();
    expect(first()).toMatchObject({ mark: { code: keg }, check: { source: 'online' }, gtin: beer.gtin });
    expect(checker.requests).toHaveLength(2);
    await sale.take(id(sale), half);
    await sell(sale);
    expect(store.withdrawals).toMatchObject([{ amount: 500 }]);
    // By the barcode of its price list, too.
    await sale.scan('4600000000015');
    expect(first()).toMatchObject({ mark: { code: keg } });
    await sale.scan('4600000000015');
    expect(sale.view.rejected).toMatchObject([{ kind: 'duplicate', name: 'Пиво' }]);
    expect(sale.view.receipt.lines).toHaveLength(1);
  });

  it.each([
    ['refused', refusedOnline()],
    ['not checked', noAnswer],
  ] as const)('%s it is not put on the tap', async (_, answer) => {
    const { sale, store, checker } = await opened();
    checker.answer = () => answer;
    await sale.scan(keg);
    await turn();
    await sale.openPackage(id(sale));
    expect(sale.view.receipt.lines).toHaveLength(1);
    expect(store.packages).toEqual([]);
  });

  it('of two on the tap the older one is poured, and the cashier may change it', async () => {
    const { sale, deps, checker, clock, first } = await opened();
    const other = code(beer, 'kegTwo');
    for (const each of [keg, other]) {
      await sale.scan(each);
      await turn();
      await sale.openPackage(id(sale));
      await clock.advance(1000);
    }
    await sale.add(beer);
    expect(first()).toMatchObject({ mark: { code: keg } });
    const books = await deps.journal.openedPackages();
    const second = books.find((book) => book.ki === ki(other));
    if (!second) throw new Error('no second keg');
    await sale.takeFrom(id(sale), second);
    await turn();
    expect(sale.view.receipt.lines).toMatchObject([
      { mark: { code: other, scannedAt: clock.now() }, check: { source: 'online' } },
    ]);
    expect(checker.requests.at(-1)?.codes).toMatchObject([{ code: other }]);
  });
});

describe('parts of a box', () => {
  it('until nothing is left: then its code is sold', async () => {
    const { sale, store, first } = await opened();
    const whole = code(box, 'boxOne');
    await sale.scan(whole);
    expect(first()).toMatchObject({ price: 250_00, quantity: 1000 });
    expect(await sale.take(id(sale), thousandths(3000))).toBeUndefined();
    await sell(sale);
    await sale.scan(whole);
    expect(await sale.take(id(sale), thousandths(8000))).toBe('not-enough');
    expect(await sale.take(id(sale), undefined)).toBe('package-opened');
    expect(await sale.take(id(sale), thousandths(7000))).toBeUndefined();
    await sell(sale);
    expect(store.packages).toMatchObject([{ closedAt: noon }]);
    await sale.scan(whole);
    expect(sale.view.rejected).toMatchObject([{ kind: 'sold-before', number: 2 }]);
  });

  it.each(['describe', 'bind'] as const)('under a card lost and made anew (%s) it is not whole again', async (how) => {
    const given = await opened();
    const whole = code(box, 'boxTen');
    await given.sale.scan(whole);
    await given.sale.take(id(given.sale), thousandths(3000));
    await sell(given.sale);
    const sale = await openCaughtUp({ ...given.deps, catalogue: memoryCatalogue() });
    await sale.scan(whole);
    await turn();
    if (how === 'describe')
      await sale.describe(id(sale), { name: box.name, price: box.price, measure: 'piece', parts: box.parts });
    else await sale.bind(id(sale), box);
    expect(sale.view.receipt.lines[0]).toMatchObject({ price: 30_00, division: { opened: { taken: 3000 } } });
    expect(await sale.pay()).toBe('no-quantity');
    expect(await sale.take(id(sale), undefined)).toBe('package-opened');
  });

  it('each marked line of a printed receipt is in the list of sold codes or in a book, never in both', async () => {
    const { sale, store } = await opened();
    await sale.scan(code(box, 'boxAll'));
    await sale.scan(code(box, 'boxCut'));
    await sale.take(sale.view.receipt.lines[1]?.id ?? '', thousandths(1000));
    await sale.scan(keg);
    await sale.take(sale.view.receipt.lines[2]?.id ?? '', half);
    await sell(sale);
    expect([store.sold.map((row) => row.ki), store.withdrawals.map((row) => row.ki)]).toEqual([
      [ki(code(box, 'boxAll'))],
      [ki(code(box, 'boxCut')), ki(keg)],
    ]);
  });

  it('a whole one is told to ЛМ and is sold once', async () => {
    const { sale, store } = await opened();
    const whole = code(box, 'boxTwo');
    await sale.scan(whole);
    await sell(sale);
    expect(store.outbox).toMatchObject([{ ki: ki(whole) }]);
    expect(store.packages).toEqual([]);
    await sale.scan(whole);
    expect(sale.view.rejected).toMatchObject([{ kind: 'sold-before', number: 1 }]);
  });

  it('a lost answer takes nothing out of the book, and takes it once when it is found', async () => {
    const printer = new FakePrinter();
    const { sale, store } = await opened(saleWorld({ printer }));
    await sale.scan(code(box, 'boxThree'));
    await sale.take(id(sale), thousandths(2000));
    await turn();
    await sale.pay();
    await sale.choose(cash);
    printer.faults.push('lose-answer');
    await sale.print();
    await sale.askPrinter();
    expect(sale.view.receipt.state).toBe('fiscalized');
    expect(store.withdrawals).toHaveLength(1);
  });
});

it('another price is on record with both, and is judged without another request', async () => {
  const { sale, store, checker } = await opened();
  checker.answer = () =>
    ({
      ...allowedOnline(),
      source: 'online',
      facts: 'full',
      answer: { cis: '', found: true, groupIds: [3], mrp: 60_00 },
    }) as ReturnType<typeof allowedOnline>;
  await sale.scan(milkCode());
  await turn();
  expect(await sale.pay()).toBe('refused');
  expect(await sale.changePrice(id(sale), kopecks(60_00))).toBeUndefined();
  expect(await sale.pay()).toBe('age');
  expect(checker.requests).toHaveLength(1);
  expect(store.events.find(({ kind }) => kind === 'price-changed')).toMatchObject({
    data: { ki: milkKi(), name: milk.name, from: milk.price, to: 60_00 },
  });
});

describe('a code that nobody knows', () => {
  const strange = { ...milk, gtin: '04641500012740' };
  it('is bound to a card: the line is those goods, and the next one comes with its name', async () => {
    const { sale, catalogue, kinds, store, first } = await opened();
    await sale.scan(code(strange, 'one'));
    await turn();
    expect(await sale.pay()).toBe('no-price');
    await sale.bind(id(sale), milk);
    expect(first()).toMatchObject({
      name: milk.name,
      price: milk.price,
      goodsId: milk.id,
      gtin: strange.gtin,
      check: { source: 'online' },
    });
    expect(await sale.pay()).toBeUndefined();
    expect(kinds()).toContain('goods-bound');
    expect(store.events.find(({ kind }) => kind === 'goods-bound')).toMatchObject({
      data: { gtin: strange.gtin, goodsId: milk.id },
    });
    expect(await catalogue.byGtin(milk.gtin ?? '')).toMatchObject({ id: milk.id, also: [strange.gtin] });
    await sale.scan(code(strange, 'two'));
    expect(sale.view.receipt.lines).toMatchObject([{ name: milk.name }, { name: milk.name }]);
  });

  it('bound to a card without a mark, its plain barcode sells nothing; the card’s own goes on', async () => {
    const { sale } = await opened();
    await sale.scan(code(strange, 'four'));
    await turn();
    await sale.bind(id(sale), bread);
    await sale.scan('4641500012740');
    expect(sale.view.rejected).toMatchObject([{ kind: 'needs-mark', name: bread.name }]);
    await sale.add(bread);
    expect(sale.view.receipt.lines).toMatchObject([{ name: bread.name, mark: {} }, { name: bread.name }]);
  });

  it('of a plain barcode: bound and sold', async () => {
    const { sale, kinds } = await opened();
    await sale.scan('4641500012740');
    expect(sale.view.rejected).toMatchObject([{ kind: 'unknown-goods' }]);
    await sale.bindBarcode(bread, '04641500012740', '4641500012740');
    expect(sale.view.receipt.lines).toMatchObject([{ name: bread.name }]);
    expect(sale.view.rejected).toEqual([]);
    expect(kinds()).toContain('goods-bound');
  });

  it('is described as a keg: the amount is asked', async () => {
    const { sale, catalogue, first } = await opened();
    await sale.scan(code(strange, 'three'));
    await turn();
    await sale.describe(id(sale), { name: 'Квас', price: kopecks(90_00), measure: 'litre' });
    expect(first()).toMatchObject({ name: 'Квас', measure: 'litre', check: { source: 'online' } });
    expect(await sale.pay()).toBe('no-quantity');
    expect(await catalogue.byGtin(strange.gtin)).toMatchObject({ name: 'Квас', measure: 'litre', isMarked: true });
  });
});

describe('after an emergency of ГИС МТ', () => {
  const day = 86_400_000;
  const { source: _, ...failures } = noAnswer;
  async function later(ms: number, afterEmergency: 'as-always' | 'sell') {
    const given = await opened(saleWorld({ shop: { ...realShop, afterEmergency } }));
    given.checker.answer = () => ({ source: 'emergency' });
    await given.sale.scan(milkCode('first'));
    await turn();
    await given.clock.advance(ms);
    given.checker.answer = () => noAnswer;
    await given.sale.scan(milkCode('later'));
    await turn();
    return given.sale.view.receipt.lines[1]?.check;
  }
  it('what nobody could check is sold for three days where the shop wants it so', async () => {
    expect(await later(3 * day, 'sell')).toEqual({ source: 'emergency', after: { since: noon, ...failures } });
    expect(await later(3 * day + 1, 'sell')).toEqual(noAnswer);
  });
  it('and can be checked again when somebody answers', async () => {
    const given = await opened(saleWorld({ shop: { ...realShop, afterEmergency: 'sell' } }));
    given.checker.answer = () => ({ source: 'emergency' });
    await given.sale.scan(milkCode('first'));
    await turn();
    given.checker.answer = () => noAnswer;
    await given.sale.scan(milkCode('later'));
    await turn();
    given.checker.answer = allowedOnline;
    await given.sale.recheck();
    await turn();
    // 203 itself is an answer.
    expect(given.sale.view.receipt.lines.map(({ check }) => check?.source)).toEqual(['emergency', 'online']);
  });
  it('and nowhere else', async () => expect(await later(day, 'as-always')).toEqual(noAnswer));
  it('days do not beget days', async () => {
    const given = await opened(saleWorld({ shop: { ...realShop, afterEmergency: 'sell' } }));
    given.checker.answer = () => ({ source: 'emergency' });
    await given.sale.scan(milkCode('first'));
    await turn();
    given.checker.answer = () => noAnswer;
    for (const serial of ['two', 'three']) {
      await given.clock.advance(2 * day);
      await given.sale.scan(milkCode(serial));
      await turn();
    }
    expect(given.sale.view.receipt.lines.map(({ check }) => check?.source)).toEqual(['emergency', 'emergency', 'none']);
  });
});
