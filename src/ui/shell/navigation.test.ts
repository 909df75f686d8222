import { expect, it } from 'vitest';
import { Navigation, type Place } from './navigation.svelte.ts';

/** Screens that come when they are let come; the sale is there from the beginning. */
function world() {
  const coming = new Map<Place, { readonly arrive: () => void; readonly fail: () => void }>();
  const held: Array<Promise<boolean>> = [];
  const seen: Place[] = [];
  const screens: Navigation = new Navigation({
    fetch: (place) =>
      place === 'sale'
        ? undefined
        : new Promise<void>((arrive, fail) => coming.set(place, { arrive, fail: () => fail(new Error('gone')) })),
    hold: (fetching) => void held.push(fetching),
    onGo: () => void seen.push(screens.place),
  });
  return { screens, coming, held, seen };
}

it('stays where it is until the screen is there, and keeps the keys for it', async () => {
  const { screens, coming, held, seen } = world();
  screens.go('journal');
  expect([screens.place, held.length]).toEqual(['sale', 1]);
  coming.get('journal')?.arrive();
  expect(await held[0]).toBe(true);
  expect([screens.place, seen]).toEqual(['journal', ['journal']]);
  screens.go('sale');
  expect(screens.place).toBe('sale');
});

it('a screen that comes late does not push away what was opened since', async () => {
  const { screens, coming, held } = world();
  screens.go('journal');
  screens.go('sale');
  coming.get('journal')?.arrive();
  await held[0];
  expect(screens.place).toBe('sale');
});

it('opens a screen that cannot be fetched, which says so itself', async () => {
  const { screens, coming, held } = world();
  screens.go('settings');
  coming.get('settings')?.fail();
  await held[0];
  expect(screens.place).toBe('settings');
});

it('knows which screen led to this one, however often two of them lead to each other', async () => {
  const { screens, coming, held } = world();
  const open = async (place: Place): Promise<Place> => {
    screens.go(place);
    coming.get(place)?.arrive();
    await held.at(-1);
    return screens.before;
  };
  expect(await open('guide')).toBe('sale');
  expect(await open('local-module')).toBe('guide');
  expect(await open('system')).toBe('local-module');
  // Back, and on again: no circle.
  expect(await open('local-module')).toBe('guide');
  expect(await open('system')).toBe('local-module');
  expect(await open('guide')).toBe('sale');
  screens.go('sale');
  expect(screens.before).toBe('sale');
  expect(await open('system')).toBe('sale');
});
