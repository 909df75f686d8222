/** A till for one test: its own emulators, its own gateway serving the production build, its own browser profile. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { gatewayFromEnv } from '../../src/gateway/config.ts';
import { listenGateway, type Listening } from '../../src/gateway/listen.ts';
import { demoShop } from '../emulators/demo-shop.ts';
import { startEmulators, type Emulators } from '../emulators/index.ts';
import { sample, type SituationId } from '../emulators/sample-codes.ts';

const built = fileURLToPath(new URL('../../dist/till', import.meta.url));

/** A serial that no layout can spoil; every test has codes of its own. */
const plainRandom = (() => {
  let turn = 0;
  return (): number => ((turn = (turn * 16807 + 11) % 2147483647) / 2147483647 + Math.random()) % 1;
})();

/** Where the check is served: a fault here leaves the list of hosts and their health alone. */
export const checkPath = '/api/v4/true-api/codes/check';

export const codeOf = (situation: SituationId): string => sample(situation).code(plainRandom);

export interface TillOptions {
  /** Extra environment of the gateway. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of the emulators. */
  readonly emulators?: Parameters<typeof startEmulators>[0];
}

export class TillServer {
  readonly emulators: Emulators;
  readonly folder: string;
  #listening: Listening | undefined;
  #port = 0;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(emulators: Emulators, folder: string, env: Readonly<Record<string, string>>) {
    this.emulators = emulators;
    this.folder = folder;
    this.#env = env;
  }

  static async start({ env = {}, emulators: options }: TillOptions = {}): Promise<TillServer> {
    const emulators = await startEmulators(options);
    const folder = await mkdtemp(join(tmpdir(), 'poltora-e2e-'));
    await cp(built, folder, { recursive: true });
    const server = new TillServer(emulators, folder, {
      POLTORA_DEMO: '1',
      POLTORA_CDN: emulators.cdn.base,
      POLTORA_CDN_ALLOW: emulators.cdn.hosts.map((host) => new URL(host).host).join(','),
      POLTORA_API_KEY: emulators.cdn.apiKey,
      POLTORA_LM: emulators.lm.url,
      ...env,
    });
    await server.open();
    return server;
  }

  /** Starts the gateway, on the port it had before. */
  async open(): Promise<void> {
    const config = gatewayFromEnv({ ...this.#env, POLTORA_PORT: String(this.#port) }, this.folder);
    if (!config.ok) throw new Error(config.failure.map(({ message }) => message).join('\n'));
    const listening = await listenGateway(config.value, {
      prepare: (app) => {
        if (config.value.demo) app.get('/demo.json', (_request, reply) => reply.send(demoShop()));
      },
    });
    if (!listening.ok) throw new Error(listening.failure.message);
    this.#listening = listening.value;
    this.#port = Number(new URL(listening.value.url).port);
  }

  /** Pulls the cable to the gateway: connections are refused from now on. */
  async cut(): Promise<void> {
    const closed = this.#listening?.app.close();
    // Kept-alive connections end too: a pulled cable asks nobody.
    this.#listening?.app.server.closeAllConnections();
    await closed;
    this.#listening = undefined;
  }

  async close(): Promise<void> {
    await this.cut();
    await this.emulators.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  get url(): string {
    return `http://localhost:${this.#port}/`;
  }

  get port(): number {
    return this.#port;
  }

  /** Puts a new version in place: the worker's bytes change, as any change of the build changes them. */
  async release(): Promise<void> {
    const script = await readFile(join(this.folder, 'sw.js'), 'utf8');
    await writeFile(join(this.folder, 'sw.js'), `${script}\n// ${Date.now()}\n`);
    for (const ending of ['br', 'gz']) await rm(join(this.folder, `sw.js.${ending}`), { force: true });
  }
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
      if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    });
    return this;
  }

  async ready(): Promise<void> {
    await expect(this.page.getByPlaceholder('Найти товар или сканировать')).toBeVisible();
  }

  /** Types as a keyboard scanner does: all at once, Enter at the end. Playwright inserts a GS without a key, as some scanners paste it. */
  async scan(code: string): Promise<void> {
    await this.page.keyboard.type(code);
    await this.page.keyboard.press('Enter');
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

  get pay() {
    return this.page.getByRole('button', { name: /^Оплатить/ });
  }

  /** Pays exactly, in cash or not, and waits for the paper. */
  async sell(way: 'Наличные' | 'Безналичные' = 'Наличные'): Promise<void> {
    await this.pay.click();
    await this.button(new RegExp(`^${way}`)).click();
    await this.button(/^Пробить чек/).click();
    await expect(this.page.getByText('Чек напечатан').first()).toBeVisible();
  }

  /** All documents of the demo ККТ's ФН. */
  documents(): Promise<Array<{ mark: { fd: number; fpd: string }; total: number; document: Record<string, unknown> & { 1059: Array<Record<string, unknown>> } }>> {
    return this.page.evaluate(() => (JSON.parse(localStorage.getItem('poltora-demo-fn') ?? '{"documents":[]}') as { documents: never[] }).documents);
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

export const test = base.extend<{ options: TillOptions; server: TillServer; till: TillPage }>({
  options: [{}, { option: true }],
  server: async ({ options }, use) => {
    const server = await TillServer.start(options);
    await use(server);
    await server.close();
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

export { expect };
