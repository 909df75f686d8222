/**
 * The mark a till leaves on its documents, tag 1192 (доп. реквизит чека, 16 characters at most: marking-codes.md §2.1): which till made the
 * receipt and under which number. On paper it is for people, in the ФН it tells two tills at one ККТ apart.
 */
export interface TillMark {
  /** `shortTill` of the till. */
  readonly till: string;
  /** `Receipt.number`. */
  readonly number: number;
}

/** Five of 36 signs: two tills of one shop have the same once in sixty million. With «P», the hyphen and nine digits that makes sixteen. */
const length = 5;

/** The short name of a till, from the identity that its browser keeps (a UUID): FNV-1a, written in base 36. */
export function shortTill(identity: string): string {
  let hash = 0x811c9dc5;
  for (const character of identity) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return (hash % 36 ** length).toString(36).toUpperCase().padStart(length, '0');
}

/** No till reaches it in its life: whoever says a higher number of receipts or events is not believed, and a mark has room for it. */
export const highestNumber = 99_999_999;

export const tillMark = ({ till, number }: TillMark): string => `P${till}-${number}`;

/** Undefined: another program's text. */
export function readTillMark(text: string | undefined): TillMark | undefined {
  const [, till, number] = /^P([0-9A-Z]{5})-(\d{1,9})$/.exec(text ?? '') ?? [];
  return till === undefined || number === undefined ? undefined : { till, number: Number(number) };
}
