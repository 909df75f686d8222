/** The side of the display: what the till's window tells, and whether it is there at all. */
import type { Clock } from '../ports/clock.ts';
import type { DisplayChannel } from '../ports/display-channel.ts';
import { signal } from '../signal.ts';
import type { Signal } from '../till.ts';
import { readBuyerView, type BuyerView } from './buyer-view.ts';
import { askEveryMs, asks } from './words.ts';

/** A printed receipt stays for its buyer, who scans its code, when the till has turned to the next one already; until that one has goods, ms. */
export const stayMs = 30_000;

export interface WatchDeps {
  readonly channel: DisplayChannel;
  readonly clock: Clock;
  /** Whether a window of this browser has the till; undefined where the browser does not tell. */
  readonly isTillOpen: () => Promise<boolean | undefined>;
}

export interface TillWatch {
  /** Undefined: no window has the till, or none has told anything yet. */
  readonly shown: Signal<BuyerView | undefined>;
  release(): void;
}

export function watchTill({ channel, clock, isTillOpen }: WatchDeps): TillWatch {
  const shown = signal<BuyerView | undefined>(undefined);
  let isOver = false;
  let cancelAsk: () => void = () => undefined;
  let cancelStay: (() => void) | undefined;
  const show = (view: BuyerView | undefined): void => {
    cancelStay?.();
    cancelStay = undefined;
    shown.set(view);
  };
  const stop = channel.onMessage((message) => {
    const view = readBuyerView(message);
    if (!view) return;
    const isNext = !view.isPaid && view.lines.length === 0;
    if (isNext && shown.get()?.isPaid) cancelStay ??= clock.after(stayMs, () => show(view));
    else show(view);
  });
  async function ask(): Promise<void> {
    const isOpen = await isTillOpen();
    if (isOver) return;
    if (isOpen === false) show(undefined);
    else channel.post(asks);
    cancelAsk = clock.after(askEveryMs, () => void ask());
  }
  void ask();
  return {
    shown,
    release: () => {
      isOver = true;
      cancelAsk();
      cancelStay?.();
      stop();
    },
  };
}
