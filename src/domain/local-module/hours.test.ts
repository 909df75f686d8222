import { expect, it } from 'vitest';
import { epochMs } from '../base/time.ts';
import { hoursOf } from './hours.ts';
import { isOlder, newerOf, newestAtBuild } from './version.ts';

const now = epochMs(Date.UTC(2026, 10, 22, 12));
const hour = 3_600_000;

it.each([
  [-1, 72, 'fresh'],
  [0, 72, 'fresh'],
  [23.5, 49, 'fresh'],
  [47.99, 25, 'fresh'],
  [48, 24, 'care'],
  [59.99, 13, 'care'],
  [60, 12, 'soon'],
  [69.99, 3, 'soon'],
  [70, 2, 'last'],
  [71.99, 1, 'last'],
  [72, 0, 'over'],
  [1000, 0, 'over'],
] as const)('%d h after the last exchange %d are left: %s', (passed, left, freshness) =>
  expect(hoursOf({ lastSync: epochMs(now - passed * hour) }, now)).toMatchObject({ left, freshness, all: 72 }),
);

it.each([
  [24, 7.9, 17, 'fresh', false],
  [24, 8, 16, 'fresh', true],
  [24, 16, 8, 'care', true],
  [24, 20, 4, 'soon', true],
  [24, 24, 0, 'over', true],
  [240, 71, 169, 'fresh', false],
  [240, 161, 79, 'care', true],
  [240, 239.5, 1, 'last', true],
] as const)(
  'of %d h that ЛМ told itself, %d h after the last exchange %d are left: %s',
  (all, passed, left, freshness, isTold) =>
    expect(hoursOf({ lastSync: epochMs(now - passed * hour), lastsMs: all * hour }, now)).toMatchObject({
      left,
      freshness,
      all,
      isTold,
    }),
);

it.each([
  ['1.5.2-600', '2.6.1-7', true],
  ['2.5.1-2', '2.6.1-7', true],
  ['2.6', '2.6.1-7', true],
  ['2.6.1-6', '2.6.1-7', true],
  ['2.6.1-7', '2.6.1-7', false],
  ['2.6.1-10', '2.6.1-7', false],
  ['2.10.0-1', '2.6.1-7', false],
  ['3.0', '2.6.1-7', false],
  ['', '2.6.1-7', false],
  ['новая', '2.6.1-7', false],
] as const)('«%s» is older than «%s»: %s', (one, other, is) => expect(isOlder(one, other)).toBe(is));

it('the newer of two known versions counts', () => {
  const later = { version: '2.7.0-1', day: '2026-11-01' };
  expect(newerOf(newestAtBuild, later)).toBe(later);
  expect(newerOf(newestAtBuild, { version: '2.5.0-1', day: '2026-11-01' })).toBe(newestAtBuild);
  expect(newerOf(newestAtBuild, undefined)).toBe(newestAtBuild);
});
