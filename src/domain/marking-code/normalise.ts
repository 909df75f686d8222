/** Ways a scan differs from the code it carries, and the ways back (reference/marking-codes.md §1.6, §10). */
import { GS } from './alphabet.ts';
import { hasCheckDigit } from './check-digit.ts';
import type { Repair } from './types.ts';

/** Whitespace (the byte order mark is one), zero-width space, FNC1 as 0xE8, and every control character: STX and ETX frame a scan, EOT or NUL end it. */
const EDGE = '\\s\\u200B\\u0000-\\u001F\\u007F\\u00E8';
const AIM = '\\][A-Za-z]\\d';
/** Of extended channel interpretations, sent behind an AIM identifier (ISO/IEC 15424): the character set, U+005C and six digits. */
const ECI = '\\\\\\d{6}';
/** Before a code also AIM symbology identifiers, the apostrophe of a spreadsheet, and the start character of Code 39: no code begins with either. */
const LEADING = new RegExp(`^(?:[${EDGE}'*]|${AIM}|${ECI})+`);

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

/** What text programs and their fonts put in place of the signs of a serial; each stands for one sign. */
const TYPOGRAPHY: readonly (readonly [RegExp, string])[] = [
  [/[\u201c-\u201f\u2033\u2036\u00ab\u00bb]/g, '"'],
  [/[\u2018-\u201b\u2032\u2035]/g, "'"],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\u2024/g, '.'],
  [/\u2044|\u2215/g, '/'],
];
/** The same of East Asian fonts: U+FF01 to U+FF5E are U+0021 to U+007E. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const PLAIN = /^[\x00-\x7f]*$/;
const untypeset = (text: string): string =>
  PLAIN.test(text)
    ? text
    : TYPOGRAPHY.reduce((plain, [sign, meant]) => plain.replace(sign, meant), text).replace(FULL_WIDTH, (sign) =>
        String.fromCharCode(sign.charCodeAt(0) - 0xfee0),
      );

/** The typographic signs of `text`, each once. */
export const typographyOf = (text: string): string =>
  [...new Set(text)].filter((sign) => untypeset(sign) !== sign).join('');

const AFTER_GTIN = new RegExp(`^(01\\d{14})${GS}`);

/** Puts the first 0 of AI 01 back where the check digit of the GTIN proves it. */
export function withLeadZero(text: string): string {
  return /^1\d{14}21/.test(text) && hasCheckDigit(text.slice(1, 15)) ? `0${text}` : text;
}

/** Repairs to try one after another; each gives back its argument when it does not apply. */
export const REPAIRS: readonly (readonly [Repair, (text: string) => string])[] = [
  [
    'hri',
    (text) =>
      /^\(0[0-2]\)\d{14}/.test(text) ? text.replace(HRI_AI, `${GS}$1`).slice(1).replace(AFTER_GTIN, '$1') : text,
  ],
  ['typography', untypeset],
  // What can only be a separator comes before what may be spelled in a serial, so that there is a reading without the second.
  ['gs-control', (text) => text.replace(GS_CONTROL, GS)],
  ['gs-text', (text) => trimEdges(text.replace(GS_TEXT, GS)).text],
  ['lead-zero', withLeadZero],
];

/**
 * Alt+029 typed while the system did not hold Alt: digits that could be data as well. So only where no separator came whole and an AI follows;
 * whether one reading alone fits is for the reader to see.
 */
export const GS_DIGITS: readonly RegExp[] = ['029', '29'].map(
  (digits) => new RegExp(`${digits}(?=9[123]|8005|240|310[0-5]|7003)(?<=^01\\d{14}21.+${digits})`, 'g'),
);

/** No code that may be scanned twice in one is shorter: EAN-8. */
const SHORTEST_HALF = 8;
/** The same text twice, with or without what ends a scan in between. */
const TWICE = new RegExp(`^(.{${SHORTEST_HALF},})(?:[${EDGE}]|${AIM})*\\1$`);
const NEXT = new RegExp(`(?=(?:${AIM})?01(\\d{14})21)`, 'g');
const PACK_LENGTH = 29;

/** Where the first code of a glued or doubled scan ends; undefined where only one is to be seen (§1.6). */
export function seamOf(text: string): number | undefined {
  // Most texts show at a glance that nothing of them comes again.
  const half = text.includes(text.slice(0, SHORTEST_HALF), SHORTEST_HALF) ? TWICE.exec(text)?.[1] : undefined;
  if (half !== undefined) return half.length;
  const line = text.search(/[\r\n]/);
  if (line > 0) return line;
  for (const match of text.matchAll(NEXT)) if (match.index > 0 && hasCheckDigit(match[1] ?? '')) return match.index;
  return hasCheckDigit(text.slice(0, 14)) && hasCheckDigit(text.slice(PACK_LENGTH, PACK_LENGTH + 14))
    ? PACK_LENGTH
    : undefined;
}

/** Product barcodes with a check digit: EAN-8, UPC-A, EAN-13, ITF-14; and a GTIN behind its AI. */
const BARCODE_LENGTHS = [8, 12, 13, 14];
const GTIN_LENGTH = 16;
/** Two of the longest codes the ККТ takes (tag 2000, 256 bytes). */
const LONGEST_PAIR = 512;

/** Where a whole code may end and another begin that `seamOf` does not see: before or behind a barcode or a pack, which hold no sign of their ends. */
export function seamsOf(text: string): readonly number[] {
  if (text.length > LONGEST_PAIR) return [];
  const isStart = (at: number, length: number): boolean => hasCheckDigit(text.slice(at, at + length));
  const behind = [
    ...BARCODE_LENGTHS.filter((length) => isStart(0, length)),
    ...(isStart(0, 14) ? [PACK_LENGTH] : []),
    ...(isStart(2, 14) ? [GTIN_LENGTH] : []),
  ];
  const before = [
    ...BARCODE_LENGTHS.filter((length) => isStart(text.length - length, length)),
    ...(isStart(text.length - PACK_LENGTH, 14) ? [PACK_LENGTH] : []),
    ...(isStart(text.length - 14, 14) ? [GTIN_LENGTH] : []),
  ];
  return [...behind, ...before.map((length) => text.length - length)].filter((at) => at > 0 && at < text.length);
}
