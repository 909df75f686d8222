import { describe, expect, it } from 'vitest';
import { kopecks } from '../base/money.ts';
import { onePiece } from '../base/quantity.ts';
import { epochMs } from '../base/time.ts';
import { newReceipt, type Receipt } from '../document/document.ts';
import { isReceiptAbout, sought, timeOf } from './pages.ts';

const ki = '0104670540176099215A!bcdEF1';
const receipt: Receipt = {
  ...newReceipt('r', epochMs(1)),
  number: 17,
  lines: [
    {
      id: 'l',
      name: 'Мёд «Липовый»',
      gtin: '04670540176099',
      price: kopecks(5490),
      quantity: onePiece,
      measure: 'piece',
      mark: { raw: ki, code: `${ki}\u001d93dGVz`, ki, form: 'short-93', scannedAt: epochMs(1) },
    },
  ],
  fiscal: { fn: '9960440301234567', fd: 1042, fpd: '1234567890', at: epochMs(2) },
};

describe('a receipt is found', () => {
  it.each([
    'мед',
    'ЛИПОВЫЙ',
    ' мёд ',
    '54,90',
    '54.9 ₽',
    '54,90 руб.',
    '17',
    '№ 17',
    'чек 17',
    'Чек № 17',
    '1042',
    'ФД 1042',
    'фд № 1042',
    '1234567890',
    '4670540176099',
    ki,
    ki.toLowerCase(),
    '',
  ])('by %j', (typed) => expect(isReceiptAbout(sought(typed), receipt)).toBe(true));
  it.each(['молоко', '54,91', '5490', '18', 'ФД 17042', '996044030', '9999999999'])('not by %j', (typed) =>
    expect(isReceiptAbout(sought(typed), receipt)).toBe(false),
  );
});

it('a short number is that of a paper, a longer one is none', () => {
  expect(['17', 'ФД 1042', '54,90', '4670540176099', 'мед 17'].map((typed) => sought(typed).number)).toEqual([
    17,
    1042,
    undefined,
    undefined,
    undefined,
  ]);
});

it('is known by the time on its paper', () => {
  expect([timeOf(receipt), timeOf(newReceipt('d', epochMs(9)))]).toEqual([2, 9]);
});
