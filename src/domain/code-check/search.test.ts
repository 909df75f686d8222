import { describe, expect, it } from 'vitest';
import type { Checked } from './checked.ts';
import { concerns } from './record.ts';
import { blockOf, searchBlock, type NumberedCheck } from './search.ts';
import { epochMs } from '../base/time.ts';

const checked = (index: number, change: Partial<Checked> = {}): NumberedCheck => {
  const ki = `0104670540176099215a${String(index).padStart(3, 'Z')}`;
  return {
    n: 3 * index,
    at: epochMs(1000 + index),
    checked: {
      ki,
      code: `${ki}\u001d93Xy${index}`,
      gtin: '04670540176099',
      name: index % 2 === 0 ? 'Молоко 2,5 %' : 'Кефир',
      check: {
        source: 'online',
        facts: 'full',
        answer: { cis: ki },
        proof: { reqId: `4D7B-${index}`, reqTimestamp: 1 },
      },
      ...change,
    },
  };
};
const checks = Array.from({ length: 40 }, (_, index) => checked(index));
const odd = [
  checked(40, { code: undefined, gtin: '04607004890017', name: undefined }),
  checked(41, {
    name: 'с\tтабуляцией\nи строкой',
    check: { source: 'none', failures: { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } } },
  }),
  checked(42, { code: 'X-NO-KI', name: 'İстанбул' }),
];
const all = [...checks, ...odd];
const block = blockOf(1, 200, all);

describe('a block of the index', () => {
  it.each([
    '0104670540176099',
    '215azz1',
    'ZZ1',
    'z1\u001d93x',
    '\u001d93xy12',
    '04670540176099',
    '4607004890017',
    'молоко',
    'МОЛОКО 2',
    'кефир',
    '4d7b-3',
    '7b-39',
    'нет',
    '',
    '  ',
    ' ефи ',
    'x-no-ki',
    'a\tb',
    '\n',
    'строкой',
    'таб',
    'zz7\u001d93xy74d7b',
    '99215a099',
  ])('finds by %j what a look at each check finds, newest first', (text) => {
    const expected = all
      .filter((each) => concerns(each.checked, text))
      .map(({ n }) => n)
      .reverse();
    const found = searchBlock(block, text, -Infinity, Infinity);
    expect(found).toEqual(expected);
  });

  it.each([
    [-Infinity, 1000],
    [1000, 1001],
    [1010, 1020],
    [1042, Infinity],
    [1043, Infinity],
    [1000, Infinity],
  ])('keeps to the moments from %d to before %d', (from, to) => {
    for (const text of ['', '0104', 'молоко']) {
      const expected = all
        .filter((each) => each.at >= from && each.at < to && concerns(each.checked, text))
        .map(({ n }) => n)
        .reverse();
      expect(searchBlock(block, text, from, to)).toEqual(expected);
    }
  });

  it('without checks holds none', () => {
    expect(searchBlock(blockOf(5, 9, []), '', -Infinity, Infinity)).toEqual([]);
  });
});
