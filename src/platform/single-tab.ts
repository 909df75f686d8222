/** One live tab per till: a Web Lock held for life, and a polite request to hand over (platform.md II.6). Never `steal`: the old tab would go on running. */

export const lockName = 'poltora-till';

interface Talk {
  readonly type: 'please-hand-over' | 'refused' | 'handing-over';
}

export interface SingleTab {
  /** Resolves with true when this tab has the till. False: another tab has it; `waiting` will resolve when it is let go. */
  claim(): Promise<boolean>;
  /** Asks the live tab to hand over. Resolves with false when it refuses, with true when this tab has the till. */
  take(): Promise<boolean>;
  /** Resolves when the till came to this tab after `claim` said false: the other tab was closed or handed over. */
  readonly waiting: Promise<void>;
}

/** `mayLeave` is asked when another tab wants the till; `leave` must stop selling: the lock is gone right after. */
export function singleTab(
  locks: LockManager,
  channel: BroadcastChannel,
  mayLeave: () => boolean,
  leave: () => void,
): SingleTab {
  let live = false;
  let arrived: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let letGo: () => void = () => undefined;
  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      live = true;
      letGo = () => {
        live = false;
        resolve();
      };
    });
  const say = (talk: Talk): void => channel.postMessage(talk);

  // A tab of another build may say what this one does not know.
  channel.addEventListener('message', ({ data }: MessageEvent<Talk | null>) => {
    if (data?.type !== 'please-hand-over' || !live) return;
    if (!mayLeave()) return say({ type: 'refused' });
    leave();
    say({ type: 'handing-over' });
    letGo();
  });

  return {
    waiting,
    claim: () =>
      new Promise((resolve) => {
        void locks.request(lockName, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          if (lock) return hold();
          void locks.request(lockName, () => {
            arrived();
            return hold();
          });
          return undefined;
        });
      }),
    take: () =>
      new Promise((resolve) => {
        const refused = ({ data }: MessageEvent<Talk | null>): void => {
          if (data?.type !== 'refused') return;
          channel.removeEventListener('message', refused);
          resolve(false);
        };
        channel.addEventListener('message', refused);
        void waiting.then(() => {
          channel.removeEventListener('message', refused);
          resolve(true);
        });
        say({ type: 'please-hand-over' });
      }),
  };
}
