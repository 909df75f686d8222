import { describe, expect, it } from 'vitest';
import { markSign, type MarkSign } from './mark-result.ts';

/** kkt-shtrih.md §3.1, all of it. */
const table: Array<[result: number, meaning: string, sign: MarkSign]> = [
  [0, 'nothing checked', 'M'],
  [1, 'the ФН found the code false', 'M-'],
  [3, 'the ФН found the code good', 'M'],
  [16, 'nothing checked, autonomous', 'M'],
  [17, 'code false, autonomous', 'M-'],
  [19, 'code good, autonomous', 'M'],
  [5, 'code false, status wrong', 'M-'],
  [7, 'code good, status wrong', 'M-'],
  [15, 'code good, status right', 'M+'],
];

describe('tag 2106', () => {
  it.each(table)('%d (%s) is printed as [%s]', (result, _, sign) => {
    // Whether ОИСМ answered stands in the bits already.
    expect(markSign({ result, oism: 'answered' })).toBe(sign);
    expect(markSign({ result, oism: 'silent' })).toBe(sign);
  });

  it('is [М+] only where code and status are both good, and [М-] wherever the code is false', () => {
    const values = Array.from({ length: 32 }, (_, result) => result);
    const plus = values.filter((result) => markSign({ result, oism: 'answered' }) === 'M+');
    expect(plus.every((result) => (result & 0b1110) === 0b1110)).toBe(true);
    expect(
      values.filter((result) => (result & 0b11) === 0b01).map((result) => markSign({ result, oism: 'answered' })),
    ).toEqual(Array.from({ length: 8 }, () => 'M-'));
  });
});
