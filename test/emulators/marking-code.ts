/** The group separator of GS1, U+001D: a real character, never its name. */
export const GS = '\u001d';

/** A full marking code taken apart. `tail` holds the crypto part: `check` alone (AI 93, a pack) or with `key` (AI 91 + 92). */
export interface MarkingCode {
  readonly kind: 'gs1' | 'pack';
  readonly gtin: string;
  readonly serial: string;
  /** КИ, "print view": all before the first GS, or the first 21 characters of a pack (online-check §4). */
  readonly ki: string;
  /** The crypto check part; null where the code has none. */
  readonly check: string | null;
  /** The price inside the code, kopecks: МРЦ of a pack or AI 8005 of a block; null where there is none. */
  readonly priceKopecks: number | null;
}

/** Why a code cannot be read, with the `errorCode` ГИС МТ answers for it (online-check §2.3). */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly errorCode: 1 | 2 | 3 | 4 | 9;
}

// GS1 CSET 82, the alphabet of serials (marking-codes §1.2).
const cset82 = String.raw`A-Za-z0-9!"%&'()*+,\-./:;<=>?_`;
const serialForm = new RegExp(`^[${cset82}]{1,20}$`);
const gs1KiForm = new RegExp(`^01\\d{14}21[${cset82}]{1,20}$`);
const packKiForm = new RegExp(`^\\d{14}[${cset82}]{7}$`);

/** AIs a code may carry after the serial and the length of their values, fixed or at most (marking-codes §1.2). */
const elements: Readonly<Record<string, { readonly length: number; readonly fixed: boolean }>> = {
  '10': { length: 20, fixed: false },
  '11': { length: 6, fixed: true },
  '13': { length: 6, fixed: true },
  '15': { length: 6, fixed: true },
  '17': { length: 6, fixed: true },
  '240': { length: 30, fixed: false },
  '3103': { length: 6, fixed: true },
  '7003': { length: 10, fixed: true },
  '8005': { length: 6, fixed: true },
  '91': { length: 90, fixed: false },
  '92': { length: 90, fixed: false },
  '93': { length: 90, fixed: false },
};

/** The last digit of a GTIN or EAN, computed from the digits before it. */
export function checkDigit(digits: string): string {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1)
    sum += Number(digits.at(-1 - place)) * (place % 2 === 0 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}

const isGtin = (text: string): boolean => /^\d{14}$/.test(text) && checkDigit(text.slice(0, 13)) === text[13];

// МРЦ of a pack: four characters, base 80 over this alphabet, kopecks (marking-codes §1.5).
const priceAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!"%&\'*+-./_,:;=<>?';

/** Kopecks → the four МРЦ characters of a pack. */
export function encodePackPrice(kopecks: number): string {
  let rest = kopecks;
  let text = '';
  for (let place = 0; place < 4; place += 1) {
    text = priceAlphabet.charAt(rest % priceAlphabet.length) + text;
    rest = Math.floor(rest / priceAlphabet.length);
  }
  return text;
}

/** The four МРЦ characters of a pack → kopecks; null for «no price» (`AAAA`) and for characters outside the alphabet. */
export function decodePackPrice(text: string): number | null {
  let kopecks = 0;
  for (const character of text) {
    const digit = priceAlphabet.indexOf(character);
    if (digit < 0) return null;
    kopecks = kopecks * priceAlphabet.length + digit;
  }
  return kopecks === 0 ? null : kopecks;
}

/** Reads a full КМ as ГИС МТ would: by its structure alone, blind to the product group (marking-codes §1.4). */
export function readMarkingCode(code: string): MarkingCode | Unreadable {
  if (/^01\d{14}21/.test(code)) return readGs1(code);
  if (/^01\d{14}/.test(code)) return unreadable(3);
  if (isGtin(code.slice(0, 14))) return readPack(code);
  return unreadable(/^01|^\d{14}/.test(code) ? 1 : 2);
}

const unreadable = (errorCode: Unreadable['errorCode']): Unreadable => ({ kind: 'unreadable', errorCode });

function readPack(code: string): MarkingCode | Unreadable {
  const ki = code.slice(0, 21);
  if (code.length > 14 && !serialForm.test(code.slice(14, 34))) return unreadable(4);
  // 21 characters are the КИ printed on the pack; only 29 are a full code (marking-codes §1.1 F2).
  if (!packKiForm.test(ki) || (code.length !== 29 && code.length !== 21)) return unreadable(1);
  return {
    kind: 'pack',
    gtin: ki.slice(0, 14),
    serial: ki.slice(14),
    ki,
    check: code.length === 29 ? code.slice(25) : null,
    priceKopecks: decodePackPrice(code.slice(21, 25)),
  };
}

function readGs1(code: string): MarkingCode | Unreadable {
  const cut = code.indexOf(GS);
  const ki = cut < 0 ? code : code.slice(0, cut);
  const gtin = ki.slice(2, 16);
  const serial = ki.slice(18);
  if (serial === '') return unreadable(3);
  if (serial.length > 20 || !isGtin(gtin)) return unreadable(1);
  if (!serialForm.test(serial)) return unreadable(4);
  const values = readElements(cut < 0 ? '' : code.slice(cut + 1));
  if (values === null) return unreadable(9);
  const price = values.get('8005');
  return {
    kind: 'gs1',
    gtin,
    serial,
    ki,
    check: cryptoCheck(values),
    priceKopecks: price === undefined ? null : Number(price),
  };
}

/** AI → value of all that follows the serial; null at the first AI that is unknown or has a value of the wrong length. */
function readElements(text: string): Map<string, string> | null {
  const values = new Map<string, string>();
  let rest = text;
  while (rest !== '') {
    const ai = Object.keys(elements).find((known) => rest.startsWith(known));
    const element = ai === undefined ? undefined : elements[ai];
    if (ai === undefined || element === undefined) return null;
    rest = rest.slice(ai.length);
    const separator = rest.indexOf(GS);
    const upToSeparator = separator < 0 ? rest.length : separator;
    const end = element.fixed ? element.length : upToSeparator;
    const value = rest.slice(0, end);
    if (value === '' || value.length > element.length || (element.fixed && !/^\d+$/.test(value))) return null;
    if (element.fixed && value.length !== element.length) return null;
    values.set(ai, value);
    rest = rest.slice(end);
    // A GS after a fixed-length value is allowed and not needed (marking-codes §1.2).
    if (rest.startsWith(GS)) rest = rest.slice(1);
  }
  return values;
}

/** The check part in one of the three GS1 forms of marking-codes §1.3; null where no form fits. */
function cryptoCheck(values: ReadonlyMap<string, string>): string | null {
  const short = values.get('93');
  if (short !== undefined) return short.length === 4 ? short : null;
  const full = values.get('92');
  return full !== undefined && values.get('91')?.length === 4 && (full.length === 44 || full.length === 88)
    ? full
    : null;
}

/**
 * True for what URL-encoding makes of a code. A raw serial may hold `%` and two hex digits (`%798DM%` of case 5.8), so a code is called
 * encoded only if every `%` stands for a character that is encoded, and none of those stands raw.
 */
export function isPercentEncoded(code: string): boolean {
  if (/%1D(91|92|93|240|8005|3103)/i.test(code)) return true;
  const encodedCharacter = /%(1D|2[1-9A-F]|3[A-F]|5F)/gi;
  const rest = code.replace(encodedCharacter, '');
  return rest !== code && !/[%"&+,/:;<=>?]/.test(rest);
}

/** The GTIN of a КИ; null for all that is not a КИ: a full КМ, an uncut pack, URL-encoded text (local-module §2.5). */
export function gtinOfKi(ki: string): string | null {
  if (isPercentEncoded(ki)) return null;
  if (gs1KiForm.test(ki)) return ki.slice(2, 16);
  return packKiForm.test(ki) ? ki.slice(0, 14) : null;
}
