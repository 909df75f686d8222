import type { Kopecks } from '../base/money.ts';
import type { Measure } from '../base/quantity.ts';
import { amountOf, isPart, lineSum, unitPrice, type Line } from './line.ts';

/** What the journal keeps of a line: enough to read what happened without the receipt, which has changed since. */
export interface LineFacts {
  readonly ki?: string | undefined;
  readonly gtin?: string | undefined;
  /** Empty where no card knew the goods. */
  readonly name: string;
  /** Thousandths of the unit; absent while nobody had said it. */
  readonly quantity?: number | undefined;
  readonly unit: Measure | 'part';
  /** Of one unit. */
  readonly price?: Kopecks | undefined;
  /** What the card asked for it, where the cashier had changed it. */
  readonly listPrice?: Kopecks | undefined;
  readonly sum: Kopecks;
}

export const lineFacts = (line: Line): LineFacts => ({
  ki: line.mark?.ki,
  gtin: line.gtin,
  name: line.name,
  quantity: amountOf(line) ?? (isPart(line) ? undefined : line.quantity),
  unit: line.part ? 'part' : line.measure,
  price: unitPrice(line),
  listPrice: line.listPrice,
  sum: lineSum(line),
});
