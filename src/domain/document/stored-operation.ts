/** An operation of the shift as a journal keeps it. Records are never rewritten: what is read here is handed on, and the chain of digests stands on the row itself. */
import * as v from 'valibot';
import { count, moment, money } from '../base/fields.ts';
import type { ShiftOperation } from './shift.ts';

const text = v.string();
const fiscal = v.looseObject({ fn: text, fd: count, fpd: text, at: moment });
const operation = v.looseObject({
  id: text,
  kind: v.picklist(['open', 'close', 'report', 'cash-in', 'cash-out']),
  state: v.picklist(['begun', 'done', 'not-done', 'in-doubt']),
  at: moment,
  cashier: text,
  before: v.looseObject({ fn: text, lastFd: count, shift: count, paidIn: money, paidOut: money }),
  sum: v.optional(money),
  counted: v.optional(money),
  expected: v.optional(money),
  shift: v.optional(count),
  fiscal: v.optional(fiscal),
  decidedByPerson: v.optional(v.literal(true)),
});

/** The operation in a row of a journal; undefined where it is none that this build can read. */
export function readOperation(stored: unknown): ShiftOperation | undefined {
  const read = v.safeParse(operation, stored);
  if (!read.success) return undefined;
  const { pending: _, ...rest } = read.output;
  return rest as unknown as ShiftOperation;
}
