import { expect, it } from 'vitest';
import { own } from './own.ts';

it('knows its own words, and none that an object inherits', () => {
  const table: Record<string, number> = { a: 1, b: 0 };
  expect([own(table, 'a'), own(table, 'b')]).toEqual([1, 0]);
  for (const word of ['c', '', ...Object.getOwnPropertyNames(Object.prototype)])
    expect(own(table, word), word).toBeUndefined();
});
