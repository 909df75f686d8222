import { describe, expect, it } from 'vitest';
import { kopecks } from '../base/money.ts';
import type { Goods } from './goods.ts';
import { joined, mayJoin, parted } from './joining.ts';

const bag: Goods = {
  id: 'a',
  name: 'Пакет майка',
  price: kopecks(1_000),
  measure: 'piece',
  isMarked: false,
  gtin: '04607004890017',
  also: ['04607004890024'],
};
const same: Goods = {
  ...bag,
  id: 'b',
  price: kopecks(1_200),
  gtin: '04607004890031',
  also: ['04607004890024'],
  quickKeyIndex: 3,
};

it('the one that stays has the barcodes of both, each once; the other is in the archive and has none', () => {
  const { kept, other } = joined(bag, same);
  expect(kept).toEqual({ ...bag, also: ['04607004890024', '04607004890031'] });
  expect(other).toMatchObject({ id: 'b', archived: 'person', joined: { into: 'a', gtin: same.gtin } });
  expect([other.gtin, other.also, other.quickKeyIndex]).toEqual([undefined, undefined, undefined]);
});

it('one without a barcode gets those of the other, and gives them back', () => {
  const { gtin: _, also: __, ...bare } = bag;
  const { kept, other } = joined(bare, same);
  expect([kept.gtin, kept.also]).toEqual([same.gtin, same.also]);
  const back = parted(other, kept);
  expect(back.kept).toEqual(bare);
  expect(back.other).toMatchObject({ gtin: same.gtin, also: same.also });
  expect(back.other).not.toHaveProperty('archived');
  expect(back.other).not.toHaveProperty('joined');
});

it('barcodes that came with a marking code stay such, and go back as such', () => {
  const marked = { ...same, marks: ['04607004890031'] };
  const { kept, other } = joined(bag, marked);
  expect(kept.marks).toEqual(['04607004890031']);
  expect(parted(other, kept)).toMatchObject({ other: { marks: ['04607004890031'] } });
  expect(parted(other, kept).kept).not.toHaveProperty('marks');
});

it('where the card that stayed is no more, the other takes back what was its own', () => {
  expect(parted(joined(bag, same).other, undefined)).toMatchObject({ other: { id: 'b', gtin: same.gtin } });
});

describe('cards that a scan would sell differently are not one', () => {
  it.each([
    [{ isMarked: true }],
    [{ measure: 'kilogram' as const }],
    [{ vat: '10' as const }],
    [{ group: 3 }],
    [{ adult: true }],
    [{ parts: { of: 10, price: kopecks(100) } }],
  ])('%j', (difference) => {
    expect([mayJoin(bag, { ...same, ...difference }), mayJoin({ ...same, ...difference }, bag)]).toEqual([
      false,
      false,
    ]);
  });
  it('another name or price is no difference', () => expect(mayJoin(bag, { ...same, name: 'Пакет' })).toBe(true));
});
