import { describe, expect, it } from 'vitest';
import { noon } from '../../../test/unit/clock.ts';
import { memoryJournal } from '../../../test/unit/fakes/journal.ts';
import { realFn } from '../../../test/unit/fakes/printer.ts';
import { kopecks } from '../../domain/base/money.ts';
import { newReceipt, type Receipt } from '../../domain/document/document.ts';
import type { ShiftOperation } from '../../domain/document/shift.ts';
import { noTakings, type ShiftTakings } from '../../domain/document/takings.ts';
import { fail, ok } from '../../domain/base/result.ts';
import type { Journal } from '../ports/journal.ts';
import type { PrinterState } from '../ports/printer.ts';
import { isSame, shiftBook } from './shift-book.ts';

const mark = (fd: number, fn = realFn) => ({ fn, fd, fpd: String(fd), at: noon });
const sold = (fd: number, roubles: number, fn = realFn): Receipt => ({
  ...newReceipt(`${fn}-${String(fd)}`, noon),
  state: 'fiscalized',
  tenders: [{ way: 'cashless', amount: kopecks(roubles * 100), by: 'hand' }],
  fiscal: mark(fd, fn),
});
const journalWith = async (...receipts: readonly Receipt[]): Promise<Journal> => {
  const journal = memoryJournal();
  for (const receipt of receipts) await journal.save(receipt);
  return journal;
};
const operation = (kind: 'open' | 'close', fd: number, shift = 3): ShiftOperation => ({
  id: kind,
  kind,
  state: 'done',
  at: noon,
  cashier: 'Петрова',
  before: { fn: realFn, lastFd: fd - 1, shift: shift - 1, paidIn: kopecks(0), paidOut: kopecks(0) },
  shift,
  fiscal: mark(fd),
});
const kkt = (lastFd: number, shift: Partial<PrinterState['shift']> = {}) => ({
  fn: realFn,
  lastFd,
  shift: { state: 'open' as const, number: 3, ...shift },
});
const counted = (receipts: number, roubles: number): ShiftTakings => ({
  ...noTakings,
  sales: { receipts, cash: kopecks(0), cashless: kopecks(roubles * 100) },
});
const counters = (value: ShiftTakings | undefined) => async () => ok(value);

describe('the book of a shift', () => {
  it('has what was printed since its opening, and says what of it is not of this journal', async () => {
    const journal = await journalWith(sold(10, 999), sold(12, 5), sold(13, 7), sold(14, 50, '9960440309999999'));
    const book = await shiftBook({ journal, counters: counters(counted(2, 12)) }, kkt(15, { openedFd: 11 }), []);
    expect(book).toEqual({
      shift: 3,
      isOver: false,
      theirs: counted(2, 12),
      ours: { takings: counted(2, 12), unread: 0, others: 2 },
    });
    expect(isSame(book)).toBe(true);
  });

  it('is the same read in many pieces', async () => {
    const fds = Array.from({ length: 600 }, (_, index) => index + 12);
    const journal = await journalWith(...fds.map((fd) => sold(fd, 1)));
    const { ours } = await shiftBook({ journal, counters: counters(undefined) }, kkt(611, { openedFd: 11 }), []);
    expect(ours).toEqual({ takings: counted(600, 600), unread: 0, others: 0 });
  });

  it('begins with the opening that the journal knows, where the ККТ does not tell it', async () => {
    const journal = await journalWith(sold(10, 999), sold(12, 5));
    const { ours } = await shiftBook({ journal, counters: counters(undefined) }, kkt(12), [operation('open', 11)]);
    expect(ours?.takings).toEqual(counted(1, 5));
  });

  it('of the last shift stands between its two reports; the ККТ counts anew by then', async () => {
    const journal = await journalWith(sold(12, 5), sold(14, 70));
    const book = await shiftBook({ journal, counters: counters(counted(0, 0)) }, kkt(14, { state: 'closed' }), [
      operation('close', 13),
      operation('open', 11),
      operation('close', 9, 2),
    ]);
    expect(book).toEqual({
      shift: 3,
      isOver: true,
      theirs: undefined,
      ours: { takings: counted(1, 5), unread: 0, others: 0 },
    });
    expect(isSame(book)).toBeUndefined();
  });

  it('is not made up where nobody knows where the shift began or ended', async () => {
    const journal = await journalWith(sold(12, 5));
    const other = { ...operation('open', 11), fiscal: mark(11, '9960440309999999') };
    expect((await shiftBook({ journal, counters: counters(undefined) }, kkt(12), [other])).ours).toBeUndefined();
    const closed = kkt(12, { state: 'closed' });
    expect(
      (await shiftBook({ journal, counters: counters(undefined) }, closed, [operation('open', 11)])).ours,
    ).toBeUndefined();
  });

  it('differs from the ККТ where it does, and knows nothing of one that does not tell', async () => {
    const journal = await journalWith(sold(12, 5));
    const opened = kkt(12, { openedFd: 11 });
    expect(isSame(await shiftBook({ journal, counters: counters(counted(2, 5)) }, opened, []))).toBe(false);
    const silent = { journal, counters: async () => fail({ kind: 'not-connected' } as const) };
    expect(isSame(await shiftBook(silent, opened, []))).toBeUndefined();
  });
});
