/** Two codes in one scan (reference/marking-codes.md §1.6): told as such, and never read as one of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tries } from '../../../test/unit/tries.ts';
import {
  anyCode,
  DIGITS,
  families,
  familyNames,
  GS,
  text,
  type Family,
} from '../../../test/vectors/arbitrary-codes.ts';
import { checkDigit } from './check-digit.ts';
import { diagnose } from './diagnose.ts';
import { readScan } from './index.ts';

/** Their last field has no end of its own, or no crypto part follows: digits behind it are digits of it. */
const OPEN: readonly Family[] = ['block without tail', 'block with 240', 'medicine', 'medicine with batch'];
const SEPARATORS = ['', GS, '\r', '\n', '\r\n', '\t', ' ', ']d2', ']E0', '|', ',', ';', '\u0003\u0002'];
const RUNS = 6;

const barcode = (start: string, length: number): fc.Arbitrary<string> =>
  text(DIGITS, length - 1 - start.length).map((digits) => start + digits + checkDigit(start + digits));
const barcodes: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'EAN-13': barcode('46', 13),
  'EAN-13 of the world': fc.oneof(...['3', '5', '6', '7', '8', '9', '2'].map((start) => barcode(start, 13))),
  'EAN-8': barcode('46', 8),
  'ITF-14': barcode('146', 14),
  'UPC-A': barcode('0', 12),
  GTIN: barcode('046', 14).map((gtin) => `01${gtin}`),
};
const marks = Object.fromEntries(familyNames.map((family) => [family, families[family].map(({ raw }) => raw)]));
const kinds = Object.entries({ ...marks, ...barcodes });
const isOpen = (kind: string): boolean => OPEN.some((family) => family === kind);

describe('two codes in one scan', () => {
  it('of marks and barcodes, with a separator and without, are told as two', () => {
    let [scans, told] = [0, 0];
    for (const [first, one] of kinds) {
      for (const [second, other] of kinds) {
        for (const separator of SEPARATORS) {
          fc.assert(
            fc.property(one, other, (before, behind) => {
              const scan = readScan(before + separator + behind);
              scans++;
              if (scan.kind === 'damaged' && scan.damage === 'glued') told++;
              // A shorter barcode may end by chance in another one; what is open takes what follows.
              else if (
                (scan.kind === 'mark' && scan.mark.form !== 'ki-only' && !isOpen(first)) ||
                scan.kind === 'product'
              )
                throw new Error(
                  `${first}, ${JSON.stringify(separator)} and ${second} are read as one: ${JSON.stringify(scan)}`,
                );
            }),
            tries(RUNS, scans),
          );
        }
      }
    }
    // eslint-disable-next-line no-console -- the count is what this test is read for
    console.log(
      `Two codes in one scan: ${scans} scans, ${told} told as two, ${scans - told} to be repeated for another reason, none read as one.`,
    );
    expect(told / scans).toBeGreaterThan(0.9);
  });

  it.each(familyNames.filter((family) => !isOpen(family)))(
    '%s and a barcode are told to the doctor, with the place',
    (family) => {
      fc.assert(
        fc.property(families[family], barcode('46', 13), ({ raw: mark }, bread) => {
          for (const [raw, at] of [
            [mark + bread, mark.length],
            [bread + mark, bread.length],
          ] as const)
            expect(diagnose(raw, readScan(raw)), raw).toContainEqual({ kind: 'glued', at });
        }),
        tries(RUNS),
      );
    },
  );

  it('three of them are no less', () => {
    const any = fc.oneof(...kinds.filter(([name]) => !isOpen(name)).map(([, each]) => each));
    fc.assert(
      fc.property(any, any, any, (first, second, third) => {
        const { kind } = readScan(first + second + third);
        return kind !== 'mark' && kind !== 'product';
      }),
      tries(300),
    );
  });
});

describe('one code that only looks like two', () => {
  const full = `0106924064135161215Wn0Mo"dSXyRK${GS}91EE10${GS}924PHuhIbc9PPbFu1evbv/RUrNEq0y/oOmQEuSBSrXmO0=`;
  it.each([
    ['a part number that is a barcode', `${full}${GS}2404606203090785`, 'mark'],
    ['a serial that holds a barcode', `010460620309078521${'4606203090785'}${GS}93dGVz`, 'mark'],
    [
      'a serial that begins like a code',
      `01046062030907852101046062030907852${'1'}ab${GS}91EE10${GS}92${'A'.repeat(43)}=`,
      'mark',
    ],
    ['a batch and a date', `${full}${GS}1046198488${GS}17261112`, 'mark'],
    [
      'a date whose digits are an EAN-8',
      `${full}${GS}17${['261104', '261111', '261128'].find((day) => checkDigit(`17${day.slice(0, 5)}`) === day[5]) ?? '261104'}`,
      'mark',
    ],
    ['an AI of a company with six digits', `${full}${GS}94123456`, 'mark'],
    ['a pack whose check part is digits', '00000046198488X?io+qCABm81234', 'mark'],
    ['twenty digits', '12345678901234567890', 'other'],
    ['a barcode with a digit too many', '46062030907851', 'other'],
  ])('%s', (_name, raw, kind) => expect(readScan(raw).kind).toBe(kind));

  it('no clean code of any layout', () => {
    fc.assert(
      fc.property(anyCode, ({ raw, ki, serial }) => {
        const scan = readScan(raw);
        if (scan.kind === 'mark') return scan.mark.ki === ki;
        // To be scanned again, for other reasons: a serial that ends as a separator is spelled, or one of twenty signs as fields.
        return (
          scan.kind === 'damaged' &&
          scan.damage !== 'glued' &&
          /(?:%1d|<gs>|<fnc1>|<fcn>|_x001d_|\(gs\))$|^.{20}$/i.test(serial)
        );
      }),
      tries(20_000),
    );
  });

  it('two barcodes behind milk by weight whose digits would read as fields of it', () => {
    const milk = `010460346000080921AAAAAA${GS}93AAAA${GS}3100000000`;
    for (const [one, other] of [
      ['14600000700004', '14600000000005'],
      ['14600000000005', '14600000000005'],
      ['4600000000008', '4600000000008'],
      ['012345678905', '012345678905'],
    ] as const)
      expect(readScan(milk + one + other), one).toMatchObject({ kind: 'damaged', damage: 'glued' });
  });
});
