import type { TillTime } from '../../src/app/ports/clock.ts';
import { epochMs, type EpochMs } from '../../src/domain/base/time.ts';
import { noon } from './clock.ts';

/** So many turns of the event loop without a change of the timers: nothing in memory is on its way any more. */
const quietTurns = 40;

/**
 * A clock for whole conversations in memory: when nothing else goes on, the next timer is due at once. What would take a device
 * forty seconds takes a test none, and the order of things stays what it was.
 */
export class HurryClock implements TillTime {
  #now: number = noon;
  #timers: { readonly at: number; readonly act: () => void }[] = [];
  #pumping = false;
  #changes = 0;

  now(): EpochMs {
    return epochMs(this.#now);
  }

  pc(): EpochMs {
    return this.now();
  }

  after = (ms: number, act: () => void): (() => void) => {
    const timer = { at: this.#now + ms, act };
    this.#timers.push(timer);
    this.#changes += 1;
    void this.#pump();
    return () => {
      this.#changes += 1;
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Lets so much time pass that nobody waits for. */
  jump(ms: number): void {
    this.#now += ms;
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#timers.length > 0) {
      let seen = this.#changes;
      for (let quiet = 0; quiet < quietTurns; quiet += 1) {
        await new Promise((done) => void setImmediate(done));
        if (seen !== this.#changes) quiet = 0;
        seen = this.#changes;
      }
      const next = this.#timers.sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
    this.#pumping = false;
  }
}
