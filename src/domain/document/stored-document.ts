/**
 * A document as a journal keeps it. Records are never rewritten, for the chain of digests stands on them: what an older build wrote is read here into the
 * shape of today. Builds of before November 2026 wrote no `v`; they knew sales only, with one `payment` and the kopecks let go as `rounding`.
 */
import * as v from 'valibot';
import { kopecks, type Kopecks } from '../base/money.ts';
import { measures, type Measure } from '../base/quantity.ts';
import { epochMs, type EpochMs } from '../base/time.ts';
import { documentStates, type Receipt } from './document.ts';
import { roundedOff } from './adjustment.ts';
import { due } from './pricing.ts';
import { tendersOf, type Payment } from './tender.ts';

/** Version of the records that this build writes. */
export const documentVersion = 2;

export type StoredReceipt = Receipt & { readonly v: typeof documentVersion };

export const storedReceipt = (receipt: Receipt): StoredReceipt => ({ ...receipt, v: documentVersion });

const money = v.pipe(v.number(), v.safeInteger(), v.transform(kopecks));
const moment = v.pipe(v.number(), v.finite());

/** Of a line what a screen or a rule would fail on. Its check is read by `stored-check.ts`. */
const line = v.looseObject({
  id: v.string(),
  name: v.string(),
  measure: v.picklist(Object.keys(measures) as Measure[]),
  price: v.optional(money),
  quantity: v.optional(v.pipe(v.number(), v.finite())),
  mark: v.optional(v.looseObject({ code: v.string(), ki: v.string(), scannedAt: moment })),
  check: v.optional(v.looseObject({ source: v.string() })),
});

const shared = { id: v.string(), state: v.picklist(documentStates), openedAt: moment, lines: v.array(line) };

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

/** The receipt in a row of a journal; undefined where it is none that this build can read. */
export function readReceipt(stored: unknown): Receipt | undefined {
  const today = v.safeParse(ofToday, stored);
  if (today.success) {
    const { v: _, open: __, ...receipt } = today.output;
    return receipt as unknown as Receipt;
  }
  const older = v.safeParse(before, stored);
  if (!older.success) return undefined;
  const { v: _, open: __, payment, rounding, lines, ...rest } = older.output;
  // What the ККТ said of a mark stood under another word.
  const renamed = lines.map(({ marked, ...each }) => (marked === undefined ? each : { ...each, markResult: marked }));
  return carriedOver(
    { ...rest, lines: renamed } as unknown as Omit<Receipt, 'kind' | 'tenders' | 'adjustments'>,
    payment,
    rounding,
  );
}

function carriedOver(
  rest: Omit<Receipt, 'kind' | 'tenders' | 'adjustments'>,
  payment: Payment | undefined,
  rounding: Kopecks | undefined,
): Receipt {
  const priced: Receipt = { ...rest, kind: 'sale', tenders: [], adjustments: rounding ? [roundedOff(rounding)] : [] };
  return payment ? { ...priced, tenders: tendersOf(payment, due(priced)) } : priced;
}

const paper = v.object({
  number: v.fallback(v.optional(v.number()), undefined),
  fiscal: v.fallback(v.optional(v.object({ at: v.pipe(v.number(), v.transform(epochMs)) })), undefined),
});

/** What the paper of a record tells people, also of one that is no receipt any more. */
export function readPaper(stored: unknown): {
  readonly number?: number | undefined;
  readonly from?: EpochMs | undefined;
} {
  const read = v.safeParse(paper, stored);
  return read.success ? { number: read.output.number, from: read.output.fiscal?.at } : {};
}
