/**
 * «Измерить эту кассу»: how fast this very till is, on this very device. Checks are run for it, of a code that is nobody's; what scans, this start and receipts took
 * was noted while they went on, and is only read. Nothing is printed, sold or kept.
 */
import type { CheckFailure, CodeCheck } from '../../domain/code-check/answer.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import { failuresOf } from '../../domain/code-check/stored-check.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { CheckReply } from '../ports/checker.ts';
import type { Stop } from '../ports/journal.ts';
import { trialModes, type TrialMode } from '../ports/system.ts';

export type SpeedId = TrialMode | 'painted' | 'start' | 'print';

/** ПП РФ № 1944 п. 17: no answer for 1.5 s → the offline check, ms. */
export const lawMs = 1_500;

/**
 * What is slower than this wants care, ms. `silent`: the wait that the law sets, and what the till may add to it (design, section 8: 50 ms, and as much for a slow PC).
 * `painted`: what a person takes for «at once». `start`: twice what a cheap tablet needs. How long a receipt takes is the ККТ's affair: no limit.
 */
export const limits: Readonly<Record<SpeedId, number | undefined>> = {
  usual: lawMs,
  silent: lawMs + 100,
  offline: lawMs,
  painted: 200,
  start: 5_000,
  print: undefined,
};

/** Checks of each kind: enough for a median, few enough for a person who waits (each silent one takes its 1.5 s). */
const checksOfEach = 5;
/** Who has not answered so often in a row will not the next time, either. */
const mostMisses = 2;

export interface Speed {
  readonly id: SpeedId;
  /** What each run took, ms, in their order. Empty: not measured. */
  readonly runs: readonly number[];
  /** Why checks gave no verdict of this kind, where any did not. */
  readonly missed?: Missed | undefined;
}

/** The source that was to give the verdict, and why it did not. */
export interface Missed {
  readonly by: SourceId;
  readonly failure: CheckFailure;
}

export interface SpeedReport {
  readonly at: EpochMs;
  readonly speeds: readonly Speed[];
  /** `stopped`: by a person. `busy`: a receipt was opened meanwhile. */
  readonly end: 'whole' | 'stopped' | 'busy';
}

/** How far it has come: `done` of `all` checks. */
export interface SpeedProgress {
  readonly id: SpeedId;
  readonly done: number;
  readonly all: number;
}

export interface SpeedDeps {
  readonly trial: (mode: TrialMode) => Promise<CheckReply>;
  /** ms, going on evenly. */
  readonly monotonic: () => number;
  readonly now: () => EpochMs;
  /** Nothing is measured beside a receipt. */
  readonly isAtRest: () => boolean;
  /** From a scan to its line on the screen, ms each. */
  readonly painted: () => readonly number[];
  /** From the beginning of this page to the open sale, ms; undefined: a person was asked something in between. */
  readonly startMs: number | undefined;
  /** From the intent to the number of the document, ms each. */
  readonly prints: () => Promise<readonly number[]>;
}

/** Takes some ten seconds. `told` hears of each step. */
export async function measureSpeed(
  deps: SpeedDeps,
  told: (progress: SpeedProgress) => void,
  stop: Stop,
): Promise<SpeedReport> {
  const all = trialModes.length * checksOfEach;
  const speeds: Speed[] = [];
  const endOf = (): SpeedReport['end'] => {
    if (stop.aborted) return 'stopped';
    return deps.isAtRest() ? 'whole' : 'busy';
  };
  for (const [place, id] of trialModes.entries()) {
    const runs: number[] = [];
    let missed: Missed | undefined;
    let misses = 0;
    for (let run = 0; run < checksOfEach && misses < mostMisses && endOf() === 'whole'; run += 1) {
      told({ id, done: place * checksOfEach + run, all });
      const startedAt = deps.monotonic();
      const [check] = (await deps.trial(id)).checks;
      const ms = Math.round(deps.monotonic() - startedAt);
      const miss = check && missedBy(check, id);
      misses = miss ? misses + 1 : 0;
      if (miss) missed = miss;
      else if (check) runs.push(ms);
    }
    speeds.push({ id, runs, missed });
  }
  const end = endOf();
  const { startMs } = deps;
  return {
    at: deps.now(),
    speeds: [
      ...speeds,
      { id: 'painted', runs: deps.painted() },
      { id: 'start', runs: startMs === undefined ? [] : [Math.round(startMs)] },
      { id: 'print', runs: await deps.prints() },
    ],
    end,
  };
}

/** Why a check did not go the way that was to be measured; undefined: it did. */
function missedBy(check: CodeCheck, mode: TrialMode): Missed | undefined {
  const isOffline = check.facts === 'offline';
  if (mode === 'usual' ? check.facts === 'full' || check.source === 'emergency' : isOffline) return undefined;
  const failed = Object.entries(failuresOf(check)).flatMap(([by, failure]) => (failure ? [{ by, failure }] : []));
  // In order of trust: the online check stands first, ЛМ last.
  return failed.at(mode === 'usual' ? 0 : -1) ?? { by: '', failure: { kind: 'no-element' } };
}

/** The middle one; of two the slower. */
export const median = (runs: readonly number[]): number | undefined =>
  [...runs].sort((one, other) => one - other)[Math.floor(runs.length / 2)];

export const slowest = (runs: readonly number[]): number | undefined =>
  runs.length === 0 ? undefined : Math.max(...runs);

/** `none`: not measured, or nothing to compare it with. */
export function lookOfSpeed({ id, runs, missed }: Speed): 'ok' | 'care' | 'none' {
  const limit = limits[id];
  const worst = slowest(runs);
  if (missed) return 'care';
  if (worst === undefined || limit === undefined) return 'none';
  return worst <= limit ? 'ok' : 'care';
}
