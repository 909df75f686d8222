import type { Clock } from '../app/ports/clock.ts';

/** A receipt that nobody has touched for so long keeps no screen alight: somebody has gone home, ms. */
export const forgottenMs = 30 * 60_000;

/** What is used of a lock that the browser has given. */
interface Lock {
  readonly released: boolean;
  release(): Promise<void>;
}

export interface AwakeDeps {
  /** Absent in older browsers, and where the page is not secure: then the screen goes dark when the system says so. */
  readonly wakeLock: { request(type: 'screen'): Promise<Lock> } | undefined;
  readonly page: Pick<Document, 'visibilityState' | 'addEventListener'>;
  readonly clock: Clock;
}

/** Keeps the screen alight while it is wanted. The browser takes the lock away when the page is hidden: it is asked for again when the page is seen (platform.md II.13). */
export function keepAwake({ wakeLock, page, clock }: AwakeDeps): (isWanted: boolean) => void {
  let isWanted = false;
  let lock: Lock | undefined;
  let isAsking = false;
  let cancel: () => void = () => undefined;

  async function settle(): Promise<void> {
    if (isAsking) return;
    if (!isWanted) {
      const held = lock;
      lock = undefined;
      // One that the browser has taken away already is none.
      if (held && !held.released) await held.release().catch(() => undefined);
      return;
    }
    if (!wakeLock || page.visibilityState !== 'visible' || (lock && !lock.released)) return;
    isAsking = true;
    // Refused on a low battery: the next change of the receipt asks again.
    lock = await wakeLock.request('screen').catch(() => undefined);
    isAsking = false;
    if (!isWanted) await settle();
  }

  page.addEventListener('visibilitychange', () => void settle());
  return (wanted) => {
    isWanted = wanted;
    cancel();
    if (wanted)
      cancel = clock.after(forgottenMs, () => {
        isWanted = false;
        void settle();
      });
    void settle();
  };
}
