/** The two code pages of ШТРИХ-М (kkt-shtrih.md §2.1): cp1251 in fields of commands, CP866 inside TLV. The browser has tables to read them, none to write. */

export interface CodePage {
  /** One byte per character. What the page lacks becomes the nearest it has, else "?"; control characters become spaces. */
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Code points of bytes 80…FF. 98h has no meaning in cp1251. */
const upper1251 = [
  0x0402,
  0x0403,
  0x201a,
  0x0453,
  0x201e,
  0x2026,
  0x2020,
  0x2021,
  0x20ac,
  0x2030,
  0x0409,
  0x2039,
  0x040a,
  0x040c,
  0x040b,
  0x040f,
  0x0452,
  0x2018,
  0x2019,
  0x201c,
  0x201d,
  0x2022,
  0x2013,
  0x2014,
  0x0098,
  0x2122,
  0x0459,
  0x203a,
  0x045a,
  0x045c,
  0x045b,
  0x045f,
  0x00a0,
  0x040e,
  0x045e,
  0x0408,
  0x00a4,
  0x0490,
  0x00a6,
  0x00a7,
  0x0401,
  0x00a9,
  0x0404,
  0x00ab,
  0x00ac,
  0x00ad,
  0x00ae,
  0x0407,
  0x00b0,
  0x00b1,
  0x0406,
  0x0456,
  0x0491,
  0x00b5,
  0x00b6,
  0x00b7,
  0x0451,
  0x2116,
  0x0454,
  0x00bb,
  0x0458,
  0x0405,
  0x0455,
  0x0457,
  ...range(0x0410, 0x044f),
];
const upper866 = [
  ...range(0x0410, 0x043f),
  0x2591,
  0x2592,
  0x2593,
  0x2502,
  0x2524,
  0x2561,
  0x2562,
  0x2556,
  0x2555,
  0x2563,
  0x2551,
  0x2557,
  0x255d,
  0x255c,
  0x255b,
  0x2510,
  0x2514,
  0x2534,
  0x252c,
  0x251c,
  0x2500,
  0x253c,
  0x255e,
  0x255f,
  0x255a,
  0x2554,
  0x2569,
  0x2566,
  0x2560,
  0x2550,
  0x256c,
  0x2567,
  0x2568,
  0x2564,
  0x2565,
  0x2559,
  0x2558,
  0x2552,
  0x2553,
  0x256b,
  0x256a,
  0x2518,
  0x250c,
  0x2588,
  0x2584,
  0x258c,
  0x2590,
  0x2580,
  ...range(0x0440, 0x044f),
  0x0401,
  0x0451,
  0x0404,
  0x0454,
  0x0407,
  0x0457,
  0x040e,
  0x045e,
  0x00b0,
  0x2219,
  0x00b7,
  0x221a,
  0x2116,
  0x00a4,
  0x25a0,
  0x00a0,
];

/** What names of goods hold that a page may lack → how a cashier would type it. */
const nearest: readonly (readonly [characters: string, instead: string])[] = [
  ['\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033', '"'],
  ['\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u02bc\u0060\u00b4', "'"],
  ['\u2010\u2011\u2012\u2013\u2014\u2015\u2212', '-'],
  ['\u2026', '...'],
  ['\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f', ' '],
  ['\u00ad\u200b\u200c\u200d\u2060\ufeff', ''],
  ['\u00d7\u2715', 'x'],
  ['\u2022\u00b7\u2219', '*'],
  ['\u2116', 'N'],
  ['\u00ae', '(R)'],
  ['\u00a9', '(C)'],
  ['\u2122', '(TM)'],
  ['\u00b2', '2'],
  ['\u00b3', '3'],
  ['\u00bd', ' 1/2'],
  ['\u00bc', ' 1/4'],
  ['\u00be', ' 3/4'],
  ['\u0456', 'i'],
  ['\u0406', 'I'],
  ['\u20ac', 'EUR'],
  ['\u20bd', '\u0440'],
];
const instead = new Map(
  nearest.flatMap(([characters, text]) => Array.from(characters, (character) => [character, text] as const)),
);

function codePage(upper: readonly number[]): CodePage {
  const characters = [...range(0, 0x7f), ...upper].map((code) => String.fromCodePoint(code));
  const bytes = new Map(characters.map((character, byte) => [character, byte]));
  const encodeOne = (character: string): number[] => {
    if (character < ' ') return [0x20];
    const byte = bytes.get(character);
    if (byte !== undefined) return [byte];
    const other = instead.get(character);
    return other === undefined ? [0x3f] : Array.from(other).flatMap(encodeOne);
  };
  return {
    // Composed first: a letter and its breve typed apart are one byte.
    encode: (text) => Uint8Array.from(Array.from(text.normalize('NFC')).flatMap(encodeOne)),
    decode: (read) => Array.from(read, (byte) => characters[byte]).join(''),
  };
}

export const cp1251 = codePage(upper1251);
export const cp866 = codePage(upper866);

/** Text of a field of a command or a table: it ends at the first zero. */
export function fieldText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return cp1251.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
