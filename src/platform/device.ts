import type { BrowserFamily, DeviceDesk } from '../app/ports/device.ts';
import type { InstallOffer } from './install-offer.ts';

export interface DeviceDeps {
  readonly offer: () => InstallOffer | undefined;
  /** Absent where the page is not secure. */
  readonly storage: Pick<StorageManager, 'persist' | 'persisted'> | undefined;
  readonly isStandalone: () => boolean;
  readonly browser: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>;
}

/** The first that fits. An iPad calls itself a Macintosh, and has fingers. */
const families: ReadonlyArray<readonly [family: BrowserFamily, sign: RegExp]> = [
  ['yandex', /YaBrowser\//],
  ['android', /Android/],
  ['apple', /iPad|iPhone/],
  ['edge', /Edg\//],
  ['chrome', /Chrome\//],
];

export function familyOf({ userAgent, maxTouchPoints }: DeviceDeps['browser']): BrowserFamily {
  if (/Macintosh/.test(userAgent) && maxTouchPoints > 1) return 'apple';
  return families.find(([, sign]) => sign.test(userAgent))?.[0] ?? 'other';
}

export function deviceDesk({ offer, storage, isStandalone, browser }: DeviceDeps): DeviceDesk {
  return {
    look: async () => ({
      isInstalled: isStandalone(),
      canInstall: offer() !== undefined,
      persisted: await storage?.persisted().catch(() => undefined),
      family: familyOf(browser),
    }),
    async install() {
      const answer: unknown = await offer()
        ?.prompt()
        .catch(() => undefined);
      return typeof answer === 'object' && answer !== null && 'outcome' in answer && answer.outcome === 'accepted';
    },
    persist: async () => storage?.persist().catch(() => undefined),
  };
}
