/** Cards as rows of a file that a person opens in Excel, and that this till reads again. */
import { csv } from '../../domain/base/csv.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import type { RowRemark } from '../../domain/goods/import/rows.ts';
import { groupNames } from '../goods/texts.ru.ts';
import { exportHeads, exportNoVat, exportUnits, outcome, remarkWords, steps, yes } from './texts.ru.ts';

/** A barcode as it is printed: without the zeros that make fourteen digits of it. */
export const printedBarcode = (gtin: string): string => gtin.replace(/^0{6}(?=\d{8}$)|^0(?=\d{13}$)/, '');

/** The price apart, for a workbook keeps it as a number. */
function cellsOf(goods: Goods): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const { name, gtin, also = [], article = '', measure, vat, isMarked, group, folder = '', id } = goods;
  const marking = isMarked ? ((group === undefined ? undefined : groupNames[group]) ?? yes) : '';
  const barcodes = [gtin, ...also].filter((each) => each !== undefined).map(printedBarcode);
  return {
    before: [name],
    after: [
      barcodes.join(' '),
      article,
      exportUnits[measure],
      vat === 'none' ? exportNoVat : (vat ?? ''),
      marking,
      folder,
      goods.source?.id ?? id,
    ],
  };
}

/** Excel takes no number with a space in it. */
const roubles = (price: number): string => `${Math.floor(price / 100)},${String(price % 100).padStart(2, '0')}`;

export const goodsCsv = (cards: readonly Goods[]): string =>
  csv([
    exportHeads,
    ...cards.map((card) => {
      const { before, after } = cellsOf(card);
      return [...before, roubles(card.price), ...after];
    }),
  ]);

export const goodsRows = (cards: readonly Goods[]): Array<Array<string | number>> => [
  [...exportHeads],
  ...cards.map((card) => {
    const { before, after } = cellsOf(card);
    return [...before, card.price / 100, ...after];
  }),
];

/** What was not taken of a file, and what was taken otherwise, row by row. */
export const reportCsv = (refused: readonly RowRemark[], notes: readonly RowRemark[]): string =>
  csv([
    steps.reportHeads,
    ...[...refused, ...notes].map(({ row, name, kind, value = '', other }) => [
      String(row),
      name,
      outcome(kind),
      remarkWords(kind, other),
      value,
    ]),
  ]);

/** What Windows allows in no name of a file. */
export const fileName = (parts: readonly string[], extension: string): string =>
  `${parts
    .filter(Boolean)
    .join(' ')
    .replace(/[\\/:*?"<>|]+/g, '')}.${extension}`;
