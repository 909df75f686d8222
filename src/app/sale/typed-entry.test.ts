import { expect, it } from 'vitest';
import { milkCode } from '../../../test/unit/fakes/goods.ts';
import { typedEntry } from './typed-entry.ts';

it.each([
  ['', 'nothing', 'nothing'],
  ['  ', 'nothing', 'nothing'],
  ['молоко', 'words', 'words'],
  ['500', 'words', 'words'],
  ['1000,50', 'words', 'words'],
  // Digits of a barcode, and a sum: in the payment money is typed.
  ['46000019', 'code', 'words'],
  ['4607004890017', 'code', 'code'],
  [milkCode(), 'code', 'code'],
] as const)('%j is %s among the goods and %s in the payment', (text, among, paying) => {
  expect(typedEntry(text, 'goods')).toBe(among);
  expect(typedEntry(text, 'payment')).toBe(paying);
});
