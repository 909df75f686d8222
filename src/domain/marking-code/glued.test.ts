/** Two codes in one scan (reference/marking-codes.md §1.6): told as such, and never read as one of them. */
import { describe, expect, it } from 'vitest';
import { familyNames, generator, GS, type Family } from '../../../test/vectors/random-codes.ts';
import { checkDigit } from './check-digit.ts';
import { diagnose } from './diagnose.ts';
import { readScan } from './index.ts';

/** Their last field has no end of its own, or no crypto part follows: digits behind it are digits of it. */
const OPEN: readonly Family[] = ['block without tail', 'block with 240', 'medicine', 'medicine with batch'];
const SEPARATORS = ['', GS, '\r', '\n', '\r\n', '\t', ' ', ']d2', ']E0', '|', ',', ';', '\u0003\u0002'];
const RUNS = 6;

function world(seed: number) {
  const random = generator(seed);
  const digits = (length: number): string => random.text('0123456789', length);
  const barcode = (start: string, length: number): string => {
    const body = start + digits(length - 1 - start.length);
    return body + checkDigit(body);
  };
  const barcodes: Readonly<Record<string, () => string>> = {
    'EAN-13': () => barcode('46', 13),
    'EAN-13 of the world': () => barcode(random.pick(['3', '5', '6', '7', '8', '9', '2']), 13),
    'EAN-8': () => barcode('46', 8),
    'ITF-14': () => barcode('146', 14),
    'UPC-A': () => barcode('0', 12),
    GTIN: () => `01${barcode('046', 14)}`,
  };
  const marks = Object.fromEntries(familyNames.map((family) => [family, () => random.families[family]().raw]));
  return { ...random, digits, barcode, barcodes, marks };
}

describe('two codes in one scan', () => {
  it('of marks and barcodes, with a separator and without, are told as two', () => {
    const { marks, barcodes } = world(50);
    const kinds = { ...marks, ...barcodes };
    let [scans, told] = [0, 0];
    const asOne: string[] = [];
    for (const [first, make] of Object.entries(kinds)) {
      for (const [second, other] of Object.entries(kinds)) {
        for (const separator of SEPARATORS) {
          for (let i = 0; i < RUNS; i++) {
            const raw = make() + separator + other();
            const scan = readScan(raw);
            scans++;
            if (scan.kind === 'damaged' && scan.damage === 'glued') told++;
            // A shorter barcode may end by chance in another one; what is open takes what follows.
            else if (
              (scan.kind === 'mark' && scan.mark.form !== 'ki-only' && !OPEN.includes(first as Family)) ||
              scan.kind === 'product'
            )
              asOne.push(`${first} and ${second}: ${JSON.stringify(raw)} ${JSON.stringify(scan)}`);
          }
        }
      }
    }
    // eslint-disable-next-line no-console -- the count is what this test is read for
    console.log(
      `Two codes in one scan: ${scans} scans, ${told} told as two, ${scans - told - asOne.length} to be repeated for another reason, ${asOne.length} read as one.`,
    );
    expect(asOne, asOne.join('\n')).toEqual([]);
    expect(told / scans).toBeGreaterThan(0.9);
  });

  it('are told to the doctor, with the place', () => {
    const { marks, barcodes } = world(51);
    for (const family of familyNames.filter((name) => !OPEN.includes(name))) {
      const [mark, bread] = [marks[family]?.() ?? '', barcodes['EAN-13']?.() ?? ''];
      for (const [raw, at] of [
        [mark + bread, mark.length],
        [bread + mark, bread.length],
      ] as const)
        expect(diagnose(raw, readScan(raw)), raw).toContainEqual({ kind: 'glued', at });
    }
  });

  it('three of them are no less', () => {
    const { marks, barcodes, pick } = world(52);
    const kinds = Object.entries({ ...marks, ...barcodes })
      .filter(([name]) => !(OPEN as readonly string[]).includes(name))
      .map(([, make]) => make);
    for (let i = 0; i < 300; i++) {
      const raw = pick(kinds)() + pick(kinds)() + pick(kinds)();
      const { kind } = readScan(raw);
      expect(kind === 'mark' || kind === 'product', raw).toBe(false);
    }
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
    const { families, pick } = world(53);
    for (let i = 0; i < 20_000; i++) {
      const { raw, ki } = families[pick(familyNames)]();
      const scan = readScan(raw);
      if (scan.kind !== 'mark' || scan.mark.ki !== ki) expect.fail(raw);
    }
  });
});
