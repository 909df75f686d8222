/** The order of the start is a list, and a phase that ends the start keeps the later ones from beginning. */
import { expect, test } from 'vitest';
import { phases } from './boot.ts';
import { late, pipeline, stopped, type Phase } from './pipeline.ts';

test('the phases of the start, in their order', () => {
  expect(phases.names).toEqual(['tab', 'storage', 'shop', 'devices', 'recovery', 'screen', 'housekeeping']);
});

const phase = <Made>(name: string, made: () => Promise<Made | typeof stopped>): Phase<object, Made> => ({
  name,
  run: made,
});

test('each phase is given what those before it have made', async () => {
  const line = pipeline(phase('one', async () => ({ one: 1 })))
    .then(phase('two', async () => ({ two: 2 })))
    .then<{ sum: number }>({ name: 'sum', run: async ({ one, two }) => ({ sum: one + two }) });
  expect(await line.run({})).toEqual({ one: 1, two: 2, sum: 3 });
});

test('nothing begins after a phase that has stopped or failed', async () => {
  const begun: string[] = [];
  const later = phase('later', async () => {
    begun.push('later');
    return {};
  });
  expect(
    await pipeline(phase('first', async () => stopped))
      .then(later)
      .then(later)
      .run({}),
  ).toBe(stopped);
  const failing = pipeline(phase('first', () => Promise.reject<object>(new Error('no disk')))).then(later);
  await expect(failing.run({})).rejects.toThrow('no disk');
  expect(begun).toEqual([]);
});

test('a phase whose code comes late is as if it had been there, and fails where the code does not come', async () => {
  const there = pipeline(phase('one', async () => ({ one: 1 }))).then(
    late('two', async () => phase('two', async () => ({ two: 2 }))),
  );
  expect(there.names).toEqual(['one', 'two']);
  expect(await there.run({})).toEqual({ one: 1, two: 2 });
  const away = pipeline(late('only', () => Promise.reject<Phase<object, object>>(new TypeError('Failed to fetch'))));
  await expect(away.run({})).rejects.toThrow('Failed to fetch');
});
