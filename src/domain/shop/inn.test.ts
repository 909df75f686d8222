import { expect, it } from 'vitest';
import { innsDiffer, plainInn } from './inn.ts';

it.each([
  ['7707083893', '7707083893'],
  ['500100732259', '500100732259'],
  ['7707083893  ', '7707083893'],
  ['  7707083893', '7707083893'],
  ['7707083893\0\0', '7707083893'],
  ['007707083893', '7707083893'],
  ['0107083893', '0107083893'],
  ['010708389312', '010708389312'],
])('%j is %s', (text, plain) => expect(plainInn(text)).toBe(plain));

it.each([
  undefined,
  '',
  '   ',
  '000000000000',
  '0000000000',
  '770708389',
  '77070838931',
  '5001007322591',
  'ИНН 7707083893',
  '\0'.repeat(12),
])('%j is none', (text) => expect(plainInn(text)).toBeUndefined());

it('differs only where both are known', () => {
  expect(innsDiffer('7707083893', '7700000000')).toBe(true);
  expect(innsDiffer('007707083893', '7707083893  ')).toBe(false);
  for (const nothing of [undefined, '', '000000000000'])
    expect([innsDiffer(nothing, '7707083893'), innsDiffer('7707083893', nothing)]).toEqual([false, false]);
});
