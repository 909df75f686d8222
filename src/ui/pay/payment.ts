import { minus, noMoney, readMoney, showMoney, type Kopecks } from '../../domain/base/money.ts';
import type { Payment } from '../../domain/document/tender.ts';
import * as ru from './texts.ru.ts';

/** What the cashier chose and typed. Empty `cash` stands for the exact sum. */
export interface PaymentDraft {
  readonly way: Payment['way'] | undefined;
  readonly card: string;
  readonly cash: string;
}

export interface ReadPayment {
  /** Absent while something is missing; `why` says what. */
  readonly payment?: Payment | undefined;
  readonly why?: string | undefined;
  /** What is asked for in cash; undefined until the part by card is known. */
  readonly inCash?: Kopecks | undefined;
  readonly change: Kopecks;
  /** Which field cannot be read. */
  readonly wrong?: 'card' | 'cash' | undefined;
}

export function readPayment({ way, card, cash }: PaymentDraft, due: Kopecks): ReadPayment {
  switch (way) {
    case undefined:
      return { why: ru.pay.chooseWay, change: noMoney };
    case 'cashless':
      return { payment: { way }, change: noMoney };
    case 'cash': {
      const { received, ...read } = readCash(cash, due);
      return { ...read, payment: received === undefined ? undefined : { way, received } };
    }
    case 'mixed': {
      const cashless = readMoney(card);
      if (cashless === undefined)
        return { why: ru.pay.cardMissing, change: noMoney, wrong: card === '' ? undefined : 'card' };
      if (cashless === 0) return { why: ru.pay.cardMissing, change: noMoney };
      if (cashless >= due) return { why: ru.pay.cardTooMuch(due), change: noMoney, wrong: 'card' };
      const { received, ...read } = readCash(cash, minus(due, cashless));
      return { ...read, payment: received === undefined ? undefined : { way, cashless, received } };
    }
  }
}

function readCash(text: string, inCash: Kopecks): Omit<ReadPayment, 'payment'> & { received?: Kopecks | undefined } {
  const received = text === '' ? inCash : readMoney(text);
  if (received === undefined) return { inCash, why: ru.pay.wrongSum, change: noMoney, wrong: 'cash' };
  if (received < inCash) return { inCash, why: ru.pay.missing(minus(inCash, received)), change: noMoney };
  return { inCash, received, change: minus(received, inCash) };
}

/** The draft that a chosen payment was read from. */
export function draftOf(payment: Payment | undefined, due: Kopecks): PaymentDraft {
  const shown = (sum: Kopecks, exact: Kopecks): string => (sum === exact ? '' : showMoney(sum));
  switch (payment?.way) {
    case 'cash':
      return { way: 'cash', card: '', cash: shown(payment.received, due) };
    case 'mixed':
      return {
        way: 'mixed',
        card: showMoney(payment.cashless),
        cash: shown(payment.received, minus(due, payment.cashless)),
      };
    default:
      return { way: payment?.way, card: '', cash: '' };
  }
}
