/**
 * Start-up of the till as named phases, in this order: the single tab before the storage (two tabs must not both recover), the
 * devices before the recovery (the ККТ is its witness), the screen before the first exchange with the outside.
 */
import { CheckCode } from './app/check-code.ts';
import { healthAfter } from './app/health.ts';
import { Outbox } from './app/outbox.ts';
import type {
  CameraSource,
  Catalogue,
  CheckSetup,
  Clock,
  CodeChecker,
  FiscalPrinter,
  Journal,
  KktSetup,
  NewId,
  ScannerSource,
  Shop,
  Sounds,
} from './app/ports.ts';
import { PrinterWatch } from './app/printer-watch.ts';
import { Sale } from './app/sale.ts';
import { ScanHub } from './app/scan-hub.ts';
import { checkSetup, shopDefaults, withDefaults, type Relays } from './app/setup.ts';
import { Shift } from './app/shift.ts';
import type { BootView, DemoShop, Sample, SampleRecipe, Signal, Till, TillStatus } from './app/till.ts';
import { turns as newTurns } from './app/turns.ts';
import { hoursAhead } from './domain/time.ts';
import type { SingleTab } from './platform/single-tab.ts';
import type { LocalPermission } from './platform/local-network.ts';
import type { OpenSettings } from './storage/settings.ts';

export interface BootDeps {
  readonly tab: SingleTab;
  readonly openJournal: () => Promise<Journal>;
  readonly openCatalogue: () => Promise<Catalogue>;
  readonly openSettings: () => Promise<OpenSettings>;
  /** `GET` of a JSON of this origin; undefined when it cannot be had now. */
  readonly fetchJson: (url: string) => Promise<unknown>;
  readonly checker: CodeChecker;
  /** The ККТ of this shop; nothing is asked of it yet. `zone`: the shop's time is UTC plus so many hours. */
  readonly openPrinter: (
    kkt: KktSetup,
    shop: { readonly zone: () => number; readonly tillKey: string | undefined },
  ) => FiscalPrinter;
  /** From a click: lets the person choose a port; absent where the browser has no way to a cable. */
  readonly choosePort?: (() => Promise<boolean>) | undefined;
  /** Every way of scanning that this browser has. */
  readonly scanners: readonly ScannerSource[];
  /** One of them, where there is one. */
  readonly camera?: CameraSource | undefined;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly random: () => number;
  readonly sounds: Sounds;
  readonly persist: () => Promise<boolean | undefined>;
  readonly localPermission: (url: string) => Promise<LocalPermission>;
  /** Called when the page should start anew: the shop was set up, or this tab got the till after a new version came. */
  readonly restart: () => void;
}

/** Housekeeping of the sources; also how fast the status strip notices. */
const tendEveryMs = 60_000;
/** What could not be settled is tried again no sooner, ms: the ККТ may come and go. */
const settleAgainMs = 3_000;
const noRelays: Relays = { demo: false, cdn: { host: 'cdn.crpt.ru' }, lm: null, kkt: null };

export interface Boot {
  readonly view: Signal<BootView>;
  run(): Promise<void>;
  /** For the tab that asks to hand over. */
  isIdle(): boolean;
  /** For the update. */
  isAtRest(): boolean;
  updateReady(): void;
  /** Lets go of the devices: the page ends. */
  release(): Promise<void>;
  /** `act` is called whenever the till may have come to rest. */
  onRest(act: () => void): void;
}

export function createBoot(deps: BootDeps): Boot {
  const view = signal<BootView>({ phase: 'starting' });
  let sale: Sale | undefined;
  let releaseDevices: () => Promise<void> = () => Promise.resolve();
  const status = signal<TillStatus>({
    health: { online: {}, local: {} },
    printer: undefined,
    unsent: [],
    updateReady: false,
    persisted: undefined,
    localPermission: undefined,
  });
  const changeStatus = (change: Partial<TillStatus>): void => status.set({ ...status.get(), ...change });
  const restListeners: Array<() => void> = [];

  async function singleTab(): Promise<void> {
    if (await deps.tab.claim()) return;
    const take = (): void => {
      view.set({ phase: 'elsewhere', refused: false, take });
      void deps.tab.take().then((taken) => {
        if (!taken) view.set({ phase: 'elsewhere', refused: true, take });
      });
    };
    view.set({ phase: 'elsewhere', refused: false, take });
    await deps.tab.waiting;
    view.set({ phase: 'starting' });
  }

  const askGateway = async (): Promise<Relays | undefined> => (await deps.fetchJson('/relay')) as Relays | undefined;

  /** The shop of this till; a demo shop makes itself, a real one is set up by a person. Undefined: the screen is waiting for that. */
  async function shopOf(settings: OpenSettings, catalogue: Catalogue, relays: Relays): Promise<Shop | undefined> {
    const shop = await settings.load();
    if (shop) return withDefaults(shop);
    if (relays.demo) {
      const demo = (await deps.fetchJson('/demo.json')) as DemoShop | undefined;
      if (!demo) throw new Error('/demo.json');
      await catalogue.put(demo.goods);
      await settings.remember('samples', demo.samples);
      await settings.keep('lmPassword', 'admin');
      const made = { ...proposal('demo', relays), ...demo.shop };
      await settings.save(made);
      return made;
    }
    view.set({
      phase: 'set-up',
      proposal: proposal('real', relays),
      save: async (made, secrets) => {
        for (const name of ['lmPassword', 'pin', 'tillKey'] as const)
          if (secrets[name]) await settings.keep(name, secrets[name]);
        await settings.save(made);
        deps.restart();
      },
    });
    return undefined;
  }

  async function run(): Promise<void> {
    try {
      await singleTab();
      const settings = await deps.openSettings();
      const catalogue = await deps.openCatalogue();
      const journal = await deps.openJournal();

      // A till that was set up starts without waiting for anybody; the gateway's word is heard on the way.
      const known = await settings.load();
      const remembered = known && ((await settings.recall('relays')) as Relays | undefined);
      // Once more, before a slow gateway's demo is taken for a real shop without one: what is set up then stays so.
      const firstTold = remembered ? undefined : ((await askGateway()) ?? (await askGateway()));
      let relays = remembered ?? firstTold ?? noRelays;
      const shop = await shopOf(settings, catalogue, relays);
      if (!shop) return;
      const otherKind = (told: Relays): boolean => told.demo !== (shop.kind === 'demo');
      if (firstTold && otherKind(firstTold)) return view.set({ phase: 'failed', why: 'shop-kind', detail: shop.kind });
      if (firstTold) await settings.remember('relays', firstTold);

      const shopSignal = signal(shop);
      // Tag 1011 numbers the zones from Kaliningrad, UTC+2 (online-check.md §2.3).
      const printer = deps.openPrinter(shop.kkt, {
        zone: () => hoursAhead(shopSignal.get().timeZone),
        tillKey: await settings.secret('tillKey'),
      });
      // The ФН of the last time is as good as today's until the ККТ speaks.
      let fn = (await settings.recall('fn')) as string | undefined;
      let setup: CheckSetup = await checkSetup(shop, settings, relays, fn);
      const scans = new ScanHub(deps.scanners);
      releaseDevices = async () => void (await Promise.all([printer.release(), scans.release()]));
      // Not waited for: a scanner that must be looked for keeps nobody from selling by hand.
      void scans.start();
      const turns = newTurns();
      const shift = new Shift({ printer, journal, clock: deps.clock, newId: deps.newId, shop: shopSignal.get, turns });
      let settledAt = 0;
      let cancelLook: () => void = () => undefined;
      /** What was left open because the ККТ was away is settled when it is back, without a hand: asking prints nothing. */
      const settleWhenBack = (state: NonNullable<TillStatus['printer']>): void => {
        if (!state.ok) return;
        const waited = (failure: { readonly kind: string } | undefined): boolean =>
          failure?.kind === 'not-connected' ||
          failure?.kind === 'lost-answer' ||
          (failure?.kind === 'refused' && state.value.trouble === undefined);
        const isReceiptOpen =
          sale !== undefined &&
          !sale.view.printing &&
          sale.view.receipt.state === 'in-doubt' &&
          waited(sale.view.problem);
        const isShiftOpen = shift.view.doing === undefined && waited(shift.view.problem);
        if (!isReceiptOpen && !isShiftOpen) return;
        const early = settledAt + settleAgainMs - deps.clock.now();
        if (early > 0) {
          // The ККТ is well, so the watch would look again in a minute only.
          cancelLook();
          cancelLook = deps.clock.after(early, () => void watch.look());
          return;
        }
        settledAt = deps.clock.now();
        if (isReceiptOpen) void sale?.askPrinter();
        if (isShiftOpen) void shift.look();
      };
      const watch = new PrinterWatch({
        printer,
        clock: deps.clock,
        turns,
        told: (state) => {
          changeStatus({ printer: state });
          settleWhenBack(state);
          if (!state.ok || state.value.fn === fn) return;
          fn = state.value.fn;
          void settings.remember('fn', fn);
          setup = { ...setup, fn };
        },
      });

      const check: CodeChecker['check'] = async (request) => {
        const reply = await deps.checker.check(request);
        changeStatus({ health: healthAfter(status.get().health, reply, deps.clock.now()) });
        return reply;
      };
      const outbox = new Outbox({
        journal,
        checker: deps.checker,
        clock: deps.clock,
        setup: () => setup,
        changed: (unsent) => changeStatus({ unsent }),
      });
      const opened = await Sale.open({
        printer,
        journal,
        catalogue,
        settings,
        clock: deps.clock,
        newId: deps.newId,
        sounds: deps.sounds,
        shop: shopSignal.get,
        check: new CheckCode({ check }, () => setup),
        tellsLocalModule: () => setup.local !== undefined,
        sold: () => void outbox.pump(),
        turns,
        openShift: (state) => shift.openForReceipt(state),
      });
      sale = opened;
      let wasPrinting = false;
      opened.subscribe(({ printing }) => {
        if (wasPrinting && !printing) void watch.look();
        wasPrinting = printing;
        if (opened.isAtRest()) for (const act of restListeners) act();
      });

      /** The gateway may have been started anew with other addresses. False: it serves a shop of the other kind. */
      const hearGateway = async (): Promise<boolean> => {
        const told = await askGateway();
        if (told && otherKind(told)) return false;
        if (told && JSON.stringify(told) !== JSON.stringify(relays)) {
          await settings.remember('relays', told);
          relays = told;
          setup = await checkSetup(shopSignal.get(), settings, relays, fn);
        }
        return true;
      };
      const tend = async (): Promise<void> => {
        const url = setup.local?.url ?? '';
        const permission = setup.local && !url.startsWith('/') ? await deps.localPermission(url) : undefined;
        changeStatus({ localPermission: permission });
        changeStatus({ health: await deps.checker.tend(setup) });
      };
      const till: Till = {
        sale: opened,
        shift,
        scans,
        camera: deps.camera,
        sounds: deps.sounds,
        catalogue,
        settings,
        journal,
        shop: shopSignal,
        status,
        samples:
          shop.kind === 'demo'
            ? samplesOf(((await settings.recall('samples')) as SampleRecipe[] | undefined) ?? [], deps.random)
            : undefined,
        saveShop: async (changed) => {
          const before = shopSignal.get();
          await settings.save(changed);
          // Whoever holds the old ККТ would print on it: the page starts anew, an open receipt comes back.
          if (JSON.stringify(before.kkt) !== JSON.stringify(changed.kkt)) return deps.restart();
          setup = await checkSetup(changed, settings, relays, fn);
          shopSignal.set(changed);
          void tend();
        },
        sendUnsent: () => outbox.pump(true),
        lookAtPrinter: () => watch.look(),
        choosePort: deps.choosePort,
        strip:
          shop.kind === 'demo'
            ? async (fd) =>
                ((await deps.fetchJson(`/demo/strips/${fd}`)) as { lines: string[] | null } | undefined)?.lines ??
                undefined
            : undefined,
        tend,
      };
      view.set({ phase: 'open', till });
      void watch.look();
      void shift.look();

      // From here on nobody waits, and nothing that fails takes the till away.
      if (remembered && !(await hearGateway()))
        return view.set({ phase: 'failed', why: 'shop-kind', detail: shop.kind });
      changeStatus({ persisted: await deps.persist().catch(() => undefined) });
      void outbox.pump();
      const tick = (): void => {
        deps.clock.after(tendEveryMs, () => void hearGateway().then(tick, tick));
        for (const act of restListeners) act();
        tend().catch(() => undefined);
      };
      tick();
    } catch (error) {
      if (view.get().phase !== 'open') view.set({ phase: 'failed', why: 'storage', detail: String(error) });
    }
  }

  return {
    view,
    run,
    isIdle: () => sale?.isIdle() ?? view.get().phase !== 'open',
    isAtRest: () => sale?.isAtRest() ?? view.get().phase !== 'open',
    release: () => releaseDevices(),
    updateReady: () => changeStatus({ updateReady: true }),
    onRest: (act) => void restListeners.push(act),
  };
}

/** A shop before a person has said anything about it. ЛМ's usual login is admin (local-module.md §1.3). */
const proposal = (kind: Shop['kind'], relays: Relays): Shop => ({
  kind,
  name: '',
  inn: '',
  till: '',
  cashier: '',
  taxation: 'usnIncome',
  timeZone: 2,
  local: { way: relays.lm ? 'relay' : 'direct', url: 'http://127.0.0.1:5995', login: 'admin' },
  unverified: 'forbid',
  ...shopDefaults(kind),
  // A gateway that was given a ККТ was given it for us.
  ...(relays.kkt && { kkt: { ...shopDefaults(kind).kkt, link: 'relay' } }),
});

/** Serial characters that no scanner, layout or field can spoil. */
const plain = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

const samplesOf = (recipes: readonly SampleRecipe[], random: () => number): Sample[] =>
  recipes.map(({ id, before, random: count, after }) => ({
    id,
    code: () =>
      before + Array.from({ length: count }, () => plain[Math.floor(random() * plain.length)]).join('') + after,
  }));

function signal<Value>(first: Value): Signal<Value> & { set(value: Value): void } {
  let value = first;
  const listeners = new Set<(value: Value) => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
