/** What the card «Сервер кассы» says. Comes with it. */
import type { FieldFault, KeyWord, ServerField, ServerRefusal } from '../../app/server/desk.ts';
import { failures } from '../sources/texts.ru.ts';

export const server = {
  title: 'Сервер кассы',
  hint: 'Программа «Полтора» на этом компьютере: через неё касса связана с Честным ЗНАКом, ЛМ ЧЗ и ККТ. Всё, что здесь введено, хранится у неё и действует сразу.',
  asking: 'Спрашиваем программу «Полтора»…',
  key: 'Ключ Честного ЗНАКа (X-API-KEY)',
  keyHint: 'Его выдают в личном кабинете Честного ЗНАКа. Обратно касса его не покажет, только последние знаки.',
  lm: 'Адрес ЛМ ЧЗ',
  lmHint: 'Если ЛМ ЧЗ стоит на этом компьютере: 127.0.0.1:5995',
  lmLogin: 'Логин ЛМ ЧЗ',
  lmPassword: 'Пароль ЛМ ЧЗ',
  kkt: 'Адрес ККТ в сети',
  kktHint: 'Например 192.168.0.20:7778. Если ККТ подключена кабелем, оставьте пустым.',
  more: 'Другие кассы и адреса',
  tillKey: 'Пароль сервера кассы',
  tillKeyHint:
    'Нужен, если к этому компьютеру подключаются другие кассы и планшеты: не короче 16 знаков, без русских букв. Его же введите в настройках каждой из них.',
  connect: 'Адреса, открытые странице',
  connectHint:
    'Нужны, только если касса сама, «Напрямую из браузера», ходит к ЛМ ЧЗ на другом компьютере: 192.168.0.10:5995. После сохранения дважды обновите страницу.',
  setup: 'Откуда берут настройки по ссылке',
  setupHint:
    'Нужно, если файл настройки по ссылке страница не может открыть сама. Адрес того, кто её прислал: setup.shop.ru. Любой адрес внутри: *.shop.ru.',
  kept: (end: string): string => (end === '' ? 'введён' : `введён, последние знаки ${end}`),
  keptPlaceholder: 'без изменений',
  none: 'не введён',
  remove: 'Убрать',
  removeOf: (field: string): string => `Убрать: ${field}`,
  fixed: (variable: string): string => `Задано при запуске программы (${variable}): здесь не меняется.`,
  save: 'Сохранить на сервере',
  saving: 'Сохраняем…',
  saved: 'Сохранено, действует уже сейчас.',
  reopening: 'Сохранено. Касса открывается заново.',
  check: 'Проверить ключ',
  checking: 'Спрашиваем Честный ЗНАК…',
  some: 'Не сохранено: проверьте отмеченные поля.',
  notKept: 'Не сохранено: папка программы «Полтора» не принимает запись. Проверьте место на диске и права на папку.',
  damaged: 'Введённое раньше не читается: файл повреждён и отложен. Введите всё снова.',
  inMemory: 'Программа запущена без своей папки: после её перезапуска всё придётся ввести снова.',
  again: 'Спросить снова',
};

/** Where a tablet finds the till. */
export const tablets = {
  title: 'Касса на планшете',
  why: 'Планшету нужен адрес https://. По http:// в сети магазина касса не откроется: такой странице браузер не даёт хранить чеки, работать без интернета и подключать сканер.',
  look: 'Найти адрес для планшета',
  again: 'Проверить снова',
  looking: 'Проверяем…',
  point: 'Наведите камеру планшета на код или откройте на нём',
  qr: (url: string): string => `QR-код с адресом ${url}`,
  notDrawn: 'QR-код не нарисовался: наберите адрес на планшете.',
  none: 'По https:// эта программа пока не отвечает. Что сделать на этом компьютере:',
  password: 'В «Других кассах и адресах» введите пароль сервера кассы и сохраните. Его же попросит планшет.',
  passwordThere: 'Пароль сервера кассы введён: его же попросит планшет.',
  proxy: 'Поставьте прокси с https, например Caddy (caddyserver.com). В его файл Caddyfile впишите:',
  caddy: (address: string, port: number): string =>
    `https://${address} {\n\ttls internal\n\treverse_proxy 127.0.0.1:${String(port)}\n}`,
  noAddress: 'Сейчас у компьютера нет адреса в сети: подключите его к сети магазина и проверьте снова.',
  root: 'Если планшет пишет, что сертификату нельзя доверять, поставьте на него корневой сертификат прокси (у Caddy это root.crt в папке pki/authorities/local).',
};

/** Why the settings of the gateway are not shown. */
export const refusals: Readonly<Record<ServerRefusal, string>> = {
  gone: 'Программа «Полтора» не отвечает. Запустите её на этом компьютере и нажмите «Спросить снова».',
  away: 'Эти настройки меняют на самом компьютере магазина. Откройте на нём кассу по адресу, который начинается с http://localhost.',
  password: 'Программа «Полтора» просит пароль. Введите «Пароль сервера кассы» в настройках этой кассы и сохраните их.',
  fixed:
    'Программа «Полтора» получает настройки при запуске, поменять их отсюда нельзя. Обратитесь к тому, кто её устанавливал.',
};

/** The variable of the gateway that a field stands for. */
export const variables: Readonly<Record<ServerField, string>> = {
  key: 'POLTORA_API_KEY',
  lm: 'POLTORA_LM',
  tspiot: 'POLTORA_TSPIOT',
  kkt: 'POLTORA_KKT',
  tillKey: 'POLTORA_TILL_KEY',
  connect: 'POLTORA_CONNECT',
  setup: 'POLTORA_SETUP_ALLOW',
};

const anyFault: Readonly<Record<FieldFault, string>> = {
  address: 'Это не адрес. Нужно так: 192.168.0.10:5995',
  signs: 'Годятся только латинские буквы, цифры и знаки, без пробелов.',
  short: 'Слишком коротко: нужно не меньше 16 знаков.',
  'key-of-crpt':
    'Похоже на ключ Честного ЗНАКа: ему место в поле «Ключ Честного ЗНАКа». Здесь придумайте другой пароль.',
  password: 'Введите и пароль ЛМ ЧЗ, или сотрите логин.',
  needed: 'Без пароля нельзя: эта программа открыта для всей сети магазина.',
  fixed: 'Задано при запуске программы: здесь не меняется.',
  wrong: 'Так не годится: проверьте, нет ли ошибки.',
};
const faultsOfField: Readonly<Partial<Record<ServerField, Partial<Record<FieldFault, string>>>>> = {
  lm: { address: 'Это не адрес. Нужно так: 127.0.0.1:5995, без пути после него.' },
  tspiot: { address: 'Это не адрес. Нужно так: 127.0.0.1:51401' },
  kkt: { address: 'Это не адрес. Нужно так: 192.168.0.20:7778' },
  key: { signs: 'В ключе только латинские буквы, цифры и дефисы: скопируйте его ещё раз, целиком.' },
  connect: { address: 'Нужны адреса через пробел, например 192.168.0.10:5995. Звёздочки нельзя.' },
  setup: { address: 'Нужны адреса через пробел, например setup.shop.ru' },
};
export const faultWords = (field: ServerField, fault: FieldFault): string =>
  faultsOfField[field]?.[fault] ?? anyFault[fault];

/** What ЦРПТ said to the key. */
export function keyWords(word: KeyWord): { readonly isGood: boolean; readonly words: string } {
  if (word === 'accepted') return { isGood: true, words: 'Честный ЗНАК принимает ключ.' };
  const { what, repair } = failures.online[word];
  return { isGood: false, words: `Честный ЗНАК: ${what}. ${repair}` };
}
