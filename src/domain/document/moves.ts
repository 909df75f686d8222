/** The lawful moves of a receipt between its states (`documentStates`). */
import { fail, ok } from '../base/result.ts';
import { isSilent } from '../code-check/stored-check.ts';
import type { EpochMs } from '../base/time.ts';
import type { Shop } from '../shop/shop.ts';
import { isOpen, wasTried, type FiscalMark, type Intent, type Receipt } from './document.ts';
import type { Line } from './line.ts';
import type { MarkResult } from './mark-result.ts';
import { inDraft, unchecked } from './edits.ts';
import { obstacle, usualRules, type Moved } from './obstacles.ts';
import { adjustmentsOf, due } from './pricing.ts';
import { tenderFault, tendersOf, type Payment } from './tender.ts';

/** draft → paying. `rounding`: whether the shop cuts totals to roubles; never to nothing. */
export const startPaying = (
  receipt: Receipt,
  now: EpochMs,
  rounding: Shop['rounding'] = 'none',
  rules = usualRules,
): Moved =>
  inDraft(receipt, () => {
    const why = obstacle(receipt, now, rules);
    if (why) return fail(why);
    return ok({ ...receipt, state: 'paying', adjustments: adjustmentsOf(receipt, now, rounding) });
  });

/** paying → draft: the buyer wants one more thing. Legal because no money is on record before `fiscalizing`. */
export const stopPaying = (receipt: Receipt): Moved =>
  receipt.state === 'paying' ? ok({ ...receipt, state: 'draft', tenders: [], adjustments: [] }) : fail('wrong-state');

/** How the buyer pays. */
export const choosePayment = (receipt: Receipt, payment: Payment): Moved =>
  receipt.state === 'paying' ? ok({ ...receipt, tenders: tendersOf(payment, due(receipt)) }) : fail('wrong-state');

/** paying → fiscalizing, with the intent that recovery will compare with the ККТ. Verdicts are judged once more: an item may have expired since, or the night begun. */
export function startFiscalizing(receipt: Receipt, intent: Intent, number: number, rules = usualRules): Moved {
  if (receipt.state !== 'paying') return fail('wrong-state');
  const why = obstacle(receipt, intent.at, rules);
  if (why) return fail(why);
  const fault = tenderFault(receipt, due(receipt));
  if (fault) return fail(fault);
  return ok({ ...receipt, state: 'fiscalizing', intent, number });
}

/** The ККТ refused before anything was printed: the receipt is payable again. Only recovery or the driver's own certain word may call this. */
export const notPrinted = (receipt: Receipt): Moved =>
  receipt.state === 'fiscalizing' || receipt.state === 'in-doubt'
    ? ok({ ...receipt, state: 'paying', intent: undefined, lines: receipt.lines.map(withoutSilent) })
    : fail('wrong-state');

/** By a check that decides nothing, as older builds took one for an answer, nothing is sold now: nobody has answered for the code. */
const withoutSilent = (line: Line): Line =>
  isSilent(line.check) ? { ...line, check: { source: 'none', failures: {} } } : line;

/** The answer was lost: nobody knows yet whether the document exists. */
export const lostAnswer = (receipt: Receipt): Moved =>
  receipt.state === 'fiscalizing' ? ok({ ...receipt, state: 'in-doubt' }) : fail('wrong-state');

/** What the ККТ says of the mark of line `index` while it prints. */
export const withMarkResult = (receipt: Receipt, index: number, markResult: MarkResult): Receipt =>
  receipt.state === 'fiscalizing'
    ? { ...receipt, lines: receipt.lines.map((line, at) => (at === index ? { ...line, markResult } : line)) }
    : receipt;

export const printed = (receipt: Receipt, fiscal: FiscalMark): Moved =>
  receipt.state === 'fiscalizing' || receipt.state === 'in-doubt'
    ? ok({ ...receipt, state: 'fiscalized', fiscal })
    : fail('wrong-state');

/**
 * A person says that an open receipt was printed before the journal was rolled back to this: the ФН has its document. Goods and money changed hands
 * then, so no rule of selling stands in its way. `tenders` and `adjustments` are the document's, where it tells them.
 */
export const printedBefore = (
  receipt: Receipt,
  fiscal: FiscalMark,
  { tenders, adjustments }: { readonly [Name in 'tenders' | 'adjustments']?: Receipt[Name] | undefined },
): Moved =>
  isOpen(receipt) && receipt.lines.length > 0 && wasTried(receipt)
    ? ok({
        ...receipt,
        state: 'fiscalized',
        tenders: tenders ?? receipt.tenders,
        adjustments: adjustments ?? receipt.adjustments,
        intent: undefined,
        fiscal,
      })
    : fail('wrong-state');

/** A draft is put aside: its buyer will come back. Not one that was near its print once: its money may be taken. */
export const park = (receipt: Receipt, at: EpochMs): Moved =>
  inDraft(receipt, () => {
    if (receipt.lines.length === 0) return fail('empty');
    return wasTried(receipt) ? fail('wrong-state') : ok({ ...receipt, parkedAt: at });
  });

/** Its buyer is back. What was checked then is checked anew, and nobody knows whether the same person stands here: age is asked again. */
export const unpark = (receipt: Receipt): Moved =>
  inDraft(receipt, () =>
    ok({ ...receipt, parkedAt: undefined, adult: undefined, lines: receipt.lines.map(unchecked) }),
  );

export const cancel = (receipt: Receipt): Moved => inDraft(receipt, () => ok({ ...receipt, state: 'cancelled' }));
