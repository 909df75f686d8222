import { capital } from './base.ts';

const weekdayNames: readonly string[] = [
  'понедельник',
  'вторник',
  'среда',
  'четверг',
  'пятница',
  'суббота',
  'воскресенье',
];

/** The owner's table of the hours without alcohol. */
export const alcohol = {
  title: 'Когда алкоголь не продаём',
  hint: 'По часам магазина, пиво тоже. По федеральному закону — с 23:00 до 08:00; регион может добавить часы и дни. Оба поля пусты — ночного запрета нет.',
  from: 'Каждый день с',
  to: 'до',
  fromOf: (day: number): string => `${capital(weekdayNames[day] ?? '')} с`,
  toOf: (day: number): string => `${weekdayNames[day] ?? ''} до`,
  differ: 'По дням недели разное время',
  wholeDays: 'Запрещено весь день',
  weekdays: ['Пн', 'Вт', 'Ср', 'Чт', 'Пт', 'Сб', 'Вс'],
  weekdayNames,
  wrong: 'Укажите оба времени, разные, или сотрите оба',
};
