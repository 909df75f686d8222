/** Set-up by link: what a file wants, what is wrong with it, and what it keeps locked. */
import type { LinkFault } from '../../app/shop/setup-by-link.ts';
import type { SettingsAnswer } from '../../app/shop/settings-answer.ts';
import type { NotYet } from '../../domain/shop/setup-file.ts';
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
  notYet: 'Чего касса пока не умеет',
  notYetNames: {
    branding: 'оформление',
    receipt: 'тексты в чеке',
    catalogue: 'товары по ссылке',
    rights: 'права кассиров',
  } satisfies Record<NotYet, string>,
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
      return `${place(fault.field)}: не заполнено.`;
    case 'wrong':
      return `${place(fault.field)}: такое значение не подходит.`;
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
