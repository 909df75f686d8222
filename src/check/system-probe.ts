/** Asks each server of ГИС МТ how it is, for a person who wants to know. By itself: no block, no latency and no breaker of the checker hears of it. */
import type { HostFact, PageFacts, SystemProbe } from '../app/ports/system.ts';
import type { Clock } from '../app/ports/clock.ts';
import { ok } from '../domain/base/result.ts';
import type { Http } from './http.ts';
import { fetchHosts, hostHealthOf } from './sources/online-api.ts';

/** More servers than ГИС МТ has are not asked at once. */
const mostHosts = 12;

export const systemProbe = ({
  http,
  clock,
  page,
}: {
  readonly http: Http;
  readonly clock: Pick<Clock, 'now'>;
  readonly page: () => Promise<PageFacts>;
}): SystemProbe => ({
  page,
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
