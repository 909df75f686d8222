/** What goes on behind the sale from now on. Nobody waits for it, and nothing that fails in it takes the till away. */
import { hiccupMs, isInDoubt } from '../domain/code-check/reach.ts';
import type { Devices } from './devices.ts';
import { hearGateway } from './hear-gateway.ts';
import { stopped, type Phase } from './pipeline.ts';
import type { Recovered } from './recovery.ts';
import type { Screen } from './screen.ts';
import { tellOtherKind, type FoundShop } from './shop.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

type Given = { readonly start: Start } & Storage & FoundShop & Devices & Recovered & Screen;

/** Housekeeping of the sources; also how fast the status strip notices, ms. */
const tickMs = 60_000;
/** Writing a file only to see whether it can be written is work for the disk, ms. */
const roomEveryMs = 30 * 60_000;
/** Not in the first moments, which belong to the first scan, ms. */
const roomAfterMs = 3_000;

export const housekeeping: Phase<Given, object> = {
  name: 'housekeeping',
  async run(given) {
    const { start, areRelaysKept, shop, outbox, clockKeeper, keeper, chain, refreshHealth } = given;
    const { deps } = start;
    void startChain(given);
    void import('./late-work.ts').then(
      ({ workLate }) => workLate(given),
      () => undefined,
    );
    // Until then, and where it fails, each scan asks the database.
    if (deps.idleWork) void given.catalogue.warmUp(deps.idleWork.idle).catch(() => undefined);
    const countCards = cardCounter(given);
    if (areRelaysKept && !(await hearGateway(given).catch(() => true))) {
      tellOtherKind(start, shop);
      return stopped;
    }
    let isAsking = false;
    // A browser may ask the person, who takes longer than a tick.
    const askToPersist = async (): Promise<void> => {
      if (isAsking) return;
      isAsking = true;
      start.change({ persisted: await deps.persist().catch(() => undefined) });
      isAsking = false;
    };
    await askToPersist();
    void outbox.pump();
    const seeRoom = roomSeer(given);
    const tick = (): void => {
      deps.clock.after(tickMs, () => {
        refreshHealth().catch(() => undefined);
        void hearGateway(given).then(tick, tick);
      });
      start.rested();
      chain.now?.nudge();
      clockKeeper.look();
      void keeper
        .compareOnce()
        .then(() => keeper.keep())
        .then(() => keeper.send());
      void seeRoom();
      countCards();
      // Granted without a word once the page is installed or bookmarked.
      if (start.status.get().persisted === false) void askToPersist();
    };
    tick();
    lookAgainInDoubt(given);
    deps.clock.after(roomAfterMs, () => void seeRoom());
    return {};
  },
};

/** A source that has just failed once is asked again before the next tick: by then the strip knows whether it was a hiccup. */
function lookAgainInDoubt({ start, refreshHealth }: Given): void {
  let isComing = false;
  start.status.subscribe(({ reach }) => {
    if (isComing || !isInDoubt(reach)) return;
    isComing = true;
    start.deps.clock.after(hiccupMs, () => {
      const over = (): void => void (isComing = false);
      void refreshHealth().then(over, over);
    });
  });
}

/** Whether the medium still takes what a till writes. */
function roomSeer({ start, sale }: Given): () => Promise<void> {
  const { clock, hasRoom } = start.deps;
  let seenAt = clock.now() - roomEveryMs + roomAfterMs;
  return async () => {
    // For a moment the file may take the last of the room: never while a receipt is being kept.
    if (clock.now() - seenAt < roomEveryMs || !sale.isAtRest()) return;
    seenAt = clock.now();
    start.change({ room: await hasRoom().catch(() => undefined) });
  };
}

/** Keeps outside of the databases how many cards there are: a catalogue that is empty one day is not a new one then. */
function cardCounter({ start, catalogue, keeper, sale }: Given): () => void {
  const count = (): void =>
    void catalogue.count().then(
      (cards) => keeper.counted(cards),
      () => undefined,
    );
  return () => {
    if (!sale.isAtRest()) return;
    if (start.deps.idleWork) start.deps.idleWork.idle(count);
    else count();
  };
}

/** The chain of digests over the journal. It comes after the screen, and its code with it. */
async function startChain({ start, journal, loss, witness, keeper, sale, chain }: Given): Promise<void> {
  const { idleWork, time } = start.deps;
  // A part of the build that is not at hand today is there after the next start.
  const loaded = idleWork && (await import('../app/journal/chain.ts').catch(() => undefined));
  if (!idleWork || !loaded) return chain.set(undefined);
  if (!idleWork.digest) start.change({ isChainOff: true });
  const started = new loaded.JournalChain({
    journal,
    clock: time,
    ...idleWork,
    isBusy: () => sale.view.printing || sale.view.receipt.lines.some(({ mark, check }) => mark && !check),
    told: ([newest]) => start.change({ journalBreak: newest }),
  });
  started.onHead(() => void keeper.keep());
  // A loss is told already; what stood here before is no word about what stands here now.
  started.start(loss ? undefined : witness);
  chain.set(started);
}
