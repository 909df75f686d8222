/**
 * What was sold as CommerceML 2, which 1С takes: a document «Отпуск товара» for each receipt, the shop its seller and an unnamed buyer. Structure by
 * v8.1c.ru/tekhnologii/obmen-dannymi-i-integratsiya/standarty-i-formaty/standarty-commerceml; tried against no 1С. Goods bear the identity that 1С gave them in its
 * own exchange; those it does not know bear ours, and their barcode.
 */
import type { SoldGoods } from '../app/ports/goods-files.ts';
import { own } from '../domain/base/own.ts';
import { hoursAhead, wallClock, type EpochMs } from '../domain/base/time.ts';
import type { Measure } from '../domain/base/quantity.ts';
import type { Receipt } from '../domain/document/document.ts';
import { isPart, lineSum, unitPrice, type Line } from '../domain/document/line.ts';
import { due, takenOff } from '../domain/document/pricing.ts';
import { paidBy } from '../domain/document/tender.ts';
import type { Shop } from '../domain/shop/shop.ts';

/** ОКЕИ, and the word that 1С has for it. */
const units: Readonly<Record<Measure, readonly [code: string, name: string]>> = {
  piece: ['796', 'шт'],
  gram: ['163', 'г'],
  kilogram: ['166', 'кг'],
  metre: ['006', 'м'],
  millilitre: ['111', 'мл'],
  litre: ['112', 'л'],
};

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Without the signs that no XML may hold. */
const escaped = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (sign) => own(escapes, sign) ?? '');

/** An element; without content it is left out. */
const tag = (name: string, content: string | number | undefined): string =>
  content === undefined || content === '' ? '' : `<${name}>${String(content)}</${name}>`;
const text = (name: string, content: string | undefined): string => tag(name, content && escaped(content));
const money = (kopecks: number): string => (kopecks / 100).toFixed(2);

const properties = (values: Readonly<Record<string, string | undefined>>): string =>
  tag(
    'ЗначенияРеквизитов',
    Object.entries(values)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => tag('ЗначениеРеквизита', text('Наименование', name) + text('Значение', value)))
      .join(''),
  );

function goods(line: Line, known: SoldGoods | undefined): string {
  const [code, unit] = units[isPart(line) ? 'piece' : line.measure];
  const quantity = line.part ? line.part.count : (line.quantity ?? 1_000) / 1_000;
  const rate = line.vat === 'none' ? 'Без НДС' : line.vat;
  return tag(
    'Товар',
    [
      text('Ид', known?.sourceId ?? line.goodsId),
      text('Штрихкод', line.gtin?.replace(/^0(?=\d{13}$)/, '')),
      text('Артикул', known?.article),
      text('Наименование', line.name),
      `<БазоваяЕдиница Код="${code}" НаименованиеПолное="${unit}">${unit}</БазоваяЕдиница>`,
      tag('ЦенаЗаЕдиницу', money(unitPrice(line) ?? 0)),
      tag('Количество', quantity),
      tag('Сумма', money(lineSum(line))),
      rate === undefined
        ? ''
        : tag('СтавкиНалогов', tag('СтавкаНалога', tag('Наименование', 'НДС') + tag('Ставка', rate))),
      properties({ ВидНоменклатуры: 'Товар', ТипНоменклатуры: 'Товар', КодМаркировки: line.mark?.ki }),
    ].join(''),
  );
}

function document(receipt: Receipt, shop: SalesShop, known: ReadonlyMap<string, SoldGoods>): string {
  const at = receipt.fiscal?.at ?? receipt.openedAt;
  const [day, time] = wallClock(at, hoursAhead(shop.timeZone)).split('T');
  const off = takenOff(receipt);
  const party = (role: string, id: string, name: string, inn?: string): string =>
    tag('Контрагент', text('Ид', id) + text('Наименование', name) + text('ИНН', inn) + tag('Роль', role));
  return tag(
    'Документ',
    [
      text('Ид', receipt.id),
      tag('Номер', receipt.number),
      tag('Дата', day),
      tag('ХозОперация', 'Отпуск товара'),
      tag('Роль', 'Продавец'),
      tag('Валюта', 'RUB'),
      tag('Курс', 1),
      tag('Сумма', money(due(receipt))),
      tag(
        'Контрагенты',
        party('Продавец', shop.inn, shop.name, shop.inn) + party('Покупатель', 'retail', 'Розничный покупатель'),
      ),
      tag('Время', `${time ?? '00:00'}:00`),
      off > 0
        ? tag(
            'Скидки',
            tag('Скидка', tag('Наименование', 'Округление') + tag('Сумма', money(off)) + tag('УчтеноВСумме', 'true')),
          )
        : '',
      tag('Товары', receipt.lines.map((line) => goods(line, known.get(line.goodsId ?? ''))).join('')),
      properties({
        Касса: shop.till,
        Кассир: receipt.session?.cashier,
        'Номер ФН': receipt.fiscal?.fn,
        'Номер ФД': receipt.fiscal && String(receipt.fiscal.fd),
        ФПД: receipt.fiscal?.fpd,
        'Оплачено наличными': money(paidBy(receipt).cash),
        'Оплачено безналичными': money(paidBy(receipt).cashless),
      }),
    ].join(''),
  );
}

export type SalesShop = Pick<Shop, 'name' | 'inn' | 'till' | 'timeZone'>;

/** `known`: cards of the lines, by their identity. `now`: when the file is made. */
export function salesXml(
  receipts: readonly Receipt[],
  shop: SalesShop,
  known: ReadonlyMap<string, SoldGoods>,
  now: EpochMs,
): string {
  const made = `${wallClock(now, hoursAhead(shop.timeZone))}:00`;
  const documents = receipts.filter(({ state }) => state === 'fiscalized');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="${made}">`,
    ...documents.map((receipt) => document(receipt, shop, known)),
    '</КоммерческаяИнформация>',
  ].join('\n');
}
