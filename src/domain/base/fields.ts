/**
 * Reading what somebody else wrote: the gateway, a server, a person's file, an older or a newer build of the till, a damaged medium. Nothing here throws. What
 * cannot be read was not heard: the caller keeps what it had. Fields that this build does not know are passed over, so that a newer gateway or a newer
 * build is understood as far as it goes. The schemas of records stand beside the records (`goods/stored-goods.ts`, `shop/stored-shop.ts`).
 */
import * as v from 'valibot';
import { kopecks } from './money.ts';
import { epochMs, type EpochMs } from './time.ts';

/** The names of a table, as valibot wants a list. */
export const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): [Key, ...Key[]] =>
  Object.keys(table) as [Key, ...Key[]];

/** One of the names of a table. */
export const oneOf = <Key extends string>(table: Readonly<Record<Key, unknown>>) =>
  v.picklist<[Key, ...Key[]]>(keysOf(table));

/** A field that was not said, or that cannot be read: the same, and it spoils no other. */
export const orNothing = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined);

export const text = v.pipe(v.string(), v.maxLength(4_096));
/** Kopecks, nothing or more. */
export const money = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.transform(kopecks));
/** Epoch ms that a calendar has. */
export const moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8.64e15), v.transform(epochMs));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** An object that is no list, which valibot takes for one: only such a thing has fields to read. */
export const record = v.pipe(
  v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  v.record(v.string(), v.unknown()),
);

/** Those of a list that can be read; nothing of what is no list. */
export const listOf = <Item>(schema: v.GenericSchema<unknown, Item>, value: unknown): Item[] =>
  Array.isArray(value)
    ? value.filter((each): each is unknown => v.is(schema, each)).map((each) => v.parse(schema, each))
    : [];

/** Serial number of a ФН. */
export const readFn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{16}$/.test(value) ? value : undefined;

/** A moment of epoch ms that a calendar has. */
export const readMoment = (value: unknown): EpochMs | undefined => {
  const read = v.safeParse(moment, value);
  return read.success ? read.output : undefined;
};

/** Who this till is to its gateway (`gateway/server.ts` takes the same). */
export const readTillId = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : undefined;

/** Names that were put aside and that nobody has looked at yet, as they were kept. */
export const readNames = (value: unknown): string[] => listOf(v.pipe(v.string(), v.maxLength(200)), value);
