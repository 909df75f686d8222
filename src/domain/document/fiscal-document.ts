/**
 * The fiscal document as data: tags of ФФД 1.2 (marking-codes.md §2; ФНС ЕД-7-20/662@ app. 2).
 * The ККТ adds what only it knows: 1012, 1040, 1041, 1077, 2106, 2107, 2115. 2106 is never computed here (§3.1).
 */
import type { Proof } from '../code-check/answer.ts';
import { proofOf } from '../code-check/stored-check.ts';
import { dayOf } from '../base/time.ts';
import { inEffect, permissionActs } from '../verdict/index.ts';
import { measures } from '../base/quantity.ts';
import { operations, type Document } from './document.ts';
import { isExcisable, lineSum, type Line } from './line.ts';
import { due } from './pricing.ts';
import { paidBy } from './tender.ts';
import { subject, taxations, vatRates, type Taxation } from '../shop/taxation.ts';

export type TagValue = number | string | Tags | readonly Tags[];
export interface Tags {
  readonly [tag: number]: TagValue;
}

/** Who sells: what the receipt says besides its lines. */
export interface Seller {
  readonly taxation: Taxation;
  readonly cashier: string;
}

/** Tag 1260 for the permission regime, by the act in effect when it was checked (online-check.md §6; local-module.md §4.1). Absent in emergency mode, without a check and without its proof. */
export function permissionTag({ check, mark }: Pick<Line, 'check' | 'mark'>): Tags | undefined {
  const proof = proofOf(check);
  if (!mark || !proof) return undefined;
  // If the till's clock is before the first act, that act is named: the proof must not be lost to a wrong clock.
  const act = inEffect(permissionActs, dayOf(mark.scannedAt, mark.zone)) ?? permissionActs[0];
  return { 1262: act.authority, 1263: act.date, 1264: act.number, 1265: proofText(proof) };
}

/** Tag 1265. Order and separators as the sources have them; `Inst` and `Ver` only after ЛМ, both or neither. */
export const proofText = (proof: Proof): string =>
  `UUID=${proof.reqId}&Time=${proof.reqTimestamp}` +
  (proof.inst ? `&Inst=${proof.inst}&Ver=${proof.version ?? ''}` : '');

/** Builds a receipt: of a sale (1054 = 1) or of a return (2). Every line must have a price. Sums in kopecks, quantities (1023) in thousandths. */
export function saleDocument(receipt: Document & { readonly kind: keyof typeof operations }, seller: Seller): Tags {
  const { cash, cashless } = paidBy(receipt);
  return {
    1054: operations[receipt.kind],
    1055: taxations[seller.taxation],
    1021: seller.cashier,
    1059: receipt.lines.map(itemTags),
    1020: due(receipt),
    1031: cash,
    1081: cashless,
    ...(receipt.buyer !== undefined && { 1008: receipt.buyer }),
    ...(receipt.intent?.tillMark !== undefined && { 1192: receipt.intent.tillMark }),
  };
}

/** Tag 1059 of one line. */
export function itemTags(line: Line): Tags {
  const permission = permissionTag(line);
  return {
    1030: line.name.slice(0, 128),
    1079: line.price ?? 0,
    1023: line.quantity ?? 0,
    1043: lineSum(line),
    // A receipt without a rate is not paid (`obstacle`), and a rate that nobody gave is not made up here.
    ...(line.vat && { 1199: vatRates[line.vat] }),
    1212: subject(line.mark !== undefined, isExcisable(line)),
    1214: 4,
    2108: measures[line.measure],
    ...(line.mark && { 2000: line.mark.code, 2102: 0 }),
    // 1023 stays one piece, 1079 is the price of the part (marking-codes.md §2.3 rule 2); 1292 is its text.
    ...(line.part && {
      1291: { 1292: `${line.part.count}/${line.part.of}`, 1293: line.part.count, 1294: line.part.of },
    }),
    ...goodsCode(line),
    ...(permission && { 1260: permission }),
  };
}

/** Tag 1163: 1305 for a GS1 mark, 1306 for a pack's short mark (GTIN, serial and МРЦ), 1301/1302/1303 for plain barcodes (marking-codes.md §1.7). */
function goodsCode(line: Line): Tags {
  if (line.mark)
    return { 1163: line.mark.form === 'pack' ? { 1306: line.mark.code.slice(0, 25) } : { 1305: line.mark.ki } };
  if (line.gtin === undefined) return {};
  const ean = line.gtin.replace(/^0+/, '');
  if (ean.length <= 8) return { 1163: { 1301: ean.padStart(8, '0') } };
  return { 1163: ean.length <= 13 ? { 1302: ean.padStart(13, '0') } : { 1303: ean } };
}
