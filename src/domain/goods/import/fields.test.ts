import { expect, it } from 'vitest';
import { columnsByHeads, findHeads } from './fields.ts';

it.each<[string, string[], object]>([
  [
    '1С',
    ['Код', 'Артикул', 'Номенклатура', 'Штрихкод', 'Единица измерения', 'Ставка НДС', 'Цена'],
    { article: 1, name: 2, barcode: 3, unit: 4, vat: 5, price: 6 },
  ],
  [
    'МойСклад',
    [
      'UUID',
      'Тип',
      'Группы',
      'Код',
      'Наименование',
      'Внешний код',
      'Артикул',
      'Единица измерения',
      'Цена: Цена продажи',
      'Закупочная цена',
      'Штрихкод EAN13',
      'НДС',
      'Тип маркируемой продукции',
    ],
    { id: 0, folder: 2, name: 4, article: 6, unit: 7, price: 8, barcode: 10, vat: 11, marking: 12 },
  ],
  [
    'a price list',
    ['№', 'Наименование товара', 'Ед.изм.', 'Цена опт', 'Цена розничная, руб.', 'Штрих-код'],
    { name: 1, unit: 2, price: 4, barcode: 5 },
  ],
  [
    'English',
    ['SKU', 'Product name', 'Price', 'EAN', 'Category'],
    { article: 0, name: 1, price: 2, barcode: 3, folder: 4 },
  ],
])('%s', (_, heads, columns) => expect(columnsByHeads(heads)).toEqual(columns));

it('finds the heads under the name of the shop', () => {
  expect(findHeads([['ООО «Ромашка», цена действует до 31.12'], [''], ['Товар', 'Цена'], ['Молоко', '89,90']])).toEqual(
    { headRow: 2, columns: { name: 0, price: 1 } },
  );
});

it('takes words over numbers for heads, though it knows only one of them', () => {
  expect(
    findHeads([
      ['Товар', 'Сколько стоит'],
      ['Молоко', '89,90'],
    ]),
  ).toEqual({ headRow: 0, columns: { name: 0 } });
});

it('goes by what stands in the columns where there are no heads', () => {
  expect(
    findHeads([
      ['4607004890017', 'Молоко 1 л', '89,90'],
      ['4607004890024', 'Хлеб', '45'],
    ]),
  ).toEqual({ headRow: undefined, columns: { barcode: 0, name: 1, price: 2 } });
});
