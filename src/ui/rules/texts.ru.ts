/** The table of the law in words, made from `domain/verdict/rules`. */
import type { ActId, Condition, Rule, Source, tsPiot } from '../../domain/verdict/index.ts';
import type { Flag, Limit } from '../../domain/verdict/rules.ts';
import { showUntil } from '../shell/texts.ru.ts';

export const rulesScreen = {
  title: 'Правила продажи',
  intro: 'По этим правилам касса решает, можно ли продать товар. Первое, что подошло, и видит кассир.',
  introSources:
    'Пункт документа назван там, где мы его знаем: действующий текст постановления № 1944 целиком не сверен. «Акт не найден»: так касса решает сама.',

  acts: {
    'sale full': 'Продажа, ответил Честный ЗНАК',
    'sale offline': 'Продажа, ответил ЛМ ЧЗ (офлайн)',
    'return full': 'Возврат, ответил Честный ЗНАК',
    'return offline': 'Возврат, ответил ЛМ ЧЗ',
  } satisfies Readonly<Record<`${Rule['act']} ${Rule['facts']}`, string>>,
  columns: {
    when: 'Если',
    groups: 'Группы',
    effect: 'То',
    says: 'Что видит кассир',
    from: 'Действует',
    basis: 'Основание',
  },
  effects: { forbids: 'нельзя', warns: 'предупредить' } satisfies Readonly<Record<Rule['effect'], string>>,
  all: 'все',
  from: (day: string | undefined): string => (day === undefined ? 'с начала проверки группы' : `с ${showUntil(day)}`),
  but: (what: readonly string[]): string => what.map((each) => `, но не если ${each}`).join(''),
  acts1260: 'Документ в теге 1260',
  minimums: 'Единая минимальная цена пачки',
  tsPiot: 'Проверка через ТС ПИоТ',
  tsPiotPhases: {
    duty: 'обязательна по закону',
    recorded: 'продажи без неё Честный ЗНАК отмечает как отклонения',
    'keys-end': 'Честный ЗНАК начинает отключать прямые ключи (X-API-KEY)',
  } satisfies Readonly<Record<(typeof tsPiot)[number]['phase'], string>>,
  tsPiotHere:
    'Если в настройках выбран ТС ПИоТ, касса проверяет коды только через него, и лишь когда он не отвечает, сама в ЛМ ЧЗ. Если нет — напрямую в Честном ЗНАКе и в ЛМ ЧЗ. Законом установлен только первый день, остальные назначил Честный ЗНАК и может перенести.',
  groups: 'Товарные группы',
  group: { name: 'Группа', full: 'Проверка онлайн', offline: 'Проверка ЛМ ЧЗ' },
  unknownDay: '—',
  optional: 'необязательна',
  until: (day: string | undefined): string => (day === undefined ? '' : ` по ${showUntil(day)}`),
  unnamed: (id: number): string => `Группа ${id}`,
};

export const acts: Readonly<Record<ActId, string>> = {
  'pp-1944': 'ПП РФ от 21.11.2023 № 1944',
  recommendations: 'Методические рекомендации ЦРПТ',
  trials: 'Программа испытаний кассовых программ ЦРПТ',
  'fz-15': 'Закон от 23.02.2013 № 15-ФЗ',
  'order-2044': 'Приказ Минпромторга от 25.04.2025 № 2044',
  'pp-303': 'ПП РФ от 19.03.2020 № 303',
  operator: 'Объявлено ЦРПТ',
};

const sourceWords = ({ act, article, item, row, cases }: Source): string =>
  [
    acts[act],
    article === undefined ? '' : `ст. ${article}`,
    item === undefined ? '' : `п. ${item}`,
    row === undefined ? '' : `строка ${row}`,
    cases === undefined ? '' : `случаи ${cases.join(' и ')}`,
  ]
    .filter(Boolean)
    .join(', ');

/** «ПП РФ от 21.11.2023 № 1944; Методические рекомендации ЦРПТ, п. 4, строка 1». */
export const sourcesWords = (sources: readonly Source[]): string =>
  sources.map(sourceWords).join('; ') || 'Акт не найден';

const limits: Readonly<Record<Limit, string>> = {
  mrp: 'цены из ответа (mrp)',
  smp: 'ЕМЦ из ответа (smp)',
  code: 'МРЦ из кода',
  decree: 'ЕМЦ по постановлению',
};

const flags: Readonly<Record<Flag, readonly [yes: string, no: string]>> = {
  found: ['код найден', 'код не найден'],
  valid: ['код составлен верно', 'код составлен с ошибкой'],
  verified: ['код подлинный', 'проверка подлинности не пройдена'],
  utilised: ['нанесение кода подтверждено', 'нанесение кода не подтверждено'],
  realizable: ['товар в обороте', 'товар не в обороте'],
  sold: ['товар выбыл', 'товар не выбыл'],
  isBlocked: ['продажу запретил госорган', 'запрета госоргана нет'],
  isOwner: ['владелец — магазин', 'владелец — не магазин'],
  isTracking: ['в группе следят за владельцем', 'в группе не следят за владельцем'],
  grayZone: ['серая зона', 'не серая зона'],
  isGreyGtin: ['GTIN в сером списке', 'GTIN не в сером списке'],
  unitsLeft: ['в упаковке ещё осталось', 'в упаковке ничего не осталось'],
};

export const flagWords = (wanted: Readonly<Partial<Record<Flag, boolean>>>): string =>
  (Object.entries(wanted) as Array<[Flag, boolean]>).map(([flag, is]) => flags[flag][is ? 0 : 1]).join(' и ');

/** When a rule holds. */
export function conditionWords(when: Condition): string {
  if ('flags' in when) return flagWords(when.flags);
  if ('past' in when) return when.past === 'answer' ? 'срок годности вышел' : 'срок годности в самом коде вышел';
  if ('units' in when) return 'берут больше, чем по счёту Честного ЗНАКа осталось в упаковке';
  if ('error' in when) return 'в ответе есть номер ошибки';
  return `цена ${when.price === 'above' ? 'выше' : 'ниже'} ${limits[when.limit]}`;
}

/** What the cashier is told, in short. */
export const sayings: Readonly<Record<Rule['says'], string>> = {
  'not-found': 'нет в Честном ЗНАКе',
  'bad-format': 'код с ошибкой',
  'not-authentic': 'не подлинный',
  'not-applied': 'код не нанесён',
  sold: 'уже продан',
  'not-in-circulation': 'не в обороте',
  grey: 'только онлайн',
  blocked: 'заблокирован',
  expired: 'просрочен',
  'not-enough': 'столько не осталось',
  'price-above': 'цена выше разрешённой',
  'price-below': 'цена ниже разрешённой',
  'below-mrc': 'цена ниже МРЦ',
  'not-sold': 'никому не продан',
  'not-owner': 'числится за другим',
  error: 'ошибка с номером',
};
