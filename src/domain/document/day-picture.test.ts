import { expect, it } from 'vitest';
import { kopecks } from '../base/money.ts';
import { onePiece } from '../base/quantity.ts';
import { epochMs } from '../base/time.ts';
import { dayPicture } from './day-picture.ts';
import type { Receipt } from './document.ts';
import type { Line } from './line.ts';

const vladivostok = 10;
const line = (name: string, price: number): Line => ({
  id: name,
  name,
  price: kopecks(price),
  quantity: onePiece,
  measure: 'piece',
});
const receipt = (id: string, at: string, lines: Line[], rest: Partial<Receipt> = {}): Receipt => ({
  id,
  kind: 'sale',
  state: 'fiscalized',
  openedAt: epochMs(Date.parse(at)),
  session: { cashier: 'Петрова' },
  lines,
  tenders: [],
  adjustments: [],
  ...rest,
});
const groupOf = ({ name }: Line): string | undefined => (name === 'Хлеб' ? 'Выпечка' : undefined);

it('a day without a sale', () => {
  expect(
    dayPicture([receipt('a', '2026-12-01T00:00Z', [line('Хлеб', 1)], { state: 'cancelled' })], 3, groupOf),
  ).toEqual({
    receipts: 0,
    sum: 0,
    average: undefined,
    byHour: [],
    byCashier: [],
    byGroup: [],
  });
});

it('hours are those of the shop, with the idle ones among them; the rest begins with what brought most', () => {
  const picture = dayPicture(
    [
      receipt('a', '2026-11-30T23:10Z', [line('Хлеб', 5_000), line('Хлеб', 5_000), line('Сыр', 30_000)]),
      receipt('b', '2026-12-01T01:59Z', [line('Сыр', 30_001)], { session: { cashier: 'Иванов' } }),
      receipt('c', '2026-12-01T01:00Z', [line('Хлеб', 5_000)], { session: undefined }),
    ],
    vladivostok,
    groupOf,
  );
  expect(picture).toEqual({
    receipts: 3,
    sum: 75_001,
    average: 25_000,
    byHour: [
      { name: '09', sum: 40_000, receipts: 1 },
      { name: '10', sum: 0, receipts: 0 },
      { name: '11', sum: 35_001, receipts: 2 },
    ],
    byCashier: [
      { name: 'Петрова', sum: 40_000, receipts: 1 },
      { name: 'Иванов', sum: 30_001, receipts: 1 },
      { name: undefined, sum: 5_000, receipts: 1 },
    ],
    byGroup: [
      { name: undefined, sum: 60_001, receipts: 2 },
      { name: 'Выпечка', sum: 15_000, receipts: 2 },
    ],
  });
});
