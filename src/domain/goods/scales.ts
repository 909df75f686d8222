/**
 * Labels of a shop's own scales: an EAN-13 that begins with the shop's own prefix and holds the number of the goods (PLU) and what was weighed
 * (reference/marking-codes.md §1.1 F4: GS1 leaves 20 to 29 to each shop). How many digits mean what is set at the scales; here stands the same.
 */
import type { Kopecks } from '../base/money.ts';
import { quantityOfGrams, thousandths, type Measure, type Thousandths } from '../base/quantity.ts';
import { checkDigit } from '../marking-code/check-digit.ts';
import { body, isPrefix, type LabelValue, type ScalesRule } from './scales-rule.ts';

/** The usual set-up of Russian scales, for what no rule of the shop speaks of: two digits of prefix, five of the number, five of grams. */
function usualRule(code: string): ScalesRule | undefined {
  const prefix = code.slice(0, 2);
  return isPrefix(prefix) ? { prefix, item: 5, value: 'weight' } : undefined;
}

export interface ScalesLabel {
  readonly means: LabelValue;
  readonly value: number;
  /** Barcodes that the card of the item may have, 14 digits, the label's own first: the label with no value in it, then the same by the shop's other rules, for one PLU may be weighed by one and counted by another. */
  readonly items: readonly [string, ...string[]];
}

/** The barcode of a PLU, 14 digits: a label of the rule with no value in it. Undefined: the rule has no room for such a number. */
export function itemOfPlu(plu: string, { prefix, item }: ScalesRule): string | undefined {
  const digits = plu.replace(/^0+(?=\d)/, '');
  if (!/^\d+$/.test(digits) || digits.length > item) return undefined;
  const code = `0${prefix}${digits.padStart(item, '0')}`.padEnd(body + 1, '0');
  return code + checkDigit(code);
}

/** Takes a label apart by the shop's rule with the longest prefix, else by the usual one; undefined: it is no label of scales. `gtin`: 14 digits with a good check digit. */
export function readLabel(gtin: string, rules: readonly ScalesRule[]): ScalesLabel | undefined {
  const code = gtin.slice(1, -1);
  if (!gtin.startsWith('0')) return undefined;
  const [said] = rules
    .filter(({ prefix }) => code.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const rule = said ?? usualRule(code);
  if (!rule) return undefined;
  const end = rule.prefix.length + rule.item;
  const plu = code.slice(rule.prefix.length, end);
  const own = itemOfPlu(plu, rule);
  if (own === undefined) return undefined;
  const others = (said ? rules : []).flatMap((each) => itemOfPlu(plu, each) ?? []).filter((item) => item !== own);
  return { means: rule.value, value: Number(code.slice(end)), items: [own, ...new Set(others)] };
}

/** The PLU of such a barcode with no value in it; undefined: it is none. */
export function pluOf(gtin: string, rules: readonly ScalesRule[]): string | undefined {
  for (const rule of rules) {
    const plu = gtin.slice(1 + rule.prefix.length, 1 + rule.prefix.length + rule.item);
    if (itemOfPlu(plu, rule) === gtin) return plu.replace(/^0+(?=\d)/, '');
  }
  return undefined;
}

/**
 * How much of the goods a label says; undefined: it says nothing that these goods can be sold by. A sum is divided by the price, so that what is sold by weight may
 * differ by what a gram costs; of pieces it must be a whole number of them.
 */
export function amountOnLabel(
  { means, value }: Pick<ScalesLabel, 'means' | 'value'>,
  { measure, price }: { readonly measure: Measure; readonly price: Kopecks },
): Thousandths | undefined {
  if (value <= 0) return undefined;
  if (means === 'weight') return quantityOfGrams(value, measure);
  if (means === 'count') return measure === 'piece' ? thousandths(value * 1_000) : undefined;
  if (price <= 0) return undefined;
  const amount = Math.round((value * 1_000) / price);
  const isWhole = value % price === 0;
  return amount > 0 && (measure !== 'piece' || isWhole) ? thousandths(amount) : undefined;
}
