/** What a command's answer means for the work that it is a part of. */
import type { PrinterFailure } from '../../../app/ports/printer.ts';
import { fail, ok, type Result } from '../../../domain/base/result.ts';

export type Answer<Value> = Promise<Result<Value, PrinterFailure>>;

export const nothing = (answer: Result<unknown, PrinterFailure>): Result<void, PrinterFailure> =>
  answer.ok ? ok(undefined) : answer;

/** Of a command that closes no document a lost answer is no doubt: nothing fiscal has happened. */
export const unclosed = <Value>(
  answer: Result<Value, PrinterFailure>,
  item?: number,
): Result<Value, PrinterFailure> => {
  if (answer.ok) return answer;
  if (answer.failure.kind === 'lost-answer') return fail({ kind: 'not-connected', detail: answer.failure.detail });
  return answer.failure.kind === 'refused' && item !== undefined ? fail({ ...answer.failure, item }) : answer;
};
