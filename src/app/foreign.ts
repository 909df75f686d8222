/**
 * Reading what somebody else wrote: the gateway, the demo server, an older or a newer build of the till, a damaged medium. Nothing here throws. What cannot
 * be read was not heard: the caller keeps what it had. Fields that this build does not know are passed over, so that a newer gateway or a newer build
 * is understood as far as it goes.
 */
import * as v from 'valibot';
import type { Goods, ToldOfGtin } from '../domain/goods/goods.ts';
import { kopecks } from '../domain/base/money.ts';
import { own } from '../domain/base/own.ts';
import { measures, type Measure } from '../domain/base/quantity.ts';
import { shopVats, taxations, usualVat, vatRates, type Taxation, type VatRate } from '../domain/shop/taxation.ts';
import { epochMs, type EpochMs } from '../domain/base/time.ts';
import { shopDefaults, type Relays } from './shop/check-setup.ts';
import type { KktSetup, Shop } from '../domain/shop/shop.ts';

const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): [Key, ...Key[]] =>
  Object.keys(table) as [Key, ...Key[]];

const text = v.pipe(v.string(), v.maxLength(4_096));
const taxation = v.picklist<[Taxation, ...Taxation[]]>(keysOf(taxations));
const money = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.transform(kopecks));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** An object that is no list, which valibot takes for one: only such a thing has fields to read. */
const record = v.pipe(
  v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  v.record(v.string(), v.unknown()),
);

// ── the gateway ───────────────────────────────────────────────────────────────────────────────

const isPort = (text: string | undefined): boolean =>
  text === undefined || (/^\d{1,5}$/.test(text) && Number(text) <= 65_535);
const isIp4 = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);
/** Eight groups, or fewer around one `::`. */
function isIp6(text: string): boolean {
  const halves = text.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  return (
    halves.length <= 2 &&
    groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) &&
    (halves.length === 2 ? groups.length < 8 : groups.length === 8)
  );
}
/** A name whose last part is a number is meant for an address, and a URL takes no other. */
const isName = (text: string): boolean =>
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(text) &&
  !/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/i.test(text) &&
  !/(?:^|\.)xn--/i.test(text);

/** `name[:port]`, as a URL would print it. Not an address with a path: it is put between two parts of a path. */
function isHost(text: string): boolean {
  const [, six, name = '', port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(text) ?? [];
  return isPort(port) && (six === undefined ? isIp4(name) || isName(name) : isIp6(six));
}
const host = v.pipe(v.string(), v.maxLength(300), v.check(isHost));
const cdn = v.object({ host });
const lm = v.nullable(
  v.object({
    url: v.pipe(
      v.string(),
      v.maxLength(300),
      v.check((text) => isHost(/^https?:\/\/(.*)$/i.exec(text)?.[1] ?? '')),
    ),
  }),
);
const kkt = v.nullable(v.object({ address: v.pipe(v.string(), v.minLength(1), v.maxLength(300)) }));

/**
 * The answer of `GET /relay`, or what was kept of one. `demo` must be said: it tells a practice shop from a real one. Of the rest each part that cannot be
 * read is as it was `before`: a gateway that writes its ЛМ in a new shape takes no ЛМ away. Undefined: nothing was heard.
 */
export function readRelays(value: unknown, before: Relays): Relays | undefined {
  const told = v.safeParse(record, value);
  if (!told.success) return undefined;
  const { demo, ...rest } = told.output;
  if (typeof demo !== 'boolean') return undefined;
  return {
    demo,
    cdn: partOf(cdn, rest['cdn'], before.cdn),
    lm: partOf(lm, rest['lm'], before.lm),
    kkt: partOf(kkt, rest['kkt'], before.kkt),
  };
}

function partOf<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  before: v.InferOutput<Schema>,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : before;
}

// ── the demo server ───────────────────────────────────────────────────────────────────────────

/** What the demo server hands to a fresh demo shop. */
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

// ── goods ─────────────────────────────────────────────────────────────────────────────────────

/** A fact that cannot be read was not said. */
const fact = v.fallback(v.optional(v.boolean()), undefined);

// What a newer build added stays, for the day it is back.
const goods = v.looseObject({
  id: v.pipe(text, v.minLength(1)),
  gtin: v.optional(v.pipe(v.string(), v.regex(/^\d{14}$/))),
  name: text,
  price: money,
  vat: v.fallback(v.optional(v.picklist<[VatRate, ...VatRate[]]>(keysOf(vatRates))), undefined),
  measure: v.picklist<[Measure, ...Measure[]]>(keysOf(measures)),
  group: v.optional(count),
  adult: fact,
  alcohol: fact,
  excise: fact,
  marked: v.boolean(),
  parts: v.optional(v.object({ of: v.pipe(count, v.minValue(2)), price: money })),
  also: v.optional(v.array(v.string())),
  marks: v.optional(v.array(v.string())),
  quick: v.optional(count),
});

/** A card as this or another build kept it; undefined: no card that could be sold by. */
export function readGoods(value: unknown): Goods | undefined {
  const parsed = v.safeParse(goods, value);
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

// ── samples of the demo ───────────────────────────────────────────────────────────────────────

const sample = v.object({ id: text, before: text, random: v.pipe(count, v.maxValue(100)), after: text });

/** Those of a list that can be read; nothing of what is no list. */
const listOf = <Item>(schema: v.GenericSchema<unknown, Item>, value: unknown): Item[] =>
  Array.isArray(value)
    ? value.filter((each): each is unknown => v.is(schema, each)).map((each) => v.parse(schema, each))
    : [];

export const readSamples = (value: unknown): SampleRecipe[] => listOf(sample, value);

/** `GET /demo.json`. Goods and samples that cannot be read are left out; undefined where it is no shop at all. */
export function readDemoShop(value: unknown): DemoShop | undefined {
  const parsed = v.safeParse(
    v.object({ shop: v.object({ name: text, inn: text, till: text, cashier: text, taxation }) }),
    value,
  );
  if (!parsed.success) return undefined;
  const { goods: cards, samples } = value as { readonly goods?: unknown; readonly samples?: unknown };
  return { shop: parsed.output.shop, goods: listOf<Goods>(goods, cards), samples: readSamples(samples) };
}

// ── the shop ──────────────────────────────────────────────────────────────────────────────────

type Fields<Whole> = { readonly [Name in keyof Whole]-?: v.GenericSchema<unknown, Whole[Name]> };

const kktFields: Fields<KktSetup> = {
  link: v.picklist(['none', 'demo', 'relay', 'cable']),
  // Eight decimal digits at most (kkt-shtrih.md §2.1).
  password: v.pipe(count, v.maxValue(99_999_999)),
  vat22: v.picklist(['auto', 'cb', '90', 'row1']),
  shared: v.boolean(),
};
const localFields: Fields<Shop['local']> = { way: v.picklist(['relay', 'direct', 'none']), url: text, login: text };
const hour = v.pipe(v.string(), v.regex(/^(?:[01]\d|2[0-4]):[0-5]\d$/));

const shopFields: Fields<Omit<Shop, 'kkt' | 'local'>> = {
  kind: v.picklist(['demo', 'real']),
  name: text,
  inn: text,
  till: text,
  cashier: text,
  taxation,
  vat: v.picklist(shopVats),
  timeZone: v.pipe(count, v.minValue(1), v.maxValue(11)),
  unverified: v.picklist(['forbid', 'senior-pin']),
  rounding: v.picklist(['none', 'roubles']),
  refuted: v.picklist(['sell', 'forbid']),
  afterEmergency: v.picklist(['as-always', 'sell']),
  alcoholHours: v.pipe(v.array(v.array(v.object({ from: hour, to: hour }))), v.maxLength(7)),
};

/** What nobody can guess: a receipt with another taxation or ИНН is a false one. */
const essential = ['kind', 'name', 'inn', 'taxation'] as const;

export interface ReadShop {
  readonly shop: Shop;
  /** Fields that were there and could not be read; they are as a new shop has them. `kkt.password`. */
  readonly unread: readonly string[];
}

/**
 * The shop as this or another build kept it. What an older build did not know is as a new shop has it; what a newer one added stays, for the day it is back.
 * Undefined: kind, name, ИНН or taxation cannot be read, and then there is no shop.
 */
export function readShop(value: unknown): ReadShop | undefined {
  const stored = v.safeParse(record, value);
  if (!stored.success) return undefined;
  const raw = stored.output;
  if (!essential.every((name) => v.is(shopFields[name], raw[name]))) return undefined;
  const kind = raw['kind'] as Shop['kind'];
  const usual = {
    till: '',
    cashier: '',
    timeZone: 2,
    unverified: 'forbid',
    vat: usualVat(raw['taxation'] as Taxation),
    ...shopDefaults(kind),
  } as const;
  const unread: string[] = [];
  const fields = <Whole extends object>(
    schemas: Fields<Whole>,
    from: Readonly<Record<string, unknown>>,
    defaults: Partial<Whole>,
    prefix = '',
  ): Whole =>
    Object.fromEntries(
      (Object.keys(schemas) as Array<keyof Whole & string>).map((name) => {
        const stored = own(from, name);
        const parsed = v.safeParse(schemas[name], stored);
        if (parsed.success) return [name, parsed.output];
        if (stored !== undefined) unread.push(prefix + name);
        return [name, defaults[name]];
      }),
    ) as Whole;
  const inner = (name: 'kkt' | 'local'): Readonly<Record<string, unknown>> => {
    const parsed = v.safeParse(record, raw[name]);
    if (!parsed.success && raw[name] !== undefined) unread.push(name);
    return parsed.success ? parsed.output : {};
  };
  const [ownKkt, ownLocal] = [inner('kkt'), inner('local')];
  const shop: Shop = {
    ...raw,
    ...fields(shopFields, raw, usual),
    kkt: { ...ownKkt, ...fields(kktFields, ownKkt, usual.kkt, 'kkt.') },
    local: { ...ownLocal, ...fields(localFields, ownLocal, { way: 'none', url: '', login: 'admin' }, 'local.') },
  };
  return { shop, unread };
}

/** What could not be read is as it was when it last could, where that is known: a guard that the owner has set must not fall with a damaged byte. */
export function mendedShop({ shop, unread }: ReadShop, before: Shop | undefined): Shop {
  if (!before) return shop;
  const isUnread = (field: string): boolean => unread.some((name) => name === field || name.startsWith(`${field}.`));
  const fields = Object.entries(before).filter(([field]) => isUnread(field));
  return { ...shop, ...(Object.fromEntries(fields) as Partial<Shop>) };
}

/** Serial number of a ФН. */
export const readFn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{16}$/.test(value) ? value : undefined;

/** A moment of epoch ms that a calendar has. */
export const readMoment = (value: unknown): EpochMs | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 8.64e15
    ? epochMs(value as number)
    : undefined;

/** Who this till is to its gateway (`gateway/server.ts` takes the same). */
export const readTillId = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : undefined;

/** Names that were put aside and that nobody has looked at yet, as they were kept. */
export const readNames = (value: unknown): string[] => listOf(v.pipe(v.string(), v.maxLength(200)), value);
