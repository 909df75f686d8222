import type { DisplayChannel } from '../app/ports/display-channel.ts';
import { lockName } from './single-tab.ts';

/** Windows of one browser hear each other without a network. */
export function displayChannel(channel: BroadcastChannel): DisplayChannel {
  return {
    post: (message) => channel.postMessage(message),
    onMessage: (listener) => {
      const hear = ({ data }: MessageEvent<unknown>): void => listener(data);
      channel.addEventListener('message', hear);
      return () => channel.removeEventListener('message', hear);
    },
  };
}

export const displayChannelName = 'poltora-display';

/** Whether a window holds the lock of the till: asked, and never taken. Nothing else tells a window that has crashed from one that is busy. */
export async function isTillOpen(locks: Pick<LockManager, 'query'> | undefined): Promise<boolean | undefined> {
  if (!locks) return undefined;
  const { held = [] } = await locks.query();
  return held.some(({ name }) => name === lockName);
}
