/** Ways a scan differs from the code it carries, and the ways back (reference/marking-codes.md §1.6, §10). */
import { GS } from './alphabet.ts';
import { hasCheckDigit } from './check-digit.ts';
import type { Repair } from './types.ts';

/** Whitespace (the byte order mark is one), zero-width space, FS to US, FNC1 as 0xE8. */
const EDGE = '\\s\\u200B\\u001C-\\u001F\\u00E8';
/** Besides, before the code: AIM symbology identifiers, and the apostrophe of a spreadsheet. */
const LEADING = new RegExp(`^(?:[${EDGE}']|\\][A-Za-z]\\d)+`);

/** Takes off what scanners add around a code. None of it can begin or end one. */
export function trimEdges(raw: string): { text: string; hasPrefix: boolean } {
  let end = raw.length;
  while (end > 0 && isEdge(raw.charAt(end - 1))) end--;
  const prefix = LEADING.exec(raw.slice(0, end))?.[0] ?? '';
  return { text: raw.slice(prefix.length, end), hasPrefix: /[^ \t\r\n]/.test(prefix) };
}

const EDGE_CHARACTER = new RegExp(`[${EDGE}]`);
const isEdge = (character: string): boolean => EDGE_CHARACTER.test(character);

const GS_TEXT = /\\u001d|_x001d_|<fnc1>|\{fnc1\}|\^fnc1|\\x1d|<fcn>|<gs>|\{gs\}|\[gs\]|\(gs\)|%1d|\^\]|\u241d/gi;
const SEPARATOR_LIKE = '\u001e\u001f\u00e8\u0100 |';
/** RS, US, 0xE8 and its mis-decoding, space, bar: outside CSET 82, so never data. */
const GS_CONTROL = new RegExp(`[${SEPARATOR_LIKE}]`, 'g');
/** Only these in brackets are AIs: serials hold brackets, too. */
const HRI_AI = /\((0[0-2]|1[0-7]|21|240|37|3103|7003|8005|9[1-3])\)/g;

const AFTER_GTIN = new RegExp(`^(01\\d{14})${GS}`);

/** Repairs to try one after another; each gives back its argument when it does not apply. */
export const REPAIRS: readonly (readonly [Repair, (text: string) => string])[] = [
  [
    'hri',
    (text) =>
      /^\(0[0-2]\)\d{14}/.test(text)
        ? text.replace(HRI_AI, `${GS}$1`).slice(1).replace(AFTER_GTIN, '$1')
        : text,
  ],
  ['gs-text', (text) => trimEdges(text.replace(GS_TEXT, GS)).text],
  ['gs-control', (text) => text.replace(GS_CONTROL, GS)],
  ['lead-zero', (text) => (/^1\d{14}21/.test(text) && hasCheckDigit(text.slice(1, 15)) ? `0${text}` : text)],
];
