/** Scans that added no line, and how long they stand on the screen. Pure. */
import { hasCheckDigit, type Damage, type Scan } from '../../domain/marking-code/index.ts';
import { fromRussianLayout } from '../../domain/marking-code/ru-layout.ts';
import type { Line } from '../../domain/document/line.ts';
import { isUnresolved } from './unresolved.ts';

/** What the buyer holds, as far as the scan tells: 14 digits, КИ of a unit, the card that was tapped. */
export interface ItemIdentity {
  readonly gtin?: string | undefined;
  readonly ki?: string | undefined;
  readonly goodsId?: string | undefined;
}

export type Rejected = {
  readonly id: string;
  readonly raw: string;
} & ItemIdentity &
  (
    | { readonly kind: 'damaged'; readonly damage: Damage | 'no-tail' }
    | {
        /** `one-each`: the line is there, but for one unit; `not-whole`: a part of goods that are sold by the piece. */
        readonly kind:
          | 'duplicate'
          | 'needs-mark'
          | 'unknown-goods'
          | 'not-goods'
          | 'busy'
          | 'package-unread'
          | 'one-each'
          | 'not-whole';
        readonly name?: string | undefined;
      }
    | { readonly kind: 'sold-before'; readonly at: number; readonly number: number; readonly name?: string | undefined }
  );

/** The list with one more, or as it stands when something else is scanned; the same scan stands once. */
export const withRejected = (list: readonly Rejected[], scan?: Rejected): readonly Rejected[] => {
  const lasting = list.filter((old) => isUnresolved(old) && old.raw !== scan?.raw);
  return scan ? [...lasting, scan] : lasting;
};

/** The list after a line came into the receipt by a scan of `gtin`; a label of the scales has another one than its goods. Of marked goods the same unit only. */
export const withoutGoods = (
  list: readonly Rejected[],
  { mark, goodsId }: Pick<Line, 'mark' | 'goodsId'>,
  gtin: string | undefined,
): readonly Rejected[] =>
  list.filter((scan) => {
    if (scan.goodsId !== undefined && scan.goodsId === goodsId) return false;
    if (gtin === undefined || scan.gtin !== gtin) return true;
    if (mark === undefined) return false;
    if (scan.ki === undefined) return !isSameUnit(scan.raw, mark.ki, gtin);
    // A damaged one may have lost the end of its serial, or have swallowed the tail with the separator.
    return (
      scan.ki !== mark.ki && !(scan.kind === 'damaged' && (mark.ki.startsWith(scan.ki) || scan.ki.startsWith(mark.ki)))
    );
  });

/** Characters after the GTIN that tell two units apart as a rule: AI 21 and four of the serial, six of a pack's seven. */
const TELLING = 6;

/** As far as the bad one goes; CapsLock or the layout may be what damaged it. A product barcode has no more than its GTIN. */
function isSameUnit(bad: string, ki: string, gtin: string): boolean {
  const [one = '', other = ''] = [fromRussianLayout(bad) ?? bad, ki].map((code) =>
    code
      .slice(code.indexOf(gtin) + gtin.length)
      .slice(0, TELLING)
      .toLowerCase(),
  );
  return other.startsWith(one);
}

/** What a scan tells of the goods; of a damaged one the GTIN, where it came whole. */
export function identityOf(scan: Scan): ItemIdentity {
  if (scan.kind === 'product') return { gtin: scan.gtin };
  if (scan.kind === 'mark') return { gtin: scan.mark.gtin, ki: scan.mark.ki };
  return {
    gtin: [/01(\d{14})/, /^(\d{14})/]
      .map((pattern) => pattern.exec(scan.raw)?.[1])
      .find((digits) => digits !== undefined && hasCheckDigit(digits)),
  };
}
