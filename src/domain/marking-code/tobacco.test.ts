import { describe, expect, it } from 'vitest';
import { readScan, type MarkingCode } from './index.ts';
import { decodeMrc, isPlausibleMrc } from './tobacco.ts';

const markOf = (raw: string): MarkingCode | undefined => {
  const scan = readScan(raw);
  return scan.kind === 'mark' ? scan.mark : undefined;
};

/** Reference §1.5. */
const TABLE: readonly (readonly [string, number])[] = [
  ['ABBU', 65],
  ['ABm8', 95],
  ['ABVU', 81],
  ['ABr8', 99],
  ['ACI8', 135],
  ['ACVU', 145],
  ['ACZA', 148],
  ['ACfU', 153],
  ['ACyA', 168],
  ['AC!o', 178],
  ['AC;A', 188],
  ['ADI8', 199],
  ['AE3A', 300],
  ['AAAA', 0],
];

describe('МРЦ', () => {
  it.each(TABLE)('%s is %i roubles', (text, roubles) => {
    expect(decodeMrc(text)).toBe(roubles * 100);
    expect(markOf(`04601653035829H;dV)bF${text}dGVz`)?.mrcKopecks).toBe(roubles === 0 ? undefined : roubles * 100);
  });

  it('has no digit for brackets', () => {
    expect(decodeMrc('AB(U')).toBeUndefined();
  });

  it.each([
    [1, false],
    [99, false],
    [100, true],
    [5000_00, true],
    [5001_00, false],
    [1026_17, false],
    [0, false],
  ])('of %i kopecks is plausible: %s', (kopecks, plausible) => {
    expect(isPlausibleMrc(kopecks)).toBe(plausible);
  });

  it('that is implausible does not spoil the pack', () => {
    const mark = markOf('04606203084623+A13gPh-4Hi7uGl');
    expect(mark).toMatchObject({ form: 'pack', serial: '+A13gPh', warnings: [] });
    expect(mark).not.toHaveProperty('mrcKopecks');
  });
});

describe('a pack', () => {
  it('of 29 characters has a КИ of 21', () => {
    expect(markOf('00000046198488X?io+qCABm8wAYa')).toMatchObject({
      form: 'pack',
      code: '00000046198488X?io+qCABm8wAYa',
      ki: '00000046198488X?io+qC',
      gtin: '00000046198488',
      serial: 'X?io+qC',
      mrcKopecks: 9500,
      elements: [],
      repairs: [],
    });
  });

  it('gives way to a GS1 КИ of the same length', () => {
    expect(markOf('010460406000600021N4N57RSCBUZ')).toMatchObject({ form: 'ki-only', serial: 'N4N57RSCBUZ' });
    expect(markOf('010460043993125621JgXJ5.T')).toMatchObject({ form: 'ki-only', serial: 'JgXJ5.T' });
  });

  it('with a wrong GTIN must be scanned again', () => {
    expect(readScan('00000046198487X?io+qCABm8wAYa')).toMatchObject({ kind: 'damaged', damage: 'gtin' });
  });

  it('may end in any four characters, odd ones with a warning', () => {
    expect(markOf('00000046198488X?io+qCABm8wA)a')).toMatchObject({ form: 'pack', warnings: [] });
    expect(markOf('00000046198488X?io+qCABm8w~#a')).toMatchObject({ form: 'pack', warnings: ['tail-alphabet'] });
    expect(readScan('00000046198488X?io#qCABm8wAYa').kind).toBe('damaged');
  });

  it('with a bracket in МРЦ must be scanned again', () => {
    expect(readScan('00000046198488X?io+qCAB(8wAYa')).toMatchObject({ kind: 'damaged', damage: 'alphabet' });
  });

  it('that may be beer without 01 and without its separator must be scanned again', () => {
    expect(readScan('04670540176099215ABCDEF93abcd')).toMatchObject({ kind: 'damaged', damage: 'ambiguous' });
    for (const pack of [
      '04670540176099225ABCDEF93abcd',
      '04670540176099215ABCDEF94abcd',
      '04670540176099215ABCDEF93ab-d',
    ])
      expect(markOf(pack)).toMatchObject({ form: 'pack' });
  });

  it.each([15, 20, 22, 24, 26, 28])('cut to %i characters is no mark', (length) => {
    expect(readScan('00000046198488X?io+qCABm8wAYa'.slice(0, length)).kind).not.toBe('mark');
  });
});
