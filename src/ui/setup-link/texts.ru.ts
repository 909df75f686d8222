/** Set-up by link: what a file wants, what is wrong with it, and what it keeps locked. */
import type { LinkFault } from '../../app/shop/setup-by-link.ts';
import type { SettingsAnswer } from '../../app/shop/settings-answer.ts';
import { own } from '../../domain/base/own.ts';
import { lockable } from '../../domain/shop/setup-file.ts';
import { seniorActs } from '../../domain/shop/senior-acts.ts';
import { labelValues } from '../../domain/goods/scales-rule.ts';
import { brandNameLength, catalogueLimits, receiptTextLimits } from '../../domain/shop/shop.ts';
import { shopVats, taxations } from '../../domain/shop/taxation.ts';
import { fieldName } from '../journal/events/texts.ru.ts';
import { pinRefusal } from '../pin/texts.ru.ts';

export const setupLink = {
  title: 'Настройка по ссылке',
  looking: 'Читаем настройки по ссылке…',
  nothing: 'По ссылке эту кассу ещё не настраивали.',
  from: 'Кто прислал',
  call: 'Кому звонить',
  address: 'Откуда',
  signed: 'Файл подписан: после отправки его никто не менял.',
  firstKey: 'Когда вы его примете, касса запомнит подпись и других отправителей слушать не станет.',
  unsigned: 'Файл не подписан: касса не знает, кто его составил. Принимайте, только если ждали эту ссылку.',
  openWay: 'Файл пришёл по незащищённому адресу (http): по дороге его могли подменить.',
  otherInn:
    'В файле другой ИНН. Похоже, это настройки чужого магазина: не принимайте их, пока не спросите того, кто прислал.',
  willSet: 'Что изменится',
  nothingNew: 'Ничего не изменится: на кассе всё уже так.',
  locks: 'Что будет закреплено',
  locksHint: 'Эти настройки на кассе потом не поменять.',
  accept: 'Принять',
  later: 'Не сейчас',
  again: 'Попробовать снова',
  without: 'Продолжить без ссылки',
  pin: 'ПИН старшего кассира или код владельца',
  pinAsked: 'Эти настройки защищены ПИН. Введите его и снова нажмите «Принять».',
  accepted: 'Готово: настройки приняты.',
  toSale: 'К продаже',
  bad: 'Этот файл принять нельзя. На кассе ничего не изменилось.',
  sendThis: 'Покажите это тому, кто прислал ссылку.',
  failed: (detail: string): string => `Не получилось: ${detail}`,
  card: (who: string): string => `Кассу настроили по ссылке: ${who}.`,
  reread: 'Прочитать снова',
  readAt: (moment: string): string => `Последний раз файл прочитан ${moment}.`,
  notRead: 'Обновление по ссылке не прошло, касса работает по прежним настройкам:',
};

/** Another till of the same shop, opened by a camera. */
export const otherTill = {
  title: 'Касса на планшете или другом компьютере',
  show: 'Показать QR-код',
  how: 'Наведите камеру планшета на код: откроется касса. Планшет должен быть в той же сети.',
  howSetUp: 'Наведите камеру планшета на код: откроется касса и предложит те же настройки, что у этой.',
  qr: 'QR-код с адресом кассы',
  notDrawn: 'QR-код не нарисовался. Откройте на планшете адрес:',
  onlyHere:
    'Эта страница открыта по адресу самого компьютера: с планшета он не откроется. Откройте кассу здесь по её адресу в сети, и тут появится QR-код. Адрес для планшета ищет карточка «Сервер кассы».',
};

/** `shop.inn`: «ИНН (shop.inn)», for whoever reads it and for whoever wrote the file. */
function place(path: string): string {
  const name = path.replace(/^(?:shop|policies)\./, '').replace(/\.\d+$/, '');
  const words = fieldName(name);
  return words === name ? path : `${words} (${path})`;
}

const text = 'текст в кавычках, от 1 до 200 знаков, без переносов и невидимых знаков';
const anyOf = (...values: readonly string[]): string => `одно из: ${values.map((value) => `"${value}"`).join(', ')}`;
const signing = 'её ставит команда npm run setup-file -- sign, руками не пишут';
const time = 'время суток в кавычках: "08:00"';

/** How a right value is written, by the place of the field in the file; `*` is each of a list. */
export const formats: Readonly<Record<string, string>> = {
  $schema: 'адрес схемы в кавычках, до 300 знаков: "./setup.schema.json"',
  version: 'число 1, без кавычек',
  from: 'кто прислал: { "name": "Ваша организация" }',
  'from.name': text,
  'from.contacts': 'список, не больше пяти: [{ "name": "Поддержка", "phone": "+7 900 000-00-00" }]',
  'from.contacts.*': 'кому звонить: { "name": "Поддержка", "phone": "+7 900 000-00-00" }',
  'from.contacts.*.name': text,
  'from.contacts.*.phone': 'телефон в кавычках, цифрами: "+7 900 000-00-00"',
  'from.contacts.*.email': 'почта в кавычках: "help@example.ru"',
  'from.contacts.*.hours': `${text}: "9:00–21:00"`,
  issued: `дата подписи; ${signing}`,
  shop: 'поля магазина: { "name": "Продукты", "timeZone": 2 }',
  'shop.name': text,
  'shop.inn': 'ИНН в кавычках: 10 цифр у организации, 12 у предпринимателя, без опечаток',
  'shop.address': text,
  'shop.till': text,
  'shop.cashier': text,
  'shop.taxation': anyOf(...Object.keys(taxations)),
  'shop.vat': `${anyOf(...shopVats)}; такое, какое бывает при этой системе налогообложения`,
  'shop.timeZone': 'целое число без кавычек от 1 (Калининград) до 11 (Камчатка); Москва — 2',
  local: 'связь с ЛМ ЧЗ: { "way": "relay" }',
  'local.way': anyOf('relay', 'direct', 'none'),
  'local.url': 'адрес в кавычках, без пути, логина и пароля: "http://192.168.0.10:5995"',
  'local.login': text,
  policies: 'правила продажи: { "unverified": "forbid" }',
  'policies.unverified': anyOf('forbid', 'senior-pin'),
  'policies.rounding': anyOf('none', 'roubles'),
  'policies.refuted': anyOf('sell', 'forbid'),
  'policies.afterEmergency': anyOf('as-always', 'sell'),
  'policies.alcoholHours':
    'семь списков, с понедельника: [[{ "from": "23:00", "to": "24:00" }], [], …]; пустой — без запрета',
  'policies.alcoholHours.*': 'часы запрета одного дня, не больше десяти: [{ "from": "23:00", "to": "24:00" }]',
  'policies.alcoholHours.*.*': 'с какого и до какого времени: { "from": "23:00", "to": "24:00" }',
  'policies.alcoholHours.*.*.from': time,
  'policies.alcoholHours.*.*.to': time,
  'policies.alcoholDates': 'список дней, не больше 400: ["09-01", "2026-06-25"]',
  'policies.alcoholDates.*': 'день в кавычках: "09-01" каждый год или "2026-06-25" один раз',
  branding: 'вид кассы: { "name": "Ромашка", "colour": "#d23c77" }',
  'branding.name': `текст в кавычках, до ${String(brandNameLength)} знаков: "Ромашка"`,
  'branding.colour': 'цвет в кавычках: "#d23c77"',
  receipt: 'чек: { "text": ["Спасибо за покупку!"] }',
  'receipt.text': `список строк, не больше ${String(receiptTextLimits.lines)}: ["Спасибо за покупку!"]`,
  'receipt.text.*': `строка в кавычках, до ${String(receiptTextLimits.characters)} знаков: "Спасибо за покупку!"`,
  rights: 'права: { "senior": ["cash-out"] }',
  'rights.senior': `список того, что только по ПИН старшего кассира: ["cash-out"]`,
  'rights.senior.*': anyOf(...seniorActs),
  catalogue: 'откуда товары: { "url": "https://sklad.example/goods.json", "hours": 24 }',
  'catalogue.url': `адрес в кавычках, без логина и пароля, до ${String(catalogueLimits.characters)} знаков: "https://sklad.example/goods.json"`,
  'catalogue.hours': `целое число часов без кавычек от 1 до ${String(catalogueLimits.hours)}: 24`,
  'catalogue.whole': 'true: в списке все товары магазина; false: часть',
  scales: 'правила этикеток весов, не больше десяти: [{ "prefix": "22", "item": 5, "value": "weight" }]',
  'scales.*': 'правило: { "prefix": "22", "item": 5, "value": "weight" }; под значение остаётся не меньше трёх цифр',
  'scales.*.prefix': 'начало штрихкода в кавычках: "2", "20"…"299" или "02"…"029"',
  'scales.*.item': 'целое число без кавычек: сколько цифр в ПЛУ',
  'scales.*.value': anyOf(...labelValues),
  newestLocalModule: 'новейшая версия ЛМ ЧЗ: { "version": "2.6.1-7", "day": "2026-12-01" }',
  'newestLocalModule.version': 'номер версии в кавычках: "2.6.1-7"',
  'newestLocalModule.day': 'день в кавычках: "2026-12-01"',
  locked: `список имён полей, не больше ${String(lockable.length)}: ["taxation", "rounding"]`,
  'locked.*': anyOf(...lockable),
  signature: `подпись; ${signing}`,
  'signature.key': `подпись; ${signing}`,
  'signature.value': `подпись; ${signing}`,
};

/** Undefined: of a field that no file has. */
export const formatOf = (field: string): string | undefined => own(formats, field.replaceAll(/\.\d+(?=\.|$)/g, '.*'));
const right = (field: string): string => {
  const format = formatOf(field);
  return format === undefined ? '' : ` Нужно: ${format}.`;
};

const network = 'Проверьте интернет и попробуйте снова.';
const whole: Readonly<
  Record<Exclude<LinkFault['kind'], 'newer' | 'status' | 'missing' | 'wrong' | 'unknown' | 'secret'>, string>
> = {
  'no-answer': `Файл не открылся: нет интернета или сервер не отвечает. ${network}`,
  unreachable: `Файл не открылся: его сервер не ответил серверу кассы. ${network}`,
  timeout: `Файл не открылся: его сервер отвечает слишком долго. ${network}`,
  'bad-link': 'В ссылке нет правильного адреса файла. Попросите прислать её заново.',
  'not-allowed':
    'Адреса файла нет среди разрешённых на сервере кассы. На самом компьютере магазина добавьте его: «Настройки», «Сервер кассы», «Откуда берут настройки по ссылке».',
  'till-key': 'Сервер кассы просит свой пароль. Введите его в настройках и откройте ссылку снова.',
  redirect: 'Сервер отправляет на другой адрес. Нужна прямая ссылка на файл.',
  'too-big': 'Файл слишком большой: в нём что-то кроме настроек.',
  'web-page': 'По ссылке открывается веб-страница, а не файл настройки. Нужна прямая ссылка на файл.',
  'not-json': 'Файл повреждён: его не удалось разобрать.',
  'no-object': 'Файл повреждён: в нём нет настроек.',
  'too-deep': 'Файл повреждён: он слишком сложный для настроек.',
  unsigned: 'Файл не подписан, а эта касса слушает только того, чья подпись ей известна.',
  'other-key': 'Файл подписан не тем, от кого эта касса принимала настройки раньше.',
  'wrong-signature': 'Подпись неверная: файл изменили после того, как его подписали.',
  older: 'Этот файл старше того, по которому касса работает: его уже заменили. Попросите прислать новую ссылку.',
  'no-crypto':
    'Подпись не проверить: страница открыта по http. Откройте кассу по https или на том компьютере, где стоит её сервер.',
};

export function faultWords(fault: LinkFault): string {
  switch (fault.kind) {
    case 'newer':
      return `Файл для более новой кассы (версия ${fault.version}). Обновите эту кассу: закройте и откройте страницу.`;
    case 'status':
      return `Файл не открылся: сервер ответил ошибкой ${fault.status}. Попросите прислать ссылку заново.`;
    case 'missing':
      return `${place(fault.field)}: не заполнено.${right(fault.field)}`;
    case 'wrong':
      return `${place(fault.field)}: такое значение не подходит.${right(fault.field)}`;
    case 'unknown':
      return `${fault.field}: такой настройки у кассы нет.`;
    case 'secret':
      return `${fault.field}: это пароль или ключ, им в файле не место. Его вводят на самой кассе.`;
    default:
      return whole[fault.kind];
  }
}

/** Why settings were not saved. */
export const savingRefusal = (answer: Exclude<SettingsAnswer, { kind: 'saved' | 'pin-asked' }>): string =>
  answer.kind === 'locked-fields'
    ? `Не сохранено. ${answer.by} закрепил эти настройки: ${answer.fields.map(fieldName).join(', ')}. Поменять их может только он.`
    : pinRefusal(answer);
