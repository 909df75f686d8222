/** Closing a receipt, FF45: its sums, what is wrong with them, and the tags that hold them. kkt-shtrih §2.6, §8. */
import { refuse, type Refusal } from './errors.ts';
import type { FiscalDocument } from './fn.ts';
import type { Machine } from './machine.ts';
import type { Receipt } from './receipt.ts';
import type { Tags } from './tags.ts';

/** Bytes of a receipt in the ФН (marking-codes.md §2.1). */
const longestDocument = 32_768;

/** Payments of FF45: money of 16 kinds. */
export interface Closing {
  readonly payments: readonly number[];
  /** Kopecks taken off to round the total. */
  readonly rounding: number;
  readonly taxation: number;
  readonly text: string;
}

export interface Closed {
  readonly document: FiscalDocument;
  readonly change: number;
}

/** Kopecks. */
export interface ClosingSums {
  readonly total: number;
  readonly paid: number;
  readonly cash: number;
  readonly noncash: number;
  readonly advance: number;
  readonly credit: number;
  readonly exchange: number;
  readonly change: number;
  /** Cash that stays in the drawer, or leaves it. */
  readonly kept: number;
  /** The shop takes money: a sale, or a purchase that is given back. */
  readonly takes: boolean;
}

export function sumsOf(receipt: Receipt, { payments, rounding }: Closing): ClosingSums {
  const total = receipt.total - rounding;
  const paid = payments.reduce((sum, each) => sum + each, 0);
  const [cash = 0] = payments;
  const [advance = 0, credit = 0, exchange = 0] = payments.slice(13);
  const change = paid - total;
  const takes = receipt.operation === 1 || receipt.operation === 4;
  return { total, paid, cash, noncash: paid - cash, advance, credit, exchange, change, kept: cash - change, takes };
}

/** Why the receipt cannot be closed with these sums; null where it can. */
export function sumsRefusal(
  { tables, taxations, registers }: Machine,
  receipt: Receipt,
  { rounding, taxation }: Closing,
  { total, paid, noncash, kept, takes }: ClosingSums,
): Refusal | null {
  if (receipt.items.length === 0 || (total <= 0 && tables.number(1, 1, 23) === 1)) return refuse(0x8e);
  if (rounding > 99 || total < 0) return refuse(0x33);
  if (noncash > total) return refuse(0x4d);
  if (paid < total) return refuse(0x45);
  if (receipt.size > longestDocument) return refuse(0x4b);
  if (![1, 2, 4, 8, 16, 32].includes(taxation) || (taxation & taxations) === 0)
    return refuse(0x33, 'система налогообложения не зарегистрирована');
  return !takes && kept > registers.cash ? refuse(0x46) : null;
}

export const closingTags = ({ total, kept, noncash, advance, credit, exchange }: ClosingSums): Tags => ({
  1020: total,
  1031: kept,
  1060: 'nalog.gov.ru',
  1081: noncash - advance - credit - exchange,
  1215: advance,
  1216: credit,
  1217: exchange,
});
