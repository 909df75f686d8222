/**
 * A document as a journal keeps it. Records are never rewritten, for the chain of digests stands on them: what an older build wrote is read here into the
 * shape of today. Builds of before November 2026 wrote no `v`; they knew sales only, with one `payment` and the kopecks let go as `rounding`.
 */
import * as v from 'valibot';
import { count, moment, money, orNothing } from '../base/fields.ts';
import type { Kopecks } from '../base/money.ts';
import type { EpochMs } from '../base/time.ts';
import { documentStates, type DocumentState, type Receipt } from './document.ts';
import { roundedOff } from './adjustment.ts';
import { due } from './pricing.ts';
import type { Line } from './line.ts';
import { readLine } from './stored-line.ts';
import { tendersOf, type Payment } from './tender.ts';

/** Version of the records that this build writes. */
export const documentVersion = 2;

export type StoredReceipt = Receipt & { readonly v: typeof documentVersion };

export const storedReceipt = (receipt: Receipt): StoredReceipt => ({ ...receipt, v: documentVersion });

const text = v.string();
const fiscal = v.looseObject({ fn: text, fd: count, fpd: text, at: moment });

const shared = {
  id: text,
  state: v.picklist(documentStates),
  openedAt: moment,
  number: v.optional(count),
  session: v.optional(v.looseObject({ cashier: text })),
  adult: v.optional(v.looseObject({ at: moment })),
  buyer: v.optional(text),
  comment: v.optional(text),
  parkedAt: v.optional(moment),
  lines: v.array(v.unknown()),
  intent: v.optional(
    v.looseObject({
      fn: text,
      expectedFd: count,
      total: money,
      at: moment,
      pcAt: v.optional(moment),
      kktAt: v.optional(moment),
      tillMark: v.optional(text),
    }),
  ),
  fiscal: v.optional(fiscal),
};

const ofToday = v.looseObject({
  ...shared,
  v: v.literal(documentVersion),
  kind: v.literal('sale'),
  tenders: v.array(
    v.variant('way', [
      v.object({ way: v.literal('cash'), amount: money, received: money }),
      v.object({ way: v.literal('cashless'), amount: money, by: v.literal('hand') }),
    ]),
  ),
  adjustments: v.array(v.object({ source: v.literal('rounding'), scope: v.literal('document'), amount: money })),
});

const before = v.looseObject({
  ...shared,
  v: v.optional(v.undefined()),
  payment: v.optional(
    v.variant('way', [
      v.object({ way: v.literal('cash'), received: money }),
      v.object({ way: v.literal('cashless') }),
      v.object({ way: v.literal('mixed'), cashless: money, received: money }),
    ]),
  ),
  rounding: v.optional(money),
});

/**
 * The receipt in a row of a journal; undefined where it is none that this build can read. Of its lines each is read by itself: one that cannot be read stays in
 * its place (`readLine`). Never throws.
 */
export function readReceipt(stored: unknown): Receipt | undefined {
  const today = v.safeParse(ofToday, stored);
  if (today.success) {
    const { v: _, open: __, lines, ...rest } = today.output;
    return { ...rest, lines: linesOf(lines, rest.state) } as unknown as Receipt;
  }
  const older = v.safeParse(before, stored);
  if (!older.success) return undefined;
  const { v: _, open: __, payment, rounding, lines, ...rest } = older.output;
  return carriedOver(
    { ...rest, lines: linesOf(lines, rest.state) } as unknown as Omit<Receipt, 'kind' | 'tenders' | 'adjustments'>,
    payment,
    rounding,
  );
}

const linesOf = (stored: readonly unknown[], state: DocumentState): Line[] =>
  stored.map((line, index) => readLine(line, index, state));

function carriedOver(
  rest: Omit<Receipt, 'kind' | 'tenders' | 'adjustments'>,
  payment: Payment | undefined,
  rounding: Kopecks | undefined,
): Receipt {
  const priced: Receipt = { ...rest, kind: 'sale', tenders: [], adjustments: rounding ? [roundedOff(rounding)] : [] };
  const tenders = payment ? tendersOf(payment, due(priced)) : [];
  // Where lines cannot be read any more the payment may be of another sum.
  return tenders.every(({ amount }) => amount >= 0) ? { ...priced, tenders } : priced;
}

const paper = v.object({
  number: orNothing(v.number()),
  fiscal: orNothing(v.object({ at: moment })),
});

/** What the paper of a record tells people, also of one that is no receipt any more. */
export function readPaper(stored: unknown): {
  readonly number?: number | undefined;
  readonly from?: EpochMs | undefined;
} {
  const read = v.safeParse(paper, stored);
  return read.success ? { number: read.output.number, from: read.output.fiscal?.at } : {};
}
