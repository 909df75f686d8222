import { describe, expect, it } from 'vitest';
import { checkDigit, hasCheckDigit } from './check-digit.ts';

describe('check digit', () => {
  // The first five: gs1/gs1-syntax-engine lint_csum.c (Apache-2.0); the rest: examples of ФНС and of the reference.
  it.each([
    '02345673',
    '416000336108',
    '1234567890128',
    '12345678901231',
    '123456789012345675',
    '46198488',
    '4606203090785',
    '14601234567890',
    '04604060006000',
  ])('is right in %s', (digits) => {
    expect(hasCheckDigit(digits)).toBe(true);
    expect(checkDigit(digits.slice(0, -1))).toBe(digits.at(-1));
  });

  it.each(['02345674', '4606203090784', '01234567890123', '98765432101234', '', '0', '460620309078X', ' 46198488'])(
    'is wrong in "%s"',
    (digits) => {
      expect(hasCheckDigit(digits)).toBe(false);
    },
  );

  it('notices every single wrong digit', () => {
    const gtin = '04604060006000';
    for (let i = 0; i < gtin.length; i++) {
      for (let digit = 0; digit < 10; digit++) {
        const other = gtin.slice(0, i) + String(digit) + gtin.slice(i + 1);
        expect(hasCheckDigit(other)).toBe(other === gtin);
      }
    }
  });
});
