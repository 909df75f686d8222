/** What a person must decide after something was lost on the way to the ККТ, and what stands where the browser takes no text: as `screens.ts`. */
import { expect } from 'vitest';
import { page } from 'vitest/browser';
import { epochMs } from '../../src/domain/base/time.ts';
import { describe as newGoods } from '../../src/ui/goods/texts.ru.ts';
import { unknownNote } from '../../src/ui/pay/texts.ru.ts';
import { scanners } from '../../src/ui/scanner/texts.ru.ts';
import { codeOfGood } from '../emulators/sample-codes.ts';
import { FakePrinter, freshPrinter } from '../unit/fakes/printer.ts';
import { realShop } from '../unit/fakes/settings.ts';
import type { Shown } from './screens.ts';
import { codeOf } from './till.ts';
import { dialogAfter, heading, heading2, kkt, onTill, press, sale, steps, told, type Way } from './ways.ts';

/** 23:30 in Moscow, of the day on which the test runs: no alcohol is sold. */
const halfPastElevenPm = Math.floor(Date.now() / 86_400_000) * 86_400_000 + 20.5 * 3_600_000;

/** What stands when another program has printed at the ККТ of a real till, and the till would print. */
const afterAnother = (then: Way) => (): Promise<() => Promise<void>> => {
  const printer = new FakePrinter(freshPrinter());
  const { documents, fn } = printer.memory;
  return onTill(
    steps(
      async (till) => {
        await till.scan('4606203090785');
        await till.button('Завести товар').click();
        await till.dialog.getByLabelText(newGoods.name).fill('Вода');
        await till.dialog.getByLabelText(newGoods.price.piece).fill('45,50');
        await till.dialog.getByRole('button', { name: /Сохранить|Добавить|Готово/ }).click();
        await expect.element(till.line('Вода')).toBeVisible();
        const item = { 1030: 'Хлеб', 1079: 4_550, 1023: 1_000, 1043: 4_550 };
        documents.push({
          kind: 'receipt',
          document: { 1054: 1, 1020: 4_550, 1031: 4_550, 1081: 0, 1059: [item] },
          mark: { fn, fd: documents.length + 1, fpd: '1234567890', at: epochMs(Date.now()) },
        });
        await till.startPaying();
      },
      press(/^Наличные/, /^Пробить чек/),
      then,
    ),
    () => printer,
    () => ({ shop: realShop }),
  )();
};

export const troubled: readonly Shown[] = [
  { name: 'a note of documents that the journal has not', title: sale, open: afterAnother(told(unknownNote.title)) },
  {
    name: 'documents that the journal has not',
    title: sale,
    open: afterAnother(dialogAfter(press(unknownNote.show))),
  },
  {
    name: 'alcohol at night',
    title: sale,
    open: onTill(
      async (till) => {
        await till.scan(codeOfGood('04641500015482'));
        await expect.element(till.pay).toHaveTextContent(/Уберите алкоголь: нельзя до 08:00/);
      },
      undefined,
      () => ({ aheadMs: () => halfPastElevenPm - Date.now() }),
    ),
  },
  {
    name: 'cash that nobody knows to be on record',
    title: 'Смена',
    open: () => {
      const printer = kkt();
      printer.faults.push('lose-answer');
      const cashIn = printer.cashIn.bind(printer);
      // The registers say neither that it was done nor that it was not.
      printer.cashIn = async (sum) => {
        const said = await cashIn(sum);
        printer.memory.cash.paidIn += 7;
        printer.memory.cash.paidOut += 7;
        return said;
      };
      return onTill(
        steps(
          press('Смена', 'Внести'),
          async (till) => {
            await page.getByLabelText('Сумма, ₽').fill('1000');
            await till.dialog.getByRole('button', { name: 'Внести' }).click();
          },
          heading2(/неизвестно, сделано ли/),
        ),
        () => printer,
      )();
    },
  },
  {
    name: 'a report of scans that the browser did not copy',
    title: scanners.title,
    open: async () => {
      const { clipboard } = navigator;
      const writeText = clipboard.writeText.bind(clipboard);
      clipboard.writeText = () => Promise.reject(new Error('denied'));
      const close = await onTill(
        dialogAfter(
          press('Сканер'),
          heading(scanners.title),
          (till) => till.scan(codeOf('allowed')),
          press(scanners.copy),
        ),
      )();
      return async () => {
        clipboard.writeText = writeText;
        await close();
      };
    },
  },
];
