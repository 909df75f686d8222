/** What the shift says, and its operations. */
import type { ShiftFailure } from '../../app/fiscal/shift.ts';
import type { ShiftBook } from '../../app/fiscal/shift-book.ts';
import type { Kopecks } from '../../domain/base/money.ts';
import type { ShiftOperation, ShiftOperationKind } from '../../domain/document/shift.ts';
import { problems } from '../pay/texts.ru.ts';
import { printerAdvice } from '../printer/texts.ru.ts';
import { type Advice, counted, left, roubles, showMoment, showTime } from '../shell/texts.ru.ts';

export const shift = {
  title: 'Смена',
  operations: 'Операции',
  noOperations: 'Операций ещё нет',
  asking: 'Спрашиваем ККТ…',
  unknown: 'Смена: ККТ не отвечает',
  unknownText: 'Состояние смены узнаем, когда ККТ будет на связи.',
  open: (number: number): string => `Смена № ${number} открыта`,
  since: (at: number, leftMs: number): string => `С ${showMoment(at)}, осталось ${left(leftMs)}.`,
  closeSoon: 'Закройте смену, пока есть время: через 24 часа чеки пробить не выйдет.',
  closed: 'Смена закрыта',
  closedText: (last: number): string =>
    `${last > 0 ? `Последняя — № ${last}. ` : ''}Новая откроется сама, с первым чеком.`,
  expired: (number: number): string => `Смена № ${number} открыта больше 24 часов`,
  expiredText: 'Закройте её: до этого чеки пробить нельзя.',

  drawer: 'Наличные в ящике',
  paid: (paidIn: Kopecks, paidOut: Kopecks): string =>
    `За смену внесено ${roubles(paidIn)}, изъято ${roubles(paidOut)}`,
  kkt: 'ККТ',
  practice: 'учебная',
  serial: (model: string, serial: string | undefined): string =>
    serial === undefined ? model : `${model} № ${serial}`,
  fn: 'ФН',
  fnUntil: (fn: string, until: string | undefined): string => (until === undefined ? fn : `${fn}, до ${until}`),
  ffd: 'ФФД',
  taxations: 'Налоги',
  place: 'Где',
  overNetwork: 'по сети, через сервер кассы',
  last: 'Последний ФД',

  doOpen: 'Открыть смену',
  doClose: 'Закрыть смену',
  doReport: 'X-отчёт',
  doCopy: 'Копия последнего чека',
  doCashIn: 'Внести',
  doCashOut: 'Изъять',
  doDrawer: 'Открыть ящик',
  refresh: 'Обновить',
  doing: {
    open: 'Открываем смену…',
    close: 'Закрываем смену…',
    report: 'Печатаем X-отчёт…',
    'cash-in': 'Записываем внесение…',
    'cash-out': 'Записываем изъятие…',
    look: 'Спрашиваем ККТ…',
    drawer: 'Открываем ящик…',
    copy: 'Печатаем копию…',
  } satisfies Record<ShiftOperationKind | 'look' | 'drawer' | 'copy', string>,

  /** While a receipt's fate is not known, a document of the shift would blur the traces. */
  receiptFirst: 'Сначала закончите чек: он печатается, или неизвестно, напечатан ли он.',
  receiptStays: 'На кассе начат чек. Он останется: новая смена откроется, когда вы его пробьёте.',

  storage: {
    what: 'Не удалось записать на диск',
    repair: 'Освободите место на диске и обновите страницу.',
  } satisfies Advice,
  pending: {
    what: 'Сначала решите, чем кончилась прошлая операция',
    repair: 'Касса ничего не делает дважды сама.',
  } satisfies Advice,

  kinds: {
    open: 'Открытие смены',
    close: 'Закрытие смены',
    report: 'X-отчёт',
    'cash-in': 'Внесение',
    'cash-out': 'Изъятие',
  } satisfies Record<ShiftOperationKind, string>,
  states: {
    begun: 'выполняется',
    done: 'сделано',
    'not-done': 'не сделано',
    'in-doubt': 'неизвестно, сделано ли',
  } satisfies Record<ShiftOperation['state'], string>,
  number: (number: number): string => `смена № ${number}`,
  fd: (fd: number): string => `ФД № ${fd}`,
  matches: 'деньги сошлись',
  missing: (sum: Kopecks): string => `не хватает ${roubles(sum)}`,
  surplus: (sum: Kopecks): string => `лишние ${roubles(sum)}`,
};

/** What was sold in the shift: by the journal, and by the counters of the ККТ. */
export const takings = {
  title: (shift: number): string => `Продажи за смену № ${shift}`,
  revenue: (shift: number): string => `Выручка за смену № ${shift}`,
  ours: 'Журнал кассы',
  theirs: 'Счётчики ККТ',
  none: '—',
  sales: { receipts: 'Чеков продажи', cash: 'Наличными', cashless: 'Картой' },
  returns: { receipts: 'Чеков возврата', cash: 'Возвращено наличными', cashless: 'Возвращено на карту' },
  total: 'Итого',
  /** What is not known, and why the two may differ. `isSame`: undefined where one of them tells nothing. */
  notes: (
    { ours, theirs, isOver }: ShiftBook,
    isSame: boolean | undefined,
    isShared: boolean,
  ): ReadonlyArray<{ readonly text: string; readonly isTrouble: boolean }> => {
    const note = (text: string, isTrouble = false) => ({ text, isTrouble });
    const others = ours && ours.others > 0 ? ` В ней ${documents(ours.others)} не из этого журнала.` : '';
    const why = isShared
      ? ' Эта ККТ общая: она считает и чеки других касс.'
      : ' Почему, неизвестно: сверьте с X-отчётом на бумаге.';
    const unheard = isOver
      ? 'Смена закрыта: счётчики ККТ уже начались заново, показано то, что есть в журнале.'
      : 'ККТ своих счётчиков не сообщила: показано то, что есть в журнале.';
    return [
      ...(ours || isOver ? [] : [note('С какого документа началась смена, неизвестно: по журналу её не посчитать.')]),
      ...(ours && ours.unread > 0
        ? [note(`Не прочитано записей о чеках: ${ours.unread}. Их денег в журнале не видно.`, true)]
        : []),
      ...(isSame === false ? [note(`Счётчики ККТ другие.${others}${why}`, !isShared)] : []),
      ...(ours && !theirs ? [note(unheard)] : []),
    ];
  },
};
const documents = (count: number): string => counted(count, 'документ', 'документа', 'документов');

export const closing = {
  title: 'Закрыть смену?',
  explain: 'ККТ напечатает Z-отчёт. После него чеки пойдут в новую смену.',
  expected: 'Должно быть в ящике',
  counted: 'Посчитано в ящике',
  countedHint: 'можно не считать',
  difference: 'Разница',
  wrong: 'Введите сумму, например 1250,50, или сотрите её',
};

export const cashing = {
  in: { title: 'Внести наличные', explain: 'Деньги, которые вы кладёте в ящик, например размен.', action: 'Внести' },
  out: {
    title: 'Изъять наличные',
    explain: 'Деньги, которые вы берёте из ящика, например в банк.',
    action: 'Изъять',
  },
  sum: 'Сумма, ₽',
  wrong: 'Введите сумму, например 1250,50',
  tooMuch: (drawer: Kopecks): string => `В ящике только ${roubles(drawer)}`,
};

/** An operation whose end is not known, and what the ККТ says. */
export const unsettled = {
  title: (kind: ShiftOperationKind, at: number): string =>
    `${shift.kinds[kind]} в ${showTime(at)}: неизвестно, сделано ли`,
  explain: 'Связь с ККТ оборвалась. Второй раз не делайте: сначала выясним, есть ли первый.',
  ours: 'Если сделано',
  theirs: 'Говорит ККТ',
  paidIn: 'Внесено за смену',
  paidOut: 'Изъято за смену',
  shift: 'Смена',
  lastFd: 'Последний ФД',
  fn: 'ФН',
  open: 'открыта',
  closed: 'закрыта',
  paper: 'Посмотрите, напечатан ли отчёт.',
  noAnswer: 'нет ответа',
  wasDone: 'Сделано',
  notDone: 'Не сделано',
  confirmDone: 'Точно: сделано',
  confirmNotDone: 'Точно: не сделано',
};

/** A failure of the shift's operations in words. */
export function shiftAdvice(failure: ShiftFailure, chosen = true): Advice & { readonly detail?: string | undefined } {
  switch (failure.kind) {
    case 'storage':
      return { ...shift.storage, detail: failure.detail };
    case 'pending':
      return shift.pending;
    case 'demo-printer':
      return problems['demo-printer'];
    default:
      return printerAdvice(failure, chosen);
  }
}
