import { expect, it } from 'vitest';
import { deviceDesk, familyOf } from './device.ts';
import { hearInstallOffer } from './install-offer.ts';

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0';
const windows = (more = '') => ({ userAgent: `${chrome} Safari/537.36${more}`, maxTouchPoints: 10 });

it.each([
  ['chrome', windows()],
  ['edge', windows(' Edg/130.0')],
  ['yandex', windows(' YaBrowser/24.10')],
  ['android', { userAgent: chrome.replace('Windows NT 10.0; Win64; x64', 'Linux; Android 13; K'), maxTouchPoints: 5 }],
  [
    'yandex',
    { userAgent: `${chrome.replace('Windows NT 10.0', 'Linux; Android 13')} YaBrowser/24`, maxTouchPoints: 5 },
  ],
  [
    'apple',
    { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605', maxTouchPoints: 5 },
  ],
  ['other', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', maxTouchPoints: 0 }],
] as const)('%s', (family, browser) => expect(familyOf(browser)).toBe(family));

/** A window whose events a test sends. */
function page() {
  const target = new EventTarget();
  return {
    addEventListener: target.addEventListener.bind(target) as Window['addEventListener'],
    offer(outcome: string) {
      const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
        prompt: async () => ({ outcome }),
      });
      target.dispatchEvent(event);
      return event;
    },
    send: (name: string) => target.dispatchEvent(new Event(name)),
  };
}
const deskOf = (offer: ReturnType<typeof hearInstallOffer>, isSecure = true) =>
  deviceDesk({
    offer,
    storage: isSecure ? { persisted: async () => false, persist: async () => true } : undefined,
    isStandalone: () => false,
    browser: windows(),
  });

it('an offer that came before anybody asked is kept, and the browser shows no bar of its own', async () => {
  const window = page();
  const offer = hearInstallOffer(window);
  expect(await deskOf(offer).look()).toEqual({
    isInstalled: false,
    canInstall: false,
    persisted: false,
    family: 'chrome',
  });
  expect(window.offer('accepted').defaultPrevented).toBe(true);
  expect(await deskOf(offer).look()).toMatchObject({ canInstall: true });
  expect(await deskOf(offer).install()).toBe(true);
  window.send('appinstalled');
  expect(await deskOf(offer).look()).toMatchObject({ canInstall: false });
});

it('a person who says no is taken at her word; without an offer nothing happens', async () => {
  const window = page();
  const offer = hearInstallOffer(window);
  window.send('beforeinstallprompt');
  expect(await deskOf(offer).install()).toBe(false);
  window.offer('dismissed');
  expect(await deskOf(offer).install()).toBe(false);
});

it('a page that is not secure has no storage to ask', async () => {
  const desk = deskOf(() => undefined, false);
  expect([(await desk.look()).persisted, await desk.persist()]).toEqual([undefined, undefined]);
  expect(await deskOf(() => undefined).persist()).toBe(true);
});
