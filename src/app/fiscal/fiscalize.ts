import { eventOf } from '../../domain/journal/event.ts';
import { saleDocument } from '../../domain/document/fiscal-document.ts';
import type { Intent, Receipt } from '../../domain/document/document.ts';
import { lostAnswer, notPrinted, startFiscalizing, withMarkResult } from '../../domain/document/moves.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import { due } from '../../domain/document/pricing.ts';
import { fail, ok, unwrap, type Result } from '../../domain/base/result.ts';
import { readTillMark, tillMark } from '../../domain/document/till-mark.ts';
import type { PrinterFailure, PrinterState } from '../ports/printer.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { registrationTrouble } from './registration.ts';
import { finish } from './finish.ts';
import type { Fiscalizing, FiscalizeFailure } from './fiscalizing.ts';
import { settle } from './settle.ts';
import { compared, type UnknownDocuments } from './unknown-documents.ts';

/**
 * Prints the receipt: the intent is on the medium before the first byte goes out, the result after. Returns the receipt in its
 * new state: `fiscalized`, `in-doubt` (the answer was lost and the ККТ cannot be asked now), or `paying` with the reason.
 * `changed` hears of the receipt whose intent is written, and of what the ККТ says of its marks: should the journal fail after that,
 * it must not be printed anew.
 */
export async function fiscalize(
  receipt: Receipt,
  shop: Shop,
  deps: Fiscalizing,
  changed: (receipt: Receipt) => void,
): Promise<{ receipt: Receipt; failure?: FiscalizeFailure | undefined }> {
  const { printer, journal, clock } = deps;
  const state = await ready(shop, deps);
  if (!state.ok) return { receipt, failure: state.failure };

  const { fn, lastFd, clock: kktAt } = state.value;
  const written = await begin(receipt, shop, { fn, expectedFd: lastFd + 1, kktAt }, deps);
  if (!written.ok) return { receipt, failure: { kind: 'receipt', why: written.failure } };
  let printing = written.value;
  changed(printing);
  // Kept as they come, so that a page that dies loses none; what the journal cannot take now the last write carries.
  let kept: Promise<void> = Promise.resolve();

  const seller = { taxation: shop.taxation, cashier: shop.cashier };
  const answer = await printer.print(saleDocument(printing, seller), {
    text: shop.receiptText,
    refuseRefuted: shop.refuted === 'forbid',
    onMarkResult: (item, result) => {
      printing = withMarkResult(printing, item, result);
      changed(printing);
      const now = printing;
      kept = kept.then(() => journal.save(now)).catch(() => undefined);
    },
  });
  // No late write of an open receipt may come after its end.
  await kept;
  if (answer.ok) {
    const done = await finish(printing, answer.value, 'printed', deps);
    compared(deps);
    return { receipt: done };
  }
  if (answer.failure.kind === 'lost-answer') {
    const doubtful = unwrap(lostAnswer(printing));
    await journal.save(doubtful, eventOf(clock.now(), 'lost-answer', answer.failure, receipt.id));
    return settle(doubtful, deps);
  }
  const back = unwrap(notPrinted(printing));
  await journal.save(back, eventOf(clock.now(), 'not-printed', answer.failure, receipt.id));
  return { receipt: back, failure: answer.failure };
}

/** The ККТ with a shift open and nothing in the way: the first receipt of the day opens the shift. */
async function ready(
  shop: Shop,
  { printer, openShift, review }: Fiscalizing,
): Promise<Result<PrinterState, PrinterFailure | { readonly kind: 'demo-printer' | 'pending' } | UnknownDocuments>> {
  const state = await printer.state();
  if (!state.ok) return state;
  // A demo printer in a real shop would hand out papers that are no receipts: refused here as well as at set-up.
  if (state.value.demo !== (shop.kind === 'demo')) return fail({ kind: 'demo-printer' });
  const differs = registrationTrouble(shop, state.value.about);
  if (differs) return fail({ kind: 'refused', trouble: differs });
  if (state.value.shift.state === 'expired') return fail({ kind: 'refused', trouble: 'shift-expired' });
  // These two pass by themselves: the driver waits for the end of the last print.
  if (state.value.trouble && state.value.trouble !== 'printing' && state.value.trouble !== 'continue-print')
    return fail({ kind: 'refused', trouble: state.value.trouble });
  // What the ФН has and the journal has not may be this very receipt.
  const unknown = await review?.(state.value);
  if (unknown && !unknown.ok) return unknown;
  if (unknown?.value) return fail(unknown.value);
  return openShift(state.value);
}

async function begin(
  receipt: Receipt,
  shop: Shop,
  fiscal: Pick<Intent, 'fn' | 'expectedFd' | 'kktAt'>,
  { journal, clock, till }: Fiscalizing,
): Promise<Result<Receipt, ReceiptFailure>> {
  const [at, pc] = [clock.now(), clock.pc()];
  const intent: Intent = { ...fiscal, total: due(receipt), at, ...(pc !== at && { pcAt: pc }) };
  const lawful = startFiscalizing(receipt, intent, 0, shop);
  if (!lawful.ok) return fail(lawful.failure);
  const numbered = (number: number): Receipt => ({
    ...lawful.value,
    number,
    intent: {
      ...intent,
      ...(till !== undefined && readTillMark(tillMark({ till, number })) && { tillMark: tillMark({ till, number }) }),
    },
  });
  // A receipt that was not printed keeps the number it was given.
  if (receipt.number === undefined) return ok(await journal.saveNumbered(numbered));
  const again = numbered(receipt.number);
  await journal.save(again);
  return ok(again);
}
