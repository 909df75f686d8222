import { describe, expect, it } from 'vitest';
import { alcoholBannedUntil, usualAlcoholHours } from '../../domain/verdict/buyer.ts';
import { epochMs } from '../../domain/time.ts';
import { alcoholDraft, alcoholHoursOf, isAlcoholDraft } from './alcohol-form.ts';

const noDays = Array.from({ length: 7 }, () => false);
const sunday = noDays.map((_, day) => day === 6);

describe('the table in the form', () => {
  it('the usual night', () => {
    expect(alcoholDraft(usualAlcoholHours)).toEqual({ from: '23:00', to: '08:00', wholeDays: noDays });
    expect(alcoholHoursOf(alcoholDraft(usualAlcoholHours))).toEqual(usualAlcoholHours);
  });
  it.each([
    { from: '', to: '', wholeDays: noDays },
    { from: '', to: '', wholeDays: sunday },
    { from: '22:00', to: '10:00', wholeDays: sunday },
    { from: '22:00', to: '10:00', wholeDays: noDays.map(() => true) },
  ])('comes back as it was saved: $from–$to, $wholeDays', (draft) => expect(alcoholDraft(alcoholHoursOf(draft))).toEqual(draft));
  it('a table without days is no ban', () => expect(alcoholDraft([])).toEqual({ from: '', to: '', wholeDays: noDays }));
  it('after a Sunday without alcohol the night goes on into Monday morning', () => {
    const hours = alcoholHoursOf({ from: '23:00', to: '08:00', wholeDays: sunday });
    expect(alcoholBannedUntil(hours, epochMs(Date.UTC(2026, 10, 29, 12)), 3)).toBe('2026-11-30T08:00');
  });
});

it.each([['23:00', '08:00', true], ['', '', true], ['23:00', '', false], ['', '08:00', false], ['08:00', '08:00', false]])('%s to %s', (from, to, isRight) => expect(isAlcoholDraft({ from, to, wholeDays: noDays })).toBe(isRight));
