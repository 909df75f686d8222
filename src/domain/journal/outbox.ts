import type { EpochMs } from '../base/time.ts';
import type { CheckFailure } from '../code-check/answer.ts';

/** One КИ that ЛМ has not been told of yet. */
export interface OutboxRow {
  readonly ki: string;
  readonly receiptId: string;
  readonly attempts: number;
  readonly nextAt: EpochMs;
  readonly failure?: CheckFailure | undefined;
}
