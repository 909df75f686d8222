import { describe, expect, it } from 'vitest';
import { FakeClock, noon, turn } from '../../../test/unit/clock.ts';
import { fused, Fuse } from '../../../test/unit/fakes/fuse.ts';
import { emptyStore, memoryJournal } from '../../../test/unit/fakes/journal.ts';
import { sha256 } from '../../platform/sha256.ts';
import type { JournalHead, RecordedBreak } from '../../domain/journal/chain.ts';
import type { JournalEvent } from '../../domain/journal/event.ts';
import { JournalChain, type JournalChainDeps } from './chain.ts';

const event = (index: number): JournalEvent => ({
  at: noon,
  kind: 'wrong-pin',
  data: { for: 'settings', wrong: index },
});
const digest = sha256(crypto.subtle);

function world(change: Partial<JournalChainDeps> = {}) {
  const store = emptyStore();
  const journal = memoryJournal(store);
  const clock = new FakeClock();
  const heads: JournalHead[] = [];
  const told: Array<readonly RecordedBreak[]> = [];
  let idles = 0;
  const state = { busy: false };
  const chain = new JournalChain({
    journal,
    clock,
    digest,
    isBusy: () => state.busy,
    told: (breaks) => void told.push(breaks),
    idle: (act) => {
      idles += 1;
      act();
      return () => undefined;
    },
    ...change,
  });
  chain.onHead((head) => void heads.push(head));
  /** Until nothing is left to do. */
  const rest = async (): Promise<void> => {
    while (!chain.isAtRest) {
      await new Promise((done) => setTimeout(done));
      await clock.advance(60_000);
    }
  };
  return { store, journal, clock, chain, heads, told, state, rest, idles: () => idles };
}

describe('the chain in idle time', () => {
  it('links what was written, tells where the head is, and sets no timer when all is done', async () => {
    const { store, journal, chain, clock, heads, told, rest } = world();
    for (let index = 1; index <= 150; index += 1) await journal.record(event(index));
    chain.start();
    await rest();
    expect(store.links.map(({ n }) => n)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
    expect(store.links.filter(({ began }) => began)).toEqual([store.links[0]]);
    expect(new Set(store.links.map((link) => link.digest)).size).toBe(150);
    expect(heads).toEqual([await journal.head()]);
    expect([told, clock.pending]).toEqual([[], 0]);
  });

  it('links what a sale wrote when it is told of it, also while it works, and each head once', async () => {
    const { store, journal, chain, heads, rest } = world();
    chain.start();
    await rest();
    await journal.record(event(1));
    chain.nudge();
    await rest();
    expect(store.links).toHaveLength(1);
    chain.nudge();
    await rest();
    expect(heads.map(({ linked }) => linked)).toEqual([0, 1]);
    chain.nudge();
    const written = journal.record(event(2));
    chain.nudge();
    await written;
    await rest();
    expect(heads.map(({ linked }) => linked)).toEqual([0, 1, 2]);
  });

  it('begins nothing while a scan is being checked or a receipt printed', async () => {
    const { store, journal, chain, state, clock, idles, rest } = world();
    await journal.record(event(1));
    state.busy = true;
    chain.start();
    for (let second = 0; second < 60; second += 1) await clock.advance(1_000);
    expect([store.links, idles() > 10]).toEqual([[], true]);
    state.busy = false;
    await rest();
    expect(store.links).toHaveLength(1);
  });

  it('waits after a failure of the journal and goes on where it was', async () => {
    for (let step = 1; step <= 12; step += 1) {
      const store = emptyStore();
      const journal = memoryJournal(store);
      await journal.record(event(1));
      const given = world({ journal: fused(journal, new Fuse(step, 'fail'), false) });
      given.chain.start();
      await given.rest();
      expect([store.links.length, given.told], `step ${step}`).toEqual([1, []]);
    }
  });

  it('stops with the page', async () => {
    const { store, journal, chain, clock } = world();
    await journal.record(event(1));
    chain.start();
    chain.stop();
    chain.nudge();
    await clock.advance(60_000);
    await turn();
    expect([store.links, clock.pending]).toEqual([[], 0]);
  });

  it('goes on with the look through all where the last page left it', async () => {
    const { store, journal, chain, rest } = world();
    for (let index = 1; index <= 400; index += 1) await journal.record(event(index));
    chain.start();
    await rest();
    // The page before had come as far as event 150; nothing before that is read again but the newest.
    store.verified = { event: 150 };
    const asked: number[] = [];
    const again = world({
      journal: { ...journal, linked: (after, limit) => (asked.push(after), journal.linked(after, limit)) },
    });
    again.chain.start();
    await again.rest();
    expect(Math.min(...asked)).toBe(150);
    expect(store.verified).toEqual({ event: undefined, receipt: undefined });
  });

  it('a break is told once, on record with its event, and read by a person', async () => {
    const { store, journal, chain, told, rest } = world();
    for (let index = 1; index <= 5; index += 1) await journal.record(event(index));
    chain.start();
    await rest();
    store.events[2] = event(99);
    const again = world({ journal, told: (breaks) => void told.push(breaks) });
    again.chain.start();
    await again.rest();
    expect(told.at(-1)).toMatchObject([{ what: 'changed', n: 3 }]);
    expect(store.events.filter(({ kind }) => kind === 'chain-broken')).toMatchObject([
      { data: { what: 'changed', n: 3 } },
    ]);
    await again.chain.read();
    await again.rest();
    expect(told.at(-1)).toEqual([]);
    expect(store.links).toHaveLength(store.events.length);
    // Edited once more, it is another one.
    store.events[2] = event(100);
    const third = world({ journal, told: (breaks) => void told.push(breaks) });
    third.chain.start();
    await third.rest();
    expect(told.at(-1)).toHaveLength(1);
    expect(store.breaks).toHaveLength(2);
  });

  it('compares with a head known elsewhere when asked', async () => {
    const { journal, chain, rest } = world();
    await journal.record(event(1));
    chain.start();
    await rest();
    const head = await journal.head();
    expect(await chain.verify(head)).toEqual([]);
    expect(await chain.verify({ ...head, events: 2 })).toMatchObject([{ what: 'rolled-back', n: 2, upTo: 2 }]);
    expect(await chain.verify({ ...head, digest: 'x' })).toMatchObject([{ what: 'rewritten' }]);
    expect((await journal.breaks()).map(({ what }) => what)).toEqual(['rewritten', 'rolled-back']);
  });
});
