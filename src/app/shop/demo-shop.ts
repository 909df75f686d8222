/** What the demo server hands out (`GET /demo.json`), read with distrust. */
import * as v from 'valibot';
import { count, listOf, oneOf, text } from '../../domain/base/fields.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import { goodsSchema } from '../../domain/goods/stored-goods.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { taxations } from '../../domain/shop/taxation.ts';

/** What it hands to a fresh demo shop. */
export interface DemoShop {
  readonly shop: Pick<Shop, 'name' | 'inn' | 'till' | 'cashier' | 'taxation'>;
  readonly goods: readonly Goods[];
  readonly samples: readonly SampleRecipe[];
}

/** A sample code: fixed, or with a fresh serial of `random` characters between the two parts. */
export interface SampleRecipe {
  readonly id: string;
  readonly before: string;
  readonly random: number;
  readonly after: string;
}

const taxation = oneOf(taxations);
const demo = v.object({
  shop: v.object({ name: text, inn: text, till: text, cashier: text, taxation }),
  goods: v.optional(v.unknown()),
  samples: v.optional(v.unknown()),
});
const sample = v.object({ id: text, before: text, random: v.pipe(count, v.maxValue(100)), after: text });

export const readSamples = (value: unknown): SampleRecipe[] => listOf(sample, value);

/** `GET /demo.json`. Goods and samples that cannot be read are left out; undefined where it is no shop at all. */
export function readDemoShop(value: unknown): DemoShop | undefined {
  const parsed = v.safeParse(demo, value);
  if (!parsed.success) return undefined;
  const { shop, goods: cards, samples } = parsed.output;
  return { shop, goods: listOf<Goods>(goodsSchema, cards), samples: readSamples(samples) };
}

/** A receipt is a few dozen lines; more is no strip. */
const strip = v.object({ lines: v.pipe(v.array(text), v.maxLength(5_000)) });

/** `GET /demo/strips/<ФД>`: what the emulated ККТ put on paper. Undefined: it has no such document, or this is no strip. */
export function readStrip(value: unknown): readonly string[] | undefined {
  const parsed = v.safeParse(strip, value);
  return parsed.success ? parsed.output.lines : undefined;
}
