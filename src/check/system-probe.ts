/** Asks each server of ГИС МТ how it is, for a person who wants to know. By itself: no block, no latency and no breaker of the checker hears of it. */
import type { HostFact, SystemProbe } from '../app/ports/system.ts';
import type { Clock } from '../app/ports/clock.ts';
import { ok } from '../domain/base/result.ts';
import type { Http } from './http.ts';
import { fetchHosts, hostHealthOf } from './sources/online-api.ts';

/** More servers than ГИС МТ has are not asked at once. */
const mostHosts = 12;

/** What is asked of the browser; what a page that is not secure does not have is absent. */
interface Browser {
  readonly serviceWorker?: { readonly controller: unknown };
  readonly storage?: { estimate(): Promise<{ readonly quota?: number; readonly usage?: number }> };
}

export const systemProbe = ({
  http,
  clock,
  browser: { serviceWorker, storage },
}: {
  readonly http: Http;
  readonly clock: Pick<Clock, 'now'>;
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
      const health = await hostHealthOf(host, setup, http);
      return { host, ms: clock.now() - startedAt, failure: health.ok ? undefined : health.failure };
    });
    return ok(await Promise.all(facts));
  },
});
