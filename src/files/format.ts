/** What every format of goods files offers to the reader. */
import type { OpenedFile } from '../app/ports/goods-files.ts';
import { findHeads, mostHeadRows } from '../domain/goods/import/fields.ts';
import type { RowCells } from '../domain/goods/import/rows.ts';
import { FileRefused } from './limits.ts';

/** A row of a table: its number in the file, from 1, and which of its cells a spreadsheet keeps as numbers. */
export type HearRow = (row: number, cells: readonly string[], numbers?: readonly boolean[]) => void;
export type HearGoods = (row: number, cells: RowCells) => void;
export type OnShare = (share: number) => void;

/** A file of columns. */
export interface TableFile {
  readonly kind: 'table';
  readonly facts: Pick<OpenedFile, 'format' | 'encoding' | 'delimiter' | 'sheet'>;
  /** `most`: no more rows are wanted. */
  rows(hear: HearRow, onShare: OnShare, most?: number): Promise<void>;
}

/** A file that says itself what is what. */
export interface GoodsFile {
  readonly kind: 'goods';
  readonly facts: Pick<OpenedFile, 'format' | 'encoding'>;
  goods(hear: HearGoods, onShare: OnShare): Promise<void>;
}

export type OpenFile = TableFile | GoodsFile;

/** Rows under the heads that a person sees: enough to know a column by. */
const shownRows = 8;

export interface LookedTable {
  readonly headRow: number | undefined;
  readonly table: NonNullable<OpenedFile['table']>;
}

/** The beginning of a table: its heads, found, and the first rows under them. */
export async function lookInto(file: TableFile): Promise<LookedTable> {
  const rows: string[][] = [];
  const numbers: number[] = [];
  await file.rows(
    (row, cells) => {
      rows.push([...cells]);
      numbers.push(row);
    },
    () => undefined,
    mostHeadRows + shownRows,
  );
  if (rows.every((cells) => cells.every((cell) => cell.trim() === ''))) throw new FileRefused('empty');
  const { headRow, columns } = findHeads(rows);
  const below = rows
    .slice(headRow === undefined ? 0 : headRow + 1)
    .filter((cells) => cells.some((cell) => cell.trim() !== ''));
  const shown = below.slice(0, shownRows);
  const width = Math.max(0, ...[...shown, rows[headRow ?? 0] ?? []].map(({ length: count }) => count));
  const filled = (cells: readonly string[]): string[] =>
    Array.from({ length: width }, (_, at) => (cells[at] ?? '').trim());
  return {
    headRow: headRow === undefined ? undefined : numbers[headRow],
    table: {
      heads: headRow === undefined ? [] : filled(rows[headRow] ?? []),
      rows: shown.map(filled),
      columns,
    },
  };
}
