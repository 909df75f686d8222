import { describe, expect, it } from 'vitest';
import {
  goodsRates,
  hasOwnRates,
  shopVats,
  shopVatsOf,
  subject,
  taxations,
  usualVat,
  vatOf,
  vatRates,
  type Taxation,
  type VatRate,
} from './taxation.ts';

const rates = Object.keys(vatRates) as VatRate[];

describe('tag 1199', () => {
  // marking-codes.md §2.5
  it('numbers the rates as table 8 does, by name', () =>
    expect(vatRates).toEqual({
      '20': 1,
      '10': 2,
      '20/120': 3,
      '10/110': 4,
      '0': 5,
      none: 6,
      '5': 7,
      '7': 8,
      '5/105': 9,
      '7/107': 10,
      '22': 11,
      '22/122': 12,
    }));
});

describe('tag 1055', () => {
  it('has exactly one bit', () => {
    for (const value of Object.values(taxations)) expect(Math.log2(value) % 1).toBe(0);
    // Bit 3 was ЕНВД, gone since 2021.
    expect(taxations).toEqual({ osn: 1, usnIncome: 2, usnIncomeMinusExpense: 4, eshn: 16, patent: 32 });
  });
});

describe('tag 1212', () => {
  it.each([
    [true, true, 31],
    [true, false, 33],
    [false, true, 2],
    [false, false, 1],
  ] as const)('marked %s, excisable %s: %d', (marked, excise, expected) =>
    expect(subject(marked, excise)).toBe(expected),
  );
});

describe('the rate of goods', () => {
  it('is their card’s where the shop has general rates, and nobody’s where the card has none', () => {
    for (const rate of rates) expect(vatOf('goods', rate)).toBe(rate);
    expect(vatOf('goods', undefined)).toBeUndefined();
  });
  it('is 22 % where the owner said so and the card says nothing', () =>
    expect([vatOf('22', undefined), vatOf('22', '10'), vatOf('22', 'none')]).toEqual(['22', '10', 'none']));
  it.each(['none', '5', '7'] as const)(
    'is %s for all goods of such a shop: a card of another day changes nothing',
    (shop) => {
      for (const rate of [...rates, undefined]) expect(vatOf(shop, rate)).toBe(shop);
    },
  );
  it('is asked for where it counts', () => expect(shopVats.filter(hasOwnRates)).toEqual(['goods', '22']));
  it('by taxation: a general taxpayer is asked, the others print none until they say otherwise; a patent never has any', () => {
    expect((Object.keys(taxations) as Taxation[]).map((taxation) => [taxation, usualVat(taxation)])).toEqual([
      ['osn', 'goods'],
      ['usnIncome', 'none'],
      ['usnIncomeMinusExpense', 'none'],
      ['eshn', 'none'],
      ['patent', 'none'],
    ]);
    expect(shopVatsOf.usnIncome).toEqual(expect.arrayContaining(['5', '7']));
    expect([shopVatsOf.osn.includes('5'), shopVatsOf.patent]).toEqual([false, ['none']]);
    for (const own of Object.values(shopVatsOf)) for (const vat of own) expect(shopVats).toContain(vat);
  });
  it('offers the rates of 2026', () => expect(goodsRates).toEqual(['22', '10', '0', 'none']));
});
