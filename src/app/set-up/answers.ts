/**
 * What an owner has answered so far of the conversation that comes before the till exists. It is kept after each answer, so that a reload goes on at the same
 * question; secrets (PIN, the gateway's password) are in none of it.
 */
import * as v from 'valibot';
import { count, oneOf, orNothing, record, text } from '../../domain/base/fields.ts';
import { shopVats, taxations, type ShopVat, type Taxation } from '../../domain/shop/taxation.ts';
import type { FoundKkt } from './found-kkt.ts';

/**
 * In their order. The ККТ first: it knows who owns it, where it stands and how it is taxed, so that nobody need type that, or type it wrong. `start` sums up
 * what will work and what will not.
 */
export const questions = ['kkt', 'shop', 'taxes', 'zone', 'till', 'pin', 'start'] as const;
export type Question = (typeof questions)[number];

export interface Answers {
  /** The question that the person is at. */
  readonly at: Question;
  /** Absent: not answered yet. There is no usual one: a till that silently has no ККТ surprises its first customer. */
  readonly link?: 'cable' | 'relay' | 'none' | undefined;
  /** Operator's password of the ККТ, a number; 30 is the factory's (kkt-shtrih.md §2.1). */
  readonly password: number;
  /** What answered over that link. */
  readonly found?: FoundKkt | undefined;
  readonly name: string;
  readonly inn: string;
  readonly address: string;
  readonly taxation?: Taxation | undefined;
  readonly vat?: ShopVat | undefined;
  readonly timeZone: number;
  readonly till: string;
  readonly cashier: string;
}

/**
 * `minutesAhead`: how far this device's clock is ahead of UTC; outside of Russia's zones Moscow is proposed. `link`: the gateway was given a ККТ, which it was
 * given for us; otherwise nobody has said where it is.
 */
export function firstAnswers(minutesAhead: number, link?: 'relay'): Answers {
  const zone = minutesAhead / 60 - 1;
  return {
    at: 'kkt',
    link,
    password: 30,
    name: '',
    inn: '',
    address: '',
    timeZone: Number.isInteger(zone) && zone >= 1 && zone <= 11 ? zone : 2,
    till: '',
    cashier: '',
  };
}

const found = v.object({
  model: text,
  isDemo: v.boolean(),
  inn: orNothing(text),
  owner: orNothing(text),
  address: orNothing(text),
  place: orNothing(text),
  ofd: orNothing(text),
  taxations: orNothing(v.array(oneOf(taxations))),
});

const schema = v.object({
  at: v.fallback(v.picklist(questions), 'kkt'),
  link: orNothing(v.picklist(['cable', 'relay', 'none'])),
  password: v.fallback(v.pipe(count, v.maxValue(99_999_999)), 30),
  found: orNothing(found),
  name: v.fallback(text, ''),
  inn: v.fallback(text, ''),
  address: v.fallback(text, ''),
  taxation: orNothing(oneOf(taxations)),
  vat: orNothing(v.picklist(shopVats)),
  timeZone: v.pipe(count, v.minValue(1), v.maxValue(11)),
  till: v.fallback(text, ''),
  cashier: v.fallback(text, ''),
});

/** Answers as this or another build kept them; undefined: there are none, and the conversation begins at its beginning. */
export function readAnswers(value: unknown): Answers | undefined {
  const kept = v.safeParse(record, value);
  const read = kept.success ? v.safeParse(schema, kept.output) : undefined;
  return read?.success ? read.output : undefined;
}
