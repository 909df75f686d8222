/** A check as the journal writes it. */
import type { CheckTimings } from './answer.ts';
import type { StoredCheck } from './stored-check.ts';
import type { Kopecks } from '../base/money.ts';
import type { Verdict } from '../verdict/index.ts';

/** What the journal writes of a check. Older journals have neither code nor goods in it. */
export interface Checked {
  readonly ki: string;
  /** As it was asked, GS included. */
  readonly code?: string | undefined;
  readonly gtin?: string | undefined;
  readonly name?: string | undefined;
  readonly price?: Kopecks | undefined;
  /** Who answered, the answer as it was read, and the proof. */
  readonly check: StoredCheck;
  readonly timings?: CheckTimings | undefined;
  /** Absent where the line, or the whole receipt, was gone before the answer came. */
  readonly verdict?: Verdict | undefined;
}

/** Whether an event's data is a check at all: what was put into a journal by hand may be anything. */
export const isChecked = (data: unknown): data is Checked => {
  const check = typeof data === 'object' && data !== null && 'check' in data ? data.check : undefined;
  return typeof check === 'object' && check !== null && 'source' in check;
};
