/** What the sale relies on in every fiscal printer (`FiscalPrinter` of app/ports): each driver, the demo and the fake run it. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { FiscalPrinter, PrinterFailure } from '../../src/app/ports/printer.ts';
import type { Tags } from '../../src/domain/document/fiscal-document.ts';
import { kopecks } from '../../src/domain/base/money.ts';
import type { FiscalMark } from '../../src/domain/document/document.ts';
import type { Result } from '../../src/domain/base/result.ts';
import { anyMarks } from '../unit/fakes/printer.ts';

/** A printer on a fresh ФН; `reopen` connects to the same device anew, as a page does after a crash. */
export interface PrinterUnderTest {
  readonly printer: FiscalPrinter;
  reopen(): Promise<FiscalPrinter> | FiscalPrinter;
}

const document = (total: number): Tags => ({
  1054: 1,
  1055: 2,
  1021: 'Петрова',
  1020: total,
  1031: total,
  1081: 0,
  1059: [{ 1030: 'Хлеб', 1079: total, 1023: 1000, 1043: total, 1199: 2, 1212: 1, 1214: 4, 2108: 0 }],
});

function valueOf<Value>(answer: Result<Value, PrinterFailure>): Value {
  if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
  return answer.value;
}

export function fiscalPrinterContract(name: string, make: () => Promise<PrinterUnderTest> | PrinterUnderTest): void {
  describe(`fiscal printer: ${name}`, () => {
    let under: PrinterUnderTest;
    let printer: FiscalPrinter;
    /** ФД number of the last document before the first receipt. */
    let before: number;
    beforeEach(async () => {
      under = await make();
      printer = under.printer;
      if ((await state()).shift.state === 'closed') valueOf(await printer.openShift('Петрова'));
      before = (await state()).lastFd;
    });
    const state = async (of = printer) => valueOf(await of.state());
    const print = async (total: number): Promise<FiscalMark> => valueOf(await printer.print(document(total), anyMarks));

    it('says which ФН it has, its last document and its shift', async () => {
      const { fn, lastFd, model, shift } = await state();
      expect(fn).toMatch(/^\d{16}$/);
      expect(model).not.toBe('');
      expect(Number.isSafeInteger(lastFd) && lastFd >= 0).toBe(true);
      expect(shift.state).toBe('open');
    });

    it('says what it is registered with as far as it knows: what is told is told whole', async () => {
      const { inn, taxations, ...texts } = valueOf(await printer.registration());
      if (inn !== undefined) expect(inn).toMatch(/^(?:\d{10}|\d{12})$/);
      if (taxations !== undefined) expect(taxations.length).toBeGreaterThan(0);
      for (const text of Object.values(texts)) if (text !== undefined) expect(text).toBe(text.trim() || 'no blank');
    });

    it('asking changes nothing', async () => {
      const { clock: _, ...first } = await state();
      await printer.find(first.lastFd + 1);
      await printer.find(first.lastFd);
      await printer.find(first.lastFd, { full: true });
      valueOf(await printer.cash());
      valueOf(await printer.registration());
      valueOf(await printer.rest());
      const { clock: __, ...then } = await state();
      expect(then).toEqual(first);
    });

    it('numbers its documents upwards without a gap, and state() knows the last one', async () => {
      const first = await print(4550);
      expect(first.fd).toBe(before + 1);
      expect(await state()).toMatchObject({ fn: first.fn, lastFd: first.fd });
      const second = await print(8990);
      expect(second.fd).toBe(first.fd + 1);
      expect((await state()).lastFd).toBe(second.fd);
    });

    it('gives each document a mark of its own', async () => {
      const marks = [await print(4550), await print(4550)];
      for (const { fn, fpd, at } of marks) {
        expect(fn).toBe((await state()).fn);
        expect(fpd).toMatch(/^\d{1,10}$/);
        expect(Number.isSafeInteger(at)).toBe(true);
      }
      expect(marks[0]?.fpd).not.toBe(marks[1]?.fpd);
    });

    it('finds each document again with its mark, its operation and its sum in kopecks', async () => {
      const marks = [await print(4550), await print(12_345_678)];
      expect(await printer.find(marks[0]?.fd ?? 0)).toEqual({
        ok: true,
        value: { kind: 'receipt', operation: 1, mark: marks[0], total: 4550 },
      });
      expect(await printer.find(marks[1]?.fd ?? 0)).toEqual({
        ok: true,
        value: { kind: 'receipt', operation: 1, mark: marks[1], total: 12_345_678 },
      });
    });

    it('reads a document back with its goods, how it was paid and the mark of its till', async () => {
      const plain = await print(4550);
      const marked = valueOf(
        await printer.print({ ...document(8990), 1192: 'PAAAAA-17', 1031: 990, 1081: 8000 }, anyMarks),
      );
      const item = (sum: number) => ({ name: 'Хлеб', quantity: 1000, price: sum, sum });
      expect(await printer.find(plain.fd, { full: true })).toEqual({
        ok: true,
        value: {
          kind: 'receipt',
          operation: 1,
          mark: plain,
          total: 4550,
          contents: { items: [item(4550)], paid: { cash: 4550, cashless: 0 }, note: '' },
        },
      });
      expect(valueOf(await printer.find(marked.fd, { full: true }))).toMatchObject({
        mark: marked,
        contents: { items: [item(8990)], paid: { cash: 990, cashless: 8000 }, note: 'PAAAAA-17' },
      });
      // And works on.
      expect((await print(100)).fd).toBe(marked.fd + 1);
    });

    it('finds nothing under a number that is not used yet, nor under none', async () => {
      const { fd } = await print(4550);
      for (const other of [fd + 1, fd + 1000, 0])
        for (const full of [false, true])
          expect(await printer.find(other, { full })).toEqual({ ok: true, value: undefined });
    });

    it('closes the shift with a document of its own, and opens the next', async () => {
      await print(4550);
      const { number } = (await state()).shift;
      const closed = valueOf(await printer.closeShift('Петрова'));
      expect(await state()).toMatchObject({ lastFd: closed.fd, shift: { state: 'closed' } });
      expect(valueOf(await printer.find(closed.fd))).toMatchObject({ kind: 'shift-closed', mark: closed });
      const opened = valueOf(await printer.openShift('Петрова'));
      expect(opened.fd).toBe(closed.fd + 1);
      expect(valueOf(await printer.find(opened.fd))).toMatchObject({ kind: 'shift-opened' });
      expect((await state()).shift).toMatchObject({ state: 'open', number: number + 1 });
    });

    it('counts cash paid in and out, and no document comes of it', async () => {
      const first = valueOf(await printer.cash());
      valueOf(await printer.cashIn(kopecks(50_000)));
      valueOf(await printer.cashOut(kopecks(20_000)));
      valueOf(await printer.report());
      valueOf(await printer.copy());
      expect(valueOf(await printer.cash())).toEqual({
        drawer: first.drawer + 30_000,
        paidIn: first.paidIn + 50_000,
        paidOut: first.paidOut + 20_000,
      });
      expect((await state()).lastFd).toBe(before);
    });

    it('counts the receipts of the shift and their money, and begins anew with the next', async () => {
      const counted = async () => valueOf(await printer.counters());
      expect(await counted()).toMatchObject({ sales: { receipts: 0 }, returns: { receipts: 0 } });
      await print(4550);
      valueOf(await printer.print({ ...document(8990), 1031: 990, 1081: 8000 }, anyMarks));
      valueOf(await printer.print({ ...document(1000), 1054: 2 }, anyMarks));
      expect(await counted()).toEqual({
        sales: { receipts: 2, cash: 5540, cashless: 8000 },
        returns: { receipts: 1, cash: 1000, cashless: 0 },
      });
      valueOf(await printer.closeShift('Петрова'));
      const opened = valueOf(await printer.openShift('Петрова'));
      expect(await counted()).toMatchObject({ sales: { receipts: 0, cash: 0, cashless: 0 } });
      expect((await state()).shift.openedFd).toBe(opened.fd);
    });

    it('remembers all of it when the page is gone', async () => {
      const mark = await print(4550);
      const again = await under.reopen();
      expect(await state(again)).toMatchObject({ fn: mark.fn, lastFd: mark.fd });
      expect(await again.find(mark.fd)).toMatchObject({ ok: true, value: { mark, total: 4550 } });
      const next = await again.print(document(100), anyMarks);
      expect(next).toMatchObject({ ok: true, value: { fd: mark.fd + 1 } });
    });
  });
}
