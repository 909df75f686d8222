/** Composition root of the page: the one file that knows every adapter. */
import { tillName } from './app/journal/witness-keeper.ts';
import { mount } from 'svelte';
import { v7 } from 'uuid';
import { createBoot } from './boot/boot.ts';
import { httpOver, type HttpAnswer, type HttpRequest } from './check/http.ts';
import { remoteChecker } from './check/remote.ts';
import { whoUsedBridge } from './devices/links/passages.ts';
import { devices } from './devices/registry.ts';
import type { CodeChecker } from './app/ports/checker.ts';
import type { Till } from './app/till.ts';
import { readWorkerFault } from './app/ports/worker-fault.ts';
import { readTillId } from './domain/base/fields.ts';
import { goodsReader, readTold } from './domain/goods/stored-goods.ts';
import { TillClock } from './app/time/till-clock.ts';
import { isLoopback } from './domain/base/loopback.ts';
import { epochMs } from './domain/base/time.ts';
import { browserClock } from './platform/clock.ts';
import { gatewayClock } from './platform/gateway-clock.ts';
import { gatewayMemory } from './platform/gateway-memory.ts';
import { whenIdle } from './platform/idle.ts';
import { localPermission } from './platform/local-network.ts';
import { deflatePacker } from './platform/packer.ts';
import { hearInstallOffer } from './platform/install-offer.ts';
import { hasRoom } from './platform/room.ts';
import { sha256 } from './platform/sha256.ts';
import { framePainted } from './platform/paint.ts';
import { policyBlocks } from './platform/policy-blocks.ts';
import { singleTab } from './platform/single-tab.ts';
import { smallMemory } from './platform/small-memory.ts';
import { probeDatabase } from './storage/probe.ts';
import { openSettings } from './storage/settings.ts';
import App from './ui/shell/App.svelte';
import { webAudioSounds } from './ui/shell/sounds.ts';

/** When this build was made, epoch ms; put in by vite.config.ts. */
declare const __BUILT_AT__: number;

const clock = browserClock;
const offer = hearInstallOffer(window);
const monotonic = (): number => performance.now();
const time = new TillClock({ clock, monotonic, builtAt: epochMs(__BUILT_AT__) });
/** Its clock is this machine's. */
const isGatewayHere = isLoopback(location.hostname);
const gateway = gatewayClock({ now: clock.now, isHere: isGatewayHere });
const http = gateway.overheard(httpOver((url, options) => fetch(url, options), clock));
const askGateway = async (request: HttpRequest): Promise<(HttpAnswer & { kind: 'answer' }) | undefined> => {
  const answer = await http(request);
  return answer.kind === 'answer' ? answer : undefined;
};
const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
/** The gateway answers at once or is not there; a start-up does not wait longer for it, ms. */
const bootLimitMs = 2_000;
/** Files are deleted in it, ms. */
const clearLimitMs = 30_000;

const isBlocked = policyBlocks(document);
let ownPolicy: Promise<string | null> | undefined;
/** Whether the policy of the page keeps it from this address: by what the browser has blocked, and by the answer that brought the page. */
async function isClosed(url: string): Promise<boolean> {
  if (isBlocked(url)) return true;
  ownPolicy ??= fetch('/index.html').then(({ headers }) => headers.get('content-security-policy'));
  try {
    const [policy, { forbidsCall }] = await Promise.all([ownPolicy, import('./platform/connect-policy.ts')]);
    return forbidsCall(policy ?? '', url, location.origin);
  } catch {
    ownPolicy = undefined;
    return false;
  }
}

let ownChecker: Promise<CodeChecker> | undefined;
/** The checker of a page that no worker controls: its code comes when the first question is asked. */
const loadOwnChecker = async (): Promise<CodeChecker> => {
  const [{ createChecker }, { fetchHttp }, { checkStateStore }] = await Promise.all([
    import('./check/checker.ts'),
    import('./check/fetch-http.ts'),
    import('./storage/check-state.ts'),
  ]);
  const own = gateway.overheard(fetchHttp(clock));
  return createChecker({
    http: own,
    localHttp: own,
    store: checkStateStore(indexedDB),
    clock,
    random: Math.random,
    isOffline: () => !navigator.onLine,
    // A page lives as long as it lives: nothing to keep awake.
    background: (work) => void work.catch(() => undefined),
  });
};
const own = (): Promise<CodeChecker> =>
  (ownChecker ??= loadOwnChecker().catch((error: unknown) => {
    ownChecker = undefined;
    throw error;
  }));
const checker = remoteChecker(http, own, () => worker?.controller != null);

/** Who we are to the gateway: it gives a ККТ to one till at a time, and takes a page that comes back for the same one. */
const memory = smallMemory(() => localStorage);
const tillId = readTillId(memory.get(tillName)) ?? v7();
memory.set(tillName, tillId);

const machines = devices({
  clock,
  serial: 'serial' in navigator ? navigator.serial : undefined,
  usb: 'usb' in navigator ? navigator.usb : undefined,
  hid: 'hid' in navigator ? navigator.hid : undefined,
  // Absent where the page is not secure.
  media: 'mediaDevices' in navigator ? navigator.mediaDevices : undefined,
  keys: { page: window, monotonic },
  // The practice ФН must hear of a full medium: what it cannot keep it refuses.
  memory: { get: memory.get, set: (name, value) => localStorage.setItem(name, value) },
  WebSocket,
  origin: location.origin,
  till: tillId,
});

/** Their code comes while the settings open. */
const loadJournal = () => import('./storage/journal.ts');
const journal = loadJournal();
journal.catch(() => undefined);
const loadCatalogue = () => import('./storage/catalogue.ts');
const catalogue = loadCatalogue();
catalogue.catch(() => undefined);

/** The browser tells it once, to whoever opens first: so the tab that has the till must be the one. */
const lookForLoss = async (): Promise<string | undefined> => {
  const names = ['poltora-settings', 'poltora-journal'];
  const probed = await Promise.all(names.map((name) => probeDatabase(indexedDB, name)));
  return probed.map(({ dataLoss }) => dataLoss).find((told) => told !== undefined);
};

const boot = createBoot({
  tab: singleTab(
    navigator.locks,
    new BroadcastChannel('poltora-till'),
    () => boot.isIdle(),
    // The reload brings this tab to the «open elsewhere» screen: the other one is first in the queue for the lock.
    () => location.reload(),
  ),
  openJournal: async () =>
    (await journal.catch(loadJournal)).openJournal('poltora-journal', {
      now: () => time.now(),
      pcNow: clock.now,
      newId: v7,
      packer: deflatePacker(window),
    }),
  openCatalogue: async () =>
    (await catalogue.catch(loadCatalogue)).openCatalogue({
      goods: goodsReader(() => time.now()),
      told: readTold,
    }),
  openSettings: () => openSettings(crypto),
  dataLoss: lookForLoss,
  clearStorage: async () => {
    const answer = await http({ method: 'POST', url: '/relay/clear-storage', headers: {}, limitMs: clearLimitMs });
    return answer.kind === 'answer' && answer.status === 204;
  },
  memory,
  gatewayMemory: (tillKey) => gatewayMemory(askGateway, tillKey),
  gatewayCall: async (request) => (await import('./platform/gateway-call.ts')).gatewayCall(askGateway, request),
  tillId,
  adoptTill: (id) => memory.set(tillName, id),
  fetchJson: async (url) => {
    const answer = await http({ method: 'GET', url, headers: { accept: 'application/json' }, limitMs: bootLimitMs });
    if (answer.kind !== 'answer' || answer.status !== 200) return undefined;
    try {
      return JSON.parse(answer.body) as unknown;
    } catch {
      // A captive portal answers everything with a page of its own.
      return undefined;
    }
  },
  checker,
  openPrinter: machines.openPrinter,
  exchanges: machines.exchanges,
  whoUsedBridge: whoUsedBridge({ fetch: (url, init) => fetch(url, init), clock, till: tillId }),
  choosePort: machines.choosePort,
  scanners: machines.scanners,
  camera: machines.camera,
  clock,
  time,
  gatewayTime: gateway.last,
  newId: v7,
  random: Math.random,
  monotonic,
  sounds: webAudioSounds(() => new AudioContext()),
  painted: framePainted(window),
  persist: async () => ('storage' in navigator ? navigator.storage.persist() : undefined),
  hasRoom: () => hasRoom('storage' in navigator ? navigator.storage : undefined),
  device: async () =>
    (await import('./platform/device.ts')).deviceDesk({
      offer,
      storage: 'storage' in navigator ? navigator.storage : undefined,
      isStandalone: () => matchMedia('(display-mode: standalone)').matches,
      browser: navigator,
    }),
  localPermission: async (url) => {
    // The browser tells what the policy blocked after the request has failed, so it is looked at last.
    const state = await localPermission(navigator.permissions, url, location.hostname);
    return (await isClosed(url)) ? 'closed' : state;
  },
  localModuleLine: async () =>
    (await import('./check/local-module-line.ts')).localModuleLine({
      http,
      fetch: (url, options) => fetch(url, options),
      clock,
      time: () => time.now(),
    }),
  systemProbe: async () => (await import('./check/system-probe.ts')).systemProbe({ http, clock, browser: navigator }),
  goodsFiles: async () => (await import('./files/goods-files.ts')).goodsFiles(),
  goodsSource: async () => (await import('./platform/web-files.ts')).goodsSource(window, clock),
  builtAt: epochMs(__BUILT_AT__),
  isSecure: isSecureContext,
  setupSource: async () => (await import('./platform/web-files.ts')).setupSource(window, clock),
  idleWork: {
    // Absent where the page is not secure.
    digest: sha256((crypto as Partial<Crypto>).subtle),
    idle: whenIdle(window),
  },
  restart: () => location.reload(),
});

/** The worker asks the page to carry a request to ЛМ. A page that cannot is silent, and the worker knows what that means. */
async function carryFor({ data, ports: [port] }: MessageEvent<unknown>): Promise<void> {
  const { carry, readCarryMessage } = await import('./check/carrier.ts');
  const message = readCarryMessage(data);
  if (message && port) carry(message, port, http);
}
worker?.addEventListener('message', (event: MessageEvent<unknown>) => {
  const fault = readWorkerFault(event.data);
  if (fault !== undefined) return boot.reportFault(fault);
  carryFor(event).catch(() => undefined);
});
worker?.startMessages();

/** A screen that goes dark over an open receipt wants a password of the machine, with a buyer waiting. */
async function keepScreen({ sale }: Till): Promise<void> {
  const { keepAwake } = await import('./platform/keep-awake.ts');
  const want = keepAwake({ wakeLock: 'wakeLock' in navigator ? navigator.wakeLock : undefined, page: document, clock });
  const look = (): void => want(!sale.isAtRest());
  sale.subscribe(look);
  // What is at rest by the time alone. Nothing is wanted anew by the clock: a forgotten receipt would never be forgotten.
  boot.onRest(() => {
    if (sale.isAtRest()) want(false);
  });
  look();
}
/** What the buyer's display shows, in a window of its own (display.ts). */
async function tellBuyer({ sale, shop, status, now }: Till): Promise<void> {
  const [{ tellDisplay }, { displayChannel, displayChannelName }] = await Promise.all([
    import('./app/display/tell-display.ts'),
    import('./platform/display-channel.ts'),
  ]);
  tellDisplay({
    channel: displayChannel(new BroadcastChannel(displayChannelName)),
    sale,
    shop: shop.get,
    isDemo: () => {
      const { printer } = status.get();
      return shop.get().kind === 'demo' || (printer?.ok === true && printer.value.demo);
    },
    clock,
    now,
  });
}
boot.view.subscribe((view) => {
  if (view.phase !== 'open') return;
  whenIdle(window)(() => {
    void keepScreen(view.till).catch(() => undefined);
    void tellBuyer(view.till).catch(() => undefined);
  });
});

const target = document.getElementById('app');
if (!target) throw new Error('no #app in index.html');
mount(App, { target, props: { boot: boot.view } });
void boot.run();
// Without a worker the first scan is checked here: the code for it comes while the databases open.
if (worker?.controller == null) own().catch(() => undefined);
// What nobody has caught, whoever threw it.
addEventListener('error', ({ error, message }) => boot.reportFault(error ?? message));
addEventListener('unhandledrejection', ({ reason }) => boot.reportFault(reason));
// A dying page lets go of the port at once, so that the next one finds it free (platform.md II.11).
addEventListener('pagehide', () => void boot.release());

async function keepOffline(): Promise<void> {
  const { registerWorker, trustedScript } = await import('./platform/update.ts');
  const updates = registerWorker(trustedScript('/sw.js'), clock, {
    ready: boot.updateReady,
    isAtRest: boot.isAtRest,
    reload: () => location.reload(),
  });
  boot.onRest(updates.apply);
}
/** What could not be fetched of it is asked for again, ms. */
const keepOfflineAgainMs = 30_000;
const tryToKeepOffline = (): void => void keepOffline().catch(() => clock.after(keepOfflineAgainMs, tryToKeepOffline));
if (worker && import.meta.env.PROD) {
  // When the start is over: the worker makes this one no quicker, only the next.
  const stop = boot.view.subscribe(({ phase }) => {
    if (phase === 'starting') return;
    stop();
    whenIdle(window)(tryToKeepOffline);
  });
}
