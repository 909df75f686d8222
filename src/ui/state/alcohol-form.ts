import type { AlcoholHours, Interval } from '../../domain/verdict/buyer.ts';

/** The shop's table as a person fills it in: one night for all days (empty: none), and days without any alcohol, Monday first. */
export interface AlcoholDraft {
  readonly from: string;
  readonly to: string;
  readonly wholeDays: readonly boolean[];
}

const wholeDay: Interval = { from: '00:00', to: '00:00' };
const isWholeDay = ({ from, to }: Interval): boolean => from === wholeDay.from && to === wholeDay.to;

export function alcoholDraft(hours: AlcoholHours): AlcoholDraft {
  const night = hours.flat().find((interval) => !isWholeDay(interval));
  return { from: night?.from ?? '', to: night?.to ?? '', wholeDays: Array.from({ length: 7 }, (_, day) => hours[day]?.some(isWholeDay) ?? false) };
}

/** Both or none: the same time twice would be a day and a night. */
export const isAlcoholDraft = ({ from, to }: AlcoholDraft): boolean => (from === '') === (to === '') && (from === '' || from !== to);

/** The night stands under a whole day too: it goes on into the next morning. */
export const alcoholHoursOf = ({ from, to, wholeDays }: AlcoholDraft): AlcoholHours =>
  wholeDays.map((isWhole) => [...(isWhole ? [wholeDay] : []), ...(from === '' ? [] : [{ from, to }])]);
