/** Marking codes of every family (reference/marking-codes.md §1.1, §1.3, §1.4) from a seed: the same seed, the same codes. */
import { hasCheckDigit } from '../../src/domain/marking-code/index.ts';

export const GS = '\u001d';
const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const CSET_82 = `${LETTERS}${DIGITS}!"%&'()*+,-./:;<=>?_`;
export const BASE_64 = `${LETTERS}${DIGITS}+/`;
const MRC_80 = CSET_82.replace(/[()]/g, '');

/** mulberry32: small, seeded, good enough to choose characters. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** A clean code, and what a reader must find in it. */
export interface Sample {
  readonly raw: string;
  readonly ki: string;
  readonly gtin: string;
  readonly serial: string;
}

export type Family = (typeof familyNames)[number];

export const familyNames = [
  'milk',
  'milk of Belarus',
  'milk of short life',
  'milk by weight',
  'beer',
  'water',
  'short, 11',
  'short, 12',
  'block',
  'block without tail',
  'block with 240',
  'full 44',
  'full 44, 6',
  'full 44, 7',
  'full 44, 8',
  'full 44, 11',
  'full 44, 12',
  'full 44, 20',
  'full 88',
  'full 88, 20',
  'shoes',
  'medicine',
  'medicine with batch',
  'pack',
  'pack without МРЦ',
] as const;

export function generator(seed: number) {
  const below = random(seed);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(below(alphabet.length))).join('');
  const digits = (length: number): string => text(DIGITS, length);
  const twoDigits = (from: number, to: number): string => String(from + below(to - from + 1)).padStart(2, '0');
  const day = (): string => twoDigits(25, 40) + twoDigits(1, 12) + twoDigits(1, 28);
  /** Of a Russian kind: an 01 inside would make a pack look like GS1 once in a while. */
  const gtin = (): string => {
    const body = `04${digits(11)}`;
    return Array.from(DIGITS, (digit) => body + digit).find(hasCheckDigit) ?? '';
  };
  const short = (): string => `93${text(BASE_64, 4)}`;
  const full = (length: 44 | 88): string => {
    const padding = length === 44 ? '=' : '==';
    return `91${text(BASE_64, 4)}${GS}92${text(BASE_64, length - padding.length)}${padding}`;
  };
  const gs1 = (serialLength: number, ...tail: string[]): Sample => withSerial(text(CSET_82, serialLength), ...tail);
  /** Without a crypto part: a serial that ends like one ("93abcd") is held for a code that lost its separator, so no 9 in it. */
  const unsigned = (serialLength: number, ...tail: string[]): Sample =>
    withSerial(text(CSET_82.replace('9', ''), serialLength), ...tail);
  const withSerial = (serial: string, ...tail: string[]): Sample => {
    const number = gtin();
    const ki = `01${number}21${serial}`;
    return { raw: [ki, ...tail].join(GS), ki, gtin: number, serial };
  };
  const pack = (mrc: string): Sample => {
    const [number, serial] = [gtin(), text(CSET_82, 7)];
    return { raw: number + serial + mrc + text(BASE_64, 4), ki: number + serial, gtin: number, serial };
  };
  const price = (): string => `8005${digits(4)}00`;

  const families: Readonly<Record<Family, () => Sample>> = {
    milk: () => gs1(6, short()),
    'milk of Belarus': () => gs1(8, short()),
    'milk of short life': () => gs1(pick([6, 13]), `7003${day()}${twoDigits(0, 23)}${twoDigits(0, 59)}`, short()),
    'milk by weight': () => gs1(6, short(), `310${pick([0, 1, 2, 3, 4, 5])}${digits(6)}`),
    beer: () => gs1(7, short()),
    water: () => gs1(13, short()),
    'short, 11': () => gs1(11, short()),
    'short, 12': () => gs1(12, short()),
    block: () => gs1(7, price(), short()),
    'block without tail': () => unsigned(7, price()),
    'block with 240': () => gs1(7, price(), short(), `240${text(CSET_82, 8)}`),
    'full 44': () => gs1(13, full(44)),
    'full 44, 6': () => gs1(6, full(44)),
    'full 44, 7': () => gs1(7, full(44)),
    'full 44, 8': () => gs1(8, full(44)),
    'full 44, 11': () => gs1(11, full(44)),
    'full 44, 12': () => gs1(12, full(44)),
    'full 44, 20': () => gs1(20, full(44)),
    'full 88': () => gs1(13, full(88)),
    'full 88, 20': () => gs1(20, full(88)),
    shoes: () => gs1(13, `240${digits(4)}`, full(88)),
    medicine: () => unsigned(13, `240${digits(4)}`, `10${text(LETTERS + DIGITS, 6)}`, `17${day()}`),
    'medicine with batch': () => gs1(13, full(44), `10${text(LETTERS + DIGITS, 6)}`, `17${day()}`),
    pack: () => pack(text(MRC_80, 4)),
    'pack without МРЦ': () => pack('AAAA'),
  };
  return { below, pick, text, families, code: (): Sample => families[pick(familyNames)]() };
}
