import type { Result } from '../../domain/base/result.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { CheckFailure, CheckTimings, CodeCheck } from '../../domain/code-check/answer.ts';
import type { CheckSetup, SourcesHealth } from '../../domain/code-check/source.ts';

/** Up to 100 codes at once. The budget of 1.5 s counts from `scannedAt`, the first scan among them. */
export interface CheckRequest {
  /** How far ahead of this machine's clock the till's is, ms: an answer must be of today, and a shelf life not over. 0 where it is not said. */
  readonly aheadMs?: number | undefined;
  readonly codes: ReadonlyArray<{ readonly code: string; readonly ki: string; readonly group?: number | undefined }>;
  readonly scannedAt: EpochMs;
  readonly setup: CheckSetup;
}

/** One element per code, in the order of the request. */
export interface CheckReply {
  readonly checks: readonly CodeCheck[];
  readonly timings: CheckTimings;
}

export interface CodeChecker {
  /** Always answers; what failed stands in the reply. */
  check(request: CheckRequest): Promise<CheckReply>;
  /**
   * Housekeeping: refreshes the list of hosts, probes blocked ones, asks ЛМ for its state. Cheap; call it every minute. `since`: where nothing was heard of ГИС МТ
   * after that moment of this machine's clock, its hosts are asked how they are, and their connections stand before the first scan.
   */
  refreshHealth(setup: CheckSetup & { readonly since?: EpochMs | undefined }): Promise<SourcesHealth>;
  /** Tells ЛМ that an item was sold (`cis/sell`, local-module.md §2.6). Idempotent: "already registered" is a success. */
  registerSale(ki: string, setup: CheckSetup): Promise<Result<void, CheckFailure>>;
}
