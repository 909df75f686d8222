import { describe, expect, it } from 'vitest';
import { alcoholBannedUntil, usualAlcoholHours } from '../../domain/verdict/buyer.ts';
import { epochMs } from '../../domain/base/time.ts';
import { alcoholDraft, alcoholTableOf, dayByDay, isAlcoholDraft, withDate, type AlcoholDraft } from './alcohol-form.ts';

const noDays = Array.from({ length: 7 }, () => false);
const sunday = noDays.map((_, day) => day === 6);
const usual = { alcoholHours: usualAlcoholHours, alcoholDates: [] };
const none = { from: '', to: '' };
const night = { from: '23:00', to: '08:00' };
const early = { from: '22:00', to: '10:00' };

describe('the table in the form', () => {
  it('the usual night', () => {
    expect(alcoholDraft(usual)).toEqual({ night, wholeDays: noDays, dates: [] });
    expect(alcoholTableOf(alcoholDraft(usual))).toEqual(usual);
  });
  it.each<AlcoholDraft>([
    { night: none, wholeDays: noDays, dates: [] },
    { night: none, wholeDays: sunday, dates: ['09-11', '2027-06-25'] },
    { night: early, wholeDays: sunday, dates: [] },
    { night: early, wholeDays: noDays.map(() => true), dates: [] },
    { night, nights: sunday.map((is) => (is ? early : night)), wholeDays: noDays, dates: [] },
    { night: none, nights: sunday.map((is) => (is ? early : none)), wholeDays: sunday, dates: [] },
  ])('comes back as it was saved: %j', (draft) => expect(alcoholDraft(alcoholTableOf(draft))).toEqual(draft));
  it('a table without days is no ban', () =>
    expect(alcoholDraft({ alcoholHours: [], alcoholDates: [] })).toEqual({
      night: none,
      wholeDays: noDays,
      dates: [],
    }));
  it('days that a person made alike again are one night', () =>
    expect(
      alcoholDraft(alcoholTableOf({ night: early, nights: noDays.map(() => night), wholeDays: noDays, dates: [] })),
    ).toEqual({
      night,
      wholeDays: noDays,
      dates: [],
    }));
  it('day by day begins with what all days had', () =>
    expect(dayByDay({ night: early, wholeDays: noDays, dates: [] })).toEqual(noDays.map(() => early)));
  it('after a Sunday without alcohol the night goes on into Monday morning', () => {
    const { alcoholHours: hours } = alcoholTableOf({ night, wholeDays: sunday, dates: [] });
    expect(alcoholBannedUntil(hours, epochMs(Date.UTC(2026, 10, 29, 12)), 3)).toBe('2026-11-30T08:00');
  });
  it('each day has its own night', () => {
    const { alcoholHours: hours } = alcoholTableOf({
      night,
      nights: sunday.map((is) => (is ? early : night)),
      wholeDays: noDays,
      dates: [],
    });
    const at = (day: number) => alcoholBannedUntil(hours, epochMs(Date.UTC(2026, 10, day, 19, 30)), 3);
    expect([at(28), at(29)]).toEqual([undefined, '2026-11-30T10:00']);
  });
});

describe('a night', () => {
  const nights = [
    ['23:00', '08:00', true],
    ['', '', true],
    ['23:00', '', false],
    ['', '08:00', false],
    ['08:00', '08:00', false],
  ] as const;
  it.each(nights)('%s to %s', (from, to, isRight) => {
    expect(isAlcoholDraft({ night: { from, to }, wholeDays: noDays, dates: [] })).toBe(isRight);
    expect(
      isAlcoholDraft({
        night,
        nights: [...noDays.slice(1).map(() => night), { from, to }],
        wholeDays: noDays,
        dates: [],
      }),
    ).toBe(isRight);
  });
  it('that no day has any more does not matter', () =>
    expect(
      isAlcoholDraft({
        night: { from: '23:00', to: '' },
        nights: noDays.map(() => night),
        wholeDays: noDays,
        dates: [],
      }),
    ).toBe(true));
});

describe('days of the calendar', () => {
  it('those of every year first, each once, in order', () => {
    const dates = ['2027-06-25', '2026-06-25', '2026-09-11'].reduce<readonly string[]>(
      (all, day) => withDate(all, day, day.endsWith('09-11')),
      [],
    );
    expect(dates).toEqual(['09-11', '2026-06-25', '2027-06-25']);
    expect(withDate(withDate(dates, '2030-09-11', true), '2026-06-25', false)).toEqual(dates);
  });
});
