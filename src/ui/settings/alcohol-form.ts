import type { Shop } from '../../domain/shop/shop.ts';
import { wholeDay, type AlcoholDates, type Interval } from '../../domain/verdict/buyer.ts';

/** What the shop keeps of it. */
type AlcoholTable = Pick<Shop, 'alcoholHours' | 'alcoholDates'>;

/** A night as it is typed: both times empty, or neither. */
export type NightDraft = Interval;

/** The shop's table as a person fills it in: one night for all days (empty: none) or each day's own, and days without any alcohol; Monday first. */
export interface AlcoholDraft {
  readonly night: NightDraft;
  /** Absent: all days are alike. */
  readonly nights?: readonly NightDraft[] | undefined;
  readonly wholeDays: readonly boolean[];
  /** Days of the calendar, as they are kept: `2026-06-25`, `09-11`. */
  readonly dates: AlcoholDates;
}

const noNight: NightDraft = { from: '', to: '' };
const isSame = (one: Interval, two: Interval): boolean => one.from === two.from && one.to === two.to;
const everyDay = <Value>(of: (day: number) => Value): Value[] => Array.from({ length: 7 }, (_, day) => of(day));

/** Each day with the night that all had till now. */
export const dayByDay = ({ night }: AlcoholDraft): readonly NightDraft[] => everyDay(() => night);

export function alcoholDraft({ alcoholHours: hours, alcoholDates: dates }: AlcoholTable): AlcoholDraft {
  const nights = everyDay((day) => hours[day]?.find((interval) => !isSame(interval, wholeDay)) ?? noNight);
  const [night = noNight] = nights;
  return {
    night,
    ...(nights.some((each) => !isSame(each, night)) && { nights }),
    wholeDays: everyDay((day) => hours[day]?.some((interval) => isSame(interval, wholeDay)) ?? false),
    dates,
  };
}

/** With one more day, in the order of the calendar, those of every year first; the same day twice is one. `day` is `2026-06-25`. */
export const withDate = (dates: AlcoholDates, day: string, isYearly: boolean): AlcoholDates =>
  [...new Set([...dates, isYearly ? day.slice(5) : day])].sort(
    (one, two) => one.length - two.length || one.localeCompare(two),
  );

/** Both or none: the same time twice would be a day and a night. */
const isNight = ({ from, to }: NightDraft): boolean => (from === '') === (to === '') && (from === '' || from !== to);

export const isAlcoholDraft = ({ night, nights = [night] }: AlcoholDraft): boolean => nights.every(isNight);

/** The night stands under a whole day too: it goes on into the next morning. */
export const alcoholTableOf = ({ night, nights, wholeDays, dates }: AlcoholDraft): AlcoholTable => ({
  alcoholHours: wholeDays.map((isWhole, day) => {
    const { from, to } = nights?.[day] ?? night;
    return [...(isWhole ? [wholeDay] : []), ...(from === '' ? [] : [{ from, to }])];
  }),
  alcoholDates: dates,
});
