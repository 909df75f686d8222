import type { Clock } from '../../app/ports/clock.ts';

export const pause = (clock: Clock, ms: number): Promise<void> => new Promise((done) => void clock.after(ms, done));

/** Waits for `work`, well or badly ended, but no longer than `ms`. Says whether it ended: what a device does not answer must not hold up a page. */
export function within(clock: Clock, ms: number, work: Promise<unknown> | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(false));
    const ended = (): void => {
      cancel();
      resolve(true);
    };
    void Promise.resolve(work).then(ended, ended);
  });
}
