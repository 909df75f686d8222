/** Packed cards answer as a plain list of them would: the card whose own barcode it is first, then those that it was bound to, a written card in place of the packed one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CardPacker } from './packed-cards.ts';

interface Card {
  readonly id: string;
  readonly gtin?: string;
  readonly name: string;
  readonly also?: readonly string[];
}

/** Few barcodes, so that cards share them. */
const barcode = fc.integer({ min: 0, max: 6 }).map((n) => String(46_000_000 + n).padStart(14, '0'));
const card = (id: fc.Arbitrary<number>): fc.Arbitrary<Card> =>
  fc.record(
    {
      id: id.map((n) => `card-${String(n).padStart(3, '0')}`),
      gtin: barcode,
      name: fc.string({ unit: 'grapheme' }),
      also: fc.array(barcode, { maxLength: 3 }),
    },
    { requiredKeys: ['id', 'name'] },
  );

/** What the database says: by identity, own barcodes before bound ones. */
function plain(cards: readonly Card[], gtin: string): Card[] {
  const sorted = [...cards].sort((a, b) => (a.id < b.id ? -1 : 1));
  const own = sorted.filter((each) => each.gtin === gtin);
  return [...own, ...sorted.filter((each) => each.gtin !== gtin && each.also?.includes(gtin))];
}

test('as a plain list would, whatever was packed and written', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(card(fc.integer({ min: 0, max: 30 })), { maxLength: 20, selector: ({ id }) => id }),
      fc.array(card(fc.integer({ min: 0, max: 40 })), { maxLength: 10 }),
      barcode,
      fc.integer({ min: 1, max: 7 }),
      (packed, written, gtin, slice) => {
        const packer = new CardPacker();
        const rows = [...packed].sort((a, b) => (a.id < b.id ? -1 : 1));
        for (let from = 0; from < rows.length; from += slice) packer.add(rows.slice(from, from + slice));
        const cards = packer.pack();
        cards.put(written);
        const now = new Map([...packed, ...written].map((each) => [each.id, each]));
        const found = cards.find(gtin) as Card[];
        const expected = plain([...now.values()], gtin);
        expect(new Set(found)).toEqual(new Set(expected));
        // Whose own it is comes first.
        expect(found[0]?.gtin === gtin).toBe(expected[0]?.gtin === gtin);
      },
    ),
  );
});

test('what is no barcode finds nothing', () => {
  const packer = new CardPacker();
  packer.add([{ id: 'card', gtin: 'молоко', name: 'Молоко' }]);
  const cards = packer.pack();
  expect([cards.find('молоко'), cards.find(''), cards.find('00000046000001')]).toEqual([[], [], []]);
});
