import type { Clock } from '../../src/app/ports.ts';
import { epochMs, type EpochMs } from '../../src/domain/time.ts';

/** A clock that stands still until it is told to go on. Timers that are due at the same moment run in the order they were set, as in a browser. */
export class FakeClock implements Clock {
  #now: number;
  #timers: { readonly at: number; readonly act: () => void }[] = [];

  constructor(now = 0) {
    this.#now = now;
  }

  now(): EpochMs {
    return epochMs(this.#now);
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

  /** Lets `ms` pass; everything that follows from a timer has happened before the next one runs. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
      await settled();
    }
    this.#now = end;
  }

  /** The wall clock is put right: timers keep their distance. */
  step(ms: number): void {
    this.#now += ms;
    this.#timers = this.#timers.map((timer) => ({ ...timer, at: timer.at + ms }));
  }
}

/** All promises that can settle without I/O have settled: a macrotask runs after every microtask. */
export const settled = (): Promise<void> => new Promise((done) => void setImmediate(done));

/** The clock of this machine. */
export const realClock: Clock = {
  now: () => epochMs(Date.now()),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
