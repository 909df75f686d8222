/** A line of a document as a journal keeps it. One that cannot be read stays in its place and says so: goods must not leave a receipt without a word. */
import * as v from 'valibot';
import { count, keysOf, moment, money, oneOf, orNothing } from '../base/fields.ts';
import { measures, thousandths, type Measure } from '../base/quantity.ts';
import { isSilent } from '../code-check/stored-check.ts';
import { check } from '../code-check/stored-check-schema.ts';
import { vatRates } from '../shop/taxation.ts';
import { isOpen, type DocumentState } from './document.ts';
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
const measure = oneOf(measures);

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
    vat: v.optional(oneOf(vatRates)),
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
    check: orNothing(check),
    override: v.optional(v.looseObject({ by: text, at: moment })),
    markResult: v.optional(v.looseObject({ result: v.number() })),
    // Its word of before November 2026.
    marked: v.optional(v.looseObject({ result: v.number() })),
  }),
  v.check(({ price = 0, quantity: amount = 0 }) => (price * amount) / 1_000 <= mostSum),
  v.transform(({ marked, ...rest }) => (marked ? { ...rest, markResult: marked } : rest)),
);

/**
 * The line, or one in its place that says that it cannot be read. In a document that is still open a check that decides nothing was not made; what a
 * finished one was sold by, or one that may have been printed, stays as it stands.
 */
export function readLine(stored: unknown, index: number, state: DocumentState = 'draft'): Line {
  const read = v.safeParse(line, stored);
  if (read.success) {
    const known = read.output as unknown as Line;
    return isOpen({ state }) && isSilent(known.check) ? { ...known, check: undefined } : known;
  }
  const id = v.safeParse(v.looseObject({ id: text }), stored);
  return { id: id.success ? id.output.id : `unread-${String(index)}`, name: '', measure: 'piece', unread: true };
}
