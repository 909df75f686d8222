import { saleDocument, type Seller } from '../domain/fiscal-document.ts';
import { lostAnswer, notPrinted, startFiscalizing, total, type Receipt, type ReceiptFailure } from '../domain/receipt.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { finish, settle, unwrap, type Fiscalizing, type FiscalizeFailure } from './recover.ts';

/**
 * Prints the receipt: the intent is on the medium before the first byte goes out, the result after. Returns the receipt in its
 * new state: `fiscalized`, `in-doubt` (the answer was lost and the ККТ cannot be asked now), or `paying` with the reason.
 * `begun` hears of the receipt whose intent is written: should the journal fail after that, it must not be printed anew.
 */
export async function fiscalize(receipt: Receipt, seller: Seller, demoShop: boolean, deps: Fiscalizing, begun: (receipt: Receipt) => void): Promise<{ receipt: Receipt; failure?: FiscalizeFailure | undefined }> {
  const { printer, journal, clock } = deps;
  const state = await printer.state();
  if (!state.ok) return { receipt, failure: state.failure };
  // A demo printer in a real shop would hand out papers that are no receipts: refused here as well as at set-up.
  if (state.value.demo !== demoShop) return { receipt, failure: { kind: 'demo-printer' } };

  const written = await begin(receipt, { fn: state.value.fn, expectedFd: state.value.lastFd + 1 }, deps);
  if (!written.ok) return { receipt, failure: { kind: 'receipt', why: written.failure } };
  const printing = written.value;
  begun(printing);

  const answer = await printer.print(saleDocument(printing, seller));
  if (answer.ok) return { receipt: await finish(printing, answer.value, 'printed', deps) };
  if (answer.failure.kind === 'lost-answer') {
    const doubtful = unwrap(lostAnswer(printing));
    await journal.save(doubtful, { at: clock.now(), kind: 'lost-answer', receiptId: receipt.id, data: answer.failure });
    return settle(doubtful, deps);
  }
  const back = unwrap(notPrinted(printing));
  await journal.save(back, { at: clock.now(), kind: 'not-printed', receiptId: receipt.id, data: answer.failure });
  return { receipt: back, failure: answer.failure };
}

async function begin(receipt: Receipt, fiscal: { fn: string; expectedFd: number }, { journal, clock }: Fiscalizing): Promise<Result<Receipt, ReceiptFailure>> {
  const intent = { ...fiscal, total: total(receipt), at: clock.now() };
  const lawful = startFiscalizing(receipt, intent, 0);
  if (!lawful.ok) return fail(lawful.failure);
  // A receipt that was not printed keeps the number it was given.
  if (receipt.number === undefined) return ok(await journal.saveNumbered((number) => ({ ...lawful.value, number })));
  const numbered = { ...lawful.value, number: receipt.number };
  await journal.save(numbered);
  return ok(numbered);
}
