/**
 * One browser context for all tests of a worker. Installing the till's service worker takes longer than most tests: it stays, with the files it has
 * cached. All else that a test leaves in a browser is taken away after it: pages, databases, `localStorage`, cookies, permissions, and what the running
 * worker holds in memory.
 */
import type { Browser, BrowserContext, CDPSession } from '@playwright/test';

/** What cannot be taken back from a context: a test that needs one of these has a context of its own. */
const irrevocable = ['addInitScript', 'exposeBinding', 'exposeFunction', 'route', 'setOffline'] as const;

/** Everything that Chromium keeps of an origin, but for the service worker and its cache. */
const storageTypes = 'cookies,file_systems,indexeddb,local_storage,shader_cache,websql,shared_storage,storage_buckets';

const residentUrl = 'http://localhost/';

export class SharedBrowser {
  readonly #browser: Browser;
  #open: { readonly context: BrowserContext; readonly devTools: CDPSession } | undefined;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Empty, but for the till's service worker where a test before has installed it. */
  async take(): Promise<BrowserContext> {
    if (!this.#open) {
      const context = await this.#browser.newContext();
      // It stays for as long as the context: the storage of a context is reached through a page of it, and Chromium, which gives all pages of a site one
      // process here (`--process-per-site`), need not start one for each test. It is of the till's site and at no till's origin.
      const resident = await context.newPage();
      await resident.route(residentUrl, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
      await resident.goto(residentUrl);
      const devTools = await context.newCDPSession(resident);
      await devTools.send('ServiceWorker.enable');
      for (const method of irrevocable)
        Object.assign(context, {
          [method]: () => {
            throw new Error(`${method} would outlive this test: say test.use({ isolated: true })`);
          },
        });
      this.#open = { context, devTools };
    }
    return this.#open.context;
  }

  async giveBack(origin: string): Promise<void> {
    if (!this.#open) return;
    const { context, devTools } = this.#open;
    const [, ...pages] = context.pages();
    await Promise.all(pages.map((page) => page.close()));
    await context.clearPermissions();
    // A worker at work would write its state anew; the next request starts it with nothing in memory.
    await devTools.send('ServiceWorker.stopAllWorkers');
    await devTools.send('Storage.clearDataForOrigin', { origin, storageTypes });
    await devTools.send('Network.clearBrowserCache');
  }

  async close(): Promise<void> {
    await this.#open?.context.close();
    this.#open = undefined;
  }
}
