import { eventOf } from '../../domain/journal/event.ts';
import { tellOffMs, type TimeWord, type TrustedTime } from '../../domain/base/trusted-time.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { Journal } from '../ports/journal.ts';
import { clockTrouble, type TillClock } from './till-clock.ts';

export interface ClockKeeperDeps {
  readonly time: TillClock;
  readonly journal: Pick<Journal, 'record'>;
  /** The latest time that was heard; kept for a start without any witness. Absent: none is kept. */
  readonly latest: EpochMs | undefined;
  readonly keep: (latest: EpochMs) => Promise<void>;
  /** How far the PC's clock is off, for the status strip; nothing while it is well. */
  readonly told: (clockOff: TrustedTime | undefined) => void;
}

/** The latest time is kept as often as this, ms. */
const keepEveryMs = 10 * 60_000;

/** Hands what is heard of the time to the till's clock, keeps the latest of it, and tells and puts on record that the PC's own clock is off. */
export class ClockKeeper {
  readonly #deps: ClockKeeperDeps;
  #kept: number;
  /** What stands in the journal last, ms: once for each time that the PC's clock was set. */
  #recorded = 0;

  constructor(deps: ClockKeeperDeps) {
    this.#deps = deps;
    this.#kept = deps.latest ?? 0;
    if (deps.latest !== undefined) deps.time.resume(deps.latest);
  }

  /** A witness's word. */
  hear(word: TimeWord): void {
    this.#deps.time.hear(word);
    this.#keep();
  }

  /** That moment has been, by somebody whose word may have been long on its way. */
  notBefore(at: EpochMs): void {
    this.#deps.time.resume(at);
    this.#keep();
  }

  /** Looks at the PC's clock: it may have been set meanwhile. */
  look(): void {
    const { time, journal, told } = this.#deps;
    const { trusted } = time;
    const off = clockTrouble(trusted);
    told(off);
    if (Math.abs((off?.aheadMs ?? 0) - this.#recorded) <= tellOffMs) return;
    this.#recorded = off?.aheadMs ?? 0;
    journal.record(eventOf(time.now(), 'clock-off', trusted)).catch(() => undefined);
  }

  #keep(): void {
    const { time, keep } = this.#deps;
    if (Math.abs(time.latest - this.#kept) > keepEveryMs) {
      this.#kept = time.latest;
      keep(time.latest).catch(() => undefined);
    }
    this.look();
  }
}
