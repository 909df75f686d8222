import {
  firstTime,
  heard,
  passed,
  tellOffMs,
  trustedTime,
  withLatest,
  type KnownTime,
  type TimeWord,
  type TrustedTime,
} from '../../domain/base/trusted-time.ts';
import { epochMs, type EpochMs } from '../../domain/base/time.ts';
import { answeredMs } from '../../domain/code-check/answer.ts';
import type { CheckReply } from '../ports/checker.ts';
import type { Clock, TillTime } from '../ports/clock.ts';

export interface TillClockDeps {
  /** The PC's own. */
  readonly clock: Clock;
  /** ms since whatever: goes on evenly, whatever is done to the clock of the machine. */
  readonly monotonic: () => number;
  /** When this build was made. */
  readonly builtAt: EpochMs;
}

/**
 * The clock of the till: the PC's, set right by all that is heard of the time (domain/base/trusted-time.ts). All records and all law go by it. Only the budget of a
 * check is counted by the PC's own, which page and worker share.
 */
export class TillClock implements TillTime {
  #known: KnownTime;
  #pc: EpochMs;
  #ran: number;
  readonly #deps: TillClockDeps;

  constructor(deps: TillClockDeps) {
    this.#deps = deps;
    this.#pc = deps.clock.now();
    this.#ran = deps.monotonic();
    this.#known = firstTime(deps.builtAt, this.#pc);
  }

  now(): EpochMs {
    this.#follow();
    return epochMs(this.#pc + trustedTime(this.#known).aheadMs);
  }

  after(ms: number, act: () => void): () => void {
    return this.#deps.clock.after(ms, act);
  }

  /** What the PC's own clock shows. */
  pc(): EpochMs {
    return this.#deps.clock.now();
  }

  /** Whose word counts, and how far ahead of the PC's clock it is, ms. */
  get trusted(): TrustedTime {
    this.#follow();
    return trustedTime(this.#known);
  }

  /** The latest moment that has surely been; a later run of the till may not begin before it. */
  get latest(): EpochMs {
    return this.#known.latest;
  }

  /** That moment has been: an earlier run heard it, or somebody says so who may be late himself. */
  resume(latest: EpochMs): void {
    this.#follow();
    this.#known = withLatest(this.#known, latest, this.#pc);
  }

  hear(word: TimeWord): void {
    this.#follow();
    this.#known = heard(this.#known, word);
  }

  #follow(): void {
    const pc = this.#deps.clock.now();
    const ran = this.#deps.monotonic();
    this.#known = passed(this.#known, pc - this.#pc, ran - this.#ran);
    this.#pc = pc;
    this.#ran = ran;
  }
}

/**
 * What a check has let be heard of the time: full facts are stamped by ГИС МТ, offline ones by ЛМ. Each is answered within a second or two of its
 * `reqTimestamp`, which no law and no shelf life notices.
 */
export function timeWords({ checks, timings }: CheckReply): TimeWord[] {
  return checks.flatMap((check): TimeWord[] => {
    if (!check.facts || !check.proof) return [];
    const by = check.facts === 'full' ? 'crpt' : 'lm';
    const heardAt = epochMs(timings.scannedAt + (answeredMs(timings, check.source) ?? 0));
    return [{ by, at: epochMs(check.proof.reqTimestamp), heardAt }];
  });
}

/** Told on the strip and put on record: the PC's clock is wrong, or differs from that of the ККТ. Undefined: it is well. */
export const clockTrouble = (time: TrustedTime): TrustedTime | undefined =>
  Math.abs(time.aheadMs) > tellOffMs ? time : undefined;
