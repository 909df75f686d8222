import { readMoney, showMoney } from '../../domain/base/money.ts';
import { dayOf, type EpochMs } from '../../domain/base/time.ts';
import { plannedFor, type PlannedPrice } from '../../domain/goods/planned-price.ts';

/** A planned price as it is typed; both empty: none. */
export interface PlannedDraft {
  readonly price: string;
  /** `2026-12-31`. */
  readonly day: string;
}

export const plannedDraft = (planned: PlannedPrice | undefined, zone: number): PlannedDraft =>
  planned ? { price: showMoney(planned.price), day: dayOf(planned.from, zone) } : { price: '', day: '' };

/** What is meant by it; undefined: nothing can be. */
export function plannedOf(
  { price, day }: PlannedDraft,
  now: EpochMs,
  zone: number,
): { readonly planned: PlannedPrice | undefined } | undefined {
  if (price.trim() === '' && day === '') return { planned: undefined };
  const kopecks = readMoney(price);
  const planned = kopecks ? plannedFor(kopecks, day, now, zone) : undefined;
  return planned && { planned };
}
