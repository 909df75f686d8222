/** What others wrote never becomes a formula in somebody's spreadsheet, and is read back as it was but for the guard. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';

const starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−', '⁼', '⁺', '⁻', '₌', '₊', '₋'];
const before = [
  '',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '\u00a0',
  '\u3000',
  '\ufeff',
  '\u200b',
  '\u200e',
  '\u2060',
  '\u00ad',
  '"',
  "'",
  '“',
  '«',
  '\u0000',
  '\u2028',
  '\u0085',
  '\v',
  '\f',
  ' \ufeff"',
];

/** Cells as a reader of RFC 4180 has them, `;` between them. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  const body = text.replace(/^\ufeff/, '');
  const token = /(?:"((?:[^"]|"")*)"|([^;"\r\n]*))(;|\r\n)/gy;
  for (let found = token.exec(body); found; found = token.exec(body)) {
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '\r\n') rows.push([]);
    if (token.lastIndex === body.length) break;
  }
  rows.pop();
  return rows;
}

/** By another way than the writer's: character by character. */
function runs(cell: string): boolean {
  return cell.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/).some((line) => {
    const first = [...line].find((character) => !/[\s\p{C}"'`´\p{Pi}\p{Pf}‚„＂＇]/u.test(character));
    const guard = line.startsWith("'");
    return !guard && first !== undefined && '=+-@\u2212'.includes(first.normalize('NFKC'));
  });
}

describe('no formula', () => {
  it.each(starts.flatMap((start) => before.map((lead) => [`${lead}${start}1+cmd|' /C calc'!A0`] as const)))(
    '%j',
    (text) => {
      for (const given of [text, `a\n${text}`, `a\r\n${text}`, `a\u2028${text}`]) {
        const [[cell = ''] = []] = cellsOf(csv([[given]]));
        expect(runs(cell)).toBe(false);
        // Nothing else is changed.
        expect(cell.replaceAll("'", '')).toBe(given.replaceAll("'", ''));
      }
    },
  );

  it.each([
    'a=b',
    'a - b',
    '2,5 %',
    '(-1)',
    'ООО «Луч»',
    '"Луч"',
    '\nмолоко',
    'a\n\nb',
    '0104670540176099215=\u001d93',
    '\u001d=1',
  ])('%j is none, and is left alone', (text) => {
    const [[cell = ''] = []] = cellsOf(csv([[text]]));
    expect(cell.replace(/^'/, '')).toBe(text.replaceAll('\u001d', '<GS>'));
  });

  it('whatever is written, every cell is there and none runs', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.oneof(fc.constantFrom(...starts, ...before, ';', ',', '\u001d', '0', '12'), fc.string({ maxLength: 3 })),
          { maxLength: 8 },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
        const read = cellsOf(csv(rows));
        expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
        read.flat().forEach((cell, index) => {
          const given = rows.flat()[index] ?? '';
          // Digits are told as a text by a formula of our own.
          if (/^="\d+"$/.test(cell)) return expect(cell).toBe(`="${given}"`);
          expect(runs(cell), JSON.stringify(given)).toBe(false);
          expect(cell.replaceAll("'", '')).toBe(given.replaceAll('\u001d', '<GS>').replaceAll("'", ''));
        });
      }),
      { numRuns: 10_000 },
    );
  });
});
