/**
 * Whether a source of verdicts can be reached: one hysteresis over real requests (checks, questions after its health), so that the strip neither cries over one
 * lost packet nor keeps silent about a pulled cable. Pure; times are ms of a clock that nobody sets, handed in.
 */
import type { EpochMs } from '../base/time.ts';
import type { CheckFailure, FailureKind } from './answer.ts';
import type { BySource } from './source-id.ts';
import type { SourcesHealth } from './source.ts';
import { own } from '../base/own.ts';

/**
 * What fails within it may have failed of one and the same hiccup: a roaming Wi-Fi and a modem that dials anew are back after one to three seconds, and three
 * scans in a row share one time-out of 1.5 s. What still fails after it fails again.
 */
export const hiccupMs = 4_000;

/** Failures that may be over with the next request. Any other is the word of whoever was asked (a key, a password, 72 h without an exchange): once is enough. */
const passing: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'offline',
  'unreachable',
  'timeout',
  'gateway-gone',
  'overloaded',
  'server-error',
  'service-error',
  'cross-border',
  'malformed',
  'no-element',
  'rejected',
  'web-page',
  'no-page',
  'lm-bad-code',
  'tsp-silent',
  'tsp-failure',
]);

export interface Reach {
  /** `heard`: it answers. `lost`: it fails again and again, or says itself what is wrong. Absent: nothing was heard of it in this run. */
  readonly state?: 'heard' | 'lost' | undefined;
  /** Why the last request failed; absent after one that did not. */
  readonly failure?: CheckFailure | undefined;
  /** Since when each request has failed: set by the first failure after an answer, and moved by none that follow. */
  readonly failingSince?: number | undefined;
  /** The moment of the newest word, by which it is known again: the same word comes from the check and from the next look. */
  readonly at?: EpochMs | undefined;
}

/** What is believed after one more word of a source, heard at `now`. One answer brings it back. */
export function reachAfter(
  known: Reach,
  word: { readonly at: EpochMs; readonly failure?: CheckFailure | undefined },
  now: number,
): Reach {
  const { at, failure } = word;
  if (!failure) return { state: 'heard', at };
  const failingSince = known.failingSince ?? now;
  // Nothing better is known of a source that never answered in this run.
  const isLost = known.state !== 'heard' || !passing.has(failure.kind) || now - failingSince >= hiccupMs;
  return { state: isLost ? 'lost' : 'heard', failure, failingSince, at };
}

/** The same of all sources, after what was found of them. What was found before is no new word. */
export const reachOfAll = (known: BySource<Reach>, { sources }: SourcesHealth, now: number): BySource<Reach> =>
  Object.fromEntries(
    Object.entries(sources).map(([id, { at, failure }]) => {
      const before = own(known, id) ?? {};
      return [id, at === undefined || at === before.at ? before : reachAfter(before, { at, failure }, now)];
    }),
  );

/** Whether a source is believed to answer although the last request failed: whoever asks again soon knows more. */
export const isInDoubt = (reach: BySource<Reach>): boolean =>
  Object.values(reach).some(({ state, failure }) => state === 'heard' && failure !== undefined);
