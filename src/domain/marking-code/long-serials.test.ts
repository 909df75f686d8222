/** Whole codes with a serial of 20 signs, all separators there: how many are refused because the serial ends as fields would whose separator was lost. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { tries } from '../../../test/unit/tries.ts';
import { CSET_82, DIGITS, families, GS, text } from '../../../test/vectors/arbitrary-codes.ts';
import { readScan } from './index.ts';

const CODES = 10_000;
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Behind a serial of a length that groups use: a batch, a date, a weight, a price, or the free field of shoes and medicine. */
const ENDS_AS_FIELDS = /^(?:.{6}|.{7}|.{8}|.{11}|.{12}|.{13})(?:240|310[0-5]|7003|8005|17)|^.{13}10/;

const rows: string[] = [];
// eslint-disable-next-line no-console -- the share is what this test is read for
afterAll(() => console.log(rows.join('\n')));

describe.each(['full 44, 20', 'full 88, 20'] as const)('of %s', (family) => {
  it.each([
    ['all 82 signs', CSET_82],
    ['letters and digits', CAPITALS + CAPITALS.toLowerCase() + DIGITS],
    ['capitals and digits', CAPITALS + DIGITS],
    ['digits', DIGITS],
  ])('a serial of %s is read as itself, or to be repeated where it ends as fields would', (name, alphabet) => {
    let refused = 0;
    fc.assert(
      fc.property(families[family], text(alphabet, 20), ({ gtin, raw }, serial) => {
        const scan = readScan(`01${gtin}21${serial}${raw.slice(raw.indexOf(GS))}`);
        if (scan.kind === 'mark') {
          if (scan.mark.serial !== serial || scan.mark.repairs.length > 0) expect.fail(JSON.stringify(scan.mark));
          return;
        }
        refused += 1;
        expect(scan.kind).toBe('damaged');
        expect(serial).toMatch(ENDS_AS_FIELDS);
      }),
      tries(CODES),
    );
    rows.push(`${family}, ${name}: ${refused} of ${CODES} to be repeated`);
    // Digits are the serials of cameras: of these none.
    if (alphabet === DIGITS) expect(refused).toBe(0);
  });
});
