import { describe, expect, it } from 'vitest';
import { alcoholBannedUntil, usualAlcoholHours } from '../../domain/verdict/buyer.ts';
import { epochMs } from '../../domain/base/time.ts';
import { alcoholDraft, alcoholHoursOf, dayByDay, isAlcoholDraft, type AlcoholDraft } from './alcohol-form.ts';

const noDays = Array.from({ length: 7 }, () => false);
const sunday = noDays.map((_, day) => day === 6);
const none = { from: '', to: '' };
const night = { from: '23:00', to: '08:00' };
const early = { from: '22:00', to: '10:00' };

describe('the table in the form', () => {
  it('the usual night', () => {
    expect(alcoholDraft(usualAlcoholHours)).toEqual({ night, wholeDays: noDays });
    expect(alcoholHoursOf(alcoholDraft(usualAlcoholHours))).toEqual(usualAlcoholHours);
  });
  it.each<AlcoholDraft>([
    { night: none, wholeDays: noDays },
    { night: none, wholeDays: sunday },
    { night: early, wholeDays: sunday },
    { night: early, wholeDays: noDays.map(() => true) },
    { night, nights: sunday.map((is) => (is ? early : night)), wholeDays: noDays },
    { night: none, nights: sunday.map((is) => (is ? early : none)), wholeDays: sunday },
  ])('comes back as it was saved: %j', (draft) => expect(alcoholDraft(alcoholHoursOf(draft))).toEqual(draft));
  it('a table without days is no ban', () => expect(alcoholDraft([])).toEqual({ night: none, wholeDays: noDays }));
  it('days that a person made alike again are one night', () =>
    expect(alcoholDraft(alcoholHoursOf({ night: early, nights: noDays.map(() => night), wholeDays: noDays }))).toEqual({
      night,
      wholeDays: noDays,
    }));
  it('day by day begins with what all days had', () =>
    expect(dayByDay({ night: early, wholeDays: noDays })).toEqual(noDays.map(() => early)));
  it('after a Sunday without alcohol the night goes on into Monday morning', () => {
    const hours = alcoholHoursOf({ night, wholeDays: sunday });
    expect(alcoholBannedUntil(hours, epochMs(Date.UTC(2026, 10, 29, 12)), 3)).toBe('2026-11-30T08:00');
  });
  it('each day has its own night', () => {
    const hours = alcoholHoursOf({ night, nights: sunday.map((is) => (is ? early : night)), wholeDays: noDays });
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
    expect(isAlcoholDraft({ night: { from, to }, wholeDays: noDays })).toBe(isRight);
    expect(
      isAlcoholDraft({ night, nights: [...noDays.slice(1).map(() => night), { from, to }], wholeDays: noDays }),
    ).toBe(isRight);
  });
  it('that no day has any more does not matter', () =>
    expect(
      isAlcoholDraft({ night: { from: '23:00', to: '' }, nights: noDays.map(() => night), wholeDays: noDays }),
    ).toBe(true));
});
