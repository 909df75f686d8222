/** What is done to the receipt as a whole, and what the journal says of it. */
import type { Receipt } from '../../domain/document/document.ts';
import { total } from '../../domain/document/pricing.ts';
import type { CancelReason } from '../../domain/journal/event.ts';
import { short } from '../sale/texts.ru.ts';
import { counted, roubles, showTime } from '../shell/texts.ru.ts';

export const cancelReasonWords: Readonly<Record<CancelReason, string>> = {
  'buyer-left': 'Покупатель ушёл',
  'no-money': 'Не хватило денег',
  mistake: 'Ошибка кассира',
  other: 'Другая причина',
};

export const acts = {
  title: 'Чек',
  park: 'Отложить чек',
  parkHint: 'Покупатель вернётся: чек подождёт, касса свободна.',
  parked: 'Отложенные чеки',
  parkedName: ({ parkedAt, lines, comment }: Receipt): string =>
    [
      ...(comment === undefined ? [] : [comment]),
      ...(parkedAt === undefined ? [] : [showTime(parkedAt)]),
      counted(lines.length, 'товар', 'товара', 'товаров'),
    ].join(', '),
  parkedSum: (receipt: Receipt): string => roubles(total(receipt)),
  swapHint: 'Открытый чек будет отложен вместо него. Коды проверим заново.',
  hint: 'Коды проверим заново.',
  again: (name: string): string => `Ещё раз: ${short(name)}`,
  againHint: 'То же самое с клавиатуры: +',
  price: 'Узнать цену',
  priceHint: 'Следующий скан или товар покажет цену и не попадёт в чек.',
  comment: 'Комментарий',
  commentHint: 'Видно на экране и в журнале. На чек не печатается.',
  save: 'Сохранить',
  cancel: 'Отменить чек',
  cancelWhy: 'Почему отменить чек?',
  cancelHint: 'Товары уйдут из чека. Касса запишет, кто отменил и почему.',
  keep: 'Не отменять',
  failed: {
    empty: 'Чек пуст: откладывать нечего.',
    full: 'Отложено уже 20 чеков. Возьмите один из них или отмените.',
    tried: 'Этот чек уже начинали печатать: его можно только оплатить или отменить.',
    gone: 'Этого чека среди отложенных уже нет.',
    other: 'Не получилось. Попробуйте ещё раз.',
  },
};
