/** The good end of a sale: the receipt is printed, and everything that follows from it is written in one transaction. */
import { unwrap } from '../../domain/base/result.ts';
import type { FiscalMark, Receipt } from '../../domain/document/document.ts';
import { isPart } from '../../domain/document/line.ts';
import { printed } from '../../domain/document/moves.ts';
import { eventOf, type JournalEvent } from '../../domain/journal/event.ts';
import type { OutboxRow } from '../../domain/journal/outbox.ts';
import type { Fiscalizing } from './fiscalizing.ts';

/** Writes the printed receipt and the КИ that ЛМ must be told of, in one transaction. Not those of parts: to ЛМ a КИ is sold or not, and it would refuse the rest. */
export const finish = (
  receipt: Receipt,
  mark: FiscalMark,
  how: 'printed' | 'recovered',
  deps: Fiscalizing,
): Promise<Receipt> => finishAs(unwrap(printed(receipt, mark)), eventOf(deps.clock.now(), how, mark, receipt.id), deps);

/** The same for a receipt that is `fiscalized` already; `event` tells how it came to that. */
export async function finishAs(
  done: Receipt,
  event: JournalEvent,
  { journal, tellsLocalModule }: Fiscalizing,
): Promise<Receipt> {
  const rows: OutboxRow[] = tellsLocalModule()
    ? done.lines.flatMap((line) =>
        line.mark && !isPart(line) ? [{ ki: line.mark.ki, receiptId: done.id, attempts: 0, nextAt: event.at }] : [],
      )
    : [];
  await journal.finish(done, rows, event);
  return done;
}
