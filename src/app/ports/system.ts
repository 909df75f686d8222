import type { CheckReply } from './checker.ts';
import type { Result } from '../../domain/base/result.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { CheckFailure } from '../../domain/code-check/answer.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';

/** One server of ГИС МТ that checks codes, asked just now. */
export interface HostFact {
  readonly host: string;
  /** The round trip. */
  readonly ms: number;
  /** How far ahead of this machine's clock its own is, ms; absent: it did not say. */
  readonly aheadMs?: number | undefined;
  readonly failure?: CheckFailure | undefined;
}

/**
 * How a check is measured. `usual`: as any check. `silent`: the sources that come first say nothing, so that their time runs out. `offline`: they are known to be
 * out of reach.
 */
export const trialModes = ['usual', 'silent', 'offline'] as const;
export type TrialMode = (typeof trialModes)[number];

/** A link of the module that is not well: to ГИС МТ, to the controller of ЛМ ЧЗ, to ЛМ ЧЗ itself; its own number and words (tspiot.md §5). */
export interface TsPiotLink {
  readonly name: 'gismt' | 'lmController' | 'lm';
  readonly code: number;
  readonly error?: string | undefined;
}

/** What the orchestrator knows of the module of this till. */
export interface WatchedTsPiot {
  readonly version?: string | undefined;
  readonly isRegistered: boolean;
  readonly licence?: { readonly isActive: boolean; readonly until?: EpochMs | undefined } | undefined;
  readonly links: readonly TsPiotLink[];
}

export interface TsPiotFacts {
  /** The module of this till, or why there is none. */
  readonly module: Result<{ readonly at: string }, CheckFailure>;
  /** Absent: its orchestrator does not answer here. */
  readonly watched?: WatchedTsPiot | undefined;
}

/** Measures what stands behind the till. It teaches the checker nothing. */
export interface SystemProbe {
  /** Each server that checks codes; a failure: not even their list could be had. */
  hosts(setup: CheckSetup): Promise<Result<readonly HostFact[], CheckFailure>>;
  /** The shop's ТС ПИоТ; undefined: it has none. */
  tsPiot(setup: CheckSetup): Promise<TsPiotFacts | undefined>;
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
