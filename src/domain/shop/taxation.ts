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

/** Rates that goods of a general taxpayer may have since 2026 (НК ст. 164 п. 1–3, ст. 149; 425-ФЗ), the usual ones first. */
export const goodsRates = ['22', '10', '0', 'none'] as const satisfies readonly VatRate[];

/**
 * How a shop taxes. `goods`: each card has its own rate, and what has none is not sold. `22`: so has what its card gives no other. The rest is one rate for
 * all, whatever stands on a card: a taxpayer of УСН has 5 or 7 % or none on everything (НК ст. 164 п. 8; ст. 145), and VAT that it prints
 * without owing it has to be paid (ст. 173 п. 5).
 */
export const shopVats = ['goods', '22', 'none', '5', '7'] as const;
export type ShopVat = (typeof shopVats)[number];

/** What each taxation allows, the usual first. УСН below its threshold pays none (20 million roubles for 2026; law-2026.md §4), a patent never does. */
export const shopVatsOf: Readonly<Record<Taxation, readonly [ShopVat, ...ShopVat[]]>> = {
  osn: ['goods', '22', 'none'],
  usnIncome: ['none', '5', '7', 'goods', '22'],
  usnIncomeMinusExpense: ['none', '5', '7', 'goods', '22'],
  eshn: ['none', 'goods', '22'],
  patent: ['none'],
};

/** How a shop taxes whose owner has not said it: a general taxpayer asks for the rate of each card, the others print none. */
export const usualVat = (taxation: Taxation): ShopVat => shopVatsOf[taxation][0];

/** Whether the rate of a card counts in such a shop. */
export const hasOwnRates = (shop: ShopVat): boolean => shop === 'goods' || shop === '22';

/** The rate that goods are sold with; `own` is their card's. Undefined: nobody gave one, and they may not be sold. */
export function vatOf(shop: ShopVat, own: VatRate | undefined): VatRate | undefined {
  if (shop === 'goods') return own;
  return shop === '22' ? (own ?? '22') : shop;
}

/** Tag 1212 of goods: 33/31 marked with its code, 1/2 not marked; 31 and 2 are excisable (marking-codes.md §2.4). */
export function subject(marked: boolean, excise: boolean): 1 | 2 | 31 | 33 {
  if (marked) return excise ? 31 : 33;
  return excise ? 2 : 1;
}
