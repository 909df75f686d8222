import type { Kopecks } from '../base/money.ts';
import type { Measure } from '../base/quantity.ts';
import type { VatRate } from '../shop/taxation.ts';
import type { PlannedPrice } from './planned-price.ts';

/** What the law asks of goods beside their mark; absent: nobody has said it (`goods-law.ts` has what is taken then). */
export interface LawFacts {
  /** Not for minors. */
  readonly adult?: boolean | undefined;
  /** Alcohol has hours without sale. */
  readonly alcohol?: boolean | undefined;
  /** Excisable: tag 1212. */
  readonly excise?: boolean | undefined;
}

/** A card of the catalogue. `gtin` is 14 digits, zero-padded (every EAN is one); goods without a barcode have none. */
export interface Goods extends LawFacts {
  readonly id: string;
  readonly gtin?: string | undefined;
  readonly name: string;
  readonly price: Kopecks;
  /** The next one, with its day (`pricedAt`). */
  readonly planned?: PlannedPrice | undefined;
  /** As somebody gave it; absent: nobody did, and the shop's own rule counts (`vatOf`). */
  readonly vat?: VatRate | undefined;
  readonly measure: Measure;
  /** Product group of ГИС МТ (online-check.md §5.6). */
  readonly group?: number | undefined;
  /** Subject to marking: is sold by its marking code only. */
  readonly isMarked: boolean;
  /** A package of so many parts, blisters of a box, that may be sold one by one; `price` of one part, kopecks. Marked goods only. */
  readonly parts?: { readonly of: number; readonly price: Kopecks } | undefined;
  /** More barcodes of the same goods, as `gtin`: another maker's package, a multipack's code that a person said is this. */
  readonly also?: readonly string[] | undefined;
  /** Those of them that came with a marking code: their plain barcode sells nothing, whatever the card's own does. */
  readonly marks?: readonly string[] | undefined;
  /** Place among the quick keys; absent: not there. */
  readonly quickKeyIndex?: number | undefined;
  /** The maker's or the shop's own number of it. */
  readonly article?: string | undefined;
  /** The shop's own group («Молочное»), no group of ГИС МТ. */
  readonly folder?: string | undefined;
  /** Out of sale, and kept: found neither by a scan nor by a search. `file`: because a file of all goods had it no more. */
  readonly archived?: 'person' | 'file' | undefined;
  /** In the archive because it was made one with the card `into`, which took these barcodes; they can come back. */
  readonly joined?: (Pick<Goods, 'gtin' | 'also' | 'marks'> & { readonly into: string }) | undefined;
  /** It came from a file: only such goods can be gone from the next one. `id`: its identity in the program that wrote the file. */
  readonly source?: { readonly id?: string | undefined } | undefined;
}

/** What was heard of a GTIN, kept whether there is a card of it or not: it came with a marking code, and a check or the form of the code told its group. */
export interface ToldOfGtin {
  readonly gtin: string;
  readonly group?: number | undefined;
  /** Who told the group: ГИС МТ itself, or what the code alone shows, which ГИС МТ may correct. */
  readonly by: 'check' | 'code';
}
