/** Plain product barcodes, and those a shop prints itself for goods on the scales (reference/marking-codes.md §1.1 F4). */
import { checkDigit } from './check-digit.ts';
import type { InStore, Reading } from './types.ts';

/** @param gtin 14 digits with a good check digit. */
export function product(gtin: string, barcode: string): Extract<Reading, { kind: 'product' }> {
  const inStore = readInStore(gtin);
  return { kind: 'product', gtin, barcode, ...(inStore && { inStore }) };
}

/** Numbers 20 to 29 belong to each shop itself; 02 is the 2 of UPC-A after the zero that makes it EAN-13. */
const IN_STORE = /^0(02|2\d)(\d{5})(\d{5})\d$/;

function readInStore(gtin: string): InStore | undefined {
  const [, prefix, item, value] = IN_STORE.exec(gtin) ?? [];
  if (prefix === undefined || item === undefined || value === undefined) return undefined;
  const body = `0${prefix}${item}00000`;
  return { prefix, item: body + checkDigit(body), value: Number(value) };
}
