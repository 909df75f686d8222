/** A receipt with packages that are sold in parts: the moves, the verdict and the document (marking-codes.md §2.3, §4.4). */
import { describe, expect, it } from 'vitest';
import type { CodeCheck } from '../code-check/answer.ts';
import { saleDocument, type Tags } from './fiscal-document.ts';
import type { Goods } from '../goods/goods.ts';
import { kopecks } from '../base/money.ts';
import { remaining, packageOf, takenBy, takenFrom } from '../goods/opened-package.ts';
import { onePiece, thousandths } from '../base/quantity.ts';
import { newReceipt, type Receipt } from './document.ts';
import { addLine, asGoods, changePrice, holds, takePart, takeWhole, withCheck } from './edits.ts';
import {
  amountOf,
  groupConflict,
  isBlock,
  isPart,
  lineSum,
  unitPrice,
  verdictOf,
  type Line,
  type LineMark,
} from './line.ts';
import { startPaying } from './moves.ts';
import { lineOf, packageLine, type OpenedFacts } from './new-line.ts';
import { obstacle } from './obstacles.ts';
import { due, total } from './pricing.ts';
import { tendersOf } from './tender.ts';
import { fail, type Result } from '../base/result.ts';
import { epochMs } from '../base/time.ts';

const now = epochMs(Date.parse('2026-11-22T12:00:00+03:00'));
const gtin = '04600000000015';
const proof = { reqId: 'id', reqTimestamp: 1 };
const answered = (answer: object = {}): CodeCheck => ({
  source: 'online',
  facts: 'full',
  answer: { cis: '', found: true, ...answer },
  proof,
});
const mark = (ki = 'KI-1', more: Partial<LineMark> = {}): LineMark => ({
  raw: ki,
  code: `${ki}\u001d93dGVz`,
  ki,
  form: 'short-93',
  scannedAt: now,
  ...more,
});
const beer: Goods = {
  id: 'beer',
  gtin,
  name: 'Пиво',
  price: kopecks(180_00),
  vat: '22',
  measure: 'litre',
  group: 15,
  isMarked: true,
};
const cheese: Goods = {
  id: 'cheese',
  gtin,
  name: 'Сыр',
  price: kopecks(799_00),
  vat: '10',
  measure: 'kilogram',
  group: 8,
  isMarked: true,
};
const box: Goods = {
  id: 'box',
  gtin,
  name: 'Салфетки',
  price: kopecks(250_00),
  vat: '22',
  measure: 'piece',
  group: 19,
  isMarked: true,
  parts: { of: 10, price: kopecks(30_00) },
};
const milk: Goods = {
  id: 'milk',
  gtin,
  name: 'Молоко',
  price: kopecks(94_90),
  vat: '10',
  measure: 'piece',
  group: 8,
  isMarked: true,
};

const done = <Value>(moved: Result<Value, unknown>): Value => {
  if (!moved.ok) throw new Error(String(moved.failure));
  return moved.value;
};
const of = (...lines: Line[]): Receipt => ({ ...newReceipt('r1', now), lines });
const line = (receipt: Receipt): Line =>
  receipt.lines[0] ??
  (() => {
    throw new Error('no line');
  })();
const package_ = (
  goods: Goods,
  {
    grams,
    opened,
    check = answered(),
  }: { grams?: number; opened?: { taken: number; content?: number }; check?: CodeCheck | undefined } = {},
): Line => ({
  ...packageLine(
    'p',
    goods,
    gtin,
    mark('KI-1', { grams }),
    opened && {
      taken: opened.taken,
      unit: goods.parts ? 'part' : goods.measure,
      ...(opened.content !== undefined && { content: thousandths(opened.content) }),
    },
  ),
  check,
});
const take = (receipt: Receipt, amount: number) => takePart(receipt, 'p', thousandths(amount));

describe('what a scanned package is at first', () => {
  it('goods that nobody divides: one piece', () =>
    expect(package_(milk)).toMatchObject({ quantity: onePiece, measure: 'piece', price: 94_90, group: 8 }));
  it('and nothing is asked of them', () => expect(package_(milk)).not.toHaveProperty('division'));
  it('a keg: the amount is to be asked', () => {
    expect(package_(beer)).toMatchObject({
      measure: 'litre',
      price: 180_00,
      goodsId: 'beer',
      gtin,
      name: 'Пиво',
      vat: '22',
    });
    expect(package_(beer).quantity).toBeUndefined();
    expect(lineSum(package_(beer))).toBe(0);
    expect(obstacle(of(package_(beer)), now)).toBe('no-quantity');
  });
  it('a cheese with its weight: the whole of it', () =>
    expect(package_(cheese, { grams: 4200 })).toMatchObject({ quantity: onePiece, measure: 'piece', price: 3355_80 }));
  it('a cheese without: the amount is to be asked', () => expect(package_(cheese).quantity).toBeUndefined());
  it('a box: the whole of it', () =>
    expect(package_(box)).toMatchObject({ quantity: onePiece, measure: 'piece', price: 250_00 }));
  it.each([
    [cheese, 4200],
    [box, undefined],
  ] as const)('opened before: the amount is to be asked', (goods, grams) => {
    const opened = package_(goods, { ...(grams && { grams }), opened: { taken: 1000 } });
    expect(opened.quantity).toBeUndefined();
    expect(opened.price).toBe(goods.parts?.price ?? goods.price);
  });
  it.each<[string, Goods, OpenedFacts]>([
    ['a card that does not divide any more', { ...box, parts: undefined }, { taken: 3000, unit: 'part' }],
    ['a card that divides otherwise', beer, { taken: 3000, unit: 'part', content: thousandths(10_000) }],
    ['goods that were never divided', milk, { taken: 1, unit: 'litre' }],
    ['the same, but its book cannot be read', box, { taken: 0, unit: 'part', unread: true }],
  ])('opened, and now %s: no amount, and no way to pay for it', (_, goods, opened) => {
    const line = packageLine('p', goods, gtin, mark(), opened);
    expect(line.quantity).toBeUndefined();
    expect(line.division).toBeUndefined();
    expect(obstacle(of({ ...line, check: answered() }), now)).toBe('no-quantity');
    expect(take(of(line), 1000)).toEqual(fail('marked-quantity'));
  });
  it.each([3, 12, 16])(
    'goods of group %i are never sold in parts: neither one cigarette nor a pack by the code of its block',
    (group) => {
      expect(packageLine('p', { ...box, group }, gtin, mark())).not.toHaveProperty('division');
      expect(packageLine('p', { ...beer, group }, gtin, mark())).toMatchObject({ quantity: onePiece });
    },
  );
  it('a line of an older build, by the litre and without a word of division, is a whole one', () => {
    const { division: _, ...old } = { ...package_(beer), quantity: thousandths(1000) };
    expect([isPart(old), amountOf(old)]).toEqual([false, undefined]);
  });
  it('what its book says was in it counts where the code says nothing', () =>
    expect(package_(beer, { opened: { taken: 500, content: 30_000 } }).division).toMatchObject({
      content: 30_000,
      opened: { taken: 500 },
    }));
});

describe('taking a part', () => {
  it('litres out of a keg', () => {
    const taken = line(done(take(of(package_(beer)), 500)));
    expect(taken).toMatchObject({ quantity: 500, measure: 'litre', price: 180_00 });
    expect([lineSum(taken), isPart(taken), amountOf(taken)]).toEqual([90_00, true, 500]);
  });
  it('a piece of a cheese, and then all of it after all', () => {
    const cut = done(take(of(package_(cheese, { grams: 4200 })), 345));
    expect(line(cut)).toMatchObject({ quantity: 345, measure: 'kilogram', price: 799_00 });
    expect(line(done(takeWhole(cut, 'p')))).toMatchObject({ quantity: onePiece, measure: 'piece', price: 3355_80 });
    // All that is in it is the cheese itself.
    const all = line(done(take(cut, 4200)));
    expect(all).toMatchObject({ quantity: onePiece, measure: 'piece', price: 3355_80 });
    expect(isPart(all)).toBe(false);
  });
  it('blisters out of a box: one piece that is a part, at the price of the parts', () => {
    const taken = line(done(take(of(package_(box)), 3000)));
    expect(taken).toMatchObject({ quantity: onePiece, measure: 'piece', part: { count: 3, of: 10 }, price: 90_00 });
    expect([lineSum(taken), isPart(taken), amountOf(taken), unitPrice(taken)]).toEqual([90_00, true, 3000, 30_00]);
    const all = line(done(take(of(taken), 10_000)));
    expect(all).toMatchObject({ quantity: onePiece, price: 250_00 });
    expect(all.part).toBeUndefined();
  });
  it('the last of an opened box is parts of it still', () =>
    expect(line(done(take(of(package_(box, { opened: { taken: 3000 } })), 7000)))).toMatchObject({
      part: { count: 7, of: 10 },
      price: 210_00,
    }));
  it.each([
    ['half a blister', box, {}, 1500, 'marked-quantity'],
    ['more blisters than there are', box, {}, 11_000, 'not-enough'],
    ['more than is left', box, { opened: { taken: 3000 } }, 8000, 'not-enough'],
    ['more cheese than is left', cheese, { grams: 4200, opened: { taken: 4000 } }, 201, 'not-enough'],
    ['more beer than its book has', beer, { opened: { taken: 29_000, content: 30_000 } }, 1001, 'not-enough'],
    ['milk', milk, {}, 500, 'marked-quantity'],
  ] as const)('not %s', (_, goods, facts, amount, failure) =>
    expect(take(of(package_(goods, facts)), amount)).toEqual(fail(failure)),
  );
  it('exactly what is left', () =>
    expect(take(of(package_(cheese, { grams: 4200, opened: { taken: 4000 } })), 200).ok).toBe(true));
  it('of a keg of unknown content as much as anybody likes', () =>
    expect(take(of(package_(beer)), 100_000).ok).toBe(true));
  it('no opened package and no keg is sold whole', () => {
    expect(takeWhole(of(package_(box, { opened: { taken: 0 } })), 'p')).toEqual(fail('package-opened'));
    expect(takeWhole(of(package_(beer)), 'p')).toEqual(fail('package-opened'));
    expect(takeWhole(of(package_(milk)), 'p')).toEqual(fail('package-opened'));
  });
  it('only in a draft, only of a line that is there', () => {
    expect(take({ ...of(package_(box)), state: 'paying' }, 1000)).toEqual(fail('wrong-state'));
    expect(takePart(of(package_(box)), 'x', onePiece)).toEqual(fail('no-line'));
    expect(takeWhole(of(), 'p')).toEqual(fail('no-line'));
  });
});

describe('the verdict on a part', () => {
  const verdict = (receipt: Receipt) => verdictOf(line(receipt), now);
  const counted = (sold: number, more: object = {}): CodeCheck =>
    answered({ innerUnitCount: 30_000, soldUnitCount: sold, ...more });
  it('no more than ГИС МТ counts; all that it counts', () => {
    const keg = of(package_(beer, { check: counted(29_000) }));
    expect(verdict(done(take(keg, 1000)))).toMatchObject({ kind: 'allowed' });
    expect(verdict(done(take(keg, 1001)))).toMatchObject({
      kind: 'forbidden',
      rule: 'online-not-enough',
      refusal: { kind: 'not-enough', left: 1000 },
    });
  });
  it('a sold keg with something left goes on, an empty one does not', () => {
    expect(
      verdict(done(take(of(package_(beer, { check: counted(29_000, { sold: true, realizable: false }) })), 500))),
    ).toMatchObject({ kind: 'allowed' });
    expect(verdict(of(package_(beer, { check: counted(30_000, { sold: true, realizable: false }) })))).toMatchObject({
      refusal: { kind: 'sold' },
    });
  });
  it('a whole cheese that somebody has cut of elsewhere is not sold whole', () => {
    const check = answered({ innerUnitCount: 4200, soldUnitCount: 100 });
    expect(verdict(of(package_(cheese, { grams: 4200, check })))).toMatchObject({
      refusal: { kind: 'not-enough', left: 4100 },
    });
    expect(verdict(done(take(of(package_(cheese, { grams: 4200, check })), 4100)))).toMatchObject({ kind: 'allowed' });
    expect(
      verdict(of(package_(cheese, { grams: 4200, check: answered({ innerUnitCount: 4200, soldUnitCount: 0 }) }))),
    ).toMatchObject({ kind: 'allowed' });
  });
  it('parts of a box are in units that nobody knows', () =>
    expect(
      verdict(done(take(of(package_(box, { check: answered({ innerUnitCount: 10, soldUnitCount: 9 }) })), 3000))),
    ).toMatchObject({ kind: 'allowed' }));
  it('goods that no card describes may be a keg', () => {
    const { goodsId: _, ...unknown } = package_(milk, { check: counted(12_500) });
    expect(verdictOf(unknown, now)).toMatchObject({ kind: 'allowed' });
    expect(verdictOf(package_(milk, { check: counted(12_500) }), now)).toMatchObject({
      refusal: { kind: 'not-enough' },
    });
  });
  it('a minimum of the whole package is no price of its part', () => {
    const check = answered({ groupIds: [15], mrp: 200_00 });
    expect(verdict(done(take(of(package_(beer, { check })), 500)))).toMatchObject({ kind: 'allowed' });
    expect(verdictOf(package_({ ...beer, measure: 'piece' }, { check }), now)).toMatchObject({
      refusal: { kind: 'price-below' },
    });
  });
});

describe('the document', () => {
  const item = (receipt: Receipt): Tags =>
    (
      saleDocument(
        { ...receipt, tenders: tendersOf({ way: 'cashless' }, due(receipt)) },
        { taxation: 'osn', cashier: 'П' },
      )[1059] as readonly Tags[]
    )[0] ?? {};
  it('measured goods: 1023 and 2108, no 1291', () => {
    const beerItem = item(done(take(of(package_(beer)), 500)));
    expect(beerItem).toMatchObject({
      1023: 500,
      1043: 90_00,
      1079: 180_00,
      1212: 31,
      2108: 41,
      2000: 'KI-1\u001d93dGVz',
      1163: { 1305: 'KI-1' },
    });
    expect(beerItem).not.toHaveProperty('1291');
    expect(item(done(take(of(package_(cheese, { grams: 4200 })), 345)))).toMatchObject({
      1023: 345,
      1212: 33,
      2108: 11,
    });
  });
  it('a part of a package: one piece and 1291', () =>
    expect(item(done(take(of(package_(box)), 3000)))).toMatchObject({
      1023: 1000,
      1043: 90_00,
      1079: 90_00,
      1291: { 1292: '3/10', 1293: 3, 1294: 10 },
      2108: 0,
    }));
  it('a whole one is a piece like any other', () => {
    expect(item(of(package_(cheese, { grams: 4200 })))).toMatchObject({ 1023: 1000, 1079: 3355_80, 2108: 0 });
    expect(item(of(package_(box)))).not.toHaveProperty('1291');
  });
});

describe('the book', () => {
  it('takes what a printed receipt took, and only parts', () => {
    const keg = line(
      done(take(of(package_(beer, { check: answered({ innerUnitCount: 42_500, soldUnitCount: 12_500 }) })), 500)),
    );
    const whole = { ...package_(cheese, { grams: 4200 }), id: 'w' };
    const receipt: Receipt = {
      ...of(keg, whole, package_(milk), lineOf('b', { ...milk, isMarked: false })),
      number: 7,
    };
    expect(takenBy(receipt, now)).toEqual([
      {
        opened: {
          ki: 'KI-1',
          mark: keg.mark,
          goodsId: 'beer',
          gtin,
          name: 'Пиво',
          openedAt: now,
          unit: 'litre',
          content: 30_000,
        },
        withdrawal: { ki: 'KI-1', receiptId: 'r1', number: 7, at: now, amount: 500 },
      },
    ]);
  });
  it('knows the content from the code, from the card, from ГИС МТ, or from nobody', () => {
    expect(packageOf(package_(cheese, { grams: 4200, check: answered({ innerUnitCount: 1 }) }), now)).toMatchObject({
      unit: 'kilogram',
      content: 4200,
    });
    expect(packageOf(package_(box), now)).toMatchObject({ unit: 'part', content: 10_000 });
    expect(packageOf(package_(beer), now)?.content).toBeUndefined();
    expect(
      packageOf(package_({ ...beer, measure: 'millilitre' }, { check: answered({ innerUnitCount: 30_000 }) }), now)
        ?.content,
    ).toBeUndefined();
    expect(packageOf(package_(milk), now)).toBeUndefined();
    expect(packageOf(lineOf('b', milk), now)).toBeUndefined();
  });
  it('adds up', () => {
    const opened = packageOf(package_(box), now);
    const book = {
      ...(opened ??
        (() => {
          throw new Error();
        })()),
      withdrawals: [3000, 2000].map((amount, index) => ({
        ki: 'KI-1',
        receiptId: String(index),
        number: index,
        at: now,
        amount: thousandths(amount),
      })),
    };
    expect([
      takenFrom(book),
      remaining(book),
      remaining({ ...book, content: undefined }),
      remaining({ ...book, content: thousandths(4000) }),
    ]).toEqual([5000, 5000, undefined, 0]);
  });
  it('the same КИ once in a receipt, again after it', () => {
    const sold: Receipt = { ...of(package_(box)), state: 'fiscalized' };
    expect([holds(of(package_(box)), 'KI-1'), holds(sold, 'KI-1'), holds(of(), 'KI-1')]).toEqual([true, false, false]);
  });
});

describe('another price', () => {
  const changed = (goods: Goods, facts: Parameters<typeof package_>[1], price: number, amount?: number): Line => {
    const start = of(package_(goods, facts));
    return line(done(changePrice(amount === undefined ? start : done(take(start, amount)), 'p', kopecks(price))));
  };
  it('is judged at the next look, without a request', () => {
    const check = answered({ groupIds: [3], mrp: 140_00 });
    const pack = of(package_({ ...milk, price: kopecks(145_00), group: 3 }, { check }));
    expect(verdictOf(line(pack), now)).toMatchObject({ refusal: { kind: 'price-above', limit: 140_00 } });
    const lower = done(changePrice(pack, 'p', kopecks(140_00)));
    expect(line(lower)).toMatchObject({ price: 140_00, listPrice: 145_00 });
    expect(verdictOf(line(lower), now)).toMatchObject({ kind: 'allowed' });
    expect(line(done(changePrice(lower, 'p', kopecks(145_00)))).listPrice).toBeUndefined();
  });
  it('of a litre, of a part, of the whole', () => {
    expect(lineSum(changed(beer, {}, 200_00, 500))).toBe(100_00);
    const parts = changed(box, {}, 25_00, 3000);
    expect([parts.price, unitPrice(parts), parts.listPrice]).toEqual([75_00, 25_00, 30_00]);
    // More of them at the new price; the box keeps its own.
    expect(line(done(take(of(parts), 4000))).price).toBe(100_00);
    expect(line(done(takeWhole(of(parts), 'p'))).price).toBe(250_00);
    expect(changed(box, {}, 240_00)).toMatchObject({ price: 240_00, listPrice: 250_00 });
    expect(line(done(takeWhole(of(changed(box, {}, 240_00)), 'p'))).price).toBe(240_00);
    expect(changed(cheese, { grams: 4200 }, 3000_00)).toMatchObject({ price: 3000_00, quantity: onePiece });
  });
  it('is told beside the one of the card for what is sold, whole or part', () => {
    const cutCheaper = of(changed(cheese, { grams: 4200 }, 700_00, 345));
    expect(line(cutCheaper)).toMatchObject({ price: 700_00, listPrice: 799_00 });
    expect(line(done(take(cutCheaper, 500)))).toMatchObject({ price: 700_00, listPrice: 799_00 });
    expect(line(done(takeWhole(cutCheaper, 'p')))).toMatchObject({ price: 2940_00, listPrice: 3355_80 });
    const wholeCheaper = of(changed(cheese, { grams: 4200 }, 3000_00));
    expect(line(done(takeWhole(wholeCheaper, 'p')))).toMatchObject({ price: 3000_00, listPrice: 3355_80 });
    expect(line(done(take(wholeCheaper, 345)))).toMatchObject({ price: 799_00 });
    expect(line(done(take(wholeCheaper, 345))).listPrice).toBeUndefined();
    const partsCheaper = of(changed(box, {}, 25_00, 3000));
    expect(line(done(takeWhole(partsCheaper, 'p'))).listPrice).toBeUndefined();
    expect(line(done(take(partsCheaper, 4000))).listPrice).toBe(30_00);
  });
  it('the same goods at two prices are two lines', () => {
    const bread: Goods = { ...milk, id: 'bread', isMarked: false };
    const cheap = done(changePrice(of(lineOf('a', bread)), 'a', kopecks(50_00)));
    expect(done(addLine(cheap, lineOf('b', bread))).lines).toHaveLength(2);
    expect(done(addLine(of(lineOf('a', bread)), lineOf('b', bread))).lines).toMatchObject([{ quantity: 2000 }]);
  });
});

describe('a package of which ГИС МТ knows a part to be sold', () => {
  const partly = (more: object = {}) => answered({ groupIds: [8], innerUnitCount: 4200, soldUnitCount: 1500, ...more });
  const checked = (
    goods: Goods,
    check: CodeCheck,
    grams?: number,
    before = of(package_(goods, { ...(grams && { grams }), check: undefined })),
  ): Receipt => withCheck(before, 'p', check);

  /** All that goods which divide may be, by every way in which a source says it. */
  const cases = (
    [
      [cheese, 4200],
      [box, undefined],
    ] as const
  ).flatMap(([goods, grams]) =>
    (
      [
        ['counts it', {}],
        ['counts it and calls the code sold', { sold: true }],
        ['counts it and calls the code out of circulation', { sold: true, realizable: false }],
        ['counts half a kilogram as left', { soldUnitCount: 3700 }],
      ] as const
    ).map(([how, more]) => [goods.name, how, goods, grams, more] as const),
  );
  it.each(cases)('%s, when it %s: how much is asked, no alarm', (_, __, goods, grams, more) => {
    const receipt = checked(goods, partly(more), grams);
    expect(line(receipt).quantity).toBeUndefined();
    expect(verdictOf(line(receipt), now)?.kind).toBe('allowed');
    expect(obstacle(receipt, now)).toBe('no-quantity');
    // It is none to be sold whole any more.
    expect(takeWhole(receipt, 'p')).toEqual(fail('package-opened'));
    const some = done(take(receipt, goods.parts ? 3000 : 500));
    expect(obstacle(some, now)).toBeUndefined();
    expect(line(some)).toMatchObject(
      goods.parts
        ? { part: { count: 3, of: 10 }, price: 90_00 }
        : { quantity: 500, measure: 'kilogram', price: 799_00 },
    );
  });
  it('more than ГИС МТ counts in it is refused, the rest is not', () => {
    const receipt = checked(cheese, partly(), 4200);
    expect(take(receipt, 2701)).toEqual(fail('not-enough'));
    expect(verdictOf(line(done(take(receipt, 2700))), now)).toMatchObject({ kind: 'allowed' });
    // Sold by another till since: its next check says so.
    const cut = done(take(receipt, 2700));
    expect(verdictOf(line(withCheck(cut, 'p', partly({ soldUnitCount: 2000 }))), now)).toMatchObject({
      kind: 'forbidden',
      refusal: { kind: 'not-enough', left: 2200 },
    });
  });
  it('its book at this till begins with what was left, and ends with it', () => {
    const cut = done(take(checked(cheese, partly(), 4200), 2700));
    expect(packageOf(line(cut), now)).toMatchObject({ content: 2700, unit: 'kilogram' });
  });
  it('described only when the check was there: the same', () => {
    const unknown: Line = {
      id: 'p',
      gtin,
      name: '',
      quantity: onePiece,
      measure: 'piece',
      vat: '10',
      mark: mark('KI-1', { grams: 4200 }),
      check: partly(),
      group: 8,
    };
    const receipt = done(asGoods(of(unknown), 'p', cheese));
    expect([line(receipt).quantity, verdictOf(line(receipt), now)?.kind]).toEqual([undefined, 'allowed']);
  });
  it('of which an amount was said before the answer came: it stays', () => {
    const cut = done(take(of(package_(cheese, { grams: 4200, check: undefined })), 345));
    expect(line(checked(cheese, partly(), 4200, cut))).toMatchObject({ quantity: 345, price: 799_00 });
  });
  it.each<[string, Goods, CodeCheck, number | undefined, object]>([
    [
      'whole by the count',
      cheese,
      answered({ groupIds: [8], innerUnitCount: 4200, soldUnitCount: 0 }),
      4200,
      { kind: 'allowed' },
    ],
    ['that nobody counts', cheese, answered({ groupIds: [8] }), 4200, { kind: 'allowed' }],
    [
      'sold to the end',
      cheese,
      partly({ soldUnitCount: 4200, sold: true }),
      4200,
      { kind: 'forbidden', refusal: { kind: 'sold' } },
    ],
    ['of goods that do not divide', milk, partly(), undefined, { kind: 'forbidden', refusal: { kind: 'not-enough' } }],
    ['blocked', cheese, partly({ isBlocked: true }), 4200, { kind: 'forbidden', refusal: { kind: 'blocked' } }],
    [
      'expired',
      cheese,
      partly({ expireDate: '2026-11-01' }),
      4200,
      { kind: 'forbidden', refusal: { kind: 'expired' } },
    ],
  ])('%s: as before', (_, goods, check, grams, verdict) =>
    expect(verdictOf(line(checked(goods, check, grams)), now)).toMatchObject(verdict),
  );
});

describe('what it is, said later', () => {
  const unknown: Line = {
    id: 'p',
    gtin,
    name: '',
    quantity: onePiece,
    measure: 'piece',
    vat: '22',
    mark: mark('KI-1', { grams: 4200 }),
    check: answered({ groupIds: [8] }),
    group: 8,
  };
  it('keeps its code and its check, and is divided as its card says', () => {
    expect(line(done(asGoods(of(unknown), 'p', cheese)))).toMatchObject({
      name: 'Сыр',
      price: 3355_80,
      goodsId: 'cheese',
      mark: unknown.mark,
      check: unknown.check,
      gtin,
    });
    const { group: _, ...noGroup } = beer;
    expect(line(done(asGoods(of(unknown), 'p', noGroup)))).toMatchObject({ name: 'Пиво', group: 8, measure: 'litre' });
    expect(line(done(asGoods(of(unknown), 'p', noGroup))).quantity).toBeUndefined();
  });
  it('without a mark it is as much as it was', () =>
    expect(
      line(
        done(asGoods(of({ ...lineOf('p', milk), quantity: thousandths(2000) }), 'p', { ...cheese, measure: 'piece' })),
      ),
    ).toMatchObject({ name: 'Сыр', quantity: 2000 }));
  it('a card of another group is told with both', () => {
    expect(groupConflict(package_(beer, { check: answered({ groupIds: [8] }) }))).toEqual({ card: 15, server: [8] });
    expect(groupConflict(package_(beer, { check: answered({ groupIds: [8, 15] }) }))).toBeUndefined();
    expect(groupConflict(package_(beer))).toBeUndefined();
    const { group: _, ...noGroup } = package_(beer, { check: answered({ groupIds: [8] }) });
    expect(groupConflict(noGroup)).toBeUndefined();
  });
});

describe('a block of packs', () => {
  it('is known by its own code or by ГИС МТ, and is no pack', () => {
    expect(isBlock(package_(milk, { check: undefined }))).toBe(false);
    expect(isBlock({ ...package_(milk), mark: mark('KI-1', { mrc: kopecks(1450_00) }) })).toBe(true);
    expect(isBlock({ ...package_(milk), mark: mark('KI-1', { mrc: kopecks(145_00), form: 'pack' }) })).toBe(false);
    expect(isBlock(package_(milk, { check: answered({ packageType: 'GROUP' }) }))).toBe(true);
    expect(isBlock(package_(milk, { check: answered({ packageType: 'UNIT' }) }))).toBe(false);
    expect(isBlock(lineOf('b', milk))).toBe(false);
  });
  it('and its packs are units of their own: both go into one receipt, each at its own limits', () => {
    const check = answered({ groupIds: [3], packageType: 'GROUP', packageQuantity: 10, mrp: 1800_00, smp: 135_00 });
    const block = { ...package_({ ...milk, group: 3, price: kopecks(1800_00) }, { check }), id: 'block' };
    const pack = {
      ...packageLine(
        'pack',
        { ...milk, id: 'pack', group: 3, price: kopecks(180_00) },
        gtin,
        mark('KI-2', { form: 'pack' }),
      ),
      check: answered({ groupIds: [3], mrp: 180_00, smp: 135_00 }),
    };
    const both = done(addLine(done(addLine(newReceipt('r1', now), block)), pack));
    expect(both.lines.map((each) => verdictOf(each, now)?.kind)).toEqual(['allowed', 'allowed']);
    // The card of a pack on the code of a block: ten times too cheap.
    expect(verdictOf({ ...block, price: kopecks(180_00) }, now)).toMatchObject({
      refusal: { kind: 'price-below', limit: 1350_00 },
    });
  });
});

describe('rounding to roubles', () => {
  const pack = (price: number, check: CodeCheck): Receipt =>
    of(package_({ ...milk, group: 16, price: kopecks(price) }, { check }));
  const paid = (receipt: Receipt): number => due(done(startPaying({ ...receipt, adult: { at: now } }, now, 'roubles')));
  it('lets go of nothing that would sell a thing below its lawful price', () => {
    expect(paid(pack(200_50, answered({ groupIds: [16], mrp: 200_00 })))).toBe(200_00);
    expect(paid(pack(200_50, answered({ groupIds: [16], mrp: 200_10 })))).toBe(200_50);
    expect(total(pack(200_50, answered()))).toBe(200_50);
  });
});
