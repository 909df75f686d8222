/**
 * The page is served from the cache with the headers it was stored with. Its policy (CSP) holds addresses out of the gateway's settings,
 * which may change without a new build: then the same page is stored anew, and the next opening has the new headers.
 */
import { getCacheKeyForURL } from 'workbox-precaching';

const page = '/index.html';

export async function refreshHeaders(caches: CacheStorage, fetch: typeof globalThis.fetch): Promise<void> {
  const key = getCacheKeyForURL(page);
  const kept = key === undefined ? undefined : await caches.match(key);
  if (key === undefined || !kept) return;
  const fresh = await fetch(page, { cache: 'reload' });
  if (!fresh.ok || fresh.redirected || policiesOf(fresh) === policiesOf(kept)) return;
  // Another text is another version: that one comes with its own worker and all its files.
  if ((await fresh.clone().text()) !== (await kept.text())) return;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    if (await cache.match(key)) return cache.put(key, fresh);
  }
}

const policiesOf = ({ headers }: Response): string =>
  ['content-security-policy', 'permissions-policy'].map((name) => headers.get(name)).join('\n');
