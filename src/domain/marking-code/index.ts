/**
 * Reads what a scanner sent: a marking code (КМ), a product barcode, or something else. Pure, total, blind to product
 * groups (reference/marking-codes.md §10). Never changes case, never pads, never trims inside.
 */
import { BASE_64, GS } from './alphabet.ts';
import { layoutsOf, valueOf } from './elements.ts';
import { unescapings } from './escaped.ts';
import { placeOfSeam, readGlued } from './glued.ts';
import { isCrypto, isFull, readGs1 } from './gs1.ts';
import { GS_DIGITS, REPAIRS, seamOf, trimEdges, withLeadZero } from './normalise.ts';
import { readOther } from './other.ts';
import { fromRussianLayout } from './ru-layout.ts';
import { doubtfulEnd, isAlien, isSpelling, Likeness, standIns, type StandIn } from './stand-in.ts';
import { readPack } from './tobacco.ts';
import { damaged, repaired, type Mark, type Reading, type Repair, type Scan } from './types.ts';

export type { Damage, Element, Form, MarkingCode, OtherForm, Product, Repair, Scan, Warning } from './types.ts';
export { hasCheckDigit } from './check-digit.ts';

/** Three of the longest codes the ККТ takes (tag 2000, 256 bytes): more is not one scan. */
const LONGEST_SCAN = 768;

/** `depth`: in how many glued scans this one stands. */
interface How extends Required<Scanner> {
  readonly depth: number;
}

/** Codes inside codes are looked for so deep: three scans in one. */
const GLUE_DEPTH = 2;

const TEXT: Reading = { kind: 'other', form: 'text' };

/** What is known of the scanner from its other scans. */
export interface Scanner {
  /** It sends no separators, and nothing in their place (`habitAfter`): a serial never ends in a stand-in. */
  readonly dropsSeparators?: boolean;
}

/** Reads `raw`, all that came between two terminators. */
export function readScan(raw: string, { dropsSeparators = false }: Scanner = {}): Scan {
  const how: How = { dropsSeparators, depth: 0 };
  const reading = raw.length > LONGEST_SCAN ? TEXT : readTyped(raw, how);
  switch (reading.kind) {
    case 'mark':
      return isSettled(reading, raw, how)
        ? { kind: 'mark', mark: { raw, ...reading.mark } }
        : { kind: 'damaged', damage: 'ambiguous', raw };
    case 'product':
      return reading;
    default:
      return { ...reading, raw };
  }
}

/** Whether the code that was made of a scan reads as itself: a spelled separator that became a part of the serial is one more doubt, and no mark. */
function isSettled({ mark: { code, ki } }: Mark, raw: string, how: How): boolean {
  if (code === raw) return true;
  const again = readTyped(code, how);
  return again.kind === 'mark' && again.mark.ki === ki && again.mark.repairs.length === 0;
}

/** Words typed in Russian stay words: the layout is turned back only where that gives a code. */
function readTyped(raw: string, how: How): Reading {
  const meant = fromRussianLayout(raw);
  if (meant === undefined) return readEscaped(raw, how);
  const reading = readEscaped(meant, how);
  if (reading.kind === 'mark') return repaired(reading, 'ru-layout');
  return reading.kind === 'damaged' && reading.damage !== 'incomplete' ? damaged('layout') : TEXT;
}

/** Reads the scan as it came and as it was before a text format escaped its signs. Of two codes the second counts, and only where no layout has the first. */
function readEscaped(raw: string, how: How): Reading {
  const asScanned = readRepaired(raw, how);
  const before = unescapings(raw)
    .map((text) => repaired(readRepaired(text, how), 'escaped'))
    .filter((reading) => reading.kind === 'mark')
    .filter(({ mark }) => isCrypto(mark.form));
  // What was unescaped may be the separator itself, and then it is in the same doubt: "&#29;" behind a ";".
  const ways = before.length > 0 ? waysOf(trimEdges(raw).text) : [];
  const marks = [asScanned, ...before.filter((reading) => !isEndOfStandIn(reading, ways))].filter(
    (reading) => reading.kind === 'mark',
  );
  if (new Set(marks.map(({ mark }) => mark.ki)).size <= 1) return marks[0] ?? asScanned;
  const known = marks.filter(isKnown);
  const isOne = new Set(known.map(({ mark }) => mark.ki)).size === 1 && known[0] !== asScanned;
  return isOne ? (known[0] ?? asScanned) : damaged('ambiguous');
}

const isKnown = ({ mark }: Mark): boolean => mark.form === 'pack' || layoutsOf(mark.code).length > 0;

/** Tries the scan as it is and after each repair; the readings must agree. */
function readRepaired(raw: string, how: How): Reading {
  const { text, prefix } = trimEdges(raw);
  const prefixed: readonly Repair[] = /[^ \t\r\n]/.test(prefix) ? ['prefix'] : [];
  const repairs = [...prefixed];
  const asScanned = readClean(text);
  const readings = [repaired(asScanned, ...repairs)];
  let repairedText = text;
  for (const [repair, apply] of REPAIRS) {
    const next = apply(repairedText);
    if (next === repairedText) continue;
    repairedText = next;
    repairs.push(repair);
    readings.push(repaired(readClean(next), ...repairs));
  }
  for (const digits of repairedText.includes(GS) ? [] : GS_DIGITS) {
    const reading = readClean(repairedText.replace(digits, GS));
    // Digits prove nothing by themselves: the code must have the serial of a known layout, as if the separator was lost.
    if (reading.kind === 'mark' && layoutsOf(reading.mark.code).length > 0)
      readings.push(repaired(reading, ...repairs, 'gs-digits'));
  }
  const ways = waysOf(text);
  const inserted = onlyOf(ways);
  if (inserted) readings.push(repaired(inserted.reading, ...prefixed));

  const found = readings.filter((reading) => reading.kind === 'mark');
  // A serial restored where it may end in a stand-in is no reading to rely on, and makes others doubtful.
  const doubtful = how.dropsSeparators ? [] : found.filter(mayEndInStandIn);
  const marks = found.filter((reading) => !doubtful.includes(reading));
  const whole = marks.filter(({ mark }) => isCrypto(mark.form));
  // What is spelled could also be of a serial: a separator written out proves more than one put where a layout would have it, but no more than those that came.
  const isWritten = ({ mark }: Mark): boolean => mark.repairs.includes('gs-text');
  const isProven = (reading: Mark): boolean =>
    isWritten(reading) || (reading.mark.code.includes(GS) && !reading.mark.repairs.includes('gs-restored'));
  const proven = whole.some(isWritten) ? whole.filter(isProven) : whole;
  const best =
    [proven, repairs.includes('gs-text') ? marks.filter(isProven) : marks].find((some) => some.length > 0) ?? [];
  const [only] = best;
  if (new Set(best.map(({ mark }) => mark.ki)).size > 1) return damaged('ambiguous');
  const isBare = inserted?.standIn.like === Likeness.bare && inserted.reading.mark.ki === only?.mark.ki;
  const isSure = only !== undefined && isKnown(only) && isWritten(only) && !isBare;
  if (!isSure && doubtful.some(({ mark }) => mark.ki !== only?.mark.ki)) return damaged('gs-unclear');
  if (only !== undefined && mayHideStandIn(only, ways)) return damaged('ambiguous');
  if (only !== undefined) return only;

  // Without a mark, the most repaired reading names the damage best, if there was a code at all.
  const isCode = asScanned.kind === 'mark' || asScanned.kind === 'damaged' || repairs.includes('hri');
  const told = isCode ? (readings.filter(({ kind }) => kind !== 'mark').at(-1) ?? asScanned) : asScanned;
  if (told.kind === 'product' || (told.kind === 'other' && told.form !== 'text')) return told;
  const glued = readGlued(text, how.depth < GLUE_DEPTH, (part) => readRepaired(part, { ...how, depth: how.depth + 1 }));
  if (glued) return repaired(glued, ...prefixed);
  return isFramed(text) ? damaged('framed') : told;
}

const mayEndInStandIn = (reading: Mark): boolean => doubtIn(reading) !== undefined;

/** Of a code whose only separator was restored: what at the end of its serial may be a stand-in for it. */
function doubtIn({ mark: { code, ki, serial, elements, repairs } }: Mark): string | undefined {
  const [tail, ...more] = code.slice(ki.length).split(GS).slice(1);
  // With two separators a stand-in would stand before the second one, too.
  if (tail === undefined || more.length > 0 || !repairs.includes('gs-restored')) return undefined;
  // The price of a block may read as the end of a serial and a key.
  const price = /.8005\d{6}$/.exec(serial + tail);
  if (price && valueOf(elements, '8005') === undefined) return price[0].charAt(0);
  const start = ki.slice(0, ki.length - serial.length);
  return doubtfulEnd(serial, (length) => layoutsOf(start + serial.slice(0, length) + GS + tail).length > 0);
}

/** What may stand for the separator in a scan that reads as `gs-unclear`. */
export function doubtOf(body: string): string | undefined {
  const reading = readClean(withLeadZero(body));
  return reading.kind === 'mark' ? doubtIn(reading) : undefined;
}

interface Way {
  readonly reading: Mark;
  readonly standIn: StandIn;
}

const WHOLE: How = { dropsSeparators: false, depth: GLUE_DEPTH };

/** What stands before a code that begins as one, if it is no digit's end. */
const LEAD = /^\D.{0,23}?(?=01\d{14}21)/;

/** The whole codes that `text` is with a stand-in for all of its separators, and the same before the first field where FNC1 was sent, too (§1.2). */
function waysOf(text: string): readonly Way[] {
  const lead = LEAD.exec(text)?.[0] ?? '';
  const whole = withLeadZero(text.slice(lead.length));
  const moved = whole.length - text.length;
  return standIns(whole).flatMap((standIn) => {
    if (lead !== '' && standIn.token !== lead) return [];
    // With separators there is nothing left to repair, or there are two readings again.
    const reading = readRepaired(standIn.text, WHOLE);
    if (reading.kind !== 'mark' || !isCrypto(reading.mark.form) || reading.mark.repairs.length > 0) return [];
    if (reading.mark.warnings.some((warning) => warning === 'field-format' || warning === 'gtin-check-digit'))
      return [];
    // Digits stand twice by chance; fields of open length are of no layout, and two of the crypto part are proof enough.
    if (!isKnown(reading) && (!standIn.repeated || !isFull(reading.mark.form))) return [];
    // A spelling that the serial holds as well is data there or here.
    if (standIn.token.length > 1 && reading.mark.serial.includes(standIn.token)) return [];
    const flags: Repair[] = [
      isAlien(standIn.token) ? 'gs-control' : 'gs-text',
      ...(moved > 0 ? (['lead-zero'] as const) : []),
      ...(lead === '' ? [] : (['prefix'] as const)),
    ];
    return [{ reading: repaired(reading, ...flags), standIn: { ...standIn, at: standIn.at - moved } }];
  });
}

/** The one way that is left: of those that show a stand-in most clearly, and none where two do. */
function onlyOf(ways: readonly Way[]): Way | undefined {
  const repeated = ways.filter(({ standIn }) => standIn.repeated);
  const plain = ways.filter(({ standIn }) => standIn.like === Likeness.plain);
  const clearest = [repeated, plain].find((some) => some.length > 0) ?? ways;
  const [only] = clearest;
  return clearest.length === 1 && only !== undefined && only.standIn.like >= Likeness.bare ? only : undefined;
}

/** Whether a mark was read by what came in place of a separator, and that may be the end of a longer stand-in. */
const mayHideStandIn = (reading: Mark, ways: readonly Way[]): boolean =>
  reading.mark.repairs.some((repair) => repair === 'gs-text' || repair === 'gs-control' || repair === 'gs-digits') &&
  isEndOfStandIn(reading, ways);

/** "(29)" of "CHAR(29)" or of "%(29)": its beginning is no part of the serial then. */
const isEndOfStandIn = ({ mark }: Mark, ways: readonly Way[]): boolean =>
  ways.some(
    ({ reading, standIn }) =>
      isSpelling(standIn.token) && reading.mark.gtin === mark.gtin && reading.mark.serial.length < mark.serial.length,
  );

/** Where the separators should be, and what came there instead; undefined where the reader found nothing of the kind. */
export function standInOf(body: string): StandIn | undefined {
  return onlyOf(waysOf(body))?.standIn;
}

/** Where the first code of a glued or doubled scan ends, UTF-16 units of the text; undefined where nobody can tell. */
export const seamIn = (body: string): number | undefined =>
  placeOfSeam(body, (part) => readRepaired(part, { ...WHOLE, depth: 1 })) ?? seamOf(body);

/** More on either side is another code, not a sign or two that a scanner was told to add. */
const FRAMES = [/^[^\d\s]{1,3}(?=\d{14})/, new RegExp(`[^${BASE_64}]{1,3}$`)];

/** Whether a whole code is left without what a scanner adds to it. */
function isFramed(text: string): boolean {
  const inner = FRAMES.reduce((rest, frame) => rest.replace(frame, ''), text);
  if (inner === text) return false;
  const reading = readClean(inner);
  return reading.kind === 'mark' && isCrypto(reading.mark.form) && reading.mark.warnings.length === 0;
}

/** Reads a text whose separators, if any, are GS. */
function readClean(text: string): Reading {
  const known = readOther(text) ?? readPack(text) ?? readGs1(text);
  if (known !== undefined) return known;
  const [word = ''] = text.split(/\s/, 1);
  const looksLikeCode = text.includes(GS) || /^01\d{14}/.test(text) || (/^\d{13}\S{7,}$/.test(word) && /\D/.test(word));
  return looksLikeCode ? damaged('incomplete') : TEXT;
}
