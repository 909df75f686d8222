import { expect, it } from 'vitest';
import { kopecks } from '../base/money.ts';
import { DuplicateFinder } from './duplicates.ts';
import type { Goods } from './goods.ts';

const card = (id: string, rest: Partial<Goods>): Goods => ({
  id,
  name: id,
  price: kopecks(100),
  measure: 'piece',
  isMarked: false,
  ...rest,
});
const found = (...cards: Goods[]) => {
  const finder = new DuplicateFinder();
  for (const each of cards) finder.add([each]);
  return finder.found;
};
const barcode = '04607004890017';
const other = '04607004890024';

it('cards without a common barcode or name are none', () => {
  expect(found(card('a', { gtin: barcode }), card('b', { gtin: other, also: [other] }), card('c', {}))).toEqual([]);
});

it('one barcode, whether it is the own or a bound one; those come before equal names', () => {
  expect(
    found(
      card('a', { name: 'Чай' }),
      card('b', { name: ' чай ', gtin: other }),
      card('c', { gtin: barcode }),
      card('d', { also: [barcode] }),
    ),
  ).toEqual([
    { by: 'barcode', word: barcode, ids: ['c', 'd'] },
    { by: 'name', word: 'Чай', ids: ['a', 'b'] },
  ]);
});

it('capitals, «ё» and blanks make no other name', () => {
  expect(
    found(card('a', { name: 'Мёд  липовый' }), card('b', { name: 'МЕД липовый' }), card('c', { name: 'Мёд липовый' })),
  ).toEqual([{ by: 'name', word: 'Мёд  липовый', ids: ['a', 'b', 'c'] }]);
});

it('a catalogue of nothing else is told in part', () => {
  const many = Array.from({ length: 1_000 }, (_, n) => card(String(n), { name: `Товар ${n >> 1}` }));
  expect(found(...many)).toHaveLength(200);
});
