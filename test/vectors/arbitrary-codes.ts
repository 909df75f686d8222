/**
 * Marking codes of every family (reference/marking-codes.md §1.1, §1.3, §1.4) as arbitraries of fast-check: what fails with a code is tried again with
 * plainer ones, and the plainest that fails is told.
 */
import fc from 'fast-check';
import { hasCheckDigit } from '../../src/domain/marking-code/index.ts';

export const GS = '\u001d';
export const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const CSET_82 = `${LETTERS}${DIGITS}!"%&'()*+,-./:;<=>?_`;
export const BASE_64 = `${LETTERS}${DIGITS}+/`;
const MRC_80 = CSET_82.replace(/[()]/g, '');

/** A clean code, and what a reader must find in it. */
export interface Sample {
  readonly raw: string;
  readonly ki: string;
  readonly gtin: string;
  readonly serial: string;
}

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

export type Family = (typeof familyNames)[number];

/** Any text of so many signs (code units: half a surrogate pair is one, too) of the alphabet; a smaller one has signs from its beginning. */
export const text = (alphabet: string, from: number, to = from): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength: from, maxLength: to, size: 'max' });

const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(''));

const twoDigits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((number) => String(number).padStart(2, '0'));
const day = joined(twoDigits(25, 40), twoDigits(1, 12), twoDigits(1, 28));

/** Of a Russian kind: an 01 inside would make a pack look like GS1 once in a while. */
const anyGtin = text(DIGITS, 11).map(
  (digits) => Array.from(DIGITS, (digit) => `04${digits}${digit}`).find(hasCheckDigit) ?? '',
);

const field = (ai: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> => joined(fc.constant(ai), ...parts);

const gs1 = (anySerial: fc.Arbitrary<string>, ...fields: fc.Arbitrary<string>[]): fc.Arbitrary<Sample> =>
  fc.tuple(anyGtin, anySerial, ...fields).map(([gtin, serial, ...tail]) => {
    const ki = `01${gtin}21${serial}`;
    return { raw: [ki, ...tail].join(GS), ki, gtin, serial };
  });
const signed = (serialLength: number, ...fields: fc.Arbitrary<string>[]): fc.Arbitrary<Sample> =>
  gs1(text(CSET_82, serialLength), ...fields);
/** Without a crypto part: a serial that ends like one ("93abcd") is held for a code that lost its separator, so no 9 in it. */
const unsigned = (serialLength: number, ...fields: fc.Arbitrary<string>[]): fc.Arbitrary<Sample> =>
  gs1(text(CSET_82.replace('9', ''), serialLength), ...fields);

const short = field('93', text(BASE_64, 4));
const full = (length: 44 | 88): readonly [fc.Arbitrary<string>, fc.Arbitrary<string>] => {
  const padding = length === 44 ? '=' : '==';
  return [field('91', text(BASE_64, 4)), field('92', text(BASE_64, length - padding.length), fc.constant(padding))];
};
const price = field('8005', text(DIGITS, 4), fc.constant('00'));
const article = field('240', text(DIGITS, 4));
const batch = field('10', text(LETTERS + DIGITS, 6));
const expiry = field('17', day);
const weight = field('310', text('012345', 1), text(DIGITS, 6));
const hour = field('7003', day, twoDigits(0, 23), twoDigits(0, 59));

const pack = (mrc: fc.Arbitrary<string>): fc.Arbitrary<Sample> =>
  fc.tuple(anyGtin, text(CSET_82, 7), mrc, text(BASE_64, 4)).map(([gtin, serial, ...tail]) => {
    const ki = gtin + serial;
    return { raw: ki + tail.join(''), ki, gtin, serial };
  });

export const families: Readonly<Record<Family, fc.Arbitrary<Sample>>> = {
  milk: signed(6, short),
  'milk of Belarus': signed(8, short),
  'milk of short life': fc.oneof(signed(6, hour, short), signed(13, hour, short)),
  'milk by weight': signed(6, short, weight),
  beer: signed(7, short),
  water: signed(13, short),
  'short, 11': signed(11, short),
  'short, 12': signed(12, short),
  block: signed(7, price, short),
  'block without tail': unsigned(7, price),
  'block with 240': signed(7, price, short, field('240', text(CSET_82, 8))),
  'full 44': signed(13, ...full(44)),
  'full 44, 6': signed(6, ...full(44)),
  'full 44, 7': signed(7, ...full(44)),
  'full 44, 8': signed(8, ...full(44)),
  'full 44, 11': signed(11, ...full(44)),
  'full 44, 12': signed(12, ...full(44)),
  'full 44, 20': signed(20, ...full(44)),
  'full 88': signed(13, ...full(88)),
  'full 88, 20': signed(20, ...full(88)),
  shoes: signed(13, article, ...full(88)),
  medicine: unsigned(13, article, batch, expiry),
  'medicine with batch': signed(13, ...full(44), batch, expiry),
  pack: pack(text(MRC_80, 4)),
  'pack without МРЦ': pack(fc.constant('AAAA')),
};

export const ofFamilies = (...names: readonly Family[]): fc.Arbitrary<Sample> =>
  fc.oneof(...names.map((name) => families[name]));
export const anyCode = ofFamilies(...familyNames);
