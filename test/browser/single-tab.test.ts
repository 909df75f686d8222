/** The single tab with the real Web Locks and BroadcastChannel; each tab is an iframe, so that closing one is the real thing. */
import { afterEach, describe, expect, it } from 'vitest';
import { singleTab, type SingleTab } from '../../src/platform/single-tab.ts';

interface Tab extends SingleTab {
  readonly left: () => boolean;
  busy: boolean;
  close(): void;
}

const frames: HTMLIFrameElement[] = [];

function openTab(): Tab {
  const frame = document.body.appendChild(document.createElement('iframe'));
  frames.push(frame);
  const inside = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!inside) throw new Error('no window');
  let left = false;
  const state = { busy: false, left: () => left, close: () => frame.remove() };
  const tab = singleTab(
    inside.navigator.locks,
    new inside.BroadcastChannel('test-till'),
    () => !state.busy,
    () => (left = true),
  );
  return Object.assign(state, tab);
}

/** Whoever holds the till, as the browser sees it. */
const held = async (): Promise<{ held: number; pending: number }> => {
  const { held: holders = [], pending = [] } = await navigator.locks.query();
  return {
    held: holders.filter(({ name }) => name === 'poltora-till').length,
    pending: pending.filter(({ name }) => name === 'poltora-till').length,
  };
};

afterEach(async () => {
  for (const frame of frames.splice(0)) frame.remove();
  // Resolves only when all of them have let go.
  await navigator.locks.request('poltora-till', () => undefined);
});

describe('one live tab', () => {
  it('the first has the till, the second has not', async () => {
    const [first, second] = [openTab(), openTab()];
    expect(await first.claim()).toBe(true);
    expect(await second.claim()).toBe(false);
    expect(await held()).toEqual({ held: 1, pending: 1 });
  });

  it('of two that start together one has it', async () => {
    const tabs = [openTab(), openTab()];
    expect((await Promise.all(tabs.map((tab) => tab.claim()))).sort()).toEqual([false, true]);
  });

  it('the second gets it when the first is closed', async () => {
    const [first, second] = [openTab(), openTab()];
    await first.claim();
    await second.claim();
    first.close();
    await second.waiting;
    expect(await held()).toEqual({ held: 1, pending: 0 });
    expect(await openTab().claim()).toBe(false);
  });

  it('an idle tab hands over when asked, after it has stopped', async () => {
    const [first, second] = [openTab(), openTab()];
    await first.claim();
    await second.claim();
    expect(await second.take()).toBe(true);
    await second.waiting;
    expect(first.left()).toBe(true);
    expect(await held()).toEqual({ held: 1, pending: 0 });
  });

  it('a busy one refuses and keeps it, and may be asked again', async () => {
    const [first, second] = [openTab(), openTab()];
    await first.claim();
    await second.claim();
    first.busy = true;
    expect(await second.take()).toBe(false);
    expect(first.left()).toBe(false);
    expect(await held()).toEqual({ held: 1, pending: 1 });
    first.busy = false;
    expect(await second.take()).toBe(true);
    expect(first.left()).toBe(true);
  });

  it('only the live tab answers: one that waits, or has handed over, does not', async () => {
    const [first, second, third] = [openTab(), openTab(), openTab()];
    await first.claim();
    await second.claim();
    expect(await second.take()).toBe(true);
    // `third` waits behind `second`; the first is no longer asked, however busy it was.
    first.busy = true;
    expect(await third.claim()).toBe(false);
    expect(await third.take()).toBe(true);
    expect(second.left()).toBe(true);
    expect(await held()).toEqual({ held: 1, pending: 0 });
  });
});
