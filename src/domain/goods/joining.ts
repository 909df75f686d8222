/** Two cards of one and the same goods become one, and can be parted again. */
import type { Goods } from './goods.ts';

type Barcodes = Pick<Goods, 'gtin' | 'also' | 'marks'>;

const barcodesOf = ({ gtin, also = [] }: Barcodes): string[] => [
  ...new Set([gtin, ...also].filter((barcode) => barcode !== undefined)),
];

/** A card with these barcodes and no others; its own one first. */
function withBarcodes(card: Goods, barcodes: readonly string[], marks: readonly string[]): Goods {
  const { gtin: _gtin, also: _also, marks: _marks, ...rest } = card;
  const [gtin, ...also] = barcodes;
  return {
    ...rest,
    ...(gtin !== undefined && { gtin }),
    ...(also.length > 0 && { also }),
    ...(marks.length > 0 && { marks }),
  };
}

/** In what they must agree: under one card a scan of either would be sold as the other. */
const decisive = ['isMarked', 'measure', 'vat', 'group', 'adult', 'alcohol', 'excise'] as const;

/** Whether both may be one card. A package that divides is like no other. */
export const mayJoin = (one: Goods, other: Goods): boolean =>
  decisive.every((field) => one[field] === other[field]) && !one.parts && !other.parts;

/** The card that stays, with the barcodes of both, and the other one, in the archive without any. */
export function joined(kept: Goods, other: Goods): { readonly kept: Goods; readonly other: Goods } {
  const marks = new Set([...(kept.marks ?? []), ...(other.marks ?? [])]);
  const { gtin, also, marks: othersMarks, quickKeyIndex: _, ...rest } = other;
  return {
    kept: withBarcodes(kept, [...new Set([...barcodesOf(kept), ...barcodesOf(other)])], [...marks]),
    other: { ...rest, archived: 'person', joined: { into: kept.id, gtin, also, marks: othersMarks } },
  };
}

/** Both as they were: what was joined into `kept` takes its barcodes back. `kept` is absent where that card is no more. */
export function parted(other: Goods, kept: Goods | undefined): { readonly kept?: Goods; readonly other: Goods } {
  const { joined: was, archived: _, ...rest } = other;
  const back = new Set(barcodesOf(was ?? {}));
  const stays = (barcode: string): boolean => !back.has(barcode);
  return {
    ...(kept && {
      kept: withBarcodes(kept, barcodesOf(kept).filter(stays), (kept.marks ?? []).filter(stays)),
    }),
    other: withBarcodes(rest, [...back], was?.marks ?? []),
  };
}
