/**
 * What comes where the separator should be. The set of spellings is open (names, numbers of any base, brackets, escapes of every language,
 * pictures, one sign), so a spelling is not looked up: the layouts of marking codes (reference/marking-codes.md §1.3, §1.4) say where a separator
 * must be, and what stands there is the stand-in. Its look counts only where one place alone shows it.
 */
import { CSET_82, GS } from './alphabet.ts';

/** How much a text looks like a separator spelled out. */
export const Likeness = {
  /** Data looks so by chance as often as not. */
  none: 0,
  /** It may be one. No code is to be read as if it were data, nor as if it were a separator. */
  possible: 1,
  /** A name or a number of the separator, bare: it is one where it cannot be data. */
  bare: 2,
  /** Brackets, an escape, or a character that no code can hold. */
  plain: 3,
} as const;
export type Likeness = (typeof Likeness)[keyof typeof Likeness];

/** Names of the separator and of its neighbours that scanners and guides confuse it with. */
const NAME = '(?:gs1?|fnc[-_ ]?[1-4]?|fn1|fcn|f1|f8|rs|us|fs|(?:group)?[-_ ]?sep(?:arator)?|group|tab)';
/** U+001D in base 16, 10 and 8, and what languages put before it. */
const DIGITS = '0*(?:1dh?|29d?|35o?)';
const NUMBER = `(?:(?:\\\\*[xu]|0[xd]|u\\+|\\\\*[do]|&h|\\$|#|#x|char|chr|asc|alt\\+?)?(?:${DIGITS}|\\(${DIGITS}\\)|\\{${DIGITS}\\}))`;
const WORD = `(?:${NAME}|${NUMBER})`;
/** What people put before the number in words, and names of what comes in place of the separator by mistake. Letters, so data as often as not. */
const SAID = `(?:(?:ascii|code|dec(?:imal)?|hex|octal|oct|h|${NAME})[-_ :=]?(?:${DIGITS}|\\(${DIGITS}\\))|${DIGITS}[-_ :=]?${NAME}|1dx|delim(?:iter)?|dlm|spa?ce?)`;
/** A sign of the alphabet of serials, and a character outside of it. */
const SIGN = '[!"%&\'()*+,\\-./:;<=>?_]';
const ALIEN = `[^${CSET_82}${GS}]`;

const either = (...patterns: readonly string[]): RegExp => new RegExp(`^(?:${patterns.join('|')})$`, 'iu');

const PLAIN = either(
  `<\\/?${WORD}\\/?>`,
  `<<${WORD}>>`,
  `\\(${WORD}\\)`,
  `\\(\\(${WORD}\\)\\)`,
  `(?<wrap>${SIGN}|${ALIEN})${WORD}\\k<wrap>`,
  `&(?:amp;)*(?:#0*29|#x0*1d|gs|fnc1);`,
  `&(?:amp;)*lt;${WORD}&(?:amp;)*gt;`,
  '%(?:25)*1d',
  // No data begins so: brackets round a word that nobody knows, escapes, control pictures, arrows, a sign of the scanner's own.
  `[$#%\\\\]?[[{]{1,2}[^[\\]{}]{1,16}[\\]}]{1,2}`,
  `${ALIEN}{1,4}(?:(?:${WORD}|[a-z0-9]{1,2}|\\(${WORD}\\)|<${WORD}>)${ALIEN}{0,3})?`,
);
const BARE = either(
  'gs',
  'fnc[-_ ]?1',
  'fn1',
  'fcn',
  '(?:group[-_ ]?)?sep(?:arator)?',
  '(?:0x|x|u\\+|u)0*1d',
  '0d0*29',
  'ctrl[-+ ]?\\]',
  '=1d',
  '%u001d',
  '&(?:amp;)*#(?:0*29|x0*1d)',
  'cha?r\\$?\\(29\\)',
  'alt\\+?0?29',
  "x'1d'",
);
const NEAR = `${SIGN}{0,3}(?:${WORD}|${SAID})${SIGN}{0,3}`;
const POSSIBLE = either(SIGN, NEAR, `${SIGN}.*${SIGN}`, `${SIGN}{0,3}(?:>8|_1)`);
const NAMED = either(NEAR);
const SIGNS = new RegExp(`^${SIGN}{1,3}`);

/** How much `text` looks like a separator spelled out. */
export function likeness(text: string): Likeness {
  if (PLAIN.test(text)) return Likeness.plain;
  if (BARE.test(text)) return Likeness.bare;
  return POSSIBLE.test(text) || isSigned(text) ? Likeness.possible : Likeness.none;
}

/**
 * What scanners do send for the separator (public samples, reference/marking-codes.md §1.6), closed on both sides by what is no name: a sign before it is of the
 * serial. So is one before a foreign character, which spells nothing. Round brackets and bare digits come behind signs in too many languages.
 */
const WHOLE = /^(?:\\u001d|\\x1d|_x001d_|%1d|<(?:gs|fnc1|fcn)>|\{(?:gs|fnc1)\}|\[gs\]|\^fnc1)$/i;
const isWhole = (text: string): boolean =>
  WHOLE.test(text) || (isAlien(text) && (text.length === 1 || !/\p{L}/u.test(text)));

/** Signs before a spelling that may be a part of it: "<^29", "%(GS)". */
function isSigned(text: string): boolean {
  for (let signs = SIGNS.exec(text)?.[0].length ?? 0; signs > 0; signs--) {
    const rest = text.slice(signs);
    if ((PLAIN.test(rest) || BARE.test(rest)) && !isWhole(rest)) return true;
  }
  return false;
}

/**
 * Whether a spelling may be all of `token`, and not its end alone, with what is before it the end of a serial: "%(GS)" as well as "(GS)" behind a "%". Two signs
 * with letters between them are no spelling where a better one was found.
 */
export const isSpelling = (token: string): boolean =>
  likeness(token) >= Likeness.bare ||
  isSigned(token) ||
  (NAMED.test(token) && !LETTERED.test(token) && !isWholeBehindSigns(token));

/** One letter before a number is data more often than it says a base. */
const LETTERED = /^[a-z]\d+$/i;
/** A sign or two of the serial, and what scanners do send. */
const isWholeBehindSigns = (token: string): boolean => [1, 2, 3].some((signs) => isWhole(token.slice(signs)));

/** Only characters that no code can hold, and none that spells: an arrow, a picture, a sign. */
export const isAlien = (token: string): boolean => ALIENS.test(token);
const ALIENS = new RegExp(`^${ALIEN}+$`, 'u');

/** A way to read a text as a code with one stand-in for all of its separators. */
export interface StandIn {
  readonly token: string;
  /** Where it stands first, UTF-16 units of the text. */
  readonly at: number;
  /** How sure it is by itself; what stands in two places at once is no data, whatever it looks like. */
  readonly like: Exclude<Likeness, typeof Likeness.none>;
  readonly repeated: boolean;
  /** The text with separators. */
  readonly text: string;
}

const START = /^01\d{14}21/;
const SERIAL_AT = 18;
/** Serials of all layouts (§1.4). */
const SERIAL_LENGTHS = [6, 7, 8, 9, 10, 11, 12, 13, 20];
/** `&amp;amp;lt;GS&amp;amp;gt;` and the like: a longer spelling is none. */
const LONGEST = 24;
const FIELD_AT = /9[123]|8005|240|310[0-5]|7003|10|17/y;

function isFieldAt(text: string, at: number): boolean {
  FIELD_AT.lastIndex = at;
  return FIELD_AT.test(text);
}

/** Every way to read `text` so. Which of them make a code, and whether one alone does, is for the reader to see. */
export function standIns(text: string): readonly StandIn[] {
  if (!START.test(text) || text.includes(GS)) return [];
  const found: StandIn[] = [];
  for (const length of SERIAL_LENGTHS) {
    const at = SERIAL_AT + length;
    for (let end = at + 1; end <= at + LONGEST && end < text.length; end++) {
      if (!isFieldAt(text, end)) continue;
      const token = text.slice(at, end);
      // Digits may stand anywhere; those of Alt+029 have rules of their own (`GS_DIGITS`).
      if (/^\d+$/.test(token)) continue;
      const repeated = text.includes(token, end);
      const like = likeness(token);
      if (like === Likeness.none && !repeated) continue;
      const parts = splitBeforeFields(text.slice(at), token);
      if (parts.length > 2)
        found.push({ token, at, like: Likeness.plain, repeated: true, text: text.slice(0, at) + parts.join(GS) });
      else if (like !== Likeness.none)
        found.push({ token, at, like, repeated: false, text: text.slice(0, at) + parts.join(GS) });
    }
  }
  return found;
}

/** Splits at every `token` that a field follows. By hand: a regular expression for each of the many tokens that are tried takes longer to make than to run. */
function splitBeforeFields(text: string, token: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf(token); at >= 0;) {
    const end = at + token.length;
    if (isFieldAt(text, end)) {
      parts.push(text.slice(from, at));
      from = end;
      at = text.indexOf(token, end);
    } else at = text.indexOf(token, at + 1);
  }
  return [...parts, text.slice(from)];
}

/** The shortest serial that a stand-in with a name is looked for behind: shorter ones than those of the groups exist (§1.4). */
const SHORTEST = 4;

/**
 * What at the end of a serial may be a stand-in, so that the serial is a shorter one; undefined where nothing is. `isLength` knows the lengths that the
 * tail allows: a sign counts behind such a length only, a name or a number of the separator anywhere.
 */
export function doubtfulEnd(serial: string, isLength: (length: number) => boolean): string | undefined {
  let sign: string | undefined;
  for (let length = SHORTEST; length < serial.length; length++) {
    const token = serial.slice(length);
    // Behind such a length the digits of Alt+029 are a reading of their own (`GS_DIGITS`).
    const isAltCode = /^0?29$/.test(token);
    if (isAltCode && isLength(length)) continue;
    const like = isAltCode ? Likeness.bare : likeness(token);
    if (like >= Likeness.bare) return token;
    if (like === Likeness.possible && isLength(length)) sign = token;
  }
  return sign;
}
