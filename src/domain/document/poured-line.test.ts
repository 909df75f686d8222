import { expect, it } from 'vitest';
import { noon } from '../../../test/unit/clock.ts';
import { bread } from '../../../test/unit/fakes/goods.ts';
import { kopecks } from '../base/money.ts';
import type { Goods } from '../goods/goods.ts';
import { pouredLine } from './poured-line.ts';
import { newReceipt, type Receipt } from './document.ts';
import { addLine } from './edits.ts';
import type { Line } from './line.ts';
import { lineOf, packageLine } from './new-line.ts';

const beer: Goods = { ...bread, id: 'beer', name: 'Пиво', price: kopecks(180_00), measure: 'litre', isMarked: true };
const mark = { raw: 'KI-1', code: 'KI-1', ki: 'KI-1', form: 'short-93', scannedAt: noon } as const;

const added = (receipt: Receipt, line: Line): Receipt => {
  const moved = addLine(receipt, line);
  if (!moved.ok) throw new Error(moved.failure);
  return moved.value;
};

it('a second glass is more of the line that the keg has already', () => {
  const keg = packageLine('keg', beer, '04600000000015', mark);
  const receipt = added(added(newReceipt('receipt', noon), lineOf('bread', bread)), keg);
  expect(pouredLine(receipt, beer)?.id).toBe('keg');
  expect(pouredLine(receipt, { id: 'other-beer' })).toBeUndefined();
});

it('goods sold whole begin a line of their own, and so does everything after the draft', () => {
  const receipt = added(newReceipt('receipt', noon), lineOf('bread', bread));
  expect(pouredLine(receipt, bread)).toBeUndefined();
  expect(
    pouredLine({ ...added(receipt, packageLine('keg', beer, '04600000000015', mark)), state: 'paying' }, beer),
  ).toBeUndefined();
});
