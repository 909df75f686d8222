/** The good end of a sale: the receipt is printed, and everything that follows from it is written in one transaction. */
import { unwrap } from '../../domain/base/result.ts';
import { isPart, printed, type FiscalMark, type Receipt } from '../../domain/document/receipt.ts';
import type { OutboxRow } from '../../domain/journal/outbox.ts';
import type { Fiscalizing } from './fiscalizing.ts';

/** Writes the printed receipt and the КИ that ЛМ must be told of, in one transaction. Not those of parts: to ЛМ a КИ is sold or not, and it would refuse the rest. */
export const finish = (
  receipt: Receipt,
  mark: FiscalMark,
  how: 'printed' | 'recovered',
  deps: Fiscalizing,
): Promise<Receipt> => finishAs(unwrap(printed(receipt, mark)), how, mark, deps);

/** The same for a receipt that is `fiscalized` already; `data` goes on record. */
export async function finishAs(
  done: Receipt,
  how: 'printed' | 'recovered',
  data: unknown,
  { journal, clock, tellsLocalModule }: Fiscalizing,
): Promise<Receipt> {
  const now = clock.now();
  const rows: OutboxRow[] = tellsLocalModule()
    ? done.lines.flatMap((line) =>
        line.mark && !isPart(line) ? [{ ki: line.mark.ki, receiptId: done.id, attempts: 0, nextAt: now }] : [],
      )
    : [];
  await journal.finish(done, rows, { at: now, kind: how, receiptId: done.id, data });
  return done;
}
