/** Composition root of the page: the one file that knows every adapter. */
import { mount } from 'svelte';
import { v7 } from 'uuid';
import { createBoot } from './boot.ts';
import { carry, isCarryMessage } from './check/carrier.ts';
import { createChecker } from './check/checker.ts';
import { fetchHttp } from './check/http.ts';
import { remoteChecker } from './check/remote.ts';
import { devices } from './devices/registry.ts';
import { browserClock } from './platform/clock.ts';
import { localPermission } from './platform/local-network.ts';
import { singleTab } from './platform/single-tab.ts';
import { registerWorker, trustedScript } from './platform/update.ts';
import { openCatalogue } from './storage/catalogue.ts';
import { checkStateStore } from './storage/check-state.ts';
import { openJournal } from './storage/journal.ts';
import { openSettings } from './storage/settings.ts';
import App from './ui/App.svelte';
import { webAudioSounds } from './ui/sounds.ts';

const clock = browserClock;
const http = fetchHttp(clock);
const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
/** The gateway answers at once or is not there; a start-up does not wait longer for it, ms. */
const bootLimitMs = 2_000;

const checker = remoteChecker(
  http,
  createChecker({
    http,
    localHttp: http,
    store: checkStateStore(indexedDB),
    clock,
    random: Math.random,
    isOffline: () => !navigator.onLine && !/^(localhost$|127\.|\[::1\])/.test(location.hostname),
    // A page lives as long as it lives: nothing to keep awake.
    background: (work) => void work.catch(() => undefined),
  }),
  () => worker?.controller != null,
);

/** Who we are to the gateway: it gives a ККТ to one till at a time, and takes a page that comes back for the same one. */
const tillId = localStorage.getItem('poltora-till') ?? v7();
localStorage.setItem('poltora-till', tillId);

const machines = devices({
  clock,
  serial: 'serial' in navigator ? navigator.serial : undefined,
  usb: 'usb' in navigator ? navigator.usb : undefined,
  hid: 'hid' in navigator ? navigator.hid : undefined,
  // Absent where the page is not secure.
  media: 'mediaDevices' in navigator ? navigator.mediaDevices : undefined,
  keys: { page: window, monotonic: () => performance.now() },
  memory: { get: (name) => localStorage.getItem(name), set: (name, value) => localStorage.setItem(name, value) },
  WebSocket,
  origin: location.origin,
  till: tillId,
});

const boot = createBoot({
  tab: singleTab(
    navigator.locks,
    new BroadcastChannel('poltora-till'),
    () => boot.isIdle(),
    // The reload brings this tab to the «open elsewhere» screen: the other one is first in the queue for the lock.
    () => location.reload(),
  ),
  openJournal,
  openCatalogue,
  openSettings: () => openSettings(crypto),
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
  choosePort: machines.choosePort,
  scanners: machines.scanners,
  camera: machines.camera,
  clock,
  newId: v7,
  random: Math.random,
  sounds: webAudioSounds(() => new AudioContext()),
  persist: async () => ('storage' in navigator ? navigator.storage.persist() : undefined),
  localPermission: (url) => localPermission(navigator.permissions, url),
  restart: () => location.reload(),
});

worker?.addEventListener('message', ({ data, ports }) => {
  const port = ports[0];
  if (isCarryMessage(data) && port) carry(data, port, http);
});
worker?.startMessages();

const target = document.getElementById('app');
if (!target) throw new Error('no #app in index.html');
mount(App, { target, props: { boot: boot.view } });
void boot.run();
// A dying page lets go of the port at once, so that the next one finds it free (platform.md II.11).
addEventListener('pagehide', () => void boot.release());

if (worker && import.meta.env.PROD) {
  const updates = registerWorker(trustedScript('/sw.js'), clock, {
    ready: boot.updateReady,
    isAtRest: boot.isAtRest,
    reload: () => location.reload(),
  });
  boot.onRest(updates.apply);
}
