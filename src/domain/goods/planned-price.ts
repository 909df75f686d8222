import * as v from 'valibot';
import { money, moment } from '../base/fields.ts';
import type { Kopecks } from '../base/money.ts';
import { dayBounds, dayOf, type EpochMs } from '../base/time.ts';

/** A price that counts from a moment on. */
export const plannedPrice = v.object({ price: money, from: moment });
export type PlannedPrice = Readonly<v.InferOutput<typeof plannedPrice>>;

/** As this or another build kept it. */
export function readPlannedPrice(value: unknown): PlannedPrice | undefined {
  const read = v.safeParse(plannedPrice, value);
  return read.success ? read.output : undefined;
}

/** The card as it is sold at this moment: a planned price whose moment has come is the price, and planned no more. */
export function pricedAt<Card extends { readonly price: Kopecks; readonly planned?: PlannedPrice | undefined }>(
  card: Card,
  now: EpochMs,
): Card {
  const { planned } = card;
  return planned && planned.from <= now ? { ...card, price: planned.price, planned: undefined } : card;
}

/** A price as a person plans it: for a whole day of the shop, its midnight. `day`: `2026-12-31`. Undefined: that day has begun, or it is none. */
export function plannedFor(price: Kopecks, day: string, now: EpochMs, zone: number): PlannedPrice | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || day <= dayOf(now, zone)) return undefined;
  const { first } = dayBounds(day, zone);
  return Number.isNaN(first) ? undefined : { price, from: first };
}
