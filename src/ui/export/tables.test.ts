/** Tables of what was sold: each sum where it belongs, nothing that a spreadsheet runs, no zero lost. */
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { kopecks } from '../../domain/base/money.ts';
import { thousandths } from '../../domain/base/quantity.ts';
import { epochMs } from '../../domain/base/time.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { Line } from '../../domain/document/line.ts';
import { workbook } from '../../files/workbook.ts';
import {
  lineTable,
  operationTable,
  receiptTable,
  soldTable,
  tableCsv,
  tableJson,
  tableSheet,
  tenderTable,
} from './tables.ts';

const shop = { name: 'Ромашка', inn: '7700000000', till: 'Касса 1', timeZone: 9 };
const noon = epochMs(Date.parse('2026-11-30T02:00Z'));
const line = (rest: Partial<Line>): Line => ({
  id: 'l',
  name: 'Хлеб',
  goodsId: 'bread',
  gtin: '04607004890024',
  price: kopecks(5_490),
  quantity: thousandths(2_000),
  measure: 'piece',
  vat: '10',
  ...rest,
});
const receipt = (number: number, lines: Line[], rest: Partial<Receipt> = {}): Receipt => ({
  id: String(number),
  kind: 'sale',
  number,
  state: 'fiscalized',
  openedAt: noon,
  session: { cashier: 'Петрова' },
  lines,
  tenders: [
    { way: 'cashless', amount: kopecks(1_000), by: 'hand' },
    { way: 'cash', amount: kopecks(9_980), received: kopecks(10_000) },
  ],
  adjustments: [],
  fiscal: { fn: '9999078900012345', fd: 17, fpd: '0012345678', at: noon },
  ...rest,
});
/** Without the mark of the encoding, and without the quotes around what has a comma. */
const rowsOf = (text: string): string[] =>
  text
    .slice(1)
    .replace(/"([^"=]+)"(?=;|\r)/g, '$1')
    .trimEnd()
    .split('\r\n');

it('a receipt has its time by the clock of the shop, its papers, its sums and who sold', () => {
  const rows = rowsOf(tableCsv(receiptTable([receipt(5, [line({})], { comment: '=cmd|calc' })]), shop));
  expect(rows[0]).toBe(
    'Дата и время;Чек №;Состояние;ФН;ФД;ФПД;Кассир;Товаров;Сумма, ₽;Наличными, ₽;Безналичными, ₽;Комментарий',
  );
  expect(rows[1]).toBe(
    `2026-11-30 12:00;5;напечатан;"=""9999078900012345""";17;"=""0012345678""";Петрова;1;109,80;99,80;10,00;'=cmd|calc`,
  );
});

it('a workbook runs no cell, loses no zero, and has money and amounts as numbers', () => {
  const weighed = line({
    name: '=HYPERLINK("http://a")',
    quantity: thousandths(345),
    measure: 'kilogram',
    gtin: '00000046009333',
  });
  const files = unzipSync(workbook(tableSheet(lineTable([receipt(5, [weighed])]), shop)));
  const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
  expect(sheet).not.toContain('<f>');
  expect(sheet).toContain('t="inlineStr"><is><t xml:space="preserve">=HYPERLINK("http://a")</t>');
  expect(sheet).toContain('<t xml:space="preserve">46009333</t>');
  expect(sheet).toContain('<v>0.345</v>');
  expect(sheet).toContain('s="2"><v>54.9</v>');
});

it('goods that were sold are added up by kind, of printed receipts alone, the dearest first', () => {
  const receipts = [
    receipt(1, [
      line({}),
      line({
        id: 'm',
        name: 'Сыр',
        goodsId: 'cheese',
        gtin: undefined,
        price: kopecks(90_000),
        quantity: thousandths(100),
        measure: 'kilogram',
      }),
    ]),
    receipt(2, [line({ quantity: thousandths(1_000) }), line({ id: 'o', quantity: thousandths(1_000) })]),
    receipt(3, [line({})], { state: 'cancelled', fiscal: undefined }),
  ];
  expect(rowsOf(tableCsv(soldTable(receipts), shop)).slice(1)).toEqual([
    'Хлеб;"=""4607004890024""";4;шт;219,60;2',
    'Сыр;;0,1;кг;90,00;1',
  ]);
});

it('each way of paying is a row, with the change of the cash', () => {
  expect(rowsOf(tableCsv(tenderTable([receipt(5, [line({})])]), shop)).slice(1)).toEqual([
    '2026-11-30 12:00;5;17;Безналичные;10,00;;;Петрова',
    '2026-11-30 12:00;5;17;Наличные;99,80;100,00;0,20;Петрова',
  ]);
});

it('an operation of the shift, for a program: fields by name, money in kopecks, time in UTC', () => {
  const before = { fn: '9999078900012345', lastFd: 1, shift: 3, paidIn: kopecks(0), paidOut: kopecks(0) };
  const operation = {
    id: 'a',
    kind: 'cash-in',
    state: 'done',
    at: noon,
    cashier: 'Петрова',
    before,
    sum: kopecks(50_000),
    shift: 3,
  } as const;
  expect(JSON.parse(tableJson(operationTable([operation]), shop))).toEqual({
    shop: { name: 'Ромашка', inn: '7700000000', till: 'Касса 1', hoursAheadOfUtc: 10 },
    money: 'kopecks',
    records: [
      {
        at: '2026-11-30T02:00:00.000Z',
        operation: 'Внесение',
        state: expect.any(String),
        shift: 3,
        sum: 50_000,
        cashier: 'Петрова',
      },
    ],
  });
});
