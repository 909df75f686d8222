/** What was sold, seen by hours, by people and by groups of goods. */
import { kopecks, sum, type Kopecks } from '../base/money.ts';
import { wallClock } from '../base/time.ts';
import { timeOf } from '../journal/pages.ts';
import type { Receipt } from './document.ts';
import { lineSum, type Line } from './line.ts';
import { due } from './pricing.ts';

/** Part of what was sold. `name` is undefined for what has none: no cashier on record, no group on the card. */
export interface Slice {
  readonly name: string | undefined;
  readonly sum: Kopecks;
  /** Receipts with anything of it. */
  readonly receipts: number;
}

export interface DayPicture {
  readonly receipts: number;
  readonly sum: Kopecks;
  /** Undefined: nothing was sold. */
  readonly average: Kopecks | undefined;
  /** «09» and so on, from the first hour with a sale to the last, those without one among them. */
  readonly byHour: readonly Slice[];
  /** The rest: what brought most first. */
  readonly byCashier: readonly Slice[];
  readonly byGroup: readonly Slice[];
}

class Slices {
  readonly #known = new Map<string | undefined, { sum: number; receipts: Set<string> }>();

  add(name: string | undefined, receipt: string, amount: Kopecks): void {
    const slice = this.#known.get(name) ?? { sum: 0, receipts: new Set<string>() };
    slice.sum += amount;
    this.#known.set(name, slice);
    slice.receipts.add(receipt);
  }

  of(name: string | undefined): Slice {
    const { sum: amount = 0, receipts } = this.#known.get(name) ?? {};
    return { name, sum: kopecks(amount), receipts: receipts?.size ?? 0 };
  }

  get byMost(): Slice[] {
    return [...this.#known.keys()].map((name) => this.of(name)).sort((a, b) => b.sum - a.sum);
  }

  /** Every hour from the first to the last. */
  get byHour(): Slice[] {
    const hours = [...this.#known.keys()].map(Number);
    const [first, last] = [Math.min(...hours), Math.max(...hours)];
    if (hours.length === 0) return [];
    return Array.from({ length: last - first + 1 }, (_, at) => this.of(String(first + at).padStart(2, '0')));
  }
}

/**
 * Of these receipts those that the ФН has. `zone`: the shop's time is UTC plus so many hours. `groupOf`: the shop's own group of what is on a line. Groups are sums of
 * lines: what is rounded off a receipt is in none of them.
 */
export function dayPicture(
  receipts: readonly Receipt[],
  zone: number,
  groupOf: (line: Line) => string | undefined,
): DayPicture {
  const [hours, cashiers, groups] = [new Slices(), new Slices(), new Slices()];
  const sold = receipts.filter(({ state }) => state === 'fiscalized');
  for (const receipt of sold) {
    const { id, session, lines } = receipt;
    hours.add(wallClock(timeOf(receipt), zone).slice(11, 13), id, due(receipt));
    cashiers.add(session?.cashier, id, due(receipt));
    for (const line of lines) groups.add(groupOf(line), id, lineSum(line));
  }
  const all = sum(sold.map(due));
  return {
    receipts: sold.length,
    sum: all,
    average: sold.length === 0 ? undefined : kopecks(Math.round(all / sold.length)),
    byHour: hours.byHour,
    byCashier: cashiers.byMost,
    byGroup: groups.byMost,
  };
}
