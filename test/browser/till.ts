/**
 * A till without worker, gateway, network or ККТ of its own: the real screens over the real use cases, databases, practice ККТ and keyboard, with fakes where
 * the outside world begins. For whatever a person sees and does at one till; what crosses to the worker or the gateway is tested end to end.
 */
import { mount, unmount } from 'svelte';
import { v7 } from 'uuid';
import { expect } from 'vitest';
import { commands, page, userEvent, type Locator } from 'vitest/browser';
import type { DeviceDesk } from '../../src/app/ports/device.ts';
import type { FiscalPrinter } from '../../src/app/ports/printer.ts';
import type { Shop } from '../../src/domain/shop/shop.ts';
import type { DemoShop } from '../../src/app/shop/demo-shop.ts';
import { goodsReader, readTold } from '../../src/domain/goods/stored-goods.ts';
import { TillClock } from '../../src/app/time/till-clock.ts';
import { createBoot } from '../../src/boot/boot.ts';
import { devices } from '../../src/devices/registry.ts';
import { epochMs } from '../../src/domain/base/time.ts';
import type { LocalPermission } from '../../src/domain/local-module/state.ts';
import { goodsFiles } from '../../src/files/goods-files.ts';
import { browserClock } from '../../src/platform/clock.ts';
import { deflatePacker } from '../../src/platform/packer.ts';
import { framePainted } from '../../src/platform/paint.ts';
import { openCatalogue } from '../../src/storage/catalogue.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { openSettings } from '../../src/storage/settings.ts';
import App from '../../src/ui/shell/App.svelte';
import { sample, type SituationId } from '../emulators/sample-codes.ts';
import { FakeChecker } from '../unit/fakes/checker.ts';
import { offline, online } from './check-answers.ts';
import { FakeLocalModules } from '../unit/fakes/local-modules.ts';
import { FakeProbe } from '../unit/fakes/system-probe.ts';
import { CountedSounds } from '../unit/fakes/sounds.ts';
import { FakeSetupSource } from '../unit/fakes/setup-source.ts';
import { fakeMemory } from '../unit/fakes/small-memory.ts';

declare module 'vitest/internal/browser' {
  interface BrowserCommands {
    /** Types as a keyboard scanner does: every key in one breath, and Enter. */
    typeAtOnce(text: string): Promise<void>;
    demoShop(): Promise<DemoShop>;
  }
}

export const codeOf = (situation: SituationId): string => sample(situation).code();

interface PrintedReceipt {
  readonly document: Record<string, unknown> & { readonly 1059: ReadonlyArray<Record<string, unknown>> };
}

export interface TillPageOptions {
  /** In the place of the practice ККТ. */
  readonly printer?: FiscalPrinter;
  /** A real shop that was just set up, in the place of the practice one. */
  readonly shop?: Shop;
  /** What the browser says to the wish to keep all. */
  readonly persist?: () => Promise<boolean | undefined>;
  /** A camera; absent: the machine has none. */
  readonly media?: Pick<MediaDevices, 'getUserMedia'>;
  /** What the gateway remembers of this till. */
  readonly remembered?: object;
  /** Whether the page came over https, or from this machine. */
  readonly isSecure?: boolean;
  /** How far ahead of this machine's all clocks are, the PC's and those of the sources, ms. */
  readonly aheadMs?: () => number;
}

/** The screen by the names that people read. */
export class TillPage {
  readonly checker = new FakeChecker();
  /** The address bar, files and lists of the web. */
  readonly setup = new FakeSetupSource();
  /** What the browser offers to a page that wants to stay. */
  device: DeviceDesk = {
    look: async () => ({ isInstalled: false, canInstall: true, persisted: false, family: 'chrome' }),
    install: async () => true,
    persist: async () => true,
  };
  /** ЛМ ЧЗ that the page can reach, by address. */
  readonly localModules = new FakeLocalModules();
  readonly probe = new FakeProbe();
  /** Whether the program that served the page answers. */
  isGatewayThere = true;
  /** What it answers, by path. */
  readonly gatewaySays = new Map<string, object>([['/relay', {}]]);
  /** What the browser says of the local network. */
  localPermission: LocalPermission = 'granted';
  /** Addresses that the page's own policy keeps it from. */
  readonly closed = new Set<string>();
  /** `localStorage`, where the practice ККТ keeps its ФН. */
  readonly #memory = new Map<string, string>();
  /** Of its databases. */
  readonly #name = `till-${v7()}`;
  readonly #options: TillPageOptions;
  #close: (() => Promise<void>) | undefined;

  private constructor(options: TillPageOptions) {
    this.#options = options;
    this.isOnline = true;
  }

  static async open(options: TillPageOptions = {}): Promise<TillPage> {
    const till = new TillPage(options);
    await till.#open();
    return till;
  }

  async #open(): Promise<void> {
    const opened: Array<{ close(): void }> = [];
    const closing = async <Opened extends { close(): void }>(work: Promise<Opened>): Promise<Opened> => {
      const database = await work;
      opened.push(database);
      return database;
    };
    const memory = fakeMemory(this.#memory);
    const clock = { ...browserClock, now: () => epochMs(this.#now()) };
    const monotonic = (): number => performance.now();
    const time = new TillClock({ clock, monotonic: () => monotonic() + this.#aheadMs, builtAt: epochMs(0) });
    const { printer, shop, persist = async () => true, media, remembered } = this.#options;
    const target = Object.assign(document.createElement('div'), { id: 'app' });
    const machines = devices({
      clock,
      serial: undefined,
      usb: undefined,
      media,
      keys: { page: window, monotonic },
      memory,
      WebSocket,
      origin: location.origin,
      till: 'till',
    });
    const boot = createBoot({
      tab: { claim: async () => true, take: async () => true, waiting: new Promise(() => undefined) },
      openJournal: () =>
        closing(
          openJournal(this.journalName, {
            now: () => time.now(),
            pcNow: clock.now,
            newId: v7,
            packer: deflatePacker(window),
          }),
        ),
      openCatalogue: () =>
        closing(openCatalogue({ goods: goodsReader(() => time.now()), told: readTold }, `${this.#name}-catalogue`)),
      openSettings: async () => {
        const settings = await closing(openSettings(crypto, `${this.#name}-settings`));
        if (shop && (await settings.load()) === undefined) await settings.apply({ shop }, undefined);
        return settings;
      },
      dataLoss: async () => undefined,
      clearStorage: async () => false,
      memory,
      gatewayMemory: () => ({
        tills: async () => ({ version: 1, tills: [] }),
        till: async () => remembered,
        put: async () => 'kept',
      }),
      gatewayCall: async ({ path }) => {
        const said = this.isGatewayThere ? this.gatewaySays.get(path) : undefined;
        return said && { status: 200, body: JSON.stringify(said) };
      },
      tillId: 'till',
      adoptTill: () => undefined,
      fetchJson: async (url) => {
        if (url === '/demo.json') return commands.demoShop();
        return { demo: !shop, cdn: { host: 'cdn.test' }, lm: { url: 'http://lm.test' }, kkt: null };
      },
      checker: this.checker,
      exchanges: machines.exchanges,
      openPrinter: (setup, about) => printer ?? machines.openPrinter(setup, about),
      scanners: machines.scanners,
      camera: media && machines.camera,
      clock,
      time,
      newId: v7,
      random: Math.random,
      monotonic,
      sounds: new CountedSounds(),
      painted: framePainted(window),
      persist,
      device: async () => this.device,
      hasRoom: async () => true,
      localPermission: async (url) => (this.closed.has(url) ? 'closed' : this.localPermission),
      localModuleLine: async () => this.localModules,
      isSecure: this.#options.isSecure ?? true,
      systemProbe: async () => this.probe,
      goodsFiles: async () => goodsFiles(),
      builtAt: epochMs(Date.UTC(2026, 10, 22)),
      setupSource: async () => this.setup,
      goodsSource: async () => this.setup.lists,
      restart: () => undefined,
    });
    document.body.append(target);
    const app = mount(App, { target, props: { boot: boot.view } });
    this.#close = async () => {
      const view = boot.view.get();
      if (view.phase === 'open') await view.till.sale.caughtUp();
      await unmount(app);
      target.remove();
      await boot.release();
      for (const database of opened) database.close();
    };
    await boot.run();
    await this.ready();
    window.focus();
  }

  /** The database of its journal. */
  get journalName(): string {
    return `${this.#name}-journal`;
  }

  /** Ends the page, with its databases. */
  async end(): Promise<void> {
    await this.#close?.();
    for (const { name } of await indexedDB.databases())
      if (name?.startsWith(this.#name)) indexedDB.deleteDatabase(name);
  }

  /** The page ends, and another one begins over what is kept. */
  async reload(): Promise<void> {
    // A draft is shown first and kept right after.
    await expect.poll(() => this.#keptPieces()).toBe(this.#shownPieces());
    await this.#close?.();
    await this.#open();
  }

  /** Whether ГИС МТ can be reached; ЛМ answers when not. */
  set isOnline(isOnline: boolean) {
    this.checker.answer = (code, group) => (isOnline ? online(code, this.#now()) : offline(code, group, this.#now()));
  }

  async ready(): Promise<void> {
    await expect.element(page.getByPlaceholder('Найти товар или сканировать')).toBeVisible();
  }

  get #aheadMs(): number {
    return this.#options.aheadMs?.() ?? 0;
  }

  #now(): number {
    return Date.now() + this.#aheadMs;
  }

  scan(code: string): Promise<void> {
    return commands.typeAtOnce(code);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await userEvent.keyboard(`{${key}}`);
  }

  /** Keys that come faster than the screen can follow. */
  pressInOneBreath(...keys: string[]): void {
    for (const key of keys)
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true }),
      );
  }

  /** Moves the focus, as Tab does. */
  async focus(locator: Locator): Promise<void> {
    await expect.element(locator).toBeVisible();
    locator.element().focus();
  }

  get receipt(): Locator {
    return page.getByRole('list', { name: 'Чек' });
  }

  get lines(): Locator {
    return this.receipt.getByRole('listitem');
  }

  line(text: string | RegExp): Locator {
    return this.lines.filter({ hasText: text });
  }

  button(name: string | RegExp): Locator {
    return page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  get dialog(): Locator {
    return page.getByRole('dialog');
  }

  get alarm(): Locator {
    return page.getByRole('alertdialog');
  }

  get pay(): Locator {
    return this.button(/^Оплатить/);
  }

  async isAllowed(line: string | RegExp): Promise<void> {
    await expect.element(this.line(line).getByText('Можно продавать', { exact: true })).toBeVisible();
  }

  /** Changes the settings and comes back to the sale. */
  async settings(fill: () => Promise<void>): Promise<void> {
    await this.button('Настройки').click();
    await fill();
    await this.button('Сохранить').click();
    await expect.element(page.getByText('Сохранено')).toBeVisible();
    await this.button(/Назад/).first().click();
    await this.ready();
  }

  /** A shop that sells alcohol at any hour: the clock of the test does not matter. */
  async allowAlcohol(): Promise<void> {
    await this.settings(async () => {
      await page.getByLabelText('Каждый день с').fill('');
      await page.getByLabelText('до', { exact: true }).fill('');
    });
  }

  /** «Оплатить», to the choice of the way. Goods for adults: the buyer is one. */
  async startPaying(): Promise<void> {
    await this.pay.click();
    const isAdult = this.button('Есть 18');
    const ways = this.button(/^Наличные/);
    await expect.element(isAdult.or(ways)).toBeVisible();
    if (isAdult.query()) await isAdult.click();
    await expect.element(ways).toBeVisible();
  }

  /** Exactly, once the payment has been asked for. */
  async payBy(way: 'Наличные' | 'Безналичные'): Promise<void> {
    await this.button(new RegExp(`^${way}`)).click();
    await this.button(/^Пробить чек/).click();
    await this.printed();
  }

  async sell(way: 'Наличные' | 'Безналичные' = 'Наличные'): Promise<void> {
    await this.startPaying();
    await this.payBy(way);
  }

  async printed(): Promise<void> {
    await expect.element(page.getByText('Чек напечатан').first()).toBeVisible();
  }

  /** All receipts in the ФН of the practice ККТ. */
  documents(): PrintedReceipt[] {
    const { documents } = JSON.parse(this.#memory.get('poltora-demo-fn') ?? '{"documents":[]}') as {
      documents: Array<PrintedReceipt & { readonly kind: string }>;
    };
    return documents.filter(({ kind }) => kind === 'receipt');
  }

  /** Items of the last receipt. */
  readonly items = (): ReadonlyArray<Record<string, unknown>> => this.documents().at(-1)?.document[1059] ?? [];

  /** Takes goods out of the catalogue, as on a till that never had them. */
  async forgetGoods(id: string): Promise<void> {
    await this.#inDatabase('catalogue', 'goods', (goods) => goods.delete(id));
  }

  #shownPieces(): number {
    return this.lines
      .elements()
      .reduce((sum, { textContent }) => sum + Number(/(\d+)\s×/.exec(textContent)?.[1] ?? 1), 0);
  }

  async #keptPieces(): Promise<number> {
    const receipts = (await this.#inDatabase('journal', 'receipts', (rows) => rows.getAll())) as Array<{
      id: string;
      parkedAt?: number;
      lines: Array<{ quantity: number }>;
    }>;
    const drafted = (await this.#inDatabase('journal', 'draftLines', (rows) => rows.getAll())) as Array<{
      receiptId: string;
      line: { quantity: number };
    }>;
    const last = receipts.filter(({ parkedAt }) => parkedAt === undefined).at(-1);
    // Of a draft each line is a row of its own.
    const lines = [
      ...(last?.lines ?? []),
      ...drafted.filter(({ receiptId }) => receiptId === last?.id).map(({ line }) => line),
    ];
    return lines.reduce((sum, { quantity }) => sum + quantity / 1_000, 0);
  }

  async #inDatabase<Value>(
    name: string,
    store: string,
    act: (rows: IDBObjectStore) => IDBRequest<Value>,
  ): Promise<Value> {
    const answered = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no reason'));
      });
    const db = await answered(indexedDB.open(`${this.#name}-${name}`));
    try {
      return await answered(act(db.transaction(store, 'readwrite').objectStore(store)));
    } finally {
      db.close();
    }
  }
}
