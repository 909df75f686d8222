import { describe, expect, it } from 'vitest';
import { allowedOnline, noAnswer, proof, refusedOnline } from '../../../test/unit/fakes/checker.ts';
import { noon } from '../../../test/unit/clock.ts';
import { kopecks } from '../base/money.ts';
import { documentStates, newReceipt, type Intent } from './document.ts';
import { verdictOf } from './line.ts';
import { notPrinted } from './moves.ts';
import { readReceipt, storedReceipt } from './stored-document.ts';
import { readLine } from './stored-line.ts';

const line = {
  id: 'a',
  name: 'Молоко',
  measure: 'piece',
  quantity: 1_000,
  price: 100,
  goodsId: 'g',
  mark: { raw: 'r', code: 'c', ki: 'k', form: 'short-93', scannedAt: noon },
};
const intent: Intent = { fn: '1', expectedFd: 1, total: kopecks(100), at: noon };

/** What builds of before November 2026 took for a permission. */
const silent: ReadonlyArray<readonly [what: string, check: object]> = [
  ['of today', { source: 'online', facts: 'full', answer: { cis: 'x' }, proof }],
  ['of an older build', { source: 'online', answer: { cis: 'x' }, proof }],
  ['with flags that decide nothing', { source: 'online', facts: 'full', answer: { cis: 'x', isOwner: true }, proof }],
  ['of ЛМ', { source: 'local', facts: 'offline', answer: { isGreyGtin: false }, proof }],
  ['of ЛМ by an older build', { source: 'local', answer: {}, proof, online: { kind: 'timeout' } }],
  ['of nobody we know', { source: 'zzz', facts: 'offline', answer: {}, proof }],
  ['with an online flag, which ЛМ has none of', { source: 'zzz', facts: 'offline', answer: { found: true }, proof }],
];

describe.each(silent)('a stored check that decides nothing, %s', (_, check) => {
  const stored = (state: string) => ({
    ...storedReceipt({ ...newReceipt('r', noon), intent }),
    state,
    lines: [{ ...line, check }],
  });

  it('was not made, where goods are still to be sold', () => {
    expect(readLine({ ...line, check }, 0)).toEqual({ ...line, check: undefined });
    for (const state of ['draft', 'paying']) expect(readReceipt(stored(state))?.lines[0]?.check, state).toBeUndefined();
  });

  it('stands where the document is, or may be, in the ФН, or is ended', () => {
    for (const state of documentStates.filter((each) => each !== 'draft' && each !== 'paying'))
      expect(readReceipt(stored(state))?.lines, state).toEqual([{ ...line, check }]);
  });

  it('allows nothing when the ФН has no such document', () => {
    const left = readReceipt(stored('in-doubt'));
    const back = left && notPrinted(left);
    if (!back?.ok) throw new Error('not payable');
    expect(back.value.lines.map((each) => verdictOf(each, noon))).toEqual([{ kind: 'unverified', failures: {} }]);
  });
});

it.each<readonly [string, object]>([
  ['a permission', allowedOnline('x')],
  ['one flag of ГИС МТ', { source: 'online', answer: { cis: 'x', sold: false }, proof }],
  ['one flag of ЛМ', { source: 'local', facts: 'offline', answer: { isBlocked: false }, proof }],
  ['a ban', refusedOnline('x')],
  ['a word without a proof, which allows nothing', { source: 'online', facts: 'full', answer: { cis: 'x' } }],
  ['nobody', noAnswer],
  ['an emergency', { source: 'emergency', by: 'online' }],
])('a stored check that says something is kept: %s', (_, check) => {
  expect(readLine({ ...line, check }, 0).check).toEqual(check);
  const receipt = {
    ...newReceipt('r', noon),
    state: 'in-doubt' as const,
    intent,
    lines: [readLine({ ...line, check }, 0)],
  };
  expect(notPrinted(receipt)).toMatchObject({ ok: true, value: { lines: receipt.lines } });
});
