/** The journal of checks in words. */
import type { LocalAnswer, OnlineAnswer } from '../../domain/code-check/answer.ts';
import type { CheckAction, CheckRecord, DeviationKind } from '../../domain/code-check/record.ts';
import { failuresOf, readCheck, readFailures, type StoredCheck } from '../../domain/code-check/stored-check.ts';
import { own } from '../../domain/base/own.ts';
import { type Kopecks } from '../../domain/base/money.ts';
import { groupNames } from '../goods/texts.ru.ts';
import { authorities, refusal, verdicts } from '../receipt/texts.ru.ts';
import { roubles } from '../shell/texts.ru.ts';
import { allowedWords } from '../receipt/line-status.ts';
import { causesOf, textsOf } from '../shell/sources.ts';
import { failuresFor } from '../sources/texts.ru.ts';

export const checks = {
  title: 'Проверки кодов',
  search: 'КИ, штрихкод, название, UUID проверки, № чека или ФД',
  clear: 'Очистить',
  from: 'С',
  to: 'По',
  toJournal: 'Назад к журналу',
  saveCsv: 'Сохранить CSV',
  saveJson: 'Сохранить JSON',
  loading: 'Читаем журнал…',
  failed: (detail: string): string => `Журнал не прочитался: ${detail}`,
  none: 'Проверок ещё не было',
  noneHint: 'Здесь будет каждая проверка кода: когда, кто ответил, что ответил и что сделал кассир.',
  nothing: 'Ничего не нашлось',
  nothingHint: 'Проверьте код, название, номер чека и дни или отсканируйте код ещё раз.',
  newest: (count: number): string => `Показаны последние ${count}. Остальные найдёте по дням или по коду.`,
  cut: (count: number): string => `В файл вошли последние ${count} проверок. Чтобы сохранить остальные, выберите дни.`,
  saved: (count: number): string => `Проверок в файле: ${count}`,
  file: 'Проверки',
  allTime: 'За всё время',
  searchAllTime: 'Искать за всё время',
  /** `from` and `to`: days in words. */
  nothingIn: (from: string, to: string): string => `С ${from} по ${to} ничего не нашлось`,
  searching: (back: string): string => `Ищем… просмотрено до ${back}`,
  slowly: 'Старые записи ещё не разобраны для поиска: пока это дольше обычного.',
  kept: (receipts: number, records: number): string =>
    `Ответы хранятся, пока хранится журнал: касса ничего не удаляет. Чеков: ${receipts}, записей: ${records}.`,
};

const withoutFacts = { emergency: 'аварийный режим', none: 'никто' };

/** Who answered. */
export function answeredBy(stored: StoredCheck): string {
  const check = readCheck(stored);
  return check.facts ? textsOf(check.source).name : withoutFacts[check.source];
}

export const actions: Readonly<Record<CheckAction, string>> = {
  sold: 'продан',
  'sold-unverified': 'продан без проверки, разрешил старший кассир',
  removed: 'убран из чека',
  cancelled: 'чек отменён',
  rechecked: 'проверен ещё раз',
  open: 'чек не закончен',
};

/** «чек № 7, продан». */
export const outcome = ({ number, action }: CheckRecord): string =>
  [number === undefined ? '' : `чек № ${number}`, actions[action]].filter(Boolean).join(', ');

/** As ЦРПТ names them, where we know its words. */
export const deviationNames: Readonly<Record<DeviationKind, string>> = {
  unchecked: 'Продажа товара без проверки КМ',
  'despite-ban': 'Продажа при запрете кассы',
  'out-of-order': 'Нарушена последовательность проверки',
};

/** Of each of them, in a file that goes to others. */
export const deviationNote =
  'Названия отклонений — со страниц о маркировке; чем ЦРПТ их считает, не опубликовано. Запись показывает, что было на кассе.';

export const standings = { disproved: 'опровергает', shown: 'подтверждает' };

/** The verdict, and why where it was not an allowance. */
export function verdictWords({ verdict, check }: CheckRecord): { readonly words: string; readonly reason?: string } {
  switch (verdict?.kind) {
    case 'allowed':
      return {
        words: allowedWords(verdict, check),
        ...(verdict.warnings && { reason: verdict.warnings.map((warning) => refusal(warning.refusal)).join('; ') }),
      };
    case 'forbidden':
      return { words: verdicts.forbidden, reason: refusal(verdict.refusal) };
    case 'unverified':
      return {
        words: verdicts.unverified,
        reason: causesOf(readFailures(verdict), failuresFor)
          .map(({ source, advice }) => `${source}: ${advice.what}`)
          .join('; '),
      };
    default:
      return { words: 'Товар убран до ответа' };
  }
}

/** Why the most trusted source gave no answer, where another one had to. */
export const firstFailure = ({ check }: CheckRecord): string =>
  check.source === 'emergency' ? '' : (causesOf(failuresOf(check), failuresFor)[0]?.advice.what ?? '');

export const deviationWords = ({ deviations }: CheckRecord, standing: keyof typeof standings): string =>
  (Object.keys(deviations) as DeviationKind[])
    .filter((kind) => deviations[kind] === standing)
    .map((kind) => `«${deviationNames[kind]}»`)
    .join(', ');

/** Names of what is known of a check: on the screen and in the head of the CSV. */
export const fields = {
  verdict: 'Решение кассы',
  reason: 'Почему',
  action: 'Что стало с товаром',
  number: 'Чек №',
  name: 'Товар',
  price: 'Цена, ₽',
  at: 'Записана (часы магазина)',
  ki: 'КИ',
  code: 'Код, как он был отправлен',
  gtin: 'GTIN',
  source: 'Кто ответил',
  onlineFailure: 'Почему не Честный ЗНАК',
  disproved: 'Отклонение опровергается',
  shown: 'Отклонение подтверждается',
  rule: 'Правило',
  reqId: 'UUID проверки (тег 1265)',
  reqTimestamp: 'Time проверки (тег 1265)',
  inst: 'Inst (ЛМ ЧЗ)',
  version: 'Ver (ЛМ ЧЗ)',
  fn: 'ФН',
  fd: 'ФД',
  fpd: 'ФПД',
  host: 'Сервер',
  decidedMs: 'Решение, мс от скана',
  scanned: 'Код отсканирован (UTC)',
  utc: 'Записана (UTC)',
  soldAt: 'Отправлен на ККТ (UTC)',
  answer: 'Ответ, как его поняла касса',
};

/** Names of what is known of a check by source. */
export const sourceFields = {
  asked: (name: string): string => `${name} спрошен, мс`,
  answered: (name: string): string => `${name} ответил, мс`,
  raw: (name: string): string => `Ответ как пришёл: ${name}`,
};

const flags = { true: 'да', false: 'нет' };

/** The code itself stands above, as it was sent. */
type Fact = Exclude<keyof OnlineAnswer | keyof LocalAnswer, 'cis'>;
/** What a source says of a code (online-check.md §1.4, local-module.md §2.5). */
const factNames: Readonly<Record<Fact, string>> = {
  found: 'Есть в Честном ЗНАКе',
  valid: 'Составлен верно',
  verified: 'Подпись кода верна',
  utilised: 'Нанесён на товар',
  realizable: 'Выпущен в продажу',
  sold: 'Продан',
  isBlocked: 'Продажа запрещена',
  ogvs: 'Кто запретил',
  isOwner: 'Числится за магазином',
  isTracking: 'Движение группы отслеживается',
  grayZone: 'В списке на проверку',
  isGreyGtin: 'В списке на проверку',
  expireDate: 'Годен до (UTC)',
  groupIds: 'Товарные группы',
  mrp: 'МРЦ',
  smp: 'Минимальная цена',
  packageType: 'Вид упаковки',
  packageQuantity: 'Штук в упаковке',
  innerUnitCount: 'Частей в упаковке',
  soldUnitCount: 'Из них продано',
  eliminationState: 'Причина выбытия, №',
  errorCode: 'Ошибка, №',
  message: 'Сообщение',
};

const factWords: Readonly<Partial<Record<Fact, (value: never) => string>>> = {
  ogvs: (by: readonly string[]) => by.map((who) => own(authorities, who) ?? who).join(', '),
  groupIds: (ids: readonly number[]) => ids.map((id) => groupNames[id] ?? String(id)).join(', '),
  mrp: roubles as (price: Kopecks) => string,
  smp: roubles as (price: Kopecks) => string,
  expireDate: (date: string) => date.slice(0, 16).replace('T', ' '),
};

/** The answer as the till understood it, and why sources that are trusted more gave none. What an answer says nothing of is left out. */
export function answerWords(stored: StoredCheck): ReadonlyArray<{ readonly name: string; readonly words: string }> {
  const check = readCheck(stored);
  const facts = Object.entries(check.facts ? check.answer : {}) as ReadonlyArray<readonly [Fact, unknown]>;
  return [
    ...facts.flatMap(([fact, value]) => {
      const name = own(factNames, fact);
      if (name === undefined || value === undefined) return [];
      if (typeof value === 'boolean') return [{ name, words: flags[`${value}`] }];
      const say = own(factWords, fact) ?? String;
      const words = say(value as never);
      return words === '' ? [] : [{ name, words }];
    }),
    ...Object.entries(failuresOf(check)).map(([id, { kind, status, detail }]) => ({
      name: textsOf(id).name,
      words: [own<{ readonly what: string }>(failuresFor(id), kind)?.what ?? kind, status, detail]
        .filter((word) => word !== undefined)
        .join(', '),
    })),
  ];
}
