import type { EpochMs } from '../../domain/base/time.ts';
import type { Goods, ToldOfGtin } from '../../domain/goods/goods.ts';
import type { PlanCounts } from '../../domain/goods/import/plan.ts';
import type { StoredGoods } from '../../domain/goods/stored-goods.ts';

/** What is known of a barcode. */
export interface LookedUp {
  readonly goods: Goods | undefined;
  readonly told: ToldOfGtin | undefined;
}

/** A run of cards in one piece: each is its JSON in UTF-8, the end of each in `ends`. `text`: what they are found by, a line each (`search-text.ts`). */
export interface PackedSegment {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly text: string;
}

/** Cards that a file brought, in the order of their identities, each known by its number from 0. Every segment but the last has as many as the first. */
export interface PackedGeneration {
  readonly segments: readonly PackedSegment[];
  readonly index: PackedIndex;
}

export interface PackedIndex {
  readonly count: number;
  readonly perSegment: number;
  /** Sorted; `owners` has the card of each. A card's own barcode stands before one that was bound to another. */
  readonly barcodes: Float64Array<ArrayBuffer>;
  readonly owners: Uint32Array<ArrayBuffer>;
  /** The cards in the order of their names. */
  readonly byName: Uint32Array<ArrayBuffer>;
  /** The shop's own groups; of each card the place in them, counted from 1, 0 for none. */
  readonly folders: readonly string[];
  readonly folderOf: Uint16Array<ArrayBuffer>;
  /** 1: archived. */
  readonly archived: Uint8Array<ArrayBuffer>;
  /** Those among the quick keys. */
  readonly quick: readonly number[];
}

/** All cards as they stand: what files brought, and what was made or changed at the till since, which stands in place of the former. */
export interface CatalogueSnapshot {
  readonly packed: readonly Pick<PackedSegment, 'bytes' | 'ends'>[];
  readonly own: readonly StoredGoods[];
}

/** An import as it is remembered. */
export interface ImportFacts {
  readonly at: EpochMs;
  readonly file: string;
  readonly cashier: string;
  readonly counts: PlanCounts;
  readonly refused: number;
}

/** Which cards of a list are wanted. */
export interface CardQuery {
  /** Every word of it, as in `search`; empty: all. */
  readonly text: string;
  /** One of the shop's own groups. */
  readonly folder?: string | undefined;
  readonly archived: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface Catalogue {
  /** By its identity. */
  get(id: string): Promise<Goods | undefined>;
  /** By the card's own barcode, else by one that was bound to it. */
  byGtin(gtin: string): Promise<Goods | undefined>;
  /** The same from memory, at once: a scan is shown before any database is asked. Undefined: the cards are not in memory yet, ask `byGtin` and `told`. */
  lookUp(gtin: string): LookedUp | undefined;
  /** By every word of the text, in name, article or barcode. */
  search(text: string, limit: number): Promise<Goods[]>;
  quickKeys(): Promise<Goods[]>;
  put(goods: readonly Goods[]): Promise<void>;
  /** How many cards there are, whether or not each can be read. */
  count(): Promise<number>;
  /** Whether there never was one: quicker than counting. Cards of a file that was taken back were there. */
  isEmpty(): Promise<boolean>;
  /** What was heard of a GTIN, whether there is a card of it or not. */
  told(gtin: string): Promise<ToldOfGtin | undefined>;
  /** Brings the cards into memory, a slice whenever `idle` says so. Rejects where they cannot be read: then each scan asks the database. */
  warmUp(idle: (act: () => void) => void): Promise<void>;
  /** Keeps it. What a check told is not changed by what a code shows. */
  learn(told: ToldOfGtin): Promise<void>;
  /** Cards by name, a stretch of them, and how many there are in all. */
  list(query: CardQuery): Promise<{ readonly cards: readonly Goods[]; readonly total: number }>;
  /** The shop's own groups, by name. */
  folders(): Promise<string[]>;
  /** Everything, for whoever plans an import. */
  snapshot(): Promise<CatalogueSnapshot>;
  /**
   * Puts what a file brought in place of what files brought before, as a whole or not at all; `folded` are cards of the till that went into it, as they
   * stood: one that was changed meanwhile stays in place of the new one. The state before can be taken back until the next import.
   */
  swap(next: PackedGeneration, folded: readonly StoredGoods[], facts: ImportFacts): Promise<void>;
  /** The import that stands, where it can still be taken back. */
  lastImport(): Promise<ImportFacts | undefined>;
  /** As it was before the last import; what was made or changed at the till since stays. False: there is none to take back. */
  takeBack(): Promise<boolean>;
}
