import { lostAnswer, notPrinted, printed, type FiscalMark, type Receipt, type ReceiptFailure } from '../domain/receipt.ts';
import type { Result } from '../domain/result.ts';
import type { Clock, FiscalPrinter, Journal, OutboxRow, PrinterFailure, PrinterState } from './ports.ts';

export interface Fiscalizing {
  readonly printer: FiscalPrinter;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Whether ЛМ is to be told of sold items. */
  readonly tellsLocalModule: () => boolean;
}

export type FiscalizeFailure = { readonly kind: 'receipt'; readonly why: ReceiptFailure } | PrinterFailure | { readonly kind: 'demo-printer' } | Doubt;

/** What the ККТ says, side by side with the intent, when no machine can decide. */
export interface Doubt {
  readonly kind: 'doubt';
  readonly printer: Pick<PrinterState, 'fn' | 'lastFd'>;
  readonly found?: { readonly mark: FiscalMark; readonly total: number } | undefined;
}

/**
 * Finds out what became of a receipt whose printing was begun and whose end is not on record: after a lost answer, a crash,
 * a reload, a power cut. The ФН is the witness: the document with the expected number and sum exists, or it certainly does not
 * (kkt-shtrih.md §7). Otherwise the receipt stays in doubt for a person. Never prints.
 */
export async function settle(receipt: Receipt, deps: Fiscalizing): Promise<{ receipt: Receipt; failure?: FiscalizeFailure | undefined }> {
  const { printer, journal, clock } = deps;
  const intent = receipt.intent;
  if (!intent) throw new Error('a receipt without an intent has nothing to settle');

  const state = await printer.state();
  if (!state.ok) return { receipt: await doubtful(receipt, deps), failure: state.failure };
  const found = await printer.find(intent.expectedFd);
  if (!found.ok) return { receipt: await doubtful(receipt, deps), failure: found.failure };

  const { fn, lastFd } = state.value;
  if (fn === intent.fn && found.value?.total === intent.total && found.value.mark.fn === fn) return { receipt: await finish(receipt, found.value.mark, 'recovered', deps) };
  if (fn === intent.fn && !found.value && lastFd === intent.expectedFd - 1) {
    const back = unwrap(notPrinted(receipt));
    await journal.save(back, { at: clock.now(), kind: 'not-printed', receiptId: receipt.id, data: { lastFd } });
    return { receipt: back, failure: { kind: 'refused', detail: 'not-printed' } };
  }
  return { receipt: await doubtful(receipt, deps), failure: { kind: 'doubt', printer: { fn, lastFd }, found: found.value } };
}

async function doubtful(receipt: Receipt, { journal, clock }: Fiscalizing): Promise<Receipt> {
  if (receipt.state === 'in-doubt') return receipt;
  const moved = unwrap(lostAnswer(receipt));
  await journal.save(moved, { at: clock.now(), kind: 'lost-answer', receiptId: receipt.id });
  return moved;
}

/** Writes the printed receipt and the КИ that ЛМ must be told of, in one transaction. */
export async function finish(receipt: Receipt, mark: FiscalMark, how: 'printed' | 'recovered', { journal, clock, tellsLocalModule }: Fiscalizing): Promise<Receipt> {
  const done = unwrap(printed(receipt, mark));
  const now = clock.now();
  const rows: OutboxRow[] = tellsLocalModule() ? done.lines.flatMap((line) => (line.mark ? [{ ki: line.mark.ki, receiptId: done.id, attempts: 0, nextAt: now }] : [])) : [];
  await journal.finish(done, rows, { at: now, kind: how, receiptId: done.id, data: mark });
  return done;
}

/** For moves that cannot be illegal where they stand: an illegal one is a bug, not a case. */
export function unwrap<Value>(result: Result<Value, unknown>): Value {
  if (!result.ok) throw new Error(`illegal move: ${String(result.failure)}`);
  return result.value;
}
