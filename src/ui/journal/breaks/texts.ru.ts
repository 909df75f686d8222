/** Breaks of the journal in words: what was changed, what may follow, what to do. */
import type { BreakKind, JournalBreak } from '../../../domain/journal/chain.ts';
import { counted, showMoment } from '../../shell/texts.ru.ts';

export const breaks = {
  title: 'Журнал изменён в обход кассы',
  found: (at: number): string => `Обнаружено ${showMoment(at)}`,
  more: (count: number): string => `И ещё ${counted(count, 'изменение', 'изменения', 'изменений')} журнала.`,
  read: 'Понятно',
  hide: 'Свернуть',
  before: (count: number): string => `Прежние изменения журнала: ${count}`,
  noChain: {
    what: 'Журнал не защищён от правок',
    repair:
      'Страница открыта без https. Откройте кассу по защищённому адресу, чтобы касса замечала чужие правки в журнале.',
  },
};

const paper = 'Верные сведения о чеке — на бумаге и у ОФД: сверьтесь с ними.';

const who =
  'Продавать можно. Покажите это владельцу: пусть выяснит, кто работал за компьютером и не было ли сбоя диска.';

const restore = 'Если диск меняли или восстанавливали копию, сверьте чеки с ОФД.';

/** Of which record: by the number on its paper, or by its time. */
function place({ number, from, to, n, upTo }: JournalBreak): string {
  const until = to === undefined ? '' : ` до ${showMoment(to)}`;
  const when = from === undefined ? until : ` от ${showMoment(from)}`;
  if (number !== undefined) return `чек № ${number}${when}`;
  if (n === undefined) return `журнал${when}`;
  return upTo !== undefined && upTo > n ? `записи № ${n}–${upTo}${when}` : `запись № ${n}${when}`;
}

const kinds: Readonly<Record<BreakKind, (found: JournalBreak) => { readonly what: string; readonly repair: string }>> =
  {
    changed: (found) => ({
      what: `Изменили ${place(found)}`,
      repair: `Суммам и названиям в этой записи верить нельзя. ${found.receiptId === undefined ? '' : `${paper} `}${who}`,
    }),
    'event-missing': (found) => ({
      what: `Удалили ${place(found)}`,
      repair: `Что там было, касса больше не покажет. ${paper} ${who}`,
    }),
    'event-inserted': (found) => ({
      what: `Подложили ${place(found)}`,
      repair: `Такого касса не записывала: не верьте этой записи. ${who}`,
    }),
    'receipt-missing': (found) => ({
      what: `Удалили чек, о котором говорит ${place({ ...found, number: undefined })}`,
      repair: `В журнале его больше нет. Если чек был пробит, он есть в ККТ и у ОФД. ${paper} ${who}`,
    }),
    'operation-missing': (found) => ({
      what: `Удалили операцию смены, о которой говорит ${place(found)}`,
      repair: `Наличные в ящике могут не сойтись. Сверьте их с отчётами ККТ. ${who}`,
    }),
    'receipt-without-event': (found) => ({
      what: `О печати чека нет записи: ${place(found)}`,
      repair: `Чек могли подложить или стёрли события. ${paper} ${who}`,
    }),
    'sold-changed': (found) => ({
      what: `Изменили отметку о проданном коде: ${place(found)}`,
      repair: `Касса может продать этот код второй раз или не продать другой. Код: ${found.ki ?? ''}. ${who}`,
    }),
    'withdrawal-changed': (found) => ({
      what: `Изменили, сколько взято из упаковки: ${place(found)}`,
      repair: `Остаток в «Открытых упаковках» неверен: пересчитайте его. Код: ${found.ki ?? ''}. ${who}`,
    }),
    'links-missing': (found) => ({
      what: `Стёрли защиту журнала: ${place(found)}`,
      repair: `Были ли эти записи изменены, касса сказать не может. ${paper} ${who}`,
    }),
    'link-changed': (found) => ({
      what: `Изменили защиту журнала: ${place({ ...found, number: undefined })}`,
      repair: `Сама запись цела. ${who}`,
    }),
    counter: () => ({
      what: 'Номер последнего чека вернули назад',
      repair: `Касса продолжила с верного номера. Посмотрите, нет ли чеков с одинаковым номером. ${who}`,
    }),
    identity: () => ({
      what: 'Из журнала стёрли его собственные данные',
      repair: `Касса завела их заново. Проверьте последние чеки по ОФД. ${who}`,
    }),
    'rolled-back': (found) => ({
      what: `Журнал короче, чем был: не хватает записей № ${found.n ?? 0}–${Math.max(found.n ?? 0, found.upTo ?? 0)}`,
      repair: `Последние чеки могли пропасть из журнала. ${restore}`,
    }),
    rewritten: () => ({
      what: 'Журнал переписали целиком',
      repair: `Касса помнит его другим и не знает, что изменено. ${paper} ${restore}`,
    }),
    'other-journal': () => ({
      what: 'На кассе другой журнал',
      repair: `Прежний пропал: прошлых чеков здесь нет. ${restore}`,
    }),
  };

export const breakWords = (found: JournalBreak): { readonly what: string; readonly repair: string } =>
  kinds[found.what](found);
