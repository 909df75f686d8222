/** Goods by link, where goods are loaded by hand: reading an address now, and what came of the last reading by itself. */
import type { LinkOutcome } from '../../app/catalogue/kept-link.ts';
import type { LinkFault } from '../../app/shop/setup-by-link.ts';
import type { FileFailureKind } from '../../app/ports/goods-files.ts';
import { own } from '../../domain/base/own.ts';
import { failures } from '../goods-list/texts.ru.ts';
import { catalogue } from '../settings/texts.ru.ts';
import { counted } from '../shell/texts.ru.ts';

export const link = {
  title: 'По ссылке',
  url: 'Адрес списка товаров',
  hint: 'Прямая ссылка на JSON, CSV, YML или Excel.',
  read: 'Прочитать по ссылке',
  reading: 'Читаем…',
  wrong: 'Введите адрес целиком, например https://sklad.example/goods.json',
  own: (hours: number): string => `Касса сама читает этот адрес: ${catalogue.every(hours).toLowerCase()}.`,
  never: 'Ещё не читала.',
  last: (moment: string, words: string): string => `Последний раз ${moment}: ${words}`,
};

const network = 'Проверьте интернет и попробуйте снова.';
const faults: Readonly<Partial<Record<LinkFault['kind'], string>>> = {
  'no-answer': `список не открылся: нет интернета или сервер не отвечает. ${network}`,
  unreachable: `список не открылся: его сервер не ответил серверу кассы. ${network}`,
  timeout: `список не открылся: его сервер отвечает слишком долго. ${network}`,
  'bad-link': 'в ссылке нет правильного адреса. Проверьте её.',
  'not-allowed':
    'этого адреса нет среди разрешённых на сервере кассы. На самом компьютере магазина добавьте его: «Настройки», «Сервер кассы», «Откуда берут настройки по ссылке».',
  'till-key': 'сервер кассы просит свой пароль. Введите его в настройках.',
  redirect: 'сервер отправляет на другой адрес. Нужна прямая ссылка на файл.',
  'too-big': 'список больше, чем касса читает по ссылке (64 МБ). Разделите его или загрузите файлом.',
  'web-page': 'по ссылке открывается веб-страница, а не список товаров. Нужна прямая ссылка на файл.',
};

const persons: Readonly<Record<string, string>> = {
  columns: 'касса не поняла, в каком столбце название и цена. Прочитайте список здесь и покажите ей столбцы.',
  'many-gone':
    'больше половины товаров ушло бы в архив, поэтому ничего не изменилось. Прочитайте список здесь и проверьте.',
  'taken-back': 'загрузку отменили, сама касса больше не загружает. Прочитайте список здесь, и она продолжит.',
};

/** Why a list was not had. `status`: the server's own number. */
export const faultWords = (kind: string, status?: number): string =>
  kind === 'status' && status !== undefined
    ? `сервер ответил ошибкой ${String(status)}. Проверьте ссылку.`
    : (own(faults, kind) ?? 'список не открылся, причина неизвестна.');

export function outcomeWords({ kind, why = '', status, changed = 0, refused = 0 }: LinkOutcome): string {
  switch (kind) {
    case 'applied':
      return [
        `изменилось ${counted(changed, 'товар', 'товара', 'товаров')}`,
        ...(refused > 0 ? [`не принято ${counted(refused, 'строка', 'строки', 'строк')}`] : []),
      ].join(', ');
    case 'same':
      return 'ничего не изменилось.';
    case 'fetch':
      return faultWords(why, status);
    case 'file':
      return own(failures as Readonly<Record<string, string>>, why satisfies FileFailureKind | string) ?? why;
    case 'person':
      return own(persons, why) ?? why;
  }
}
