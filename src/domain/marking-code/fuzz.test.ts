/** Half a million strings of several alphabets; the other half, made of real codes, is `fuzz-mutated.test.ts`: two files, two processors. */
import { expect, it } from 'vitest';
import { BASE_64, CSET_82, generator, GS } from '../../../test/vectors/random-codes.ts';
import { readSettled } from '../../../test/vectors/settled.ts';
import { diagnose } from './diagnose.ts';

const RUNS = 500_000;

it('any string is read without an exception, and a mark found in it is settled', () => {
  const { below, pick, text } = generator(8);
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
  let marks = 0;
  for (let i = 0; i < RUNS; i++) {
    let raw = pick(starts);
    if (i % 4 === 0) for (let n = below(8); n > 0; n--) raw += pick(pieces);
    else raw += text(pick(alphabets), below(60));
    const scan = readSettled(raw);
    if (scan.kind === 'mark') marks++;
    if (i % 10 === 0 && diagnose(raw, scan).length === 0) expect.fail(`nothing is said about ${JSON.stringify(raw)}`);
  }
  // Strings that are never read as anything would prove nothing.
  expect(marks / RUNS).toBeGreaterThan(0.05);
});
