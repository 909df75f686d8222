/** What the goods and the receipt around its lines say. It comes with the first load. */
import { type Kopecks, showMoney } from '../../domain/base/money.ts';
import { showQuantity, type Measure, type Thousandths } from '../../domain/base/quantity.ts';
import { lineSum, type Line } from '../../domain/document/line.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import { counted } from '../shell/texts.ru.ts';

/** What the screen is called. */
export const title = 'Продажа';

export const measureNames: Readonly<Record<Measure, string>> = {
  piece: 'шт',
  gram: 'г',
  kilogram: 'кг',
  metre: 'м',
  millilitre: 'мл',
  litre: 'л',
};

/** Whole words as far as they tell goods apart on one line, in signs. */
const shortSigns = 18;
export const short = (name: string): string => {
  if (name.length <= shortSigns) return name;
  const words = name.slice(0, shortSigns + 1).split(' ');
  const whole = words.length > 1 ? words.slice(0, -1).join(' ') : name.slice(0, shortSigns);
  return `${whole}…`;
};

export const receipt = {
  list: 'Чек',
  total: 'Итого',
  positions: (count: number): string => counted(count, 'позиция', 'позиции', 'позиций'),
  /** «Хлеб × 2 = 109,80». */
  changed: (line: Line): string =>
    [
      short(line.name || 'Товар без карточки'),
      ...(line.quantity === undefined || line.price === undefined
        ? []
        : [
            `× ${showQuantity(line.quantity)}${line.measure === 'piece' ? '' : ` ${measureNames[line.measure]}`} = ${showMoney(lineSum(line))}`,
          ]),
    ].join(' '),
  putBack: (name: string): string => `Вернуть: ${short(name || 'товар')}`,
  acts: (parked: number): string => `Действия с чеком${parked > 0 ? `, отложено: ${parked}` : ''}`,
  outside: (count: number): string => `не добавлено: ${counted(count, 'товар', 'товара', 'товаров')}`,
  withoutForbidden: 'к оплате без запрещённых',
  emptyTitle: 'Сканируйте товар',
  emptyHint: 'или выберите его среди товаров',
  /** Heard behind the number of lines and their sum. */
  show: ', показать чек',
  pay: 'Оплатить',
  payComes: 'готовим оплату…',
  rounding: (sum: string): string => `Округление −${sum}`,
};

export const missed = {
  title: 'Скан не попал в чек',
  short: 'Отсканируйте его на экране продажи.',
  text: 'Сканер работает. Чтобы продать этот товар, вернитесь к продаже и отсканируйте его там.',
};

export const goods = {
  search: 'Найти товар или сканировать',
  show: 'Товары',
  priceWish: 'Узнать цену',
  noPriceWish: 'Узнать цену: не нужно',
  times: (amount: Thousandths): string => `${showQuantity(amount)} ×`,
  once: (amount: Thousandths): string => `${showQuantity(amount)} ×: не умножать`,
  results: 'Найденные товары',
  nothing: 'Ничего не нашлось',
  nothingHint: 'Проверьте название или отсканируйте товар.',
  perUnit: (price: Kopecks, measure: Measure): string =>
    measure === 'piece' ? showMoney(price) : `${showMoney(price)} за ${measureNames[measure]}`,
  byMark: 'только сканом',
  camera: 'Сканировать камерой',
};

/** What keeps the receipt from being paid, as a call to act. */
export const obstacles: Readonly<Record<ReceiptFailure, string>> = {
  empty: 'чек пуст',
  refused: 'Уберите запрещённый товар',
  unread: 'Уберите строку, которая не прочиталась',
  unverified: 'Товар не проверен',
  'no-price': 'Укажите цену',
  'no-quantity': 'Укажите количество',
  'no-vat': 'Укажите ставку НДС',
  'not-enough': 'в упаковке столько не осталось',
  'package-opened': 'целиком не продать: из упаковки уже брали',
  waiting: 'ждём последнюю проверку',
  'wrong-state': 'чек уже пробивают',
  duplicate: 'товар уже в чеке',
  'no-payment': 'выберите способ оплаты',
  'too-little-cash': 'не хватает денег',
  'too-much-cashless': 'сумма картой не подходит',
  'no-line': 'этой строки уже нет',
  'marked-quantity': 'маркированный товар продаётся по одному',
  age: 'спросите, есть ли покупателю 18 лет',
  'alcohol-hours': 'сейчас алкоголь не продают: уберите его из чека',
  'inn-differs': 'ИНН не тот, что у ККТ: проверьте настройки',
  'unknown-documents': 'Сначала посмотрите документы в ККТ',
  'taxation-not-registered': 'система налогообложения не та, что у ККТ: проверьте настройки',
};

/** `until` is `2026-11-23T08:00`; `isSoon`: the time alone says it. */
export const alcoholUntil = (until: string, isSoon: boolean): string =>
  `Уберите алкоголь: нельзя до ${until.slice(11)}${isSoon ? '' : ` ${until.slice(8, 10)}.${until.slice(5, 7)}`}`;
