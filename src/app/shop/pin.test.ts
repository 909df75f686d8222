import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, noon, turn } from '../../../test/unit/clock.ts';
import { emptyStore, memoryJournal, type JournalStore } from '../../../test/unit/fakes/journal.ts';
import { memorySettings } from '../../../test/unit/fakes/settings.ts';
import { noAttempts } from '../../domain/shop/pin.ts';
import { PinGuard } from './pin.ts';

const minute = 60_000;
const about = { receiptId: 'r1', data: { for: 'unverified', name: 'Молоко' } };

let settings: ReturnType<typeof memorySettings>;
let store: JournalStore;
let clock: FakeClock;
/** ms of the machine itself, whatever its clock is set to. */
let ran: number;
let pages: number;

beforeEach(() => {
  settings = memorySettings();
  settings.secrets.set('pin', '4815').set('ownerCode', '1234567890123456');
  store = emptyStore();
  clock = new FakeClock();
  ran = pages = 0;
});

/** A page as it is opened: it has nothing but the database. */
async function page(): Promise<PinGuard> {
  const guard = new PinGuard({
    settings,
    journal: memoryJournal(store),
    clock,
    monotonic: () => ran,
    page: `page ${++pages}`,
  });
  await guard.resume();
  return guard;
}
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    ran += Math.min(left, 1_000);
    await clock.advance(Math.min(left, 1_000));
  }
}
const wrong = async (guard: PinGuard, times: number): Promise<void> => {
  for (let count = 0; count < times; count += 1) await guard.try('0000', about);
};
const kinds = (): string[] => store.events.map(({ kind }) => kind);

it("the right PIN, and the owner's code as it is written down", async () => {
  const guard = await page();
  expect(await guard.try('4815', about)).toEqual({ kind: 'right', by: 'pin' });
  expect(await guard.try('1234 5678 9012 3456', about)).toEqual({ kind: 'right', by: 'owner-code' });
  expect(store.events).toEqual([]);
});

it('a wrong one: how many tries are left, on record without what was typed', async () => {
  const guard = await page();
  expect(await guard.try('1111', about)).toEqual({ kind: 'wrong-pin', triesLeft: 4 });
  expect(store.events).toEqual([
    { v: 1, at: noon, kind: 'wrong-pin', receiptId: 'r1', data: { for: 'unverified', name: 'Молоко', wrong: 1 } },
  ]);
  expect(JSON.stringify([store, settings.kept])).not.toContain('1111');
});

it.each([
  [''],
  [' '],
  ['4'],
  ['481'],
  ['48155'],
  ['4815481548154815'],
  ['4815x'],
  ['４８１５'],
  ['0'.repeat(1_000_000)],
  ['__proto__'],
  ['4815\u0000'],
])('«%.20s» is wrong, and counted', async (typed) => {
  const guard = await page();
  expect(await guard.try(typed, about)).toEqual({ kind: 'wrong-pin', triesLeft: 4 });
});

it('no PIN, and a page that may not hash: said so, nothing counted', async () => {
  const guard = await page();
  settings.isSecure = false;
  expect(await guard.try('4815', about)).toEqual({ kind: 'no-crypto' });
  settings.isSecure = true;
  settings.secrets.delete('pin');
  expect(await guard.try('4815', about)).toEqual({ kind: 'no-pin' });
  expect([settings.kept.attempts, store.events]).toEqual([noAttempts, []]);
});

describe('five wrong ones', () => {
  it('shut the door for a minute, five more for five, then for half an hour each; each is on record', async () => {
    const guard = await page();
    for (const minutes of [1, 5, 30, 30]) {
      await wrong(guard, 4);
      expect(await guard.try('0000', about)).toEqual({ kind: 'locked', leftMs: minutes * minute });
      expect(await guard.try('4815', about)).toMatchObject({ kind: 'locked' });
      await pass(minutes * minute - 1_000);
      expect(await guard.try('4815', about)).toEqual({ kind: 'locked', leftMs: 1_000 });
      expect(guard.lockedMs()).toBe(1_000);
      await pass(1_000);
      expect(guard.lockedMs()).toBe(0);
    }
    expect(kinds().filter((kind) => kind === 'wrong-pin')).toHaveLength(20);
    expect(store.events.filter(({ kind }) => kind === 'pin-locked').map(({ data }) => data)).toMatchObject(
      [1, 5, 30, 30].map((minutes, index) => ({ ms: minutes * minute, wrong: 5 * (index + 1), for: 'unverified' })),
    );
    expect(await guard.try('4815', about)).toMatchObject({ kind: 'right' });
  });

  it('a right one in between begins the count anew', async () => {
    const guard = await page();
    await wrong(guard, 4);
    await guard.try('4815', about);
    await wrong(guard, 4);
    expect(guard.lockedMs()).toBe(0);
  });

  it('a right one as the fifth is right', async () => {
    const guard = await page();
    await wrong(guard, 4);
    expect(await guard.try('4815', about)).toMatchObject({ kind: 'right' });
    expect(guard.lockedMs()).toBe(0);
  });

  it('count for every purpose together', async () => {
    const guard = await page();
    for (const purpose of ['unverified', 'settings', 'unverified', 'settings'])
      await guard.try('0000', { data: { for: purpose } });
    expect(await guard.try('0000', { data: { for: 'settings' } })).toMatchObject({ kind: 'locked' });
  });

  it("the owner's code waits, too: it is no second door", async () => {
    const guard = await page();
    await wrong(guard, 5);
    expect(await guard.try('1234567890123456', about)).toMatchObject({ kind: 'locked' });
  });
});

describe('attacks', () => {
  it('ten at once are ten: five are compared, the right one among the rest is not', async () => {
    const guard = await page();
    const answers = await Promise.all(
      ['0', '1', '2', '3', '4', '5', '6']
        .map((digit) => guard.try(`111${digit}`, about))
        .concat([guard.try('4815', about), guard.try('1', about), guard.try('2', about)]),
    );
    expect(answers.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 4 }, () => 'wrong-pin'),
      ...Array.from({ length: 6 }, () => 'locked'),
    ]);
  });

  it('two tabs share the count', async () => {
    const tabs = [await page(), await page()] as const;
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => tabs[0].try('0000', about)),
      ...Array.from({ length: 3 }, () => tabs[1].try('0000', about)),
    ]);
    expect(answers.filter(({ kind }) => kind === 'locked').length).toBeGreaterThanOrEqual(2);
    expect(settings.kept.attempts).toMatchObject({ wrong: 5 });
    expect(await tabs[0].try('4815', about)).toMatchObject({ kind: 'locked' });
    expect(await tabs[1].try('4815', about)).toMatchObject({ kind: 'locked' });
  });

  it('two tabs do not make the wait go by twice as fast', async () => {
    const tabs = [await page(), await page()] as const;
    await wrong(tabs[0], 5);
    for (let second = 0; second < 30; second += 1) {
      await tabs[second % 2 === 0 ? 0 : 1].try('4815', about);
      await pass(1_000);
    }
    expect(await tabs[0].try('4815', about)).toMatchObject({ kind: 'locked' });
    await pass(minute);
    expect(await tabs[0].try('4815', about)).toMatchObject({ kind: 'right' });
  });

  it('a reload keeps the count', async () => {
    for (let reload = 0; reload < 4; reload += 1) await wrong(await page(), 1);
    expect(await (await page()).try('0000', about)).toEqual({ kind: 'locked', leftMs: minute });
  });

  it('a reload keeps the wait, but for the seconds that were not written down', async () => {
    await wrong(await page(), 5);
    await pass(32_000);
    // The page that waited is gone, the next one opens an hour later by the clock, which says nothing.
    clock.jump(noon + 60 * minute);
    const next = await page();
    expect(next.lockedMs()).toBe(30_000);
    expect(await next.try('4815', about)).toEqual({ kind: 'locked', leftMs: 30_000 });
    await pass(30_000);
    expect(await next.try('4815', about)).toMatchObject({ kind: 'right' });
  });

  it.each([
    ['forward', 24 * 60 * minute],
    ['back', -24 * 60 * minute],
  ])('a clock set %s changes nothing, with a reload or without', async (_, ms) => {
    const guard = await page();
    await wrong(guard, 5);
    clock.jump(noon + ms);
    expect(await guard.try('4815', about)).toEqual({ kind: 'locked', leftMs: minute });
    const next = await page();
    expect(await next.try('4815', about)).toEqual({ kind: 'locked', leftMs: minute });
    await pass(minute);
    expect(await next.try('4815', about)).toMatchObject({ kind: 'right' });
  });

  it('a page killed while it compares has used the try up', async () => {
    settings.compare = () => new Promise(() => undefined);
    for (let kill = 0; kill < 5; kill += 1) {
      void (await page()).try('0000', about);
      await turn();
    }
    expect((await page()).lockedMs()).toBe(minute);
  });

  it('a comparison that fails has used it up, too, and does not shut the door for good', async () => {
    const { compare } = settings;
    settings.compare = () => Promise.reject(new Error('the medium'));
    const guard = await page();
    await expect(guard.try('4815', about)).rejects.toThrow('the medium');
    expect(settings.kept.attempts).toMatchObject({ wrong: 1 });
    settings.compare = compare;
    expect(await guard.try('4815', about)).toMatchObject({ kind: 'right' });
  });

  it('a wait written into the record is half an hour at most', async () => {
    settings.kept.attempts = { wrong: 5, leftMs: 1e15, page: 'another' };
    expect((await page()).lockedMs()).toBe(30 * minute);
  });
});
