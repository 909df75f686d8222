/** What housekeeping does whose code no start needs. */
import { lookForGoods } from './goods-link.ts';
import { tryWithShift } from './shift-trial.ts';

export function workLate(given: Parameters<typeof tryWithShift>[0] & Parameters<typeof lookForGoods>[0]): void {
  tryWithShift(given);
  lookForGoods(given);
}
