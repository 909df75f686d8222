import { expect, it } from 'vitest';
import { kopecks } from '../base/money.ts';
import { epochMs } from '../base/time.ts';
import { newReceipt, type Receipt } from './document.ts';
import { addLine } from './edits.ts';
import { startPaying } from './moves.ts';
import { lineOf, packageLine } from './new-line.ts';
import { due, toPay, total } from './pricing.ts';
import { noon } from '../../../test/unit/clock.ts';
import { bread, milk, milkCode, milkKi } from '../../../test/unit/fakes/goods.ts';

const added = (receipt: Receipt, line: Parameters<typeof addLine>[1]): Receipt => {
  const moved = addLine(receipt, line);
  if (!moved.ok) throw new Error(moved.failure);
  return moved.value;
};
const draft = added(newReceipt('receipt', noon), lineOf('bread', bread));

it('the sum on the button is the sum that the payment will ask for', () => {
  for (const rounding of ['none', 'roubles'] as const) {
    const paying = startPaying(draft, noon, rounding);
    if (!paying.ok) throw new Error(paying.failure);
    expect(toPay(draft, rounding, noon)).toBe(due(paying.value));
    expect(toPay(paying.value, rounding, noon)).toBe(due(paying.value));
  }
  expect(toPay(draft, 'roubles', noon)).toBe(4500);
  expect(toPay(draft, 'none', noon)).toBe(4550);
});

it('a verdict still missing does not change it', () => {
  const marked = added(
    draft,
    packageLine('milk', milk, '04670540176099', {
      raw: milkCode(),
      code: milkCode(),
      ki: milkKi(),
      form: 'full',
      scannedAt: noon,
    }),
  );
  expect(toPay(marked, 'roubles', noon)).toBe(Math.floor(total(marked) / 100) * 100);
});

it('neither do goods for adults, nor the hour', () => {
  const night = epochMs(Date.UTC(2026, 10, 22, 21));
  const beer = added(draft, lineOf('beer', { ...bread, id: 'beer', price: kopecks(9990), group: 15 }));
  expect(toPay(beer, 'roubles', noon)).toBe(14_500);
  expect(toPay(beer, 'roubles', night)).toBe(14_500);
});

it('an empty receipt costs nothing', () => expect(toPay(newReceipt('receipt', noon), 'roubles', noon)).toBe(0));
