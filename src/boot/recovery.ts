/** The sale where the last page left it, and who carries its end further: the outbox, the witnesses outside of the journal. */
import { WitnessKeeper } from '../app/journal/witness-keeper.ts';
import type { JournalChain } from '../app/journal/chain.ts';
import { Outbox } from '../app/outbox/outbox.ts';
import { CheckCode } from '../app/sale/check-batcher.ts';
import { Sale } from '../app/sale/sale.ts';
import { PaintLog } from '../app/system/paint-log.ts';
import type { PrinterAbout } from '../app/ports/printer.ts';
import { shortTill } from '../domain/document/till-mark.ts';
import type { JournalHead } from '../domain/journal/chain.ts';
import type { Devices } from './devices.ts';
import type { Phase } from './pipeline.ts';
import type { FoundShop } from './shop.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

/** A ККТ that is there has answered by then, ms; one that is not is compared before it prints. */
const firstWordLimitMs = 3_000;

export interface Recovered {
  readonly sale: Sale;
  readonly outbox: Outbox;
  readonly keeper: WitnessKeeper;
  /** The chain of digests comes after the screen; who needs it waits for it. */
  readonly chain: ChainHolder;
  readonly paints: PaintLog;
}

export class ChainHolder {
  #loaded: (chain: JournalChain | undefined) => void = () => undefined;
  /** Resolves when the chain is there, or will not be in this run. */
  readonly ready = new Promise<JournalChain | undefined>((resolve) => (this.#loaded = resolve));
  /** The chain, once it is there. */
  now: JournalChain | undefined;

  set(chain: JournalChain | undefined): void {
    this.now = chain;
    this.#loaded(chain);
  }
}

/** The first word of the ККТ in this run, or that it gives none: a fast cashier is at «Оплатить» before it. */
const firstWord = ({ deps: { clock }, status }: Start): Promise<void> =>
  new Promise((resolve) => {
    const stop = status.subscribe(({ printer }) => {
      if (printer !== undefined) done();
    });
    const cancel = clock.after(firstWordLimitMs, () => done());
    const done = (): void => {
      stop();
      cancel();
      resolve();
    };
  });

/** Comes when something may be gone: most starts need none of it. */
const losses = () => import('./loss.ts');

/** At once, before any medium has taken it: whoever took the PIN away may set a new one now. */
async function forbidUnverified(given: { readonly start: Start } & Storage & Devices): Promise<void> {
  const { start, shopSignal, setup } = given;
  const guarded = { ...shopSignal.get(), unverified: 'forbid' as const };
  shopSignal.set(guarded);
  await setup.change({ shop: guarded }).catch(() => undefined);
  await losses()
    .then(({ guardWithoutPin }) => guardWithoutPin(start, given))
    .catch(() => undefined);
}

export const recovery: Phase<{ readonly start: Start } & Storage & FoundShop & Devices, Recovered> = {
  name: 'recovery',
  async run(all) {
    const { start, settings, journal, catalogue, pin, shop, ...given } = all;
    const { deps } = start;
    const { shopSignal, printer, printerMutex, shift, setup, watch } = given;
    const { time: clock, newId, sounds } = deps;
    const outbox = new Outbox({
      journal,
      checker: deps.checker,
      clock,
      setup: () => setup.get(),
      changed: (unsent) => start.change({ unsent }),
    });
    /** Waited for once in a run: one that said nothing by then holds nobody up again. */
    let heardOnce: Promise<void> | undefined;
    const aboutPrinter = (): PrinterAbout | undefined => {
      const { printer: known } = start.status.get();
      return known?.ok ? known.value.about : undefined;
    };
    const paints = new PaintLog();
    start.at('sale');
    const [tillKey, head, unreadable] = await Promise.all([
      settings.secret('tillKey'),
      journal.head(),
      journal.unreadable(),
    ]);
    const chain = new ChainHolder();
    const verifyHead = async (told: JournalHead): Promise<void> => {
      const loaded = await chain.ready;
      await loaded?.verify(told).catch(() => undefined);
    };
    const keeper = new WitnessKeeper({
      journal,
      memory: deps.memory,
      gateway: deps.gatewayMemory(tillKey),
      clock,
      till: deps.tillId,
      opened: head.journal,
      shop: shopSignal.get,
      hasPin: () => settings.hasPin(),
      here: async (witness) => (await losses()).hereBeside(all, witness),
      lost: (found) => {
        start.change({ loss: found });
        if (found.isPinGone) void forbidUnverified(all);
      },
      heard: (told) => void verifyHead(told),
    });
    start.endWith(() => keeper.stop());
    const sale = await Sale.open({
      printer,
      journal,
      catalogue,
      pin,
      clock,
      newId,
      sounds,
      memory: deps.memory,
      painted: async (scannedAt) => {
        await deps.painted?.();
        if (scannedAt !== undefined) paints.note(scannedAt, deps.clock.now());
      },
      shop: shopSignal.get,
      check: new CheckCode({ check: given.check }, () => setup.get()),
      tellsLocalModule: () => setup.get().local !== undefined,
      onSold: () => void outbox.pump(),
      printerMutex,
      openShift: (state) => shift.openForReceipt(state),
      printerAbout: () =>
        start.status.get().printer === undefined ? (heardOnce ??= firstWord(start)).then(aboutPrinter) : aboutPrinter(),
      till: shortTill(deps.tillId),
      outside: keeper.outside,
      whoUsedPrinter: async (since) => {
        // A cable has one end, and so has the practice ККТ.
        const isAlone = shop.kkt.link !== 'relay';
        const use = isAlone ? 'only-us' : await deps.whoUsedBridge?.(since, await settings.secret('tillKey'));
        // Whoever else is connected there does not go through our bridge.
        return use === 'only-us' && shop.kkt.shared ? 'unknown' : (use ?? 'unknown');
      },
    });
    const unread = { ...unreadable, lines: sale.view.receipt.lines.filter((line) => line.unread).length };
    const counted = Object.entries(unread).filter(([, count]) => count > 0);
    if (counted.length > 0)
      start.reportFault(
        new Error(`open records that cannot be read: ${counted.map(([what, count]) => `${what} ${count}`).join(', ')}`),
      );
    start.opened(sale);
    // An older build stamped rates that nobody had given. What the journal could not write, the sale tells.
    sale.retax().catch(() => undefined);
    let wasPrinting = false;
    let printedFd: number | undefined;
    sale.subscribe(({ printing, receipt: { fiscal } }) => {
      if (wasPrinting && !printing) {
        void watch.look();
        chain.now?.nudge();
      }
      wasPrinting = printing;
      // At once: a minute later the power may be gone.
      if (fiscal && fiscal.fd !== printedFd) void keeper.keep(fiscal).then(() => keeper.send());
      printedFd = fiscal?.fd;
      if (sale.isAtRest()) start.rested();
    });
    return { sale, outbox, keeper, chain, paints };
  },
};
