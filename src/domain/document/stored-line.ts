/** A line of a document as a journal keeps it. One that cannot be read stays in its place and says so: goods must not leave a receipt without a word. */
import * as v from 'valibot';
import { count, keysOf, moment, money } from '../base/fields.ts';
import { measures, thousandths, type Measure } from '../base/quantity.ts';
import type { CheckFailure, LocalAnswer, OnlineAnswer, Proof } from '../code-check/answer.ts';
import { vatRates, type VatRate } from '../shop/taxation.ts';
import type { Line } from './line.ts';

/** More than any till sells at once, thousandths: sums stay exact numbers. */
const mostQuantity = 1_000_000_000;
/** Kopecks of a whole line: ten thousand million roubles. */
const mostSum = 1_000_000_000_000;

const text = v.string();
const flag = v.optional(v.boolean());
const number = v.optional(v.pipe(v.number(), v.finite()));
const words = v.optional(text);
const quantity = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(mostQuantity), v.transform(thousandths));
const measure = v.picklist(keysOf(measures));

type Fields<Whole> = { readonly [Name in keyof Whole]-?: v.GenericSchema<unknown, Whole[Name]> };

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

/** A check of this build or of an older one (`stored-check.ts` reads the older words). */
const check = v.union([
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

const division = v.variant('by', [
  v.looseObject({ by: v.literal('measure'), measure: v.picklist(notPiece()), price: money, ...divided() }),
  v.looseObject({
    by: v.literal('count'),
    of: v.pipe(count, v.minValue(2)),
    whole: money,
    price: money,
    ...divided(),
  }),
]);

function notPiece(): Array<Exclude<Measure, 'piece'>> {
  return keysOf(measures).filter((each) => each !== 'piece');
}

function divided() {
  return { content: v.optional(quantity), opened: v.optional(v.looseObject({ taken: count })) };
}

const line = v.pipe(
  v.looseObject({
    id: text,
    name: text,
    goodsId: words,
    gtin: words,
    measure,
    price: v.optional(money),
    listPrice: v.optional(money),
    quantity: v.optional(quantity),
    part: v.optional(v.object({ count: v.pipe(count, v.minValue(1)), of: v.pipe(count, v.minValue(2)) })),
    division: v.optional(division),
    vat: v.optional(v.picklist<[VatRate, ...VatRate[]]>(keysOf(vatRates))),
    group: v.optional(v.number()),
    groupBy: v.optional(v.literal('check')),
    cardGroup: v.optional(v.number()),
    adult: flag,
    alcohol: flag,
    excise: flag,
    mark: v.optional(
      v.looseObject({
        raw: text,
        code: text,
        ki: text,
        form: text,
        scannedAt: moment,
        zone: number,
        mrc: v.optional(money),
        expires: words,
        grams: v.optional(count),
      }),
    ),
    // One that cannot be read was not made: it is asked for again.
    check: v.fallback(v.optional(check), undefined),
    override: v.optional(v.looseObject({ by: text, at: moment })),
    markResult: v.optional(v.looseObject({ result: v.number() })),
    // Its word of before November 2026.
    marked: v.optional(v.looseObject({ result: v.number() })),
  }),
  v.check(({ price = 0, quantity: amount = 0 }) => (price * amount) / 1_000 <= mostSum),
  v.transform(({ marked, ...rest }) => (marked ? { ...rest, markResult: marked } : rest)),
);

/** The line, or one in its place that says that it cannot be read. */
export function readLine(stored: unknown, index: number): Line {
  const read = v.safeParse(line, stored);
  if (read.success) return read.output as unknown as Line;
  const id = v.safeParse(v.looseObject({ id: text }), stored);
  return { id: id.success ? id.output.id : `unread-${String(index)}`, name: '', measure: 'piece', unread: true };
}
