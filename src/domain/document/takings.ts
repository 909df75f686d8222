/** What was taken in a shift: receipts and money by the way they were paid, sales and returns apart, as a report of the ККТ has them. */
import { kopecks, minus, noMoney, sum, type Kopecks } from '../base/money.ts';
import type { Document } from './document.ts';
import { paidBy } from './tender.ts';

/** Receipts of one kind. */
export interface Takings {
  readonly receipts: number;
  readonly cash: Kopecks;
  readonly cashless: Kopecks;
}

/** Money that came for goods, and money that went back. */
export interface ShiftTakings {
  readonly sales: Takings;
  readonly returns: Takings;
}

const nothing: Takings = { receipts: 0, cash: noMoney, cashless: noMoney };
export const noTakings: ShiftTakings = { sales: nothing, returns: nothing };

const added = (one: Takings, other: Takings): Takings => ({
  receipts: one.receipts + other.receipts,
  cash: sum([one.cash, other.cash]),
  cashless: sum([one.cashless, other.cashless]),
});

/** Both together. */
export const together = (one: ShiftTakings, other: ShiftTakings): ShiftTakings => ({
  sales: added(one.sales, other.sales),
  returns: added(one.returns, other.returns),
});

/** Of these documents those that the ФН has. By what was paid, not by the lines: what a record lost of its goods changes no money. Corrections put earlier days right and are in neither. */
export function takingsOf(documents: Iterable<Document>): ShiftTakings {
  let taken = noTakings;
  for (const document of documents) {
    if (document.state !== 'fiscalized' || document.kind === 'correction') continue;
    const one = {
      ...noTakings,
      [document.kind === 'sale' ? 'sales' : 'returns']: { receipts: 1, ...paidBy(document) },
    };
    taken = together(taken, one);
  }
  return taken;
}

/** All money of one kind of receipts. */
export const paidIn = ({ cash, cashless }: Takings): Kopecks => sum([cash, cashless]);

/** What the shop has of it in the end: sales without returns. Less than nothing where more went back than came. */
export const revenue = ({ sales, returns }: ShiftTakings): Kopecks => minus(paidIn(sales), paidIn(returns));

/** Sales without returns by one way of paying. */
export const revenueBy = (way: 'cash' | 'cashless', { sales, returns }: ShiftTakings): Kopecks =>
  kopecks(sales[way] - returns[way]);
