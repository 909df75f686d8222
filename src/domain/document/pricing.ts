/** What a document comes to: the sums of its lines, and what is taken off them. */
import { kopecks, minus, sum, type Kopecks } from '../base/money.ts';
import type { EpochMs } from '../base/time.ts';
import type { Shop } from '../shop/shop.ts';
import { lineSum, verdictOf, type Line } from './line.ts';
import { roundedOff, type Adjustment } from './adjustment.ts';
import type { Document } from './document.ts';

/** Sum of the lines (all tags 1043). */
export const total = ({ lines }: Pick<Document, 'lines'>): Kopecks => sum(lines.map(lineSum));

/** What is taken off the sum of the lines. */
export const takenOff = ({ adjustments }: Pick<Document, 'adjustments'>): Kopecks =>
  sum(adjustments.map(({ amount }) => amount));

/** What the buyer pays: the total without what was taken off it (tag 1020). */
export const due = (document: Pick<Document, 'lines' | 'adjustments'>): Kopecks =>
  minus(total(document), takenOff(document));

/** What the shop takes off a document at `now`: it cuts totals to roubles or lets them be. Nothing is sold below what the law asks, and nothing for nothing. */
export function adjustmentsOf(
  document: Pick<Document, 'lines'>,
  now: EpochMs,
  rounding: Shop['rounding'],
): readonly Adjustment[] {
  const all = total(document);
  const odd = kopecks(all % 100);
  const isLeft = rounding === 'none' || odd === 0 || all < 100 || isTooMuch(document.lines, odd, now);
  return isLeft ? [] : [roundedOff(odd)];
}

/** Whether letting go of so much would sell something below what the law lets it cost, were it all taken from that one thing (marking-codes.md §4.3). */
const isTooMuch = (lines: readonly Line[], odd: Kopecks, now: EpochMs): boolean =>
  lines.some(
    (line) =>
      line.price !== undefined &&
      line.check !== undefined &&
      verdictOf({ ...line, price: kopecks(Math.max(0, line.price - odd)) }, now)?.kind === 'forbidden',
  );

/** What the buyer will be asked for: told from the first item on, so that the sum on the button is the sum in the payment. */
export const toPay = (document: Document, rounding: Shop['rounding'], now: EpochMs): Kopecks =>
  document.state === 'draft'
    ? minus(total(document), takenOff({ adjustments: adjustmentsOf(document, now, rounding) }))
    : due(document);
