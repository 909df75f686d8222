import type { FoundDocument } from '../../app/ports.ts';
import type { MarkSign } from '../../domain/mark-result.ts';
import type { Kopecks } from '../../domain/money.ts';
import type { Payment, ReceiptFailure } from '../../domain/receipt.ts';
import { capital, quoted, roubles, showUntil, type Advice } from './base.ts';

export const pay = {
  button: 'Оплатить',
  cash: 'Наличные',
  cashless: 'Безналичные',
  mixed: 'Смешанная',
  due: 'К оплате',
  rounding: (sum: string): string => `Округление −${sum}`,
  received: 'Получено',
  byCard: 'По карте',
  inCash: 'Наличными',
  exact: 'Без сдачи',
  change: 'Сдача',
  print: 'Пробить чек',
  printing: 'Печатаем чек…',
  back: 'Назад',
  chooseWay: 'выберите способ оплаты',
  wrongSum: 'проверьте сумму',
  cardMissing: 'введите сумму по карте',
  cardTooMuch: (due: Kopecks): string => `по карте — меньше ${roubles(due)}`,
  missing: (amount: Kopecks): string => `не хватает ${roubles(amount)}`,
  wrongBuyer: 'исправьте или сотрите телефон или почту',
  wayHint: 'Чем платит покупатель?',
  cashlessHint: 'Проведите оплату по терминалу банка, потом пробейте чек.',
  mixedHint: 'Сумму по карте проведите по терминалу банка.',
  triedHint: 'Этот чек уже пробивали. Если деньги взяты, второй раз не берите: просто пробейте чек.',
  printingHint: 'Ждём ККТ. Деньги второй раз не берите.',
  erase: 'Стереть',
  keypad: 'Цифры',
  likely: 'Сколько дал покупатель',
  comma: ',',
  chosen: (payment: Payment, cash: Kopecks): string => {
    switch (payment.way) {
      case 'cashless':
        return 'Оплата по карте';
      case 'cash':
        return `Наличные: получено ${roubles(payment.received)}`;
      case 'mixed':
        return `По карте ${roubles(payment.cashless)}, наличными ${roubles(cash)}`;
    }
  },
  chosenChange: (change: Kopecks): string => `Сдача ${roubles(change)}`,
};

export const buyer = {
  field: 'Чек на телефон или почту',
  hint: 'если попросит покупатель',
  wrong: 'Не похоже на телефон или почту. Пример: 8 926 123-45-67',
};

/** What keeps the receipt from being paid, as a call to act. */
export const obstacles: Readonly<Record<ReceiptFailure, string>> = {
  empty: 'чек пуст',
  refused: 'Уберите товар из чека',
  unverified: 'Товар не проверен',
  'no-price': 'Укажите цену',
  'no-quantity': 'Укажите количество',
  'not-enough': 'в упаковке столько не осталось',
  'package-opened': 'целиком не продать: из упаковки уже брали',
  waiting: 'ждём последнюю проверку',
  'wrong-state': 'чек уже в работе',
  duplicate: 'товар уже в чеке',
  'no-payment': 'выберите способ оплаты',
  'too-little-cash': 'не хватает денег',
  'too-much-cashless': 'сумма по карте не подходит',
  'no-line': 'этой строки уже нет',
  'marked-quantity': 'маркированный товар продаётся по одному',
  age: 'спросите, есть ли покупателю 18 лет',
  'alcohol-hours': 'сейчас алкоголь не продают: уберите его из чека',
};

/** `until` is `2026-11-23T08:00`; `isSoon`: the time alone says it. */
export const alcoholUntil = (until: string, isSoon: boolean): string =>
  `Уберите алкоголь: нельзя до ${until.slice(11)}${isSoon ? '' : ` ${until.slice(8, 10)}.${until.slice(5, 7)}`}`;

export const ageCheck = {
  title: 'Покупателю есть 18 лет?',
  hint: 'Если не уверены, посмотрите паспорт.',
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

/** What the ККТ says of a mark while it prints (tag 2106). */
export const marks: Readonly<Record<MarkSign, string>> = { 'M+': '[М+]', M: '[М]', 'M-': '[М-]' };
export const markWords = {
  confirmed: 'ОИСМ подтвердила',
  silent: 'ОИСМ не ответила',
  unfinished: 'проверка не закончена',
  refuted: 'проверка не пройдена',
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
  paid: 'Оплачено безналичными',
  byCard: (sum: Kopecks): string => `по карте ${roubles(sum)}`,
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
    what: 'ККТ не от этого магазина',
    repair: 'Учебная ККТ не печатает настоящих чеков, а настоящая — учебных. Подключите нужную.',
  },
  'not-printed': {
    what: 'Чек не напечатан',
    repair: 'ККТ подтвердила: документа нет. Пробейте чек ещё раз, деньги второй раз не берите.',
  },
  pending: {
    what: 'Чек не пробит. Смена под вопросом',
    repair: 'Неизвестно, чем кончилась прошлая операция со сменой. Решите это на экране «Смена», чек подождёт.',
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
  return { 'shift-opened': 'открытие смены', 'shift-closed': 'закрытие смены', other: 'другой документ' }[kind];
}
