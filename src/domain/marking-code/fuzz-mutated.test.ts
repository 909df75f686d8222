/**
 * A hundred thousand codes of every family with a few characters changed, lost, added or moved: each code is broken in one to fifteen ways, for codes are dearer
 * to make than to break.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fuzzTimes, tries } from '../../../test/unit/tries.ts';
import { anyCode, CSET_82, GS, text } from '../../../test/vectors/arbitrary-codes.ts';
import { readSettled } from '../../../test/vectors/settled.ts';
import { diagnose } from './diagnose.ts';

const RUNS = 12_500 * fuzzTimes;

it('a broken code is read without an exception, and a mark found in it is settled', () => {
  const noise = [
    '',
    GS,
    '<GS>',
    '%1D',
    '29',
    '029',
    ' ',
    '|',
    '01',
    '21',
    '91',
    '92',
    '93',
    '\r\n',
    "'",
    ']d2',
    '\u00e8',
    '\u200b',
    '\u0438',
    '\ud83d',
    '(',
  ];
  const anyNoise = fc.constantFrom(...noise);
  const anyEdit = fc.record({
    at: fc.nat(1_000_000),
    added: fc.oneof({ weight: 1, arbitrary: anyNoise }, { weight: 2, arbitrary: text(CSET_82, 0, 2) }),
    lost: fc.nat(3),
  });
  const anyBreak = fc.record({
    edits: fc.array(anyEdit, { maxLength: 3 }),
    // Most codes keep their separator, and most are alone.
    separator: fc.oneof({ weight: 7, arbitrary: fc.constant(GS) }, { weight: 1, arbitrary: anyNoise }),
    behind: fc.oneof(
      { weight: 49, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.tuple(anyCode, fc.nat(7)).map(([{ raw }, lost]) => raw.slice(lost)) },
    ),
    // The doctor is asked about every tenth.
    turn: fc.nat(9),
  });
  const anyBreaks = fc.array(anyBreak, { minLength: 1, maxLength: 15, size: 'max' });
  let [tried, marks] = [0, 0];
  fc.assert(
    fc.property(anyCode, anyBreaks, (code, breaks) => {
      for (const { edits, separator, behind, turn } of breaks) {
        let { raw } = code;
        for (const { at, added, lost } of edits) {
          const place = at % (raw.length + 1);
          raw = raw.slice(0, place) + added + raw.slice(place + lost);
        }
        raw = raw.replaceAll(GS, () => separator) + behind;
        const scan = readSettled(raw);
        tried++;
        if (scan.kind === 'mark') marks++;
        if (turn === 0 && diagnose(raw, scan).length === 0)
          throw new Error(`nothing is said about ${JSON.stringify(raw)}`);
      }
    }),
    tries(RUNS),
  );
  expect(tried).toBeGreaterThan(7 * RUNS);
  expect(marks / tried).toBeGreaterThan(0.2);
});
