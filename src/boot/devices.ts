/** The ККТ and the scanners of this shop, who watches them, and the clocks and checks that the sale goes by. Nothing is asked of the ККТ yet. */
import { readFn } from '../domain/base/fields.ts';
import { SettleWhenBack } from '../app/fiscal/settle-when-back.ts';
import { Shift } from '../app/fiscal/shift.ts';
import { PrinterWatch } from '../app/fiscal/watch.ts';
import { healthAfter } from '../app/health.ts';
import { mutex, type Mutex } from '../app/mutex.ts';
import type { CodeChecker } from '../app/ports/checker.ts';
import type { FiscalPrinter } from '../app/ports/printer.ts';
import { ScanHub } from '../app/scan-hub.ts';
import { CurrentSetup } from '../app/shop/current-setup.ts';
import { signal } from '../app/signal.ts';
import type { Signal } from '../app/till.ts';
import { ClockKeeper } from '../app/time/clock-keeper.ts';
import { timeWords } from '../app/time/till-clock.ts';
import { hoursAhead } from '../domain/base/time.ts';
import type { Shop } from '../domain/shop/shop.ts';
import type { Phase } from './pipeline.ts';
import { once } from './late.ts';
import type { FoundShop } from './shop.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

export interface Devices {
  readonly shopSignal: Signal<Shop> & { set(shop: Shop): void };
  readonly clockKeeper: ClockKeeper;
  readonly printer: FiscalPrinter;
  readonly printerMutex: Mutex;
  readonly scans: ScanHub;
  readonly shift: Shift;
  readonly watch: PrinterWatch;
  readonly setup: CurrentSetup;
  /** The checker, whose answers the clock and the strip hear of. */
  readonly check: CodeChecker['check'];
}

export const devices: Phase<{ readonly start: Start } & Storage & FoundShop, Devices> = {
  name: 'devices',
  async run({ start, settings, journal, latest, shop, relays }) {
    const { deps } = start;
    start.at('devices');
    const shopSignal = signal(shop);
    const clockKeeper = new ClockKeeper({
      time: deps.time,
      journal,
      latest,
      keep: (heard) => settings.remember('latest-time', heard),
      told: (clockOff) => start.change({ clockOff }),
    });
    const printer = deps.openPrinter(shop.kkt, {
      // Tag 1011 numbers the zones from Kaliningrad, UTC+2 (online-check.md §2.3).
      zone: () => hoursAhead(shopSignal.get().timeZone),
      tillKey: await settings.secret('tillKey'),
      name: () => shopSignal.get().till,
    });
    const fn = readFn(await settings.recall('fn'));
    const setup = await CurrentSetup.open(settings, { shop, relays, fn });
    const scans = new ScanHub(deps.scanners);
    start.releaseWith(async () => void (await Promise.all([printer.release(), scans.release()])));
    // Not waited for: a scanner that must be looked for keeps nobody from selling by hand.
    void scans.start();
    const printerMutex = mutex();
    const { time, newId, clock } = deps;
    const shift = new Shift({ printer, journal, clock: time, newId, shop: shopSignal.get, printerMutex });
    const settleWhenBack = new SettleWhenBack({
      clock,
      shift,
      sale: () => start.sale,
      look: () => void watch.look(),
    });
    const watch = new PrinterWatch({
      printer,
      clock,
      printerMutex,
      told: (state) => {
        start.change({ printer: state });
        // The practice ККТ lives in this page and has its clock.
        if (state.ok && state.value.clock !== undefined && shop.kkt.link !== 'demo')
          clockKeeper.hear({ by: 'kkt', at: state.value.clock, heardAt: clock.now() });
        settleWhenBack.looked(state);
        if (!state.ok) return;
        void start.sale?.compare(state.value);
        if (setup.setFn(state.value.fn)) void settings.remember('fn', state.value.fn);
      },
    });
    const shiftFirst = once(async () =>
      (await import('./shift-first.ts')).shiftFirst({ start, shopSignal, shift, watch }),
    );
    const check: CodeChecker['check'] = async (request) => {
      // Its code comes with the first check of a shop that has ТС ПИоТ. Where it does not come, the check does without.
      const isLate =
        shopSignal.get().tsPiot.way !== 'none' &&
        (await shiftFirst().then(
          (first) => first(),
          () => false,
        ));
      const reply = await deps.checker.check({
        ...request,
        // The time that a person took to answer is none of the check's.
        ...(isLate && { scannedAt: clock.now() }),
        aheadMs: time.trusted.aheadMs,
      });
      for (const word of timeWords(reply)) clockKeeper.hear(word);
      start.change({ health: healthAfter(start.status.get().health, reply, clock.now()) });
      return reply;
    };
    return { shopSignal, clockKeeper, printer, printerMutex, scans, shift, watch, setup, check };
  },
};
