import { expect, it } from 'vitest';
import { leadOf, withRoundTrip } from './lead.ts';
import { budgetMs } from './race.ts';

const after = (...ms: number[]): readonly number[] => ms.reduce<readonly number[]>(withRoundTrip, []);

it('the lead of a source follows its own speed, between a jitter of the timer and two thirds of the budget', () => {
  expect(leadOf([])).toBe(400);
  expect(leadOf(after(5))).toBe(150);
  expect(leadOf(after(200))).toBe(300);
  expect(leadOf(after(1_900))).toBe(1_000);
  expect(leadOf(after(1_900))).toBeLessThan(budgetMs);
});

it('one slow answer in forty does not move it; three do', () => {
  const fast = Array.from({ length: 38 }, () => 200);
  expect(leadOf(after(...fast, 200, 1_900))).toBe(300);
  expect(leadOf(after(...fast.slice(1), 600, 600, 600))).toBe(900);
});

it('old speeds are forgotten', () => {
  const known = after(...Array.from({ length: 40 }, () => 900), ...Array.from({ length: 40 }, () => 200));
  expect(known).toHaveLength(40);
  expect(leadOf(known)).toBe(300);
});
