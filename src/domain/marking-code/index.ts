/**
 * Reads what a scanner sent: a marking code (КМ), a product barcode, or something else. Pure, total, blind to product
 * groups (reference/marking-codes.md §10). Never changes case, never pads, never trims inside.
 */
import { GS } from './alphabet.ts';
import { layoutsOf } from './elements.ts';
import { isCrypto, readGs1 } from './gs1.ts';
import { GS_DIGITS, REPAIRS, seamOf, trimEdges } from './normalise.ts';
import { readOther } from './other.ts';
import { fromRussianLayout } from './ru-layout.ts';
import { readPack } from './tobacco.ts';
import { damaged, type Reading, type Repair, type Scan } from './types.ts';

export type {
  Damage,
  Element,
  Form,
  InStore,
  MarkingCode,
  OtherForm,
  Product,
  Repair,
  Scan,
  Warning,
} from './types.ts';
export { hasCheckDigit } from './check-digit.ts';

/** Three of the longest codes the ККТ takes (tag 2000, 256 bytes): more is not one scan. */
const LONGEST_SCAN = 768;

type Mark = Extract<Reading, { kind: 'mark' }>;

const TEXT: Reading = { kind: 'other', form: 'text' };

export function readScan(raw: string): Scan {
  const reading = raw.length > LONGEST_SCAN ? TEXT : readTyped(raw);
  switch (reading.kind) {
    case 'mark':
      return { kind: 'mark', mark: { raw, ...reading.mark } };
    case 'product':
      return reading;
    default:
      return { ...reading, raw };
  }
}

/** Words typed in Russian stay words: the layout is turned back only where that gives a code. */
function readTyped(raw: string): Reading {
  const meant = fromRussianLayout(raw);
  if (meant === undefined) return readRepaired(raw);
  const reading = readRepaired(meant);
  if (reading.kind === 'mark') return repaired(reading, 'ru-layout');
  return reading.kind === 'damaged' && reading.damage !== 'incomplete' ? damaged('layout') : TEXT;
}

/** Tries the scan as it is and after each repair; the readings must agree. */
function readRepaired(raw: string): Reading {
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

  const marks = readings.filter((reading) => reading.kind === 'mark');
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
  if (only !== undefined) return only;

  // Without a mark, the most repaired reading names the damage best, if there was a code at all.
  const isCode = asScanned.kind === 'mark' || asScanned.kind === 'damaged' || repairs.includes('hri');
  const told = isCode ? (readings.at(-1) ?? asScanned) : asScanned;
  const glued = told.kind === 'damaged' ? readGlued(text) : undefined;
  return glued ? repaired(glued, ...prefixed) : told;
}

/** Two scans in one: the same code is taken once, different codes not at all (§1.6). */
function readGlued(text: string): Reading | undefined {
  const seam = seamOf(text);
  if (seam === undefined) return undefined;
  const parts = [readRepaired(text.slice(0, seam)), readRepaired(text.slice(seam))];
  const marks = parts.filter((part) => part.kind === 'mark');
  const [first, second] = marks;
  if (first === undefined || second === undefined) return parts.some(isGlued) ? damaged('glued') : undefined;
  if (first.mark.ki !== second.mark.ki) return damaged('glued');
  return repaired(marks.find(({ mark }) => isCrypto(mark.form)) ?? first, 'doubled');
}

const isGlued = (reading: Reading): boolean => reading.kind === 'damaged' && reading.damage === 'glued';

/** Reads a text whose separators, if any, are GS. */
function readClean(text: string): Reading {
  const known = readOther(text) ?? readPack(text) ?? readGs1(text);
  if (known !== undefined) return known;
  const [word = ''] = text.split(/\s/, 1);
  const looksLikeCode = text.includes(GS) || /^01\d{14}/.test(text) || (/^\d{13}\S{7,}$/.test(word) && /\D/.test(word));
  return looksLikeCode ? damaged('incomplete') : TEXT;
}

/** Puts repairs made outside before those the reader made itself, each once. */
function repaired(reading: Reading, ...repairs: Repair[]): Reading {
  if (reading.kind !== 'mark' || repairs.length === 0) return reading;
  return { kind: 'mark', mark: { ...reading.mark, repairs: [...new Set([...repairs, ...reading.mark.repairs])] } };
}
