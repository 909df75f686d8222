import { createSubscriber } from 'svelte/reactivity';
import type { EpochMs } from '../../domain/base/time.ts';

/** The screen shows minutes and hours at the finest. */
const tickMs = 15_000;

let ticks = $state(0);
const subscribe = createSubscriber(() => {
  const timer = setInterval(lookAgain, tickMs);
  return () => clearInterval(timer);
});

/** What is shown of the time is worked out anew, without waiting for the next tick: the till has just judged by a later one. */
export function lookAgain(): void {
  ticks += 1;
}

/** The till's time for what is shown: an item may expire and ЛМ grow old while the page stands. */
export const ticking = (now: () => EpochMs) => ({
  get current(): EpochMs {
    void this.tick;
    return now();
  },
  /** Grows each time that what is shown is to be looked at anew. */
  get tick(): number {
    subscribe();
    return ticks;
  },
});
