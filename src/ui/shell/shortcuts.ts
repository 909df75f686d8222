/**
 * Shortcuts of the installed app (`shortcuts` in public/manifest.webmanifest): `/#open=shift` opens a screen of the till. One that is launched while the till is open comes
 * as a launch without a load (`launch_handler` there), where the browser has that; else as another address of this page, or in a tab that finds the till open here.
 */

const mark = '#open=';
export const shortcuts = ['shift', 'journal', 'goods'] as const;
export type Shortcut = (typeof shortcuts)[number];

/** What it takes of `window`. `launchQueue` is Chromium's, from 102 on, and of an installed app only. */
interface ShortcutPage extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly launchQueue?: { setConsumer(consumer: (launch: { readonly targetURL?: string }) => void): void };
}

/** `go` is called with each wish, the one that the page was opened with among them, until the returned function is called. */
export function followShortcuts(page: ShortcutPage, go: (place: Shortcut) => void): () => void {
  const { location, history, launchQueue } = page;
  const wish = (hash: string): void => {
    const place = shortcuts.find((each) => hash === `${mark}${each}`);
    if (place) go(place);
  };
  const look = (): void => {
    const { hash } = location;
    if (!hash.startsWith(mark)) return;
    // A reload comes back to the sale.
    history.replaceState(history.state, '', location.pathname + location.search);
    wish(hash);
  };
  const launched = ({ targetURL }: { readonly targetURL?: string }): void => {
    // The first launch is the load itself, and its address was looked at.
    wish(/#.*$/.exec(targetURL ?? '')?.[0] ?? '');
  };
  look();
  page.addEventListener('hashchange', look);
  launchQueue?.setConsumer(launched);
  return () => {
    page.removeEventListener('hashchange', look);
    launchQueue?.setConsumer(() => undefined);
  };
}
