import { describe, expect, it } from 'vitest';
import { epochMs, hoursAhead, wallClock, type EpochMs } from '../base/time.ts';
import { groups } from './groups.ts';
import {
  isAlcohol,
  alcoholBannedUntil,
  needsAdult,
  usualAlcoholHours,
  type AlcoholHours,
  type Interval,
} from './buyer.ts';

const moscow = 3;
const hourMs = 3_600_000;
/** The moment when a clock `zone` hours ahead of UTC shows `wall`. */
const at = (wall: string, zone = moscow): EpochMs => epochMs(Date.parse(`${wall}Z`) - zone * hourMs);
/** Monday first; days that are not named have no ban. */
const week = (days: Partial<Record<0 | 1 | 2 | 3 | 4 | 5 | 6, readonly Interval[]>>): AlcoholHours =>
  Array.from({ length: 7 }, (_, day) => days[day as 0] ?? []);
const wholeDay: Interval = { from: '00:00', to: '00:00' };
const night: Interval = { from: '23:00', to: '08:00' };
const everyDay = (...intervals: Interval[]): AlcoholHours => Array.from({ length: 7 }, () => intervals);

// 2026-11-23 is a Monday.
const until = (hours: AlcoholHours, wall: string, zone?: number) => alcoholBannedUntil(hours, at(wall, zone), zone);

describe('groups', () => {
  it('tobacco, alcohol, beer, nicotine and its devices are for adults, and nothing else is', () =>
    expect(groups.filter(({ id }) => needsAdult([id])).map(({ id }) => id)).toEqual([3, 11, 12, 15, 16, 50]));
  it('alcohol is alcohol and beer; alcohol-free beer is not', () =>
    expect(groups.filter(({ id }) => isAlcohol([id])).map(({ id }) => id)).toEqual([11, 15]));
  it('one group of several is enough; none is nothing; an unknown one is nobody', () => {
    expect(needsAdult([8, 3])).toBe(true);
    expect(isAlcohol([8, 15])).toBe(true);
    expect([needsAdult([]), isAlcohol([]), needsAdult([999]), isAlcohol([999])]).toEqual([false, false, false, false]);
  });
});

describe('days named by their date', () => {
  const dates = ['2026-11-24', '09-11', '12-31', '02-29'];
  it.each<[string, AlcoholHours, string, string | undefined]>([
    ['the day, from its first moment', week({}), '2026-11-24T00:00', '2026-11-25T00:00'],
    ['to its last', week({}), '2026-11-24T23:59:59.999', '2026-11-25T00:00'],
    ['not the day before', week({}), '2026-11-23T23:59:59.999', undefined],
    ['nor the day after', week({}), '2026-11-25T00:00', undefined],
    ['once: not a year later', week({}), '2027-11-24T12:00', undefined],
    ['every year', week({}), '2026-09-11T12:00', '2026-09-12T00:00'],
    ['every year, also the next', week({}), '2027-09-11T12:00', '2027-09-12T00:00'],
    ['over the end of a year', week({}), '2026-12-31T12:00', '2027-01-01T00:00'],
    ['a day that few years have', week({}), '2028-02-29T12:00', '2028-03-01T00:00'],
    ['and is not asked for in the others', week({}), '2027-02-28T12:00', undefined],
    ['between two nights: one ban', usualAlcoholHours, '2026-11-23T23:00', '2026-11-25T08:00'],
    ['behind a weekly whole day', everyDay(wholeDay), '2026-11-24T12:00', '2026-12-01T12:00'],
  ])('%s', (_, hours, wall, end) => {
    const moment = at(wall);
    const found = alcoholBannedUntil(hours, moment, moscow, dates);
    // A ban without end is told as one of a week or more.
    if (hours.every((day) => day.includes(wholeDay))) expect(found && found >= (end ?? '')).toBe(true);
    else expect(found).toBe(end);
  });
  it.each([1, 2, 11])('by the clock of the shop: zone %i', (zone) => {
    const ahead = hoursAhead(zone);
    expect(alcoholBannedUntil(week({}), at('2026-11-24T00:00', ahead), ahead, dates)).toBe('2026-11-25T00:00');
    expect(alcoholBannedUntil(week({}), epochMs(at('2026-11-24T00:00', ahead) - 1), ahead, dates)).toBeUndefined();
  });
});

describe('the usual night', () => {
  it.each<[string, string | undefined]>([
    ['2026-11-22T22:59:59.999', undefined],
    ['2026-11-22T23:00', '2026-11-23T08:00'],
    ['2026-11-22T23:59:59.999', '2026-11-23T08:00'],
    ['2026-11-23T00:00', '2026-11-23T08:00'],
    ['2026-11-23T07:59:59.999', '2026-11-23T08:00'],
    ['2026-11-23T08:00', undefined],
    ['2026-11-23T15:00', undefined],
    // Over the ends of a month, of a year and of a leap February.
    ['2026-11-30T23:30', '2026-12-01T08:00'],
    ['2026-12-31T23:30', '2027-01-01T08:00'],
    ['2028-02-28T23:30', '2028-02-29T08:00'],
  ])('at %s: until %s', (wall, end) => expect(until(usualAlcoholHours, wall)).toBe(end));

  it.each(Array.from({ length: 11 }, (_, index) => hoursAhead(index + 1)))(
    'by the clock of a shop %i hours ahead of UTC',
    (zone) => {
      expect(until(usualAlcoholHours, '2026-11-23T22:59', zone)).toBeUndefined();
      expect(until(usualAlcoholHours, '2026-11-23T23:00', zone)).toBe('2026-11-24T08:00');
      expect(until(usualAlcoholHours, '2026-11-24T07:59', zone)).toBe('2026-11-24T08:00');
      expect(until(usualAlcoholHours, '2026-11-24T08:00', zone)).toBeUndefined();
    },
  );
  it('one moment is night in one zone and day in another', () => {
    const moment = at('2026-11-23T23:30', hoursAhead(11));
    expect(alcoholBannedUntil(usualAlcoholHours, moment, hoursAhead(11))).toBe('2026-11-24T08:00');
    expect(alcoholBannedUntil(usualAlcoholHours, moment, hoursAhead(2))).toBeUndefined();
  });
  it('without a zone the clock is Moscow’s', () =>
    expect(alcoholBannedUntil(usualAlcoholHours, at('2026-11-23T23:00', 3))).toBe('2026-11-24T08:00'));
});

describe('a table of its own', () => {
  it('an empty one forbids nothing, and so does one without days', () => {
    for (let hour = 0; hour < 7 * 24; hour++)
      expect([
        alcoholBannedUntil(week({}), epochMs(at('2026-11-23T00:00') + hour * hourMs), moscow),
        alcoholBannedUntil([], epochMs(at('2026-11-23T00:00') + hour * hourMs), moscow),
      ]).toEqual([undefined, undefined]);
  });
  it('every weekday begins what is written under it, and no other', () => {
    for (let day = 0; day < 7; day++) {
      const hours = week({ [day]: [{ from: '10:00', to: '11:00' }] });
      const banned = Array.from({ length: 7 }, (_, other) => until(hours, `2026-11-${23 + other}T10:30`));
      expect(banned).toEqual(
        Array.from({ length: 7 }, (_, other) => (other === day ? `2026-11-${23 + day}T11:00` : undefined)),
      );
    }
  });
  it('a night belongs to the day it begins on: Sunday’s goes on into Monday, Monday has none', () => {
    const sunday = week({ 6: [night] });
    expect(until(sunday, '2026-11-29T22:59')).toBeUndefined();
    expect(until(sunday, '2026-11-29T23:00')).toBe('2026-11-30T08:00');
    expect(until(sunday, '2026-11-30T07:59')).toBe('2026-11-30T08:00');
    expect(until(sunday, '2026-11-29T07:59')).toBeUndefined();
    expect(until(sunday, '2026-11-30T23:00')).toBeUndefined();
  });
  it('a whole day is that day alone', () => {
    const wednesday = week({ 2: [wholeDay] });
    expect(until(wednesday, '2026-11-24T23:59')).toBeUndefined();
    expect(until(wednesday, '2026-11-25T00:00')).toBe('2026-11-26T00:00');
    expect(until(wednesday, '2026-11-25T23:59')).toBe('2026-11-26T00:00');
    expect(until(wednesday, '2026-11-26T00:00')).toBeUndefined();
  });
  it('what follows without a gap is one ban: the night before, the day, the night after', () => {
    const hours = usualAlcoholHours.map((usual, day) => (day === 2 ? [wholeDay, ...usual] : usual));
    expect(until(hours, '2026-11-24T23:30')).toBe('2026-11-26T08:00');
    expect(until(hours, '2026-11-25T12:00')).toBe('2026-11-26T08:00');
    expect(until(hours, '2026-11-26T08:00')).toBeUndefined();
  });
  it('of two that hold at once the later end counts', () => {
    const hours = everyDay({ from: '14:00', to: '15:00' }, { from: '14:30', to: '17:00' });
    expect(until(hours, '2026-11-23T14:10')).toBe('2026-11-23T17:00');
    expect(until(hours, '2026-11-23T14:45')).toBe('2026-11-23T17:00');
  });
  it('a ban of every day and hour is told a week ahead, and ends the search', () =>
    expect(until(everyDay(wholeDay), '2026-11-23T12:00')).toBe('2026-12-01T00:00'));

  it('agrees with a plain count of minutes over two weeks, in every zone', () => {
    const hours = week({
      0: [night],
      1: [{ from: '22:30', to: '09:15' }],
      3: [wholeDay, night],
      5: [
        { from: '10:00', to: '10:30' },
        { from: '23:59', to: '00:01' },
      ],
      6: [{ from: '00:00', to: '00:01' }],
    });
    const banned = new Set<number>();
    const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    hours.forEach((intervals, day) =>
      intervals.forEach(({ from, to }) => {
        for (let minute = minutes(from); minute < minutes(to) + (to <= from ? 1440 : 0); minute++)
          banned.add((day * 1440 + minute) % (7 * 1440));
      }),
    );
    for (const zone of [2, 3, 12]) {
      const monday = at('2026-11-23T00:00', zone);
      for (let minute = 0; minute < 14 * 1440; minute += 1) {
        let end = minute;
        while (banned.has(end % (7 * 1440))) end++;
        const expected = end === minute ? undefined : wallClock(epochMs(monday + end * 60_000), zone);
        if (alcoholBannedUntil(hours, epochMs(monday + minute * 60_000), zone) !== expected)
          expect([zone, minute, alcoholBannedUntil(hours, epochMs(monday + minute * 60_000), zone)]).toEqual([
            zone,
            minute,
            expected,
          ]);
      }
    }
  });
});
