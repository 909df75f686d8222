/** A receipt from opening to closing (kkt-shtrih.md §2.2, §2.6, §2.7). Money in kopecks. */
import { concat, le } from '../../bytes.ts';
import { command, deed, nothing, operatorOnly, signature, type Command, type Deed, type Signed } from '../command.ts';
import { fnTime, type LocalDateTime } from '../date.ts';
import { cp1251 } from '../text.ts';
import { encodeTlv, type Tlv } from '../tlv.ts';

type ByOperator = Command<ReturnType<typeof operatorOnly>>;

/** Kinds of receipt as 8Dh numbers them. FF46 and the ФН number them otherwise: `operationTypes`. */
export const receiptTypes = { sale: 0, purchase: 1, saleReturn: 2, purchaseReturn: 3 } as const;
export type ReceiptType = keyof typeof receiptTypes;

/** Tag 1054. */
export const operationTypes = { sale: 1, saleReturn: 2, purchase: 3, purchaseReturn: 4 } as const satisfies Record<
  ReceiptType,
  number
>;

/** 8Dh. A correction under ФФД 1.1 and later is a receipt of type 80h and up: known from the maker's constants alone (§9.4). */
export const openReceipt = (
  order: Signed & { readonly type: ReceiptType; readonly correction?: boolean },
): ByOperator =>
  command(
    'openReceipt',
    0x8d,
    [signature(order), le(receiptTypes[order.type] + (order.correction ? 0x80 : 0), 1)],
    operatorOnly,
    { prints: true },
  );

/** 88h: nothing of the open receipt is left; no fiscal document. */
export const cancelReceipt = (signed: Signed): ByOperator =>
  command('cancelReceipt', 0x88, [signature(signed)], operatorOnly, { prints: true });

/** 89h. */
export const subtotal = (signed: Signed): Command<Subtotal> =>
  command('subtotal', 0x89, [signature(signed)], (reader) => ({ operator: reader.uint(), sum: reader.uint(5) }));
export interface Subtotal {
  readonly operator: number;
  readonly sum: number;
}

// ── Items

const longestName = 128;
/** Says "compute it yourself" in a field of money. */
const byDevice = new Uint8Array(5).fill(0xff);
const money = (sum: number | undefined): Uint8Array => (sum === undefined ? byDevice : le(sum, 5));

export interface Item extends Signed {
  readonly type: ReceiptType;
  /** Millionths of a unit. */
  readonly quantity: number;
  readonly price: number;
  /** Within a kopeck of price × quantity; absent: the device computes it. */
  readonly sum?: number | undefined;
  /** VAT; absent: the device computes it. */
  readonly tax?: number | undefined;
  /** `vatByte`. */
  readonly vat: number;
  /** 0…16. */
  readonly department: number;
  /** Tag 1214. */
  readonly method: number;
  /** Tag 1212. */
  readonly subject: number;
  /** Cut at 128 characters. With `//` before it, it goes to the ОФД and is not printed. */
  readonly name: string;
}

/** FF46, the operation V2. */
export const addItem = (item: Item): Command<undefined> =>
  command(
    'addItem',
    0xff46,
    [
      signature(item),
      le(operationTypes[item.type], 1),
      le(item.quantity, 6),
      le(item.price, 5),
      money(item.sum),
      money(item.tax),
      le(item.vat, 1),
      le(item.department, 1),
      le(item.method, 1),
      le(item.subject, 1),
      cp1251.encode(item.name).slice(0, longestName),
    ],
    nothing,
    { prints: true },
  );

/** The most bytes of tags in one FF0C or FF4D: the device takes 250, a frame of protocol 1 has room for 249. Longer ones need FF32…FF64. */
export const longestTlv = 249;

/** FF4D: tags of an item. Before FF46 on CashCore, after it elsewhere (§3.5). */
export const itemTags = (order: Signed & { readonly tags: readonly Tlv[] }): Command<undefined> =>
  command('itemTags', 0xff4d, [signature(order), encodeTlv(order.tags)], nothing);

/** FF0C: tags of the open document. */
export const documentTags = (order: Signed & { readonly tags: readonly Tlv[] }): Command<undefined> =>
  command('documentTags', 0xff0c, [signature(order), encodeTlv(order.tags)], nothing);

// ── Closing

export interface Closing extends Signed {
  readonly cash?: number;
  /** Up to twelve ways of cashless payment, by the rows 2…13 of table 5; the ОФД gets their sum. */
  readonly cashless?: readonly number[];
  /** Paid in advance, tag 1215. */
  readonly advance?: number;
  /** Tag 1216. */
  readonly credit?: number;
  /** Goods in exchange, tag 1217. */
  readonly exchange?: number;
  /** 0…99, taken off to make whole roubles. */
  readonly rounding?: number;
  /** Six sums of taxes; read only where table 1 field 14 is 1. */
  readonly taxes?: readonly number[];
  /** Tag 1055, one bit. */
  readonly taxation: number;
  /** Up to 64 characters, printed at the end. */
  readonly text?: string;
}

const cashlessWays = 12;
const taxSums = 6;
const longestClosingText = 64;

/** `sums` as `count` fields of money. Throws on more of them: a bug. */
function sumFields(sums: readonly number[], count: number): Uint8Array {
  if (sums.length > count) throw new RangeError(`${sums.length} sums in ${count} fields`);
  return concat(...Array.from({ length: count }, (_, index) => le(sums[index] ?? 0, 5)));
}

/** FF45. The receipt becomes a fiscal document, before it is printed and whether or not it can be. */
export const closeReceipt = (order: Closing): Deed<Closed> =>
  deed(
    'document',
    command(
      'closeReceipt',
      0xff45,
      [
        signature(order),
        le(order.cash ?? 0, 5),
        sumFields(order.cashless ?? [], cashlessWays),
        le(order.advance ?? 0, 5),
        le(order.credit ?? 0, 5),
        le(order.exchange ?? 0, 5),
        le(order.rounding ?? 0, 1),
        sumFields(order.taxes ?? [], taxSums),
        le(order.taxation, 1),
        cp1251.encode(order.text ?? '').slice(0, longestClosingText),
      ],
      (reader) => ({
        change: reader.uint(5),
        fd: reader.uint(4),
        fp: reader.uint(4),
        time: reader.left >= 5 ? fnTime(reader) : undefined,
      }),
      { prints: true },
    ),
  );
export interface Closed {
  readonly change: number;
  /** Number of the fiscal document (tag 1040) and its fiscal sign (1077). */
  readonly fd: number;
  readonly fp: number;
  /** Told where table 17 field 36 asks for it. */
  readonly time: LocalDateTime | undefined;
}
