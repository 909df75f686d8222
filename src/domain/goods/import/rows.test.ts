/** Rows of a file: what is taken, what is refused, what is told. */
import { expect, it } from 'vitest';
import { ImportedRows, type RowCells } from './rows.ts';

function read(...rows: RowCells[]): ImportedRows {
  const all = new ImportedRows(true);
  rows.forEach((cells, at) => all.add(at + 2, cells));
  return all;
}
const milk = { name: 'Молоко', price: '89,90', barcode: '4607004890017' };

it('takes goods', () => {
  const { goods, refused, notes } = read({
    ...milk,
    article: 'М-1',
    vat: '10',
    unit: 'шт',
    marking: 'MILK',
    folder: 'Молочное',
    id: 'x',
  });
  expect(goods).toEqual([
    {
      row: 2,
      name: 'Молоко',
      price: 8_990,
      barcodes: ['04607004890017'],
      article: 'М-1',
      vat: '10',
      measure: 'piece',
      isMarked: true,
      group: 8,
      folder: 'Молочное',
      id: 'x',
    },
  ]);
  expect([refused, notes]).toEqual([[], []]);
});

it.each<[string, RowCells, string]>([
  ['no name', { name: '', price: '5' }, 'no-name'],
  ['price 0', { ...milk, price: '0' }, 'price-zero'],
  ['a negative price', { ...milk, price: '-1' }, 'price-negative'],
  ['words for a price', { ...milk, price: 'договорная' }, 'price-unreadable'],
  ['a price of two readings', { ...milk, price: '1,234' }, 'price-ambiguous'],
  ['a barcode that Excel has spoilt', { ...milk, barcode: '4,607E+12' }, 'barcode-exponent'],
  ['a cell without end', { ...milk, name: 'x'.repeat(2_000) }, 'too-long'],
])('%s is refused with the number of its row', (_, cells, kind) => {
  const { goods, refused } = read(cells);
  expect(goods).toEqual([]);
  expect(refused).toMatchObject([{ row: 2, kind }]);
});

it.each<[string, RowCells, string]>([
  ['digits that are no barcode', { ...milk, barcode: '12345' }, 'barcode-dropped'],
  ['twelve digits', { ...milk, barcode: '036000291452' }, 'zero-restored'],
  ['20 %', { ...milk, vat: '20' }, 'vat-20'],
  ['a rate that is none', { ...milk, vat: '?' }, 'vat-unknown'],
  ['a unit that is none', { ...milk, unit: 'фунт' }, 'unit-unknown'],
  ['a marking that is none', { ...milk, marking: '?' }, 'marking-unknown'],
  ['a long name', { ...milk, name: 'м'.repeat(200) }, 'name-cut'],
])('%s is taken and told', (_, cells, kind) => {
  const { goods, notes } = read(cells);
  expect(goods).toHaveLength(1);
  expect(notes).toMatchObject([{ row: 2, kind }]);
});

it('the same barcode of other goods is refused, and says where it was', () => {
  const { goods, refused } = read(milk, { ...milk, name: 'Хлеб' });
  expect(goods).toHaveLength(1);
  expect(refused).toMatchObject([{ row: 3, kind: 'barcode-taken', other: 2 }]);
});

it('rows of the same goods bring their barcodes together', () => {
  const { goods, refused } = read({ ...milk, article: 'М-1' }, { ...milk, article: 'М-1', barcode: '4607004890024' });
  expect(goods).toMatchObject([{ barcodes: ['04607004890017', '04607004890024'] }]);
  expect(refused).toEqual([]);
});

it('the same goods with another price are refused; word for word they are only told', () => {
  expect(read(milk, { ...milk, price: '95' }).refused).toMatchObject([{ row: 3, kind: 'twice', other: 2 }]);
  expect(read(milk, milk).notes).toMatchObject([{ row: 3, kind: 'repeated', other: 2 }]);
});

it('a line with a name alone is the group of those below it', () => {
  const { goods, rowCount, refused, notes } = read(
    { name: 'Молочное' },
    milk,
    { name: 'Хлеб и булки' },
    { name: 'Батон', price: '45' },
  );
  expect(goods.map(({ name, folder }) => [name, folder])).toEqual([
    ['Молоко', 'Молочное'],
    ['Батон', 'Хлеб и булки'],
  ]);
  expect([rowCount, refused]).toEqual([4, []]);
  expect(notes.map(({ row, kind }) => [row, kind])).toEqual([
    [2, 'heading'],
    [4, 'heading'],
  ]);
});

it('empty rows count for nothing', () => {
  expect(read({ name: ' ' }, {}).rowCount).toBe(0);
});
