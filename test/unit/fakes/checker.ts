/** The checker of marking codes, and the answers that tests give it. */
import type { CheckReply, CheckRequest, CodeChecker } from '../../../src/app/ports/checker.ts';
import type { SourcesHealth } from '../../../src/domain/code-check/source.ts';
import type { CheckFailure, CodeCheck } from '../../../src/domain/code-check/answer.ts';
import { ok, type Result } from '../../../src/domain/base/result.ts';
import { noon, turn } from '../clock.ts';

export const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_123 };
export const allowedOnline = (cis = ''): CodeCheck => ({
  source: 'online',
  facts: 'full',
  answer: {
    cis,
    found: true,
    valid: true,
    verified: true,
    utilised: true,
    realizable: true,
    sold: false,
    isBlocked: false,
  },
  proof,
});
export const refusedOnline = (cis = ''): CodeCheck => ({
  source: 'online',
  facts: 'full',
  answer: { cis, found: true, sold: true, realizable: false },
  proof,
});
export const noAnswer: CodeCheck = {
  source: 'none',
  failures: { online: { kind: 'timeout' }, local: { kind: 'not-set-up' } },
};

type HealthAsked = Parameters<CodeChecker['refreshHealth']>[0];

/** A checker that answers `answer`, at once or, while `held`, when `release` is called. */
export class FakeChecker implements CodeChecker {
  readonly requests: CheckRequest[] = [];
  readonly registered: string[] = [];
  /** What each question after the sources' health was asked with. */
  readonly healthAsked: HealthAsked[] = [];
  /** What is known of the sources: online has answered now, ЛМ was not heard. */
  health: (asked: HealthAsked) => SourcesHealth = () => ({ sources: { online: { at: noon }, local: {} } });
  /** `group`: as it was asked with. */
  answer: (code: string, group: number | undefined) => CodeCheck | undefined = allowedOnline;
  register: (ki: string) => Result<void, CheckFailure> | Promise<Result<void, CheckFailure>> = () => ok(undefined);
  held = false;
  #waiting: Array<() => void> = [];

  async check(request: CheckRequest): Promise<CheckReply> {
    this.requests.push(request);
    if (this.held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return {
      checks: request.codes.flatMap(({ code, group }) => this.answer(code, group) ?? []),
      timings: { scannedAt: request.scannedAt, decidedMs: 100 },
    };
  }

  async release(): Promise<void> {
    this.held = false;
    for (const go of this.#waiting.splice(0)) go();
    await turn();
  }

  async refreshHealth(asked: HealthAsked): Promise<SourcesHealth> {
    this.healthAsked.push(asked);
    return this.health(asked);
  }

  async registerSale(ki: string): Promise<Result<void, CheckFailure>> {
    this.registered.push(ki);
    return this.register(ki);
  }
}
