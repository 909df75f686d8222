/** What a buyer reads: goods, sums and nothing else. */
import type { BuyerLine } from '../../app/display/buyer-view.ts';
import { type Kopecks, showMoney } from '../../domain/base/money.ts';
import { showQuantity, type Measure, type Thousandths } from '../../domain/base/quantity.ts';

const money = (sum: Kopecks): string => `${showMoney(sum)} ₽`;

export const display = {
  title: 'Экран покупателя',
  closed: 'Касса закрыта',
  goods: 'Покупки',
  due: 'К оплате',
  paid: 'Оплачено',
  off: 'Округление',
  received: 'Получено',
  change: 'Сдача',
  practice: 'Учебный чек',
  code: 'QR-код чека',
  codeHint: 'Наведите камеру телефона, чтобы проверить и сохранить чек',
  money,
};

/** The same words as on the till, which come with all of its sale. */
const measureNames: Readonly<Record<Measure, string>> = {
  piece: 'шт',
  gram: 'г',
  kilogram: 'кг',
  metre: 'м',
  millilitre: 'мл',
  litre: 'л',
};

/** «2 × 54,90 ₽», «0,345 кг × 799,90 ₽»; nothing for one piece, whose sum says it. */
export function amountWords({ quantity, measure, part, price }: BuyerLine): string {
  if (price === undefined || quantity === undefined) return '';
  if (part) return `${part.count} × ${money(price)}`;
  if (measure === 'piece')
    return quantity === 1_000 ? '' : `${showQuantity(quantity as Thousandths)} × ${money(price)}`;
  return `${showQuantity(quantity as Thousandths)} ${measureNames[measure]} × ${money(price)}`;
}
