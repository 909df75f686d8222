/** Reading what the services answer: every field but the code optional, unknown fields ignored, `null` and ill-typed fields like absent ones (online-check.md §1.4). */
import * as v from 'valibot';
import type { Whole } from './raw.ts';

const maybe = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value): v.InferOutput<Schema> | undefined => {
        // The parsed value, not the raw one: fields inside it are cleaned the same way.
        const parsed = v.safeParse(schema, value);
        return parsed.success ? parsed.output : undefined;
      }),
    ),
  );

const onlineCode = v.object({
  cis: v.string(),
  found: maybe(v.boolean()),
  valid: maybe(v.boolean()),
  verified: maybe(v.boolean()),
  utilised: maybe(v.boolean()),
  realizable: maybe(v.boolean()),
  sold: maybe(v.boolean()),
  isBlocked: maybe(v.boolean()),
  ogvs: maybe(v.array(v.string())),
  isOwner: maybe(v.boolean()),
  isTracking: maybe(v.boolean()),
  grayZone: maybe(v.boolean()),
  expireDate: maybe(v.string()),
  groupIds: maybe(v.array(v.number())),
  mrp: maybe(v.number()),
  smp: maybe(v.number()),
  packageType: maybe(v.string()),
  packageQuantity: maybe(v.number()),
  innerUnitCount: maybe(v.number()),
  soldUnitCount: maybe(v.number()),
  eliminationState: maybe(v.number()),
  errorCode: maybe(v.number()),
  message: maybe(v.string()),
});

/** `codes/check` (§1.4). `reqId` and `reqTimestamp` are needed for the receipt only, but an answer without them proves nothing. */
export const onlineAnswer = v.object({
  code: maybe(v.number()),
  description: maybe(v.string()),
  error_message: maybe(v.string()),
  reqId: maybe(v.string()),
  reqTimestamp: maybe(v.number()),
  codes: maybe(v.array(onlineCode)),
});

/** `cdn/info` (§1.2). A damaged entry does not take its neighbours with it. */
export const hostList = v.object({
  code: maybe(v.number()),
  hosts: maybe(v.array(maybe(v.object({ host: v.string() })))),
});

/** `cdn/health/check` (§1.3). */
export const hostHealth = v.object({ code: v.number() });

const localCode = v.object({
  cis: maybe(v.string()),
  isBlocked: maybe(v.boolean()),
  isGreyGtin: maybe(v.boolean()),
  sold: maybe(v.boolean()),
  mrp: maybe(v.number()),
  smp: maybe(v.number()),
});
const localResult = v.object({
  code: maybe(v.number()),
  description: maybe(v.string()),
  reqId: maybe(v.string()),
  reqTimestamp: maybe(v.number()),
  inst: maybe(v.string()),
  version: maybe(v.string()),
  codes: maybe(v.array(localCode)),
});
export type LocalResult = v.InferOutput<typeof localResult>;

/** `cis/outCheck` of ЛМ: `results[]` in v2, one flat object in v1 (local-module.md §2.5). */
export const localAnswer = v.union([v.object({ results: v.array(localResult) }), localResult]);

/** ЛМ's error body (§2.7). */
export const localError = v.object({ errorCode: maybe(v.number()), reason: maybe(v.string()) });

export const localStatus = v.object({
  status: maybe(v.string()),
  operationMode: maybe(v.string()),
  lastSync: maybe(v.number()),
  version: maybe(v.string()),
});

export const sellAnswer = v.object({ results: v.array(v.object({ success: v.boolean() })) });

/** Parses JSON by `schema`, which is of an object; undefined when it is no JSON or of another shape. `whole` has all that came, in the same order. */
export function readWhole<Schema extends v.GenericSchema>(
  schema: Schema,
  body: string,
): { readonly said: v.InferOutput<Schema>; readonly whole: Whole } | undefined {
  try {
    const whole: unknown = JSON.parse(body);
    const parsed = v.safeParse(schema, whole);
    return parsed.success ? { said: parsed.output, whole: whole as Whole } : undefined;
  } catch {
    return undefined;
  }
}

/** As `readWhole`, where only what is understood matters. */
export const read = <Schema extends v.GenericSchema>(schema: Schema, body: string): v.InferOutput<Schema> | undefined =>
  readWhole(schema, body)?.said;
