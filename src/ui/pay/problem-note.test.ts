import { describe, expect, it } from 'vitest';
import type { PrinterState } from '../../app/ports/printer.ts';
import type { Problem } from '../../app/sale/store.ts';
import type { PrinterTrouble } from '../../domain/document/printer-trouble.ts';
import { newReceipt, type Receipt } from '../../domain/document/document.ts';
import { addLine } from '../../domain/document/edits.ts';
import { lineOf as newLine } from '../../domain/document/new-line.ts';
import { ok } from '../../domain/base/result.ts';
import { noon } from '../../../test/unit/clock.ts';
import { bread, milk } from '../../../test/unit/fakes/goods.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { blamedLine } from '../receipt/line-status.ts';
import { isMended, problemAhead, problemWords, unfinishedPrint, waysOn } from './problem-note.ts';

const kkt = (change: Partial<PrinterState> = {}): PrinterState => ({
  model: 'ККТ',
  fn: '9960440301234567',
  lastFd: 7,
  demo: false,
  shift: { state: 'open', number: 3, openedAt: noon },
  warnings: [],
  ...change,
});
const refused = (trouble: PrinterTrouble, item?: number): Problem => ({ kind: 'refused', trouble, item });
const cable = { ...realShop.kkt, link: 'cable' } as const;
const receipt = [bread, milk].reduce<Receipt>(
  (sofar, goods, index) => {
    const added = addLine(sofar, newLine(`line-${index}`, goods));
    if (!added.ok) throw new Error(added.failure);
    return added.value;
  },
  newReceipt('receipt', noon),
);

describe('what goes on', () => {
  it.each<[string, Problem, string[]]>([
    ['a shift over 24 h', refused('shift-expired'), ['close-shift']],
    ['full totals', refused('totals-full'), ['close-shift']],
    ['a Z report asked for', refused('close-shift-first'), ['close-shift']],
    ['a closed shift: the next print opens it', refused('shift-closed'), []],
    ['no paper: the next print', refused('no-paper'), []],
    ['a wrong password', refused('wrong-password'), ['settings']],
    ['a bad mark of a known line', refused('bad-mark', 1), ['remove-line']],
    ['a rate that the ККТ does not have', refused('settings', 0), ['settings']],
    ['a bad mark of no line', refused('bad-mark'), []],
    ['an operation of the shift in doubt', { kind: 'pending' }, ['shift']],
    ['a ККТ of the other kind', { kind: 'demo-printer' }, ['settings']],
    ['a pulled cable', { kind: 'not-connected', detail: 'gone' }, ['choose-port', 'look']],
  ])('after %s', (_name, problem, ways) => expect(waysOn(problem, cable, true)).toEqual(ways));

  it('a port can be chosen only where there is a cable and the browser has a way to it', () => {
    expect(waysOn({ kind: 'not-connected' }, cable, false)).toEqual(['look']);
    expect(waysOn({ kind: 'not-connected' }, { ...cable, link: 'relay' }, true)).toEqual(['look']);
    expect(waysOn({ kind: 'not-connected' }, { ...cable, link: 'none' }, true)).toEqual(['settings']);
  });
});

describe('mended', () => {
  it('paper: when the ККТ says so', () => {
    expect(isMended(refused('no-paper'), kkt({ trouble: 'no-paper' }))).toBe(false);
    expect(isMended(refused('no-paper'), kkt())).toBe(true);
  });
  it('the shift: when it is closed', () => {
    expect(isMended(refused('shift-expired'), kkt({ shift: { state: 'expired', number: 3 } }))).toBe(false);
    expect(isMended(refused('shift-expired'), kkt({ shift: { state: 'closed', number: 3 } }))).toBe(true);
    expect(isMended(refused('totals-full'), kkt())).toBe(false);
  });
  it('the connection: when it answers', () => expect(isMended({ kind: 'not-connected' }, kkt())).toBe(true));
  it('what the ККТ cannot show is never said to be over', () => {
    for (const problem of [
      refused('bad-mark', 0),
      refused('unknown'),
      { kind: 'lost-answer' },
      { kind: 'storage', detail: '' },
    ] as Problem[])
      expect(isMended(problem, kkt())).toBe(false);
  });
});

describe('before the money is taken', () => {
  it('nothing is said of a ККТ that is ready, busy printing, or not asked yet', () => {
    for (const printer of [
      undefined,
      ok(kkt()),
      ok(kkt({ trouble: 'printing' })),
      ok(kkt({ shift: { state: 'closed', number: 3 } })),
    ])
      expect(problemAhead(printer, realShop)).toBeUndefined();
  });
  it.each<[string, Partial<PrinterState>, Problem]>([
    ['no paper', { trouble: 'no-paper' }, refused('no-paper')],
    ['a shift over 24 h', { shift: { state: 'expired', number: 3 } }, refused('shift-expired')],
    ['another taxation', { about: { taxations: ['osn'] } }, refused('taxation-not-registered')],
    ['a practice ККТ', { demo: true }, { kind: 'demo-printer' }],
  ])('%s is told', (_name, change, problem) =>
    expect(problemAhead(ok(kkt(change)), realShop)).toEqual({
      ...problem,
      ...(problem.kind === 'refused' && { item: undefined }),
    }),
  );
  it('and no connection', () =>
    expect(problemAhead({ ok: false, failure: { kind: 'not-connected' } }, realShop)).toEqual({
      kind: 'not-connected',
    }));
});

describe('words', () => {
  it('a receipt that is not there says so, and that the money is not to be taken twice', () => {
    const words = problemWords(refused('no-paper'), cable, receipt, 'after');
    expect(words.what).toBe('Чек не пробит. ККТ: нет бумаги');
    expect(words.receipt).toMatch(/второй раз не берите/);
  });
  it('before the attempt nothing is said of money', () =>
    expect(problemWords(refused('no-paper'), cable, receipt, 'ahead')).toMatchObject({
      what: 'ККТ: нет бумаги',
      receipt: 'Пока чек не пробить.',
    }));
  it('a receipt in doubt is not said to be unprinted', () => {
    for (const problem of [{ kind: 'lost-answer' }, { kind: 'not-connected' }, refused('no-paper')] as Problem[]) {
      const { what, repair, receipt: of } = problemWords(problem, cable, receipt, 'doubt');
      expect([what, repair, of].join(' ')).not.toMatch(/не пробит|пробейте/);
    }
  });
  it('the line that the ККТ complains of is named', () => {
    expect(problemWords(refused('bad-mark', 1), cable, receipt, 'after').repair).toContain('«Молоко»');
    expect(blamedLine(refused('bad-mark', 1), receipt)?.id).toBe('line-1');
    expect(blamedLine(refused('bad-mark', 7), receipt)).toBeUndefined();
  });
});

it('paper that stopped after the document was closed is told apart from a receipt that was not printed', () => {
  expect(unfinishedPrint(ok(kkt({ trouble: 'no-paper', interrupted: true })))).toMatchObject({ what: 'нет бумаги' });
  // The last receipt came out whole, and then the paper was over.
  for (const printer of [undefined, ok(kkt()), ok(kkt({ trouble: 'printing' })), ok(kkt({ trouble: 'no-paper' }))])
    expect(unfinishedPrint(printer)).toBeUndefined();
});
