/**
 * Packages that are sold in parts under their one marking code: a keg on the tap, a cheese that is cut, a blister out of a box
 * (marking-codes.md §2.3 rules 2 and 3, §4.4). Amounts are thousandths: of the measure, or of a part, so that 1000 is one blister.
 */
import type { Goods } from './goods.ts';
import { priceTimes, type Kopecks } from '../base/money.ts';
import { nicotine, otp, tobacco } from '../verdict/groups.ts';
import { thousandths, type Measure, type Thousandths } from '../base/quantity.ts';

/** How a package may be divided, and what one unit of it costs. */
export type Division = (
  | { readonly by: 'measure'; readonly measure: Exclude<Measure, 'piece'> }
  /** So many equal parts are in a package; `whole`: what it costs unopened. */
  | { readonly by: 'count'; readonly of: number; readonly whole: Kopecks }
) & {
  /** Kopecks for one unit of the measure, or for one part. */
  readonly price: Kopecks;
  /** All that was in it; absent where nobody says. */
  readonly content?: Thousandths | undefined;
  /** Somebody has taken of it already: it cannot be sold as a whole. */
  readonly opened?:
    | {
        /** What this till has sold of it. */ readonly taken: number;
        /** By the word of ГИС МТ alone: this till has no book of it yet. */ readonly elsewhere?: true;
      }
    | undefined;
};

/** No cigarettes one by one, and the packs of a block by their own codes (15-ФЗ; marking-codes.md §4.4): limits of price hold for whole ones only. */
const neverInParts: readonly number[] = [tobacco, otp, nicotine];

/** How the goods divide; undefined for what is sold by whole packages only. `grams`: net weight that the code itself holds (AI 310n). */
export function divisionOf(
  { measure, parts, price, group }: Pick<Goods, 'measure' | 'parts' | 'price' | 'group'>,
  grams?: number,
): Division | undefined {
  if (group !== undefined && neverInParts.includes(group)) return undefined;
  if (measure !== 'piece')
    return {
      by: 'measure',
      measure,
      price,
      content: measure === 'kilogram' && grams !== undefined ? thousandths(grams) : undefined,
    };
  return (
    parts && { by: 'count', of: parts.of, whole: price, price: parts.price, content: thousandths(parts.of * 1000) }
  );
}

/** What its amounts are thousandths of. */
export const unitOf = (division: Division): Measure | 'part' => (division.by === 'count' ? 'part' : division.measure);

/** What is left of a package by this till's own book; undefined where its content is not known. Never less than nothing. */
export const leftIn = ({ content, opened }: Pick<Division, 'content' | 'opened'>): number | undefined =>
  content === undefined ? undefined : Math.max(0, content - (opened?.taken ?? 0));

/** What the unopened package costs; undefined where it has no price as a whole, as a keg. */
export function wholePrice(division: Division): Kopecks | undefined {
  if (division.opened) return undefined;
  if (division.by === 'count') return division.whole;
  return division.content && priceTimes(division.price, division.content);
}

/**
 * An amount in the units that ГИС МТ counts such packages by: millilitres of beer, grams of milk (online-check.md §5.4, one source). What it
 * counts of other goods nobody has told: undefined.
 */
export function serverUnits(amount: Thousandths, measure: Measure): number | undefined {
  switch (measure) {
    case 'litre':
    case 'kilogram':
      return amount;
    case 'millilitre':
    case 'gram':
      return amount / 1000;
    default:
      return undefined;
  }
}

/** So many units of ГИС МТ as an amount of litres or kilograms: the same number. Undefined for nothing, and for other measures. */
export const amountOfUnits = (units: number, measure: Measure): Thousandths | undefined =>
  units > 0 && Number.isSafeInteger(units) && (measure === 'litre' || measure === 'kilogram')
    ? thousandths(units)
    : undefined;
