/** How a document is paid. */
import { kopecks, minus, noMoney, sum, type Kopecks } from '../base/money.ts';

/** Money of one way. `amount` is what it pays of the total, kopecks. */
export type Tender =
  /** `received`: the banknotes handed over, change included. */
  | { readonly way: 'cash'; readonly amount: Kopecks; readonly received: Kopecks }
  /** By a card or СБП at a terminal that the till does not know: the cashier says that it was paid. */
  | { readonly way: 'cashless'; readonly amount: Kopecks; readonly by: 'hand' };

/** How the cashier says that the buyer pays. `mixed`: a part by card, the rest in cash. `received`: the banknotes handed over, change included. */
export type Payment =
  | { readonly way: 'cash'; readonly received: Kopecks }
  | { readonly way: 'cashless' }
  | { readonly way: 'mixed'; readonly cashless: Kopecks; readonly received: Kopecks };

interface Paid {
  readonly tenders: readonly Tender[];
}

/** The tenders of a payment of `due`. */
export function tendersOf(payment: Payment, due: Kopecks): readonly Tender[] {
  const cash = (amount: Kopecks, received: Kopecks): Tender => ({ way: 'cash', amount, received });
  const cashless = (amount: Kopecks): Tender => ({ way: 'cashless', amount, by: 'hand' });
  switch (payment.way) {
    case 'cash':
      return [cash(due, payment.received)];
    case 'cashless':
      return [cashless(due)];
    case 'mixed':
      return [cashless(payment.cashless), cash(minus(due, payment.cashless), payment.received)];
  }
}

/** The payment that these tenders were made of; undefined where there are none. */
export function paymentOf({ tenders }: Paid): Payment | undefined {
  const cash = cashOf(tenders);
  const cashless = tenders.find(({ way }) => way === 'cashless');
  if (cash && cashless) return { way: 'mixed', cashless: cashless.amount, received: cash.received };
  if (cash) return { way: 'cash', received: cash.received };
  return cashless && { way: 'cashless' };
}

/** How much is paid by card and how much in cash (tags 1081 and 1031). */
export function paidBy({ tenders }: Paid): { readonly cashless: Kopecks; readonly cash: Kopecks } {
  const of = (wanted: Tender['way']): Kopecks =>
    sum(tenders.filter(({ way }) => way === wanted).map(({ amount }) => amount));
  return { cashless: of('cashless'), cash: of('cash') };
}

/** Change due from cash; nothing for cashless. */
export function change({ tenders }: Paid): Kopecks {
  const cash = cashOf(tenders);
  return cash ? kopecks(Math.max(0, minus(cash.received, cash.amount))) : noMoney;
}

/** Why a document over `due` is not paid by its tenders; undefined where it is. */
export function tenderFault(
  { tenders }: Paid,
  due: Kopecks,
): 'no-payment' | 'too-little-cash' | 'too-much-cashless' | undefined {
  const cash = cashOf(tenders);
  const cashless = tenders.find(({ way }) => way === 'cashless');
  if (cash && cashless && (cashless.amount <= 0 || cash.amount <= 0)) return 'too-much-cashless';
  if (cash && cash.received < cash.amount) return 'too-little-cash';
  // Tenders of another sum are of another receipt.
  return tenders.length === 0 || sum(tenders.map(({ amount }) => amount)) !== due ? 'no-payment' : undefined;
}

const cashOf = (tenders: readonly Tender[]): (Tender & { readonly way: 'cash' }) | undefined =>
  tenders.find((tender) => tender.way === 'cash');
