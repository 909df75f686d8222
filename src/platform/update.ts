/** A new version of the till: found early, switched on only when no receipt is open (platform.md II.8). */
import { Workbox } from 'workbox-window';
import type { Clock } from '../app/ports/clock.ts';

/** A kiosk page is never navigated, so it would never look for a new version by itself. */
const lookEveryMs = 3_600_000;

export interface Updates {
  /** Switches the waiting version on, if there is one and the till is at rest. Call it whenever it may be. */
  apply(): void;
}

/** The till must have been at rest this long, ms: a scan that begins a new receipt passes through an empty one. */
const quietMs = 1_500;

/** Registers the worker. `ready` is told once a new version waits; `isAtRest` is asked before it is switched on and before `reload`. */
export function registerWorker(
  script: string,
  clock: Clock,
  hooks: { ready(): void; isAtRest(): boolean; reload(): void },
): Updates {
  const workbox = new Workbox(script);
  let step: 'none' | 'waiting' | 'switching' | 'controlling' = 'none';
  let looking = false;
  const apply = (): void => {
    if (looking || step === 'none' || step === 'switching' || !hooks.isAtRest()) return;
    looking = true;
    clock.after(quietMs, () => {
      looking = false;
      if (!hooks.isAtRest()) return;
      // The cashier was quicker than the switch: the old page goes on under the new worker, and is exchanged at the next rest.
      if (step === 'controlling') return hooks.reload();
      step = 'switching';
      workbox.messageSkipWaiting();
    });
  };
  workbox.addEventListener('waiting', () => {
    step = 'waiting';
    hooks.ready();
    apply();
  });
  // Only after we asked: the first worker of a fresh till takes control without any reload.
  workbox.addEventListener('controlling', () => {
    if (step !== 'switching') return;
    step = 'controlling';
    if (hooks.isAtRest()) hooks.reload();
  });
  // Without a worker the till still sells: the page runs the check itself.
  void workbox.register({ immediate: true }).catch(() => undefined);
  const look = (): void => {
    void workbox.update().catch(() => undefined);
    clock.after(lookEveryMs, look);
  };
  clock.after(lookEveryMs, look);
  return { apply };
}

/** The one URL that may become a worker, as Trusted Types want it (workbox-window types it as a string); a plain string where the browser has none. */
export function trustedScript(url: string): string {
  const types = (
    globalThis as {
      trustedTypes?: {
        createPolicy(
          name: string,
          rules: { createScriptURL(url: string): string },
        ): { createScriptURL(url: string): unknown };
      };
    }
  ).trustedTypes;
  if (!types) return url;
  const policy = types.createPolicy('poltora-worker', {
    createScriptURL: (asked) => {
      if (asked !== url) throw new TypeError(`not our worker: ${asked}`);
      return asked;
    },
  });
  return policy.createScriptURL(url) as string;
}
