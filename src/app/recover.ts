import {
  isPart,
  lostAnswer,
  notPrinted,
  printed,
  type FiscalMark,
  type Intent,
  type Receipt,
  type ReceiptFailure,
} from '../domain/receipt.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Clock, FiscalPrinter, FoundDocument, Journal, OutboxRow, PrinterFailure, PrinterState } from './ports.ts';

export interface Fiscalizing {
  readonly printer: FiscalPrinter;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Whether ЛМ is to be told of sold items. */
  readonly tellsLocalModule: () => boolean;
  /** Opens the shift that the first receipt needs; on record as an operation of the shift. Returns the ККТ as it is then. */
  readonly openShift: (
    state: PrinterState,
  ) => Promise<Result<PrinterState, PrinterFailure | { readonly kind: 'pending' }>>;
}

export type FiscalizeFailure =
  | { readonly kind: 'receipt'; readonly why: ReceiptFailure }
  | PrinterFailure
  | { readonly kind: 'demo-printer' | 'not-printed' | 'pending' }
  | Doubt;

/** What the ККТ says, side by side with the intent, when no machine can decide. */
export interface Doubt {
  readonly kind: 'doubt';
  readonly printer: Pick<PrinterState, 'fn' | 'lastFd'>;
  readonly found?: FoundDocument | undefined;
}

/** Other programs print little between a crash and our return: what lies further back is for a person. */
const farthestLook = 30;

/**
 * Finds out what became of a receipt whose printing was begun and whose end is not on record: after a lost answer, a crash,
 * a reload, a power cut. The ФН is the witness (kkt-shtrih.md §7.3): a document with our number, kind and sum exists; or it certainly
 * does not, which can be said only of a ККТ at rest. Otherwise the receipt stays in doubt for a person. Never prints.
 */
export async function settle(
  receipt: Receipt,
  deps: Fiscalizing,
): Promise<{ receipt: Receipt; failure?: FiscalizeFailure | undefined }> {
  const { printer, journal, clock } = deps;
  const { intent } = receipt;
  if (!intent) throw new Error('a receipt without an intent has nothing to settle');

  const first = await witness(intent, printer);
  if (first.ok && first.value.ours) return { receipt: await finish(receipt, first.value.ours.mark, 'recovered', deps) };

  // Absence is another matter: paper, an open document or a late command may still stand in between.
  const rested = await printer.rest();
  if (!rested.ok) return { receipt: await doubtful(receipt, deps), failure: rested.failure };
  const second = await witness(intent, printer);
  if (!second.ok) return { receipt: await doubtful(receipt, deps), failure: second.failure };

  const { fn, lastFd, ours, expected } = second.value;
  if (ours) return { receipt: await finish(receipt, ours.mark, 'recovered', deps) };
  if (fn === intent.fn && lastFd === intent.expectedFd - 1) {
    const back = unwrap(notPrinted(receipt));
    await journal.save(back, { at: clock.now(), kind: 'not-printed', receiptId: receipt.id, data: { lastFd } });
    return { receipt: back, failure: { kind: 'not-printed' } };
  }
  return {
    receipt: await doubtful(receipt, deps),
    failure: { kind: 'doubt', printer: { fn, lastFd }, found: expected },
  };
}

interface Witnessed extends Pick<PrinterState, 'fn' | 'lastFd'> {
  /** The document under the expected number. */
  readonly expected?: FoundDocument | undefined;
  /** The one document that is ours: under the expected number, or the first receipt after it and the only one of its sum. */
  readonly ours?: FoundDocument | undefined;
}

async function witness(intent: Intent, printer: FiscalPrinter): Promise<Result<Witnessed, PrinterFailure>> {
  const state = await printer.state();
  if (!state.ok) return state;
  const { fn, lastFd } = state.value;
  const said = { fn, lastFd };
  if (fn !== intent.fn || lastFd < intent.expectedFd) return ok(said);
  const isOurs = ({ kind, operation, total, mark }: FoundDocument): boolean =>
    kind === 'receipt' && operation === 1 && total === intent.total && mark.fn === intent.fn;
  const documents: FoundDocument[] = [];
  for (let fd = intent.expectedFd; fd <= Math.min(lastFd, intent.expectedFd + farthestLook); fd += 1) {
    const found = await printer.find(fd);
    if (!found.ok) return found;
    if (fd === intent.expectedFd && found.value && isOurs(found.value))
      return ok({ ...said, expected: found.value, ours: found.value });
    if (found.value) documents.push(found.value);
  }
  const expected = documents.find(({ mark }) => mark.fd === intent.expectedFd);
  // The device puts documents of its own before ours: a shift it opened itself, a report. A receipt before it, or two of one sum, are another
  // program's work, and then a sum proves nothing.
  const receipts = documents.filter(({ kind }) => kind === 'receipt');
  const [ours] = receipts;
  return ok({
    ...said,
    expected,
    ours: ours && isOurs(ours) && receipts.filter(isOurs).length === 1 ? ours : undefined,
  });
}

async function doubtful(receipt: Receipt, { journal, clock }: Fiscalizing): Promise<Receipt> {
  if (receipt.state === 'in-doubt') return receipt;
  const moved = unwrap(lostAnswer(receipt));
  await journal.save(moved, { at: clock.now(), kind: 'lost-answer', receiptId: receipt.id });
  return moved;
}

/** Writes the printed receipt and the КИ that ЛМ must be told of, in one transaction. Not those of parts: to ЛМ a КИ is sold or not, and it would refuse the rest. */
export async function finish(
  receipt: Receipt,
  mark: FiscalMark,
  how: 'printed' | 'recovered',
  { journal, clock, tellsLocalModule }: Fiscalizing,
): Promise<Receipt> {
  const done = unwrap(printed(receipt, mark));
  const now = clock.now();
  const rows: OutboxRow[] = tellsLocalModule()
    ? done.lines.flatMap((line) =>
        line.mark && !isPart(line) ? [{ ki: line.mark.ki, receiptId: done.id, attempts: 0, nextAt: now }] : [],
      )
    : [];
  await journal.finish(done, rows, { at: now, kind: how, receiptId: done.id, data: mark });
  return done;
}

/** For moves that cannot be illegal where they stand: an illegal one is a bug, not a case. */
export function unwrap<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw new Error(`illegal move: ${String(result.failure)}`);
  return result.value;
}
