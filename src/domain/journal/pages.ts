/** A journal read page by page: a year of a till is more than a screen, or the memory of an old tablet, can hold. */
import { readMoney } from '../base/money.ts';
import type { EpochMs } from '../base/time.ts';
import { paperNumber } from '../code-check/record.ts';
import type { Receipt } from '../document/document.ts';
import { due } from '../document/pricing.ts';
import { fold } from '../goods/search-text.ts';

/** Where a page ended: rows before this moment come next, and of those of the same moment all but the first `skip`. */
export interface PageEnd {
  readonly at: EpochMs;
  readonly skip: number;
}

/** Newest first. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent: nothing is left. It says how far back was looked where fewer were found than asked for. */
  readonly next?: PageEnd | undefined;
}

/** Which records are wanted: what is absent does not narrow. */
export interface PageQuery<Item> {
  /** First moment, and the first one after the last. */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  readonly isWanted?: ((item: Item) => boolean) | undefined;
  /** The end of the page before. */
  readonly after?: PageEnd | undefined;
  /** No more than so many, and no further back than so many records. */
  readonly limit: number;
  readonly look: number;
}

/** The time that people know a receipt by: that on the paper, else that of its beginning. */
export const timeOf = ({ fiscal, openedAt }: Pick<Receipt, 'fiscal' | 'openedAt'>): EpochMs => fiscal?.at ?? openedAt;

/** The same of receipts. `number`: as it stands on a paper, of the receipt or of its fiscal document; where there is such a paper, it alone is wanted. */
export interface ReceiptQuery extends PageQuery<Receipt> {
  readonly number?: number | undefined;
}

/** What a person types to find a record, read once. Capitals and «ё» do not matter. */
export interface Sought {
  readonly text: string;
  /** Kopecks, where it reads as money: «54,90», «150 ₽». */
  readonly sum?: number | undefined;
  /** The number on a paper: «17», «№ 17», «чек 17», «ФД 17». */
  readonly number?: number | undefined;
}

export function sought(typed: string): Sought {
  const text = fold(typed.trim());
  const sum = readMoney(text.replace(/\s*(?:₽|руб\.?|р\.?)$/, ''));
  const number = paperNumber(text.replace(/^(?:чек|фд)?\s*№?\s*/, ''));
  return { text: number === undefined ? text : String(number), sum, number };
}

/** Whether one of the texts holds what is sought, or one of the sums or numbers is it. */
export const isAbout = (
  { text, sum, number }: Sought,
  texts: ReadonlyArray<string | undefined>,
  sums: ReadonlyArray<number | undefined>,
  numbers: ReadonlyArray<number | undefined>,
): boolean =>
  text === '' ||
  (sum !== undefined && sums.includes(sum)) ||
  (number !== undefined && numbers.includes(number)) ||
  texts.some((value) => value !== undefined && fold(value).includes(text));

/** A receipt by its goods and their codes, what was paid, its numbers and its fiscal sign. */
export const isReceiptAbout = (what: Sought, receipt: Receipt): boolean =>
  isAbout(
    what,
    [receipt.fiscal?.fpd, ...receipt.lines.flatMap(({ name, gtin, mark }) => [name, gtin, mark?.code, mark?.ki])],
    [due(receipt)],
    [receipt.number, receipt.fiscal?.fd],
  );
