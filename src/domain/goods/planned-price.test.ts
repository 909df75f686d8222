/** A price with its day: it counts from the shop's midnight on, and is planned no more then. */
import { expect, it } from 'vitest';
import { kopecks } from '../base/money.ts';
import { epochMs } from '../base/time.ts';
import { plannedFor, pricedAt } from './planned-price.ts';
import { readGoods, storedGoods } from './stored-goods.ts';

const vladivostok = 10;
const now = epochMs(Date.parse('2026-12-30T15:00Z'));
const midnight = epochMs(Date.parse('2026-12-31T14:00Z'));
const card = {
  id: 'a',
  name: 'Молоко',
  price: kopecks(8_990),
  measure: 'piece',
  isMarked: false,
  planned: { price: kopecks(9_990), from: midnight },
} as const;

it('begins at midnight where the shop is', () => {
  expect(plannedFor(kopecks(9_990), '2027-01-01', now, vladivostok)).toEqual({ price: 9_990, from: midnight });
});

it.each(['2026-12-31', '2026-12-01', '', '2027-1-1', '2027-02-30T', '2027-13-01'])('no day to come: «%s»', (day) => {
  // It is the 31st in Vladivostok.
  expect(plannedFor(kopecks(9_990), day, now, vladivostok)).toBeUndefined();
});

it('is the price from its moment on, and not a millisecond before', () => {
  expect(pricedAt(card, epochMs(midnight - 1))).toBe(card);
  expect(pricedAt(card, midnight)).toEqual({ ...card, price: 9_990, planned: undefined });
});

it('is kept with the card; one that cannot be read spoils no card', () => {
  expect(readGoods(storedGoods(card))).toEqual(card);
  for (const planned of [null, 'завтра', { price: -1, from: midnight }, { price: 100 }])
    expect(readGoods({ ...storedGoods(card), planned })).toMatchObject({ price: 8_990, planned: undefined });
});
