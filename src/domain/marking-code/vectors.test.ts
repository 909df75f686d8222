/** Public codes, good and damaged (test/vectors/marking-codes.json; their schema: reference/marking-codes.md §7.3). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { joinElements } from './elements.ts';
import { diagnose } from './diagnose.ts';
import { readScan, type MarkingCode, type Scan } from './index.ts';

interface Vector {
  readonly id: string;
  readonly input: string;
  readonly kind: string;
  readonly gtin: string | null;
  readonly serial: string | null;
  readonly tail: string | null;
  readonly ki?: string;
  readonly valid: boolean;
  readonly why: string;
  readonly conflict?: boolean;
  readonly mrp_kopecks?: number;
  readonly mrp_plausible?: boolean;
  readonly gtin_check_digit_ok?: boolean | null;
  readonly ai?: Readonly<Record<string, string>>;
  readonly hri?: string;
  readonly tag1162?: string;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../test/vectors/marking-codes.json', import.meta.url), 'utf8'),
) as Vector[];

/** Vectors that are not followed, with what is read instead and why. */
const EXCEPTIONS: Readonly<Record<string, { readonly why: string; readonly read: object }>> = {
  E041: {
    why: 'no separator and tails of 3 and 12 characters, which no group uses; E098 of the same shape must be refused',
    read: { kind: 'damaged', damage: 'gs-lost' },
  },
  E042: {
    why: 'no separator and a 92 of 12 characters with a quote in it: no layout of §6 fits',
    read: { kind: 'damaged', damage: 'gs-lost' },
  },
  E068: {
    why: 'its 92 has 82 characters where 88 are due: a cut signature, as in E144 and E286, which must be scanned again',
    read: { kind: 'damaged', damage: 'tail-length' },
  },
};

/** Vectors with another tail than the code has. */
const TAIL_EXCEPTIONS: Readonly<Record<string, { readonly why: string; readonly tail: string }>> = {
  E044: {
    why: 'the vector quotes its source without the separator; its like (E218 to E222) have it restored',
    tail: '910064\u001d92TCetfbrFRjPke+Scq0sUS9WX84GMz5zx+UR5y8I0QFCDte3E947cwYo3liObLS1uzTqOnzBkSjNJD+97P6OF7A==',
  },
  E055: {
    why: 'a full stop after the last value is a character of the value (E206 has one inside), and nothing is ever trimmed',
    tail: '8005112000\u001d930001\u001d923zbrLA==\u001d24014276281.',
  },
};

/** `valid` of a vector means "one known code", so these are valid and yet no marks. */
const KINDS: Readonly<Record<string, object>> = {
  ean8: { kind: 'product', gtin: '00000046198488' },
  gs1_gtin_only: { kind: 'product' },
  sscc: { kind: 'other', form: 'sscc' },
  ai02: { kind: 'other', form: 'aggregate' },
  fur: { kind: 'other', form: 'fur' },
  egais20: { kind: 'other', form: 'egais' },
  egais30: { kind: 'other', form: 'egais' },
};

/** Vectors on which the sources disagree (`conflict`): either reading is right, this one is ours. */
const DECIDED: Readonly<Record<string, { readonly why: string; readonly read: object }>> = {
  E008: { why: 'the official text gives a fur code 20 characters, this has 21', read: { kind: 'other', form: 'text' } },
  E051: {
    why: 'the sources differ in the number cut out of it, not in what it is',
    read: { kind: 'other', form: 'egais' },
  },
  E053: { why: 'the first 14 digits have no check digit: a shifted code', read: { kind: 'damaged', damage: 'gtin' } },
  E069: { why: 'a pack has 29 characters, this has 33', read: { kind: 'damaged', damage: 'incomplete' } },
  E127: {
    why: 'one layout fits without the separator',
    read: { kind: 'mark', mark: { serial: '5!IS(;', repairs: ['gs-restored'] } },
  },
  E209: { why: 'a 93 of no known length', read: { kind: 'damaged', damage: 'gs-lost' } },
  E217: {
    why: 'a serial of 14 or a damaged scan: no group has that length',
    read: { kind: 'damaged', damage: 'gs-lost' },
  },
  E230: { why: 'without separators the batch has no end', read: { kind: 'damaged', damage: 'incomplete' } },
};

/** Not compared: the vector is kept as its suite states it, without the two bytes of the prefix (reference/marking-codes.md §9.12). */
const TAG_EXCEPTIONS: readonly string[] = ['E042'];

const hex = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join(' ')
    .toUpperCase();
/** Six bytes of the number in tag 1162 (§1.7). */
const numberIn1162 = (gtin: string): string => hex(Buffer.from(BigInt(gtin).toString(16).padStart(12, '0'), 'hex'));

/** Tag 1162 of ФФД 1.05: prefix, GTIN, serial, then МРЦ with two spaces for a pack, or the price of a block. Byte-exact vectors of other drivers. */
function tag1162(mark: MarkingCode): string {
  const price = mark.elements.find(([ai]) => ai === '8005')?.[1] ?? '';
  const rest = mark.form === 'pack' ? `${mark.code.slice(21, 25)}  ` : price;
  return `44 4D ${numberIn1162(mark.gtin)} ${hex(Buffer.from(mark.serial + rest, 'latin1'))}`;
}

const tailOf = (mark: MarkingCode): string =>
  mark.elements.length === 0
    ? mark.code.slice(mark.ki.length)
    : joinElements(mark.elements.filter(([ai]) => ai !== '01' && ai !== '21'));

function expectMark(scan: Scan, vector: Vector): void {
  expect(scan.kind).toBe('mark');
  if (scan.kind !== 'mark') return;
  const { mark } = scan;
  expect(mark).toMatchObject({ raw: vector.input, gtin: vector.gtin, serial: vector.serial });
  expect(mark.ki).toBe(
    vector.ki ?? (mark.elements.length === 0 ? mark.gtin + mark.serial : `01${mark.gtin}21${mark.serial}`),
  );
  expect(tailOf(mark)).toBe(TAIL_EXCEPTIONS[vector.id]?.tail ?? vector.tail);
  expect(mark.warnings.includes('gtin-check-digit')).toBe(vector.gtin_check_digit_ok === false);
  if (vector.ai) expect(Object.fromEntries(mark.elements)).toEqual(vector.ai);
  if (vector.hri !== undefined)
    expect(readScan(vector.hri)).toMatchObject({ kind: 'mark', mark: { code: mark.code, repairs: ['hri'] } });
  if (vector.tag1162 !== undefined && !TAG_EXCEPTIONS.includes(vector.id)) expect(tag1162(mark)).toBe(vector.tag1162);
  if (vector.mrp_kopecks !== undefined) {
    const isPrice = vector.mrp_kopecks > 0 && vector.mrp_plausible !== false;
    expect(mark.mrcKopecks).toBe(isPrice ? vector.mrp_kopecks : undefined);
  }
  expectSettled(mark);
}

/** A normalised code reads as itself, with nothing left to repair. */
function expectSettled(mark: MarkingCode): void {
  expect(readScan(mark.code)).toEqual({ kind: 'mark', mark: { ...mark, raw: mark.code, repairs: [] } });
}

/** Every field of the vectors is compared, or named here: a new one must not slip by. */
const COMPARED = [
  'id',
  'input',
  'kind',
  'gtin',
  'serial',
  'tail',
  'ki',
  'valid',
  'conflict',
  'mrp_kopecks',
  'mrp_plausible',
  'gtin_check_digit_ok',
  'ai',
  'hri',
  'tag1162',
];
const NOT_READ = ['group', 'why', 'source', 'note', 'piot_case', 'piot_expect'];

describe('public codes', () => {
  it.each(vectors.map((vector) => [vector.id, vector.kind, vector.why, vector] as const))(
    '%s %s: %s',
    (id, _kind, _why, vector) => {
      const scan = readScan(vector.input);
      const exception = EXCEPTIONS[id];
      if (exception) {
        expect(scan).toMatchObject(exception.read);
      } else if (vector.conflict) {
        // To ask for another scan is one of the two readings; the code that the vector tells is the other.
        if (scan.kind === 'mark') expectMark(scan, vector);
        expect(scan).toMatchObject(DECIDED[id]?.read ?? { decided: false });
      } else if (KINDS[vector.kind]) {
        expect(scan).toMatchObject(KINDS[vector.kind] ?? {});
        if (scan.kind === 'product' && vector.gtin !== null) expect(scan.gtin).toBe(vector.gtin);
        if (scan.kind === 'product' && vector.tag1162 !== undefined)
          expect(vector.tag1162.endsWith(numberIn1162(scan.gtin))).toBe(true);
      } else if (id === 'E006') {
        expect(scan).toMatchObject({ kind: 'product', gtin: vector.input });
      } else if (vector.valid) {
        expectMark(scan, vector);
      } else {
        expect(scan.kind).not.toBe('mark');
      }
    },
  );

  it('are all there', () => {
    expect(vectors).toHaveLength(166);
    expect(
      [...new Set(vectors.flatMap((vector) => Object.keys(vector)))].filter(
        (field) => !COMPARED.includes(field) && !NOT_READ.includes(field),
      ),
    ).toEqual([]);
    expect(vectors.filter(({ conflict }) => conflict).map(({ id }) => id)).toEqual(Object.keys(DECIDED));
    expect(
      Object.keys({ ...EXCEPTIONS, ...TAIL_EXCEPTIONS, ...DECIDED }).every((id) =>
        vectors.some((vector) => vector.id === id),
      ),
    ).toBe(true);
  });
});

it.each(vectors)('$id has nothing added by a scanner’s settings', ({ input }) => {
  expect(diagnose(input, readScan(input)).filter((finding) => 'breaks' in finding)).toEqual([]);
});
