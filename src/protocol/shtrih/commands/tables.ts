/** The device's tables and registers: 1Ah, 1Bh, 1Eh, 1Fh, 2Dh, 2Eh (kkt-shtrih.md §2.2, §2.10). */
import { concat, fromLe, le, padded } from '../../bytes.ts';
import { command, nothing, signature, type Command, type Signed } from '../command.ts';
import { cp1251, fieldText } from '../text.ts';

/** One value: rows and fields count from 1. */
export interface Cell {
  readonly table: number;
  readonly row: number;
  readonly field: number;
}
const address = ({ table, row, field }: Cell): Uint8Array => concat(le(table, 1), le(row, 2), le(field, 1));

/** 1Fh. The bytes as they are: `fieldNumber` and `fieldText` read them. */
export const readTable = (order: Signed & Cell): Command<Uint8Array> =>
  command('readTable', 0x1f, [signature(order), address(order)], (reader) => reader.rest());

/** 1Eh. `value` of the field's own size: `fieldBytes` makes it. Not while a document is open. */
export const writeTable = (order: Signed & Cell & { readonly value: Uint8Array }): Command<undefined> =>
  command('writeTable', 0x1e, [signature(order), address(order), order.value], nothing);

/** 2Dh. */
export const tableStructure = (order: Signed & { readonly table: number }): Command<TableStructure> =>
  command('tableStructure', 0x2d, [signature(order), le(order.table, 1)], (reader) => ({
    name: fieldText(reader.bytes(40)),
    rows: reader.uint(2),
    fields: reader.uint(),
  }));
export interface TableStructure {
  readonly name: string;
  readonly rows: number;
  readonly fields: number;
}

/** 2Eh. */
export const fieldStructure = (
  order: Signed & { readonly table: number; readonly field: number },
): Command<FieldStructure> =>
  command('fieldStructure', 0x2e, [signature(order), le(order.table, 1), le(order.field, 1)], (reader) => {
    const name = fieldText(reader.bytes(40));
    const isText = reader.uint() === 1;
    const size = reader.uint();
    return isText
      ? { name, type: 'text', size }
      : { name, type: 'number', size, least: reader.uint(size), most: reader.uint(size) };
  });
export type FieldStructure = {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
} & ({ readonly type: 'text' } | { readonly type: 'number'; readonly least: number; readonly most: number });

/** The value of a number field, as 1Fh answers it. Text is read by `fieldText`. */
export const fieldNumber = fromLe;

/** A value as 1Eh takes it: a number of the field's size, text cut to it and ended by zeros. */
export const fieldBytes = (structure: FieldStructure, value: number | string): Uint8Array =>
  typeof value === 'number'
    ? le(value, structure.size)
    : padded(cp1251.encode(value).slice(0, structure.size), structure.size);

/** 1Ah: money, kopecks. Numbers above 255 are CashCore's. */
export const moneyRegister = (order: Signed & { readonly register: number }): Command<RegisterValue> =>
  command('moneyRegister', 0x1a, [signature(order), le(order.register, order.register > 0xff ? 2 : 1)], (reader) => ({
    operator: reader.uint(),
    value: reader.uint(6),
  }));

/** 1Bh: a counter. */
export const counterRegister = (order: Signed & { readonly register: number }): Command<RegisterValue> =>
  command('counterRegister', 0x1b, [signature(order), le(order.register, 1)], (reader) => ({
    operator: reader.uint(),
    value: reader.uint(2),
  }));
export interface RegisterValue {
  readonly operator: number;
  readonly value: number;
}

/** Registers of 1Ah that a till reads. */
export const moneyRegisters = {
  /** Cash of the shift by kind of receipt. */
  cashSales: 193,
  cashPurchases: 194,
  cashSaleReturns: 195,
  cashPurchaseReturns: 196,
  /** Of the shift by the three ways of paying that are not cash. */
  cashlessSales: [197, 201, 205],
  cashlessSaleReturns: [199, 203, 207],
  cashInDrawer: 241,
  cashIns: 242,
  cashOuts: 243,
} as const;

/** Registers of 1Bh that a till reads. */
export const counterRegisters = {
  /** Receipts of the shift by kind. */
  sales: 144,
  purchases: 145,
  saleReturns: 146,
  purchaseReturns: 147,
  lastDocument: 152,
  cashIns: 153,
  cashOuts: 154,
  cancelled: 157,
  xReports: 158,
} as const;
