/**
 * How long ЛМ ЧЗ goes on checking without its servers: the one table of these hours, for the strip, the bar and the advice. From then on ЛМ itself refuses every check.
 */
import type { EpochMs } from '../base/time.ts';

/** The age of ЛМ's copy. */
export interface CopyAge {
  /** Its last exchange with its servers. */
  readonly lastSync: EpochMs;
  /** How long it goes on after that, ms: `blockSyncPeriod` of its own `/config`, which its servers may change. Absent: it has not told, and has the usual 72 h (local-module.md §3.8). */
  readonly lastsMs?: number | undefined;
}

const usualHours = 72;

/** How near the end is. `fresh` is no trouble; `over`: ЛМ checks no more. */
export type Freshness = 'fresh' | 'care' | 'soon' | 'last' | 'over';

/** From so many hours after the last exchange on, of 72, the latest first; another period has the same parts. */
const steps: ReadonlyArray<{ readonly from: number; readonly freshness: Freshness }> = [
  { from: 72, freshness: 'over' },
  { from: 70, freshness: 'last' },
  { from: 60, freshness: 'soon' },
  { from: 48, freshness: 'care' },
  { from: 0, freshness: 'fresh' },
];
/** The strip begins to tell so many hours after the last exchange, of 72: with a day gone the shop has two left to mend the link. */
const toldFromHours = 24;

export interface HoursOfCopy {
  /** Since the last exchange. A clock that shows a time before it counts none. */
  readonly passed: number;
  /** Whole hours left, of an hour that has begun the whole. */
  readonly left: number;
  readonly freshness: Freshness;
  /** Of all its hours, whole. */
  readonly all: number;
  /** Whether the strip tells of it. */
  readonly isTold: boolean;
}

const hourMs = 3_600_000;

export function hoursOf({ lastSync, lastsMs = usualHours * hourMs }: CopyAge, now: EpochMs): HoursOfCopy {
  const passed = Math.max(0, (now - lastSync) / hourMs);
  const all = lastsMs / hourMs;
  const isPast = (from: number): boolean => passed >= (all * from) / usualHours;
  return {
    passed,
    left: Math.max(0, Math.ceil(all - passed)),
    freshness: steps.find(({ from }) => isPast(from))?.freshness ?? 'fresh',
    all: Math.round(all),
    isTold: isPast(toldFromHours),
  };
}
