/** What the sale relies on in every fiscal printer (`FiscalPrinter` of app/ports.ts): each driver, the demo and the fake run it. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { FiscalPrinter } from '../../src/app/ports.ts';
import type { Tags } from '../../src/domain/fiscal-document.ts';
import type { FiscalMark } from '../../src/domain/receipt.ts';

/** A printer on a fresh ФН; `reopen` connects to the same device anew, as a page does after a crash. */
export interface PrinterUnderTest {
  readonly printer: FiscalPrinter;
  reopen(): Promise<FiscalPrinter> | FiscalPrinter;
}

const document = (total: number): Tags => ({
  1054: 1, 1055: 2, 1021: 'Петрова', 1020: total, 1031: total, 1081: 0,
  1059: [{ 1030: 'Хлеб', 1079: total, 1023: 1000, 1043: total, 1199: 2, 1212: 1, 1214: 4, 2108: 0 }],
});

export function fiscalPrinterContract(name: string, make: () => Promise<PrinterUnderTest> | PrinterUnderTest): void {
  describe(`fiscal printer: ${name}`, () => {
    let under: PrinterUnderTest;
    let printer: FiscalPrinter;
    beforeEach(async () => {
      under = await make();
      printer = under.printer;
    });
    const state = async (of = printer) => {
      const answer = await of.state();
      if (!answer.ok) throw new Error(answer.failure.kind);
      return answer.value;
    };
    const print = async (total: number): Promise<FiscalMark> => {
      const answer = await printer.print(document(total));
      if (!answer.ok) throw new Error(answer.failure.kind);
      return answer.value;
    };

    it('says which ФН it has, and its last document', async () => {
      const { fn, lastFd, model } = await state();
      expect(fn).toMatch(/^\d{16}$/);
      expect(model).not.toBe('');
      // A shift may have been opened on the way: documents that are no receipts count too.
      expect(Number.isSafeInteger(lastFd) && lastFd >= 0).toBe(true);
    });

    it('asking changes nothing', async () => {
      const before = await state();
      await printer.find(before.lastFd + 1);
      await printer.find(before.lastFd);
      expect(await state()).toEqual(before);
    });

    it('numbers its documents upwards without a gap, and state() knows the last one', async () => {
      const first = await print(4550);
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

    it('finds each document again with its mark and its sum in kopecks', async () => {
      const marks = [await print(4550), await print(12_345_678)];
      expect(await printer.find(marks[0]?.fd ?? 0)).toEqual({ ok: true, value: { mark: marks[0], total: 4550 } });
      expect(await printer.find(marks[1]?.fd ?? 0)).toEqual({ ok: true, value: { mark: marks[1], total: 12_345_678 } });
    });

    it('finds nothing under a number that is not used yet, nor under none', async () => {
      const { fd } = await print(4550);
      for (const other of [fd + 1, fd + 1000, 0]) expect(await printer.find(other)).toEqual({ ok: true, value: undefined });
    });

    it('remembers all of it when the page is gone', async () => {
      const mark = await print(4550);
      const again = await under.reopen();
      expect(await state(again)).toMatchObject({ fn: mark.fn, lastFd: mark.fd });
      expect(await again.find(mark.fd)).toEqual({ ok: true, value: { mark, total: 4550 } });
      const next = await again.print(document(100));
      expect(next).toMatchObject({ ok: true, value: { fd: mark.fd + 1 } });
    });
  });
}
