/** Which of the open receipts of a journal stands at the till, and which are put aside. */
import type { Receipt } from './document.ts';

/** `open`: in the order of their identities. An empty draft that another receipt was taken back over stands for nothing. */
export function currentOf(open: readonly Receipt[]): Receipt | undefined {
  const atTill = open.filter(({ parkedAt }) => parkedAt === undefined);
  return atTill.filter(({ lines }) => lines.length > 0).at(-1) ?? atTill.at(-1);
}

/** The first put aside first. */
export const parkedOf = (open: readonly Receipt[]): Receipt[] =>
  open
    .filter(({ parkedAt }) => parkedAt !== undefined)
    .sort((one, other) => (one.parkedAt ?? 0) - (other.parkedAt ?? 0));
