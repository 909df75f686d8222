/** What was sold and what was done with the shift as tables: one set of columns for Excel, CSV and JSON. */
import { csv } from '../../domain/base/csv.ts';
import { showMoney, sum, type Kopecks } from '../../domain/base/money.ts';
import { hoursAhead, wallClock, type EpochMs } from '../../domain/base/time.ts';
import type { Receipt } from '../../domain/document/document.ts';
import { isPart, lineSum, unitPrice, type Line } from '../../domain/document/line.ts';
import { due } from '../../domain/document/pricing.ts';
import type { ShiftOperation } from '../../domain/document/shift.ts';
import { change, paidBy, type Tender } from '../../domain/document/tender.ts';
import { timeOf } from '../../domain/journal/pages.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { SheetCell } from '../../app/ports/goods-files.ts';
import { printedBarcode } from '../goods-list/goods-file.ts';
import { journal } from '../journal/texts.ru.ts';
import { packageUnit } from '../line/texts.ru.ts';
import { vatNames } from '../receipt/texts.ru.ts';
import { shift } from '../shift/texts.ru.ts';
import { heads, ways } from './texts.ru.ts';

/** A number that is no money is an amount or the number of a paper. */
type Cell = string | number | { readonly money: Kopecks } | { readonly at: EpochMs } | undefined;
export type TableRow = Readonly<Partial<Record<keyof typeof heads, Cell>>>;

export interface Table {
  readonly columns: ReadonlyArray<keyof typeof heads>;
  readonly rows: readonly TableRow[];
}

const money = (kopecks: Kopecks | undefined): Cell => (kopecks === undefined ? undefined : { money: kopecks });
const papers = ['fn', 'fd', 'fpd'] as const;

const factsOf = (receipt: Receipt): TableRow => ({
  at: { at: timeOf(receipt) },
  number: receipt.number,
  state: journal.states[receipt.state],
  fn: receipt.fiscal?.fn,
  fd: receipt.fiscal?.fd,
  fpd: receipt.fiscal?.fpd,
  cashier: receipt.session?.cashier,
});

export const receiptTable = (receipts: readonly Receipt[]): Table => ({
  columns: ['at', 'number', 'state', ...papers, 'cashier', 'goods', 'total', 'cash', 'cashless', 'comment'],
  rows: receipts.map((receipt) => ({
    ...factsOf(receipt),
    goods: receipt.lines.length,
    total: money(due(receipt)),
    cash: money(paidBy(receipt).cash),
    cashless: money(paidBy(receipt).cashless),
    comment: receipt.comment,
  })),
});

/** How much of what the line counts by: parts of a package, or its unit. */
const amountOf = (line: Line): { readonly quantity: number | undefined; readonly unit: string } =>
  line.part
    ? { quantity: line.part.count, unit: packageUnit('part') }
    : { quantity: line.quantity === undefined ? undefined : line.quantity / 1_000, unit: packageUnit(line.measure) };

export const lineTable = (receipts: readonly Receipt[]): Table => ({
  columns: [
    ...(['at', 'number', 'state', 'fd', 'name', 'barcode', 'quantity', 'unit', 'price', 'sum', 'vat', 'ki'] as const),
    'cashier',
  ],
  rows: receipts.flatMap((receipt) =>
    receipt.lines.map((line) => ({
      ...factsOf(receipt),
      name: line.name,
      barcode: line.gtin === undefined ? undefined : printedBarcode(line.gtin),
      ...amountOf(line),
      price: money(unitPrice(line)),
      sum: money(lineSum(line)),
      vat: line.vat && vatNames[line.vat],
      ki: line.mark?.ki,
    })),
  ),
});

const isSold = ({ state }: Receipt): boolean => state === 'fiscalized';

/** Each kind of goods once, what brought most first. Goods of one card sold as a whole and in parts are two rows: their amounts do not add. */
export function soldTable(receipts: readonly Receipt[]): Table {
  const sold = new Map<string, { line: Line; quantity: number; sums: Kopecks[]; receipts: Set<string> }>();
  for (const { id, lines } of receipts.filter(isSold))
    for (const line of lines) {
      const { quantity = 0, unit } = amountOf(line);
      const key = JSON.stringify([line.goodsId ?? line.gtin ?? '', line.name, unit, isPart(line)]);
      const known = sold.get(key) ?? { line, quantity: 0, sums: [], receipts: new Set<string>() };
      known.quantity += quantity;
      known.sums.push(lineSum(line));
      sold.set(key, known.receipts.add(id) && known);
    }
  const rows = [...sold.values()]
    .map(({ line, quantity, sums, receipts: papersOf }) => ({
      name: line.name,
      barcode: line.gtin === undefined ? undefined : printedBarcode(line.gtin),
      // Thousandths: what doubles add to a sum of them goes.
      quantity: Math.round(quantity * 1_000) / 1_000,
      unit: amountOf(line).unit,
      kopecks: sum(sums),
      receipts: papersOf.size,
    }))
    .sort((a, b) => b.kopecks - a.kopecks)
    .map(({ kopecks, ...row }) => ({ ...row, sum: money(kopecks) }));
  return { columns: ['name', 'barcode', 'quantity', 'unit', 'sum', 'receipts'], rows };
}

export const tenderTable = (receipts: readonly Receipt[]): Table => ({
  columns: ['at', 'number', 'fd', 'way', 'sum', 'received', 'change', 'cashier'],
  rows: receipts.filter(isSold).flatMap((receipt) =>
    receipt.tenders.map((tender: Tender) => ({
      ...factsOf(receipt),
      way: ways[tender.way],
      sum: money(tender.amount),
      ...(tender.way === 'cash' && { received: money(tender.received), change: money(change(receipt)) }),
    })),
  ),
});

export const operationTable = (operations: readonly ShiftOperation[]): Table => ({
  columns: ['at', 'operation', 'state', 'shift', 'sum', 'counted', 'expected', ...papers, 'cashier'],
  rows: operations.map((operation) => ({
    at: { at: operation.at },
    operation: shift.kinds[operation.kind],
    state: shift.states[operation.state],
    shift: operation.shift,
    sum: money(operation.sum),
    counted: money(operation.counted),
    expected: money(operation.expected),
    fn: operation.fiscal?.fn,
    fd: operation.fiscal?.fd,
    fpd: operation.fiscal?.fpd,
    cashier: operation.cashier,
  })),
});

/** «2026-11-22 12:05» by the shop's clock: sorts as it reads, and a spreadsheet takes it for a time. */
const clock = (at: EpochMs, zone: number): string => wallClock(at, zone).replace('T', ' ');

function cells<Shown>({ columns, rows }: Table, shown: (cell: Cell) => Shown): Array<Array<string | Shown>> {
  return [columns.map((column) => heads[column]), ...rows.map((row) => columns.map((column) => shown(row[column])))];
}

export function tableCsv(table: Table, { timeZone }: Pick<Shop, 'timeZone'>): string {
  const text = (cell: Cell): string => {
    if (cell === undefined || typeof cell === 'string') return cell ?? '';
    if (typeof cell === 'number') return String(cell).replace('.', ',');
    if ('at' in cell) return clock(cell.at, hoursAhead(timeZone));
    // Excel takes no number with a space in it.
    return showMoney(cell.money).replace(/\s/g, '');
  };
  return csv(cells(table, text));
}

export function tableSheet(table: Table, { timeZone }: Pick<Shop, 'timeZone'>): SheetCell[][] {
  return cells(table, (cell): SheetCell => {
    if (cell === undefined || typeof cell === 'string') return cell ?? '';
    if (typeof cell === 'number') return { plain: cell };
    return 'at' in cell ? clock(cell.at, hoursAhead(timeZone)) : cell.money / 100;
  });
}

/** For a program: names of fields, money in kopecks, times in UTC. */
export const tableJson = (
  { columns, rows }: Table,
  { name, inn, till, timeZone }: Pick<Shop, 'name' | 'inn' | 'till' | 'timeZone'>,
): string =>
  JSON.stringify(
    {
      shop: { name, inn, till, hoursAheadOfUtc: hoursAhead(timeZone) },
      money: 'kopecks',
      records: rows.map((row) =>
        Object.fromEntries(
          columns.map((column) => {
            const cell = row[column];
            if (typeof cell !== 'object') return [column, cell];
            return [column, 'at' in cell ? new Date(cell.at).toISOString() : cell.money];
          }),
        ),
      ),
    },
    undefined,
    2,
  );
