import type { Signal } from './till.ts';

/** A value that others can read and hear of when it is set. */
export function signal<Value>(first: Value): Signal<Value> & { set(value: Value): void } {
  let value = first;
  const listeners = new Set<(value: Value) => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
