/** Two scans in one: the same code is taken once, different codes not at all (reference/marking-codes.md §1.6). */
import { BASE_64 } from './alphabet.ts';
import { isCrypto } from './gs1.ts';
import { seamOf, seamsOf } from './normalise.ts';
import { damaged, repaired, type Reading } from './types.ts';

/** Reads a part of a scan as if it were one. */
type Read = (part: string) => Reading;

/** What `text`, which reads as nothing, is as two codes. `deeply`: barcodes and packs in it are looked for, too. */
export function readGlued(text: string, deeply: boolean, readPart: Read): Reading | undefined {
  const read = eachOnce(readPart);
  const seam = seamOf(text);
  if (seam !== undefined) {
    const parts = [read(text.slice(0, seam)), read(text.slice(seam))];
    const marks = parts.filter((part) => part.kind === 'mark');
    const [first, second] = marks;
    if (first !== undefined && second !== undefined && first.mark.ki === second.mark.ki)
      return repaired(marks.find(({ mark }) => isCrypto(mark.form)) ?? first, 'doubled');
    if (marks.length > 1 || parts.some(isGlued) || parts.every(isCode)) return damaged('glued');
  }
  return deeply && placeOfSeam(text, read) !== undefined ? damaged('glued') : undefined;
}

/** Halves of a doubled scan are the same text, and each is asked for in several ways. */
function eachOnce(read: Read): Read {
  const known = new Map<string, Reading>();
  return (part) => {
    const reading = known.get(part) ?? read(part);
    known.set(part, reading);
    return reading;
  };
}

/** Where one whole code ends and another begins, UTF-16 units of the text; undefined where that is not certain. */
export function placeOfSeam(text: string, read: Read): number | undefined {
  const seam = seamOf(text);
  return [...(seam === undefined ? [] : [seam]), ...seamsOf(text)].find((at) => isSeam(text, at, read));
}

/** What a scanner may send between two codes, besides what `trimEdges` takes off. */
const BEHIND = new RegExp(`(?:\\][A-Za-z]\\d|[^A-Za-z\\d${BASE_64}]{1,3})$`);
const BEFORE = /^[^A-Za-z\d]{1,3}/;

function isSeam(text: string, at: number, read: Read): boolean {
  const [first, second] = [text.slice(0, at), text.slice(at)];
  const code = (part: string, bare: string): Reading | undefined => [...new Set([part, bare])].map(read).find(isCode);
  // The shorter one tells sooner.
  const right = code(second, second.replace(BEFORE, ''));
  const left = right && code(first, first.replace(BEHIND, ''));
  if (left === undefined) return false;
  // Twelve digits beside eight are twenty digits: UPC-A is rare, and comes as EAN-13 from most scanners.
  const lengths = [left, right].map((reading) => (reading?.kind === 'product' ? reading.barcode.length : 0));
  return !(lengths.includes(12) && lengths.includes(8));
}

const isGlued = (reading: Reading): boolean => reading.kind === 'damaged' && reading.damage === 'glued';

/** A whole code, or several. */
const isCode = (reading: Reading): boolean =>
  reading.kind === 'product' || isGlued(reading) || (reading.kind === 'mark' && isCrypto(reading.mark.form));
