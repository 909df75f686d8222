import type { Thousandths } from './quantity.ts';

/** An amount of money: a whole number of kopecks. Nothing else in the house does arithmetic on money. */
export type Kopecks = number & { readonly brand: 'Kopecks' };

/** Takes a number of kopecks as money. Throws on a fraction or on what a double cannot hold exactly: that is a bug, not a price. */
export function kopecks(value: number): Kopecks {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of kopecks: ${value}`);
  return value as Kopecks;
}

export const noMoney = kopecks(0);

export const sum = (amounts: Iterable<Kopecks>): Kopecks => {
  let total = 0;
  for (const amount of amounts) total += amount;
  return kopecks(total);
};

export const minus = (from: Kopecks, what: Kopecks): Kopecks => kopecks(from - what);

/** Price of one unit times quantity, rounded half up to a kopeck (tag 1043 may differ from 1079 × 1023 by a kopeck at most: ФНС ЕД-7-20/662@, note to 1043). */
export const priceTimes = (price: Kopecks, quantity: Thousandths): Kopecks =>
  kopecks(Math.floor((price * quantity + 500) / 1000));

/** Sums a buyer is likely to hand over for `total`: up to the next 50, 100, 500, 1000 and 5000 roubles, as banknotes make them; ascending, each once, without the exact sum, four at most. */
export function likelyCash(total: Kopecks): Kopecks[] {
  const steps = [50, 100, 500, 1000, 5000].map((roubles) => roubles * 100);
  const sums = new Set(steps.map((step) => Math.ceil(total / step) * step).filter((amount) => amount > total));
  return [...sums]
    .sort((a, b) => a - b)
    .slice(0, 4)
    .map(kopecks);
}

/** Reads an amount as a person types it: «123», «123,4», «123.45», spaces allowed. Undefined when it is no amount. */
export function readMoney(text: string): Kopecks | undefined {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, ''));
  if (!match) return undefined;
  return kopecks(Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')));
}

/** «1 234,50», without the currency sign; digits are grouped by a narrow no-break space. */
export function showMoney(amount: Kopecks): string {
  const roubles = Math.trunc(Math.abs(amount) / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return `${amount < 0 ? '−' : ''}${roubles},${(Math.abs(amount) % 100).toString().padStart(2, '0')}`;
}
