import type { HostFact, PageFacts, SystemProbe } from '../../../src/app/ports/system.ts';
import { ok, type Result } from '../../../src/domain/base/result.ts';
import type { CheckFailure } from '../../../src/domain/code-check/answer.ts';

/** Two servers that are well, and a page that is kept. */
export class FakeProbe implements SystemProbe {
  found: Result<readonly HostFact[], CheckFailure> = ok([
    { host: 'cdn01.crpt.ru', ms: 40 },
    { host: 'cdn02.crpt.ru', ms: 55 },
  ]);
  facts: PageFacts = { hasWorker: true, freeBytes: 10_737_418_240 };

  async hosts(): Promise<Result<readonly HostFact[], CheckFailure>> {
    return this.found;
  }

  async page(): Promise<PageFacts> {
    return this.facts;
  }
}
