/** How the labels of a shop's scales are made: the settings hold it, `scales.ts` reads labels by it. */
import * as v from 'valibot';

/** What the last digits before the check digit say: grams, the sum in kopecks, pieces. */
export const labelValues = ['weight', 'price', 'count'] as const;
export type LabelValue = (typeof labelValues)[number];

/** Digits of an EAN-13 before its check digit. */
export const body = 12;
/** Fewer cannot hold a weight. */
const fewestOfValue = 3;

export interface ScalesRule {
  /** How such a label begins: «22», «2», «021». */
  readonly prefix: string;
  /** Digits of the number after it. */
  readonly item: number;
  readonly value: LabelValue;
}

/** Within what GS1 leaves to shops: 2…, or 02 and more, the 2 of UPC-A behind the zero that makes it EAN-13. */
export const isPrefix = (text: string): boolean => /^(?:2\d{0,2}|02\d?)$/.test(text);
export const isScalesRule = ({ prefix, item }: ScalesRule): boolean =>
  isPrefix(prefix) && item >= 1 && body - prefix.length - item >= fewestOfValue;

/** How many digits of a label hold its value. */
export const valueDigits = ({ prefix, item }: Pick<ScalesRule, 'prefix' | 'item'>): number =>
  body - prefix.length - item;

export const mostRules = 10;
const scalesRule = v.pipe(
  v.object({ prefix: v.string(), item: v.pipe(v.number(), v.integer()), value: v.picklist(labelValues) }),
  v.check(isScalesRule),
);
export const scalesRules = v.pipe(v.array(scalesRule), v.maxLength(mostRules));

/** As the journal has it. */
export function readScalesRule(value: unknown): ScalesRule | undefined {
  const read = v.safeParse(scalesRule, value);
  return read.success ? read.output : undefined;
}
