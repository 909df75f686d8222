import { expect, it } from 'vitest';
import { budgetMs } from './race.ts';
import { freshState, leadMs, loadState, withLocalMs, type CheckState } from './state.ts';

const after = (...ms: number[]): CheckState => ms.reduce(withLocalMs, freshState);

it('the lead of ЛМ follows its own speed, between a jitter of the timer and two thirds of the budget', () => {
  expect(leadMs(freshState)).toBe(400);
  expect(leadMs(after(5))).toBe(150);
  expect(leadMs(after(200))).toBe(300);
  expect(leadMs(after(1_900))).toBe(1_000);
  expect(leadMs(after(1_900))).toBeLessThan(budgetMs);
});

it('one slow answer in forty does not move it; three do', () => {
  const fast = Array.from({ length: 38 }, () => 200);
  expect(leadMs(after(...fast, 200, 1_900))).toBe(300);
  expect(leadMs(after(...fast.slice(1), 600, 600, 600))).toBe(900);
});

it('old speeds are forgotten', () => {
  const state = after(...Array.from({ length: 40 }, () => 900), ...Array.from({ length: 40 }, () => 200));
  expect(state.localMs).toHaveLength(40);
  expect(leadMs(state)).toBe(300);
});

it('what was stored is read back whole, with and without what may be absent', async () => {
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
  expect(await loadState({ load: async () => structuredClone(full), save: async () => undefined })).toEqual(full);
  expect(await loadState({ load: async () => structuredClone(freshState), save: async () => undefined })).toEqual(
    freshState,
  );
});
