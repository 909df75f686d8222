import type { CashState, PrinterState } from '../../app/ports/printer.ts';
import type { ShiftView } from '../../app/fiscal/shift.ts';
import { sum, type Kopecks } from '../../domain/base/money.ts';
import { shiftLeft, shiftWarningMs, type ShiftOperation } from '../../domain/document/shift.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import * as ru from './texts.ru.ts';
import * as common from '../shell/texts.ru.ts';

/** How things stand with the shift, in words. */
export interface ShiftWords {
  readonly look: 'ok' | 'care' | 'none';
  readonly title: string;
  readonly text: string;
  /** What the shop needs next: the one green button. */
  readonly next?: 'open' | 'close' | undefined;
}

export function shiftWords(printer: PrinterState | undefined, asking: boolean, now: EpochMs): ShiftWords {
  if (!printer)
    return asking
      ? { look: 'none', title: ru.shift.asking, text: '' }
      : { look: 'care', title: ru.shift.unknown, text: ru.shift.unknownText };
  const { state, number, openedAt } = printer.shift;
  if (state === 'closed')
    return { look: 'none', title: ru.shift.closed, text: ru.shift.closedText(number), next: 'open' };
  const left = openedAt === undefined ? undefined : shiftLeft(openedAt, now);
  if (state === 'expired' || (left !== undefined && left <= 0))
    return { look: 'care', title: ru.shift.expired(number), text: ru.shift.expiredText, next: 'close' };
  const title = ru.shift.open(number);
  if (openedAt === undefined || left === undefined) return { look: 'ok', title, text: '' };
  const since = ru.shift.since(openedAt, left);
  return left <= shiftWarningMs
    ? { look: 'care', title, text: `${since} ${ru.shift.closeSoon}`, next: 'close' }
    : { look: 'ok', title, text: since };
}

/** The operation whose end nobody knows: not the one that is being done now. */
export const unsettledOf = ({
  operations,
  doing,
}: Pick<ShiftView, 'operations' | 'doing'>): ShiftOperation | undefined =>
  operations.find(({ state }) => state === 'in-doubt' || (state === 'begun' && doing === undefined));

/** What would be seen if the operation was done, beside what the ККТ says. */
export function comparison(
  operation: ShiftOperation,
  printer: PrinterState | undefined,
  cash: CashState | undefined,
): Array<{ readonly name: string; readonly ours: string; readonly theirs: string }> {
  const { kind, before, sum: amount } = operation;
  const said = <Value>(value: Value | undefined, show: (value: Value) => string): string =>
    value === undefined ? ru.unsettled.noAnswer : show(value);
  const fn = { name: ru.unsettled.fn, ours: before.fn, theirs: said(printer, ({ fn }) => fn) };
  const money = (name: string, was: Kopecks, is: Kopecks | undefined) => ({
    name,
    ours: common.roubles(sum([was, ...(amount === undefined ? [] : [amount])])),
    theirs: said(is, common.roubles),
  });
  switch (kind) {
    case 'open':
    case 'close':
      return [
        fn,
        {
          name: ru.unsettled.shift,
          ours: kind === 'open' ? ru.unsettled.open : ru.unsettled.closed,
          theirs: said(printer, ({ shift }) => (shift.state === 'closed' ? ru.unsettled.closed : ru.unsettled.open)),
        },
        {
          name: ru.unsettled.lastFd,
          ours: String(before.lastFd + 1),
          theirs: said(printer, ({ lastFd }) => String(lastFd)),
        },
      ];
    case 'cash-in':
      return [fn, money(ru.unsettled.paidIn, before.paidIn, cash?.paidIn)];
    case 'cash-out':
      return [fn, money(ru.unsettled.paidOut, before.paidOut, cash?.paidOut)];
    case 'report':
      return [fn];
  }
}

/** «деньги сошлись», «не хватает 50,00 ₽», «лишние 50,00 ₽». */
export function differenceWords(difference: Kopecks): string {
  if (difference === 0) return ru.shift.matches;
  const amount = Math.abs(difference) as Kopecks;
  return difference < 0 ? ru.shift.missing(amount) : ru.shift.surplus(amount);
}

export function operationLook({ state }: ShiftOperation): 'ok' | 'care' | 'wait' {
  if (state === 'done') return 'ok';
  return state === 'begun' ? 'wait' : 'care';
}
