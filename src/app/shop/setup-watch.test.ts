import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/unit/clock.ts';
import { watchSetup } from './setup-watch.ts';

const tickMs = 30_000;
const looksEvery = 20;

/** A till at which somebody sells (`isBusy`), a link (`hasLink`) and a file (`isNew`). */
function world(now: { hasLink?: boolean; isNew?: boolean; isBusy?: boolean; fails?: boolean } = {}) {
  const clock = new FakeClock();
  let shown = 0;
  let looks = 0;
  let open: () => void = () => undefined;
  const stop = watchSetup(
    {
      hasLink: async () => now.hasLink ?? false,
      onLink: (act) => void (open = act),
      lookIfDue: async () => {
        looks += 1;
        if (now.fails) throw new Error('no room');
        return now.isNew ? {} : undefined;
      },
    },
    clock,
    () => {
      if (now.isBusy) return false;
      shown += 1;
      return true;
    },
  );
  const ticks = async (count: number): Promise<void> => {
    for (let tick = 0; tick < count; tick += 1) await clock.advance(tickMs);
  };
  const settled = async (): Promise<void> => clock.advance(0);
  return { now, clock, stop, ticks, settled, open: () => open(), shown: () => shown, looks: () => looks };
}

describe('the watch over the set-up file', () => {
  it('looks at the start, and then again and again whatever happens meanwhile', async () => {
    const { settled, looks, ticks, open } = world();
    await settled();
    expect(looks()).toBe(1);
    for (let tick = 0; tick < looksEvery; tick += 1) {
      // A limit that each event restarts would never be reached.
      open();
      await ticks(1);
    }
    expect(looks()).toBe(2);
    await ticks(looksEvery);
    expect(looks()).toBe(3);
  });

  it.each([
    ['a link', { hasLink: true }],
    ['a changed file', { isNew: true }],
  ])('shows %s once, at once where nobody sells', async (_what, now) => {
    const { settled, shown, ticks } = world(now);
    await settled();
    expect(shown()).toBeGreaterThan(0);
    const before = shown();
    await ticks(1);
    expect(shown()).toBe(before);
  });

  it('waits for the end of the receipt', async () => {
    const { now, settled, shown, ticks } = world({ hasLink: true, isBusy: true });
    await settled();
    await ticks(5);
    expect(shown()).toBe(0);
    now.isBusy = false;
    await ticks(1);
    expect(shown()).toBe(1);
  });

  it('hears of a link that is opened in the running page', async () => {
    const { now, settled, shown, open } = world();
    await settled();
    now.hasLink = true;
    open();
    await settled();
    expect(shown()).toBe(1);
  });

  it('goes on after a look that failed, and shows nothing when it is over', async () => {
    const { now, settled, looks, shown, ticks, stop } = world({ fails: true });
    await settled();
    await ticks(looksEvery);
    expect(looks()).toBe(2);
    now.fails = false;
    now.isNew = true;
    stop();
    await ticks(2 * looksEvery);
    expect([looks(), shown()]).toEqual([2, 0]);
  });
});
