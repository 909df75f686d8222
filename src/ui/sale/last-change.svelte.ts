import { createContext, untrack } from 'svelte';
import type { Receipt } from '../../domain/document/document.ts';
import { changeOf, type Change } from './change-of.ts';

/** Which line of the receipt changed last: it is scrolled to, tinted, named under the sum, spoken, and may be put back. */
export class LastChange {
  is = $state.raw<Change>();
  #n = 0;
  #before: Receipt | undefined;

  /** To be made while a component is set up: it follows the receipt as long as the component lives. */
  constructor(receipt: () => Receipt) {
    $effect.pre(() => {
      const now = receipt();
      untrack(() => this.#follow(now));
    });
  }

  #follow(now: Receipt): void {
    const before = this.#before;
    this.#before = now;
    if (now.state !== 'draft') {
      this.is = undefined;
      return;
    }
    // What a reload finds was done before it.
    if (!before) return;
    const known = before.id === now.id ? before.lines : [];
    if (known === now.lines) return;
    const change = changeOf(known, now.lines);
    if (change) this.is = { ...change, n: (this.#n += 1) };
    else if (before.id !== now.id) this.is = undefined;
  }
}

export const [lastChange, setLastChange] = createContext<LastChange>();
