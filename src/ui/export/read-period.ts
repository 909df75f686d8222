/** Everything of a period, out of a journal that is read page by page. */
import type { Journal } from '../../app/ports/journal.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { ShiftOperation } from '../../domain/document/shift.ts';
import type { PageEnd } from '../../domain/journal/pages.ts';

export interface Period {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** More of them do not fit into the memory of a cheap tablet beside their file. */
export const mostReceipts = 50_000;
/** Rows between two moments of rest. */
const stretch = 1_000;
/** Some ten a day: years of a till. */
const mostOperations = 20_000;

/** Receipts with anything in them, the oldest first. Undefined: there are too many. */
export async function receiptsOf(
  journal: Pick<Journal, 'receipts'>,
  period: Period,
  stop: AbortSignal,
  onProgress: (count: number) => void,
): Promise<Receipt[] | undefined> {
  const receipts: Receipt[] = [];
  const isWanted = ({ lines }: Receipt): boolean => lines.length > 0;
  let after: PageEnd | undefined;
  do {
    const page = await journal.receipts({ ...period, isWanted, after, limit: stretch, look: stretch }, { stop });
    receipts.push(...page.items);
    if (receipts.length > mostReceipts) return undefined;
    onProgress(receipts.length);
    after = page.next;
  } while (after && !stop.aborted);
  return receipts.reverse();
}

export const operationsOf = async (
  journal: Pick<Journal, 'operations'>,
  { from, to }: Period,
): Promise<ShiftOperation[]> =>
  (await journal.operations(mostOperations)).filter(({ at }) => at >= from && at < to).reverse();
