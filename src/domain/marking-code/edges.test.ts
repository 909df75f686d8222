/** Just inside and just outside of what the reader takes for a code (reference/marking-codes.md §1.3, §1.6, §6, §10). */
import { describe, expect, it } from 'vitest';
import { checkDigit, hasCheckDigit } from './check-digit.ts';
import { isCrypto } from './gs1.ts';
import { readScan, type MarkingCode } from './index.ts';
import { trimEdges } from './normalise.ts';

const GS = '\u001d';
const START = '0104603460000809';
const MILK = `${START}215WWSPE${GS}93eMLy`;
const KEY = `${GS}91EE10`;
const base64 = (length: number, end: string): string => 'A'.repeat(length - end.length) + end;

function markOf(raw: string): MarkingCode {
  const scan = readScan(raw);
  if (scan.kind !== 'mark') throw new Error(JSON.stringify(scan));
  return scan.mark;
}
const damageOf = (raw: string): string | undefined => {
  const scan = readScan(raw);
  return scan.kind === 'damaged' ? scan.damage : scan.kind;
};

describe('the crypto part', () => {
  it.each([
    ['44', `${KEY}${GS}92${base64(44, '=')}`, 'full-44', []],
    ['44 without its "="', `${KEY}${GS}92${base64(44, '')}`, 'full-44', ['tail-padding']],
    ['88', `${KEY}${GS}92${base64(88, '==')}`, 'full-88', []],
    ['88 with one "="', `${KEY}${GS}92${base64(88, '=')}`, 'full-88', ['tail-padding']],
    ['a key of five', `${GS}91EE101${GS}92${base64(44, '=')}`, 'other', ['tail-length']],
    ['both keys', `${KEY}${GS}92${base64(44, '=')}${GS}93eMLy`, 'other', ['tail-length']],
    ['a signature of half the shorter one', `${KEY}${GS}92${base64(22, '')}`, 'other', ['tail-length']],
    ['92 further in than behind a key', `${GS}91AEE1192`, 'other', ['tail-length']],
    ['a short key of three', `${GS}93eML`, 'other', ['tail-length']],
  ] as const)('%s', (_, tail, form, warnings) =>
    expect(markOf(`${START}215WWSPE7890123${tail}`)).toMatchObject({ form, warnings }),
  );

  it.each([
    ['a signature longer than a stub', `${KEY}${GS}92${base64(23, '')}`, 'tail-length'],
    ['a key of three', `${GS}91EE1${GS}92${base64(44, '=')}`, 'tail-length'],
    ['a key that runs on into 92', `${GS}91EE1092${base64(44, '=')}x`, 'gs-lost'],
    ['a signature alone', `${GS}92${base64(44, '=')}`, 'gs-lost'],
    ['a short key of five', `${GS}93eMLyy`, 'tail-length'],
    ['one AI twice', `${GS}93eMLy${GS}93eMLx`, 'glued'],
  ])('%s is damage', (_, tail, damage) => expect(damageOf(`${START}215WWSPE7890123${tail}`)).toBe(damage));

  it.each([
    ['pack', true],
    ['short-93', true],
    ['full-44', true],
    ['full-88', true],
    ['ki-only', false],
    ['other', false],
  ] as const)('%s proves something: %s', (form, is) => expect(isCrypto(form)).toBe(is));
});

describe('a serial', () => {
  it.each([
    [13, 'mark'],
    [14, 'gs-lost'],
    [19, 'gs-lost'],
    [20, 'mark'],
    [21, 'gs-lost'],
  ])('of %i characters without a tail: %s', (length, what) =>
    expect(damageOf(`${START}21${'5WWSPEabcdefghijklmno'.slice(0, length)}`)).toBe(what),
  );
  it('that has swallowed a field gives it back', () => {
    expect(markOf(`${START}215WWSPE78901232404567${KEY}${GS}92${base64(44, '=')}`)).toMatchObject({
      serial: '5WWSPE7890123',
      repairs: ['gs-restored'],
    });
    expect(markOf(`${START}215WWSPE7890123WWSPEab${KEY}${GS}92${base64(44, '=')}`)).toMatchObject({
      serial: '5WWSPE7890123WWSPEab',
      repairs: [],
    });
  });
  it('that two layouts explain is asked for again', () =>
    expect(damageOf(`${START}21ABCDEFG800511240193110k240xx17240101`)).toBe('gs-lost'));
});

describe('fields', () => {
  it('the МРЦ of a block, and nothing that is not there', () => {
    expect(markOf(`${START}21JgXJ5.T${GS}8005112000${GS}93eMLy`)).toMatchObject({ mrcKopecks: 112_000 });
    for (const name of ['mrcKopecks', 'weightGrams', 'expires']) expect(markOf(MILK)).not.toHaveProperty(name);
  });
  it('a separator too many and one too few are both told', () =>
    expect(markOf(`${START}${GS}21JgXJ5.T800511200093eMLy`)).toMatchObject({
      serial: 'JgXJ5.T',
      mrcKopecks: 112_000,
      repairs: ['gs-extra', 'gs-restored'],
    }));
  it('a code that begins with another field than its GTIN needs a separator to be known for one', () => {
    expect(damageOf(`17240101${START}215WWSPE93eMLy`)).toBe('incomplete');
    expect(markOf(`17240101${START}215WWSPE${GS}93eMLy`)).toMatchObject({ serial: '5WWSPE', expires: '2024-01-01' });
  });
});

describe('a pack', () => {
  const pack = '00000046198488X?io+qCABm8wAYa';
  it.each([
    [21, 0],
    [25, 9500],
  ])('of %i characters names the unit and proves nothing', (length, mrc) => {
    const mark = markOf(pack.slice(0, length));
    expect(mark).toMatchObject({ form: 'ki-only', ki: pack.slice(0, 21), warnings: ['no-tail'] });
    expect(mark.mrcKopecks ?? 0).toBe(mrc);
  });
  it('of 25 with a wrong GTIN is no pack at all', () =>
    expect(damageOf('00000046198487X?io+qCABm8')).toBe('incomplete'));
  it('that begins like GS1 is one by its check digits', () => {
    const both = (ofPack: boolean, ofGs1: boolean): string => {
      // 01 and 12 digits of the other GTIN make the first; its last two are "21" only after them.
      for (let body = 460_346_000_000; ; body += 1) {
        const gtin = `01${body}`;
        for (let last = 0; last < 100; last += 1) {
          const gs1 = `${body}${String(last).padStart(2, '0')}`;
          if (hasCheckDigit(gtin) === ofPack && hasCheckDigit(gs1) === ofGs1) return `01${gs1}21io+qCABm8wA`;
        }
      }
    };
    expect(markOf(both(true, false))).toMatchObject({ form: 'pack' });
    expect(readScan(both(true, true))).not.toMatchObject({ mark: { form: 'pack' } });
    expect(readScan(both(false, false))).not.toMatchObject({ mark: { form: 'pack' } });
    expect(damageOf(both(false, false))).not.toBe('gtin');
  });
  it('of digits alone is no pack', () =>
    expect(readScan(`00000046198488${'1'.repeat(15)}`)).toMatchObject({ kind: 'other', form: 'text' }));
});

describe('what is not a code of goods', () => {
  const sscc = (body: string): string => `00${body}${checkDigit(body)}`;
  it.each([
    [sscc('14607010350000001'), 'sscc'],
    [`x${sscc('14607010350000001')}`, 'text'],
    ['AB-123456-ABCDEFGHIJ', 'fur'],
    ['xAB-123456-ABCDEFGHIJ', 'text'],
    ['AB-123456-ABCDEFGHIJK', 'text'],
    [`22N${'A1'.repeat(32)}A`, 'egais'],
    [`x22N${'A1'.repeat(32)}A`, 'text'],
    [`22N${'A1'.repeat(32)}Aa`, 'text'],
    [`12345678901234${'A1'.repeat(68)}`, 'egais'],
    ['https://честныйзнак.рф', 'link'],
    ['see https://example.com', 'text'],
    ['bread and butter', 'text'],
    ['bread|butter', 'text'],
    ['4606203090785abcdef', 'text'],
    ['a4606203090785abcdefg', 'text'],
    ['12345678901234567890', 'text'],
  ])('%s: %s', (raw, form) => expect(readScan(raw)).toMatchObject({ kind: 'other', form }));
  it.each(['4606203090785abcdefg', `${START}x`, `${sscc('14607010350000001')}x`, `abc${GS}def`])(
    '%j begins like one',
    (raw) => expect(damageOf(raw)).toBe('incomplete'),
  );
  it('three codes too long for one scan', () => {
    const filled = (length: number): string => MILK + ' '.repeat(length - MILK.length);
    expect(readScan(filled(768)).kind).toBe('mark');
    expect(readScan(filled(769))).toMatchObject({ kind: 'other', form: 'text' });
  });
  it('words on a Russian keyboard, though they begin like one', () =>
    expect(readScan('0104603460000809ф')).toMatchObject({ kind: 'other', form: 'text' }));
});

describe('around and between codes', () => {
  it('edges are cut off whole', () => {
    expect(trimEdges(' \r')).toEqual({ text: '', prefix: '', suffix: ' \r' });
    expect(trimEdges('')).toEqual({ text: '', prefix: '', suffix: '' });
    expect(trimEdges(`]d2${MILK}\r\n`)).toEqual({ text: MILK, prefix: ']d2', suffix: '\r\n' });
  });
  it('brackets are AIs only where the first one begins the code', () => {
    expect(markOf('(01)04603460000809(21)5WWSPE(93)eMLy')).toMatchObject({ serial: '5WWSPE', repairs: ['hri'] });
    expect(readScan('A(01)04603460000809(21)5WWSPE(93)eMLy').kind).not.toBe('mark');
  });
  it('the same code twice is one, whatever its check digit', () => {
    const odd = MILK.replace(START, '0104603460000808');
    expect(markOf(odd + odd)).toMatchObject({ serial: '5WWSPE', repairs: ['doubled'], warnings: ['gtin-check-digit'] });
  });
  it('one code between two of another is none of them', () => {
    const other = `0106924064135161215Wn0Mo"dSXyRK${KEY}${GS}92${base64(44, '=')}`;
    expect(damageOf(MILK + other + MILK)).toBe('glued');
    expect(damageOf(MILK + other)).toBe('glued');
  });
});
