import { describe, expect, it } from 'vitest';
import { epochMs, type EpochMs } from './time.ts';
import {
  firstTime,
  heard,
  passed,
  timeWitnesses,
  trustedTime,
  withLatest,
  type KnownTime,
  type TimeWitness,
} from './trusted-time.ts';

const at = (text: string): EpochMs => epochMs(Date.parse(`${text}Z`));
const built = at('2026-11-20T15:00');
const truth = at('2026-11-29T12:00');
const hour = 3_600_000;
const pcs: ReadonlyArray<[string, EpochMs]> = [
  ['two years behind', at('2024-04-20T12:00')],
  ['a month behind', at('2026-10-30T12:00')],
  ['three hours behind', epochMs(truth - 3 * hour)],
  ['right', truth],
  ['three hours ahead', epochMs(truth + 3 * hour)],
  ['a month ahead', at('2026-12-29T12:00')],
  ['at its first day', at('1980-01-01T00:00')],
];

/** What the till takes for the time when its PC shows `pc`. */
const timeAt = (known: KnownTime, pc: EpochMs): EpochMs => epochMs(pc + trustedTime(known).aheadMs);

describe('one clock is not believed', () => {
  for (const [name, pc] of pcs) {
    it.each(timeWitnesses)(`a PC that is ${name}, and %s says the time`, (by) => {
      const known = heard(firstTime(built, pc), { by, at: truth, heardAt: pc });
      // The two weak ones may have the PC's own clock: ahead of it they are believed, behind it never below what has been.
      expect(timeAt(known, pc)).toBe(truth);
    });

    it(`a PC that is ${name}, and nobody says anything`, () => {
      const known = firstTime(built, pc);
      const day = at('2026-11-20T00:00');
      expect(timeAt(known, pc)).toBe(pc < day ? day : pc);
      expect(trustedTime(known).by).toBe(pc < day ? 'latest' : 'pc');
    });

    it(`a PC that is ${name}, and a last run of the till knew the time`, () => {
      const before = epochMs(truth - hour);
      const known = withLatest(firstTime(built, pc), before, pc);
      expect(timeAt(known, pc)).toBe(pc < before ? before : pc);
    });
  }
});

describe('witnesses that differ', () => {
  const pc = at('2024-04-20T12:00');
  const said = (...words: ReadonlyArray<readonly [TimeWitness, EpochMs]>): KnownTime =>
    words.reduce((known, [by, time]) => heard(known, { by, at: time, heardAt: pc }), firstTime(built, pc));

  it('are believed in the order of trust, whatever came last', () => {
    for (const [index, by] of timeWitnesses.entries()) {
      for (const worse of timeWitnesses.slice(index + 1)) {
        expect(trustedTime(said([by, truth], [worse, epochMs(truth + hour)])).by).toBe(by);
        expect(trustedTime(said([worse, epochMs(truth + hour)], [by, truth])).by).toBe(by);
      }
    }
  });

  it('nobody is heard who tells a day before the build, nor, but for ГИС МТ, one before what has been', () => {
    for (const by of timeWitnesses) expect(trustedTime(said([by, at('2026-11-19T23:59')])).by).toBe('latest');
    const later = withLatest(firstTime(built, pc), truth, pc);
    for (const by of timeWitnesses)
      expect(trustedTime(heard(later, { by, at: epochMs(truth - 25 * hour), heardAt: pc })).by).toBe(
        by === 'crpt' ? 'crpt' : 'latest',
      );
  });

  it("a gateway with the PC's own wrong clock takes nothing from what is known", () => {
    const known = heard(withLatest(firstTime(built, epochMs(truth - 5 * hour)), truth, epochMs(truth - 5 * hour)), {
      by: 'gateway',
      at: epochMs(truth - 5 * hour),
      heardAt: epochMs(truth - 5 * hour),
    });
    expect(timeAt(known, epochMs(truth - 5 * hour))).toBe(truth);
  });
});

describe('a PC whose clock is set while the till is open', () => {
  const known = heard(firstTime(built, truth), { by: 'kkt', at: truth, heardAt: truth });

  it('back: the time goes on as it went, with and without a witness', () => {
    for (const before of [known, firstTime(built, truth)]) {
      const back = passed(before, -30 * 24 * hour, 60_000);
      expect(timeAt(back, epochMs(truth - 30 * 24 * hour))).toBe(truth + 60_000);
    }
  });

  it('forward: the word stands until the next one, which counts for more, whoever says it', () => {
    const crpt = heard(known, { by: 'crpt', at: truth, heardAt: truth });
    const set = epochMs(truth + 5 * hour);
    const forward = passed(crpt, 5 * hour, 0);
    expect(timeAt(forward, set)).toBe(set);
    expect(timeAt(heard(forward, { by: 'kkt', at: truth, heardAt: set }), set)).toBe(truth);
  });

  it('forward, to the right time, where only the latest was known: it is not added twice', () => {
    const pc = epochMs(truth - 30 * 24 * hour);
    const before = withLatest(firstTime(built, pc), truth, pc);
    expect(timeAt(passed(before, 30 * 24 * hour, 0), truth)).toBe(truth);
    // It may as well have slept: never before what has been.
    expect(timeAt(passed(before, 8 * hour, 0), epochMs(pc + 8 * hour))).toBe(truth);
  });

  it('forward, by as much as a witness said it was behind: it was set right, and the word is fulfilled', () => {
    const pc = epochMs(truth - 3 * hour);
    const behind = heard(firstTime(built, pc), { by: 'crpt', at: truth, heardAt: pc });
    const set = passed(behind, 3 * hour + 40_000, 0);
    expect(Math.abs(timeAt(set, epochMs(truth + 40_000)) - truth)).toBeLessThanOrEqual(60_000);
    // A lid that was closed for eight hours is no hand.
    expect(timeAt(passed(behind, 8 * hour, 0), epochMs(pc + 8 * hour))).toBe(truth + 8 * hour);
  });

  it('in whole milliseconds, however finely the running time is told', () => {
    expect(Number.isInteger(trustedTime(passed(known, -3 * hour, 1.4567)).aheadMs)).toBe(true);
  });

  it('runs evenly: nothing changes', () => {
    expect(passed(known, 60_000, 60_020)).toBe(known);
  });
});
