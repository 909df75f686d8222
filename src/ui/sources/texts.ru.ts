/** What the sources of verdicts fail of, and what mends it. Comes after the first paint: the strip, the lines and the settings say it. */
import { own } from '../../domain/base/own.ts';
import type { FailureKind } from '../../domain/code-check/answer.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import type { HoursOfCopy } from '../../domain/local-module/hours.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { capital, counted, type Advice } from '../shell/texts.ru.ts';

/** How ЛМ ЧЗ gets its hours anew: any way to the internet will do, for it exchanges by itself (local-module.md §3.8). */
const aDayMore = ({ all }: HoursOfCopy): string =>
  `Чтобы ЛМ ЧЗ проработал дольше, дайте его компьютеру интернет хотя бы ненадолго: например, раздайте с телефона. Компьютер не выключайте. После обмена у ЛМ ЧЗ снова ${counted(all, 'час', 'часа', 'часов')}.`;

/** What the strip says of the sources beside «name: why». */
export const strip = {
  gatewayGone: 'Программа «Полтора» не отвечает: запустите её',
  noInternet: 'Интернета нет',
  permission: 'ЛМ ЧЗ: нужно разрешение',
  trial: 'ЛМ ЧЗ не проверил пробный код',
  /** «Интернета нет: продаём через ЛМ ЧЗ, осталось 31 ч»; what has a colon already goes on in a sentence of its own. */
  still: (what: string, can: string): string => (what.includes(':') ? `${what}. ${capital(can)}` : `${what}: ${can}`),
  by: (name: string, hours: HoursOfCopy | undefined): string =>
    `продаём через ${name}${hours ? `, осталось ${hours.left} ч` : ''}`,
  /** Nobody can check a code. */
  unmarked: {
    forbid: 'продаём только без маркировки',
    'senior-pin': 'маркировку только с ПИН старшего',
  } satisfies Readonly<Record<Shop['unverified'], string>>,
  /** What changes with the hours is the wording, too: an owner who has read one of them reads the next. */
  hours: ({ left, freshness, all }: HoursOfCopy): string => {
    if (freshness === 'over') return `ЛМ ЧЗ не обновлялся ${all} ч`;
    if (freshness === 'last') return `ЛМ ЧЗ остановится через ${left} ч`;
    return freshness === 'soon' ? `ЛМ ЧЗ: всего ${left} ч, дайте ему интернет` : `ЛМ ЧЗ: хватит на ${left} ч`;
  },
  old: (hours: HoursOfCopy): Advice => ({
    what: `ЛМ ЧЗ давно не обновлялся, проработает ещё ${hours.left} ч`,
    repair: `Через ${counted(hours.all, 'час', 'часа', 'часов')} без обмена он перестанет проверять. ${aDayMore(hours)}`,
    to: 'local-module',
  }),
  aDayMore,
};

/** Why a source of verdicts gave none. Words fit after «Честный ЗНАК:» and after «ЛМ ЧЗ:». */
const failuresOfBoth: Readonly<Record<FailureKind, Advice>> = {
  offline: { what: 'нет интернета', repair: 'Проверьте кабель, Wi-Fi или модем.', to: 'ask' },
  'hosts-blocked': {
    what: 'все серверы временно недоступны',
    repair: 'Подождите: касса сама пробует снова каждые 15 минут.',
    to: 'ask',
  },
  'relay-refused': {
    what: 'программа «Полтора» не пустила эту кассу',
    repair: 'Проверьте «Настройки», карточку «Сервер кассы», на компьютере магазина, или сообщите в поддержку.',
    to: 'settings-server',
  },
  'gateway-gone': {
    what: 'программа «Полтора» не отвечает',
    repair:
      'Запустите программу «Полтора» на компьютере магазина. Если она запущена, проверьте сеть между ним и этим устройством.',
    to: 'ask',
  },
  unreachable: { what: 'нет связи', repair: 'Проверьте интернет: кабель, Wi-Fi или модем.', to: 'ask' },
  timeout: {
    what: 'не ответил вовремя',
    repair: 'Повторите проверку. Если так часто, проверьте скорость сети.',
    to: 'ask',
  },
  'key-missing': {
    what: 'не задан ключ магазина',
    repair:
      'Получите X-API-KEY в личном кабинете Честного ЗНАКа и введите его на компьютере магазина: «Настройки», карточка «Сервер кассы».',
    to: 'settings-server',
  },
  'key-refused': {
    what: 'ключ магазина не принят',
    repair: 'Замените X-API-KEY в настройках, в карточке «Сервер кассы»: срок вышел или ключ отозван.',
    to: 'settings-server',
  },
  'key-cut': {
    what: 'ключ магазина отключён',
    repair:
      'Честный ЗНАК отключает ключи X-API-KEY с 1 октября 2026 года: проверять коды теперь нужно через ТС ПИоТ, подключите его. Если ключ недавно меняли, проверьте его в настройках, в карточке «Сервер кассы».',
    to: 'settings-ts-piot',
  },
  outdated: { what: 'адрес проверки больше не работает', repair: 'Обновите программу и сообщите в поддержку.' },
  rejected: {
    what: 'запрос отклонён',
    repair: 'Отсканируйте код ещё раз. Если повторится, сообщите в поддержку.',
    to: 'ask',
  },
  overloaded: { what: 'сервер перегружен', repair: 'Повторите проверку через минуту.', to: 'ask' },
  'server-error': { what: 'ошибка на сервере', repair: 'Повторите проверку через минуту.', to: 'ask' },
  'cross-border': {
    what: 'сервис проверки импортных кодов не работает',
    repair: 'Повторите проверку через минуту.',
    to: 'ask',
  },
  'service-error': { what: 'сервис ответил ошибкой', repair: 'Повторите проверку через минуту.', to: 'ask' },
  malformed: {
    what: 'ответ не удалось прочитать',
    repair: 'Повторите проверку. Если повторится, обновите программу.',
    to: 'ask',
  },
  'no-element': { what: 'в ответе нет этого кода', repair: 'Повторите проверку.', to: 'ask' },
  'not-set-up': {
    what: 'не подключён',
    repair: 'Подключите ЛМ ЧЗ в настройках: без него нельзя продавать маркировку без интернета.',
    to: 'local-module',
  },
  permission: {
    what: 'браузер не пускает к локальной сети',
    repair: 'В настройках нажмите «Проверить связь» и разрешите доступ к локальной сети.',
    to: 'ask',
  },
  'lm-auth': {
    what: 'логин или пароль не подошли',
    repair:
      'Введите их в настройках ещё раз: если ЛМ ЧЗ подключён через сервер кассы, в карточке «Сервер кассы», если напрямую, в карточке ЛМ ЧЗ.',
    to: 'settings-local',
  },
  'lm-not-initialised': {
    what: 'установлен, но не настроен',
    repair: 'Введите в ЛМ ЧЗ токен из личного кабинета Честного ЗНАКа: без него он не работает.',
    to: 'local-module',
  },
  'lm-loading': {
    what: 'загружает данные',
    repair: 'Подождите: первая загрузка идёт от нескольких минут до часа. Интернет и компьютер не выключайте.',
    to: 'ask',
  },
  'lm-service': {
    what: 'на обслуживании',
    repair:
      'Честный ЗНАК перевёл ЛМ ЧЗ в сервисный режим. Это проходит само; если больше часа, сообщите в поддержку Честного ЗНАКа.',
    to: 'ask',
  },
  'lm-not-ready': {
    what: 'ещё не готов к работе',
    repair: 'Подождите и проверьте ещё раз. Если долго, перезапустите ЛМ ЧЗ.',
    to: 'ask',
  },
  'lm-stale': {
    what: 'не обновлялся дольше, чем можно',
    repair: 'Без обмена он проверяет обычно 72 часа. Подключите компьютер с ЛМ ЧЗ к интернету: он обновится сам.',
    to: 'ask',
  },
  'lm-failure': {
    what: 'внутренняя ошибка',
    repair: 'Перезагрузите компьютер с ЛМ ЧЗ (или на нём службы yenisei и regime).',
    to: 'ask',
  },
  'lm-bad-code': { what: 'не принял код', repair: 'Отсканируйте код ещё раз.' },
  'no-page': { what: 'окно кассы не ответило', repair: 'Обновите страницу и повторите проверку.', to: 'reload' },
  certificate: {
    what: 'сертификату сервера нельзя верить',
    repair:
      'Проверьте дату и время на компьютере с сервером кассы. Если они верны, установите на нём корневой сертификат или позовите того, кто настраивал сеть.',
    to: 'ask',
  },
  'web-page': {
    what: 'вместо ответа пришла веб-страница',
    repair:
      'Сеть просит войти или оплатить связь: откройте любой сайт в браузере и сделайте, что он просит. Потом повторите проверку.',
    to: 'ask',
  },
  'wrong-time': {
    what: 'время ответа не сходится с часами',
    repair:
      'Проверьте дату и время на компьютере: расхождение больше суток, такой ответ в чек не годится. Потом повторите проверку.',
    to: 'ask',
  },
  'lm-other-inn': {
    what: 'настроен на другую организацию',
    repair: 'Проверьте ИНН в настройках кассы. Если он верный, настройте ЛМ ЧЗ заново, с токеном этого магазина.',
    to: 'settings',
  },
  'tsp-unpaired': {
    what: 'сертификат ещё не подтверждён',
    repair:
      'На компьютере магазина откройте «Настройки», карточку «Сервер кассы», найдите ТС ПИоТ и подтвердите его сертификат.',
    to: 'settings-server',
  },
  'tsp-changed': {
    what: 'сертификат сменился',
    repair:
      'Если ТС ПИоТ переустанавливали или обновляли, подтвердите новый сертификат: «Настройки», карточка «Сервер кассы». Если нет, позовите того, кто его устанавливал: на его месте может отвечать другая программа.',
    to: 'settings-server',
  },
  'tsp-shift': {
    what: 'смена в ККТ закрыта',
    repair: 'Откройте смену и повторите проверку: без открытой смены ТС ПИоТ не связывается с Честным ЗНАКом.',
    to: 'open-shift',
  },
  'tsp-channel': {
    what: 'нет защищённой связи через ККТ',
    repair:
      'Проверьте, что ККТ включена, смена открыта и другая программа её не занимает. Потом повторите проверку. Если не помогло, перезапустите службу ТС ПИоТ.',
    to: 'shift',
  },
  'tsp-licence': {
    what: 'лицензия не действует',
    repair: 'Продлите лицензию ТС ПИоТ у того, кто его поставил: пробная действует 7 дней, платная год.',
    to: 'ask',
  },
  'tsp-unregistered': {
    what: 'не зарегистрирован',
    repair:
      'Откройте на компьютере с ТС ПИоТ его окно (ЕСМ) и зарегистрируйте эту ККТ. Если там видны ККТ разных организаций, оставьте одну.',
    to: 'ask',
  },
  'tsp-other-till': {
    what: 'нет модуля для ККТ этой кассы',
    repair:
      'Проверьте, что ТС ПИоТ зарегистрирован с фискальным накопителем этой ККТ, и найдите его заново: «Настройки», карточка «Сервер кассы». После замены накопителя его регистрируют снова.',
    to: 'settings-server',
  },
  'tsp-service': {
    what: 'не запущена его служба для этой ККТ',
    repair:
      'На компьютере с ТС ПИоТ откройте «Службы» и запустите esm-orchestrator и службу этой ККТ (esm-cm-…). Если её нет, зарегистрируйте ККТ в окне ТС ПИоТ (ЕСМ) заново.',
    to: 'ask',
  },
  'tsp-controller': {
    what: 'контроллер ЛМ ЧЗ не видит ЛМ ЧЗ',
    repair:
      'Перезапустите службу esm-lm-controller на компьютере с ЛМ ЧЗ: она запустилась раньше него. Потом повторите проверку.',
    to: 'ask',
  },
  'tsp-silent': {
    what: 'не ответили ни Честный ЗНАК, ни ЛМ ЧЗ',
    repair: 'Проверьте интернет и ЛМ ЧЗ на компьютере с ТС ПИоТ, потом повторите проверку.',
    to: 'ask',
  },
  'tsp-failure': {
    what: 'внутренняя ошибка',
    repair:
      'Повторите проверку. Если повторяется, посмотрите в окне ТС ПИоТ (ЕСМ), действует ли лицензия, и перезапустите его службу.',
    to: 'ask',
  },
};

/** The same failure is mended elsewhere when it is ЛМ's: on the shop's own computer. */
export const failures = {
  tspiot: {
    ...failuresOfBoth,
    'not-set-up': {
      what: 'нет адреса',
      repair:
        'На компьютере магазина откройте «Настройки», карточку «Сервер кассы», и найдите ТС ПИоТ. Если его нет, выберите в настройках «ТС ПИоТ нет».',
      to: 'settings-server',
    },
    unreachable: {
      what: 'не запущен или нет связи',
      repair: 'Проверьте, что компьютер с ТС ПИоТ включён, а его служба (ЕСМ) работает.',
      to: 'ask',
    },
    timeout: {
      what: 'не ответил вовремя',
      repair: 'Повторите проверку. Если так часто, перезапустите службу ТС ПИоТ (ЕСМ).',
      to: 'ask',
    },
    outdated: {
      what: 'по этому адресу не отвечает',
      repair: 'Проверьте адрес в карточке «Сервер кассы». Если он верный, обновите ТС ПИоТ (ЕСМ).',
      to: 'settings-server',
    },
    rejected: {
      what: 'не принял запрос',
      repair: 'Отсканируйте код ещё раз. Если повторится, обновите программу и сообщите в поддержку.',
      to: 'ask',
    },
    malformed: {
      what: 'ответ не удалось прочитать',
      repair: 'Повторите проверку. Если повторится, обновите программу и ТС ПИоТ.',
      to: 'ask',
    },
    'web-page': {
      what: 'вместо него отвечает веб-страница',
      repair: 'Проверьте адрес ТС ПИоТ в карточке «Сервер кассы»: по нему отвечает другая программа.',
      to: 'settings-server',
    },
    'wrong-time': {
      what: 'его часы не сходятся с часами кассы',
      repair: 'Проверьте дату и время на этом компьютере и на компьютере с ТС ПИоТ: расхождение больше суток.',
      to: 'ask',
    },
    'lm-other-inn': {
      what: 'настроен на другую организацию',
      repair: 'Проверьте ИНН в настройках кассы. Если он верный, зарегистрируйте ТС ПИоТ с ККТ этого магазина.',
      to: 'settings',
    },
  },
  online: failuresOfBoth,
  local: {
    ...failuresOfBoth,
    unreachable: {
      what: 'нет связи',
      repair: 'Проверьте, что компьютер с ЛМ ЧЗ включён и адрес в настройках верный.',
      to: 'local-module',
    },
    timeout: {
      what: 'не ответил вовремя',
      repair: 'Повторите проверку. Если так часто, перезапустите ЛМ ЧЗ.',
      to: 'ask',
    },
    'gateway-gone': { ...failuresOfBoth['gateway-gone'], what: 'нет связи с программой «Полтора»' },
    outdated: {
      what: 'по этому адресу не отвечает',
      repair: 'Проверьте адрес в настройках. Если он верный, обновите ЛМ ЧЗ.',
      to: 'local-module',
    },
    malformed: {
      what: 'ответ не удалось прочитать',
      repair: 'Повторите проверку. Если повторится, обновите ЛМ ЧЗ.',
      to: 'ask',
    },
    'web-page': {
      what: 'вместо него отвечает веб-страница',
      repair: 'Проверьте адрес ЛМ ЧЗ: по нему отвечает другая программа, или сеть просит войти.',
      to: 'local-module',
    },
    'wrong-time': {
      what: 'его часы не сходятся с часами кассы',
      repair: 'Проверьте дату и время на этом компьютере и на компьютере с ЛМ ЧЗ: расхождение больше суток.',
      to: 'ask',
    },
  },
} satisfies Readonly<Record<string, Readonly<Record<FailureKind, Advice>>>>;

/** Why this source gave no verdict, after its name, and what to do. One that no build here knows (the journal of a newer one) fails in the usual words. */
export const failuresFor = (id: SourceId): Readonly<Record<FailureKind, Advice>> =>
  own<Readonly<Record<FailureKind, Advice>>>(failures, id) ?? failuresOfBoth;
