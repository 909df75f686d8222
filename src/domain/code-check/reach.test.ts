import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../base/time.ts';
import { failureKinds, type FailureKind } from './answer.ts';
import { hiccupMs, isInDoubt, reachAfter, reachOfAll, type Reach } from './reach.ts';

type Word = readonly [atMs: number, kind?: FailureKind];
/** The state after each word of one source. */
const states = (...words: readonly Word[]): Array<Reach['state']> => {
  let known: Reach = {};
  return words.map(([now, kind], index) => {
    known = reachAfter(known, { at: epochMs(index + 1), failure: kind && { kind } }, now);
    return known.state;
  });
};

describe('one source', () => {
  it.each<[string, readonly Word[], ReadonlyArray<Reach['state']>]>([
    ['one answer is enough', [[0]], ['heard']],
    ['never heard in this run: the first failure is all that is known', [[0, 'timeout']], ['lost']],
    ['one failure is none', [[0], [60_000, 'timeout'], [120_000]], ['heard', 'heard', 'heard']],
    [
      'three scans of one hiccup are none',
      [[0], [10, 'timeout'], [900, 'timeout'], [1_800, 'timeout']],
      ['heard', 'heard', 'heard', 'heard'],
    ],
    [
      'the same is asked again later and fails',
      [[0], [10, 'timeout'], [10 + hiccupMs, 'unreachable']],
      ['heard', 'heard', 'lost'],
    ],
    [
      'scans that come all the time do not put it off',
      [[0], ...[1, 2, 3, 4, 5].map((second) => [second * 1_000, 'timeout'] as const)],
      ['heard', 'heard', 'heard', 'heard', 'heard', 'lost'],
    ],
    ['one answer brings it back', [[0, 'unreachable'], [5_000, 'unreachable'], [6_000]], ['lost', 'lost', 'heard']],
    ['back, one failure is none again', [[0, 'unreachable'], [6_000], [7_000, 'timeout']], ['lost', 'heard', 'heard']],
    [
      'every second one fails: it answers',
      [[0], [5_000, 'timeout'], [10_000], [15_000, 'timeout'], [20_000]],
      ['heard', 'heard', 'heard', 'heard', 'heard'],
    ],
    ['what it says itself is believed at once', [[0], [10, 'key-refused']], ['heard', 'lost']],
    ['a clock that stands still never loses it', [[5], [5, 'timeout'], [5, 'timeout']], ['heard', 'heard', 'heard']],
  ])('%s', (_, words, expected) => expect(states(...words)).toEqual(expected));

  it('the reason is the newest one', () => {
    const first = reachAfter({}, { at: epochMs(1), failure: { kind: 'timeout' } }, 0);
    expect(reachAfter(first, { at: epochMs(2), failure: { kind: 'offline' } }, 9_000).failure).toEqual({
      kind: 'offline',
    });
  });

  const words = fc.array(
    fc.tuple(fc.nat(20_000), fc.option(fc.constantFrom(...failureKinds), { nil: undefined, freq: 3 })),
    { maxLength: 40 },
  );

  it('whatever comes: an answer is heard, and an answering source is lost only after so long without one, or by its own word', () =>
    fc.assert(
      fc.property(words, (steps) => {
        let known: Reach = {};
        let now = 0;
        let firstFailureAt: number | undefined;
        for (const [index, [step, kind]] of steps.entries()) {
          now += step;
          const before = known;
          known = reachAfter(known, { at: epochMs(index + 1), failure: kind && { kind } }, now);
          firstFailureAt = kind ? (firstFailureAt ?? now) : undefined;
          expect(known.failure?.kind).toBe(kind);
          expect(known.failingSince).toBe(firstFailureAt);
          if (!kind) expect(known.state).toBe('heard');
          if (before.state === 'lost' && kind) expect(known.state).toBe('lost');
          if (before.state === 'heard' && kind === 'timeout')
            expect(known.state).toBe(now - (firstFailureAt ?? 0) >= hiccupMs ? 'lost' : 'heard');
        }
      }),
    ));
});

describe('all sources', () => {
  const at = epochMs(1);
  it('the same word heard twice is one', () => {
    const sources = { online: { at, failure: { kind: 'timeout' as const } } };
    const heard = reachOfAll({ online: { state: 'heard', at: epochMs(0) } }, { sources }, 0);
    expect(reachOfAll(heard, { sources }, 60_000)).toEqual(heard);
  });

  it('of which nothing was heard in this run is neither good nor bad, whatever was known', () =>
    expect(
      reachOfAll({}, { sources: { online: { failure: { kind: 'timeout' } }, local: { lastSync: at } } }, 0),
    ).toEqual({
      online: {},
      local: {},
    }));

  it('one that is not told of any more is forgotten', () =>
    expect(reachOfAll({ tspiot: { state: 'heard', at } }, { sources: { online: { at } } }, 0)).toEqual({
      online: { state: 'heard', at },
    }));

  it('is in doubt between the first failure and the word that decides', () =>
    expect(
      [
        {},
        { online: { state: 'heard' } },
        { online: { state: 'lost', failure: { kind: 'timeout' } } },
        { online: { state: 'heard', failure: { kind: 'timeout' } } },
      ].map((reach) => isInDoubt(reach as Record<string, Reach>)),
    ).toEqual([false, false, false, true]));
});
