import { describe, expect, it } from 'vitest';
import { kopecks } from '../base/money.ts';
import type { FiscalMark } from './document.ts';
import {
  outcome,
  shiftLeft,
  shiftLimitMs,
  shiftWarningMs,
  type ShiftOperation,
  type ShiftOperationKind,
} from './shift.ts';
import { epochMs } from '../base/time.ts';

const at = epochMs(Date.UTC(2026, 10, 22, 9));
const fn = '9960440301234567';
const hour = 3_600_000;
const before = { fn, lastFd: 7, shift: 3, paidIn: kopecks(100_000), paidOut: kopecks(20_000) };
const operation = (kind: ShiftOperationKind): ShiftOperation => ({
  id: 'op',
  kind,
  state: 'begun',
  at,
  cashier: 'Петрова',
  before,
  ...(kind.startsWith('cash') && { sum: kopecks(50_000) }),
});
const mark: FiscalMark = { fn, fd: 8, fpd: '1234567890', at };
type After = Parameters<typeof outcome>[1];
const same: After = { ...before, opened: undefined, closed: undefined };

describe('what became of an operation whose answer is lost', () => {
  it.each<[ShiftOperationKind, string, Partial<After>, ReturnType<typeof outcome>]>([
    ['open', 'no new document', {}, 'not-done'],
    ['open', 'the report of an opened shift', { lastFd: 8, opened: mark }, 'done'],
    ['open', 'that report, and more after it', { lastFd: 12, opened: mark }, 'done'],
    ['open', 'the report of a closed shift', { lastFd: 8, closed: mark }, 'unknown'],
    ['open', 'a document of another kind', { lastFd: 8 }, 'unknown'],
    ['close', 'no new document', {}, 'not-done'],
    ['close', 'the report of a closed shift', { lastFd: 8, closed: mark }, 'done'],
    ['close', 'the report of an opened shift', { lastFd: 8, opened: mark }, 'unknown'],
    ['close', 'a document of another kind', { lastFd: 8 }, 'unknown'],
    ['close', 'documents gone from the ФН', { lastFd: 3 }, 'unknown'],
    ['cash-in', 'the same registers', {}, 'not-done'],
    ['cash-in', 'the sum more paid in', { paidIn: kopecks(150_000) }, 'done'],
    ['cash-in', 'the registers of the next shift', { shift: 4, paidIn: kopecks(150_000), lastFd: 9 }, 'unknown'],
    ['cash-in', 'the same registers in the next shift', { shift: 4, lastFd: 9 }, 'unknown'],
    ['cash-in', 'the sum twice', { paidIn: kopecks(200_000) }, 'unknown'],
    ['cash-in', 'less paid in than before', { paidIn: kopecks(50_000) }, 'unknown'],
    ['cash-in', 'the sum paid out', { paidOut: kopecks(70_000) }, 'not-done'],
    ['cash-in', 'the sum paid in and receipts sold meanwhile', { paidIn: kopecks(150_000), lastFd: 9 }, 'done'],
    ['cash-out', 'the same registers', {}, 'not-done'],
    ['cash-out', 'the sum more paid out', { paidOut: kopecks(70_000) }, 'done'],
    ['cash-out', 'the registers of the next shift', { shift: 4, paidOut: kopecks(70_000), lastFd: 9 }, 'unknown'],
    ['cash-out', 'a kopeck more than the sum', { paidOut: kopecks(70_001) }, 'unknown'],
    ['cash-out', 'the sum paid in', { paidIn: kopecks(150_000) }, 'not-done'],
    ['report', 'nothing to go by', {}, 'not-done'],
  ])('%s, by %s', (kind, _, change, expected) =>
    expect(outcome(operation(kind), { ...same, ...change })).toBe(expected),
  );

  it.each<ShiftOperationKind>(['open', 'close', 'report', 'cash-in', 'cash-out'])(
    '%s is never guessed by another ФН, whatever its figures',
    (kind) => {
      const other = { ...same, fn: '9960440300000001' };
      for (const after of [
        other,
        { ...other, lastFd: 8, opened: mark, closed: mark, paidIn: kopecks(150_000), paidOut: kopecks(70_000) },
      ])
        expect(outcome(operation(kind), after)).toBe('unknown');
    },
  );

  // A first cash-in that was done, then a Z report by the ККТ's own keys: zero before, zero after, and the money lies in the drawer.
  it.each<ShiftOperationKind>(['cash-in', 'cash-out'])(
    '%s is unknown once its shift was closed: the registers have started anew',
    (kind) => {
      const first = { ...operation(kind), before: { ...before, paidIn: kopecks(0), paidOut: kopecks(0) } };
      expect(outcome(first, { ...first.before, lastFd: 8, closed: mark, opened: undefined })).toBe('unknown');
    },
  );
});

describe('a shift', () => {
  it.each([
    [0, 24 * hour],
    [22 * hour, 2 * hour],
    [24 * hour, 0],
    [25 * hour, -hour],
    [-hour, 24 * hour],
    [-9_000 * hour, 24 * hour],
  ])('opened %d ms ago has %d ms left', (age, left) => expect(shiftLeft(at, epochMs(at + age))).toBe(left));
  it('lasts 24 hours (54-ФЗ art. 4.3 p. 2), and its end is told before it comes', () => {
    expect(shiftLimitMs).toBe(86_400_000);
    expect(shiftWarningMs).toBeGreaterThan(0);
    expect(shiftWarningMs).toBeLessThan(shiftLimitMs);
  });
});
