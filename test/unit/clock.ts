import type { Clock, NewId, TillTime } from '../../src/app/ports/clock.ts';
import { epochMs, type EpochMs } from '../../src/domain/base/time.ts';

/** 22 November 2026, noon in Moscow. */
export const noon = epochMs(Date.UTC(2026, 10, 22, 9));

/** A clock that stands still until it is told to go on. Timers that are due at the same moment run in the order they were set, as in a browser. */
export class FakeClock implements TillTime {
  #now: number;
  #timers: { at: number; readonly act: () => void }[] = [];

  constructor(now: number = noon) {
    this.#now = now;
  }

  now(): EpochMs {
    return epochMs(this.#now);
  }

  pc(): EpochMs {
    return this.now();
  }

  after(ms: number, act: () => void): () => void {
    const timer = { at: this.#now + ms, act };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers set and neither run nor cancelled. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Waits of the timers set, ms from now, shortest first. */
  get waits(): number[] {
    return this.#timers.map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  /** Lets `ms` pass; everything that follows from a timer has happened before the next one runs. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
      await turn();
    }
    this.#now = end;
  }

  /** Sets the time as a person or a dead battery would: timers keep their distance. */
  jump(to: number): void {
    for (const timer of this.#timers) timer.at += to - this.#now;
    this.#now = to;
  }
}

/** Lets everything that can go on without the outside world go on: a macrotask runs after every microtask. Browsers have no setImmediate. */
export const turn = (): Promise<void> =>
  new Promise((done) => void ('setImmediate' in globalThis ? setImmediate(done) : setTimeout(done)));

/** The clock of this machine. */
export const realClock: Clock = {
  now: () => epochMs(Date.now()),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** Identifiers that tell the order in which they were made. */
export function countedIds(prefix = 'id'): NewId {
  let count = 0;
  return () => `${prefix}-${String(++count).padStart(4, '0')}`;
}
