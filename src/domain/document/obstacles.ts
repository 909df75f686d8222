/** What keeps a document from being paid now. */
import type { Result } from '../base/result.ts';
import { hoursAhead, type EpochMs } from '../base/time.ts';
import { alcoholBannedUntil, usualAlcoholHours, type AlcoholRules } from '../verdict/buyer.ts';
import type { Document, Receipt } from './document.ts';
import type { Verdict } from '../verdict/index.ts';
import { isAlcohol, isForAdults, verdictOf, type Line } from './line.ts';

/** What keeps it from being paid. */
export type Obstacle =
  | 'empty'
  | 'unread'
  | 'refused'
  | 'alcohol-hours'
  | 'unverified'
  | 'no-price'
  | 'no-quantity'
  | 'no-vat'
  | 'waiting'
  | 'age'
  // the ККТ is registered for another company, or not for this taxation
  | 'inn-differs'
  | 'taxation-not-registered'
  // the ККТ has documents that the journal does not know: nothing is printed before a person has seen them
  | 'unknown-documents';

/** Why something cannot be done to it. */
export type ReceiptFailure =
  | Obstacle
  | 'wrong-state'
  | 'duplicate'
  | 'no-line'
  | 'marked-quantity'
  | 'not-enough'
  | 'package-opened'
  | 'no-payment'
  | 'too-little-cash'
  | 'too-much-cashless';

/** The receipt as it is after a lawful change. */
export type Moved = Result<Receipt, ReceiptFailure>;

/** Until when a line of the receipt may not be sold because it is alcohol (`2026-11-23T08:00`, the shop's clock); undefined: nothing of the kind. */
export const alcoholUntil = (
  { lines }: Pick<Document, 'lines'>,
  now: EpochMs,
  { alcoholHours, alcoholDates, timeZone }: AlcoholRules,
): string | undefined =>
  lines.some(isAlcohol) ? alcoholBannedUntil(alcoholHours, now, hoursAhead(timeZone), alcoholDates) : undefined;

/** Moscow and the federal night: whoever does not say whose table it is sells no alcohol at night either. */
export const usualRules: AlcoholRules = { alcoholHours: usualAlcoholHours, alcoholDates: [], timeZone: 2 };

/** What keeps the document from being paid now, worst first and the buyer's age last, as it is asked when all else is well; undefined when nothing does. `judged`: verdicts that are at hand. */
export function obstacle(
  document: Pick<Document, 'lines' | 'adult'>,
  now: EpochMs,
  rules = usualRules,
  judged: (line: Line) => Verdict | undefined = (line) => verdictOf(line, now),
): Obstacle | undefined {
  if (document.lines.length === 0) return 'empty';
  if (document.lines.some(({ unread }) => unread)) return 'unread';
  const verdicts = document.lines.map((line) => ({ line, verdict: judged(line) }));
  if (verdicts.some(({ verdict }) => verdict?.kind === 'forbidden')) return 'refused';
  if (alcoholUntil(document, now, rules)) return 'alcohol-hours';
  if (verdicts.some(({ line, verdict }) => verdict?.kind === 'unverified' && !line.override)) return 'unverified';
  if (document.lines.some((line) => line.price === undefined)) return 'no-price';
  if (document.lines.some((line) => line.quantity === undefined)) return 'no-quantity';
  if (document.lines.some((line) => line.vat === undefined)) return 'no-vat';
  if (document.lines.some((line) => line.mark && !line.check)) return 'waiting';
  if (!document.adult && document.lines.some(isForAdults)) return 'age';
  return undefined;
}
