/** The law of the race over lists of one to four sources (design, section 1), whatever they do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/unit/clock.ts';
import { epochMs } from '../domain/base/time.ts';
import { budgetMs, lateLimitMs, race, type RaceEnd } from './race.ts';

const scannedAt = epochMs(1_790_000_000_000);
const runs = { numRuns: 250 };

/** What a source does when it is asked: after `ms` it answers or fails, or never does; one without a deadline keeps a limit of its own. */
interface Doing {
  readonly ms: number;
  readonly isGood: boolean;
  readonly isDead: boolean;
  /** It has a deadline. */
  readonly isBudgeted: boolean;
  readonly leadMs: number;
}

interface Situation {
  readonly list: readonly Doing[];
  /** How long after the scan the race begins. */
  readonly startMs: number;
}

interface Seen {
  readonly end: RaceEnd<number, string>;
  /** ms after the scan. */
  readonly decidedMs: number;
  readonly asked: ReadonlyArray<readonly number[]>;
  readonly aborted: ReadonlyArray<number | undefined>;
  readonly ends: number;
  /** Timers that the race itself left behind. */
  readonly timersLeft: number;
}

async function run({ list, startMs }: Situation): Promise<Seen> {
  const clock = new FakeClock(scannedAt + startMs);
  const now = (): number => clock.now() - scannedAt;
  const asked: number[][] = list.map(() => []);
  const aborted: Array<number | undefined> = list.map(() => undefined);
  const pending = new Set<number>();
  const ends: Array<Pick<Seen, 'end' | 'decidedMs' | 'timersLeft'>> = [];
  void race<number, string>({
    scannedAt,
    clock,
    missed: 'missed',
    runners: list.map(({ ms, isGood, isDead, isBudgeted, leadMs }, place) => ({
      leadMs,
      ...(isDead && { dead: 'dead' }),
      ...(isBudgeted && { budgetMs }),
      ask: (signal) => {
        asked[place]?.push(now());
        signal.addEventListener('abort', () => (aborted[place] ??= now()));
        return new Promise((done) => {
          if (ms === Infinity) return;
          pending.add(place);
          clock.after(ms, () => {
            pending.delete(place);
            done(isGood ? { ok: true, value: place } : { ok: false, failure: `failed ${place}` });
          });
        });
      },
    })),
  }).then((end) => ends.push({ end, decidedMs: now(), timersLeft: clock.pending - pending.size }));
  await clock.advance(40_000);
  const [first] = ends;
  if (!first) throw new Error('the race has not ended');
  return { ...first, ends: ends.length, asked, aborted };
}

const budgeted = fc.record({
  ms: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
    { weight: 1, arbitrary: fc.constant(Infinity) },
  ),
  isGood: fc.boolean(),
  isDead: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  isBudgeted: fc.constant(true),
  leadMs: fc.integer({ min: 0, max: 1_000 }),
});
const limited = fc.record({
  ms: fc.integer({ min: 0, max: 2_000 }),
  isGood: fc.boolean(),
  isDead: fc.constant(false),
  isBudgeted: fc.constant(false),
  leadMs: fc.integer({ min: 0, max: 1_000 }),
});
const startMs = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -500, max: 9_000 }) },
);
const listOf = (length: number) =>
  fc.oneof(
    fc.array(budgeted, { minLength: length, maxLength: length }),
    // As today's: those with a deadline, and last of all one with a limit of its own.
    fc
      .tuple(fc.array(budgeted, { minLength: length - 1, maxLength: length - 1 }), limited)
      .map(([some, last]): Doing[] => [...some, last]),
  );

describe.each([1, 2, 3, 4])('a list of %i', (length) => {
  const situation = fc.record({ list: listOf(length), startMs });
  const holds = (law: (seen: Seen, situation: Situation) => void): Promise<void> =>
    fc.assert(
      fc.asyncProperty(situation, async (given) => void law(await run(given), given)),
      runs,
    );
  /** Its word in time: when it came, ms after the scan; undefined: it gave no answer in time. */
  const inTime = ({ asked }: Seen, { list }: Situation, place: number, deadline: number): number | undefined => {
    const [doing, at] = [list[place], asked[place]?.[0]];
    if (!doing?.isGood || at === undefined) return undefined;
    const said = at + doing.ms;
    return !doing.isBudgeted || said < deadline ? said : undefined;
  };
  /** The deadline, ms after the scan; a clock set back since then makes it no longer than the budget. */
  const deadlineOf = ({ startMs: start }: Situation): number =>
    start + Math.min(budgetMs, Math.max(0, budgetMs - start));

  it('ends once, leaves no timer behind, and asks nobody twice', () =>
    holds(({ ends, timersLeft, asked }) => {
      expect([ends, timersLeft]).toEqual([1, 0]);
      for (const times of asked) expect(times.length).toBeLessThanOrEqual(1);
    }));

  it('whoever is still at work at the end is told to stop at that very moment', () =>
    holds(({ asked, aborted, decidedMs }) => {
      asked.forEach((times, place) => times.length > 0 && expect(aborted[place]).toBe(decidedMs));
    }));

  it('the first one that is not known to be dead is asked at once', () =>
    holds(({ asked }, { list, startMs: start }) => {
      const first = list.findIndex(({ isDead }) => !isDead);
      if (first >= 0) expect(asked[first]).toEqual([start]);
    }));

  it('each other is asked by its lead before the deadline at the latest, if nobody has decided by then', () =>
    holds((seen, given) => {
      given.list.forEach(({ isDead, leadMs }, place) => {
        if (place === 0 || isDead || !given.list.slice(0, place).some(({ isBudgeted }) => isBudgeted)) return;
        const turn = Math.max(given.startMs, deadlineOf(given) - leadMs);
        if (seen.decidedMs > turn) expect(seen.asked[place]?.[0]).toBeLessThanOrEqual(turn);
      });
    }));

  it('nobody is asked before its lead while one before it may still answer', () =>
    holds((seen, given) => {
      given.list.forEach(({ isDead, leadMs }, place) => {
        const at = seen.asked[place]?.[0];
        if (at === undefined || isDead || at >= deadlineOf(given) - leadMs) return;
        for (const [before, { isDead: isOut, isGood, ms }] of given.list.slice(0, place).entries()) {
          const over = (seen.asked[before]?.[0] ?? Infinity) + ms;
          expect(isOut || (!isGood && over <= at)).toBe(true);
        }
      });
    }));

  it('an answer in time wins over all that are trusted less, as soon as nobody before it may still answer', () =>
    holds((seen, given) => {
      const { winner } = seen.end;
      const deadline = deadlineOf(given);
      const place = given.list.findIndex(
        (doing, each) => !doing.isDead && inTime(seen, given, each, deadline) !== undefined,
      );
      if (place < 0) {
        expect(winner === undefined || winner.late || given.list[winner.place]?.isDead).toBe(true);
        return;
      }
      // A source that was given up beforehand wins only when it was asked after all, and then those after it have failed.
      if (winner && given.list[winner.place]?.isDead) return;
      expect(winner).toMatchObject({ place, late: false });
    }));

  it('a late answer wins only where nobody answers in time', () =>
    holds((seen, given) => {
      const { winner } = seen.end;
      if (!winner?.late) return;
      expect(seen.decidedMs).toBeGreaterThanOrEqual(deadlineOf(given));
      given.list.forEach(({ isDead }, place) => {
        if (!isDead) expect(inTime(seen, given, place, deadlineOf(given))).toBeUndefined();
      });
    }));

  it('of late answers the most trusted one in hand wins', () =>
    holds(({ end: { winner }, asked, decidedMs }, { list }) => {
      if (!winner?.late) return;
      list.slice(0, winner.place).forEach(({ isGood, ms }, place) => {
        const at = asked[place]?.[0];
        if (isGood && at !== undefined) expect(at + ms).toBeGreaterThanOrEqual(decidedMs);
      });
    }));

  it('it tells why each before the winner is not it, and without a winner why each is not', () =>
    holds(({ end: { winner, failures } }, { list }) => {
      const told = failures.slice(0, winner?.place ?? list.length);
      expect(told.filter((why) => why === undefined)).toEqual([]);
      if (winner) expect(failures.slice(winner.place).filter((why) => why !== undefined)).toEqual([]);
    }));

  it('no answer at all comes only when all have failed, or when even the late ones were waited for to the last', () =>
    holds((seen, given) => {
      if (seen.end.winner) return;
      const last = Math.max(lateLimitMs, given.startMs + budgetMs);
      const isUp = seen.decidedMs >= Math.min(last, deadlineOf(given) + lateLimitMs - budgetMs);
      given.list.forEach(({ isGood, ms }, place) => {
        const at = seen.asked[place]?.[0];
        if (isGood) expect(isUp && (at === undefined || at + ms >= seen.decidedMs)).toBe(true);
      });
    }));

  it('it ends in 5 s, or when the last limit of its own is over', () =>
    holds((seen, given) => {
      const own = given.list.map(({ isBudgeted, ms }, place) => (isBudgeted ? 0 : (seen.asked[place]?.[0] ?? 0) + ms));
      const last = Math.max(deadlineOf(given) + lateLimitMs - budgetMs, given.startMs + budgetMs, ...own);
      expect(seen.decidedMs).toBeLessThanOrEqual(last);
    }));
});

describe('a source with a longer budget', () => {
  const clockAt = () => new FakeClock(scannedAt);
  it('has priority for as long as that, and the next is in hand by then', async () => {
    const clock = clockAt();
    const asked: number[] = [];
    const ended = race<string, string>({
      scannedAt,
      clock,
      missed: 'missed',
      runners: [
        {
          ask: () => new Promise((done) => clock.after(2_400, () => done({ ok: true, value: 'slow' }))),
          budgetMs: 2_500,
          leadMs: 0,
        },
        {
          ask: () => {
            asked.push(clock.now() - scannedAt);
            return Promise.resolve({ ok: true, value: 'fast' });
          },
          leadMs: 400,
        },
      ],
    });
    await clock.advance(10_000);
    expect(await ended).toMatchObject({ winner: { place: 0, value: 'slow', late: false } });
    expect(asked).toEqual([2_100]);
  });
});
