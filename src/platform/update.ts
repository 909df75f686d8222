/** A new version of the till: found early, switched on only when no receipt is open (platform.md II.8). */
import { Workbox } from 'workbox-window';
import type { Clock } from '../app/ports.ts';

/** A kiosk page is never navigated, so it would never look for a new version by itself. */
const lookEveryMs = 3_600_000;

export interface Updates {
  /** Switches the waiting version on, if there is one and `isIdle` says yes. Call it when a receipt ends. */
  apply(): void;
}

/** Registers the worker. `ready` is told once a new version waits; `isIdle` is asked before it is switched on; `reload` after it has taken over. */
export function registerWorker(script: string, clock: Clock, hooks: { ready(): void; isIdle(): boolean; reload(): void }): Updates {
  // workbox-window types the URL as string; under Trusted Types only a TrustedScriptURL passes.
  const workbox = new Workbox(script);
  let waiting = false;
  let switching = false;
  const apply = (): void => {
    if (!waiting || switching || !hooks.isIdle()) return;
    switching = true;
    workbox.messageSkipWaiting();
  };
  workbox.addEventListener('waiting', () => {
    waiting = true;
    hooks.ready();
    apply();
  });
  // Only after we asked: the first worker of a fresh till takes control without any reload.
  workbox.addEventListener('controlling', () => {
    if (switching) hooks.reload();
  });
  void workbox.register({ immediate: true }).catch(() => undefined);
  const look = (): void => {
    void workbox.update().catch(() => undefined);
    clock.after(lookEveryMs, look);
  };
  clock.after(lookEveryMs, look);
  return { apply };
}

/** The one URL that may become a worker, as Trusted Types want it; a plain string where the browser has none. */
export function trustedScript(url: string): string {
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown } } }).trustedTypes;
  if (!types) return url;
  const policy = types.createPolicy('poltora-worker', {
    createScriptURL: (asked) => {
      if (asked !== url) throw new TypeError(`not our worker: ${asked}`);
      return asked;
    },
  });
  return policy.createScriptURL(url) as string;
}
