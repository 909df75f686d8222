/** A scan that passed through a text format on its way: its signs are escaped, the separator with them or not (reference/marking-codes.md §1.6). */
import { own } from '../base/own.ts';
import { GS } from './alphabet.ts';

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,4})|#x([0-9a-f]{1,4}));/gi;
/** Formats escape all or nothing: what is there unescaped shows that the rest is data. */
const BARE_IN_XML = /<|&(?!(?:lt|gt|amp|quot|apos|#\d{1,4}|#x[0-9a-f]{1,4});)/i;
const BARE_IN_URL = /["<> |\u001d-\u001f]|%(?![0-9a-f]{2})/i;
const SEPARATOR_IN_XML = /&#(?:0*29|x0*1d);/i;

const character = (code: string, base: number): string => String.fromCharCode(parseInt(code, base));

function fromXml(text: string): string {
  if (BARE_IN_XML.test(text) || (text.includes(GS) && SEPARATOR_IN_XML.test(text))) return text;
  return text.replace(
    ENTITY,
    (whole, name: string | undefined, decimal: string | undefined, hex: string | undefined) => {
      if (name !== undefined) return own(NAMED, name.toLowerCase()) ?? whole;
      return decimal !== undefined ? character(decimal, 10) : character(hex ?? '', 16);
    },
  );
}

/** Signs are escaped here only where the separator is, too: "%22" is the end of a serial once in ten thousand codes. */
function fromUrl(text: string): string {
  if (!/%1d/i.test(text) || BARE_IN_URL.test(text)) return text;
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => character(hex, 16));
}

/** Quoted strings of JSON and C, likewise. */
const fromString = (text: string): string => (/\\(?:u00|x)1d/i.test(text) ? text.replace(/\\(["'/\\])/g, '$1') : text);

/** Escaped more than twice is no mistake of a program any more. */
const DEPTH = 3;

/** What `text` was before it was escaped, by each format that leaves another text. */
export function unescapings(text: string): readonly string[] {
  if (!/&[a-z#]|%1d|\\/i.test(text)) return [];
  const texts = [fromXml, fromUrl, fromString].map((undo) => {
    let undone = text;
    for (let depth = 0; depth < DEPTH; depth++) undone = undo(undone);
    return undone;
  });
  return [...new Set(texts)].filter((undone) => undone !== text);
}
