/** The tax byte of FF46 by the name of the rate (kkt-shtrih.md §2.6). */

export type VatName =
  '20' | '10' | '20/120' | '10/110' | '0' | 'none' | '5' | '7' | '5/105' | '7/107' | '22' | '22/122';

/**
 * How a firmware has 22 %, where the sources conflict (§9.5): `cb`: CBh and CCh; `90`: 90h and A0h, seen on НАНО; `row1`: the bytes of 20 %,
 * whose row of table 6 holds 2200. A setting, to be told by reading that row.
 */
export type Vat22 = 'cb' | '90' | 'row1';

const bytes = {
  '20': 0x01,
  '10': 0x02,
  '0': 0x04,
  none: 0x08,
  '20/120': 0x10,
  '10/110': 0x20,
  '5': 0x81,
  '7': 0x82,
  '5/105': 0x84,
  '7/107': 0x88,
} as const;
const bytes22 = {
  cb: { '22': 0xcb, '22/122': 0xcc },
  '90': { '22': 0x90, '22/122': 0xa0 },
  row1: { '22': bytes['20'], '22/122': bytes['20/120'] },
} as const;

/** Undefined when this device cannot take the rate: 20 % would be printed as 22 % once row 1 has been changed. */
export function vatByte(rate: VatName, as22: Vat22): number | undefined {
  if (rate === '22' || rate === '22/122') return bytes22[as22][rate];
  if (as22 === 'row1' && (rate === '20' || rate === '20/120')) return undefined;
  return bytes[rate];
}
