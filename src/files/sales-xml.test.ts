/** Sales for 1С: well-formed whatever stands in a name, with the identity that 1С knows its goods by. */
import { SaxesParser } from 'saxes';
import { expect, it } from 'vitest';
import { kopecks } from '../domain/base/money.ts';
import { thousandths } from '../domain/base/quantity.ts';
import { epochMs } from '../domain/base/time.ts';
import type { Receipt } from '../domain/document/document.ts';
import type { Line } from '../domain/document/line.ts';
import { salesXml } from './sales-xml.ts';

const shop = { name: 'ООО «Ромашка»', inn: '7700000000', till: 'Касса 1', timeZone: 2 };
const noon = epochMs(Date.parse('2026-11-30T09:05Z'));
const line = (rest: Partial<Line> = {}): Line => ({
  id: 'l',
  name: 'Хлеб <"Бородинский" & К>\u0007',
  goodsId: 'bread',
  gtin: '04607004890024',
  price: kopecks(5_490),
  quantity: thousandths(2_000),
  measure: 'piece',
  vat: '10',
  ...rest,
});
const receipt = (lines: Line[], rest: Partial<Receipt> = {}): Receipt => ({
  id: 'r1',
  kind: 'sale',
  number: 5,
  state: 'fiscalized',
  openedAt: noon,
  session: { cashier: 'Петрова' },
  lines,
  tenders: [{ way: 'cash', amount: kopecks(10_900), received: kopecks(11_000) }],
  adjustments: [],
  fiscal: { fn: '9999078900012345', fd: 17, fpd: '0012345678', at: noon },
  ...rest,
});

/** Text of each element with its path. Throws where the file is not well-formed. */
function read(xml: string): ReadonlyArray<readonly [path: string, text: string]> {
  const found: Array<[string, string]> = [];
  const path: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => void path.push(name));
  parser.on('text', (text) => void (text.trim() !== '' && found.push([path.slice(1).join('/'), text])));
  parser.on('closetag', () => void path.pop());
  parser.write(xml).close();
  return found;
}
const known = new Map([['bread', { sourceId: 'guid-1', article: 'Х-1' }]]);

it('a receipt is a document with its goods, papers, time of the shop and sums', () => {
  const found = read(salesXml([receipt([line()])], shop, known, noon));
  for (const each of [
    ['Документ/Ид', 'r1'],
    ['Документ/Дата', '2026-11-30'],
    ['Документ/Время', '12:05:00'],
    ['Документ/ХозОперация', 'Отпуск товара'],
    ['Документ/Сумма', '109.80'],
    ['Документ/Товары/Товар/Ид', 'guid-1'],
    ['Документ/Товары/Товар/Штрихкод', '4607004890024'],
    ['Документ/Товары/Товар/Наименование', 'Хлеб <"Бородинский" & К>'],
    ['Документ/Товары/Товар/Количество', '2'],
    ['Документ/Товары/Товар/ЦенаЗаЕдиницу', '54.90'],
    ['Документ/Товары/Товар/СтавкиНалогов/СтавкаНалога/Ставка', '10'],
    ['Документ/ЗначенияРеквизитов/ЗначениеРеквизита/Значение', '9999078900012345'],
  ])
    expect(found).toContainEqual(each);
});

it('goods that 1С does not know bear our identity; weights keep their thousandths; without VAT is said', () => {
  const sold = line({ goodsId: 'own', quantity: thousandths(345), measure: 'kilogram', vat: 'none' });
  const found = read(salesXml([receipt([sold])], shop, known, noon));
  expect(found).toContainEqual(['Документ/Товары/Товар/Ид', 'own']);
  expect(found).toContainEqual(['Документ/Товары/Товар/Количество', '0.345']);
  expect(found).toContainEqual(['Документ/Товары/Товар/БазоваяЕдиница', 'кг']);
  expect(found).toContainEqual(['Документ/Товары/Товар/СтавкиНалогов/СтавкаНалога/Ставка', 'Без НДС']);
});

it('what was not printed is no sale', () => {
  expect(read(salesXml([receipt([line()], { state: 'cancelled' })], shop, known, noon))).toEqual([]);
});
