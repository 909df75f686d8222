/** Scans that added no line, and how long they stand on the screen. Pure. */
import { hasCheckDigit, type Damage } from '../domain/marking-code/index.ts';

export type Rejected = {
  readonly id: string;
  readonly raw: string;
  /** 14 digits, where the scan tells them: whose notice it is. */
  readonly gtin?: string | undefined;
} & (
  | { readonly kind: 'damaged'; readonly damage: Damage | 'no-tail' }
  | { readonly kind: 'duplicate' | 'needs-mark' | 'unknown-goods' | 'not-goods' | 'busy'; readonly name?: string | undefined }
  | { readonly kind: 'sold-before'; readonly at: number; readonly number: number; readonly name?: string | undefined }
);

/** Goods that the buyer holds and the receipt does not: they would leave the shop unpaid if the next scan took the word off the screen. */
const unresolved: ReadonlySet<Rejected['kind']> = new Set(['damaged', 'needs-mark', 'unknown-goods', 'busy']);

export const isUnresolved = ({ kind }: Pick<Rejected, 'kind'>): boolean => unresolved.has(kind);

/** The list with one more, or as it stands when something else is scanned; the same scan stands once. */
export const withRejected = (list: readonly Rejected[], scan?: Rejected): readonly Rejected[] => {
  const lasting = list.filter((old) => isUnresolved(old) && old.raw !== scan?.raw);
  return scan ? [...lasting, scan] : lasting;
};

/** The list after goods came into the receipt. `gtin`: 14 digits; `ki`: of marked ones, and then a damaged scan of another unit stays. */
export const withoutGoods = (list: readonly Rejected[], gtin: string, ki?: string): readonly Rejected[] =>
  list.filter((scan) => scan.gtin !== gtin || (ki !== undefined && scan.kind === 'damaged' && !isSameUnit(scan.raw, ki, gtin)));

/** Characters after the GTIN that tell two units apart as a rule: AI 21 and four of the serial, six of a pack's seven. */
const TELLING = 6;

/** As far as the damaged one goes; CapsLock may be what damaged it. */
function isSameUnit(damaged: string, ki: string, gtin: string): boolean {
  const [one = '', other = ''] = [damaged, ki].map((code) => code.slice(code.indexOf(gtin) + gtin.length).slice(0, TELLING).toLowerCase());
  return other.startsWith(one);
}

/** GTIN of a damaged scan, where it came whole. */
export const gtinIn = (raw: string): string | undefined =>
  [/01(\d{14})/, /^(\d{14})/].map((pattern) => pattern.exec(raw)?.[1]).find((digits) => digits !== undefined && hasCheckDigit(digits));
