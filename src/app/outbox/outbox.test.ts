import { describe, expect, it } from 'vitest';
import { FakeClock, noon, turn } from '../../../test/unit/clock.ts';
import { FakeChecker } from '../../../test/unit/fakes/checker.ts';
import { emptyStore, memoryJournal } from '../../../test/unit/fakes/journal.ts';
import type { CheckFailure } from '../../domain/code-check/answer.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import { epochMs } from '../../domain/base/time.ts';
import { Outbox } from './outbox.ts';
import type { Journal } from '../ports/journal.ts';
import type { OutboxRow } from '../../domain/journal/outbox.ts';

const down: CheckFailure = { kind: 'unreachable' };
const row = (ki: string, late = 0): OutboxRow => ({
  ki,
  receiptId: `receipt of ${ki}`,
  attempts: 0,
  nextAt: epochMs(noon + late),
});

function world(rows: OutboxRow[], journal: (inner: Journal) => Journal = (inner) => inner) {
  const store = { ...emptyStore(), outbox: rows };
  const clock = new FakeClock();
  const checker = new FakeChecker();
  const told: string[][] = [];
  const outbox = new Outbox({
    journal: journal(memoryJournal(store)),
    checker,
    clock,
    setup: () => ({ cdn: 'cdn.crpt.ru', timeZone: 2 }),
    changed: (unsent) => told.push(unsent.map(({ ki }) => ki)),
  });
  return { store, clock, checker, told, outbox };
}

describe('the outbox', () => {
  it('tells ЛМ of every item in order of sale, forgets them, and says what is left', async () => {
    const { outbox, checker, store, told, clock } = world([row('b', -1), row('a', -2), row('c')]);
    await outbox.pump();
    expect(checker.registered).toEqual(['a', 'b', 'c']);
    expect(store.outbox).toEqual([]);
    expect(store.events).toMatchObject(
      ['a', 'b', 'c'].map((ki) => ({ kind: 'sale-registered', receiptId: `receipt of ${ki}`, data: { ki } })),
    );
    expect(told).toEqual([[]]);
    expect(clock.waits).toEqual([]);
  });

  it('with nothing to say says nothing, and sets no timer', async () => {
    const { outbox, checker, told, clock } = world([]);
    await outbox.pump();
    expect(checker.registered).toEqual([]);
    expect(told).toEqual([[]]);
    expect(clock.waits).toEqual([]);
  });

  it('keeps a refused row with its failure, and sends the rest', async () => {
    const { outbox, checker, store, told } = world([row('a'), row('b')]);
    checker.register = (ki) => (ki === 'a' ? fail(down) : ok(undefined));
    await outbox.pump();
    expect(store.outbox).toEqual([{ ...row('a', 2000), attempts: 1, failure: down }]);
    expect(told).toEqual([['a']]);
  });

  it('never gives up: waits twice as long each time, five minutes at most', async () => {
    const { outbox, checker, clock, store } = world([row('a')]);
    checker.register = () => fail(down);
    const waits: number[] = [];
    await outbox.pump();
    for (let attempt = 1; attempt <= 40; attempt += 1) {
      expect(store.outbox).toMatchObject([{ ki: 'a', attempts: attempt }]);
      const [wait = Number.NaN, ...others] = clock.waits;
      expect(others).toEqual([]);
      waits.push(wait);
      await clock.advance(wait);
    }
    expect(waits.slice(0, 9)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300].map((seconds) => seconds * 1000));
    expect(new Set(waits.slice(8))).toEqual(new Set([300_000]));
    checker.register = () => ok(undefined);
    await clock.advance(300_000);
    expect(store.outbox).toEqual([]);
    expect(clock.waits).toEqual([]);
  });

  it('leaves a row alone until its time, unless the person says «now»', async () => {
    const { outbox, checker, clock } = world([row('a', 5000)]);
    await outbox.pump();
    expect(checker.registered).toEqual([]);
    expect(clock.waits).toEqual([5000]);
    await outbox.pump(true);
    expect(checker.registered).toEqual(['a']);
  });

  it('wakes for the row that is due first, with one timer however often it was pumped', async () => {
    const { outbox, clock, checker } = world([row('a', 9000), row('b', 4000)]);
    await outbox.pump();
    await outbox.pump();
    expect(clock.waits).toEqual([4000]);
    await clock.advance(4000);
    expect(checker.registered).toEqual(['b']);
    expect(clock.waits).toEqual([5000]);
  });

  /** A checker that holds each registration until it is let go. */
  function held({ checker }: ReturnType<typeof world>) {
    const waiting: Array<(answer: Result<void, CheckFailure>) => void> = [];
    checker.register = () => new Promise((resolve) => waiting.push(resolve));
    return async (answer: Result<void, CheckFailure> = ok(undefined)): Promise<void> => {
      waiting.shift()?.(answer);
      await turn();
    };
  }

  it('pumped while it pumps sends nothing twice, and looks once more afterwards', async () => {
    const given = world([row('a')]);
    const { outbox, checker, store } = given;
    const letGo = held(given);
    const first = outbox.pump();
    await turn();
    void outbox.pump();
    void outbox.pump();
    await turn();
    expect(checker.registered).toEqual(['a']);
    store.outbox.push(row('b'));
    await letGo();
    await first;
    await turn();
    expect(checker.registered).toEqual(['a', 'b']);
    await letGo();
    expect(store.outbox).toEqual([]);
  });

  it('«now» said while it pumps is not forgotten', async () => {
    const given = world([row('a'), row('waiting', 100_000)]);
    const { outbox, checker } = given;
    const letGo = held(given);
    void outbox.pump();
    await turn();
    void outbox.pump(true);
    await letGo();
    expect(checker.registered).toEqual(['a', 'waiting']);
  });

  it('is not put off by a clock that was ahead: no row waits longer than the longest wait', async () => {
    const { outbox, checker, store } = world([row('a')]);
    checker.register = () => fail(down);
    await outbox.pump();
    store.outbox = [{ ...row('a', 10 * 365 * 86_400_000), attempts: 3 }];
    checker.register = () => ok(undefined);
    await outbox.pump();
    expect(store.outbox).toEqual([]);
  });

  it('survives a clock set back by years, which no timer of the browser could count', async () => {
    const { outbox, checker, store, clock } = world([row('a')]);
    checker.register = () => fail(down);
    await outbox.pump();
    clock.jump(epochMs(Date.UTC(2015, 0, 1)));
    await outbox.pump();
    expect(store.outbox).toMatchObject([{ attempts: 2 }]);
    expect(clock.waits).toEqual([4000]);
  });

  it.each(['unsent', 'postpone', 'sent'] as const)('looks again later when the journal fails (%s)', async (method) => {
    let broken = true;
    const given = world(
      [row('a')],
      (inner) =>
        new Proxy(inner, {
          get: (target, name: keyof Journal) =>
            broken && name === method ? () => Promise.reject(new Error('QuotaExceededError')) : target[name],
        }),
    );
    const { outbox, checker, clock, store } = given;
    if (method === 'postpone') checker.register = () => fail(down);
    await outbox.pump();
    expect(store.outbox).toHaveLength(1);
    expect(clock.waits).toEqual([300_000]);
    broken = false;
    checker.register = () => ok(undefined);
    await clock.advance(300_000);
    expect(store.outbox).toEqual([]);
  });
});
