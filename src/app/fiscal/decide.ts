/** What a person decides about a receipt in doubt, when no machine could: they compared the papers. On record as such. */
import { unwrap } from '../../domain/base/result.ts';
import type { Receipt } from '../../domain/document/document.ts';
import { notPrinted } from '../../domain/document/moves.ts';
import type { Mutex } from '../mutex.ts';
import { finish } from './finish.ts';
import type { Fiscalizing, FiscalizeFailure } from './fiscalizing.ts';
import { seen, type ReviewDeps } from './unknown-documents.ts';

export interface PersonsWord {
  /** The document exists. */
  readonly wasPrinted: boolean;
  /** Its number, as the paper has it; absent: the one that was expected. */
  readonly fd?: number | undefined;
  /** What stood in the way when the person was asked. */
  readonly problem?: { readonly kind: string } | undefined;
}

/**
 * Ends a receipt that is `in-doubt` by a person's word: it is finished, or it steps back to `paying`. A document that the ФН still knows must be this sale's:
 * otherwise the receipt stays in doubt, with what the ФН has.
 */
export async function decide(
  receipt: Receipt,
  { wasPrinted, fd }: PersonsWord,
  doubt: FiscalizeFailure | undefined,
  deps: Fiscalizing & ReviewDeps & { readonly printerMutex: Mutex },
): Promise<{ receipt: Receipt; failure?: FiscalizeFailure | undefined }> {
  const { intent } = receipt;
  if (!intent) throw new Error('a receipt without an intent is in no doubt');
  if (!wasPrinted) {
    await seenInDoubt(receipt, doubt, deps);
    const back = unwrap(notPrinted(receipt));
    await deps.journal.save(back);
    return { receipt: back, failure: { kind: 'not-printed' } };
  }
  const number = fd ?? intent.expectedFd;
  // The ФН may still know the document that the person holds in hand, and then it must be this sale's.
  const known = await deps.printerMutex(async () => {
    const state = await deps.printer.state();
    if (!state.ok || state.value.fn !== intent.fn) return undefined;
    const found = await deps.printer.find(number);
    return found.ok ? { printer: { fn: state.value.fn, lastFd: state.value.lastFd }, found: found.value } : undefined;
  });
  const found = known?.found;
  if (known && !(found?.kind === 'receipt' && found.total === intent.total))
    return { receipt, failure: { kind: 'doubt', ...known } };
  const mark = found?.mark ?? { fn: intent.fn, fd: number, fpd: '', at: deps.clock.now() };
  return { receipt: await finish(receipt, mark, 'recovered', deps) };
}

/** The one document that was in doubt was shown to the person: it is no unknown one any more, where it is the next after all that is known. */
async function seenInDoubt(receipt: Receipt, doubt: FiscalizeFailure | undefined, deps: ReviewDeps): Promise<void> {
  const { intent } = receipt;
  if (doubt?.kind !== 'doubt' || !doubt.found || doubt.printer.fn !== intent?.fn) return;
  const { fn, lastFd } = doubt.printer;
  if (lastFd !== intent.expectedFd) return;
  const known = await deps.journal.knownDocuments(fn, lastFd);
  if (known?.fd !== lastFd - 1) return;
  const documents = [{ ...doubt.found, isOurs: false }];
  await seen({ kind: 'unknown-documents', fn, known: lastFd - 1, lastFd, more: 0, documents }, deps);
}
