import type { Clock } from '../app/ports/clock.ts';
import { epochMs } from '../domain/base/time.ts';

/** The browser's clock. Wall time, because the budget of a check crosses realms and only wall time is common to them. */
export const browserClock: Clock = {
  now: () => epochMs(Date.now()),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
