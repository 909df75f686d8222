/** Ways a scan differs from the code it carries, and the ways back (reference/marking-codes.md §1.6, §10). */
import { GS } from './alphabet.ts';
import { hasCheckDigit } from './check-digit.ts';
import type { Repair } from './types.ts';

/** Whitespace (the byte order mark is one), zero-width space, FNC1 as 0xE8, and every control character: STX and ETX frame a scan, EOT or NUL end it. */
const EDGE = '\\s\\u200B\\u0000-\\u001F\\u007F\\u00E8';
const AIM = '\\][A-Za-z]\\d';
/** Before a code also AIM symbology identifiers, and the apostrophe of a spreadsheet. */
const LEADING = new RegExp(`^(?:[${EDGE}']|${AIM})+`);

/** Takes off what scanners add around a code. None of it can begin or end one. */
export function trimEdges(raw: string): { readonly text: string; readonly prefix: string; readonly suffix: string } {
  let end = raw.length;
  while (end > 0 && isEdge(raw.charAt(end - 1))) end--;
  const prefix = LEADING.exec(raw.slice(0, end))?.[0] ?? '';
  return { text: raw.slice(prefix.length, end), prefix, suffix: raw.slice(end) };
}

const EDGE_CHARACTER = new RegExp(`[${EDGE}]`);
const isEdge = (character: string): boolean => EDGE_CHARACTER.test(character);

/** All that public samples show, whatever their case; the longest of two that begin alike comes first (§10 rule 3). */
export const GS_TEXT = /\\u001d|_x001d_|<fnc1>|\{fnc1\}|\^fnc1|\\x1d|<fcn>|<gs>|\{gs\}|\[gs\]|\(gs\)|%1d|\^\]|\u241d/gi;
const SEPARATOR_LIKE = '\u001e\u001f\u00e8\u0100 |';
/** RS, US, 0xE8 and its mis-decoding, space, bar: outside CSET 82, so never data. */
export const GS_CONTROL = new RegExp(`[${SEPARATOR_LIKE}]`, 'g');
/** Only these in brackets are AIs: serials hold brackets, too. */
const HRI_AI = /\((0[0-2]|1[0-7]|21|240|37|310[0-5]|7003|8005|9[1-3])\)/g;

const AFTER_GTIN = new RegExp(`^(01\\d{14})${GS}`);

/** Repairs to try one after another; each gives back its argument when it does not apply. */
export const REPAIRS: readonly (readonly [Repair, (text: string) => string])[] = [
  [
    'hri',
    (text) =>
      /^\(0[0-2]\)\d{14}/.test(text) ? text.replace(HRI_AI, `${GS}$1`).slice(1).replace(AFTER_GTIN, '$1') : text,
  ],
  // What can only be a separator comes before what may be spelled in a serial, so that there is a reading without the second.
  ['gs-control', (text) => text.replace(GS_CONTROL, GS)],
  ['gs-text', (text) => trimEdges(text.replace(GS_TEXT, GS)).text],
  ['lead-zero', (text) => (/^1\d{14}21/.test(text) && hasCheckDigit(text.slice(1, 15)) ? `0${text}` : text)],
];

/**
 * Alt+029 typed while the system did not hold Alt: digits that could be data as well. So only where no separator came whole and an AI follows;
 * whether one reading alone fits is for the reader to see.
 */
export const GS_DIGITS: readonly RegExp[] = ['029', '29'].map(
  (digits) => new RegExp(`${digits}(?=9[123]|8005|240|310[0-5]|7003)(?<=^01\\d{14}21.+${digits})`, 'g'),
);

/** The same text twice, with or without what ends a scan in between. */
const TWICE = new RegExp(`^(.{8,})(?:[${EDGE}]|${AIM})*\\1$`);
const NEXT = new RegExp(`(?=(?:${AIM})?01(\\d{14})21)`, 'g');
const PACK_LENGTH = 29;

/** Where the first code of a glued or doubled scan ends; undefined where only one is to be seen (§1.6). */
export function seamOf(text: string): number | undefined {
  const half = TWICE.exec(text)?.[1];
  if (half !== undefined) return half.length;
  const line = text.search(/[\r\n]/);
  if (line > 0) return line;
  for (const match of text.matchAll(NEXT)) if (match.index > 0 && hasCheckDigit(match[1] ?? '')) return match.index;
  return hasCheckDigit(text.slice(0, 14)) && hasCheckDigit(text.slice(PACK_LENGTH, PACK_LENGTH + 14))
    ? PACK_LENGTH
    : undefined;
}
