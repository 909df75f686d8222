import { expect, it } from 'vitest';
import { kopecks } from '../base/money.ts';
import { onePiece } from '../base/quantity.ts';
import { epochMs } from '../base/time.ts';
import { newReceipt, type Document } from './document.ts';
import { receiptCode } from './receipt-code.ts';

const at = epochMs(Date.UTC(2026, 10, 29, 7, 15));
const sold: Document = {
  ...newReceipt('r', at),
  state: 'fiscalized',
  lines: [{ id: 'l', name: 'Хлеб', price: kopecks(14_798), quantity: onePiece, measure: 'piece' }],
  fiscal: { fn: '7380000000000001', fd: 1042, fpd: '3141592653', at },
};

it('is what stands on the paper: time of the shop, roubles with kopecks, ФН, ФД, ФПД, kind', () => {
  expect(receiptCode(sold, 3)).toBe('t=20261129T1015&s=147.98&fn=7380000000000001&i=1042&fp=3141592653&n=1');
  expect(receiptCode({ ...sold, kind: 'return' }, 12)).toBe(
    't=20261129T1915&s=147.98&fn=7380000000000001&i=1042&fp=3141592653&n=2',
  );
  const five = { ...sold, lines: [{ ...sold.lines[0], price: kopecks(500) }] } as Document;
  expect(receiptCode(five, 3)).toContain('&s=5.00&');
});

it('is none of what nobody can find: not printed, without its sign, a correction', () => {
  expect(receiptCode({ ...sold, fiscal: undefined }, 3)).toBeUndefined();
  expect(receiptCode({ ...sold, fiscal: { fn: '1', fd: 1, fpd: '', at } }, 3)).toBeUndefined();
  expect(receiptCode({ ...sold, kind: 'correction' }, 3)).toBeUndefined();
});
