/** What is said of codes that ЛМ ЧЗ has not heard of yet. */
import { age, counted } from '../shell/texts.ru.ts';

export const unsent = {
  title: 'Не отправлено в ЛМ ЧЗ',
  explain: 'Касса сообщает ЛМ ЧЗ о каждом проданном коде. Эти ещё не приняты, касса пробует сама.',
  none: 'Всё отправлено',
  send: 'Отправить сейчас',
  sending: 'Отправляем…',
  attempts: (count: number): string =>
    count === 0 ? 'ещё не пробовали' : counted(count, 'попытка', 'попытки', 'попыток'),
  next: (ms: number): string => (ms <= 0 ? 'сейчас' : `снова через ${age(Math.max(60_000, ms))}`),
  soldAgo: (ms: number): string => (ms < 60_000 ? 'продан только что' : `продан ${age(ms)} назад`),
};
