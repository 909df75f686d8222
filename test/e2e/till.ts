/** A till for one test: its server, and its screen in a browser that knows nothing of the tests before it. */
import { isDeepStrictEqual } from 'node:util';
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { uncaughtWords } from '../../.config/uncaught.mjs';
import { sample, type SituationId } from '../emulators/sample-codes.ts';
import { typeAtOnce } from './key-burst.ts';
import { SharedBrowser } from './shared-browser.ts';
import { Place, TillServer, type TillOptions } from './till-server.ts';
import { hearBrowser, launchBrowser, launchProfile, uncaught } from './uncaught.ts';

/** A serial that no layout can spoil; every test has codes of its own. */
const plainRandom = (() => {
  let turn = 0;
  return (): number => ((turn = (turn * 16807 + 11) % 2147483647) / 2147483647 + Math.random()) % 1;
})();

/** Where the check is served: a fault here leaves the list of hosts and their health alone. */
export const checkPath = '/api/v4/true-api/codes/check';

/** ЛМ answers no check: online is waited for past 1.5 s, which a busy machine may need, and the verdict is its own. */
export const silenceLocal = ({ emulators }: TillServer): Promise<void> =>
  emulators.lm.service.fail({ path: '/api/v2/cis/outCheck', hang: true });

export const codeOf = (situation: SituationId): string => sample(situation).code(plainRandom);

/** Pieces in the newest receipt of the journal. Runs in the page. */
async function keptPieces(): Promise<number> {
  const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no reason'));
    });
  const db = await answered(indexedDB.open('poltora-journal'));
  const reading = db.transaction(['receipts', 'draftLines']);
  const receipts: Array<{ id: string; lines: Array<{ quantity: number }> }> = await answered(
    reading.objectStore('receipts').getAll(),
  );
  const drafted: Array<{ receiptId: string; line: { quantity: number } }> = await answered(
    reading.objectStore('draftLines').getAll(),
  );
  db.close();
  const last = receipts.at(-1);
  // Of a draft each line is a row of its own.
  const lines = [
    ...(last?.lines ?? []),
    ...drafted.filter(({ receiptId }) => receiptId === last?.id).map(({ line }) => line),
  ];
  return lines.reduce((sum, { quantity }) => sum + quantity / 1_000, 0);
}

/** The screen by the names that people read. */
export class TillPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the till and waits until it can sell through its worker. */
  async open(url: string): Promise<this> {
    await this.page.goto(url);
    await this.ready();
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller)
        await new Promise((resolve) =>
          navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
        );
    });
    return this;
  }

  async ready(): Promise<void> {
    await expect(this.page.getByPlaceholder('Найти товар или сканировать')).toBeVisible();
  }

  /** As a keyboard scanner does. */
  async scan(code: string): Promise<void> {
    await typeAtOnce(this.page, code);
  }

  get receipt() {
    return this.page.getByRole('list', { name: 'Чек' });
  }

  line(text: string | RegExp) {
    return this.receipt.getByRole('listitem').filter({ hasText: text });
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
  }

  /** A quick key, not the line of the same goods. */
  quick(name: string | RegExp) {
    return this.page.getByRole('group', { name: 'Быстрые товары' }).getByRole('button', { name });
  }

  get pay() {
    return this.page.getByRole('button', { name: /^Оплатить/ });
  }

  /** Reloads the page when the journal has so many pieces of goods in its open receipt: a draft is shown first and kept right after. */
  async reloadWith(pieces: number): Promise<void> {
    await expect.poll(() => this.page.evaluate(keptPieces)).toBe(pieces);
    await this.page.reload();
  }

  /** Changes the settings and comes back to the sale. */
  async settings(fill: () => Promise<void>): Promise<void> {
    await this.button('Настройки').click();
    await fill();
    await this.button('Сохранить').click();
    await expect(this.page.getByText('Сохранено')).toBeVisible();
    await this.button(/Назад/).first().click();
    await this.ready();
  }

  /** «Оплатить», to the choice of the way. Goods for adults: the buyer is one. */
  async startPaying(): Promise<void> {
    await this.pay.click();
    const isAdult = this.button('Есть 18');
    const ways = this.button(/^Наличные/);
    await expect(isAdult.or(ways)).toBeVisible();
    if (await isAdult.isVisible()) await isAdult.click();
    await expect(ways).toBeVisible();
  }

  /** Pays exactly, in cash or not, and waits for the paper. */
  async sell(way: 'Наличные' | 'Безналичные' = 'Наличные'): Promise<void> {
    await this.startPaying();
    await this.button(new RegExp(`^${way}`)).click();
    await this.button(/^Пробить чек/).click();
    await this.printed();
  }

  /** Presses «Пробить чек» for exact cash, and waits for nothing. */
  async payCash(): Promise<void> {
    await this.startPaying();
    await this.button(/^Наличные/).click();
    await this.button(/^Пробить чек/).click();
  }

  /** So much by card, the rest in exact cash. */
  async payMixed(byCard: string): Promise<void> {
    await this.startPaying();
    await this.button(/^Часть картой/).click();
    await this.page.getByLabel('Картой', { exact: true }).fill(byCard);
    await this.button(/^Пробить чек/).click();
  }

  async printed(timeout = 15_000): Promise<void> {
    await expect(this.page.getByText('Чек напечатан').first()).toBeVisible({ timeout });
  }

  /** All receipts in the ФН of the practice ККТ. */
  documents(): Promise<
    Array<{
      mark: { fd: number; fpd: string };
      total: number;
      document: Record<string, unknown> & { 1059: Array<Record<string, unknown>> };
    }>
  > {
    return this.page.evaluate(
      () =>
        (
          JSON.parse(localStorage.getItem('poltora-demo-fn') ?? '{"documents":[]}') as {
            documents: Array<{ kind: string }>;
          }
        ).documents.filter(({ kind }) => kind === 'receipt') as never,
    );
  }

  /** Tag 1265 of a line of the last document; undefined when the line has no tag 1260. */
  async proof(line = 0): Promise<string | undefined> {
    const item = (await this.documents()).at(-1)?.document[1059][line];
    return (item?.['1260'] as Record<string, string> | undefined)?.['1265'];
  }

  /** Stops every service worker of the browser, as its idle timer would. */
  async killWorker(): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.stopAllWorkers');
    await session.detach();
  }
}

interface TestFixtures {
  options: TillOptions;
  /** A folder, ports and a browser context of its own: for a test of installing, of updates, or of what a whole context keeps. */
  isolated: boolean;
  server: TillServer;
  till: TillPage;
  faults: string[];
}

interface WorkerFixtures {
  browser: Browser;
  place: Place;
  shared: SharedBrowser;
}

/**
 * Every test has a gateway and emulators of its own. What costs seconds is kept for all tests of a worker: the place that they stand at,
 * and a browser context in which the till's service worker is installed. Between two tests that context is emptied of everything else.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  options: [{}, { option: true }],
  isolated: [false, { option: true }],
  browser: [async ({ browser }, use) => use(hearBrowser(browser)), { scope: 'worker' }],
  place: [
    async ({}, use) => {
      const place = await Place.make();
      await use(place);
      await place.remove();
    },
    { scope: 'worker' },
  ],
  shared: [
    async ({ browser }, use) => {
      const shared = new SharedBrowser(browser);
      await use(shared);
      await shared.close();
    },
    { scope: 'worker' },
  ],
  // They fail the test they come in. A test that wants one empties the list.
  faults: [
    async ({}, use) => {
      await use(uncaught);
      // Of what came between two tests the later one must speak: nobody else does.
      expect(uncaught.splice(0), uncaughtWords).toEqual([]);
    },
    { auto: true },
  ],
  server: async ({ options, isolated, place }, use) => {
    const server = await TillServer.start(options, isolated ? undefined : place);
    await use(server);
    await server.close();
  },
  context: async ({ browser, isolated, shared, place, hasTouch, viewport, serviceWorkers }, use, { project }) => {
    // A test that asks for another kind of browser gets a new context, with nothing installed.
    const isUsual = !hasTouch && serviceWorkers === 'allow' && isDeepStrictEqual(viewport, project.use.viewport);
    if (isolated || !isUsual) {
      const context = await browser.newContext();
      await use(context);
      await context.close();
    } else {
      const context = await shared.take();
      await use(context);
      await shared.giveBack(place.origin);
    }
  },
  till: async ({ page, server }, use) => {
    const till = new TillPage(page);
    await till.open(server.url);
    await use(till);
  },
});

/** A second tab of the same till. */
export async function secondTab(context: BrowserContext, url: string): Promise<TillPage> {
  const page = await context.newPage();
  await page.goto(url);
  return new TillPage(page);
}

export { expect, launchBrowser, launchProfile, TillServer };
