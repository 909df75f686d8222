import type { Kopecks } from './money.ts';
import type { Measure } from './quantity.ts';
import type { VatRate } from './taxation.ts';

/** A card of the catalogue. `gtin` is 14 digits, zero-padded (every EAN is one); goods without a barcode have none. */
export interface Goods {
  readonly id: string;
  readonly gtin?: string | undefined;
  readonly name: string;
  readonly price: Kopecks;
  readonly vat: VatRate;
  readonly measure: Measure;
  /** Product group of ГИС МТ (online-check.md §5.6). */
  readonly group?: number | undefined;
  /** Subject to marking: is sold by its marking code only. */
  readonly marked: boolean;
  /** A package of so many parts, blisters of a box, that may be sold one by one; `price` of one part, kopecks. Marked goods only. */
  readonly parts?: { readonly of: number; readonly price: Kopecks } | undefined;
  /** More barcodes of the same goods, as `gtin`: another maker's package, a multipack's code that a person said is this. */
  readonly also?: readonly string[] | undefined;
  /** Those of them that came with a marking code: their plain barcode sells nothing, whatever the card's own does. */
  readonly marks?: readonly string[] | undefined;
  /** Place among the quick keys; absent: not there. */
  readonly quick?: number | undefined;
}
