import { expect, it } from 'vitest';
import { dayBounds, daysBefore, dayOf, epochMs } from './time.ts';

it('a day begins and ends at the midnight of its wall clock', () => {
  expect(dayBounds('2026-11-22')).toEqual({ first: Date.UTC(2026, 10, 21, 21), next: Date.UTC(2026, 10, 22, 21) });
  expect(dayBounds('2026-11-22', 12).first).toBe(Date.UTC(2026, 10, 21, 12));
  for (const zone of [2, 3, 12]) {
    const { first, next } = dayBounds('2026-12-31', zone);
    expect([dayOf(first, zone), dayOf(epochMs(next - 1), zone), dayOf(next, zone)]).toEqual([
      '2026-12-31',
      '2026-12-31',
      '2027-01-01',
    ]);
  }
});

it('days before a day, over the end of a year', () => expect(daysBefore('2027-01-01', 30)).toBe('2026-12-02'));
