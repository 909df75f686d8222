import { createContext } from 'svelte';
import type { ScanRecord } from '../../app/scan-hub.ts';
import type { Goods } from '../../domain/goods/goods.ts';

/** What the price is asked of. */
export type Priced =
  { readonly by: 'scan'; readonly record: ScanRecord } | { readonly by: 'choice'; readonly goods: Goods };

/** «Узнать цену»: what is scanned or chosen next is told, and not sold. */
export class PriceWish {
  isWanted = $state(false);
  asked = $state.raw<Priced>();

  /** Whether it was asked of this. One question is one answer. */
  hear(what: Priced): boolean {
    if (!this.isWanted) return false;
    this.isWanted = false;
    this.asked = what;
    return true;
  }
}

export const [priceWish, setPriceWish] = createContext<PriceWish>();
