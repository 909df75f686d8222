/** Half a million codes of every family with a few characters changed, lost, added or moved. */
import { expect, it } from 'vitest';
import { CSET_82, generator, GS } from '../../../test/vectors/random-codes.ts';
import { readSettled } from '../../../test/vectors/settled.ts';
import { diagnose } from './diagnose.ts';

const RUNS = 500_000;

it('a broken code is read without an exception, and a mark found in it is settled', () => {
  const { below, pick, text, code } = generator(18);
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
  // Codes are dearer to make than to break.
  const codes = Array.from({ length: 2_000 }, () => code().raw);
  let marks = 0;
  for (let i = 0; i < RUNS; i++) {
    let raw = pick(codes);
    for (let n = below(4); n > 0; n--) {
      const at = below(raw.length + 1);
      raw = raw.slice(0, at) + (below(3) === 0 ? pick(noise) : text(CSET_82, below(3))) + raw.slice(at + below(4));
    }
    if (i % 8 === 0) raw = raw.replaceAll(GS, pick(noise));
    if (i % 50 === 0) raw += pick(codes).slice(below(8));
    const scan = readSettled(raw);
    if (scan.kind === 'mark') marks++;
    if (i % 10 === 0 && diagnose(raw, scan).length === 0) expect.fail(`nothing is said about ${JSON.stringify(raw)}`);
  }
  expect(marks / RUNS).toBeGreaterThan(0.2);
});
