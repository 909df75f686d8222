import type { AlcoholHours, Interval } from '../../domain/verdict/buyer.ts';

/** A night as it is typed: both times empty, or neither. */
export type NightDraft = Interval;

/** The shop's table as a person fills it in: one night for all days (empty: none) or each day's own, and days without any alcohol; Monday first. */
export interface AlcoholDraft {
  readonly night: NightDraft;
  /** Absent: all days are alike. */
  readonly nights?: readonly NightDraft[] | undefined;
  readonly wholeDays: readonly boolean[];
}

const noNight: NightDraft = { from: '', to: '' };
const wholeDay: Interval = { from: '00:00', to: '00:00' };
const isSame = (one: Interval, two: Interval): boolean => one.from === two.from && one.to === two.to;
const everyDay = <Value>(of: (day: number) => Value): Value[] => Array.from({ length: 7 }, (_, day) => of(day));

/** Each day with the night that all had till now. */
export const dayByDay = ({ night }: AlcoholDraft): readonly NightDraft[] => everyDay(() => night);

export function alcoholDraft(hours: AlcoholHours): AlcoholDraft {
  const nights = everyDay((day) => hours[day]?.find((interval) => !isSame(interval, wholeDay)) ?? noNight);
  const [night = noNight] = nights;
  return {
    night,
    ...(nights.some((each) => !isSame(each, night)) && { nights }),
    wholeDays: everyDay((day) => hours[day]?.some((interval) => isSame(interval, wholeDay)) ?? false),
  };
}

/** Both or none: the same time twice would be a day and a night. */
const isNight = ({ from, to }: NightDraft): boolean => (from === '') === (to === '') && (from === '' || from !== to);

export const isAlcoholDraft = ({ night, nights = [night] }: AlcoholDraft): boolean => nights.every(isNight);

/** The night stands under a whole day too: it goes on into the next morning. */
export const alcoholHoursOf = ({ night, nights, wholeDays }: AlcoholDraft): AlcoholHours =>
  wholeDays.map((isWhole, day) => {
    const { from, to } = nights?.[day] ?? night;
    return [...(isWhole ? [wholeDay] : []), ...(from === '' ? [] : [{ from, to }])];
  });
