import type * as v from 'valibot';
import { expect, it } from 'vitest';
import { FakeClock, noon } from '../../test/unit/clock.ts';
import { localMemory, type LocalMemory } from './sources/local-module.ts';
import { onlineMemory, type OnlineMemory } from './sources/online.ts';
import { memoryKeeper } from './state.ts';

const kinds = [onlineMemory, localMemory] as const;
const fresh = { ...onlineMemory.fresh, ...localMemory.fresh };

/** What the sources of today read of a stored state. */
async function loaded(stored: unknown): Promise<OnlineMemory & LocalMemory> {
  const memory = memoryKeeper(
    { load: async () => structuredClone(stored), save: async () => undefined },
    new FakeClock(noon),
  );
  const [online, local] = [memory(onlineMemory), memory(localMemory)];
  return { ...(await online.current()), ...(await local.current()) };
}

it('what was stored is read back whole, with and without what may be absent', async () => {
  // As the builds before December 2026 have stored it, to the letter.
  const full = {
    book: {
      hosts: [
        { host: 'cdn01.crpt.ru', ms: 90, failures: 2, blockedUntil: 1_790_000_900_000 },
        { host: 'cdn02.crpt.ru:8443', failures: 0, ms: undefined, blockedUntil: undefined },
      ],
      fetchedAt: 1_790_000_000_000,
      delayMs: 5,
    },
    misses: 2,
    localMs: [15, 20],
    localApi: 'v1',
    onlineFailure: { kind: 'rejected', status: 400, detail: 'почему' },
    onlineAt: 1,
    localFailure: { kind: 'lm-stale' },
    localAt: 2,
    lastSync: 3,
  };
  expect(await loaded(full)).toEqual(full);
  expect(await loaded(fresh)).toEqual(fresh);
});

it('a failure of a newer build, or one that is none, costs nothing of the rest', async () => {
  const stored = { ...fresh, misses: 2, onlineFailure: { kind: 'of-2028', more: 1 }, localFailure: 'broken' };
  expect(await loaded(stored)).toEqual({
    ...fresh,
    misses: 2,
    onlineFailure: { kind: 'malformed' },
    localFailure: undefined,
  });
});

it('whose ЛМ it is outlives the worker', async () => {
  const stored = { ...fresh, localOwner: { url: '/relay/lm', inn: '7700000000', inst: 'a', answers: 'b' } };
  expect(await loaded(stored)).toEqual(stored);
});

it('the memories of all sources are one record, and none touches the fields of another', async () => {
  const saved: object[] = [];
  const memory = memoryKeeper(
    { load: async () => undefined, save: async (state) => void saved.push(structuredClone(state)) },
    new FakeClock(noon),
  );
  const [online, local] = [memory(onlineMemory), memory(localMemory)];
  await online.change((old) => ({ ...old, misses: old.misses + 1 }));
  await local.change((old) => ({ ...old, localApi: 'v1' }));
  await online.change((old) => ({ ...old, misses: old.misses + 1 }));
  expect(saved.at(-1)).toEqual({ ...fresh, misses: 2, localApi: 'v1' });
  // Two sources with a field of one name would read each other's.
  const fields = kinds.flatMap(({ schema }) =>
    Object.keys((schema as unknown as v.ObjectSchema<v.ObjectEntries, undefined>).entries),
  );
  expect(new Set(fields).size).toBe(fields.length);
});

it('a change is seen by whoever asks after it, though the first load is still under way', async () => {
  const memory = memoryKeeper({ load: async () => fresh, save: async () => undefined }, new FakeClock(noon));
  const online = memory(onlineMemory);
  void online.change((old) => ({ ...old, misses: 2 }));
  expect((await online.current()).misses).toBe(2);
});
