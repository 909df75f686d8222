/** What the dialog of a line says: how much of a package, and for what price. */
import { type Kopecks, showMoney } from '../../domain/base/money.ts';
import { type Measure, type Thousandths, showQuantity } from '../../domain/base/quantity.ts';
import type { Division } from '../../domain/goods/division.ts';
import { measureNames } from '../sale/texts.ru.ts';
import { roubles, showDay, showTime } from '../shell/texts.ru.ts';

const each: Readonly<Record<Measure, string>> = {
  piece: 'за штуку',
  gram: 'за грамм',
  kilogram: 'за кг',
  metre: 'за метр',
  millilitre: 'за мл',
  litre: 'за литр',
};

const unitOf = (division: Division): string => (division.by === 'measure' ? measureNames[division.measure] : 'шт');

/** The dialog of a line: how much of a package, and for what price. Comes when it is first opened. */
export const lineDialog = {
  howMuch: (division: Division): string =>
    division.by === 'measure' ? `Сколько, ${unitOf(division)}?` : `Сколько штук из ${division.of}?`,
  wrong: (division: Division): string =>
    division.by === 'measure' ? 'Введите количество, например 0,5' : 'Введите целое число',
  tooMuch: (division: Division, left: number): string =>
    `Столько нет: осталось ${showQuantity(left as Thousandths)} ${unitOf(division)}`,
  left: (division: Division, left: number): string =>
    `По кассе осталось ${showQuantity(left as Thousandths)} ${unitOf(division)}.`,
  serverLeft: (division: Division, left: number): string =>
    `По Честному ЗНАКу осталось ${showQuantity(left as Thousandths)} ${unitOf(division)}.`,
  unopened: 'Упаковка не открыта.',
  costs: (amount: Kopecks): string => `Стоит ${roubles(amount)}`,
  preset: (amount: Thousandths, division: Division): string => `${showQuantity(amount)} ${unitOf(division)}`,
  whole: (price: Kopecks): string => `Целиком за ${roubles(price)}`,
  open: (measure: Measure): string =>
    measure === 'litre' ? 'Поставить на кран, продать позже' : 'Открыть, продать позже',
  openHint: (measure: Measure): string =>
    `Касса запомнит упаковку, и порции можно будет продавать без её кода.${measure === 'litre' ? ' О постановке на кран сообщите Честному ЗНАКу в личном кабинете: касса этого не делает.' : ''}`,
  notChecked: 'Открыть можно после проверки кода.',
  package: 'Из какой упаковки',
  packageName: (openedAt: number, left: string, ki: string): string =>
    `Открыта ${showDay(openedAt)} в ${showTime(openedAt)}, ${left}, код …${ki.slice(-5)}`,
  leftShort: (left: number | undefined, unit: string): string =>
    left === undefined ? 'остаток неизвестен' : `осталось ${showQuantity(left as Thousandths)} ${unit}`,
  take: 'Готово',
  toPrice: 'Изменить цену',
  price: (measure: Measure): string => `Цена ${each[measure]}, ₽`,
  discount: 'Скидка, %',
  listed: (price: Kopecks): string => `По карточке ${showMoney(price)} ₽.`,
  backToList: 'Вернуть цену карточки',
  priceWrong: 'Введите цену, например 104,90',
  discountWrong: 'Скидка от 0 до 99 процентов',
  journalled: 'Касса запишет, что цену изменил кассир.',
};

/** What a package's amounts are counted in. */
export const packageUnit = (unit: Measure | 'part'): string => (unit === 'part' ? 'шт' : measureNames[unit]);

/** How much of goods without a mark. */
export const amount = {
  quantity: (measure: Measure): string => `Сколько, ${measureNames[measure]}?`,
  quantityWrong: (measure: Measure): string =>
    measure === 'piece' ? 'Введите целое число' : 'Введите количество, например 0,345',
  add: 'Добавить',
};
