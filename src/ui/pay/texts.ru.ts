/** What the payment says: the ways of paying, what became of the receipt, the paper. */
import type { UnknownDocuments } from '../../app/fiscal/unknown-documents.ts';
import type { Kopecks } from '../../domain/base/money.ts';
import type { FoundDocument, UnknownDocument } from '../../domain/document/found-document.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import type { Payment } from '../../domain/document/tender.ts';
import { obstacles } from '../sale/texts.ru.ts';
import { type Advice, capital, counted, quoted, roubles, showMoment, showUntil } from '../shell/texts.ru.ts';

export const paper = {
  label: 'Бумажный чек',
  demo: 'НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ',
  title: 'КАССОВЫЙ ЧЕК',
  numbered: (number: number): string => `КАССОВЫЙ ЧЕК № ${number}`,
  kind: 'ПРИХОД',
  inn: (inn: string): string => `ИНН ${inn}`,
  industry: '1260',
  total: 'ИТОГ',
  rounding: 'ОКРУГЛЕНИЕ',
  cash: 'НАЛИЧНЫМИ',
  cashless: 'БЕЗНАЛИЧНЫМИ',
  received: 'ПОЛУЧЕНО',
  change: 'СДАЧА',
  taxation: 'СНО',
  cashier: 'Кассир',
  till: 'Касса',
  fn: 'ФН',
  fd: 'ФД',
  fpd: 'ФПД',
  buyer: 'Эл. адр. покупателя',
};

export const pay = {
  cash: 'Наличные',
  cashless: 'Безналичные',
  mixed: 'Часть картой',
  due: 'К оплате',
  received: 'Получено',
  byCard: 'Картой',
  inCash: 'Наличными',
  exact: 'Без сдачи',
  change: 'Сдача',
  print: 'Пробить чек',
  printing: 'Печатаем чек…',
  waitingLong: 'ККТ ещё не ответила. Касса сама проверит, напечатан ли чек.',
  waiting: (seconds: number): string => `ККТ не отвечает ${seconds} с: проверим, напечатан ли чек`,
  askCash: 'сколько дал покупатель?',
  byCardNow: 'Картой',
  chooseWay: 'выберите способ оплаты',
  wrongSum: 'проверьте сумму',
  cardMissing: 'введите сумму картой',
  cardTooMuch: (due: Kopecks): string => `картой должно быть меньше ${roubles(due)}`,
  missing: (amount: Kopecks): string => `не хватает ${roubles(amount)}`,
  wrongBuyer: 'исправьте или сотрите телефон или почту',
  cashlessHint: 'Проведите оплату по терминалу банка, потом пробейте чек.',
  mixedHint: 'Сумму картой проведите по терминалу банка.',
  triedHint: 'Этот чек уже пробивали. Если деньги взяты, второй раз не берите: просто пробейте чек.',
  printingHint: 'Ждём ККТ. Деньги второй раз не берите.',
  likely: 'Сколько дал покупатель',
  chosen: (payment: Payment, cash: Kopecks): string => {
    switch (payment.way) {
      case 'cashless':
        return 'Оплата картой';
      case 'cash':
        return `Наличные: получено ${roubles(payment.received)}`;
      case 'mixed':
        return `Картой ${roubles(payment.cashless)}, наличными ${roubles(cash)}`;
    }
  },
  chosenChange: (change: Kopecks): string => `Сдача ${roubles(change)}`,
};

export const buyer = {
  field: 'Чек на телефон или почту',
  hint: 'если попросит покупатель',
  wrong: 'Не похоже на телефон или почту. Пример: 8 926 123-45-67',
};

export const ageCheck = {
  title: 'Покупателю есть 18 лет?',
  /** `max`: the shop must accept «Цифровой ID» of the messenger MAX. */
  hint: (max: boolean): string =>
    `Если не уверены, попросите паспорт${max ? ' или «Цифровой ID» в MAX: его тоже надо принять' : ''}.`,
  /** `today` is `2026-11-23`. Strictly before: a year of life is full when its last day has ended (ППВС 1.02.2011 № 1 п. 5). */
  born: (today: string): string =>
    `18 есть тем, кто родился раньше ${showUntil(`${Number(today.slice(0, 4)) - 18}${today.slice(4)}`)}.`,
  /** Each name once, the first three of them. */
  goods: (names: readonly string[]): string => {
    const each = [...new Set(names)].map((name) => [name, names.filter((other) => other === name).length] as const);
    const shown = each.slice(0, 3).map(([name, count]) => (count === 1 ? name : `${name} × ${count}`));
    return `Только взрослым: ${shown.join('; ')}${each.length > 3 ? `; и ещё ${each.length - 3}` : ''}.`;
  },
  yes: 'Есть 18',
  no: 'Нет 18: убрать из чека',
};

const goesOn = 'печать продолжится сама';

export const done = {
  title: 'Чек напечатан',
  unfinished: 'Чек пробит, но не допечатан',
  /** `repair`: what to do about paper, cover or print. */
  goesOn: (repair: string): string => (repair.includes(goesOn) ? repair : `${repair} ${capital(goesOn)}.`),
  notAgain: 'Второй раз чек не пробивайте: он уже есть в ФН.',
  fd: (fd: number): string => `ФД № ${fd}`,
  fpd: (fpd: string): string => `ФПД ${fpd === '' ? '—' : fpd}`,
  change: 'Сдача',
  paid: 'Оплачено картой',
  byCard: (sum: Kopecks): string => `картой ${roubles(sum)}`,
  noChange: 'Без сдачи',
  sentTo: (buyer: string): string => `Электронный чек: ${buyer}`,
  next: 'Новый чек',
};

/** A receipt that could not be printed: it is certain that there is none. */
export const failed = {
  title: 'Чек не пробит.',
  again: 'Пробейте чек ещё раз. Деньги второй раз не берите.',
  afterwards: 'Потом пробейте чек. Деньги второй раз не берите.',
  ready: { what: 'ККТ готова', repair: 'Пробейте чек ещё раз. Деньги второй раз не берите.' } satisfies Advice,
  closed: {
    what: 'Смена закрыта',
    repair: 'Теперь пробейте чек: новая смена откроется сама. Деньги второй раз не берите.',
  } satisfies Advice,
  /** The ККТ has no such rate in its table, or another code for it. */
  vat: 'Проверьте его ставку НДС и код НДС 22 % в настройках ККТ.',
  withoutLine: 'Деньги за него верните покупателю, остальное пробейте.',
  /** Told before any money is taken. */
  ahead: 'Пока чек не пробить.',
  shiftFailed: (what: string): string => `Смена не закрыта. ${what}.`,
  item: (name: string): string => `Товар: ${quoted(name)}.`,
};

export const problems = {
  receipt: (why: ReceiptFailure): Advice => ({
    what: 'Чек пока нельзя пробить',
    repair: `${capital(obstacles[why])}.`,
  }),
  'demo-printer': {
    what: 'Учебной кассе нужна учебная ККТ, настоящей — настоящая',
    repair: 'Подключите нужную ККТ или выберите её в настройках, потом пробейте чек.',
  },
  'not-printed': {
    what: 'Чек не напечатан',
    repair: 'ККТ подтвердила: документа нет. Пробейте чек ещё раз, деньги второй раз не берите.',
  },
  pending: {
    what: 'Чек не пробит: сначала решите о смене',
    repair: 'Неизвестно, чем кончилась прошлая операция со сменой. Ответьте на экране «Смена», чек подождёт.',
  },
  'unknown-documents': {
    what: 'Чек не пробит',
    repair:
      'Сначала посмотрите документы, которых нет в журнале: среди них может быть и этот чек. Деньги второй раз не берите.',
  },
  doubt: { what: 'Неизвестно, напечатан ли чек', repair: 'Сравните бумажный чек с данными ниже и решите.' },
  storage: {
    what: 'Не удалось записать чек на диск',
    repair: 'Освободите место на диске и обновите страницу. Пока не продавайте.',
  },
  unanswered: {
    what: 'ККТ не ответила',
    repair: 'Чек мог напечататься. Включите ККТ и проверьте кабель: касса сама спросит, есть ли чек.',
  },
};

export const doubt = {
  title: 'Неизвестно, напечатан ли чек',
  explain: 'Связь с ККТ оборвалась во время печати. Второй чек не пробивайте: сначала выясним, есть ли первый.',
  asking: 'Спрашиваем ККТ…',
  ask: 'Спросить ККТ ещё раз',
  ours: 'Должно быть',
  theirs: 'Говорит ККТ',
  fn: 'ФН',
  kind: 'Документ',
  fd: 'ФД №',
  fpd: 'ФПД',
  sum: 'Сумма',
  at: 'Время',
  sale: 'чек прихода',
  noDocument: (lastFd: number): string => `нет, последний ${lastFd}`,
  wasPrinted: 'Документ напечатан',
  notPrinted: 'Документа нет',
  confirmPrinted: 'Точно: документ напечатан',
  confirmNotPrinted: 'Точно: документа нет',
  confirmHint: 'Решение попадёт в журнал. Нажмите ещё раз, чтобы подтвердить.',
  fdField: 'Номер ФД с бумажного чека',
  fdHint: 'Он напечатан внизу чека: «ФД». Решение попадёт в журнал.',
  fdWrong: 'Введите номер ФД цифрами, как на чеке',
};

/** Documents that the ФН has and the journal has not: told before anything is sold. */
export const unknownNote = {
  title: 'В ККТ есть документы, которых нет в журнале.',
  reset: 'В ККТ меньше документов, чем в журнале.',
  text: 'Пока вы их не посмотрели, чеки не печатаем: среди них может быть и ваш.',
  resetText: 'Пока вы не решите, продолжать ли с этой ККТ, чеки не печатаем.',
  same: (fd: number): string => `Похоже, этот чек уже пробит: ФД № ${fd}. Второй раз не пробивайте, посмотрите.`,
  show: 'Посмотреть документы',
  showReset: 'Разобраться',
};

/** What document the ККТ found under our number. */
export function foundName({ kind, operation }: FoundDocument): string {
  if (kind === 'receipt')
    return (
      (
        { 1: doubt.sale, 2: 'чек возврата прихода', 3: 'чек расхода', 4: 'чек возврата расхода' } as Record<
          number,
          string | undefined
        >
      )[operation ?? 0] ?? 'чек'
    );
  return {
    'shift-opened': 'открытие смены',
    'shift-closed': 'закрытие смены',
    correction: 'чек коррекции',
    other: 'другой документ',
  }[kind];
}

export const unknown = {
  title: 'Документы, которых нет в журнале',
  titleReset: 'ККТ и журнал не сходятся',
  explain({ known, lastFd }: UnknownDocuments): string {
    if (lastFd < known)
      return `Касса помнит ФД № ${known}, а в этом же ФН последний — ФД № ${lastFd}. Так бывает с учебной ККТ, которую запустили заново. Если ККТ настоящая, позовите того, кто её обслуживает.`;
    const here =
      known === 0
        ? `В журнале этой кассы нет ни одного документа этой ККТ, а в ней их ${lastFd}.`
        : `Журнал этой кассы знает документы до ФД № ${known}, а в ККТ их ${lastFd}.`;
    return `${here} Либо чеки пробила другая касса или программа, либо данные этой кассы пропали или откатились назад, и среди них — её собственные.`;
  },
  compare: 'Сравните с бумажными чеками. Пока вы их не посмотрели, ничего не печатаем.',
  more: (count: number): string => `И ещё ${counted(count, 'документ', 'документа', 'документов')} раньше этих.`,
  head: (document: UnknownDocument): string =>
    `ФД № ${document.mark.fd}, ${foundName(document)}, ${roubles(document.total)}`,
  at: ({ mark }: UnknownDocument): string => `${showMoment(mark.at)}${mark.fpd === '' ? '' : `, ФПД ${mark.fpd}`}`,
  ours: 'пробит этой кассой',
  item: ({
    name,
    quantity,
    sum,
  }: {
    readonly name: string;
    readonly quantity: number;
    readonly sum: UnknownDocument['total'];
  }): string => `${name || 'Товар'} × ${String(quantity / 1000).replace('.', ',')} — ${roubles(sum)}`,
  noItems: 'Товаров этого чека касса не видит: сверьте по бумажному чеку.',
  same: (fd: number): string => `Этот чек уже пробит: ФД № ${fd}`,
  sameHint: 'Товары и сумма те же, что в открытом чеке. Нажмите, если бумажный чек уже есть: второй не понадобится.',
  maybe: 'Это открытый чек: он уже пробит',
  maybeHint: 'Сумма та же, что в открытом чеке. Нажмите, только если на бумажном чеке товары этого покупателя.',
  seen: 'Открытого чека здесь нет',
  seenReset: 'Продолжать с этой ККТ',
  seenSure: 'Точно: открытого чека здесь нет',
  seenResetSure: 'Точно: продолжать с этой ККТ',
  seenHint:
    'Решение попадёт в журнал. Если среди них открытый чек, второй раз его не пробивайте. Нажмите ещё раз, чтобы подтвердить.',
  sharedHint: 'Если другие кассы печатают здесь постоянно, отметьте это в настройках ККТ.',
  later: 'Позже',
};
