import { describe, expect, it } from 'vitest';
import { kopecks, likelyCash, minus, noMoney, priceTimes, readMoney, showMoney, sum } from './money.ts';
import { thousandths } from './quantity.ts';

describe('kopecks', () => {
  it.each([0, 1, -1, 8990, Number.MAX_SAFE_INTEGER])('takes %d', (value) => expect(kopecks(value)).toBe(value));
  it.each([0.5, 0.1 + 0.2, Number.NaN, Infinity, 2 ** 53])('takes %d for a bug', (value) =>
    expect(() => kopecks(value)).toThrow(RangeError),
  );

  it('adds and subtracts', () => {
    expect(sum([])).toBe(noMoney);
    expect(sum([kopecks(1), kopecks(2), kopecks(30)])).toBe(33);
    expect(minus(kopecks(5), kopecks(7))).toBe(-2);
  });
});

describe('price times quantity', () => {
  it.each([
    [8990, 1000, 8990],
    [8990, 3000, 26_970],
    [0, 5000, 0],
    [7999, 345, 2760], // 2759.655
    [100, 5, 1], // 0.5 rounds up
    [100, 4, 0], // 0.4
    [3, 500, 2], // 1.5
    [1, 499, 0],
    [1, 1499, 1],
    [1, 1500, 2],
    [99_999_999, 999_999, 99_999_899_000], // 99 999 899 000.001
  ])('%d × %d thousandths is %d', (price, quantity, expected) =>
    expect(priceTimes(kopecks(price), thousandths(quantity))).toBe(expected),
  );

  it('never differs from the exact product by more than half a kopeck (note to tag 1043 allows one)', () => {
    for (let price = 1; price < 20_000; price += 37) {
      for (let quantity = 1; quantity < 5000; quantity += 41) {
        const twice = 2 * (1000 * priceTimes(kopecks(price), thousandths(quantity)) - price * quantity);
        expect(twice > -1000 && twice <= 1000).toBe(true);
      }
    }
  });
});

describe('sums a buyer is likely to hand over', () => {
  it.each([
    [0, []],
    [1, [5000, 10_000, 50_000, 100_000]],
    [8990, [10_000, 50_000, 100_000, 500_000]],
    [10_000, [50_000, 100_000, 500_000]],
    [26_970, [30_000, 50_000, 100_000, 500_000]],
    [123_456, [125_000, 130_000, 150_000, 200_000]],
    [499_999, [500_000]],
    [500_000, []],
    [500_100, [505_000, 510_000, 550_000, 600_000]],
  ])('for %d kopecks: %j', (total, expected) => expect(likelyCash(kopecks(total))).toEqual(expected));

  it('are at most four, ascending, all different and above the total', () => {
    for (let total = 1; total < 1_000_000; total += 997) {
      const sums = likelyCash(kopecks(total));
      expect(sums.length).toBeLessThanOrEqual(4);
      expect(sums).toEqual([...new Set(sums)].sort((a, b) => a - b));
      expect(sums.every((amount) => amount > total && amount % 5000 === 0)).toBe(true);
    }
  });
});

describe('reading an amount', () => {
  it.each([
    ['123', 12_300],
    ['123,4', 12_340],
    ['123.45', 12_345],
    ['0', 0],
    ['0,05', 5],
    ['007', 700],
    [' 1 234,50 ', 123_450],
    ['1\u202f234\u00a0567', 123_456_700],
    ['999999999,99', 99_999_999_999],
  ])('«%s» is %d kopecks', (text, expected) => expect(readMoney(text)).toBe(expected));
  it.each(['', ' ', ',5', '5,', '1,234', '-5', '+5', '1e3', '12a', '1,2,3', '1.2.3', '1234567890', '٣', '0x10'])(
    '«%s» is no amount',
    (text) => expect(readMoney(text)).toBeUndefined(),
  );
});

describe('showing an amount', () => {
  it.each([
    [0, '0,00'],
    [5, '0,05'],
    [100, '1,00'],
    [123_450, '1\u202f234,50'],
    [99_999, '999,99'],
    [123_456_789_00, '123\u202f456\u202f789,00'],
    [-5, '−0,05'],
    [-123_456, '−1\u202f234,56'],
  ])('%d is «%s»', (amount, expected) => expect(showMoney(kopecks(amount))).toBe(expected));

  it('can be read back', () => {
    for (let amount = 0; amount < 20_000_000; amount += 12_347)
      expect(readMoney(showMoney(kopecks(amount)))).toBe(amount);
  });
});
