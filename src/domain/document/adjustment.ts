import type { Kopecks } from '../base/money.ts';

/** Something taken off the sum of the lines. A price that the cashier has changed is none: it is the line's price, and the card's stands beside it. */
export interface Adjustment {
  /** Kopecks let go to round the total to roubles. */
  readonly source: 'rounding';
  readonly scope: 'document';
  /** Kopecks, more than nothing. */
  readonly amount: Kopecks;
}

/** The adjustments of so much let go; none where it is nothing. */
export const rounded = (amount: Kopecks): readonly Adjustment[] => (amount > 0 ? [roundedOff(amount)] : []);

export const roundedOff = (amount: Kopecks): Adjustment => ({ source: 'rounding', scope: 'document', amount });
