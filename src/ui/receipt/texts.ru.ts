/** What the lines of the receipt say, and the scans that added none. */
import type { Rejected } from '../../app/sale/rejected.ts';
import { type Kopecks, showMoney } from '../../domain/base/money.ts';
import { own } from '../../domain/base/own.ts';
import { type Measure, type Thousandths, showQuantity } from '../../domain/base/quantity.ts';
import type { MarkSign } from '../../domain/document/mark-result.ts';
import type { Damage } from '../../domain/marking-code/index.ts';
import type { Taxation, VatRate } from '../../domain/shop/taxation.ts';
import type { Refusal } from '../../domain/verdict/index.ts';
import { measureNames } from '../sale/texts.ru.ts';
import { type Advice, roubles, showMoment, showTime, showUntil } from '../shell/texts.ru.ts';

export const line = {
  create: 'Завести товар',
  remove: 'Убрать',
  more: 'Больше',
  less: 'Меньше',
  recheck: 'Повторить проверку',
  sellUnverified: 'Продать без проверки',
  emergencyBefore: (at: number): string => `аварийный режим объявляли ${showMoment(at)}`,
  allowedBySenior: (at: number): string => `разрешил старший кассир в ${showTime(at)}`,
  notInCatalogue: 'Товара нет в каталоге',
  unread: 'Строка не прочиталась: уберите её и отсканируйте товар ещё раз',
  gtin: (gtin: string): string => `GTIN ${gtin}`,
  describe: 'Указать название и цену',
  repaired: 'код исправлен при чтении',
  checkScanner: 'Проверить сканер',
  noPrice: 'нет цены',
  slowCheck: 'Проверка идёт дольше обычного',
  howMuch: 'сколько?',
  block: 'блок целиком',
  cannotDivide: 'из этой упаковки уже продавали частями, а карточка так не делится',
  part: ({ count, of }: { readonly count: number; readonly of: number }): string => `${count} из ${of}`,
  listed: (price: Kopecks): string => `по карточке ${showMoney(price)}`,
  /** Heard behind what the line shows. */
  change: 'изменить',
  otherGroup: (card: string, server: string): string =>
    `в карточке «${card}», в Честном ЗНАКе «${server}»: тот ли это товар?`,
  noAlcohol: (until: string): string => `алкоголь нельзя до ${until.slice(11)}`,
  checkedBy: {
    emergency: 'Честный ЗНАК временно не проверяет коды',
    optional: 'проверить не удалось, но для этих товаров проверка необязательна',
  },
};

/** What a line asks of its card. */
export const card = {
  noVat: 'нет ставки НДС',
  vatOther: 'Другая ставка',
  question: 'уточните в карточке: 18+, алкоголь, акциз',
  clarify: 'Уточнить карточку',
};

/** The status of a marked line: exactly one of these. */
export const verdicts = {
  waiting: 'Проверка…',
  online: 'Можно продавать',
  local: 'Можно продавать (офлайн)',
  emergency: 'Аварийный режим: можно продавать',
  optional: 'Можно продавать',
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
  rest: (sum: Kopecks): string => `К оплате без запрещённых: ${roubles(sum)}`,
  more: (count: number): string => `Запрещённых ещё ${count}.`,
};

/** Who may block goods, by the codes of ГИС МТ (online-check.md §1.4). An unknown code is shown as it is. */
export const authorities: Readonly<Record<string, string>> = {
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
      return 'товар ещё не выпущен в продажу или уже списан';
    case 'grey':
      return 'товар в списке на проверку: без связи с Честным ЗНАКом его продавать нельзя';
    case 'blocked':
      return why.by.length > 0
        ? `товар заблокирован: продажу запретил ${why.by.map((who) => own(authorities, who) ?? who).join(', ')}`
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

const damages: Readonly<Record<Damage | 'no-tail', string>> = {
  'gs-lost': 'Сканер теряет часть кода. Нажмите «Проверить сканер»: там видно, что настроить.',
  ambiguous:
    'Код можно прочитать по-разному. Отсканируйте ещё раз. Если повторится, нажмите «Проверить сканер»: там видно, что настроить.',
  'gs-unclear':
    'Сканер теряет часть кода, и не видно, где кончается номер. Отсканируйте ещё раз. Если повторится, нажмите «Проверить сканер».',
  'tail-length': 'Код прочитан не до конца. Отсканируйте ещё раз.',
  gtin: 'Ошибка в номере товара. Отсканируйте ещё раз.',
  alphabet: 'В коде посторонние знаки. Отсканируйте ещё раз.',
  layout: 'Сканер печатает русскими буквами. Переключите раскладку на английскую и отсканируйте ещё раз.',
  glued: 'Два кода пришли одним сканом, ни один не добавлен. Отсканируйте товары по одному.',
  framed:
    'Сканер добавляет к коду лишние знаки. Выключите в нём префикс и суффикс, кроме CR (Enter), и отсканируйте ещё раз.',
  incomplete: 'Код прочитан не полностью. Отсканируйте ещё раз.',
  'no-tail': 'Прочитана только часть кода. Сканируйте квадратный код на упаковке, а не текст или копию.',
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
        what: 'Отсканируйте квадратный код',
        repair: 'Он на упаковке: товар с маркировкой продаётся только по нему.',
      };
    case 'unknown-goods':
      return { what: 'Товар не найден', repair: 'Такого штрихкода нет в каталоге.' };
    case 'not-goods':
      return { what: 'Код не похож на товар', repair: 'Отсканируйте штрихкод или квадратный код на самом товаре.' };
    case 'busy':
      return { what: 'Сначала закончите этот чек', repair: 'Товар не добавлен. Отсканируйте его в следующий чек.' };
    case 'package-unread':
      return {
        what: 'Запись об упаковке повреждена',
        repair:
          'Сколько в ней осталось, неизвестно: не продавайте из неё, возьмите другую. Закройте её в «Журнал → Открытые упаковки», если она там есть.',
      };
    case 'one-each':
      return {
        what: 'В чеке одна штука',
        repair: 'Товар с маркировкой продаётся по одному: отсканируйте код на каждой.',
      };
    case 'not-whole':
      return { what: 'Продаётся только целиком', repair: 'Товар не добавлен. Наберите целое число и повторите.' };
    case 'sold-before':
      return {
        what: 'Уже продан',
        repair: `Этот экземпляр продан здесь ${showMoment(scan.at)}, чек № ${scan.number}. Отложите товар.`,
      };
  }
}

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

/** What the ККТ says of a mark while it prints (tag 2106). */
export const marks: Readonly<Record<MarkSign, string>> = { 'M+': '[М+]', M: '[М]', 'M-': '[М-]' };

export const markWords = {
  confirmed: 'марка подтверждена',
  silent: 'сервер марок не ответил',
  unfinished: 'проверка не закончена',
  refuted: 'проверка не пройдена',
};
