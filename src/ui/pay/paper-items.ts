import { kopecks, type Kopecks } from '../../domain/base/money.ts';
import { measures, showQuantity, type Measure, type Thousandths } from '../../domain/base/quantity.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { Tags, TagValue } from '../../domain/document/fiscal-document.ts';
import { markSign } from '../../domain/document/mark-result.ts';
import { vatRates } from '../../domain/shop/taxation.ts';
import * as receiptRu from '../receipt/texts.ru.ts';
import { measureNames } from '../sale/texts.ru.ts';

/** An item as the paper has it. */
export interface PaperItem {
  readonly index: number;
  readonly name: string;
  readonly price: Kopecks;
  readonly quantity: string;
  readonly sum: Kopecks;
  readonly vat: string;
  readonly sign: string;
  readonly permission?: { readonly words: string; readonly proof: string } | undefined;
}

/** What is shown is what went to the ККТ: tag 1059 of the receipt's document, read back. */
export const paperItems = (receipt: Receipt, tags: Tags): PaperItem[] =>
  (tags[1059] as readonly Tags[]).map((tag, index) => {
    const markResult = receipt.lines[index]?.markResult;
    const permission = tag[1260] as Tags | undefined;
    return {
      index,
      name: String(tag[1030]),
      price: kopecks(Number(tag[1079])),
      quantity: [
        showQuantity(Number(tag[1023]) as Thousandths),
        measureName(tag),
        (tag[1291] as Tags | undefined)?.[1292],
      ]
        .filter(Boolean)
        .join(' '),
      sum: kopecks(Number(tag[1043])),
      vat: nameOf(vatRates, tag[1199], receiptRu.vatNames),
      // Not known: the till died before the ККТ said it, and the paper alone tells.
      sign: tag[2000] === undefined ? '' : receiptRu.marks[markResult ? markSign(markResult) : 'M'],
      permission: permission && {
        words: [permission[1262], permission[1263], permission[1264]].join(' · '),
        proof: String(permission[1265]),
      },
    };
  });

/** Pieces are not named. */
function measureName(tag: Tags): string {
  const measure = (Object.keys(measures) as Measure[]).find((each) => measures[each] === tag[2108]);
  return measure === undefined || measure === 'piece' ? '' : measureNames[measure];
}

/** The name of what a tag has as a code. */
export function nameOf<Key extends string>(
  codes: Readonly<Record<Key, number>>,
  code: TagValue | undefined,
  names: Readonly<Record<Key, string>>,
): string {
  const key = (Object.keys(codes) as Key[]).find((each) => codes[each] === code);
  return key === undefined ? '' : names[key];
}
