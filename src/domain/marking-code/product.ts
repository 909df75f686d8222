/** Plain product barcodes; labels of a shop's scales are among them (`goods/scales.ts` takes them apart). */
import type { Reading } from './types.ts';

/** @param gtin 14 digits with a good check digit. */
export function product(gtin: string, barcode: string): Extract<Reading, { kind: 'product' }> {
  return { kind: 'product', gtin, barcode };
}
