/** Barcodes that are not marking codes of goods on sale here (reference/marking-codes.md §1.1 F3, F4, §1.4). */
import { hasCheckDigit } from './check-digit.ts';
import { splitElements } from './elements.ts';
import { product } from './product.ts';
import type { Reading } from './types.ts';

/** Order matters: the first that fits names the scan. */
export function readOther(text: string): Reading | undefined {
  if (/^(?:\d{8}|\d{12,14})$/.test(text) && hasCheckDigit(text)) {
    return product(text.padStart(14, '0'), text);
  }
  if (/^00\d{18}$/.test(text)) return { kind: 'other', form: 'sscc' };
  if (/^02\d{14}/.test(text) && hasCheckDigit(text.slice(2, 16)) && splitElements(text))
    return { kind: 'other', form: 'aggregate' };
  if (/^[A-Z]{2}-\d{6}-[A-Z0-9]{10}$/.test(text)) return { kind: 'other', form: 'fur' };
  // PDF417 of ЕГАИС 2.0 has 68 characters, DataMatrix of 3.0 has 150 (ФНС ЕД-7-20/662@, table 26).
  if (/^(?:\d\dN[0-9A-Z]{65}|\d{14}[0-9A-Z]{136})$/.test(text)) return { kind: 'other', form: 'egais' };
  if (/^https?:\/\//i.test(text)) return { kind: 'other', form: 'link' };
  return undefined;
}
