import { counted } from '../shell/texts.ru.ts';

export const picture = {
  title: (day: string): string => `Продажи за ${day}`,
  reading: 'Читаем чеки…',
  failed: 'Чеки не прочитались. Закройте и откройте ещё раз.',
  nothing: 'В этот день продаж нет.',
  sum: 'Выручка',
  receipts: 'Чеков',
  average: 'Средний чек',
  hours: 'По часам',
  hour: (hour: string): string => `${hour}:00`,
  cashiers: 'По кассирам',
  noCashier: 'Кассир не записан',
  groups: 'По группам товаров',
  noGroup: 'Без группы',
  ofReceipts: (count: number): string => counted(count, 'чек', 'чека', 'чеков'),
  close: 'Закрыть',
};
