/** The shift (смена) as the till knows it: what was done to it and how long it may last. */
import type { Kopecks } from '../base/money.ts';
import type { FiscalMark } from './document.ts';
import type { EpochMs } from '../base/time.ts';

export type ShiftOperationKind = 'open' | 'close' | 'report' | 'cash-in' | 'cash-out';

/** What the ККТ said before the operation: recovery compares it with what it says after a lost answer (kkt-shtrih.md §7.3). */
export interface Witness {
  readonly fn: string;
  readonly lastFd: number;
  /** Number of the shift that is open, or of the last one. */
  readonly shift: number;
  readonly paidIn: Kopecks;
  readonly paidOut: Kopecks;
}

/** One thing done with the shift or the drawer. `begun` is on the medium before the first byte goes out. */
export interface ShiftOperation {
  /** UUIDv7. */
  readonly id: string;
  readonly kind: ShiftOperationKind;
  readonly state: 'begun' | 'done' | 'not-done' | 'in-doubt';
  readonly at: EpochMs;
  readonly cashier: string;
  readonly before: Witness;
  /** Of cash paid in or out. */
  readonly sum?: Kopecks | undefined;
  /** Cash in the drawer at the close: as counted by a person, and as the ККТ has it. */
  readonly counted?: Kopecks | undefined;
  readonly expected?: Kopecks | undefined;
  readonly shift?: number | undefined;
  readonly fiscal?: FiscalMark | undefined;
  /** Neither we nor the ККТ could tell: a person looked at the papers. */
  readonly decidedByPerson?: true | undefined;
}

/** A shift lasts 24 h at most (54-ФЗ art. 4.3 p. 2); the ФН refuses receipts after that. */
export const shiftLimitMs = 24 * 3_600_000;
/** Told this long ahead: time enough to close it between two customers, and late enough to be meant. */
export const shiftWarningMs = 2 * 3_600_000;

/** How much of the shift is left, ms; negative when it is over. Never more than a shift has: the two times may be of two clocks. */
export const shiftLeft = (openedAt: EpochMs, now: EpochMs): number =>
  Math.min(shiftLimitMs, openedAt + shiftLimitMs - now);

/**
 * What became of an operation whose answer is lost, by what the ККТ says now. Cash goes by the registers of the shift, the shift by
 * its document. `unknown`: another ФН, or figures that fit neither.
 */
export function outcome(
  operation: ShiftOperation,
  after: Witness & { readonly closed: FiscalMark | undefined; readonly opened: FiscalMark | undefined },
): 'done' | 'not-done' | 'unknown' {
  const { kind, before, sum = 0 } = operation;
  if (after.fn !== before.fn) return 'unknown';
  switch (kind) {
    case 'open':
    case 'close': {
      if (after.lastFd === before.lastFd) return 'not-done';
      return (kind === 'open' ? after.opened : after.closed) ? 'done' : 'unknown';
    }
    case 'cash-in':
    case 'cash-out':
      // The registers are the shift's own: closed meanwhile, they have started anew and tell nothing.
      if (after.shift !== before.shift || after.closed) return 'unknown';
      return kind === 'cash-in' ? moved(before.paidIn, after.paidIn, sum) : moved(before.paidOut, after.paidOut, sum);
    case 'report':
      // Paper only: whether it came out is seen, and a second one does no harm.
      return 'not-done';
  }
}

const moved = (before: number, after: number, sum: number): 'done' | 'not-done' | 'unknown' => {
  if (after === before) return 'not-done';
  return after === before + sum ? 'done' : 'unknown';
};
