/** What a file would change: found again by identity, barcode, article, name; what a person said stays. */
import { describe, expect, it } from 'vitest';
import { kopecks } from '../../base/money.ts';
import type { StoredGoods } from '../stored-goods.ts';
import { planImport, type GoneCards, type KnownCard } from './plan.ts';
import type { ImportedGoods } from './rows.ts';

const barcode = '04607004890017';
const other = '04607004890024';
const card = (id: string, rest: Partial<StoredGoods> = {}): StoredGoods => ({
  id,
  name: 'Молоко',
  price: kopecks(8_990),
  measure: 'piece',
  marked: false,
  ...rest,
});
const own = (of: StoredGoods): KnownCard => ({ card: of, isOwn: true });
const brought = (of: StoredGoods): KnownCard => ({ card: { source: {}, ...of }, isOwn: false });
const said = (rest: Partial<ImportedGoods> = {}): ImportedGoods => ({
  row: 2,
  name: 'Молоко',
  price: kopecks(9_490),
  barcodes: [],
  ...rest,
});

function plan(known: KnownCard[], goods: ImportedGoods[], gone: GoneCards = 'keep') {
  let count = 0;
  return planImport(known, goods, gone, () => `new-${(count += 1)}`);
}

it.each<[string, StoredGoods, Partial<ImportedGoods>]>([
  ['the identity in the other program', card('a', { source: { id: 'x' }, name: 'Другое' }), { id: 'x' }],
  ['a barcode', card('a', { gtin: barcode, name: 'Другое' }), { barcodes: [barcode] }],
  [
    'a barcode that was bound to it',
    card('a', { gtin: other, also: [barcode], name: 'Другое' }),
    { barcodes: [barcode] },
  ],
  ['an article', card('a', { article: 'М-1', name: 'Другое' }), { article: 'м-1' }],
  ['a name, where there is nothing else', card('a'), { name: 'МОЛОКО' }],
])('finds a card by %s', (_, known, goods) => {
  const { cards, counts } = plan([brought(known)], [said(goods)]);
  expect(cards).toMatchObject([{ id: 'a', price: 9_490 }]);
  expect(counts).toMatchObject({ priceChanged: 1, fresh: 0, gone: 0 });
});

it('makes new cards of what it does not know', () => {
  const { cards, counts, fresh } = plan(
    [],
    [said({ barcodes: [barcode, other], article: '1', folder: 'Молочное', isMarked: true, group: 8 })],
  );
  expect(cards).toEqual([
    {
      id: 'new-1',
      name: 'Молоко',
      price: 9_490,
      measure: 'piece',
      marked: true,
      group: 8,
      gtin: barcode,
      also: [other],
      article: '1',
      folder: 'Молочное',
      source: {},
    },
  ]);
  expect(counts.fresh).toBe(1);
  expect(fresh).toEqual([{ name: 'Молоко', price: 9_490 }]);
});

it('tells goods without a price that nobody knows', () => {
  const { cards, unpriced } = plan([], [said({ price: undefined })]);
  expect([cards, unpriced]).toEqual([[], [{ row: 2, name: 'Молоко' }]]);
});

it('keeps what a person said of a card: the law, the quick key, bound barcodes, the marking, how it divides', () => {
  const made = card('a', {
    gtin: barcode,
    also: [other],
    marks: [other],
    adult: true,
    excise: false,
    quick: 3,
    marked: true,
    group: 8,
    measure: 'kilogram',
  });
  const { cards, folded } = plan([own(made)], [said({ barcodes: [barcode], isMarked: false, measure: 'piece' })]);
  expect(cards).toEqual([{ ...made, price: 9_490, source: {} }]);
  expect(folded).toEqual([made]);
});

it('never touches cards of the till that the file does not speak of', () => {
  const { cards, folded, counts } = plan([own(card('till'))], [said({ name: 'Хлеб' })], 'archive');
  expect(cards.map(({ id }) => id)).toEqual(['new-1']);
  expect([folded, counts.gone]).toEqual([[], 0]);
});

it.each<[GoneCards, StoredGoods['archived']]>([
  ['keep', undefined],
  ['archive', 'file'],
])('what the file has no more, %s', (gone, archived) => {
  const { cards, counts } = plan([brought(card('a'))], [said({ name: 'Хлеб' })], gone);
  expect(cards.find(({ id }) => id === 'a')?.archived).toBe(archived);
  expect(counts).toMatchObject({ gone: 1, fresh: 1 });
});

it('what a file archived comes back with the file; what a person archived does not', () => {
  const back = (archived: StoredGoods['archived']) =>
    plan([brought(card('a', { gtin: barcode, archived }))], [said({ barcodes: [barcode] })]).cards[0]?.archived;
  expect([back('file'), back('person')]).toEqual([undefined, 'person']);
});

it('a barcode that the file gives to other goods leaves the card that had it', () => {
  const { cards } = plan(
    [
      brought(card('a', { source: { id: 'a' }, gtin: barcode, also: [other] })),
      brought(card('b', { source: { id: 'b' }, name: 'Хлеб' })),
    ],
    [said({ id: 'a', barcodes: [barcode] }), said({ id: 'b', name: 'Хлеб', barcodes: [other] })],
  );
  expect(cards.map(({ id, gtin, also }) => [id, gtin, also])).toEqual([
    ['a', barcode, undefined],
    ['b', other, undefined],
  ]);
});

it('the same file again changes nothing', () => {
  const goods = [said({ barcodes: [barcode], article: '1', vat: '10', folder: 'Молочное' })];
  const { cards } = plan([], goods);
  const again = plan(
    cards.map((each) => ({ card: each, isOwn: false })),
    goods,
  );
  expect(again.counts).toEqual({ fresh: 0, priceChanged: 0, otherwise: 0, same: 1, gone: 0 });
  expect(again.cards).toEqual(cards);
});

describe('a card that was joined into another one', () => {
  const kept = own(card('a', { gtin: barcode, also: [other], source: { id: 'x' } }));
  const gone = own(card('b', { archived: 'person', joined: { into: 'a', gtin: other }, source: { id: 'y' } }));

  it.each<[string, Partial<ImportedGoods>, Partial<ImportedGoods>]>([
    ['by their identities', { id: 'x', barcodes: [barcode] }, { id: 'y', barcodes: [other] }],
    ['by their barcodes', { barcodes: [barcode] }, { barcodes: [other] }],
  ])('a file that knows both, %s, parts them not, in whichever order', (_, first, second) => {
    for (const rows of [
      [said({ ...first, price: kopecks(9_500) }), said({ ...second, price: kopecks(9_900) })],
      [said({ ...second, price: kopecks(9_900) }), said({ ...first, price: kopecks(9_500) })],
    ]) {
      const { cards, folded, counts } = plan([kept, gone], rows);
      expect(cards).toMatchObject([{ id: 'a', price: 9_500, gtin: barcode, also: [other] }]);
      expect(folded.map(({ id }) => id)).toEqual(['a']);
      expect(counts).toMatchObject({ fresh: 0, priceChanged: 1, same: 1 });
    }
  });

  it('a file that knows only the other one speaks of the one that stayed', () => {
    const { cards } = plan([kept, gone], [said({ id: 'y', barcodes: [other], price: kopecks(9_900) })]);
    expect(cards).toMatchObject([{ id: 'a', price: 9_900, gtin: barcode, also: [other] }]);
  });
});
