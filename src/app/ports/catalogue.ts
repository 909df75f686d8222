import type { Goods, ToldOfGtin } from '../../domain/goods/goods.ts';

/** What is known of a barcode. */
export interface LookedUp {
  readonly goods: Goods | undefined;
  readonly told: ToldOfGtin | undefined;
}

export interface Catalogue {
  /** By its identity. */
  get(id: string): Promise<Goods | undefined>;
  /** By the card's own barcode, else by one that was bound to it. */
  byGtin(gtin: string): Promise<Goods | undefined>;
  /** The same from memory, at once: a scan is shown before any database is asked. Undefined: the cards are not in memory yet, ask `byGtin` and `told`. */
  lookUp(gtin: string): LookedUp | undefined;
  /** By every word of the text, in name or barcode. */
  search(text: string, limit: number): Promise<Goods[]>;
  quickKeys(): Promise<Goods[]>;
  put(goods: readonly Goods[]): Promise<void>;
  /** How many cards there are, whether or not each can be read. */
  count(): Promise<number>;
  /** Whether there is none: quicker than counting. */
  isEmpty(): Promise<boolean>;
  /** What was heard of a GTIN, whether there is a card of it or not. */
  told(gtin: string): Promise<ToldOfGtin | undefined>;
  /** Brings the cards into memory, a slice whenever `idle` says so. Rejects where they cannot be read: then each scan asks the database. */
  warmUp(idle: (act: () => void) => void): Promise<void>;
  /** Keeps it. What a check told is not changed by what a code shows. */
  learn(told: ToldOfGtin): Promise<void>;
}
