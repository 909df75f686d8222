import type { SmallMemory } from '../../../src/app/ports/memory.ts';

/** A small memory that outlives a page: `kept` is what it holds. */
export const fakeMemory = (kept = new Map<string, string>()): SmallMemory => ({
  get: (name) => kept.get(name) ?? null,
  set: (name, value) => void kept.set(name, value),
});
