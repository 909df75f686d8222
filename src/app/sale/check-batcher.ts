import type { CheckTimings, CodeCheck } from '../../domain/code-check/answer.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import type { CodeChecker } from '../ports/checker.ts';

/** Codes in one request at most: everyone else sends 1, one client 100; no limit is published (online-check.md §4). */
const mostCodes = 100;

export interface CodeToCheck {
  readonly code: string;
  readonly ki: string;
  readonly group?: number | undefined;
  readonly scannedAt: EpochMs;
}

interface Waiting {
  readonly item: CodeToCheck;
  readonly done: (result: { check: CodeCheck; timings: CheckTimings }) => void;
}

/**
 * Checks codes one by one as they are scanned, and together those asked for in the same turn of the event loop (a receipt
 * found again after a crash, «Повторить проверку» of several lines): they share one request, one race and one proof.
 */
export class CheckCode {
  #waiting: Waiting[] = [];
  readonly #checker: Pick<CodeChecker, 'check'>;
  readonly #setup: () => CheckSetup;

  constructor(checker: Pick<CodeChecker, 'check'>, setup: () => CheckSetup) {
    this.#checker = checker;
    this.#setup = setup;
  }

  /** Resolves with the facts, whatever they are; never rejects for an unreachable source. */
  check(item: CodeToCheck): Promise<{ check: CodeCheck; timings: CheckTimings }> {
    return new Promise((done) => {
      this.#waiting.push({ item, done });
      if (this.#waiting.length === 1) void Promise.resolve().then(() => this.#send());
    });
  }

  #send(): void {
    const all = this.#waiting.splice(0);
    for (let start = 0; start < all.length; start += mostCodes) void this.#race(all.slice(start, start + mostCodes));
  }

  async #race(batch: Waiting[]): Promise<void> {
    const scannedAt = Math.min(...batch.map(({ item }) => item.scannedAt)) as EpochMs;
    const reply = await this.#checker.check({
      codes: batch.map(({ item }) => ({ code: item.code, ki: item.ki, group: item.group })),
      scannedAt,
      setup: this.#setup(),
    });
    batch.forEach(({ done }, index) => {
      // The checker answers each code; a reply that is shorter all the same leaves the rest without a check.
      const missing: CodeCheck = { source: 'none', failures: {} };
      done({ check: reply.checks[index] ?? missing, timings: reply.timings });
    });
  }
}
