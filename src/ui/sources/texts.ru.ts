/** What the sources of verdicts fail of, and what mends it. Comes after the first paint: the strip, the lines and the settings say it. */
import { own } from '../../domain/base/own.ts';
import type { FailureKind } from '../../domain/code-check/answer.ts';
import type { SourceId } from '../../domain/code-check/source-id.ts';
import type { Advice } from '../shell/texts.ru.ts';

/** Why a source of verdicts gave none. Words fit after «Честный ЗНАК:» and after «ЛМ ЧЗ:». */
const failuresOfBoth: Readonly<Record<FailureKind, Advice>> = {
  offline: { what: 'нет интернета', repair: 'Проверьте кабель, Wi-Fi или модем.' },
  'hosts-blocked': {
    what: 'все серверы временно недоступны',
    repair: 'Подождите: касса сама пробует снова каждые 15 минут.',
  },
  'relay-refused': {
    what: 'сервер кассы не пропустил запрос',
    repair: 'Проверьте настройки программы «Полтора» на компьютере магазина, или сообщите в поддержку.',
  },
  'gateway-gone': {
    what: 'программа «Полтора» не отвечает',
    repair:
      'Запустите программу «Полтора» на компьютере магазина. Если она запущена, проверьте сеть между ним и этим устройством.',
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
  'lm-auth': {
    what: 'логин или пароль не подошли',
    repair:
      'Если ЛМ ЧЗ подключён через сервер кассы, логин и пароль задают на сервере, в POLTORA_LM. Если напрямую, введите их в настройках ещё раз.',
  },
  'lm-not-initialised': {
    what: 'установлен, но не настроен',
    repair: 'Введите в ЛМ ЧЗ токен из личного кабинета Честного ЗНАКа: без него он не работает.',
  },
  'lm-loading': {
    what: 'загружает данные',
    repair: 'Подождите: первая загрузка идёт от нескольких минут до часа. Интернет и компьютер не выключайте.',
  },
  'lm-service': {
    what: 'на обслуживании',
    repair:
      'Честный ЗНАК перевёл ЛМ ЧЗ в сервисный режим. Это проходит само; если больше часа, сообщите в поддержку Честного ЗНАКа.',
  },
  'lm-not-ready': {
    what: 'ещё не готов к работе',
    repair: 'Подождите и проверьте ещё раз. Если долго, перезапустите ЛМ ЧЗ.',
  },
  'lm-stale': {
    what: 'не обновлялся больше 72 часов',
    repair: 'Подключите компьютер с ЛМ ЧЗ к интернету: он обновится сам.',
  },
  'lm-failure': { what: 'внутренняя ошибка', repair: 'Перезапустите службы yenisei и regime на компьютере с ЛМ ЧЗ.' },
  'lm-bad-code': { what: 'не принял код', repair: 'Отсканируйте код ещё раз.' },
  'no-page': { what: 'окно кассы не ответило', repair: 'Обновите страницу и повторите проверку.' },
  certificate: {
    what: 'сертификату сервера нельзя верить',
    repair:
      'Проверьте дату и время на компьютере с сервером кассы. Если они верны, установите на нём корневой сертификат или позовите того, кто настраивал сеть.',
  },
  'web-page': {
    what: 'вместо ответа пришла веб-страница',
    repair:
      'Сеть просит войти или оплатить связь: откройте любой сайт в браузере и сделайте, что он просит. Потом повторите проверку.',
  },
  'wrong-time': {
    what: 'время ответа не сходится с часами',
    repair:
      'Проверьте дату и время на компьютере: расхождение больше суток, такой ответ в чек не годится. Потом повторите проверку.',
  },
  'lm-other-inn': {
    what: 'настроен на другую организацию',
    repair: 'Проверьте ИНН в настройках кассы. Если он верный, настройте ЛМ ЧЗ заново, с токеном этого магазина.',
  },
};

/** The same failure is mended elsewhere when it is ЛМ's: on the shop's own computer. */
export const failures = {
  online: failuresOfBoth,
  local: {
    ...failuresOfBoth,
    unreachable: { what: 'нет связи', repair: 'Проверьте, что компьютер с ЛМ ЧЗ включён и адрес в настройках верный.' },
    timeout: { what: 'не ответил вовремя', repair: 'Повторите проверку. Если так часто, перезапустите ЛМ ЧЗ.' },
    'gateway-gone': { what: 'нет связи с программой «Полтора»', repair: failuresOfBoth['gateway-gone'].repair },
    outdated: {
      what: 'по этому адресу не отвечает',
      repair: 'Проверьте адрес в настройках. Если он верный, обновите ЛМ ЧЗ.',
    },
    malformed: { what: 'ответ не удалось прочитать', repair: 'Повторите проверку. Если повторится, обновите ЛМ ЧЗ.' },
    'web-page': {
      what: 'вместо него отвечает веб-страница',
      repair: 'Проверьте адрес ЛМ ЧЗ: по нему отвечает другая программа, или сеть просит войти.',
    },
    'wrong-time': {
      what: 'его часы не сходятся с часами кассы',
      repair: 'Проверьте дату и время на этом компьютере и на компьютере с ЛМ ЧЗ: расхождение больше суток.',
    },
  },
} satisfies Readonly<Record<string, Readonly<Record<FailureKind, Advice>>>>;

/** Why this source gave no verdict, after its name, and what to do. One that no build here knows (the journal of a newer one) fails in the usual words. */
export const failuresFor = (id: SourceId): Readonly<Record<FailureKind, Advice>> =>
  own<Readonly<Record<FailureKind, Advice>>>(failures, id) ?? failuresOfBoth;
