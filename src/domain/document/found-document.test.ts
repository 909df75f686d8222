import { describe, expect, it } from 'vitest';
import { saleDocument } from './fiscal-document.ts';
import {
  contentsOf,
  fits,
  roundedBy,
  sameItems,
  tendersIn,
  whose,
  type FoundDocument,
  type PrinterUse,
  type UnknownDocument,
} from './found-document.ts';
import { kopecks } from '../base/money.ts';
import { thousandths } from '../base/quantity.ts';
import { unwrap } from '../base/result.ts';
import { newReceipt, type Receipt } from './document.ts';
import type { Line } from './line.ts';
import { printedBefore, startPaying } from './moves.ts';
import { rounded, roundedOff } from './adjustment.ts';
import { due } from './pricing.ts';
import { tendersOf } from './tender.ts';
import { lineOf, packageLine } from './new-line.ts';
import { epochMs } from '../base/time.ts';

const now = epochMs(Date.UTC(2026, 10, 22, 9));
const minute = 60_000;
const bread = lineOf('b', {
  id: 'bread',
  gtin: '04607004890017',
  name: 'Хлеб «Ёлочка» № 1',
  price: kopecks(4_550),
  vat: '10',
  measure: 'piece',
  isMarked: false,
});
const bun = { ...bread, id: 'bun', name: 'Булка' };
const milk = (serial: string): Line =>
  packageLine(
    `m${serial}`,
    { id: 'milk', name: 'Молоко', price: kopecks(8_990), vat: '10', measure: 'piece', group: 8, isMarked: true },
    '04670540176099',
    {
      raw: '',
      code: `0104670540176099215${serial}\u001d93dGVz`,
      ki: `0104670540176099215${serial}`,
      form: 'short-93',
      scannedAt: now,
    },
  );
const of = (...lines: Line[]): Receipt => ({ ...newReceipt('r', now), lines });
const sums = (lines: readonly Line[]) =>
  kopecks(lines.reduce((sum, { price, quantity }) => sum + (Number(price) * Number(quantity)) / 1_000, 0));
const printing = (receipt: Receipt, change: Partial<Receipt['intent'] & object> = {}): Receipt => ({
  ...receipt,
  state: 'fiscalizing',
  number: 7,
  tenders: tendersOf({ way: 'cashless' }, sums(receipt.lines)),
  intent: { fn: 'fn', expectedFd: 5, total: sums(receipt.lines), at: now, kktAt: now, tillMark: 'PAAAAA-7', ...change },
});
/** The document that a till with this note makes of the receipt. */
const documentOf = (receipt: Receipt, note = '', change: Partial<FoundDocument> = {}): FoundDocument => ({
  kind: 'receipt',
  operation: 1,
  total: sums(receipt.lines),
  mark: { fn: 'fn', fd: 5, fpd: '1', at: now },
  contents: { ...contentsOf(saleDocument(receipt, { taxation: 'osn', cashier: '' })), note },
  ...change,
});
const unread = (receipt: Receipt, change: Partial<FoundDocument> = {}): FoundDocument => ({
  ...documentOf(receipt, '', change),
  contents: undefined,
});

describe('items of a document beside the lines of a receipt', () => {
  const items = (...lines: Line[]) => documentOf(of(...lines)).contents?.items ?? [];
  it.each<[string, Line[], Line[], string]>([
    ['the same units', [milk('AAAAA'), bread], [milk('AAAAA'), bread], 'codes'],
    [
      'the same units in another order',
      [milk('AAAAA'), milk('BBBBB'), bread],
      [bread, milk('BBBBB'), milk('AAAAA')],
      'codes',
    ],
    ['the same plain goods', [bread, bun], [bun, bread], 'alike'],
    ['another unit of the same goods', [milk('AAAAA')], [milk('BBBBB')], 'other'],
    ['one unit more', [milk('AAAAA')], [milk('AAAAA'), milk('BBBBB')], 'other'],
    ['one unit less', [milk('AAAAA'), milk('BBBBB')], [milk('AAAAA')], 'other'],
    ['another name at the same price', [bread], [bun], 'other'],
    ['another price', [bread], [{ ...bread, price: kopecks(4_551) }], 'other'],
    [
      'another quantity of the same sum',
      [bread],
      [{ ...bread, quantity: thousandths(2_000), price: kopecks(2_275) }],
      'other',
    ],
    ['a mark where there was none', [{ ...bread, name: 'Молоко', price: kopecks(8_990) }], [milk('AAAAA')], 'other'],
  ])('%s: %s', (_, ours, theirs, same) => expect(sameItems(of(...ours), items(...theirs))).toBe(same));

  it('a name may be cut, and lose the signs that a ККТ cannot write', () => {
    const [item] = items(bread);
    for (const name of ['Хлеб «Ёлочка» № 1', 'ХЛЕБ ?Елочка? ? 1', 'Хлеб "Ел', ''])
      expect(sameItems(of(bread), item ? [{ ...item, name }] : []), name).toBe('alike');
  });
  it('a code that the archive does not tell speaks neither for nor against, and AIs before GTIN and serial may be left out', () => {
    const [item] = items(milk('AAAAA'));
    if (!item) throw new Error('no item');
    const { code: _, ...without } = item;
    expect(sameItems(of(milk('AAAAA')), [without])).toBe('alike');
    expect(sameItems(of(milk('AAAAA')), [{ ...item, code: item.code?.replace(/^01(.{14})21/, '$1') ?? '' }])).toBe(
      'codes',
    );
  });
});

describe('whose a document after the intent is', () => {
  const receipt = printing(of(bread));
  const marked = printing(of(milk('AAAAA'), bread));
  const all: PrinterUse[] = ['only-us', 'unknown', 'others'];
  it.each<[string, Receipt, FoundDocument, Partial<Record<PrinterUse, string>> | string]>([
    ['our mark', receipt, documentOf(receipt, 'PAAAAA-7'), 'ours'],
    ['our mark, whatever the sum is', receipt, documentOf(receipt, 'PAAAAA-7', { total: kopecks(1) }), 'ours'],
    [
      'our mark in a document that is not read to its end',
      receipt,
      { ...unread(receipt), contents: { note: 'PAAAAA-7' } },
      'ours',
    ],
    ["another till's mark", receipt, documentOf(receipt, 'PBBBBB-7'), 'foreign'],
    ['our mark of another receipt', receipt, documentOf(receipt, 'PAAAAA-6'), 'foreign'],
    ["another program's text", receipt, documentOf(receipt, '11-1111'), 'foreign'],
    ["another till's mark on the very units", marked, documentOf(marked, 'PBBBBB-7'), 'foreign'],
    [
      'a mark where our build wrote none',
      printing(of(bread), { tillMark: undefined }),
      documentOf(receipt, 'PBBBBB-7'),
      'foreign',
    ],
    ['other goods of the same sum', receipt, documentOf(of(bun)), 'foreign'],
    ['a return', receipt, documentOf(receipt, 'PAAAAA-7', { operation: 2 }), 'foreign'],
    ['a correction', receipt, documentOf(receipt, 'PAAAAA-7', { kind: 'correction' }), 'foreign'],
    [
      'a document before the intent',
      receipt,
      documentOf(receipt, '', { mark: { fn: 'fn', fd: 5, fpd: '1', at: epochMs(now - 3 * minute) } }),
      'foreign',
    ],
    [
      'one of its very minute',
      receipt,
      documentOf(receipt, '', { mark: { fn: 'fn', fd: 5, fpd: '1', at: epochMs(now - minute) } }),
      { 'only-us': 'likely', unknown: 'unclear', others: 'unclear' },
    ],
    [
      'an old one by a clock that nobody asked',
      printing(of(bread), { kktAt: undefined }),
      documentOf(receipt, '', { mark: { fn: 'fn', fd: 5, fpd: '1', at: epochMs(now - 60 * minute) } }),
      { 'only-us': 'likely', unknown: 'unclear', others: 'unclear' },
    ],
    [
      'the very units without any mark',
      marked,
      documentOf(marked),
      { 'only-us': 'likely', unknown: 'ours', others: 'unclear' },
    ],
    [
      'the same plain goods without any mark',
      receipt,
      documentOf(receipt),
      { 'only-us': 'likely', unknown: 'unclear', others: 'unclear' },
    ],
    ['the same sum, unread', receipt, unread(receipt), { 'only-us': 'likely', unknown: 'unclear', others: 'unclear' }],
    ['another sum, unread', receipt, unread(receipt, { total: kopecks(1) }), 'unclear'],
  ])('%s', (_, ours, found, expected) => {
    for (const use of all)
      expect(whose(ours, found, use), use).toBe(typeof expected === 'string' ? expected : expected[use]);
  });
});

describe('an unknown document beside the open receipt', () => {
  const open = of(bread);
  const known = (found: FoundDocument, isOurs = false): UnknownDocument => ({ ...found, isOurs });
  const before = { mark: { fn: 'fn', fd: 5, fpd: '1', at: epochMs(now - 60 * minute) } };
  it.each<[string, Receipt, UnknownDocument, string]>([
    ['the same goods, later', open, known(documentOf(open)), 'same'],
    ['the same goods, before it was opened', open, known(documentOf(open, '', before)), 'maybe'],
    [
      'the same goods with our mark, before it was opened',
      open,
      known(documentOf(open, 'PAAAAA-7', before), true),
      'same',
    ],
    [
      'with our mark and another number than it was tried under',
      { ...open, number: 8 },
      known(documentOf(open, 'PAAAAA-7'), true),
      'maybe',
    ],
    ['with our mark and its number', { ...open, number: 7 }, known(documentOf(open, 'PAAAAA-7', before), true), 'same'],
    ['the very units, whenever', of(milk('AAAAA')), known(documentOf(of(milk('AAAAA')), '', before)), 'same'],
    ["another till's mark", open, known(documentOf(open, 'PBBBBB-7')), 'no'],
    ['other goods', open, known(documentOf(of(bun))), 'no'],
    ['a part of the goods', of(bread, bun), known(documentOf(open)), 'no'],
    ['the sum alone, later', open, known(unread(open)), 'maybe'],
    ['the sum alone with our mark, later', open, known(unread(open), true), 'same'],
    ['the sum alone, before', open, known(unread(open, before)), 'maybe'],
    ['the sum less kopecks', open, known(unread(open, { total: kopecks(4_500) })), 'maybe'],
    ['the sum less a rouble', open, known(unread(open, { total: kopecks(4_450) })), 'no'],
    ['a greater sum', open, known(unread(open, { total: kopecks(4_551) })), 'no'],
    ['a return', open, known(documentOf(open, '', { operation: 2 })), 'no'],
    ['a correction', open, known(documentOf(open, '', { kind: 'correction' })), 'no'],
    ['an empty receipt', of(), known(unread(of())), 'no'],
    ['a receipt that is printed', { ...open, state: 'fiscalized' }, known(documentOf(open)), 'no'],
    ['a receipt in doubt', { ...open, state: 'in-doubt' }, known(documentOf(open)), 'no'],
  ])('%s', (_, receipt, found, fit) => expect(fits(receipt, found)).toBe(fit));
});

it('tells how it was paid', () => {
  const paid = (cash: number, cashless: number) =>
    tendersIn({
      ...documentOf(of(bread)),
      total: kopecks(cash + cashless),
      contents: { paid: { cash: kopecks(cash), cashless: kopecks(cashless) } },
    });
  const [inCash, byCard] = [
    (amount: number) => ({ way: 'cash', amount, received: amount }),
    (amount: number) => ({ way: 'cashless', amount, by: 'hand' }),
  ];
  expect([paid(100, 0), paid(0, 100), paid(40, 60)]).toEqual([[inCash(100)], [byCard(100)], [byCard(60), inCash(40)]]);
  expect(tendersIn(unread(of(bread)))).toBeUndefined();
});

describe('a receipt printed before the journal was rolled back', () => {
  const fiscal = { fn: 'fn', fd: 5, fpd: '1', at: now };
  const how = {
    tenders: tendersOf({ way: 'cashless' }, kopecks(4_500)),
    adjustments: [roundedOff(kopecks(50))],
  };
  it.each(['draft', 'paying'] as const)('is finished from %s, with what the document says', (state) => {
    expect(printedBefore({ ...of(bread), state, number: 7 }, fiscal, how)).toEqual({
      ok: true,
      value: { ...of(bread), state: 'fiscalized', number: 7, fiscal, ...how },
    });
  });
  it('pays what the document says, also where the receipt was rounded and the document was not', () => {
    const paying = unwrap(startPaying(of({ ...bread, price: kopecks(4_550) }), now, 'roubles'));
    expect(paying.adjustments).toEqual([roundedOff(kopecks(50))]);
    const whole = { ...documentOf(paying), total: kopecks(4_550) };
    const taken = roundedBy(paying, whole);
    expect(taken).toBe(0);
    const finished = unwrap(
      printedBefore({ ...paying, number: 7 }, fiscal, { adjustments: rounded(taken ?? kopecks(1)) }),
    );
    expect(due(finished)).toBe(whole.total);
  });
  it.each<[string, Receipt]>([
    ['without goods', { ...of(), number: 7 }],
    ['without a number', of(bread)],
    ['being printed', { ...of(bread), number: 7, state: 'fiscalizing' }],
    ['in doubt', { ...of(bread), number: 7, state: 'in-doubt' }],
    ['printed', { ...of(bread), number: 7, state: 'fiscalized' }],
    ['cancelled', { ...of(bread), number: 7, state: 'cancelled' }],
  ])('not one %s', (_, receipt) =>
    expect(printedBefore(receipt, fiscal, how)).toEqual({ ok: false, failure: 'wrong-state' }),
  );
});
