/** A hundred thousand strings of several alphabets; as many made of real codes are in `fuzz-mutated.test.ts`: two files, two processors. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fuzzTimes, tries } from '../../../test/unit/tries.ts';
import { BASE_64, CSET_82, GS, text } from '../../../test/vectors/arbitrary-codes.ts';
import { readSettled } from '../../../test/vectors/settled.ts';
import { diagnose } from './diagnose.ts';

const RUNS = 100_000 * fuzzTimes;

it('any string is read without an exception, and a mark found in it is settled', () => {
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
  const bytes = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('');
  const alphabets = [
    CSET_82,
    BASE_64,
    printable,
    bytes,
    '0123456789',
    `0129${GS}`,
    `01${GS}[]()<>{}^\\|_%\u00e8 \r\n'`,
    'молокоМОЛОКО. ,№0123',
    'йцукенЯЧСМИТЬ0123456789.',
    'abc\ud83d\ude00\u0000\uffff\u0301',
  ];
  const pieces = [
    '01',
    '21',
    '93',
    '91',
    '92',
    '8005',
    '240',
    '3103',
    '7003',
    '17',
    '10',
    '29',
    '029',
    '04603460000809',
    GS,
    '<GS>',
    '(01)',
    '(21)',
    '(GS)',
    '%1D',
    '^]',
    ']d2',
    ' ',
    '|',
    '5WWSPE',
    '5Wn0Mo"dSXyRK',
    'eMLy',
    'EE10',
    '112000',
    '261112',
  ];
  const starts = [
    '',
    '',
    '01',
    '010460346000080921',
    '1046034600008092',
    '00000046198488',
    '(01)04603460000809(21)',
    '0104603460000809215WWSPE',
    '0104650257360486215ОЧФшз',
  ];
  const anyPieces = fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((some) => some.join(''));
  const anySigns = fc.oneof(...alphabets.map((alphabet) => text(alphabet, 0, 59)));
  let marks = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.oneof({ weight: 1, arbitrary: anyPieces }, { weight: 3, arbitrary: anySigns }),
      // The doctor is asked about every tenth.
      fc.nat(9),
      (start, rest, turn) => {
        const raw = start + rest;
        const scan = readSettled(raw);
        if (scan.kind === 'mark') marks++;
        if (turn === 0 && diagnose(raw, scan).length === 0) throw new Error('nothing is said about it');
      },
    ),
    tries(RUNS),
  );
  // Strings that are never read as anything would prove nothing.
  expect(marks / RUNS).toBeGreaterThan(0.05);
});
