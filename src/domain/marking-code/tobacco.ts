/**
 * A unit pack of tobacco or nicotine: GTIN 14, serial 7, МРЦ 4, check part 4, without AIs and separators
 * (ЦРПТ «Описание структуры кодов DataMatrix» v1.2; reference/marking-codes.md §1.1 F2, §1.5).
 */
import { BASE_64, CSET_82 } from './alphabet.ts';
import { hasCheckDigit } from './check-digit.ts';
import { damaged, type Reading, type Warning } from './types.ts';

const MRC_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!"%&\'*+-./_,:;=<>?';
const MRC_LIMIT_KOPECKS = 5000_00;
const NO_MRC = 'AAAA';
/** Product groups of ГИС МТ (reference/online-check.md §5.6): alternative tobacco and nicotine have packs without МРЦ. */
const TOBACCO = 3;
const NICOTINE = 16;
const NEW_TOBACCO: readonly number[] = [12, NICOTINE];
const PACK = new RegExp(`^(\\d{14})([${CSET_82}]{7})(?:([${CSET_82}]{4})([!-~]{4})?)?$`);
const USUAL_CHECK = new RegExp(`^[${CSET_82}]{4}$`);
/** GTIN 21 serial 93 key: beer that lost 01 and its separator has the length of a pack. One pack in ten million looks so. */
const BARE_BEER = new RegExp(`^\\d{14}21.{7}93[${BASE_64}]{4}$`);
const GS1_START = /^01(\d{14})21/;

/** МРЦ of four base-80 characters, the first weighs most; undefined for a character outside the alphabet. */
export function decodeMrc(text: string): number | undefined {
  let kopecks = 0;
  for (const character of text) {
    const digit = MRC_DIGITS.indexOf(character);
    if (digit < 0) return undefined;
    kopecks = kopecks * MRC_DIGITS.length + digit;
  }
  return kopecks;
}

/** Whole roubles from 0 to 5000: anything else is no price, and never a reason to refuse (§1.5). */
export const isPlausibleMrc = (kopecks: number): boolean =>
  kopecks > 0 && kopecks <= MRC_LIMIT_KOPECKS && kopecks % 100 === 0;

/**
 * The product group that the code of a pack shows: one with a maximum price is tobacco. Of the two groups without, nicotine is named, because ЛМ ЧЗ tells its
 * minimum price to those only who name the group (reference/local-module.md §2.5). `code`: the code of a pack, 25 characters at least.
 */
export const groupOfPack = (code: string): number => (code.slice(21, 25) === NO_MRC ? NICOTINE : TOBACCO);

/**
 * Reads a pack: the whole code of 29 characters, or what packs show to people, 25 (with МРЦ) and 21 (КИ).
 * A GS1 КИ with a serial of 11, 7 or 3 characters has these lengths too: a good GTIN after 01 decides (§1.1), and the
 * unofficial lengths give way to anything that begins like GS1.
 */
export function readPack(text: string): Reading | undefined {
  const [, gtin, serial, mrc, check] = PACK.exec(text) ?? [];
  // Two barcodes with a sign between them have the length, too.
  if (gtin === undefined || serial === undefined || /^\d+[^A-Za-z\d]?\d+$/.test(text)) return undefined;
  const gs1 = GS1_START.exec(text)?.[1];
  if (gs1 !== undefined && (check === undefined || hasCheckDigit(gs1) || !hasCheckDigit(gtin))) return undefined;
  if (!hasCheckDigit(gtin)) return check === undefined ? undefined : damaged('gtin');

  if (BARE_BEER.test(text)) return damaged('ambiguous');

  const kopecks = mrc === undefined ? 0 : decodeMrc(mrc);
  if (kopecks === undefined) return damaged('alphabet');
  return {
    kind: 'mark',
    mark: {
      code: text,
      ki: gtin + serial,
      gtin,
      serial,
      form: check === undefined ? 'ki-only' : 'pack',
      elements: [],
      hints: mrc === NO_MRC ? NEW_TOBACCO : [TOBACCO, ...NEW_TOBACCO],
      ...(isPlausibleMrc(kopecks) && { mrcKopecks: kopecks }),
      repairs: [],
      warnings: warningsOf(check),
    },
  };
}

/** A check part may have any characters (§6), but those of serials are all that was ever seen. */
function warningsOf(check: string | undefined): Warning[] {
  if (check === undefined) return ['no-tail'];
  return USUAL_CHECK.test(check) ? [] : ['tail-alphabet'];
}
