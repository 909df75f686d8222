/**
 * What the buyer sees on a display of his own: goods, sums, change and the code of the receipt. It goes from the till's window to another one, perhaps of another
 * build, so that it is read there and not believed.
 */
import * as v from 'valibot';
import { count, listOf, money, oneOf, text } from '../../domain/base/fields.ts';
import { measures } from '../../domain/base/quantity.ts';

/** As many as anybody looks through; the sum is of all. */
export const mostLines = 100;

const line = v.object({
  id: text,
  name: text,
  /** Of one unit, or of one part. */
  price: v.optional(money),
  /** Thousandths; absent while nobody has said it. */
  quantity: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  measure: oneOf(measures),
  part: v.optional(v.object({ count, of: count })),
  sum: money,
});

const view = v.object({
  shop: text,
  /** The sign of the shop, absent where it has none of its own. */
  sign: v.optional(v.object({ name: text, colour: text })),
  /** A receipt of practice: nothing to keep. */
  isDemo: v.boolean(),
  isPaid: v.boolean(),
  lines: v.array(v.unknown()),
  due: money,
  /** Kopecks let go. */
  off: money,
  /** Cash that was handed over, and what comes back of it. */
  received: v.optional(money),
  change: v.optional(money),
  /** Text of the QR code of the printed receipt. */
  code: v.optional(v.pipe(text, v.maxLength(300))),
});

export type BuyerLine = v.InferOutput<typeof line>;
export interface BuyerView extends Omit<v.InferOutput<typeof view>, 'lines'> {
  readonly lines: readonly BuyerLine[];
}

/** The view in a message; undefined: it is none. */
export function readBuyerView(message: unknown): BuyerView | undefined {
  const read = v.safeParse(view, message);
  return read.success ? { ...read.output, lines: listOf(line, read.output.lines).slice(-mostLines) } : undefined;
}
