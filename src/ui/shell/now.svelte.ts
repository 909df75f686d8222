import { createSubscriber } from 'svelte/reactivity';
import type { EpochMs } from '../../domain/base/time.ts';

/** The screen shows minutes and hours at the finest. */
const tickMs = 15_000;

let ticks = 0;
const subscribe = createSubscriber((update) => {
  const timer = setInterval(() => {
    ticks += 1;
    update();
  }, tickMs);
  return () => clearInterval(timer);
});

/** The till's time for what is shown: an item may expire and ЛМ grow old while the page stands. */
export const ticking = (now: () => EpochMs) => ({
  get current(): EpochMs {
    subscribe();
    return now();
  },
  /** Grows each time that what is shown is to be looked at anew. */
  get tick(): number {
    subscribe();
    return ticks;
  },
});
