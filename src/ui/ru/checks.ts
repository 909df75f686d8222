/** The journal of checks in words. Comes with the screen that shows it, not with the first load. */
import type { CheckAction, CheckRecord, DeviationKind } from '../../domain/check-record.ts';
import type { CodeCheck } from '../../domain/code-check.ts';
import { failures, localName, onlineName, refusal, verdicts } from '../ru.ts';

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
};

export const sources: Readonly<Record<CodeCheck['source'], string>> = {
  online: onlineName,
  local: localName,
  emergency: 'аварийный режим',
  none: 'никто',
};

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

export const standings = { disproved: 'опровергает', shown: 'подтверждает' };

/** The verdict, and why where it was not an allowance. */
export function verdictWords({ verdict }: CheckRecord): { readonly words: string; readonly reason?: string } {
  switch (verdict?.kind) {
    case 'allowed':
      return {
        words: verdicts[verdict.by],
        ...(verdict.warnings && { reason: verdict.warnings.map((warning) => refusal(warning.refusal)).join('; ') }),
      };
    case 'forbidden':
      return { words: verdicts.forbidden, reason: refusal(verdict.refusal) };
    case 'unverified':
      return {
        words: verdicts.unverified,
        reason: `${onlineName}: ${failures.online[verdict.online.kind].what}; ${localName}: ${failures.local[verdict.local.kind].what}`,
      };
    default:
      return { words: 'Товар убран до ответа' };
  }
}

/** Why ГИС МТ gave no answer, where another one had to. */
export const onlineFailure = ({ check }: CheckRecord): string =>
  'online' in check ? failures.online[check.online.kind].what : '';

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
  disproved: 'Опровергает отклонение',
  shown: 'Подтверждает отклонение',
  rule: 'Правило',
  reqId: 'UUID проверки (тег 1265)',
  reqTimestamp: 'Time проверки (тег 1265)',
  inst: 'Inst (ЛМ ЧЗ)',
  version: 'Ver (ЛМ ЧЗ)',
  fn: 'ФН',
  fd: 'ФД',
  fpd: 'ФПД',
  host: 'Сервер',
  onlineMs: 'Честный ЗНАК ответил, мс',
  localStartedMs: 'ЛМ ЧЗ спрошен, мс',
  localMs: 'ЛМ ЧЗ ответил, мс',
  decidedMs: 'Решение, мс от скана',
  scanned: 'Код отсканирован (UTC)',
  utc: 'Записана (UTC)',
  soldAt: 'Отправлен на ККТ (UTC)',
  answer: 'Ответ, как его поняла касса',
  rawOnline: `Ответ как пришёл: ${onlineName}`,
  rawLocal: `Ответ как пришёл: ${localName}`,
};
