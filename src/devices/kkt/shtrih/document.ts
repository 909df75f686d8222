/** A fiscal document, as tags, in the words of ШТРИХ-М (kkt-shtrih.md §2.6, §3.5). Pure: which commands, in which order of the family. */
import type { Tags, TagValue } from '../../../domain/document/fiscal-document.ts';
import { measures } from '../../../domain/base/quantity.ts';
import { vatRates, type VatRate } from '../../../domain/shop/taxation.ts';
import type { Question } from '../../../protocol/shtrih/command.ts';
import {
  addItem,
  bindMark,
  itemTags,
  type MarkStatus,
  type ReceiptType,
} from '../../../protocol/shtrih/commands/index.ts';
import { tlv, type Tlv } from '../../../protocol/shtrih/tlv.ts';
import { vatByte, type Vat22 } from '../../../protocol/shtrih/vat.ts';

/** What the driver knows of the device when it composes a receipt. */
export interface Dialect {
  readonly password: number;
  /** Whether the tags of an item, and its mark, go before the item itself (§3.5). */
  readonly tagsFirst: boolean;
  readonly markFirst: boolean;
  readonly vat22: Vat22;
}

/** Tag 1054 → the kind of receipt. */
const receiptTypes: Readonly<Record<number, ReceiptType | undefined>> = {
  1: 'sale',
  2: 'saleReturn',
  3: 'purchase',
  4: 'purchaseReturn',
};
export const receiptType = (document: Tags): ReceiptType | undefined => receiptTypes[Number(document[1054])];

export const itemsOf = (document: Tags): readonly Tags[] => (document[1059] ?? []) as readonly Tags[];

/** The marking code of an item, tag 2000; undefined for goods without one. */
export const codeOf = (item: Tags): string | undefined => item[2000] as string | undefined;

/** Tag 2003: what becomes of the goods. A measured or a broken package is sold in part. */
export function markStatus(item: Tags, type: ReceiptType): MarkStatus {
  const inPart = item[1291] !== undefined || Number(item[2108]) !== measures.piece;
  if (type === 'sale') return inPart ? 'soldInPart' : 'sold';
  return inPart ? 'returnedInPart' : 'returned';
}

/** Tags that go with FF61: measure and quantity of measured goods, the part of a package; nothing for whole pieces, where CashCore refuses 1023 (§3.2). */
export function checkTags(item: Tags): Tlv[] {
  if (item[1291] !== undefined) return [part(item[1291])];
  if (Number(item[2108]) === measures.piece) return [];
  return [tlv(2108, Number(item[2108])), tlv(1023, { mantissa: Number(item[1023]), decimals: 3 })];
}

const part = (value: TagValue): Tlv => {
  const { 1293: numerator, 1294: denominator } = value as Tags;
  return tlv(1291, [tlv(1293, Number(numerator)), tlv(1294, Number(denominator))]);
};

/** Tags of the item that FF46 has no field for. 1023, 1163 and 2106 are the device's own (§2.8). */
export function boundTags(item: Tags): Tlv[] {
  const permission = item[1260] as Tags | undefined;
  return [
    tlv(2108, Number(item[2108] ?? measures.piece)),
    ...(item[1291] === undefined ? [] : [part(item[1291])]),
    ...(permission
      ? [
          tlv(
            1260,
            ([1262, 1263, 1264, 1265] as const).map((tag) => tlv(tag, String(permission[tag]))),
          ),
        ]
      : []),
  ];
}

const rateNames = new Map<number, VatRate>((Object.keys(vatRates) as VatRate[]).map((rate) => [vatRates[rate], rate]));

/** The rate's byte for FF46; undefined: this ККТ cannot take it. */
export function vatOf(item: Tags, { vat22 }: Dialect): number | undefined {
  const rate = rateNames.get(Number(item[1199]));
  return rate && vatByte(rate, vat22);
}

/** One position: FF46 → FF4D → FF67 on desktop firmware, FF4D → FF67 → FF46 on CashCore (§3.5). */
export function itemCommands(item: Tags, type: ReceiptType, dialect: Dialect): Question<unknown>[] {
  const { password, tagsFirst, markFirst } = dialect;
  const km = codeOf(item);
  const operation = addItem({
    password,
    type,
    quantity: Number(item[1023]) * 1_000,
    price: Number(item[1079]),
    sum: Number(item[1043]),
    vat: vatOf(item, dialect) ?? 0,
    department: 1,
    method: Number(item[1214]),
    subject: Number(item[1212]),
    name: String(item[1030]),
  });
  const tags = [itemTags({ password, tags: boundTags(item) })];
  const mark = km === undefined ? [] : [bindMark({ password, km })];
  return [
    ...(tagsFirst ? tags : []),
    ...(markFirst ? mark : []),
    operation,
    ...(tagsFirst ? [] : tags),
    ...(markFirst ? [] : mark),
  ];
}

/** Tags of the document: who sells, and where the buyer wants the electronic receipt. */
export const headTags = (document: Tags): Tlv[] => [
  ...(document[1021] === undefined || document[1021] === '' ? [] : [tlv(1021, String(document[1021]))]),
  ...(document[1008] === undefined ? [] : [tlv(1008, String(document[1008]))]),
];

/** Sum of the items, kopecks: more than tag 1020 where the total is rounded. */
export const itemsTotal = (document: Tags): number =>
  itemsOf(document).reduce((sum, item) => sum + Number(item[1043]), 0);
