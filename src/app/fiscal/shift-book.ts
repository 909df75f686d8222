/** What was sold in a shift, by the journal and by the counters of the ККТ, side by side. */
import type { ShiftOperation } from '../../domain/document/shift.ts';
import { noTakings, takingsOf, together, type ShiftTakings } from '../../domain/document/takings.ts';
import type { Result } from '../../domain/base/result.ts';
import type { Journal } from '../ports/journal.ts';
import type { PrinterFailure, PrinterState } from '../ports/printer.ts';

/** Documents of the ФН that are read at once. */
const inOneRead = 256;

/** The open shift, or the last one where none is open. */
export interface ShiftBook {
  readonly shift: number;
  /** It is closed. */
  readonly isOver: boolean;
  /** Absent where nobody knows which documents of the ФН are of this shift. */
  readonly ours?: OurBook | undefined;
  /** What the ККТ itself has counted; absent where it does not tell, and when the shift is over: then it counts anew. */
  readonly theirs?: ShiftTakings | undefined;
}

interface OurBook {
  readonly takings: ShiftTakings;
  /** Receipts of the shift whose records cannot be read: nobody knows their money. */
  readonly unread: number;
  /** Documents of the ФН in this shift that are not of this journal: of other tills, of another program, reports of the ККТ. */
  readonly others: number;
}

export async function shiftBook(
  {
    journal,
    counters,
  }: {
    readonly journal: Pick<Journal, 'printed'>;
    readonly counters: () => Promise<Result<ShiftTakings | undefined, PrinterFailure>>;
  },
  { fn, lastFd, shift }: Pick<PrinterState, 'fn' | 'lastFd' | 'shift'>,
  operations: readonly ShiftOperation[],
): Promise<ShiftBook> {
  const { number, state } = shift;
  const isOver = state === 'closed';
  const counted = isOver ? undefined : await counters();
  const theirs = counted?.ok ? counted.value : undefined;
  const reportOf = (kind: 'open' | 'close'): number | undefined =>
    operations.find((operation) => operation.kind === kind && operation.shift === number && operation.fiscal?.fn === fn)
      ?.fiscal?.fd;
  const first = shift.openedFd ?? reportOf('open');
  const close = isOver ? reportOf('close') : lastFd + 1;
  if (first === undefined || close === undefined) return { shift: number, isOver, theirs };
  let takings = noTakings;
  let unread = 0;
  let known = 0;
  for (let after = first; after < close - 1; after += inOneRead) {
    const read = await journal.printed(fn, after, Math.min(close - 1, after + inOneRead));
    takings = together(takings, takingsOf(read.receipts));
    unread += read.unread;
    known += read.receipts.length + read.unread;
  }
  return { shift: number, isOver, theirs, ours: { takings, unread, others: close - 1 - first - known } };
}

/** Whether the journal and the ККТ tell the same; undefined: one of them tells nothing. */
export const isSame = ({ ours, theirs }: ShiftBook): boolean | undefined =>
  ours && theirs && JSON.stringify(parts(ours.takings)) === JSON.stringify(parts(theirs));

const parts = ({ sales, returns }: ShiftTakings): readonly number[] =>
  [sales, returns].flatMap(({ receipts, cash, cashless }) => [receipts, cash, cashless]);
