/**
 * The set-up file: what an integrator or a franchise gives its tills by a link (`/#setup=<URL>`). The schema is the one truth: `public/setup.schema.json` is made
 * of it. In it stands only what a till of this version can do: nothing is silently dropped. It holds no secret.
 */
import * as v from 'valibot';
import { own } from '../base/own.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { isInn } from './inn.ts';
import { seniorActs } from './senior-acts.ts';
import { isScalesRule, labelValues, mostRules } from '../goods/scales-rule.ts';
import { brandNameLength, catalogueLimits, receiptTextLimits, shopDefaults, type Shop } from './shop.ts';
import { shopVats, shopVatsOf, taxations, usualVat, type Taxation } from './taxation.ts';

/** Grows when a file of today would be misread by a till of today. */
export const setupFileVersion = 1;

/** Without signs that nobody sees: they turn the order of letters round (U+202E) or hide one among others. */
const line = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200),
  v.regex(/^[^\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$/),
);
const hour = v.pipe(v.string(), v.regex(/^(?:[01]\d|2[0-4]):[0-5]\d$/));
const day = v.pipe(v.string(), v.regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/));
/** Without a user and a password: those are secrets. */
const address = v.pipe(v.string(), v.maxLength(300), v.regex(/^https?:\/\/[^\s/?#@\\]+\/?$/));

const shop = v.strictObject({
  name: v.optional(line),
  inn: v.optional(v.pipe(v.string(), v.regex(/^(?:\d{10}|\d{12})$/))),
  address: v.optional(line),
  till: v.optional(line),
  cashier: v.optional(line),
  taxation: v.optional(v.picklist(Object.keys(taxations) as [Taxation, ...Taxation[]])),
  vat: v.optional(v.picklist(shopVats)),
  /** UTC plus so many hours, less one: tag 1011 numbers them from Kaliningrad (online-check.md §2.3). */
  timeZone: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(11))),
});
const policies = v.strictObject({
  unverified: v.optional(v.picklist(['forbid', 'senior-pin'])),
  rounding: v.optional(v.picklist(['none', 'roubles'])),
  refuted: v.optional(v.picklist(['sell', 'forbid'])),
  afterEmergency: v.optional(v.picklist(['as-always', 'sell'])),
  /** Seven days, Monday first; each a list of spans in which none is sold. */
  alcoholHours: v.optional(
    v.pipe(v.array(v.pipe(v.array(v.strictObject({ from: hour, to: hour })), v.maxLength(10))), v.length(7)),
  ),
  alcoholDates: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/))),
      v.maxLength(400),
    ),
  ),
});
const branding = v.strictObject({
  name: v.optional(v.pipe(line, v.maxLength(brandNameLength))),
  colour: v.optional(v.pipe(v.string(), v.regex(/^#[\da-fA-F]{6}$/))),
});
const receipt = v.strictObject({
  text: v.pipe(v.array(v.pipe(line, v.maxLength(receiptTextLimits.characters))), v.maxLength(receiptTextLimits.lines)),
});
const rights = v.strictObject({
  /** What asks for the PIN of the senior cashier. */
  senior: v.optional(v.pipe(v.array(v.picklist(seniorActs)), v.maxLength(seniorActs.length))),
});
/** Of a list of goods: of the web, without a user and a password. */
export const listAddress = /^https?:\/\/[^\s/?#@\\]+(?:[/?][^\s#\\]*)?$/;
const catalogue = v.strictObject({
  /** `{since}` in it is filled with the moment of the last reading, `2026-12-01T08:00:00.000Z`. */
  url: v.pipe(v.string(), v.maxLength(catalogueLimits.characters), v.regex(listAddress)),
  hours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(catalogueLimits.hours))),
  whole: v.optional(v.boolean()),
});
/** Rules of the labels of scales (`goods/scales-rule.ts`); what the numbers of one must be together is looked at by `sensesOf`. */
const scales = v.pipe(
  v.array(
    v.strictObject({
      prefix: v.pipe(v.string(), v.regex(/^(?:2\d{0,2}|02\d?)$/)),
      item: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8)),
      value: v.picklist(labelValues),
    }),
  ),
  v.maxLength(mostRules),
);
const local = v.strictObject({
  way: v.picklist(['relay', 'direct', 'none']),
  url: v.optional(address),
  login: v.optional(line),
});

/** Fields that a sender may lock, by their names in the settings. */
export const lockable = [
  'name',
  'inn',
  'address',
  'till',
  'taxation',
  'vat',
  'timeZone',
  'local.way',
  'local.url',
  'unverified',
  'rounding',
  'refuted',
  'afterEmergency',
  'alcoholHours',
  'alcoholDates',
  'brand',
  'receiptText',
  'seniorActs',
  'catalogue',
  'scales',
] as const;
export type Lockable = (typeof lockable)[number];

export const setupSchema = v.strictObject({
  $schema: v.optional(v.pipe(v.string(), v.maxLength(300))),
  version: v.literal(setupFileVersion),
  /** Who sends it, and whom to call. */
  from: v.strictObject({
    name: line,
    contacts: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            name: line,
            phone: v.optional(v.pipe(v.string(), v.regex(/^\+?[\d ()-]{5,30}$/))),
            email: v.optional(v.pipe(v.string(), v.maxLength(200), v.regex(/^[^\s@]+@[^\s@]+$/))),
            hours: v.optional(line),
          }),
        ),
        v.maxLength(5),
      ),
    ),
  }),
  /** When it was signed: of two files of one sender the older is refused. */
  issued: v.optional(v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/))),
  shop: v.optional(shop),
  local: v.optional(local),
  policies: v.optional(policies),
  branding: v.optional(branding),
  receipt: v.optional(receipt),
  rights: v.optional(rights),
  catalogue: v.optional(catalogue),
  scales: v.optional(scales),
  /** The newest ЛМ ЧЗ that the sender knows of, and the day it learned so. */
  newestLocalModule: v.optional(
    v.strictObject({ version: v.pipe(v.string(), v.regex(/^\d+(?:\.\d+){1,3}(?:-\d+)?$/)), day }),
  ),
  locked: v.optional(v.pipe(v.array(v.picklist(lockable)), v.maxLength(lockable.length))),
  /** Ed25519 over `signedText`: key and signature in base64url. */
  signature: v.optional(
    v.strictObject({
      key: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
      value: v.pipe(v.string(), v.regex(/^[\w-]{86}$/)),
    }),
  ),
});
export type SetupFile = v.InferOutput<typeof setupSchema>;

export type SetupFault =
  | { readonly kind: 'not-json' | 'web-page' | 'no-object' | 'too-deep' }
  | { readonly kind: 'newer'; readonly version: number }
  /** `field`: where it stands, `shop.inn`. */
  | { readonly kind: 'missing' | 'wrong' | 'unknown' | 'secret'; readonly field: string };

export interface ReadSetup {
  readonly file: SetupFile;
  /** What a signature of it must be over. */
  readonly signed: string;
}

/** Nothing in a file stands deeper: it ends what would end the stack. */
const MOST_DEPTH = 12;
/** Names under which people keep what opens something. */
const secretName = /pass|secret|token|api.?key|(?:^|[._-])key$|tillkey|pin(?:code)?$|ownercode|пароль|ключ/i;
/** A user and a password inside of an address. */
const secretText = /^[a-z]+:\/\/[^/\s]*:[^/\s]*@/i;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a file: all that is wrong with it, or what it says. */
export function readSetup(text: string): Result<ReadSetup, readonly SetupFault[]> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return fail([{ kind: /^\s*</.test(text) ? 'web-page' : 'not-json' }]);
  }
  if (!isRecord(value)) return fail([{ kind: 'no-object' }]);
  if (depthOf(value, 0) > MOST_DEPTH) return fail([{ kind: 'too-deep' }]);
  const { version, shop: aboutShop, local: aboutLocal, scales: aboutScales } = value;
  // What a newer file means is not ours to guess, and its other fields may look wrong only to us.
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > setupFileVersion)
    return fail([{ kind: 'newer', version }]);
  const { signature: _signature, ...rest } = value;
  const secrets = secretsOf(rest, '').map((field): SetupFault => ({ kind: 'secret', field }));
  const parsed = v.safeParse(setupSchema, value);
  const isSecret = (field: string): boolean => secrets.some((fault) => 'field' in fault && fault.field === field);
  const faults = (parsed.issues ?? []).map(faultOf).filter((fault) => !('field' in fault) || !isSecret(fault.field));
  const senses = sensesOf({
    shop: fieldsOf(shop.entries, aboutShop),
    local: fieldsOf(local.entries, aboutLocal),
    scales: v.safeParse(scales, aboutScales),
  });
  const told = [...secrets, ...faults];
  const isTold = (field: string): boolean => told.some((fault) => 'field' in fault && fault.field === field);
  const all = [...told, ...senses.filter(({ field }) => !isTold(field))];
  return all.length > 0 || !parsed.success ? fail(all) : ok({ file: parsed.output, signed: signedText(value) });
}

function faultOf(issue: v.BaseIssue<unknown>): SetupFault {
  const field = v.getDotPath(issue) ?? '';
  if (issue.type === 'strict_object') return { kind: issue.expected === 'never' ? 'unknown' : 'missing', field };
  return { kind: issue.input === undefined ? 'missing' : 'wrong', field };
}

type FieldFault = Extract<SetupFault, { readonly field: string }>;

/** The fields that can be read by themselves. */
function fieldsOf<Entries extends v.ObjectEntries>(
  entries: Entries,
  value: unknown,
): Partial<v.InferOutput<v.StrictObjectSchema<Entries, undefined>>> {
  const read = Object.entries(entries).map(
    ([name, entry]) => [name, v.safeParse(entry, isRecord(value) ? own(value, name) : undefined)] as const,
  );
  return Object.fromEntries(read.flatMap(([name, each]) => (each.success ? [[name, each.output]] : []))) as Partial<
    v.InferOutput<v.StrictObjectSchema<Entries, undefined>>
  >;
}

/** What each field alone cannot tell. */
function sensesOf({
  shop: given,
  local: way,
  scales: rules,
}: {
  readonly shop: Partial<NonNullable<SetupFile['shop']>>;
  readonly local: Partial<NonNullable<SetupFile['local']>>;
  readonly scales: v.SafeParseResult<typeof scales>;
}): FieldFault[] {
  const faults: FieldFault[] = [];
  if (given.inn !== undefined && !isInn(given.inn)) faults.push({ kind: 'wrong', field: 'shop.inn' });
  if (given.vat !== undefined && given.taxation === undefined) faults.push({ kind: 'missing', field: 'shop.taxation' });
  if (given.vat !== undefined && given.taxation && !shopVatsOf[given.taxation].includes(given.vat))
    faults.push({ kind: 'wrong', field: 'shop.vat' });
  if (way.way === 'direct' && way.url === undefined) faults.push({ kind: 'missing', field: 'local.url' });
  if (rules.success)
    for (const [at, rule] of rules.output.entries())
      if (!isScalesRule(rule)) faults.push({ kind: 'wrong', field: `scales.${String(at)}` });
  return faults;
}

const inside = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function secretsOf(value: unknown, path: string): string[] {
  if (typeof value === 'string') return secretText.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const here = inside(path, name);
    // `unverified: "senior-pin"` is a policy: only names are asked, not words.
    return secretName.test(name) && each !== null && each !== '' ? [here] : secretsOf(each, here);
  });
}

const depthOf = (value: unknown, depth: number): number =>
  typeof value !== 'object' || value === null || depth > MOST_DEPTH
    ? depth
    : Math.max(depth, ...Object.values(value).map((each) => depthOf(each, depth + 1)));

/**
 * What is signed, in UTF-8: this line, then the file without `signature`, keys of each object sorted by UTF-16 code units, no blanks, strings and numbers as
 * JSON.stringify writes them. That is JCS (RFC 8785) of the file; the first line keeps a signature from being good for anything else.
 */
export const signedText = (file: Readonly<Record<string, unknown>>): string => {
  const { signature: _signature, ...signed } = file;
  return `poltora-setup-file\n${canonical(signed)}`;
};

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`);
  return `{${fields.join(',')}}`;
}

/** Whether a till may go by a file. `knownKey`: of the sender whose file it went by before. `isGenuine`: the signature is right; undefined where there is none. */
export type Trust = 'unsigned' | 'signed' | 'refused: unsigned' | 'refused: other key' | 'refused: wrong signature';
export function trustOf(
  { signature }: Pick<SetupFile, 'signature'>,
  isGenuine: boolean | undefined,
  knownKey: string | undefined,
): Trust {
  if (signature && isGenuine !== true) return 'refused: wrong signature';
  if (knownKey === undefined) return signature ? 'signed' : 'unsigned';
  if (!signature) return 'refused: unsigned';
  return signature.key === knownKey ? 'signed' : 'refused: other key';
}

/** Somebody brings back an old file of the same sender: its signature is right, and what it says is not any more. */
export const isBefore = ({ issued }: SetupFile, kept: SetupFile | undefined): boolean =>
  kept?.signature !== undefined && kept.issued !== undefined && (issued === undefined || issued < kept.issued);

/** The shop as the file wants it: what it does not say stays. */
export function shopBy(
  { shop: given = {}, local: way, policies = {}, branding: brand = {}, receipt: paper, ...rest }: SetupFile,
  before: Shop,
): Shop {
  const said = <Fields extends object>(fields: Fields): Partial<Fields> =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
  const isOtherTaxation = given.taxation !== undefined && given.taxation !== before.taxation;
  return {
    ...before,
    // A rate of the old taxation may not be one of the new.
    ...(isOtherTaxation && { vat: usualVat(given.taxation ?? before.taxation) }),
    ...(said(given) as Partial<Shop>),
    ...(said(policies) as Partial<Shop>),
    brand: { name: brand.name ?? before.brand.name, colour: brand.colour ?? before.brand.colour },
    ...(paper && { receiptText: paper.text }),
    ...(rest.rights?.senior && { seniorActs: rest.rights.senior }),
    ...(rest.catalogue && {
      catalogue: { ...shopDefaults(before.kind).catalogue, ...(said(rest.catalogue) as Partial<Shop['catalogue']>) },
    }),
    ...(rest.scales && { scales: rest.scales }),
    ...(way && {
      local: {
        way: way.way,
        url: way.url?.replace(/\/$/, '') ?? before.local.url,
        login: way.login ?? before.local.login,
      },
    }),
  };
}

/** Of changed fields (`local.url`) those that are locked. */
export const lockedAmong = (fields: readonly string[], locked: readonly Lockable[]): Lockable[] =>
  locked.filter((lock) => fields.some((field) => field === lock || field.startsWith(`${lock}.`)));
