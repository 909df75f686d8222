/** Asks each server of ГИС МТ how it is, and runs measured checks, for a person who wants to know. By itself: no block, no latency and no breaker of the checker hears of it. */
import type { CheckReply, CheckRequest } from '../app/ports/checker.ts';
import type { HostFact, SystemProbe, TrialMode } from '../app/ports/system.ts';
import type { Clock } from '../app/ports/clock.ts';
import { ok } from '../domain/base/result.ts';
import { read } from './answers.ts';
import type { Http } from './http.ts';
import { nobodysCode, nobodysKi } from './nobody.ts';
import { checkReply } from './replies.ts';
import { routes } from './routes.ts';
import { hasTsPiot } from './sources/ids.ts';
import { watchTsPiot } from './sources/tspiot-watch.ts';
import { fetchHosts, hostHealthOf } from './sources/online-api.ts';

/** More servers than ГИС МТ has are not asked at once. */
const mostHosts = 12;
/** Longer than any race: past it the worker is taken for dead, ms. */
const trialLimitMs = 15_000;

/** What is asked of the browser; what a page that is not secure does not have is absent. */
interface Browser {
  readonly serviceWorker?: { readonly controller: unknown };
  readonly onLine?: boolean;
  readonly storage?: { estimate(): Promise<{ readonly quota?: number; readonly usage?: number }> };
}

export const systemProbe = ({
  http,
  clock,
  browser: { serviceWorker, storage, onLine },
}: {
  readonly http: Http;
  readonly clock: Clock;
  readonly browser: Browser;
}): SystemProbe => ({
  async page() {
    const { quota, usage = 0 } = (await storage?.estimate()) ?? {};
    return {
      hasWorker: serviceWorker && serviceWorker.controller !== null,
      freeBytes: quota === undefined ? undefined : quota - usage,
    };
  },
  async hosts(setup) {
    const list = await fetchHosts(setup, http);
    if (!list.ok) return list;
    const facts = list.value.slice(0, mostHosts).map(async (host): Promise<HostFact> => {
      const startedAt = clock.now();
      let aheadMs: number | undefined;
      const overheard: Http = async (request, signal) => {
        const answer = await http(request, signal);
        if (answer.kind === 'answer' && answer.upstreamDate !== undefined) aheadMs = answer.upstreamDate - clock.now();
        return answer;
      };
      const health = await hostHealthOf(host, setup, overheard);
      return { host, ms: clock.now() - startedAt, aheadMs, failure: health.ok ? undefined : health.failure };
    });
    return ok(await Promise.all(facts));
  },
  tsPiot: async (setup) => (hasTsPiot(setup) ? watchTsPiot(setup, http) : undefined),
  async trial(mode, setup, aheadMs) {
    const codes = [{ code: nobodysCode, ki: nobodysKi }];
    const request: CheckRequest = { codes, scannedAt: clock.now(), setup, aheadMs };
    const byWorker = serviceWorker?.controller ? await askWorker(mode, request, http) : undefined;
    if (byWorker) return byWorker;
    // No worker has this page, or one of an older build that knows no such question.
    const { trialCheckers } = await import('./trial.ts');
    const store = { load: async () => undefined, save: async () => undefined };
    const background = (work: Promise<unknown>): void => void work.catch(() => undefined);
    const isOffline = (): boolean => onLine === false;
    // No list of hosts is kept, so no moment of its renewal is spread.
    const random = (): number => 0;
    const deps = { http, store, clock, random, isOffline, background };
    return trialCheckers(deps, mode)(http).check({ ...request, scannedAt: clock.now() });
  },
});

async function askWorker(mode: TrialMode, request: CheckRequest, http: Http): Promise<CheckReply | undefined> {
  const answer = await http({
    method: 'POST',
    url: routes.trial,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode, request }),
    limitMs: trialLimitMs,
  });
  return answer.kind === 'answer' && answer.status === 200 && answer.relay === undefined
    ? read(checkReply(1), answer.body)
    : undefined;
}
