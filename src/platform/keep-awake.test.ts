import { expect, it } from 'vitest';
import { FakeClock, noon, turn } from '../../test/unit/clock.ts';
import { forgottenMs, keepAwake } from './keep-awake.ts';

/** A browser with a screen lock, as it behaves: the lock goes with the page's sight. */
function browser({ refuses = false } = {}) {
  const clock = new FakeClock(noon);
  const locks: Array<{ released: boolean; release(): Promise<void> }> = [];
  let listener: () => void = () => undefined;
  const page = {
    visibilityState: 'visible' as DocumentVisibilityState,
    addEventListener: (_: string, heard: () => void) => void (listener = heard),
  };
  const wakeLock = {
    async request() {
      if (refuses) throw new DOMException('low battery', 'NotAllowedError');
      const lock = {
        released: false,
        async release() {
          lock.released = true;
        },
      };
      locks.push(lock);
      return lock;
    },
  };
  return {
    clock,
    page: page as unknown as Document,
    wakeLock,
    held: () => locks.filter(({ released }) => !released).length,
    see(state: DocumentVisibilityState) {
      page.visibilityState = state;
      if (state === 'hidden') for (const lock of locks) lock.released = true;
      listener();
    },
  };
}

it('the screen is kept alight while a receipt is open, and let go of at rest', async () => {
  const world = browser();
  const want = keepAwake(world);
  expect(world.held()).toBe(0);
  want(true);
  want(true);
  await turn();
  expect(world.held()).toBe(1);
  want(false);
  await turn();
  expect(world.held()).toBe(0);
});

it('one that came too late is let go of at once', async () => {
  const world = browser();
  const want = keepAwake(world);
  want(true);
  want(false);
  await turn();
  expect(world.held()).toBe(0);
});

it('a page that is seen again asks anew; at rest it does not', async () => {
  const world = browser();
  const want = keepAwake(world);
  want(true);
  await turn();
  world.see('hidden');
  await turn();
  expect(world.held()).toBe(0);
  world.see('visible');
  await turn();
  expect(world.held()).toBe(1);
  want(false);
  await turn();
  world.see('hidden');
  world.see('visible');
  await turn();
  expect(world.held()).toBe(0);
});

it('a forgotten receipt lets the screen sleep', async () => {
  const world = browser();
  const want = keepAwake(world);
  want(true);
  await world.clock.advance(forgottenMs - 1);
  expect(world.held()).toBe(1);
  want(true);
  await world.clock.advance(forgottenMs - 1);
  expect(world.held()).toBe(1);
  await world.clock.advance(1);
  await turn();
  expect(world.held()).toBe(0);
});

it.each([
  ['has none', () => ({ ...browser(), wakeLock: undefined })],
  ['refuses it', () => browser({ refuses: true })],
])('a browser that %s sells all the same', async (_, made) => {
  const want = keepAwake(made());
  want(true);
  await turn();
  want(false);
  await turn();
});
