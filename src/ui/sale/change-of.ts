import type { Line } from '../../domain/document/line.ts';

/** What was done to the draft last. `n`: the same line may change twice. */
export type Change =
  | { readonly kind: 'set'; readonly n: number; readonly line: Line }
  | { readonly kind: 'removed'; readonly n: number; readonly line: Line; readonly index: number };

type Found = Change extends infer Kind ? (Kind extends Change ? Omit<Kind, 'n'> : never) : never;

/** The last line that is new or has another amount or price; else the one that is gone, if it is one. */
export function changeOf(before: readonly Line[], now: readonly Line[]): Found | undefined {
  const known = new Map(before.map((line) => [line.id, line]));
  const line = now.filter((each) => isOtherwise(each, known.get(each.id))).at(-1);
  if (line) return { kind: 'set', line };
  const left = new Set(now.map(({ id }) => id));
  const [gone, ...others] = before.filter(({ id }) => !left.has(id));
  return gone && others.length === 0 ? { kind: 'removed', line: gone, index: before.indexOf(gone) } : undefined;
}

/** A check that came changes nothing that a cashier has done. */
const isOtherwise = (now: Line, was: Line | undefined): boolean =>
  !was || was.quantity !== now.quantity || was.price !== now.price || was.part !== now.part;

/** The line that «one more» means: the one that changed last, else the newest; undefined where that one is not counted. */
export function lastCounted(lines: readonly Line[], change: Change | undefined): Line | undefined {
  const line = change?.kind === 'set' ? lines.find(({ id }) => id === change.line.id) : lines.at(-1);
  return line && isCounted(line) ? line : undefined;
}

/** A unit with a code of its own is one, and goods by weight are weighed. */
export const isCounted = ({ mark, measure }: Line): boolean => !mark && measure === 'piece';
