/** What the first start of a shop says beyond its settings. */
import type { Answers, Question } from '../../app/set-up/answers.ts';
import type { Step, StepState } from '../../app/set-up/guide.ts';
import type { WrongAnswer } from '../../app/set-up/conversation.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import { formErrors, settings } from '../settings/texts.ru.ts';
import { textsOf } from '../shell/sources.ts';
import { failuresFor } from '../sources/texts.ru.ts';
import { showMoment, type Advice } from '../shell/texts.ru.ts';

/** Instead of the greeting, where this is no new till. */
export const again = {
  unread: {
    what: 'Настройки магазина не прочитались',
    repair:
      'Касса их не удалила, а отложила. Заполните настройки заново, и можно продавать. ПИН, если он был, остался прежним. Если не знаете, что вписать, или это повторяется, сообщите в поддержку.',
  },
  lost: {
    what: 'Настройте кассу заново',
    repair:
      'Прежние настройки пропали, случай записан в журнал. Если кассу помнит сервер кассы, она в списке ниже: нажмите «Это она».',
  },
} satisfies Record<string, Advice>;

/** A PIN guards settings that are not there any more. */
export const pinHere = {
  label: 'ПИН старшего кассира или код владельца',
  ask: 'На этой кассе задан ПИН. Введите его или код владельца в поле над формой и снова нажмите «Начать работу».',
};

/** On the set-up screen: tills that the server remembers. */
export const known = {
  title: 'Сервер помнит эти кассы. Одна из них — эта?',
  hint: 'Если касса уже работала на этом устройстве, её данные пропали: нажмите «Это она», и касса предложит вернуть настройки. Если касса новая, ничего не выбирайте и заполните форму ниже.',
  till: (name: string, number: number, at: number): string =>
    `${name || 'Касса без имени'}: ${number > 0 ? `чек № ${number}` : 'чеков не было'}, ${showMoment(at)}`,
  adopt: 'Это она',
  ask: 'Касса уже работала здесь? Введите ключ доступа к серверу кассы, чтобы найти её. Если касса новая, пропустите.',
  find: 'Найти',
  none: 'Сервер таких касс не помнит',
  wrong: 'Ключ не подошёл или попыток слишком много: подождите и повторите.',
};

/** The conversation before the till exists. */
export const talk = {
  step: (number: number, of: number): string => `Шаг ${number} из ${of}`,
  titles: {
    kkt: 'Где ваша касса (ККТ)?',
    shop: 'Чей это магазин?',
    taxes: 'Как магазин платит налоги?',
    zone: 'Который у вас час?',
    till: 'Как назвать эту кассу и кто за ней?',
    pin: 'Защитить настройки ПИН-кодом?',
    start: 'Всё готово?',
  } satisfies Record<Question, string>,
  hints: {
    kkt: 'ККТ печатает чеки и отправляет их в налоговую. Она знает название, ИНН и налоги магазина: набирать их не придётся.',
    shop: 'Как в регистрации ККТ: этот ИНН касса сверит с ККТ и с ЛМ ЧЗ.',
    taxes: 'Система налогообложения стоит на каждом чеке.',
    zone: 'По часам магазина касса считает смену, сроки годности и часы без алкоголя.',
    till: 'Фамилия и инициалы кассира печатаются на чеке.',
    pin: 'ПИН спросят при продаже без проверки и при смене важных настроек. Без него их сменит любой. Можно задать позже.',
    start: 'Проверьте, что касса сможет с первого дня. Остальное настроите в открытой кассе, по списку.',
  } satisfies Record<Question, string>,
  links: {
    cable: 'Подключена кабелем: USB или COM',
    relay: 'В сети, через сервер кассы',
    none: 'Пока нет',
  } satisfies Record<NonNullable<Answers['link']>, string>,
  linkHints: {
    cable: 'Включите ККТ, вставьте кабель, нажмите «Выбрать порт» и укажите её порт, потом «Найти кассу».',
    relay: (address: string | undefined): string =>
      address === undefined
        ? 'Сервер кассы ещё не знает адреса ККТ. Впишите его здесь и сохраните, потом нажмите «Найти кассу».'
        : `Сервер кассы ищет её по адресу ${address}.`,
    none: 'Чеки печататься не будут, коды проверить можно. ККТ подключите позже, в настройках.',
  },
  choosePort: settings.choosePort,
  portChosen: 'Порт выбран. Теперь нажмите «Найти кассу».',
  noCable: settings.noCable,
  find: 'Найти кассу',
  finding: 'Ищем кассу…',
  answers: 'Касса отвечает',
  isDemo:
    'В этой ККТ отладочный ФН: настоящий чек она не напечатает. Для настоящих продаж мастер ЦТО ставит серийный ФН.',
  /** What is told of the ККТ that answered. */
  facts: {
    model: 'Модель',
    owner: 'Владелец',
    inn: settings.inn,
    address: 'Адрес',
    place: 'Место расчётов',
    taxations: 'Налоги',
    ofd: 'ОФД',
  },
  fromKkt: 'Взято из ККТ.',
  otherInn: (inn: string): string => `ККТ записана на другой ИНН: ${inn}. С чужой ККТ касса не продаёт.`,
  takeInn: 'Взять ИНН из ККТ',
  registered: 'Только те, что записаны в ККТ: чек с другой она не напечатает.',
  zoneNow: (time: string): string => `Сейчас в магазине ${time}. Не так? Выберите другой пояс.`,
  tillExample: 'Касса 1',
  cashierExample: 'Петрова А. В.',
  pin: 'ПИН, от 4 до 8 цифр (можно оставить пустым)',
  next: 'Дальше',
  back: 'Назад',
  start: settings.start,
  startAnyway: 'Всё равно начать',
  oneForm: 'Заполнить всё одной анкетой',
  toTalk: 'Отвечать по одному вопросу',
  starting: 'Проверяем, что уже работает…',
  works: { receipts: (model: string): string => `Чеки печатает ${model}.`, checks: 'Коды проверяются.' },
  lacks: { receipts: 'Чеки печататься не будут.', checks: 'Коды проверить некому.' },
  anyway: 'Всё равно начать?',
  summary: { name: 'Магазин', inn: settings.inn, taxes: 'Налоги', till: 'Касса', cashier: settings.cashier },
  notSaved: (detail: string): string => `Не сохранилось: ${detail}`,
  pinHere: 'На этой кассе уже задан ПИН. Введите его или код владельца.',
};

/** Of a source that is set up for another company. */
export function foreign(id: SourceId): string {
  const { what, repair } = failuresFor(id)['lm-other-inn'];
  return `${textsOf(id).name} ${what}. ${repair}`;
}

/** What is wrong with an answer. */
export const wrongAnswers: Readonly<Record<WrongAnswer, string>> = {
  link: 'Выберите, где касса: от этого зависит всё остальное',
  name: formErrors.name,
  inn: formErrors.inn,
  taxation: 'Выберите систему налогообложения',
  till: formErrors.till,
  cashier: formErrors.cashier,
  pin: formErrors.pin,
};

/** The guide of a new till, and the list of what is left before its first sale. */
export const guide = {
  title: 'Настройка кассы',
  firstSale: 'До первой продажи осталось:',
  leftCount: (left: number, putOff: number): string =>
    [left > 0 && `Осталось настроить: ${left}`, putOff > 0 && `Отложено: ${putOff}`].filter(Boolean).join('. ') ||
    'Всё настроено',
  scanAnyway: 'Сканировать можно и сейчас: товар встанет в чек.',
  open: 'Настроить',
  openStep: (title: string): string => `Настроить: ${title}`,
  states: { done: 'готово', 'put-off': 'отложено', left: 'не сделано' } satisfies Record<StepState, string>,
  steps: {
    kkt: { title: 'Касса (ККТ)', why: 'Печатает чеки. Зелёная, когда ответила и записана на этот магазин.' },
    'ts-piot': {
      title: 'ТС ПИоТ',
      why: 'С 28 декабря 2025 года коды положено проверять через него. Зелёный, когда ответил и записан на ККТ этой кассы.',
    },
    check: {
      title: 'Проверка в Честном ЗНАКе',
      why: 'Каждый код проверяется до продажи. Ключ магазина (X-API-KEY) хранит сервер кассы. Зелёная, когда Честный ЗНАК его принял.',
    },
    spare: {
      title: 'ЛМ ЧЗ',
      why: 'Локальный модуль проверяет коды, когда интернета нет. Зелёный, когда ответил и готов проверять.',
    },
    scanner: {
      title: 'Сканер',
      why: 'Считайте сканером код с экрана: касса сверит каждый знак.',
    },
    goods: {
      title: 'Товары',
      why: 'Загрузите товары из файла 1С, МойСклад или Excel. Или заводите прямо за кассой: отсканируйте, назовите и поставьте цену.',
    },
    cashier: {
      title: 'Кассир и ПИН',
      why: 'Имя кассира печатается на чеке. ПИН старшего кассира защищает важные настройки и продажу без проверки.',
    },
    storage: {
      title: 'Хранение чеков',
      why: 'Чеки лежат в браузере этого устройства. Если кончится место, браузер может их стереть; попросите его не стирать.',
    },
  } satisfies Record<Step, { readonly title: string; readonly why: string }>,
  notHeard: 'Ещё не ответила. Нажмите «Проверить».',
  toSettings: 'Открыть настройки',
  putOff: 'Отложить',
  takeUp: 'Вернуть в список',
  next: 'Дальше',
  sell: 'К продаже',
  kkt: {
    none: 'ККТ не выбрана: чеки печататься не будут. Выберите её в настройках.',
    good: 'Касса отвечает.',
    isDemo: 'В этой ККТ отладочный ФН: настоящий чек она не напечатает.',
    differs: {
      'inn-differs': (inn: string): string =>
        `ККТ записана на другой ИНН: ${inn}. Проверьте ИНН в настройках или подключите свою ККТ.`,
      'taxation-not-registered': (): string =>
        'ККТ не записана на эту систему налогообложения: чек она не напечатает. Выберите в настройках ту, что в ККТ.',
    },
  },
  tsPiot: {
    good: 'ТС ПИоТ отвечает, коды проверяются через него.',
    none: 'ТС ПИоТ не выбран. Найдите и подтвердите его ниже, потом нажмите «Проверять через ТС ПИоТ».',
    choose: 'Проверять через ТС ПИоТ',
    demo: 'В учебном магазине ТС ПИоТ не нужен.',
  },
  check: {
    good: 'Честный ЗНАК отвечает, ключ принят.',
    byTsPiot: 'Коды проверяет ТС ПИоТ: ключ магазина для этого не нужен.',
  },
  spare: { good: 'ЛМ ЧЗ отвечает.', none: 'ЛМ ЧЗ не выбран: без интернета маркированный товар продать нельзя.' },
  scanner: {
    hint: 'Считайте этот код.',
    same: 'Сканер прочитал код точно.',
    other: 'Это другой код. Считайте тот, что на экране.',
    damaged: 'Сканер прочитал код с ошибкой. Нажмите «Проверка сканера»: она скажет, что настроить.',
    doctor: 'Проверка сканера',
  },
  goods: {
    hint: 'Товаров ещё нет. Загрузите их из файла или отсканируйте первый при продаже: касса предложит назвать его.',
    good: 'Товары есть.',
    toGoods: 'Открыть «Товары»',
    toSale: 'К продаже, сканировать',
  },
  cashier: { hasPin: 'ПИН задан.', save: 'Сохранить' },
  storage: { ask: 'Попросить не стирать' },
};
