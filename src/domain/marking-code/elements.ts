/** The grammar of GS1 element strings (GS1 General Specifications §7.8; reference/marking-codes.md §1.2). */
import { own } from '../base/own.ts';
import { BASE_64, CSET_82, GS } from './alphabet.ts';
import type { Element } from './types.ts';

/**
 * The first two digits tell how long an AI is; an unassigned one counts as two. 03–09, 18 and 19 begin the GTIN of a glued
 * pack rather than a field.
 */
const AI = /^(?!0[3-9]|1[89])(?:2[3-5]\d|3[1-69]\d\d|4[0-2]\d|43\d\d|71\d|7[02]\d\d|8[0-2]\d\d|\d\d)/;

/** AIs met in marking codes. Any other is kept, but does not vouch for the code. */
export const isFamiliar = (ai: string): boolean =>
  /^(?:01|21|9[123]|1[0-7]|24[01]|30|3[1-6]\d\d|37|70\d\d|80\d\d)$/.test(ai);

/** Length of the AIs that GS1 ends by count, so that no separator follows (reference/marking-codes.md §1.2). */
export function predefinedLength(ai: string): number | undefined {
  if (ai === '00') return 18;
  if (/^(?:01|02)$/.test(ai)) return 14;
  if (/^(?:1[1-7]|3[1-6]..)$/.test(ai)) return 6;
  if (/^41.$/.test(ai)) return 13;
  if (ai === '20') return 2;
  return undefined;
}

/** Digits only, but a separator must follow. Scanners and printers lose it, and the count still tells the end. */
const COUNTED: Readonly<Record<string, number>> = { '7003': 10, '8005': 6 };

/** Whether a value has the digits that its AI counts; undefined for an AI that counts none. */
export function isCounted(ai: string, value: string): boolean | undefined {
  const length = predefinedLength(ai) ?? own(COUNTED, ai);
  return length === undefined ? undefined : value.length === length && /^\d+$/.test(value);
}

/** Whether the next AI may follow at once. */
export const endsByCount = ([ai, value]: Element): boolean =>
  predefinedLength(ai) !== undefined && isCounted(ai, value) === true;

export const valueOf = (elements: readonly Element[], ai: string): string | undefined =>
  elements.find(([name]) => name === ai)?.[1];

const LEADING_SEPARATORS = new RegExp(`^${GS}+`);
const FIELD_FOLLOWS = new RegExp(`${GS}[^${GS}]`);
/** A date or a measure of the wrong form still names the unit, if a separator shows where it ends: at the end of a scan it may be cut. */
const isOptional = (ai: string): boolean => /^(?:1[1-7]|20|3[1-6]..)$/.test(ai);

/** Whether the crypto part is whole: 93 of 4, or 91 of 4 and 92 of 44 or 88 (§1.3). */
function isComplete(elements: readonly Element[]): boolean {
  const [key, signature, short] = ['91', '92', '93'].map((ai) => valueOf(elements, ai)?.length);
  return short === 4 || (key === 4 && (signature === 44 || signature === 88));
}

/** Splits an element string; undefined when something is not an AI or ends too early. Behind a complete code any two digits are one (§10 rule 8). */
export function splitElements(text: string): Element[] | undefined {
  const elements: Element[] = [];
  for (let rest = text; rest !== '';) {
    const ai = (AI.exec(rest) ?? (isComplete(elements) ? /^\d\d/.exec(rest) : null))?.[0];
    if (ai === undefined) return undefined;
    const body = rest.slice(ai.length);
    const upToSeparator = body.split(GS, 1)[0] ?? '';
    const predefined = predefinedLength(ai);
    const counted = body.slice(0, predefined ?? own(COUNTED, ai) ?? 0);
    const byCount = isCounted(ai, counted) === true;
    if (predefined !== undefined && !byCount && !(isOptional(ai) && FIELD_FOLLOWS.test(body))) return undefined;
    const value = byCount ? counted : upToSeparator;
    elements.push([ai, value]);
    // A separator too many is allowed after any element.
    rest = body.slice(value.length).replace(LEADING_SEPARATORS, '');
  }
  return elements;
}

/** The element string with a separator exactly where GS1 needs one. */
export const joinElements = (elements: readonly Element[]): string =>
  elements
    .map((element, i) => element.join('') + (i === elements.length - 1 || endsByCount(element) ? '' : GS))
    .join('');

const key = `[${BASE_64}]{4}`;
const serial = (...lengths: string[]): string => `(${lengths.map((length) => `[${CSET_82}]{${length}}`).join('|')})`;

/**
 * Known layouts of what follows 01 + GTIN + 21, read without separators. Serial lengths are those of the groups that use
 * the tail (reference/marking-codes.md §1.3, §1.4): they, and the right end, are what makes a split unique. A bare КИ of 12
 * or 13 characters that happens to end like a tail (one in 6724) is taken for a shorter one with it: no symbol carries a
 * bare КИ, and scanners set up without GS are common.
 */
const LAYOUTS = [
  `${serial('6,8', '11,13')}(93)(${key})`, // milk, beer, milk of Belarus, water; 11 and 12 in OpenPapyrus
  `${serial('13')}(93)([${BASE_64}]{3})`, // vector E096
  `${serial('6')}(93)(${key})(310[0-5])(\\d{6})`, // weighed milk
  `${serial('6', '13')}(7003)(\\d{10})(93)(${key})`, // milk of short life
  `${serial('7')}(8005)(\\d{6})(?:(93)(${key})(?:(240)([${CSET_82}]{1,30}))?)?`, // tobacco block
  `(?!.{13}240\\d{4}91)${serial('6,13', '20')}(91)(${key})(92)([${BASE_64}]{44}|[${BASE_64}]{88})`,
  `${serial('13')}(240)(\\d{4})(91)(${key})(92)([${BASE_64}]{44}|[${BASE_64}]{88})`, // shoes, clothes
  `${serial('13')}(240)(\\d{4})(10)([${CSET_82}]{1,20})(17)(\\d{6})`, // medicine
  `${serial('6,8', '13')}(91)(${key})`, // a lost 92
].map((layout) => new RegExp(`^(01)(\\d{14})(21)${layout}$`));

/** Every split of the code by a known layout that keeps the separators still there. */
export function layoutsOf(text: string): Element[][] {
  const flat = text.replaceAll(GS, '');
  return LAYOUTS.flatMap((layout) => {
    const match: readonly (string | undefined)[] | null = layout.exec(flat);
    if (match === null) return [];
    const groups = match.slice(1).filter((group) => group !== undefined);
    const elements: Element[] = [];
    for (let i = 0; i + 1 < groups.length; i += 2) elements.push([groups[i] ?? '', groups[i + 1] ?? '']);
    const needed = separatorOffsets(joinElements(elements));
    return separatorOffsets(text).every((offset) => needed.includes(offset)) ? [elements] : [];
  });
}

/** Where separators stand, counted without them. */
function separatorOffsets(text: string): number[] {
  let offset = 0;
  return text
    .split(GS)
    .slice(0, -1)
    .map((part) => (offset += part.length));
}
