/** The law by the clock of the till, whatever the PC's shows: in every group, online and offline, with each witness. */
import { describe, expect, it } from 'vitest';
import { TillClock } from '../../src/app/time/till-clock.ts';
import type { CodeCheck } from '../../src/domain/code-check/answer.ts';
import type { Facts } from '../../src/domain/code-check/source-id.ts';
import { epochMs, type EpochMs } from '../../src/domain/base/time.ts';
import { timeWitnesses, type TimeWitness } from '../../src/domain/base/trusted-time.ts';
import { alcoholBannedUntil, usualAlcoholHours } from '../../src/domain/verdict/buyer.ts';
import { groups } from '../../src/domain/verdict/groups.ts';
import { judge } from '../../src/domain/verdict/index.ts';
import { FakeClock } from './clock.ts';

const hour = 3_600_000;
/** 29 November 2026, 15:00 in Moscow. */
const truth = epochMs(Date.UTC(2026, 10, 29, 12));
const builtAt = epochMs(Date.UTC(2026, 10, 1));
const pcs: ReadonlyArray<[string, EpochMs]> = [
  ['in April 2024', epochMs(Date.UTC(2024, 3, 20))],
  ['in 1980', epochMs(Date.UTC(1980, 0, 1))],
  ['30 days behind', epochMs(truth - 30 * 24 * hour)],
  ['8 hours behind', epochMs(truth - 8 * hour)],
  ['right', truth],
  ['8 hours ahead', epochMs(truth + 8 * hour)],
  ['a year ahead', epochMs(truth + 365 * 24 * hour)],
];

const clockOf = (pc: EpochMs, by: TimeWitness): TillClock => {
  const clock = new FakeClock(pc);
  const time = new TillClock({ clock, monotonic: () => clock.now(), builtAt });
  time.hear({ by, at: truth, heardAt: pc });
  return time;
};

const proof = { reqId: '3e68244b-c155-85f7-6cc5-693779001430', reqTimestamp: truth };
const good = {
  found: true,
  valid: true,
  verified: true,
  utilised: true,
  realizable: true,
  sold: false,
  isBlocked: false,
  isTracking: true,
};
const online = (change: object, group: number): CodeCheck => ({
  source: 'online',
  facts: 'full',
  answer: { cis: 'x', ...good, groupIds: [group], ...change },
  proof,
});
const local = (change: object): CodeCheck => ({
  source: 'local',
  facts: 'offline',
  answer: { isBlocked: false, sold: false, ...change },
  proof,
  failures: { online: { kind: 'timeout' } },
});
/** Bans that are in force today, by what ГИС МТ and ЛМ say of a code. */
const begun = (facts: Facts) =>
  groups.filter((group) => {
    const first = group[facts];
    return first !== undefined && first <= '2026-11-29';
  });

describe.each(pcs)('the PC is %s', (_, pc) => {
  describe.each(timeWitnesses)('%s says the time', (by) => {
    it('no ban is lost', () => {
      let judged = 0;
      for (const { id } of begun('full')) {
        for (const change of [{ isBlocked: true }, { sold: true, realizable: false }, { found: false }]) {
          expect(
            judge(online(change, id), { now: clockOf(pc, by).now(), taken: 'all' }).kind,
            `${id} ${JSON.stringify(change)}`,
          ).toBe('forbidden');
          judged += 1;
        }
      }
      for (const { id } of begun('offline')) {
        for (const change of [{ isBlocked: true }, { sold: true }]) {
          expect(
            judge(local(change), { now: clockOf(pc, by).now(), taken: 'all', group: id }).kind,
            `${id} ${JSON.stringify(change)}`,
          ).toBe('forbidden');
          judged += 1;
        }
      }
      expect(judged).toBeGreaterThan(60);
    });

    it('nothing is sold past its day, and nothing called past it too early', () => {
      const now = clockOf(pc, by).now();
      // Shelf life inside the code warns.
      for (const [expires, isPast] of [
        ['2026-11-20', true],
        ['2026-11-28', true],
        ['2026-11-29', false],
        ['2026-11-29T14:59', true],
        ['2026-11-29T15:01', false],
        ['2027-06-01', false],
      ] as const) {
        const verdict = judge(online({}, 8), { now, code: { expires } });
        expect([verdict.kind, 'warnings' in verdict], expires).toEqual(['allowed', isPast]);
      }
      for (const [expireDate, kind] of [
        ['2026-11-20T00:00:00.000Z', 'forbidden'],
        ['2026-12-20T00:00:00.000Z', 'allowed'],
      ] as const)
        expect(judge(online({ expireDate }, 8), { now }).kind).toBe(kind);
    });

    it('the hours of alcohol are those of the day', () => {
      const time = clockOf(pc, by);
      expect(alcoholBannedUntil(usualAlcoholHours, time.now())).toBeUndefined();
      // 23:30 in Moscow.
      time.hear({ by, at: epochMs(truth + 8.5 * hour), heardAt: pc });
      expect(alcoholBannedUntil(usualAlcoholHours, time.now())).toBe('2026-11-30T08:00');
    });
  });
});
