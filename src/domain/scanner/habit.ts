/** What the codes of one scanner tell of the way it sends separators. A scanner has one way, so what one code shows holds for the next. */
import { GS } from '../marking-code/alphabet.ts';
import { readScan, type Repair, type Scan } from '../marking-code/index.ts';

/** `mixed`: separators came in some form, so a code without them is no code of a scanner that drops them; of two scanners under one name it stays so. */
export type SeparatorHabit = 'unknown' | 'drops' | 'mixed';

const SENT: readonly Repair[] = ['gs-text', 'gs-control', 'gs-digits'];

/** What is known after `scan`. Only a code with a separator in it tells, and only one that reads so without any knowledge shows that it was dropped. */
export function habitAfter(before: SeparatorHabit, scan: Scan): SeparatorHabit {
  if (scan.kind !== 'mark' || before === 'mixed') return before;
  const { code, raw, repairs } = scan.mark;
  // What a person typed from a label is no scanner's.
  if (!code.includes(GS) || repairs.includes('hri')) return before;
  if (!repairs.includes('gs-restored') || raw.includes(GS) || repairs.some((repair) => SENT.includes(repair)))
    return 'mixed';
  return readScan(raw).kind === 'mark' ? 'drops' : before;
}
