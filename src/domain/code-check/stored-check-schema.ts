/** Checks as journals hold them, read: of this build, and of the builds that knew two sources by name (`stored-check.ts` says what those meant). */
import * as v from 'valibot';
import { moment } from '../base/fields.ts';
import type { CheckFailure, LocalAnswer, OnlineAnswer, Proof } from './answer.ts';

type Fields<Whole> = { readonly [Name in keyof Whole]-?: v.GenericSchema<unknown, Whole[Name]> };

const text = v.string();
const flag = v.optional(v.boolean());
const number = v.optional(v.pipe(v.number(), v.finite()));
const words = v.optional(text);

const onlineAnswer: Fields<OnlineAnswer> = {
  cis: text,
  found: flag,
  valid: flag,
  verified: flag,
  utilised: flag,
  realizable: flag,
  sold: flag,
  isBlocked: flag,
  ogvs: v.optional(v.array(text)),
  isOwner: flag,
  isTracking: flag,
  grayZone: flag,
  expireDate: words,
  groupIds: v.optional(v.array(v.number())),
  mrp: number,
  smp: number,
  packageType: words,
  packageQuantity: number,
  innerUnitCount: number,
  soldUnitCount: number,
  eliminationState: number,
  errorCode: number,
  message: words,
};
const localAnswer: Fields<LocalAnswer> = { isBlocked: flag, isGreyGtin: flag, sold: flag, mrp: number, smp: number };
const proof: Fields<Proof> = { reqId: text, reqTimestamp: v.number(), inst: words, version: words };
const failure = v.looseObject({ kind: text }) as unknown as v.GenericSchema<unknown, CheckFailure>;
const failures = v.optional(v.record(text, failure));
const answered = { proof: v.optional(v.looseObject(proof)), failures, online: v.optional(failure) };

/** A check of this build or of an older one. */
export const check = v.union([
  v.looseObject({ source: text, facts: v.literal('full'), answer: v.looseObject(onlineAnswer), ...answered }),
  v.looseObject({ source: text, facts: v.literal('offline'), answer: v.looseObject(localAnswer), ...answered }),
  v.looseObject({
    source: v.literal('emergency'),
    facts: v.optional(v.undefined()),
    after: v.optional(
      v.looseObject({ since: moment, failures, online: v.optional(failure), local: v.optional(failure) }),
    ),
  }),
  v.looseObject({ source: v.literal('none'), facts: v.optional(v.undefined()), failures: v.record(text, failure) }),
  v.looseObject({ source: v.literal('none'), facts: v.optional(v.undefined()), online: failure, local: failure }),
  v.looseObject({
    source: v.literal('online'),
    facts: v.optional(v.undefined()),
    answer: v.looseObject(onlineAnswer),
    ...answered,
  }),
  v.looseObject({
    source: v.literal('local'),
    facts: v.optional(v.undefined()),
    answer: v.looseObject(localAnswer),
    ...answered,
  }),
]);
