/** What the buyer and the hour have to do with a sale: 18+ and the hours of alcohol (marking-codes.md §4.4; 171-ФЗ art. 16, 15-ФЗ art. 20). */
import { epochMs, wallClock, type EpochMs } from '../base/time.ts';
import { alcohol, beer, groupOf } from './groups.ts';

/** Not sold in the hours of the ban: beer as any other alcohol, alcohol-free beer is none (171-ФЗ art. 16 p. 2; marking-codes.md §4.4). */
const alcoholGroups: readonly number[] = [alcohol, beer];

/** Whether goods of these product groups are for adults only. */
export const needsAdult = (groups: readonly number[]): boolean => groups.some((id) => groupOf(id)?.adult === true);

export const isAlcohol = (groups: readonly number[]): boolean => groups.some((id) => alcoholGroups.includes(id));

/** From and to by the shop's clock, `23:00` and `08:00`. What does not end later than it begins ends on the next day: `00:00` to `00:00` is a whole day. */
export interface Interval {
  readonly from: string;
  readonly to: string;
}

/** When alcohol is not sold: for each weekday, Monday first, what begins on it. Regions have hours and whole days of their own, so it is the owner's table. */
export type AlcoholHours = readonly (readonly Interval[])[];

/**
 * Days without any alcohol beside the table, as regions name them: last bells, the day of sobriety. `2026-06-25`: that day; `09-11`: that day of every
 * year (171-ФЗ art. 16 p. 9; law-2026.md §3).
 */
export type AlcoholDates = readonly string[];

/** A shop with its table. `timeZone` is that of tag 1011. */
export interface AlcoholRules {
  readonly alcoholHours: AlcoholHours;
  readonly alcoholDates: AlcoholDates;
  readonly timeZone: number;
}

const federalNight: Interval = { from: '23:00', to: '08:00' };
/** From midnight to midnight. */
export const wholeDay: Interval = { from: '00:00', to: '00:00' };

/** The federal ban (171-ФЗ art. 16 p. 9): nobody's table forgets it before the owner changes it. */
export const usualAlcoholHours: AlcoholHours = Array.from({ length: 7 }, () => [federalNight]);

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
/** A table repeats after a week: what has not ended by then never does. */
const weekMs = 7 * dayMinutes * minuteMs;

/**
 * Until when alcohol is not sold at `now`, by the clock of a shop `zone` hours ahead of UTC: `2026-11-23T08:00`. Bans that follow each other without a
 * gap are one. Undefined: it is sold.
 */
export function alcoholBannedUntil(
  hours: AlcoholHours,
  now: EpochMs,
  zone?: number,
  dates: AlcoholDates = [],
): string | undefined {
  let end = now;
  let left = minutesLeft(hours, dates, end, zone);
  while (left > 0 && end - now < weekMs) {
    end = epochMs(end + left * minuteMs);
    left = minutesLeft(hours, dates, end, zone);
  }
  return end === now ? undefined : wallClock(end, zone);
}

/** Minutes until the last of the bans that hold at this moment ends; 0 when none holds. */
function minutesLeft(hours: AlcoholHours, dates: AlcoholDates, at: EpochMs, zone?: number): number {
  const clock = wallClock(at, zone);
  const minute = minutesOf(clock.slice(11));
  const weekday = (new Date(clock.slice(0, 10)).getUTCDay() + 6) % 7;
  const date = clock.slice(0, 10);
  const isDate = dates.includes(date) || dates.includes(date.slice(5));
  const ends = (intervals: readonly Interval[], ago: number): number[] =>
    intervals.flatMap(({ from, to }) => {
      const begins = minutesOf(from);
      const end = minutesOf(to) + (to <= from ? dayMinutes : 0);
      return begins <= minute + ago && minute + ago < end ? [end - minute - ago] : [];
    });
  // A day named by its date ends at midnight: of yesterday only what the table has goes on.
  return Math.max(
    0,
    ...ends([...(hours[weekday] ?? []), ...(isDate ? [wholeDay] : [])], 0),
    ...ends(hours[(weekday + 6) % 7] ?? [], dayMinutes),
  );
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
