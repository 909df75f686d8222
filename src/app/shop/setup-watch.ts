/** Watches for a link and, once a day, for a changed file. It only ever offers: nothing is set without a person. */
import type { Clock } from '../ports/clock.ts';

/** How soon an offer is shown after the receipt that it waited for, ms. */
const restMs = 30_000;
/** Every so many of them it is asked whether the file is due; one that could not be fetched is due still. */
const looksEvery = 20;

/** `show`: false where it would disturb now. Until the returned function is called. */
export function watchSetup(
  desk: {
    hasLink(): Promise<boolean>;
    onLink(act: () => void): void;
    lookIfDue(): Promise<object | undefined>;
  },
  clock: Pick<Clock, 'after'>,
  show: () => boolean,
): () => void {
  let isWanted = false;
  let isOver = false;
  let ticks = 0;
  let cancel = (): void => undefined;
  const offer = (): void => {
    if (isWanted && !isOver && show()) isWanted = false;
  };
  const hear = async (): Promise<void> => {
    isWanted ||= await desk.hasLink();
    offer();
  };
  const look = async (): Promise<void> => {
    if ((await desk.lookIfDue()) !== undefined) isWanted = true;
    offer();
  };
  const tick = (): void => {
    cancel = clock.after(restMs, () => {
      if (isOver) return;
      offer();
      ticks += 1;
      // What cannot be kept now is looked for the next time.
      if (ticks % looksEvery === 0) void look().catch(() => undefined);
      tick();
    });
  };
  desk.onLink(() => void hear().catch(() => undefined));
  void hear()
    .then(look)
    .catch(() => undefined);
  tick();
  return () => {
    isOver = true;
    cancel();
  };
}
