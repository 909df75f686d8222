/**
 * Reading what the services answer. Every field but the code is optional, unknown fields are ignored, `null` counts as absent (online-check.md §1.4). A field
 * of another type is neither there nor absent: it is unreadable, and so is all that hangs on it. Nothing here is cast.
 */
import * as v from 'valibot';
import { orNothing } from '../domain/base/fields.ts';
import type { LocalAnswer, OnlineAnswer } from '../domain/code-check/answer.ts';
import { tells } from '../domain/code-check/deciding.ts';
import { onShopClock } from '../domain/verdict/shop-clock.ts';
import type { Whole } from './raw.ts';

/** A text that is only shown, or a number that decides nothing: of another type it is left out. */
const shownText = orNothing(v.string());
const shownNumber = orNothing(v.number());

/** Kopecks; 0 is how some say that there is no limit. */
const price = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const units = v.pipe(v.number(), v.finite(), v.minValue(0));
const date = v.pipe(
  v.string(),
  v.check((text) => onShopClock(text) !== undefined),
);

const onlineFields = {
  found: v.boolean(),
  valid: v.boolean(),
  verified: v.boolean(),
  utilised: v.boolean(),
  realizable: v.boolean(),
  sold: v.boolean(),
  isBlocked: v.boolean(),
  isOwner: v.boolean(),
  isTracking: v.boolean(),
  grayZone: v.boolean(),
  expireDate: date,
  groupIds: v.array(v.pipe(v.number(), v.safeInteger())),
  mrp: price,
  smp: price,
  packageType: v.string(),
  // No pack has no packs in it: 0 is how some say that they do not know.
  packageQuantity: v.pipe(
    price,
    v.transform((count) => count || undefined),
  ),
  innerUnitCount: units,
  // It may count returns below nothing.
  soldUnitCount: v.pipe(v.number(), v.finite()),
  errorCode: v.pipe(v.number(), v.safeInteger()),
};
/** These decide nothing, so they spoil nothing. */
const onlineShown = { ogvs: v.array(shownText), eliminationState: shownNumber, message: shownText };

/** `cis` is kept for the journal: which КИ was answered. */
const localFields = {
  cis: v.string(),
  isBlocked: v.boolean(),
  isGreyGtin: v.boolean(),
  sold: v.boolean(),
  mrp: price,
  smp: price,
};

type Fields = Readonly<Record<string, v.GenericSchema>>;
type Known<Of extends Fields> = { -readonly [Name in keyof Of]?: v.InferOutput<Of[Name]> };

/** What could be read of an element. `wrong`: names of the fields that could not. */
export interface Reading<Facts> {
  readonly facts: Facts;
  readonly wrong: readonly string[];
  /** At least one flag that decides is there. */
  readonly tells: boolean;
}

function readFields<Of extends Fields>(
  fields: Of,
  element: Whole,
): { readonly known: Known<Of>; readonly wrong: string[] } {
  const wrong: string[] = [];
  const known = Object.entries(fields).flatMap(([name, schema]) => {
    const value = ownField(element, name);
    if (value === undefined || value === null) return [];
    const parsed = v.safeParse(schema, value);
    if (!parsed.success) wrong.push(name);
    return parsed.success ? [[name, parsed.output] as const] : [];
  });
  return { known: Object.fromEntries(known) as Known<Of>, wrong };
}

/** Not what an object inherits: `constructor` is nobody's answer. */
const ownField = (whole: Whole, name: string): unknown =>
  Object.hasOwn(whole, name) ? Object.getOwnPropertyDescriptor(whole, name)?.value : undefined;

export const isWhole = (value: unknown): value is Whole =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One element of `codes[]` of ГИС МТ. */
export function readOnlineElement(element: Whole): Reading<Omit<OnlineAnswer, 'cis'>> {
  const { known, wrong } = readFields(onlineFields, element);
  const { known: shown } = readFields(onlineShown, element);
  const ogvs = shown.ogvs?.filter((who) => who !== undefined);
  return {
    facts: { ...known, ...shown, ogvs },
    wrong,
    tells: tells('full', known),
  };
}

/** One element of `codes[]` of ЛМ. */
export function readLocalElement(element: Whole): Reading<LocalAnswer> {
  const { known, wrong } = readFields(localFields, element);
  return { facts: known, wrong, tells: tells('offline', known) };
}

/** A number that may be left out: `code`, `errorCode`. Undefined: it is of another type. */
export function codeOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return 0;
  return typeof value === 'number' ? value : undefined;
}

/** `codes/check` (§1.4): the envelope. What is in `codes` is read one by one. */
const anything = v.optional(v.unknown());
export const onlineEnvelope = v.object({
  code: anything,
  description: shownText,
  error_message: shownText,
  codes: anything,
  reqId: anything,
  reqTimestamp: anything,
});

/** One of `results[]` of ЛМ, or the flat answer of v1 (local-module.md §2.5). */
export const localResult = v.object({
  code: anything,
  description: shownText,
  codes: anything,
  reqId: anything,
  reqTimestamp: anything,
  inst: anything,
  version: anything,
});
export type LocalResult = v.InferOutput<typeof localResult>;

const numberOrNone = v.pipe(
  v.nullish(v.number()),
  v.transform((value) => value ?? undefined),
);
const textOrNone = v.pipe(
  v.nullish(v.string()),
  v.transform((value) => value ?? undefined),
);

/** `cdn/info` (§1.2). A damaged entry does not take its neighbours with it. */
export const hostList = v.object({
  code: numberOrNone,
  hosts: v.nullish(v.array(orNothing(v.object({ host: v.string() })))),
});

/** `cdn/health/check` (§1.3). */
export const hostHealth = v.object({ code: v.number() });

/** ЛМ's error body (§2.7): only says more of a refusal that the HTTP status has told already. */
export const localError = v.object({ errorCode: shownNumber, reason: shownText });

/** A moment that a calendar has. */
export const moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8.64e15));

/** ЛМ's state (§2.4). Without a word on it there is no state. */
export const localStatus = v.object({
  status: textOrNone,
  operationMode: textOrNone,
  lastSync: v.pipe(
    v.nullish(moment),
    v.transform((value) => value ?? undefined),
  ),
  inst: textOrNone,
  inn: textOrNone,
});

/** How long ЛМ goes on without its servers, ms. */
export const lasting = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(31_536_000_000));

/** What of ЛМ's configuration counts for a till (§2.7). */
export const localConfig = v.object({ blockSyncPeriod: lasting });

/** How many records a database has loaded: the manual calls it otherwise than ЛМ does (§2.4 CONFLICT). */
const databases = orNothing(v.record(v.string(), v.object({ localDocCount: shownNumber, docCount: shownNumber })));

/** The same with what only a person looks at. */
export const wholeLocalStatus = v.object({
  ...localStatus.entries,
  version: shownText,
  dbVersion: shownText,
  dbState: databases,
  replicationStatus: databases,
  requiresDownload: orNothing(v.boolean()),
});

export const sellAnswer = v.object({ results: v.array(v.object({ success: v.boolean(), cis: textOrNone })) });

/** What the gateway says when it relays nothing. */
export const relayError = v.object({ error: v.object({ message: v.string() }) });

/** JSON of an object with all its fields; undefined where it is none. */
export function readJson(body: string): Whole | undefined {
  try {
    const whole: unknown = JSON.parse(body);
    return isWhole(whole) ? whole : undefined;
  } catch {
    return undefined;
  }
}

/** Parses JSON by `schema`, which is of an object; undefined when it is no JSON or of another shape. */
export function read<Schema extends v.GenericSchema>(schema: Schema, body: string): v.InferOutput<Schema> | undefined {
  const parsed = v.safeParse(schema, readJson(body));
  return parsed.success ? parsed.output : undefined;
}
