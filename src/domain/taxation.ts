/** VAT rates by name → value of tag 1199 (ФФД 1.2, table 8 with the rates of 2025 and 2026; marking-codes.md §2.5). Drivers number them otherwise: map by name. */
export const vatRates = {
  '20': 1,
  '10': 2,
  '20/120': 3,
  '10/110': 4,
  '0': 5,
  none: 6,
  '5': 7,
  '7': 8,
  '5/105': 9,
  '7/107': 10,
  '22': 11,
  '22/122': 12,
} as const;
export type VatRate = keyof typeof vatRates;

/** Taxation systems by name → the one bit of tag 1055 (marking-codes.md §2.1). */
export const taxations = { osn: 1, usnIncome: 2, usnIncomeMinusExpense: 4, eshn: 16, patent: 32 } as const;
export type Taxation = keyof typeof taxations;

/** The rate of goods that nobody has given one: a general taxpayer's is 22 % since 2026 (НК, 425-ФЗ), the others' is none below their threshold (marking-codes.md §2.5). */
export const usualVat = (taxation: Taxation): VatRate => (taxation === 'osn' ? '22' : 'none');

/** Product groups whose goods are excisable: tobacco, alcohol, alternative tobacco, beer, nicotine (НК ст. 181; online-check.md §5.6). */
const excisable = new Set([3, 11, 12, 15, 16]);

/** Tag 1212 of goods: 33/31 marked with its code, 1/2 not marked (marking-codes.md §2.4). */
export function subject(marked: boolean, group: number | undefined): 1 | 2 | 31 | 33 {
  const excise = group !== undefined && excisable.has(group);
  if (marked) return excise ? 31 : 33;
  return excise ? 2 : 1;
}
