/**
 * The service worker: serves the precached build and routes code checks (design, section 1). Everything else goes to the network
 * untouched. Globals are a cache: the worker may be stopped at any moment between two events.
 */
import { cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { carriedHttp } from '../check/carrier.ts';
import { createCheckers, type CheckerDeps } from '../check/checker.ts';
import { fetchHttp } from '../check/fetch-http.ts';
import { routes } from '../check/routes.ts';
import { trialCheckers } from '../check/trial.ts';
import { checkStateStore } from '../storage/check-state.ts';
import { tellFaults } from './faults.ts';
import { answerCheck, workerClock } from './realm.ts';
import { refreshHeaders } from './shell.ts';

declare const self: ServiceWorkerGlobalScope;
/** The files of this build, put in by vite.config.ts. */
declare const __PRECACHE__: PrecacheEntry[];

tellFaults(self);
const pending = new Set<Promise<unknown>>();
const http = fetchHttp(workerClock);

const deps: CheckerDeps = {
  http,
  store: checkStateStore(self.indexedDB),
  clock: workerClock,
  random: Math.random,
  // On the shop's own machine the relay is reached without any network; only the gateway can say what it reaches.
  isOffline: () => !self.navigator.onLine,
  background: (work) => {
    const kept = work.catch(() => undefined).finally(() => pending.delete(kept));
    pending.add(kept);
  },
};
const checkerFor = createCheckers(deps);

/** ЛМ's requests go by the page that asked: `clientId` is of the check, not of the worker, which may have several in hand. */
const carriedBy = (clientId: string) =>
  carriedHttp(async (message, port) => {
    const client = await self.clients.get(clientId);
    client?.postMessage(message, [port]);
    return client !== undefined;
  }, workerClock);

/** Work that outlives the answer keeps the worker alive until it is done. */
async function idle(): Promise<void> {
  while (pending.size > 0) await Promise.allSettled(pending);
}

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin || !Object.values<string>(routes).includes(pathname)) return;
  const direct = carriedBy(event.clientId);
  const answer = answerCheck(event.request, pathname, checkerFor(direct), (mode) => trialCheckers(deps, mode)(direct));
  event.respondWith(answer);
  // One that fails is told as a promise that nobody heard of (faults.ts); the page asks its own checker.
  event.waitUntil(answer.then(idle, idle));
});

self.addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate')
    event.waitUntil(refreshHeaders(self.caches, (input, init) => self.fetch(input, init)).catch(() => undefined));
});

// The page decides when a new version may take over: never while a receipt is open (platform/update.ts).
self.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
});
// The very first worker takes the page that installed it, so that the first sale already runs through it; an update never gets here before the page asked for it.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

cleanupOutdatedCaches();
precacheAndRoute(__PRECACHE__, { cleanURLs: false, ignoreURLParametersMatching: [/.*/] });
