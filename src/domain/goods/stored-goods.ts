/** Cards as a catalogue, a server or a file holds them. */
import * as v from 'valibot';
import { count, money, oneOf, orNothing, text } from '../base/fields.ts';
import { measures } from '../base/quantity.ts';
import { vatRates } from '../shop/taxation.ts';
import type { EpochMs } from '../base/time.ts';
import type { Goods, ToldOfGtin } from './goods.ts';
import { plannedPrice, pricedAt } from './planned-price.ts';

/** A fact that cannot be read was not said. */
const fact = orNothing(v.boolean());

// What a newer build added stays, for the day it is back.
const stored = v.looseObject({
  id: v.pipe(text, v.minLength(1)),
  gtin: v.optional(v.pipe(v.string(), v.regex(/^\d{14}$/))),
  name: text,
  price: money,
  planned: orNothing(plannedPrice),
  vat: orNothing(oneOf(vatRates)),
  measure: oneOf(measures),
  group: v.optional(count),
  adult: fact,
  alcohol: fact,
  excise: fact,
  marked: v.boolean(),
  parts: v.optional(v.object({ of: v.pipe(count, v.minValue(2)), price: money })),
  also: v.optional(v.array(v.string())),
  marks: v.optional(v.array(v.string())),
  quick: v.optional(count),
  article: orNothing(text),
  folder: orNothing(text),
  // A card that nobody can tell to be archived is sold: it would be missing otherwise.
  archived: orNothing(v.picklist(['person', 'file'])),
  joined: orNothing(
    v.object({
      into: v.pipe(text, v.minLength(1)),
      gtin: orNothing(text),
      also: orNothing(v.array(v.string())),
      marks: orNothing(v.array(v.string())),
    }),
  ),
  source: orNothing(v.object({ id: orNothing(text) })),
});

/** A card as it is stored and exchanged: under the words that all builds have used, by one of which the catalogue is indexed. */
export const goodsSchema = v.pipe(
  stored,
  v.transform(({ marked, quick, ...card }): Goods => ({
    ...card,
    isMarked: marked,
    ...(quick !== undefined && { quickKeyIndex: quick }),
  })),
);

export type StoredGoods = Omit<Goods, 'isMarked' | 'quickKeyIndex'> & {
  readonly marked: boolean;
  readonly quick?: number | undefined;
};

/** The card under the words of the store. */
export const storedGoods = ({ isMarked, quickKeyIndex, ...card }: Goods): StoredGoods => ({
  ...card,
  marked: isMarked,
  ...(quickKeyIndex !== undefined && { quick: quickKeyIndex }),
});

/** A card as this or another build kept it; undefined: no card that could be sold by. */
export function readGoods(value: unknown): Goods | undefined {
  const parsed = v.safeParse(goodsSchema, value);
  return parsed.success ? parsed.output : undefined;
}

/** Reads cards as they are sold at the moment of reading. */
export const goodsReader =
  (now: () => EpochMs) =>
  (value: unknown): Goods | undefined => {
    const card = readGoods(value);
    return card && pricedAt(card, now());
  };

/** The same under the words of the store, for work on very many cards. */
export function readStoredGoods(value: unknown): StoredGoods | undefined {
  const parsed = v.safeParse(stored, value);
  return parsed.success ? parsed.output : undefined;
}

const told = v.object({
  gtin: v.pipe(v.string(), v.regex(/^\d{14}$/)),
  group: v.optional(count),
  by: v.picklist(['check', 'code']),
});

/** What was kept of a GTIN; undefined: nothing that can be read. */
export function readTold(value: unknown): ToldOfGtin | undefined {
  const parsed = v.safeParse(told, value);
  return parsed.success ? parsed.output : undefined;
}
