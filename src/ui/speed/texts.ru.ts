/** «Измерить эту кассу»: what was measured, what it is compared with, and what to do about it. */
import { lawMs, limits, median, slowest, type Speed, type SpeedId, type SpeedReport } from '../../app/system/speed.ts';
import { own } from '../../domain/base/own.ts';
import { counted, showMoment } from '../shell/texts.ru.ts';
import { textsOf } from '../shell/sources.ts';
import { failuresFor } from '../sources/texts.ru.ts';

export const screen = {
  title: 'Измерить эту кассу',
  intro:
    'Касса сама проверит пробный код и измерит время. Продажи от этого не будет, ничего не напечатается. Обычно это занимает полминуты.',
  start: 'Измерить',
  again: 'Измерить ещё раз',
  stop: 'Остановить',
  busy: 'Сначала закончите чек: рядом с ним измерять нельзя.',
  failed: 'Измерить не удалось. Попробуйте ещё раз.',
  progress: (id: SpeedId, done: number, all: number): string =>
    `${names[id]}: проверка ${String(done + 1)} из ${String(all)}`,
  ends: {
    whole: 'Измерено.',
    stopped: 'Остановлено: измерено не всё.',
    busy: 'Открылся чек, поэтому измерено не всё.',
  },
  law: `По закону ответа онлайн ждут не дольше ${seconds(lawMs)}, потом проверяют через ЛМ ЧЗ.`,
  looks: { ok: 'быстро', care: 'требует внимания', none: 'без оценки' },
  results: 'Результаты',
  text: 'Результаты текстом',
  file: (day: string): string => `poltora-skorost-${day}.txt`,
} as const;

export const names: Readonly<Record<SpeedId, string>> = {
  usual: 'Ответ онлайн',
  silent: 'Онлайн молчит',
  offline: 'Без интернета',
  painted: 'Строка на экране',
  start: 'Запуск кассы',
  print: 'Печать чека',
};

/** From what to what it was measured. */
const spans: Readonly<Record<SpeedId, string>> = {
  usual: 'от скана до ответа Честного ЗНАКа',
  silent: 'от скана до ответа ЛМ ЧЗ, когда Честный ЗНАК не отвечает',
  offline: 'от скана до ответа ЛМ ЧЗ, когда интернета нет',
  painted: 'от скана до строки в чеке, по настоящим сканам',
  start: 'от открытия страницы до готовности продавать, этот запуск',
  print: 'от «Пробить чек» до номера документа, по последним чекам',
};

const unmeasured: Readonly<Record<SpeedId, string>> = {
  usual: 'Не измерено.',
  silent: 'Не измерено.',
  offline: 'Не измерено.',
  painted: 'Не измерено: после запуска ещё ничего не сканировали. Отсканируйте несколько товаров и измерьте снова.',
  start: 'Не измерено: при этом запуске касса ждала ответа человека. Откройте её заново.',
  print: 'Не измерено: чеков ещё не печатали. Пробный чек стал бы настоящим, поэтому сама касса его не печатает.',
};

const slowly: Readonly<Record<SpeedId, string>> = {
  usual: 'Проверьте скорость интернета. Продаже это не мешает: после 1,5 с отвечает ЛМ ЧЗ.',
  silent: 'Компьютер с ЛМ ЧЗ не успевает. Закройте на нём лишние программы.',
  offline: 'Компьютер с ЛМ ЧЗ медленный или далеко в сети. Закройте на нём лишние программы.',
  painted: 'Устройство медленное. Закройте лишние вкладки и программы.',
  start: 'Устройство медленное. Установите «Полтора» как приложение и закройте лишние программы.',
  print: '',
};

export function seconds(ms: number): string {
  return ms < 1_000
    ? `${String(Math.round(ms))} мс`
    : `${(ms / 1_000).toFixed(2).replace('.', ',').replace(/0$/, '')} с`;
}

export interface SpeedWords {
  /** The number that a person looks for: the middle one. */
  readonly number: string;
  readonly span: string;
  /** How often, the slowest, what it is compared with. */
  readonly detail: string;
  readonly repair?: string | undefined;
}

export function speedWords({ id, runs, missed }: Speed): SpeedWords {
  const span = spans[id];
  const cause = missed && own(failuresFor(missed.by), missed.failure.kind);
  const why = missed && cause ? `${textsOf(missed.by).name}: ${cause.what}.` : undefined;
  const [middle, worst] = [median(runs), slowest(runs)];
  if (middle === undefined || worst === undefined)
    return { number: '—', span, detail: why ?? unmeasured[id], repair: cause?.repair };
  const limit = limits[id];
  const times =
    runs.length === 1 ? 'Один раз.' : `${counted(runs.length, 'раз', 'раза', 'раз')}, самое долгое ${seconds(worst)}.`;
  const norm = limit === undefined ? '' : ` Норма: до ${seconds(limit)}.`;
  const isSlow = limit !== undefined && worst > limit;
  return {
    number: seconds(middle),
    span,
    detail: `${times}${norm}${why === undefined ? '' : ` Не каждый раз: ${why}`}`,
    repair: isSlow ? slowly[id] : cause?.repair,
  };
}

/** For the integrator: the same as on the screen. `about`: the build and the browser. */
export const report = (
  { at, speeds, end }: SpeedReport,
  about: string,
  look: (speed: Speed) => keyof typeof screen.looks,
): string =>
  [
    `Касса «Полтора», ${showMoment(at)}. ${about}`,
    screen.ends[end],
    screen.law,
    ...speeds.map((speed) => {
      const { number, span, detail } = speedWords(speed);
      return `${names[speed.id]} (${span}): ${number}. ${detail} ${screen.looks[look(speed)]}`;
    }),
  ].join('\n');
