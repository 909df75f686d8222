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
  /** Place among the quick keys; absent: not there. */
  readonly quick?: number | undefined;
}
