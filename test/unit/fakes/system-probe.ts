import type { HostFact, PageFacts, SystemProbe, TsPiotFacts, TrialMode } from '../../../src/app/ports/system.ts';
import type { CheckReply } from '../../../src/app/ports/checker.ts';
import { epochMs } from '../../../src/domain/base/time.ts';
import { ok, type Result } from '../../../src/domain/base/result.ts';
import type { CheckFailure } from '../../../src/domain/code-check/answer.ts';

/** Two servers that are well, and a page that is kept. */
export class FakeProbe implements SystemProbe {
  found: Result<readonly HostFact[], CheckFailure> = ok([
    { host: 'cdn01.crpt.ru', ms: 40 },
    { host: 'cdn02.crpt.ru', ms: 55 },
  ]);
  module: TsPiotFacts | undefined;
  facts: PageFacts = { hasWorker: true, freeBytes: 10_737_418_240 };

  async hosts(): Promise<Result<readonly HostFact[], CheckFailure>> {
    return this.found;
  }

  async tsPiot(): Promise<TsPiotFacts | undefined> {
    return this.module;
  }

  async page(): Promise<PageFacts> {
    return this.facts;
  }

  /** Trials that were asked for, oldest first. */
  readonly trials: TrialMode[] = [];
  /** Why ЛМ gives no verdict; absent: it does. */
  localFailure: CheckFailure | undefined;
  /** What each trial waits for. */
  pause: () => Promise<void> = async () => undefined;

  async trial(mode: TrialMode): Promise<CheckReply> {
    this.trials.push(mode);
    await this.pause();
    const timings = { scannedAt: epochMs(0), decidedMs: 1 };
    if (mode === 'usual') return { checks: [{ source: 'online', facts: 'full', answer: { cis: '' } }], timings };
    const online: CheckFailure = { kind: mode === 'silent' ? 'timeout' : 'offline' };
    const local = this.localFailure;
    return local
      ? { checks: [{ source: 'none', failures: { online, local } }], timings }
      : { checks: [{ source: 'local', facts: 'offline', answer: {}, failures: { online } }], timings };
  }
}
