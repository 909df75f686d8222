import { expect, it } from 'vitest';
import { Times } from './times.svelte.ts';

it.each([
  ['12*', 12_000, ''],
  ['12*хле', 12_000, 'хле'],
  ['3×', 3000, ''],
  ['0,345*', 345, ''],
])('«%s» is an amount, and what is left is searched for', (typed, amount, left) => {
  const times = new Times();
  expect(times.read(typed)).toBe(left);
  expect(times.take()).toBe(amount);
  // Once.
  expect(times.take()).toBeUndefined();
});

it.each(['', '12', '*', '0*', 'сыр*', '12 345*', '4641500046998*', '-1*'])('«%s» is a text like any other', (typed) => {
  const times = new Times();
  expect(times.read(typed)).toBe(typed);
  expect(times.amount).toBeUndefined();
});
