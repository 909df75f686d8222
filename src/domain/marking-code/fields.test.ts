import { describe, expect, it } from 'vitest';
import { blockMrcOf, expiryOf, gramsOf, hintsOf, isWellFormed } from './fields.ts';
import type { Element } from './types.ts';

const only = (ai: string, value: string): Element[] => [
  ['01', '04603460000809'],
  [ai, value],
];

it.each([
  ['17', '260101', '2026-01-01'],
  ['17', '261231', '2026-12-31'],
  ['17', '260200', '2026-02-28'],
  ['17', '280200', '2028-02-29'],
  ['17', '261131', undefined],
  ['17', '261301', undefined],
  ['17', '260001', undefined],
  ['17', '26010', undefined],
  ['17', '26010a', undefined],
  ['7003', '2611121400', '2026-11-12T14:00'],
  ['7003', '2611120000', '2026-11-12T00:00'],
  ['7003', '2611122359', '2026-11-12T23:59'],
  ['7003', '2611122400', undefined],
  ['7003', '2611121460', undefined],
  ['7003', '26111214', undefined],
  ['10', '261112', undefined],
])('shelf life of AI %s %s: %s', (ai, value, expires) => {
  expect(expiryOf(only(ai, value))).toBe(expires);
  if (ai !== '10') expect(isWellFormed([ai, value])).toBe(expires !== undefined);
});
it('the minute is told before the day', () =>
  expect(
    expiryOf([
      ['17', '261130'],
      ['7003', '2611121400'],
    ]),
  ).toBe('2026-11-12T14:00'));
it('no field, no shelf life, no weight and no МРЦ', () =>
  expect([expiryOf([]), gramsOf([]), blockMrcOf([])]).toEqual([undefined, undefined, undefined]));

it.each([
  ['3103', '001250', 1250],
  ['3100', '000003', 3000],
  ['3105', '125000', 1250],
  ['3105', '125010', undefined],
  ['3103', '000000', undefined],
  ['3103', '01250', undefined],
  ['3103', '0012500', undefined],
  ['3103', '00125a', undefined],
  ['3106', '001250', undefined],
  ['31031', '001250', undefined],
  ['x3103', '001250', undefined],
])('AI %s %s weighs %s g', (ai, value, grams) => expect(gramsOf(only(ai, value))).toBe(grams));

it.each([
  ['112000', 112_000],
  ['180000', 180_000],
  ['000100', 100],
  ['000000', undefined],
  ['112050', undefined],
  ['11200', undefined],
  ['1120000', undefined],
  ['11200a', undefined],
])('МРЦ of a block, 8005 %s: %s', (value, kopecks) => expect(blockMrcOf(only('8005', value))).toBe(kopecks));
it('is of AI 8005 alone', () => expect(blockMrcOf(only('8006', '112000'))).toBeUndefined());

describe('the group that a structure points to', () => {
  const serial = (length: number): Element => ['21', '5'.repeat(length)];
  it.each<[string, Element[], number[]]>([
    ['a block', [serial(7), ['8005', '112000']], [3]],
    ['8005 behind another serial', [serial(13), ['8005', '112000']], []],
    ['a serial of seven alone', [serial(7), ['93', 'abcd']], []],
    ['short shelf life', [serial(13), ['7003', '2611121400']], [8]],
    ['weighed milk', [serial(6), ['93', 'abcd'], ['3103', '001250']], [8]],
    ['a weight behind another serial', [serial(13), ['93', 'abcd'], ['3103', '001250']], []],
    ['a weight without a key', [serial(6), ['3103', '001250']], []],
    ['medicine', [serial(13), ['10', 'batch'], ['17', '261231']], [7]],
    ['a batch alone', [serial(13), ['10', 'batch']], []],
    ['no serial', [['8005', '112000']], []],
  ])('%s', (_, elements, hints) => expect(hintsOf(elements)).toEqual(hints));
});
