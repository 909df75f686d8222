/**
 * How long ЛМ ЧЗ goes on checking without its servers: the one table of these hours, for the strip, the bar and the advice. `blockSyncPeriod` is 259 200 000 ms by
 * default (local-module.md §3.8); from then on ЛМ itself refuses every check.
 */
import type { EpochMs } from '../base/time.ts';

/** ЛМ stops checking so many hours after its last exchange. */
export const lastsHours = 72;
/** The strip begins to tell so many hours after the last exchange: with a day gone the shop has two left to mend the link. */
export const toldFromHours = 24;

/** How near the end is. `fresh` is no trouble; `over`: ЛМ checks no more. */
export type Freshness = 'fresh' | 'care' | 'soon' | 'last' | 'over';

/** From so many hours after the last exchange on, the latest first. */
const steps: ReadonlyArray<{ readonly from: number; readonly freshness: Freshness }> = [
  { from: lastsHours, freshness: 'over' },
  { from: 70, freshness: 'last' },
  { from: 60, freshness: 'soon' },
  { from: 48, freshness: 'care' },
  { from: 0, freshness: 'fresh' },
];

export interface HoursOfCopy {
  /** Since the last exchange. A clock that shows a time before it counts none. */
  readonly passed: number;
  /** Whole hours left, of an hour that has begun the whole. */
  readonly left: number;
  readonly freshness: Freshness;
}

const hourMs = 3_600_000;

export function hoursOf(lastSync: EpochMs, now: EpochMs): HoursOfCopy {
  const passed = Math.max(0, (now - lastSync) / hourMs);
  return {
    passed,
    left: Math.max(0, Math.ceil(lastsHours - passed)),
    freshness: steps.find(({ from }) => passed >= from)?.freshness ?? 'fresh',
  };
}
