/**
 * The index of checks: blocks of text, a few hundred checks each, searched from end to end. Any part of a code is found, not its beginning alone, a year
 * of a busy till is some ten megabytes, and a block costs the write of one row instead of twenty entries for each check.
 */
import type { Checked } from './checked.ts';
import type { EpochMs } from '../base/time.ts';
import { proofOf } from './stored-check.ts';

/** Checks among the events `first` to `last`, in order of their numbers. */
export interface SearchBlock {
  readonly first: number;
  readonly last: number;
  /** Of the checks: the earliest and the latest. Absent where there is none. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Number and moment of each check. */
  readonly numbers: Uint32Array;
  readonly moments: Float64Array;
  /** One line for each: code, КИ and GTIN where the code does not hold them, reqId; in small letters, parted by tabs. */
  readonly text: string;
  /** Goods are few: names apart, so that one Cyrillic letter does not double the size of all codes. */
  readonly names: readonly string[];
  readonly nameOf: Uint16Array;
}

export interface NumberedCheck {
  readonly n: number;
  readonly at: EpochMs;
  readonly checked: Checked;
}

const clean = (value: string): string => value.toLowerCase().replace(/[\t\n]/g, ' ');

function lineOf({ ki, code, gtin, check }: Checked): string {
  const parts: string[] = [];
  const add = (value: string | undefined): void => {
    if (value !== undefined && !parts.some((part) => part.includes(clean(value)))) parts.push(clean(value));
  };
  add(code);
  add(ki);
  add(gtin);
  add(proofOf(check)?.reqId);
  return parts.join('\t');
}

/** `checks`: all among the events `first` to `last`, in order. */
export function blockOf(first: number, last: number, checks: readonly NumberedCheck[]): SearchBlock {
  const moments = checks.map(({ at }) => at as number);
  const names = new Map<string, number>();
  const nameOf = checks.map(({ checked }) => {
    const name = clean(checked.name ?? '');
    const known = names.get(name) ?? names.size;
    names.set(name, known);
    return known;
  });
  return {
    first,
    last,
    ...(checks.length > 0 && { from: Math.min(...moments), to: Math.max(...moments) }),
    numbers: Uint32Array.from(checks.map(({ n }) => n)),
    moments: Float64Array.from(moments),
    text: checks.map(({ checked }) => lineOf(checked)).join('\n'),
    names: [...names.keys()],
    nameOf: Uint16Array.from(nameOf),
  };
}

/** Numbers of the checks that hold `text` and were made from `from` on and before `to`, newest first. Capitals do not matter. */
export function searchBlock(block: SearchBlock, text: string, from: number, to: number): number[] {
  if (block.from === undefined || block.to === undefined || block.to < from || block.from >= to) return [];
  const wanted = text.trim().toLowerCase();
  const hits = new Set<number>();
  // Tabs and line ends part the fields: nothing that holds one can be in a field.
  if (wanted !== '' && !/[\t\n]/.test(wanted)) {
    let line = 0;
    let counted = 0;
    for (let at = block.text.indexOf(wanted); at >= 0;) {
      for (let end = block.text.indexOf('\n', counted); end >= 0 && end < at; end = block.text.indexOf('\n', counted)) {
        line += 1;
        counted = end + 1;
      }
      hits.add(line);
      const next = block.text.indexOf('\n', at);
      at = next < 0 ? -1 : block.text.indexOf(wanted, next);
    }
    const named = new Set(block.names.flatMap((name, index) => (name.includes(wanted) ? [index] : [])));
    if (named.size > 0) block.nameOf.forEach((name, index) => void (named.has(name) && hits.add(index)));
  }
  const found: number[] = [];
  for (let index = block.numbers.length - 1; index >= 0; index -= 1) {
    const moment = block.moments[index] ?? 0;
    if (moment >= from && moment < to && (wanted === '' || hits.has(index))) found.push(block.numbers[index] ?? 0);
  }
  return found;
}
