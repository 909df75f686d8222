import type { CheckReply } from './checker.ts';
import type { Result } from '../../domain/base/result.ts';
import type { CheckFailure } from '../../domain/code-check/answer.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';

/** One server of ГИС МТ that checks codes, asked just now. */
export interface HostFact {
  readonly host: string;
  /** The round trip. */
  readonly ms: number;
  readonly failure?: CheckFailure | undefined;
}

/**
 * How a check is measured. `usual`: as any check. `silent`: the sources that come first say nothing, so that their time runs out. `offline`: they are known to be
 * out of reach.
 */
export const trialModes = ['usual', 'silent', 'offline'] as const;
export type TrialMode = (typeof trialModes)[number];

/** Measures what stands behind the till. It teaches the checker nothing. */
export interface SystemProbe {
  /** Each server that checks codes; a failure: not even their list could be had. */
  hosts(setup: CheckSetup): Promise<Result<readonly HostFact[], CheckFailure>>;
  /** What the browser says of the page and its storage; what it does not say is absent. */
  page(): Promise<PageFacts>;
  /**
   * Runs one whole check of a code that is nobody's, by the way of every scan. Nothing of it is kept. `aheadMs`: how far ahead of this machine's clock the
   * till's is.
   */
  trial(mode: TrialMode, setup: CheckSetup, aheadMs: number): Promise<CheckReply>;
}

export interface PageFacts {
  /** Whether the page opens without a network: the worker has it. Undefined: this browser has no workers, or the page may not use them. */
  readonly hasWorker: boolean | undefined;
  readonly freeBytes: number | undefined;
}
