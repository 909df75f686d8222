import { describe, expect, it } from 'vitest';
import { subject, taxations, vatRates } from './taxation.ts';

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
  it.each([3, 11, 12, 15, 16])('group %d is excisable', (group) => {
    expect(subject(true, group)).toBe(31);
    expect(subject(false, group)).toBe(2);
  });

  it.each([undefined, 1, 2, 5, 8, 13, 22, 999])('group %s is not', (group) => {
    expect(subject(true, group)).toBe(33);
    expect(subject(false, group)).toBe(1);
  });
});
