/**
 * The receipt (чек): its lines, its payment and the legal moves between its states.
 * `draft → paying → fiscalizing → fiscalized`; `in-doubt` after a lost answer; `cancelled` from a draft only.
 * From `fiscalizing` on the money is taken: nothing leads back to a draft.
 */
import type { CodeCheck, CheckTimings } from './code-check.ts';
import type { Goods } from './goods.ts';
import type { MarkResult } from './mark-result.ts';
import { kopecks, minus, noMoney, priceTimes, sum, type Kopecks } from './money.ts';
import { onePiece, type Measure, type Thousandths } from './quantity.ts';
import { fail, ok, type Result } from './result.ts';
import type { VatRate } from './taxation.ts';
import { hoursAhead, type EpochMs } from './time.ts';
import { alcoholBannedUntil, isAlcohol, needsAdult, usualAlcoholHours, type AlcoholRules } from './verdict/buyer.ts';
import { tobacco } from './verdict/groups.ts';
import { judge, type Verdict } from './verdict/index.ts';

/** The mark of a line: `code` is what is checked and printed (tag 2000), `ki` is what is counted as one item. */
export interface LineMark {
  readonly raw: string;
  readonly code: string;
  readonly ki: string;
  readonly form: string;
  readonly scannedAt: EpochMs;
  /** Hours that the shop's clock was ahead of UTC then: shelf life follows it. */
  readonly zone?: number | undefined;
  /** What the code itself holds: maximum retail price (МРЦ), end of shelf life in the shop's own time. */
  readonly mrc?: Kopecks | undefined;
  readonly expires?: string | undefined;
}

export interface Line {
  readonly id: string;
  readonly goodsId?: string | undefined;
  readonly gtin?: string | undefined;
  readonly name: string;
  /** Absent for goods the catalogue does not know yet: the receipt cannot be paid until it is given. */
  readonly price?: Kopecks | undefined;
  readonly quantity: Thousandths;
  readonly measure: Measure;
  readonly vat: VatRate;
  readonly group?: number | undefined;
  readonly mark?: LineMark | undefined;
  /** Absent while the check is under way. */
  readonly check?: CodeCheck | undefined;
  readonly timings?: CheckTimings | undefined;
  /** A senior cashier allowed the sale without a verdict. */
  readonly override?: { readonly by: string; readonly at: EpochMs } | undefined;
  /** What the ККТ said of the mark while it printed. */
  readonly marked?: MarkResult | undefined;
}

/** `received`: the banknotes handed over, change included. `mixed`: a part by card, the rest in cash. */
export type Payment =
  | { readonly way: 'cash'; readonly received: Kopecks }
  | { readonly way: 'cashless' }
  | { readonly way: 'mixed'; readonly cashless: Kopecks; readonly received: Kopecks };

/** What was about to be printed, committed before the first byte that could close a document. */
export interface Intent {
  readonly fn: string;
  readonly expectedFd: number;
  readonly total: Kopecks;
  readonly at: EpochMs;
}

/** What the ККТ printed: ФН number, number of the fiscal document, its fiscal sign (ФПД). */
export interface FiscalMark {
  readonly fn: string;
  readonly fd: number;
  readonly fpd: string;
  readonly at: EpochMs;
}

export type ReceiptState = 'draft' | 'paying' | 'fiscalizing' | 'fiscalized' | 'in-doubt' | 'cancelled';

export interface Receipt {
  /** UUIDv7: the identity. `number` is only a label for people, given at payment. */
  readonly id: string;
  readonly number?: number | undefined;
  readonly state: ReceiptState;
  readonly openedAt: EpochMs;
  readonly lines: readonly Line[];
  /** Somebody looked at the buyer: 18 or older. Once for the receipt, whatever is added later. */
  readonly adult?: { readonly at: EpochMs } | undefined;
  readonly payment?: Payment | undefined;
  /** Kopecks let go to round the total to roubles. */
  readonly rounding?: Kopecks | undefined;
  /** Where the buyer wants the electronic receipt (tag 1008). */
  readonly buyer?: string | undefined;
  readonly intent?: Intent | undefined;
  readonly fiscal?: FiscalMark | undefined;
}

export type ReceiptFailure =
  | 'wrong-state' | 'duplicate' | 'empty' | 'waiting' | 'refused' | 'unverified' | 'no-price' | 'no-payment' | 'too-little-cash' | 'too-much-cashless' | 'no-line' | 'marked-quantity'
  | 'age' | 'alcohol-hours';

type Moved = Result<Receipt, ReceiptFailure>;

export const newReceipt = (id: string, openedAt: EpochMs): Receipt => ({ id, state: 'draft', openedAt, lines: [] });

export const isOpen = (receipt: Receipt): boolean => receipt.state === 'draft' || receipt.state === 'paying';

/** «Пробить чек» was pressed once already: it has its number, and the buyer may have paid. */
export const wasTried = ({ number }: Receipt): boolean => number !== undefined;

/** Sum of a line (tag 1043); nothing while it has no price. */
export const lineSum = (line: Line): Kopecks => (line.price === undefined ? noMoney : priceTimes(line.price, line.quantity));

export const total = (receipt: Receipt): Kopecks => sum(receipt.lines.map(lineSum));

/** What the buyer pays: the total without what rounding let go (tag 1020). */
export const due = (receipt: Receipt): Kopecks => minus(total(receipt), receipt.rounding ?? noMoney);

/** How much of it is paid by card and how much in cash (tags 1081 and 1031). */
export function paidBy(receipt: Receipt): { readonly cashless: Kopecks; readonly cash: Kopecks } {
  const all = due(receipt);
  switch (receipt.payment?.way) {
    case 'cash':
      return { cashless: noMoney, cash: all };
    case 'mixed':
      return { cashless: receipt.payment.cashless, cash: minus(all, receipt.payment.cashless) };
    default:
      return { cashless: all, cash: noMoney };
  }
}

/** The verdict on a line at `now`; absent for unmarked goods and while the check runs. */
export const verdictOf = (line: Line, now: EpochMs): Verdict | undefined =>
  line.check && judge(line.check, { now, zone: line.mark?.zone, price: line.price, group: line.group, code: line.mark });

/**
 * All groups that anybody names for it: a card with a wrong one makes no cigarettes of milk, but neither milk of cigarettes. A pack code is of tobacco or
 * nicotine by its form, which counts where ЛМ answers for goods without a card (marking-codes.md §1.4).
 */
const groupsOf = ({ group, check, mark }: Line): number[] => [
  ...(group === undefined ? [] : [group]),
  ...(check?.source === 'online' ? check.answer.groupIds ?? [] : []),
  ...(mark?.form === 'pack' ? [tobacco] : []),
];

/** Goods for adults only. */
export const isForAdults = (line: Line): boolean => needsAdult(groupsOf(line));

/** Until when a line of the receipt may not be sold because it is alcohol (`2026-11-23T08:00`, the shop's clock); undefined: nothing of the kind. */
export const alcoholUntil = ({ lines }: Receipt, now: EpochMs, { alcoholHours, timeZone }: AlcoholRules): string | undefined =>
  lines.some((line) => isAlcohol(groupsOf(line))) ? alcoholBannedUntil(alcoholHours, now, hoursAhead(timeZone)) : undefined;

/** A new line for goods of the catalogue. */
export const lineOf = (id: string, goods: Goods, quantity: Thousandths = onePiece, mark?: LineMark): Line => ({
  id,
  goodsId: goods.id,
  gtin: goods.gtin,
  name: goods.name,
  price: goods.price,
  quantity,
  measure: goods.measure,
  vat: goods.vat,
  group: goods.group,
  ...(mark && { mark }),
});

const inDraft = (receipt: Receipt, change: (receipt: Receipt) => Moved): Moved => (receipt.state === 'draft' ? change(receipt) : fail('wrong-state'));

/** Whether this very unit is in the receipt. */
export const holds = ({ lines }: Receipt, ki: string): boolean => lines.some(({ mark }) => mark?.ki === ki);

/** Adds a line. The same КИ twice is refused; unmarked goods already there are counted up instead. */
export const addLine = (receipt: Receipt, line: Line): Moved =>
  inDraft(receipt, () => {
    if (line.mark) {
      if (holds(receipt, line.mark.ki)) return fail('duplicate');
      return ok({ ...receipt, lines: [...receipt.lines, line] });
    }
    const same = receipt.lines.find((other) => !other.mark && line.goodsId !== undefined && other.goodsId === line.goodsId && other.measure === 'piece');
    if (!same) return ok({ ...receipt, lines: [...receipt.lines, line] });
    return changeLine(receipt, same.id, { quantity: (same.quantity + line.quantity) as Thousandths });
  });

export const removeLine = (receipt: Receipt, id: string): Moved =>
  inDraft(receipt, () => {
    if (!receipt.lines.some((line) => line.id === id)) return fail('no-line');
    return ok({ ...receipt, lines: receipt.lines.filter((line) => line.id !== id) });
  });

/** Changes what the cashier may change. A marked line is one instance: its quantity stays 1 (ФНС table 21 note 12; marking-codes.md §2.3). */
export const changeLine = (receipt: Receipt, id: string, change: Partial<Pick<Line, 'quantity' | 'price' | 'name' | 'goodsId' | 'vat' | 'group' | 'override'>>): Moved =>
  inDraft(receipt, () => {
    const line = receipt.lines.find((other) => other.id === id);
    if (!line) return fail('no-line');
    if (line.mark && change.quantity !== undefined && change.quantity !== onePiece) return fail('marked-quantity');
    return ok(withLine(receipt, { ...line, ...change }));
  });

/**
 * Writes the result of a check. Legal in any open state: payment waits for the last one. Absent `check` starts it anew.
 * Goods without a card learn their group from the answer: tag 1212 of excisable goods hangs on it.
 */
export const withCheck = (receipt: Receipt, id: string, check: CodeCheck | undefined, timings?: CheckTimings): Receipt => {
  const line = receipt.lines.find((other) => other.id === id);
  if (!line || !isOpen(receipt)) return receipt;
  const group = line.group ?? (check?.source === 'online' ? check.answer.groupIds?.[0] : undefined);
  return withLine(receipt, { ...line, group, check, timings });
};

const withLine = (receipt: Receipt, line: Line): Receipt => ({ ...receipt, lines: receipt.lines.map((other) => (other.id === line.id ? line : other)) });

/** Moscow and the federal night: whoever does not say whose table it is sells no alcohol at night either. */
const usualRules: AlcoholRules = { alcoholHours: usualAlcoholHours, timeZone: 2 };

/** What keeps the receipt from being paid now, worst first and the buyer's age last, as it is asked when all else is well; undefined when nothing does. */
export function obstacle(receipt: Receipt, now: EpochMs, rules = usualRules): Exclude<ReceiptFailure, 'wrong-state' | 'duplicate' | 'no-payment' | 'too-little-cash' | 'too-much-cashless' | 'no-line' | 'marked-quantity'> | undefined {
  if (receipt.lines.length === 0) return 'empty';
  const verdicts = receipt.lines.map((line) => ({ line, verdict: verdictOf(line, now) }));
  if (verdicts.some(({ verdict }) => verdict?.kind === 'forbidden')) return 'refused';
  if (alcoholUntil(receipt, now, rules)) return 'alcohol-hours';
  if (verdicts.some(({ line, verdict }) => verdict?.kind === 'unverified' && !line.override)) return 'unverified';
  if (receipt.lines.some((line) => line.price === undefined)) return 'no-price';
  if (receipt.lines.some((line) => line.mark && !line.check)) return 'waiting';
  if (!receipt.adult && receipt.lines.some(isForAdults)) return 'age';
  return undefined;
}

/** draft → paying. `rounding`: whether the shop cuts totals to roubles; never to nothing. */
export const startPaying = (receipt: Receipt, now: EpochMs, rounding: 'none' | 'roubles' = 'none', rules = usualRules): Moved =>
  inDraft(receipt, () => {
    const why = obstacle(receipt, now, rules);
    if (why) return fail(why);
    const all = total(receipt);
    const odd = kopecks(rounding === 'roubles' && all >= 100 ? all % 100 : 0);
    return ok({ ...receipt, state: 'paying', rounding: odd > 0 ? odd : undefined });
  });

/** paying → draft: the buyer wants one more thing. Legal because no money is on record before `fiscalizing`. */
export const stopPaying = (receipt: Receipt): Moved => (receipt.state === 'paying' ? ok({ ...receipt, state: 'draft', payment: undefined, rounding: undefined }) : fail('wrong-state'));

/** The buyer is of age. The first look counts. */
export const confirmAdult = (receipt: Receipt, at: EpochMs): Moved => inDraft(receipt, () => ok({ ...receipt, adult: receipt.adult ?? { at } }));

/** The buyer is a minor: nothing for adults is left. */
export const removeForAdults = (receipt: Receipt): Moved => inDraft(receipt, () => ok({ ...receipt, lines: receipt.lines.filter((line) => !isForAdults(line)) }));

/** Absent `buyer`: paper only. */
export const withBuyer = (receipt: Receipt, buyer: string | undefined): Moved => (isOpen(receipt) ? ok({ ...receipt, buyer }) : fail('wrong-state'));

export const choosePayment = (receipt: Receipt, payment: Payment): Moved => (receipt.state === 'paying' ? ok({ ...receipt, payment }) : fail('wrong-state'));

/** Change due from cash; nothing for cashless. */
export const change = ({ payment, ...receipt }: Receipt): Kopecks =>
  payment && payment.way !== 'cashless' ? kopecks(Math.max(0, minus(payment.received, paidBy({ ...receipt, payment }).cash))) : noMoney;

function paymentFault(receipt: Receipt): 'no-payment' | 'too-little-cash' | 'too-much-cashless' | undefined {
  const { payment } = receipt;
  if (!payment) return 'no-payment';
  if (payment.way === 'mixed' && (payment.cashless <= 0 || payment.cashless >= due(receipt))) return 'too-much-cashless';
  return payment.way !== 'cashless' && payment.received < paidBy(receipt).cash ? 'too-little-cash' : undefined;
}

/** paying → fiscalizing, with the intent that recovery will compare with the ККТ. Verdicts are judged once more: an item may have expired since, or the night begun. */
export function startFiscalizing(receipt: Receipt, intent: Intent, number: number, rules = usualRules): Moved {
  if (receipt.state !== 'paying') return fail('wrong-state');
  const why = obstacle(receipt, intent.at, rules);
  if (why) return fail(why);
  const fault = paymentFault(receipt);
  if (fault) return fail(fault);
  return ok({ ...receipt, state: 'fiscalizing', intent, number });
}

/** The ККТ refused before anything was printed: the receipt is payable again. Only recovery or the driver's own certain word may call this. */
export const notPrinted = (receipt: Receipt): Moved =>
  receipt.state === 'fiscalizing' || receipt.state === 'in-doubt' ? ok({ ...receipt, state: 'paying', intent: undefined }) : fail('wrong-state');

/** The answer was lost: nobody knows yet whether the document exists. */
export const lostAnswer = (receipt: Receipt): Moved => (receipt.state === 'fiscalizing' ? ok({ ...receipt, state: 'in-doubt' }) : fail('wrong-state'));

/** What the ККТ says of the mark of line `index` while it prints. */
export const withMarkResult = (receipt: Receipt, index: number, marked: MarkResult): Receipt =>
  receipt.state === 'fiscalizing' ? { ...receipt, lines: receipt.lines.map((line, at) => (at === index ? { ...line, marked } : line)) } : receipt;

export const printed = (receipt: Receipt, fiscal: FiscalMark): Moved =>
  receipt.state === 'fiscalizing' || receipt.state === 'in-doubt' ? ok({ ...receipt, state: 'fiscalized', fiscal }) : fail('wrong-state');

export const cancel = (receipt: Receipt): Moved => inDraft(receipt, () => ok({ ...receipt, state: 'cancelled' }));
