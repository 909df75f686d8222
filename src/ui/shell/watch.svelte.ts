import { createSubscriber } from 'svelte/reactivity';
import type { Signal } from '../../app/till.ts';

/** A value of the screen that follows a signal of the till. */
export interface Watched<Value> {
  readonly current: Value;
}

export function watch<Value>(signal: Signal<Value>): Watched<Value> {
  const subscribe = createSubscriber((update) => signal.subscribe(update));
  return {
    get current() {
      subscribe();
      return signal.get();
    },
  };
}
