/** What became of a receipt whose printing was begun and whose end is not on record. The ФН is the witness (kkt-shtrih.md §7.3). */
import { eventOf } from '../../domain/journal/event.ts';
import { ok, unwrap, type Result } from '../../domain/base/result.ts';
import { whose, type FoundDocument, type PrinterUse } from '../../domain/document/found-document.ts';
import type { Intent, Receipt } from '../../domain/document/document.ts';
import { lostAnswer, notPrinted } from '../../domain/document/moves.ts';
import type { FiscalPrinter, PrinterFailure, PrinterState } from '../ports/printer.ts';
import { finish } from './finish.ts';
import type { Fiscalizing, FiscalizeFailure } from './fiscalizing.ts';

/** Other programs print little between a crash and our return: what lies further back is for a person. */
const farthestLook = 30;

/**
 * Finds out what became of a receipt whose printing was begun and whose end is not on record: after a lost answer, a crash,
 * a reload, a power cut. The ФН is the witness (kkt-shtrih.md §7.3): a document that is ours exists; or it certainly does not, which can be
 * said only of a ККТ at rest in whose ФН everything after the intent is somebody else's. Otherwise the receipt stays in doubt for a person.
 * Never prints.
 */
export async function settle(
  receipt: Receipt,
  deps: Fiscalizing,
): Promise<{ receipt: Receipt; failure?: FiscalizeFailure | undefined }> {
  const { printer, journal, clock, whoUsedPrinter } = deps;
  const { intent } = receipt;
  if (!intent) throw new Error('a receipt without an intent has nothing to settle');
  let asked: Promise<PrinterUse> | undefined;
  const use = (): Promise<PrinterUse> =>
    (asked ??= whoUsedPrinter?.(intent.pcAt ?? intent.at) ?? Promise.resolve('unknown'));

  const first = await witness(receipt, intent, printer, use, false);
  if (first.ok && first.value.ours) return { receipt: await finish(receipt, first.value.ours.mark, 'recovered', deps) };

  // Absence is another matter: paper, an open document or a late command may still stand in between.
  const rested = await printer.rest();
  if (!rested.ok) return { receipt: await doubtful(receipt, deps), failure: rested.failure };
  const second = await witness(receipt, intent, printer, use, true);
  if (!second.ok) return { receipt: await doubtful(receipt, deps), failure: second.failure };

  const { fn, lastFd, ours, expected, isAbsent } = second.value;
  if (ours) return { receipt: await finish(receipt, ours.mark, 'recovered', deps) };
  if (isAbsent) {
    const back = unwrap(notPrinted(receipt));
    await journal.save(back, eventOf(clock.now(), 'not-printed', { lastFd }, receipt.id));
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
  readonly ours?: FoundDocument | undefined;
  /** Every document after the intent is certainly not ours. */
  readonly isAbsent: boolean;
}

/** `thorough`: also receipts of another sum are read, which tells whether they are certainly not ours. */
async function witness(
  receipt: Receipt,
  intent: Intent,
  printer: FiscalPrinter,
  use: () => Promise<PrinterUse>,
  thorough: boolean,
): Promise<Result<Witnessed, PrinterFailure>> {
  const state = await printer.state();
  if (!state.ok) return state;
  const { fn, lastFd } = state.value;
  const said = { fn, lastFd };
  if (fn !== intent.fn || lastFd < intent.expectedFd)
    return ok({ ...said, isAbsent: fn === intent.fn && lastFd === intent.expectedFd - 1 });

  const last = Math.min(lastFd, intent.expectedFd + farthestLook);
  let isAbsent = last === lastFd;
  let expected: FoundDocument | undefined;
  const receipts: Array<{ readonly document: FoundDocument; readonly isLikely: boolean }> = [];
  for (let fd = intent.expectedFd; fd <= last; fd += 1) {
    const brief = await printer.find(fd);
    if (!brief.ok) return brief;
    if (fd === intent.expectedFd) expected = brief.value;
    // A number that the ФН no longer shows.
    if (!brief.value) isAbsent = false;
    if (brief.value?.kind !== 'receipt') continue;
    const full = thorough || brief.value.total === intent.total ? await printer.find(fd, { full: true }) : brief;
    if (!full.ok) return full;
    const document = full.value ?? brief.value;
    const judged = whose(receipt, document, document.contents?.note ? 'unknown' : await use());
    if (judged === 'ours') return ok({ ...said, expected, ours: document, isAbsent: false });
    if (judged === 'likely' && fd === intent.expectedFd)
      return ok({ ...said, expected, ours: document, isAbsent: false });
    if (judged !== 'foreign') isAbsent = false;
    receipts.push({ document, isLikely: judged === 'likely' });
  }
  // The device puts documents of its own before ours: a shift it opened itself, a report. A receipt before it, or two that are likely, are another
  // program's work, and then a sum proves nothing.
  const [next] = receipts;
  return ok({
    ...said,
    expected,
    ours: next?.isLikely && receipts.filter(({ isLikely }) => isLikely).length === 1 ? next.document : undefined,
    isAbsent,
  });
}

async function doubtful(receipt: Receipt, { journal, clock }: Fiscalizing): Promise<Receipt> {
  if (receipt.state === 'in-doubt') return receipt;
  const moved = unwrap(lostAnswer(receipt));
  await journal.save(moved, eventOf(clock.now(), 'lost-answer', undefined, receipt.id));
  return moved;
}
