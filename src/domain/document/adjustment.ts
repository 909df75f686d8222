import type { Kopecks } from '../base/money.ts';

/** Something taken off the sum of the lines. A price that the cashier has changed is none: it is the line's price, and the card's stands beside it. */
export interface Adjustment {
  /** Kopecks let go to round the total to roubles. */
  readonly source: 'rounding';
  readonly scope: 'document';
  /** Kopecks, more than nothing. */
  readonly amount: Kopecks;
}

export const roundedOff = (amount: Kopecks): Adjustment => ({ source: 'rounding', scope: 'document', amount });
