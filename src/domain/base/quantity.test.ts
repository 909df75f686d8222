import { describe, expect, it } from 'vitest';
import { changeBy, measures, onePiece, quantityOfGrams, readQuantity, showQuantity, thousandths } from './quantity.ts';

describe('a quantity', () => {
  it.each([1, 345, 1000, 999_999_999])('may be %d thousandths', (value) => expect(thousandths(value)).toBe(value));
  it.each([0, -1, 0.5, Number.NaN, Infinity])('of %d thousandths is a bug', (value) =>
    expect(() => thousandths(value)).toThrow(RangeError),
  );

  it('changes until nothing would be left', () => {
    expect(changeBy(onePiece, 1000)).toBe(2000);
    expect(changeBy(thousandths(2000), -1000)).toBe(1000);
    expect(changeBy(onePiece, -1000)).toBeUndefined();
    expect(changeBy(thousandths(500), -1000)).toBeUndefined();
  });

  it.each([
    ['2', 2000],
    ['0,345', 345],
    ['1.5', 1500],
    [' 12 ', 12_000],
    ['0,001', 1],
    ['999999,999', 999_999_999],
  ])('«%s» reads as %d', (text, expected) => expect(readQuantity(text)).toBe(expected));
  it.each(['', '0', '0,000', '-1', '1,2345', ',5', '5,', '1 000', 'кг', '1234567'])('«%s» is no quantity', (text) =>
    expect(readQuantity(text)).toBeUndefined(),
  );

  it.each([
    [1000, '1'],
    [345, '0,345'],
    [1500, '1,5'],
    [1, '0,001'],
    [12_340, '12,34'],
    [999_999_999, '999999,999'],
  ])('%d shows as «%s»', (value, expected) => {
    expect(showQuantity(thousandths(value))).toBe(expected);
    expect(readQuantity(expected)).toBe(value);
  });

  it('of grams is told in the unit that goods are sold by', () => {
    expect([quantityOfGrams(345, 'kilogram'), quantityOfGrams(345, 'gram')]).toEqual([345, 345_000]);
    expect([quantityOfGrams(0, 'kilogram'), quantityOfGrams(345, 'piece'), quantityOfGrams(345, 'litre')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('has the measures of tag 2108 (marking-codes.md §2.6)', () =>
    expect(measures).toEqual({ piece: 0, gram: 10, kilogram: 11, metre: 22, millilitre: 40, litre: 41 }));
});
