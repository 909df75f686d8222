/** What the browser hands over with its offer to install the page: `prompt` asks the person, once. */
export interface InstallOffer {
  prompt(): Promise<unknown>;
}

const isOffer = (event: object): event is InstallOffer => 'prompt' in event && typeof event.prompt === 'function';

/** Keeps the browser's offer to install the page. It comes once and early, long before anybody looks for a button. Returns what gives it out; undefined: none came. */
export function hearInstallOffer(page: Pick<Window, 'addEventListener'>): () => InstallOffer | undefined {
  let offer: InstallOffer | undefined;
  page.addEventListener('beforeinstallprompt', (event) => {
    if (!isOffer(event)) return;
    // The till has a button of its own; a bar over the receipt would be in the way.
    event.preventDefault();
    offer = event;
  });
  page.addEventListener('appinstalled', () => (offer = undefined));
  return () => offer;
}
