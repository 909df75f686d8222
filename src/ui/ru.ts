/** Every Russian word on the screen: here and, by theme, in `ru/`. A failure has a sentence that says what happened and a repair that says what to do. */
import type { JournalEvent, KktSetup, ScannerDevice, ScannerFailure, Shop } from '../app/ports.ts';
import type { Rejected } from '../app/rejected.ts';
import type { FailureKind } from '../domain/code-check.ts';
import type { Damage } from '../domain/marking-code/index.ts';
import { showMoney, type Kopecks } from '../domain/money.ts';
import { showQuantity, type Measure, type Thousandths } from '../domain/quantity.ts';
import type { ReceiptState } from '../domain/receipt.ts';
import type { Taxation, VatRate } from '../domain/taxation.ts';
import type { Refusal } from '../domain/verdict/index.ts';
import { age, counted, roubles, showMoment, showTime, showUntil, type Advice } from './ru/base.ts';

export * from './ru/base.ts';
export * from './ru/pay.ts';
export * from './ru/printer.ts';
export * from './ru/shift.ts';

export const app = {
  name: 'Полтора',
  close: 'Закрыть',
  cancel: 'Отмена',
  save: 'Сохранить',
  toSale: 'Назад к продаже',
  notLoaded: 'Экран не загрузился. Проверьте связь с сервером кассы и обновите страницу.',
  shift: 'Смена',
  journal: 'Журнал',
  settings: 'Настройки',
  who: (shop: Pick<Shop, 'name' | 'till' | 'cashier'>): string =>
    [shop.name, shop.till, shop.cashier].filter((part) => part !== '').join(' · '),
};

export const measureNames: Readonly<Record<Measure, string>> = {
  piece: 'шт',
  gram: 'г',
  kilogram: 'кг',
  metre: 'м',
  millilitre: 'мл',
  litre: 'л',
};

export const receipt = {
  list: 'Чек',
  total: 'Итого',
  positions: (count: number): string => counted(count, 'позиция', 'позиции', 'позиций'),
  outside: (count: number): string => `не в чеке: ${count}`,
  emptyTitle: 'Сканируйте товар',
  emptyHint: 'Новый чек начнётся сам',
  remove: 'Убрать',
  more: 'Больше',
  less: 'Меньше',
  recheck: 'Повторить проверку',
  sellUnverified: 'Продать без проверки',
  emergencyBefore: (at: number): string => `аварийный режим объявляли ${showMoment(at)}`,
  allowedBySenior: (at: number): string => `разрешил старший кассир в ${showTime(at)}`,
  notInCatalogue: 'Товара нет в каталоге',
  gtin: (gtin: string): string => `GTIN ${gtin}`,
  describe: 'Указать название и цену',
  repaired: 'код исправлен при чтении',
  checkScanner: 'Проверить сканер',
  noPrice: 'нет цены',
  howMuch: 'сколько?',
  block: 'блок целиком',
  cannotDivide: 'из этой упаковки уже продавали частями, а карточка так не делится',
  notLoaded: {
    what: 'Окно не загрузилось',
    repair: 'Проверьте связь с сервером кассы и обновите страницу. Начатый чек останется.',
  },
  part: ({ count, of }: { readonly count: number; readonly of: number }): string => `${count} из ${of}`,
  listed: (price: Kopecks): string => `по карточке ${showMoney(price)}`,
  change: (name: string): string => `Изменить: ${name}`,
  otherGroup: (card: string, server: string): string =>
    `в карточке «${card}», в Честном ЗНАКе «${server}»: тот ли это товар?`,
  noAlcohol: (until: string): string => `алкоголь нельзя до ${until.slice(11)}`,
  checkedBy: { local: 'проверил ЛМ ЧЗ', emergency: 'Честный ЗНАК временно не проверяет коды' },
};

export const missed = {
  title: 'Скан не попал в чек',
  short: 'Отсканируйте его на экране продажи.',
  text: 'Сканер работает. Чтобы продать этот товар, вернитесь к продаже и отсканируйте его там.',
};

export const camera = {
  title: 'Камера',
  show: 'Сканировать камерой',
  close: 'Убрать камеру',
  opening: 'Включаем камеру…',
  hint: 'Держите код в 10–15 см от камеры. Снимки никуда не уходят.',
  failures: {
    refused: 'Браузер не пускает к камере. Разрешите её в настройках сайта.',
    unsupported: 'Камеры нет, или браузер её не умеет.',
    busy: 'Камера занята другой программой.',
  } satisfies Readonly<Record<ScannerFailure['kind'], string>>,
};

export const scannerStates: Readonly<Record<ScannerDevice['state'], string>> = {
  ready: 'готов',
  busy: 'занят другой программой',
  away: 'не подключён',
  off: 'выключена',
};

/** The status of a marked line: exactly one of these. */
export const verdicts = {
  waiting: 'Проверка…',
  online: 'Можно продавать',
  local: 'Можно продавать (офлайн)',
  emergency: 'Аварийный режим: можно продавать',
  forbidden: 'Продавать нельзя',
  unverified: 'Проверить не удалось',
};

export const alarm = {
  title: 'Продавать нельзя',
  putAside: 'Отложите товар, не продавайте.',
  putAsideOrReprice: 'Отложите товар или продайте по разрешённой цене.',
  remove: 'Убрать из чека',
  takePrice: (price: Kopecks): string => `Продать за ${roubles(price)}`,
  unnamed: (gtin?: string): string => (gtin === undefined ? 'Товар без названия' : `Товар с GTIN ${gtin}`),
  more: (count: number): string => `И ещё ${count}: уберите по очереди.`,
};

/** Who may block goods, by the codes of ГИС МТ (online-check.md §1.4). An unknown code is shown as it is. */
const authorities: Readonly<Record<string, string | undefined>> = {
  RAR: 'Росалкогольтабакконтроль',
  FTS: 'ФТС',
  FNS: 'ФНС',
  RSHN: 'Россельхознадзор',
  VETRF: 'Россельхознадзор',
  RPN: 'Роспотребнадзор',
  MVD: 'МВД',
  RZN: 'Росздравнадзор',
  FSSP: 'ФССП',
};

/** Why an item may not be sold, with both values where two differ: what stands in the line and what should. */
export function refusal(
  why: Refusal,
  { price, measure = 'piece' }: { readonly price?: Kopecks | undefined; readonly measure?: Measure } = {},
): string {
  const asked = price === undefined ? 'цена' : `цена ${roubles(price)}`;
  switch (why.kind) {
    case 'not-found':
      return 'такого кода нет в Честном ЗНАКе';
    case 'bad-format':
      return 'код маркировки составлен с ошибкой';
    case 'not-authentic':
      return 'код не прошёл проверку подлинности';
    case 'not-applied':
      return 'производитель не сообщил о нанесении кода';
    case 'sold':
      return 'товар с этим кодом уже продан';
    case 'not-in-circulation':
      return 'товар не введён в оборот или выбыл из него';
    case 'grey':
      return 'товар в списке на проверку: без связи с Честным ЗНАКом его продавать нельзя';
    case 'blocked':
      return why.by.length > 0
        ? `товар заблокирован: продажу запретил ${why.by.map((who) => authorities[who] ?? who).join(', ')}`
        : 'товар заблокирован: продажа запрещена';
    case 'expired':
      return `просрочен: годен до ${showUntil(why.until)}`;
    case 'price-above':
      return `${asked} выше МРЦ ${roubles(why.limit)}`;
    case 'price-below':
      return `${asked} ниже минимальной ${roubles(why.limit)}`;
    case 'below-mrc':
      return `${asked} ниже МРЦ ${roubles(why.limit)}`;
    case 'not-enough':
      return measure === 'piece'
        ? 'из упаковки уже продана часть: целиком её продать нельзя'
        : `по данным Честного ЗНАКа в упаковке осталось ${showQuantity(why.left as Thousandths)} ${measureNames[measure]}`;
    case 'not-sold':
      return 'этот экземпляр никому не продан';
    case 'not-owner':
      return 'по данным Честного ЗНАКа товар числится не за вашим магазином';
    case 'error':
      return `Честный ЗНАК сообщил об ошибке № ${why.number}${why.message === undefined ? '' : `: ${why.message}`}`;
  }
}

export const onlineName = 'Честный ЗНАК';
export const localName = 'ЛМ ЧЗ';

/** Why a source of verdicts gave none. Words fit after «Честный ЗНАК:» and after «ЛМ ЧЗ:». */
const failuresOfBoth: Readonly<Record<FailureKind, Advice>> = {
  offline: { what: 'нет интернета', repair: 'Проверьте кабель, Wi-Fi или модем.' },
  'hosts-blocked': {
    what: 'все серверы временно недоступны',
    repair: 'Подождите: касса сама пробует снова каждые 15 минут.',
  },
  'relay-refused': {
    what: 'сервер кассы не пропустил запрос',
    repair: 'Проверьте, что программа «Полтора» на компьютере магазина запущена.',
  },
  unreachable: { what: 'нет связи', repair: 'Проверьте интернет: кабель, Wi-Fi или модем.' },
  timeout: { what: 'не ответил вовремя', repair: 'Повторите проверку. Если так часто, проверьте скорость сети.' },
  'key-missing': {
    what: 'не задан ключ магазина',
    repair: 'Получите X-API-KEY в личном кабинете Честного ЗНАКа и впишите его на сервере кассы.',
  },
  'key-refused': { what: 'ключ магазина не принят', repair: 'Замените X-API-KEY: срок вышел или ключ отозван.' },
  outdated: { what: 'адрес проверки больше не работает', repair: 'Обновите программу и сообщите в поддержку.' },
  rejected: { what: 'запрос отклонён', repair: 'Отсканируйте код ещё раз. Если повторится, сообщите в поддержку.' },
  overloaded: { what: 'сервер перегружен', repair: 'Повторите проверку через минуту.' },
  'server-error': { what: 'ошибка на сервере', repair: 'Повторите проверку через минуту.' },
  'cross-border': { what: 'сервис проверки импортных кодов не работает', repair: 'Повторите проверку через минуту.' },
  'service-error': { what: 'сервис ответил ошибкой', repair: 'Повторите проверку через минуту.' },
  malformed: { what: 'ответ не удалось прочитать', repair: 'Повторите проверку. Если повторится, обновите программу.' },
  'no-element': { what: 'в ответе нет этого кода', repair: 'Повторите проверку.' },
  'not-set-up': {
    what: 'не подключён',
    repair: 'Подключите ЛМ ЧЗ в настройках: без него нельзя продавать маркировку без интернета.',
  },
  permission: {
    what: 'браузер не пускает к локальной сети',
    repair: 'В настройках нажмите «Проверить связь» и разрешите доступ к локальной сети.',
  },
  'lm-auth': { what: 'логин или пароль не подошли', repair: 'Введите логин и пароль ЛМ ЧЗ в настройках ещё раз.' },
  'lm-not-ready': {
    what: 'ещё не готов к работе',
    repair: 'Дождитесь, пока он загрузит данные. Если долго, настройте его заново.',
  },
  'lm-stale': {
    what: 'не обновлялся больше 72 часов',
    repair: 'Подключите компьютер с ЛМ ЧЗ к интернету: он обновится сам.',
  },
  'lm-failure': { what: 'внутренняя ошибка', repair: 'Перезапустите службы yenisei и regime на компьютере с ЛМ ЧЗ.' },
  'lm-bad-code': { what: 'не принял код', repair: 'Отсканируйте код ещё раз.' },
  'no-page': { what: 'окно кассы не ответило', repair: 'Обновите страницу и повторите проверку.' },
};

/** The same failure is mended elsewhere when it is ЛМ's: on the shop's own computer. */
export const failures: Readonly<Record<'online' | 'local', Readonly<Record<FailureKind, Advice>>>> = {
  online: failuresOfBoth,
  local: {
    ...failuresOfBoth,
    unreachable: { what: 'нет связи', repair: 'Проверьте, что компьютер с ЛМ ЧЗ включён и адрес в настройках верный.' },
    timeout: { what: 'не ответил вовремя', repair: 'Повторите проверку. Если так часто, перезапустите ЛМ ЧЗ.' },
    outdated: {
      what: 'по этому адресу не отвечает',
      repair: 'Проверьте адрес в настройках. Если он верный, обновите ЛМ ЧЗ.',
    },
    malformed: { what: 'ответ не удалось прочитать', repair: 'Повторите проверку. Если повторится, обновите ЛМ ЧЗ.' },
  },
};

const damages: Readonly<Record<Damage | 'no-tail', string>> = {
  'gs-lost': 'Сканер теряет разделители кода. Включите в сканере передачу GS (F8 или USB-COM).',
  ambiguous: 'Код читается двояко. Отсканируйте ещё раз.',
  'tail-length': 'Код прочитан не до конца. Отсканируйте ещё раз.',
  gtin: 'Ошибка в номере товара. Отсканируйте ещё раз.',
  alphabet: 'В коде посторонние знаки. Отсканируйте ещё раз.',
  layout: 'Сканер печатает русскими буквами. Переключите раскладку на английскую и отсканируйте ещё раз.',
  glued: 'Склеились два кода. Сканируйте по одному.',
  incomplete: 'Код прочитан не полностью. Отсканируйте ещё раз.',
  'no-tail': 'Прочитана только часть кода. Сканируйте квадратный Data Matrix, а не текст или копию.',
};

/** A scan that added no line: its status and what to do. */
export function rejected(scan: Rejected): Advice {
  switch (scan.kind) {
    case 'damaged':
      return { what: 'Скан повреждён', repair: damages[scan.damage] };
    case 'duplicate':
      return {
        what: 'Уже в чеке',
        repair: 'Этот самый экземпляр уже отсканирован. Второй такой же? Отсканируйте код на нём.',
      };
    case 'needs-mark':
      return {
        what: 'Отсканируйте Data Matrix',
        repair: 'Товар с маркировкой продаётся только по квадратному коду на упаковке.',
      };
    case 'unknown-goods':
      return { what: 'Товар не найден', repair: 'Такого штрихкода нет в каталоге.' };
    case 'not-goods':
      return { what: 'Это не товар', repair: 'Отсканируйте штрихкод или Data Matrix на самом товаре.' };
    case 'busy':
      return { what: 'Сначала закончите этот чек', repair: 'Товар не добавлен. Отсканируйте его в следующий чек.' };
    case 'sold-before':
      return {
        what: 'Уже продан',
        repair: `Этот экземпляр продан здесь ${showMoment(scan.at)}, чек № ${scan.number}. Отложите товар.`,
      };
  }
}

export const goods = {
  search: 'Найти товар или сканировать',
  results: 'Найденные товары',
  nothing: 'Ничего не нашлось',
  nothingHint: 'Проверьте название или отсканируйте товар.',
  quickKeys: 'Быстрые товары',
  noQuickKeys: 'Сканируйте товар или найдите его по названию',
  perUnit: (price: Kopecks, measure: Measure): string =>
    measure === 'piece' ? showMoney(price) : `${showMoney(price)} за ${measureNames[measure]}`,
  byMark: 'по Data Matrix',
  add: 'Добавить',
  quantity: (measure: Measure): string => `Сколько, ${measureNames[measure]}?`,
  quantityWrong: 'Введите количество, например 0,345',
  create: 'Завести товар',
};

export const describe = {
  title: 'Карточка товара',
  name: 'Название',
  price: { piece: 'Цена, ₽', kilogram: 'Цена за кг, ₽', litre: 'Цена за литр, ₽' },
  how: 'Как продаётся',
  hows: {
    whole: 'Целыми упаковками',
    litre: 'На розлив, литрами',
    kilogram: 'На вес, килограммами',
    parts: 'И целиком, и частями упаковки',
  },
  parts: 'Частей в упаковке',
  partsWrong: 'Введите, сколько частей: от 2',
  partPrice: 'Цена одной части, ₽',
  bind: 'Есть в каталоге',
  bindSearch: 'Найти товар в каталоге',
  bindHint:
    'Код этой упаковки касса запомнит за выбранным товаром. Сверьте название: в чек попадут его название и цена.',
  fresh: 'Новая карточка',
  weighed: (weight: Thousandths): string => `Продаётся на вес: на этикетке ${showQuantity(weight)} кг`,
  nameMissing: 'Введите название, как на ценнике',
  notSaved: 'Не сохранилось: память устройства не приняла запись. Попробуйте ещё раз.',
  priceWrong: 'Введите цену, например 104,90',
  marked: 'На упаковке есть квадратный код Data Matrix',
};

export const pin = {
  title: 'Нужен старший кассир',
  field: 'ПИН старшего кассира',
  explain: 'Касса запишет, что товар продан без проверки.',
  allow: 'Разрешить продажу',
  wrong: 'ПИН неверный. Попробуйте ещё раз.',
  forbidden: 'Продажа без проверки запрещена в настройках.',
};

export const status = {
  label: 'Состояние кассы',
  unknown: (name: string): string => `${name}…`,
  failed: (name: string, what: string): string => `${name}: ${what}`,
  kkt: 'ККТ',
  kktDemo: 'ККТ: учебная',
  scanner: 'Сканер',
  scannerHow: 'Сканер работает как клавиатура.',
  localHours: (hours: number): string => `ЛМ ЧЗ: ещё ${hours} ч`,
  localOld: (hours: number): Advice => ({
    what: `ЛМ ЧЗ давно не обновлялся, проработает ещё ${hours} ч`,
    repair: 'Подключите компьютер с ЛМ ЧЗ к интернету: через 72 часа без обмена он перестанет проверять.',
  }),
  permission: 'ЛМ ЧЗ: нужно разрешение',
  unsent: (count: number): string => `Не отправлено: ${count}`,
  updateReady: 'Новая версия готова: включится после чека',
  more: (detail: string): string => `Подробности: ${detail}`,
};

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

export const samples = {
  label: 'Попробуйте',
  note: 'Учебная касса: ничего фискального не печатается',
  names: {
    allowed: 'Можно продавать',
    sold: 'Уже продан',
    blocked: 'Заблокирован',
    expired: 'Просрочен',
    unknown: 'Неизвестный код',
    offline: 'Офлайн',
    tobacco: 'Сигареты',
    keg: 'Кега',
    weighed: 'Сыр на вес',
    'in-parts': 'Частями',
    'not-applied': 'Код не нанесён',
    emergency: 'Аварийный режим',
    'offline-blocked': 'Офлайн: нельзя',
    damaged: 'Повреждённый скан',
  } as Readonly<Record<string, string | undefined>>,
};

export const vatNames: Readonly<Record<VatRate, string>> = {
  '20': 'НДС 20 %',
  '10': 'НДС 10 %',
  '20/120': 'НДС 20/120',
  '10/110': 'НДС 10/110',
  '0': 'НДС 0 %',
  none: 'Без НДС',
  '5': 'НДС 5 %',
  '7': 'НДС 7 %',
  '5/105': 'НДС 5/105',
  '7/107': 'НДС 7/107',
  '22': 'НДС 22 %',
  '22/122': 'НДС 22/122',
};

export const taxationNames: Readonly<Record<Taxation, string>> = {
  osn: 'ОСН',
  usnIncome: 'УСН доход',
  usnIncomeMinusExpense: 'УСН доход − расход',
  eshn: 'ЕСХН',
  patent: 'Патент',
};

export const paper = {
  label: 'Бумажный чек',
  demo: 'НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ',
  title: 'КАССОВЫЙ ЧЕК',
  numbered: (number: number): string => `КАССОВЫЙ ЧЕК № ${number}`,
  kind: 'ПРИХОД',
  inn: (inn: string): string => `ИНН ${inn}`,
  industry: '1260',
  total: 'ИТОГ',
  rounding: 'ОКРУГЛЕНИЕ',
  cash: 'НАЛИЧНЫМИ',
  cashless: 'БЕЗНАЛИЧНЫМИ',
  received: 'ПОЛУЧЕНО',
  change: 'СДАЧА',
  taxation: 'СНО',
  cashier: 'Кассир',
  till: 'Касса',
  fn: 'ФН',
  fd: 'ФД',
  fpd: 'ФПД',
  buyer: 'Эл. адр. покупателя',
};

export const journal = {
  receipts: 'Чеки',
  events: 'События',
  noReceipts: 'Чеков ещё нет',
  noEvents: 'Событий ещё нет',
  checks: 'Проверки кодов',
  packages: 'Открытые упаковки',
  number: (number: number | undefined): string => (number === undefined ? 'Без номера' : `Чек № ${number}`),
  fd: (fd: number): string => `ФД № ${fd}`,
  loading: 'Читаем журнал…',
  states: {
    draft: 'открыт',
    paying: 'оплачивается',
    fiscalizing: 'печатается',
    fiscalized: 'напечатан',
    'in-doubt': 'под вопросом',
    cancelled: 'отменён',
  } satisfies Record<ReceiptState, string>,
  kinds: {
    'scan-refused': 'Скан не принят',
    checked: 'Код проверен',
    'line-removed': 'Товар убран из чека',
    'sold-unverified': 'Старший кассир разрешил продажу без проверки',
    'receipt-cancelled': 'Чек отменён',
    printed: 'Чек напечатан',
    'not-printed': 'Чек не напечатан',
    'lost-answer': 'ККТ не ответила',
    recovered: 'Судьба чека выяснена',
    'sale-registered': 'ЛМ ЧЗ принял продажу кода',
    'wrong-pin': 'Неверный ПИН',
    'age-confirmed': 'Покупателю есть 18: кассир подтвердил',
    'age-refused': 'Покупателю нет 18',
    'alcohol-refused': 'Алкоголь не продан: запретные часы',
    'price-changed': 'Цена изменена',
    'goods-bound': 'Штрихкод привязан к товару',
    'package-opened': 'Упаковка открыта',
    'package-closed': 'Упаковка закрыта',
  } satisfies Record<JournalEvent['kind'], string>,
};

export const settings = {
  scanners: 'Сканеры',
  scannersHint: 'Подключение по USB-COM и HID POS, разбор каждого скана по байтам, настройка сканера.',
  scannersCheck: 'Проверка сканера',
  rules: 'Правила',
  rulesHint: 'По каким правилам и с какого дня касса разрешает и запрещает продажу.',
  rulesShow: 'Правила продажи',
  welcome: 'Здравствуйте! Расскажите о магазине, и можно продавать.',
  shop: 'Магазин',
  name: 'Название магазина',
  inn: 'ИНН',
  till: 'Название кассы',
  cashier: 'Кассир',
  taxation: 'Система налогообложения',
  timeZone: 'Часовой пояс',
  zones: [
    'МСК−1, Калининград',
    'МСК, Москва',
    'МСК+1, Самара',
    'МСК+2, Екатеринбург',
    'МСК+3, Омск',
    'МСК+4, Красноярск',
    'МСК+5, Иркутск',
    'МСК+6, Якутск',
    'МСК+7, Владивосток',
    'МСК+8, Магадан',
    'МСК+9, Камчатка',
  ],
  local: 'Локальный модуль (ЛМ ЧЗ)',
  localHint: 'Проверяет коды, когда интернета нет или он медленный.',
  way: 'Как связаться с ЛМ ЧЗ',
  ways: { relay: 'Через сервер кассы', direct: 'Напрямую из браузера', none: 'ЛМ ЧЗ нет' } satisfies Record<
    Shop['local']['way'],
    string
  >,
  url: 'Адрес ЛМ ЧЗ',
  login: 'Логин',
  password: 'Пароль',
  keepSecret: 'без изменений',
  tillKey: 'Ключ доступа к серверу кассы',
  tillKeyHint: 'если сервер стоит на другом компьютере',
  check: 'Проверить связь',
  checking: 'Проверяем…',
  works: 'работает',
  notAsked: 'ещё не проверяли',
  permission: {
    prompt:
      'Браузер спросит разрешение на доступ к устройствам локальной сети. Нажмите «Разрешить»: без этого касса не увидит ЛМ ЧЗ.',
    denied:
      'Доступ к локальной сети запрещён. Нажмите на значок слева от адреса страницы, откройте «Настройки сайта» и разрешите локальную сеть.',
    granted: 'Доступ к локальной сети разрешён.',
  },
  kkt: 'Касса (ККТ)',
  kktHint: 'Печатает чеки и отправляет их в налоговую.',
  kktWay: 'Как связаться с ККТ',
  links: {
    relay: 'По сети, через сервер кассы',
    cable: 'Кабелем USB или COM',
    demo: 'Учебная, без бумаги',
    none: 'ККТ нет',
  } satisfies Record<KktSetup['link'], string>,
  linkHints: {
    relay: 'Адрес ККТ задан на сервере кассы.',
    cable: 'Порт выберете в настройках, когда касса откроется.',
    demo: 'Чеки рисуются на экране.',
    none: 'Касса проверяет коды, но чеки не пробивает.',
  } satisfies Record<KktSetup['link'], string>,
  cableHint: 'Вставьте кабель, включите ККТ и выберите её порт.',
  noCable:
    'Этот браузер не работает с кабелем: возьмите Chrome или Яндекс Браузер на компьютере либо подключите ККТ по сети.',
  choosePort: 'Выбрать порт',
  portChosen: 'Порт выбран.',
  portChosenSave: 'Порт выбран. Теперь сохраните настройки.',
  kktPassword: 'Пароль оператора ККТ',
  kktPasswordHint: 'обычно 30',
  kktMore: 'Дополнительно',
  vat22: 'НДС 22 % в командах ККТ',
  vat22Ways: { auto: 'Определить по ККТ', cb: 'Код CBh', '90': 'Код 90h', row1: 'Строка 1 таблицы 6' } satisfies Record<
    KktSetup['vat22'],
    string
  >,
  kktCheck: 'Проверить связь с ККТ',
  kktRestart: 'После сохранения касса откроется заново. Начатый чек останется.',
  kktUnsaved: 'Сохраните настройки, чтобы проверить связь.',
  receipts: 'Чек',
  rounding: 'Копейки в сумме чека',
  roundings: { none: 'Не округлять', roubles: 'Округлять до рублей в пользу покупателя' } satisfies Record<
    Shop['rounding'],
    string
  >,
  refuted: 'Если проверка марки не пройдена, [М-]',
  refutedWays: { sell: 'Продавать: закон разрешает', forbid: 'Не продавать' } satisfies Record<Shop['refuted'], string>,
  unverified: 'Продажа без проверки',
  unverifiedHint: 'Что делать, если код не проверили ни Честный ЗНАК, ни ЛМ ЧЗ.',
  afterEmergency: 'После аварии Честного ЗНАКа',
  afterEmergencyHint:
    'Если код не проверил никто, а за последние трое суток Честный ЗНАК объявлял аварийный режим. Льготные трое суток подтверждает только один источник.',
  afterEmergencyWays: { 'as-always': 'Как обычно', sell: 'Продавать, как в аварийном режиме' } satisfies Record<
    Shop['afterEmergency'],
    string
  >,
  unverifiedWays: { forbid: 'Запрещена', 'senior-pin': 'С ПИН старшего кассира' } satisfies Record<
    Shop['unverified'],
    string
  >,
  pin: 'Новый ПИН старшего кассира',
  storage: 'Хранение чеков',
  persisted: 'Браузер обещал не удалять чеки с этого устройства.',
  notPersisted:
    'Браузер может удалить чеки, если кончится место. Установите «Полтора» как приложение: тогда он их сохранит.',
  persistUnknown: 'Этот браузер не говорит, сохранит ли он чеки, если кончится место.',
  demo: 'Учебный магазин: чеки не настоящие. Учебный магазин не становится настоящим.',
  saved: 'Сохранено',
  notSaved: (detail: string): string => `Не сохранилось: ${detail}`,
  start: 'Начать работу',
};

/** What is wrong in the form of the shop, by field. */
export const formErrors = {
  name: 'Введите название магазина',
  inn: 'В ИНН 10 или 12 цифр: проверьте, нет ли ошибки',
  till: 'Введите название кассы, например «Касса 1»',
  cashier: 'Введите фамилию и инициалы кассира',
  url: 'Введите адрес, например http://127.0.0.1:5995',
  login: 'Введите логин ЛМ ЧЗ',
  kktPassword: 'Введите пароль цифрами, обычно 30',
  pin: 'ПИН — от 4 до 8 цифр',
  pinMissing: 'Задайте ПИН старшего кассира: от 4 до 8 цифр',
  some: 'Проверьте отмеченные поля',
};

export const boot = {
  starting: 'Открываем кассу…',
  elsewhere: 'Касса открыта в другом окне',
  elsewhereHint: 'Чтобы чеки не пробились дважды, касса работает только в одном окне.',
  take: 'Продолжить здесь',
  refused: 'Там открыт чек: закончите его в том окне',
  failed: {
    storage: {
      what: 'Касса не может хранить чеки',
      repair: 'Освободите место на диске, закройте лишние окна и обновите страницу. Режим «инкогнито» не подходит.',
    },
    'shop-kind': {
      what: 'Здесь другой магазин',
      repair:
        'На этом устройстве записан магазин другого вида: учебный вместо настоящего или наоборот. Откройте кассу по её прежнему адресу.',
    },
    browser: {
      what: 'Этот браузер не подойдёт',
      repair: 'Обновите браузер или возьмите Chrome 109 и новее либо Яндекс Браузер.',
    },
  },
  reload: 'Обновить страницу',
};
