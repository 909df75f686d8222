/** The shop as its settings, a witness outside of them, or a server hold it. */
import * as v from 'valibot';
import { count, oneOf, record, text } from '../base/fields.ts';
import { own } from '../base/own.ts';
import { scalesRules } from '../goods/scales-rule.ts';
import { seniorActs } from './senior-acts.ts';
import {
  brandNameLength,
  receiptTextLimits,
  shopDefaults,
  catalogueLimits,
  type Brand,
  type CatalogueSource,
  type KktSetup,
  type Shop,
  type Till,
  type TsPiotSetup,
} from './shop.ts';
import { shopVats, taxations, usualVat, type Taxation } from './taxation.ts';

type Fields<Whole> = { readonly [Name in keyof Whole]-?: v.GenericSchema<unknown, Whole[Name]> };

const taxation = oneOf(taxations);

const kktFields: Fields<KktSetup> = {
  link: v.picklist(['none', 'demo', 'relay', 'cable']),
  // Eight decimal digits at most (kkt-shtrih.md §2.1).
  password: v.pipe(count, v.maxValue(99_999_999)),
  vat22: v.picklist(['auto', 'cb', '90', 'row1']),
  shared: v.boolean(),
};
const tsPiotFields: Fields<TsPiotSetup> = { way: v.picklist(['none', 'relay']), shift: v.picklist(['open', 'ask']) };
const localFields: Fields<Till['local']> = { way: v.picklist(['relay', 'direct', 'none']), url: text, login: text };
const brandFields: Fields<Brand> = {
  name: v.pipe(text, v.maxLength(brandNameLength)),
  colour: v.pipe(v.string(), v.regex(/^(?:#[\da-f]{6})?$/i)),
};
const catalogueFields: Fields<CatalogueSource> = {
  url: v.pipe(text, v.maxLength(catalogueLimits.characters)),
  hours: v.pipe(count, v.minValue(1), v.maxValue(catalogueLimits.hours)),
  whole: v.boolean(),
};
const hour = v.pipe(v.string(), v.regex(/^(?:[01]\d|2[0-4]):[0-5]\d$/));

const tillFields: Fields<Omit<Till, 'kkt' | 'local' | 'tsPiot'>> = { till: text, cashier: text };
const shopFields: Fields<Omit<Shop, 'kkt' | 'local' | 'tsPiot' | 'brand' | 'catalogue'>> = {
  ...tillFields,
  kind: v.picklist(['demo', 'real']),
  name: text,
  inn: text,
  address: v.optional(text),
  taxation,
  vat: v.picklist(shopVats),
  timeZone: v.pipe(count, v.minValue(1), v.maxValue(11)),
  unverified: v.picklist(['forbid', 'senior-pin']),
  rounding: v.picklist(['none', 'roubles']),
  refuted: v.picklist(['sell', 'forbid']),
  afterEmergency: v.picklist(['as-always', 'sell']),
  alcoholHours: v.pipe(v.array(v.array(v.object({ from: hour, to: hour }))), v.maxLength(7)),
  alcoholDates: v.array(v.pipe(v.string(), v.regex(/^(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/))),
  receiptText: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(receiptTextLimits.characters))),
    v.maxLength(receiptTextLimits.lines),
  ),
  scales: scalesRules,
  seniorActs: v.array(v.picklist(seniorActs)),
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
  const inner = (name: 'kkt' | 'local' | 'tsPiot' | 'brand' | 'catalogue'): Readonly<Record<string, unknown>> => {
    const parsed = v.safeParse(record, raw[name]);
    if (!parsed.success && raw[name] !== undefined) unread.push(name);
    return parsed.success ? parsed.output : {};
  };
  const [ownKkt, ownLocal, ownTsPiot] = [inner('kkt'), inner('local'), inner('tsPiot')];
  const [ownBrand, ownCatalogue] = [inner('brand'), inner('catalogue')];
  const shop: Shop = {
    ...raw,
    ...fields(shopFields, raw, usual),
    kkt: { ...ownKkt, ...fields(kktFields, ownKkt, usual.kkt, 'kkt.') },
    tsPiot: { ...ownTsPiot, ...fields(tsPiotFields, ownTsPiot, usual.tsPiot, 'tsPiot.') },
    brand: { ...ownBrand, ...fields(brandFields, ownBrand, usual.brand, 'brand.') },
    catalogue: { ...ownCatalogue, ...fields(catalogueFields, ownCatalogue, usual.catalogue, 'catalogue.') },
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
