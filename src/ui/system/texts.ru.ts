/** «Проверка системы»: what each link says, and what mends it. */
import type { TimeWitness } from '../../domain/base/trusted-time.ts';
import type { Row, RowId } from '../../app/system/rows.ts';
import type { TillStatus } from '../../app/till.ts';
import type { AdviceWay } from '../advice/texts.ru.ts';
import * as common from '../shell/texts.ru.ts';
import { printerAdvice, printerWord } from '../printer/texts.ru.ts';
import type { TsPiotLink } from '../../app/ports/system.ts';
import { symptoms } from '../local-module/texts.ru.ts';
import { failures } from '../sources/texts.ru.ts';

export const names: Readonly<Record<RowId, string>> = {
  version: 'Программа кассы',
  storage: 'Хранение чеков',
  clock: 'Часы',
  worker: 'Работа без интернета',
  gateway: 'Сервер кассы',
  hosts: 'Серверы Честного ЗНАКа',
  key: 'Ключ магазина',
  'ts-piot': 'ТС ПИоТ',
  module: 'ЛМ ЧЗ',
  kkt: 'ККТ',
  paper: 'Бумага',
  fn: 'Фискальный накопитель',
  ofd: 'ОФД',
  scanner: 'Сканер',
  unsent: 'Записи для ЛМ ЧЗ',
};

export const screen = {
  title: 'Проверка системы',
  intro: 'Всё, от чего зависит продажа, проверено только что.',
  measure: 'Проверить ещё раз',
  measuring: 'Проверяем…',
  failed: 'Проверить не удалось. Попробуйте ещё раз.',
  allWell: 'Всё в порядке.',
  troubles: (count: number): string => `Требует внимания: ${String(count)}`,
  looks: { ok: 'в порядке', care: 'требует внимания', none: 'нет данных' },
  speed: 'Измерить эту кассу',
  call: 'Кому звонить',
  callHint: 'Прочитайте по телефону или отправьте этот текст.',
  copy: 'Скопировать текст',
  copied: 'Скопировано.',
  byHand: 'Скопировать не получилось: выделите текст и скопируйте сами.',
  text: 'Что сказать',
  diagnosis: 'Файл для диагностики',
  diagnosisHint:
    'Что было на этой кассе за последние полчаса: сканы, проверки, события, замеры. Без кодов, товаров, цен, имён, адресов, ключей и паролей. Его просит тот, кто помогает издалека: сначала прочитайте, потом отправьте.',
  diagnose: 'Собрать файл',
  diagnosisFile: (day: string): string => `poltora-${day}.json`,
  whos: [
    {
      who: 'Линия «Честного ЗНАКа»',
      what: 'Проверка кодов, ключ магазина, ЛМ ЧЗ',
      phone: '8 800 222-15-23',
      mail: 'support@crpt.ru',
    },
    { who: 'ЦТО (кто обслуживает ККТ)', what: 'ККТ, бумага, фискальный накопитель, ОФД', phone: '', mail: '' },
  ],
} as const;

interface Who {
  readonly who: string;
  readonly what: string;
  readonly phone?: string | undefined;
  readonly mail?: string | undefined;
}

/** Whoever set this till up by a link first: they know the shop. */
export const whosOf = (setup: TillStatus['setup']): readonly Who[] => [
  ...(setup?.contacts ?? []).map(({ name, phone, email, hours }) => ({
    who: `${name} (${setup?.by ?? ''})`,
    what: ['Касса и её настройки', ...(hours === undefined ? [] : [hours])].join(', '),
    phone,
    mail: email,
  })),
  ...screen.whos,
];

const megabyte = 1_048_576;
const free = (bytes: number | undefined): string =>
  bytes === undefined ? '' : ` Свободно ${String(Math.floor(bytes / megabyte))} МБ.`;
const daysOf = (days: number): string => common.counted(days, 'день', 'дня', 'дней');

const witnesses = {
  crpt: 'по времени Честного ЗНАКа',
  kkt: 'по времени ККТ',
  gateway: 'по времени сервера кассы',
  lm: 'по времени ЛМ ЧЗ',
  latest: 'по последнему известному времени',
  pc: 'по часам компьютера',
} as const;
const clocks = {
  crpt: { name: common.onlineName },
  kkt: {
    name: 'ККТ',
    repair:
      'Закройте смену и поставьте на ККТ верные дату и время. Если они верны, проверьте часовой пояс магазина в настройках.',
  },
  gateway: { name: 'Сервер кассы', repair: 'Поставьте на его компьютере верные дату, время и часовой пояс.' },
  lm: { name: common.localName, repair: 'Поставьте на компьютере с ЛМ ЧЗ верные дату, время и часовой пояс.' },
} as const;

function clockDiffers({ by, host, aheadMs, from }: Extract<Row, { says: 'clock-differs' }>): RowWords {
  const clock: { readonly name: string; readonly repair?: string } = clocks[by];
  const name = host ?? clock.name;
  const much = `на ${common.span(Math.abs(aheadMs))}, ${witnesses[from]}`;
  const delayed = by === 'crpt' ? ' Или его ответ задержался в пути.' : '';
  return { words: `${name}: часы ${aheadMs < 0 ? 'отстают' : 'спешат'} ${much}.${delayed}`, repair: clock.repair };
}

/** Who else shows the same time. */
const agreed = (agree: readonly TimeWitness[]): string =>
  agree.length === 0 ? '' : ` То же время показывают: ${agree.map((by) => clocks[by].name).join(', ')}.`;

/** Links of ТС ПИоТ that are not well. */
const links = {
  gismt: {
    what: 'С Честным ЗНАКом связи нет',
    repair: 'Проверьте интернет на компьютере с ТС ПИоТ, ККТ и смену: связь идёт через фискальный накопитель.',
  },
  lmController: {
    what: 'Контроллер ЛМ ЧЗ не отвечает',
    repair: 'Перезапустите службу esm-lm-controller на компьютере с ЛМ ЧЗ.',
  },
  lm: {
    what: 'ЛМ ЧЗ ему не отвечает',
    repair: 'Проверьте ЛМ ЧЗ. Если он работает, перезапустите службу esm-lm-controller: она запустилась раньше него.',
  },
} as const;
const numbered = ({ code, error }: TsPiotLink): string => ` (${String(code)}${error ? `, ${error}` : ''})`;

export interface RowWords {
  readonly words: string;
  readonly repair?: string | undefined;
  /** Where it is mended at this till, or what mends it here and now. */
  readonly to?: AdviceWay | undefined;
}

export function rowWords(row: Row): RowWords {
  switch (row.says) {
    case 'version-current':
      return { words: `Сборка от ${common.showDate(row.at)}.` };
    case 'version-waits':
      return { words: 'Новая версия готова.', repair: 'Она включится сама после чека.', to: 'reload' };
    case 'storage-kept':
      return { words: `Браузер обещал не удалять чеки.${free(row.freeBytes)}` };
    case 'storage-may-go':
      return {
        words: `Браузер может удалить чеки, если кончится место.${free(row.freeBytes)}`,
        repair: 'Установите «Полтора» как приложение.',
        to: 'settings-app',
      };
    case 'storage-unknown':
      return { words: `Этот браузер не говорит, сохранит ли чеки.${free(row.freeBytes)}` };
    case 'storage-full':
      return { words: 'На диске нет места.', repair: 'Удалите с компьютера лишние файлы.' };
    case 'clock-right':
      return { words: `Верные, ${witnesses[row.by]}.${agreed(row.agree)}` };
    case 'clock-off':
      return {
        words: `${common.clock.off(row)}.${agreed(row.agree)}`,
        repair: 'Поставьте на этом компьютере верные дату, время и часовой пояс.',
      };
    case 'clock-differs':
      return clockDiffers(row);
    case 'clock-alone':
      return {
        words: 'Сверить пока не с кем: никто, кому можно верить, не сказал времени.',
        repair: 'Подключите ККТ или интернет.',
        to: 'kkt',
      };
    case 'worker-works':
      return { words: 'Касса откроется и без интернета.' };
    case 'worker-waits':
      return { words: 'Касса ещё сохраняет себя на это устройство.', repair: 'Оставьте её открытой на минуту.' };
    case 'worker-none':
      return {
        words: 'Без интернета касса не откроется: браузер этого не умеет, или страница без защиты.',
        repair: 'Откройте кассу по https:// в Chrome или Яндекс Браузере.',
      };
    case 'gateway-answers':
      return { words: `Отвечает за ${String(row.ms)} мс.` };
    case 'gateway-gone':
      return {
        words: 'Программа «Полтора» не отвечает.',
        repair: 'Запустите её на компьютере магазина и проверьте сеть до него.',
        to: 'reload',
      };
    case 'host-answers':
      return { words: `${row.host}: отвечает за ${String(row.ms)} мс.` };
    case 'host-slow':
      return {
        words: `${row.host}: отвечает медленно, ${String(row.ms)} мс.`,
        repair: 'Проверьте скорость интернета.',
      };
    case 'host-silent':
      return { words: `${row.host}: не отвечает.`, repair: 'Касса сама возьмёт другой сервер.' };
    case 'hosts-unheard':
      return { words: 'Не отвечают.', repair: 'Проверьте интернет: кабель, Wi-Fi или модем.' };
    case 'key-taken':
      return { words: 'Честный ЗНАК его принял.' };
    case 'key-missing':
      return {
        words: 'Не задан.',
        repair:
          'Возьмите X-API-KEY в личном кабинете Честного ЗНАКа и введите его на компьютере магазина: «Настройки», карточка «Сервер кассы».',
        to: 'settings-server',
      };
    case 'key-refused':
      return {
        words: 'Честный ЗНАК его не принял.',
        repair: 'Возьмите новый ключ и замените его.',
        to: 'settings-server',
      };
    case 'key-unknown':
      return { words: 'Не проверен: Честный ЗНАК не ответил.' };
    case 'tsp-none':
      return {
        words: 'Не подключён: коды проверяются напрямую.',
        repair: 'Подключите ТС ПИоТ: с 28 декабря 2025 года коды положено проверять через него.',
        to: 'settings-ts-piot',
      };
    case 'tsp-works':
      return { words: `Отвечает по адресу ${row.host}${row.version === undefined ? '' : `, версия ${row.version}`}.` };
    case 'tsp-trouble': {
      const { what, repair } = failures.tspiot[row.kind];
      return { words: `${common.capital(what)}.`, repair, to: 'settings-ts-piot' };
    }
    case 'tsp-shift':
      return {
        words: 'Смена закрыта: с Честным ЗНАКом связи нет.',
        repair: 'Откройте смену до первого скана.',
        to: 'shift',
      };
    case 'tsp-link':
      return { words: `${links[row.link.name].what}${numbered(row.link)}.`, repair: links[row.link.name].repair };
    case 'tsp-licence':
      return { words: row.days === undefined ? 'Лицензия действует.' : `Лицензии осталось ${daysOf(row.days)}.` };
    case 'tsp-licence-soon':
      return {
        words: `Лицензии осталось ${daysOf(row.days ?? 0)}.`,
        repair: 'Продлите её у того, кто ставил ТС ПИоТ.',
      };
    case 'tsp-licence-over':
      return { words: 'Лицензия не действует.', repair: 'Продлите её у того, кто ставил ТС ПИоТ.' };
    case 'tsp-unwatched':
      return { words: 'О лицензии и связях не сказал: они видны в его окне (ЕСМ).' };
    case 'local-works':
      return {
        words: row.hours === undefined ? 'Работает.' : `Работает. Без интернета проверит ещё ${String(row.hours)} ч.`,
        to: 'local-module',
      };
    case 'local-trouble':
      return {
        words: `${symptoms[row.symptom.id].what}.`,
        repair: symptoms[row.symptom.id].action,
        to: 'local-module',
      };
    case 'local-none':
      return {
        words: 'Не подключён: без интернета коды не проверить.',
        repair: 'Установите и подключите ЛМ ЧЗ.',
        to: 'local-module',
      };
    case 'kkt-answers':
      return { words: 'Отвечает.', to: 'shift' };
    case 'kkt-none':
      return {
        words: 'Не подключена: чеки не печатаются.',
        repair: 'Подключите ККТ в настройках.',
        to: 'settings-kkt',
      };
    case 'kkt-unheard':
      return { words: 'Ещё не ответила.', to: 'kkt' };
    case 'kkt-trouble':
      return {
        words: `${common.capital(printerWord(row.failure))}.`,
        repair: printerAdvice(row.failure, true).repair,
        to: 'shift',
      };
    case 'paper-there':
      return { words: 'Есть.' };
    case 'paper-out':
      return { words: 'Кончилась, или открыта крышка.', repair: 'Вставьте ленту и закройте крышку.' };
    case 'fn-days':
      return { words: row.days === undefined ? 'В порядке.' : `Осталось ${daysOf(row.days)}.` };
    case 'fn-soon':
      return {
        words: row.days === undefined ? 'Скоро кончится.' : `Осталось ${daysOf(row.days)}.`,
        repair: 'Позвоните в ЦТО: накопитель пора менять.',
      };
    case 'fn-over':
      return { words: 'Срок вышел.', repair: 'Позвоните в ЦТО: без нового накопителя продавать нельзя.' };
    case 'fn-memory':
      return { words: 'Память почти полна.', repair: 'Позвоните в ЦТО: накопитель пора менять.' };
    case 'fn-unknown':
      return { words: 'ККТ не сказала срока.' };
    case 'ofd-empty':
      return { words: 'Все чеки отправлены.' };
    case 'ofd-waits':
      return { words: `Ждут отправки: ${String(row.count)}.` };
    case 'ofd-late':
      return {
        words: `Не отправлено: ${String(row.count)}, уже ${daysOf(row.days)}.`,
        repair: 'Проверьте интернет у ККТ. Через 30 дней она откажется печатать.',
      };
    case 'ofd-silent':
      return { words: 'Давно не отвечает.', repair: 'Проверьте интернет у ККТ или позвоните в ЦТО.' };
    case 'ofd-unknown':
      return { words: 'ККТ не говорит, отправлены ли чеки.' };
    case 'scanner-ready':
      return { words: 'Подключён.', to: 'scanner' };
    case 'scanner-keys':
      return {
        words: 'Если есть, работает как клавиатура: касса увидит его, когда он прочтёт код.',
        to: 'scanner',
      };
    case 'scanner-away':
      return {
        words: 'Не виден или занят другой программой.',
        repair: 'Вставьте его кабель, закройте другие программы.',
        to: 'scanner',
      };
    case 'unsent-none':
      return { words: 'Все отправлены.' };
    case 'unsent-waits':
      return { words: `Отправляются: ${String(row.count)}.` };
    case 'unsent-stuck':
      return {
        words: `Не отправлены: ${String(row.count)}.`,
        repair: 'Почините ЛМ ЧЗ: касса отправит их сама.',
        to: 'local-module',
      };
  }
}

/** What to read out over the telephone: only what stands on the screen. */
export const report = (when: string, rows: readonly Row[]): string =>
  [
    `Касса «Полтора», ${when}`,
    ...rows.map((row) => `${names[row.id]}: ${screen.looks[row.look]}. ${rowWords(row).words}`),
  ].join('\n');
