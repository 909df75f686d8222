import { createContext, untrack } from 'svelte';
import type { Receipt } from '../../domain/document/document.ts';
import type { Line } from '../../domain/document/line.ts';

/** What was done to the draft last. `n`: the same line may change twice. */
export type Change =
  | { readonly kind: 'set'; readonly n: number; readonly line: Line }
  | { readonly kind: 'removed'; readonly n: number; readonly line: Line; readonly index: number };

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

type Found = Change extends infer Kind ? (Kind extends Change ? Omit<Kind, 'n'> : never) : never;

/** The last line that is new or has another amount or price; else the one that is gone, if it is one. */
export function changeOf(before: readonly Line[], now: readonly Line[]): Found | undefined {
  const known = new Map(before.map((line) => [line.id, line]));
  const line = now.filter((each) => isOtherwise(each, known.get(each.id))).at(-1);
  if (line) return { kind: 'set', line };
  const left = new Set(now.map(({ id }) => id));
  const [gone, ...others] = before.filter(({ id }) => !left.has(id));
  return gone && others.length === 0 ? { kind: 'removed', line: gone, index: before.indexOf(gone) } : undefined;
}

/** A check that came changes nothing that a cashier has done. */
const isOtherwise = (now: Line, was: Line | undefined): boolean =>
  !was || was.quantity !== now.quantity || was.price !== now.price || was.part !== now.part;

export const [lastChange, setLastChange] = createContext<LastChange>();
