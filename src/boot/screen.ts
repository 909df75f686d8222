/** The screen, with all that a person may do there, and the first exchange with the outside: the sources are awake before the first scan. */
import { readSamples, readStrip, type SampleRecipe } from '../app/shop/demo-shop.ts';
import { heardSince } from '../app/health.ts';
import { typedEntry } from '../app/sale/typed-entry.ts';
import type { Sample, Till } from '../app/till.ts';
import { epochMs } from '../domain/base/time.ts';
import type { Devices } from './devices.ts';
import type { Phase } from './pipeline.ts';
import type { Recovered } from './recovery.ts';
import { once, saver } from './late.ts';
import type { FoundShop } from './shop.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

type Given = { readonly start: Start } & Storage & FoundShop & Devices & Recovered;

export interface Screen {
  /** Asks the sources how they are. */
  readonly refreshHealth: () => Promise<void>;
  readonly localModule: Till['localModule'];
  readonly goods: Till['goods'];
}

export const screen: Phase<Given, Screen> = {
  name: 'screen',
  async run(given) {
    const { start, shop, settings, journal, catalogue, pin, sale, shift, scans, shopSignal, outbox, watch, chain } =
      given;
    const { deps } = start;
    const refreshHealth = healthRefresher(given);
    // A person who was asked something on the way took her own time.
    const openedMs = start.view.get().phase === 'starting' ? deps.monotonic() : undefined;
    const localModule = once(async () => (await import('./local-module.ts')).localModuleDesk(given));
    const goods = once(async () => (await import('./goods-desk.ts')).tillGoods(given));
    const till: Till = {
      sale,
      shift,
      scans,
      camera: deps.camera,
      sounds: deps.sounds,
      catalogue,
      settings,
      journal,
      shop: shopSignal,
      status: start.status,
      typedEntry,
      now: () => deps.time.now(),
      samples: shop.kind === 'demo' ? samplesOf(readSamples(await settings.recall('samples')), deps.random) : undefined,
      pin,
      saveShop: shopSaver(given, refreshHealth),
      approve: async (act, typed) =>
        (await import('../app/shop/approval.ts')).approve(
          { settings, pin, journal, clock: deps.time },
          shopSignal.get(),
          act,
          typed,
        ),
      acceptLoss: async () => {
        const { loss: found } = start.status.get();
        if (!found) return;
        const { goOnWithout } = await import('./loss.ts');
        await goOnWithout(start, found, 'went-on', given);
        start.change({ loss: undefined });
        await given.keeper.accept();
        void given.keeper.send();
      },
      sendUnsent: () => outbox.pump(true),
      readBreaks: async () => chain.now?.read(),
      lookAtPrinter: () => watch.look(),
      choosePort: deps.choosePort,
      device: deps.device,
      strip:
        shop.kind === 'demo'
          ? async (fd) => {
              return readStrip(await deps.fetchJson(`/demo/strips/${fd}`));
            }
          : undefined,
      guide: async () => (await import('./guide-desk.ts')).guideDesk(given),
      // Who presses wants to know how it is now, not what was heard last.
      refreshHealth: () => refreshHealth(0),
      server: async () => (await import('./server.ts')).tillServer(given, refreshHealth),
      goods,
      localModule,
      systemDesk: once(async () => (await import('./system-desk.ts')).tillSystemDesk(given, openedMs)),
      measureSystem: async () => (await import('./system-desk.ts')).measureSystem(given, localModule),
      setupLink: once(async () => (await import('./setup-link.ts')).tillSetupLink(given, till)),
    };
    start.view.set({ phase: 'open', till });
    // The worker is awake, the hosts are chosen and connected, before the first scan comes.
    refreshHealth().catch(() => undefined);
    void watch.look();
    void shift.look();
    return { refreshHealth, localModule, goods };
  },
};

/** On a quiet morning nobody scans: a source that was not heard for so long is asked how it is, lest the strip be green by an answer of hours ago, ms. */
const quietMs = 10 * 60_000;

function healthRefresher({ start, setup, clockKeeper }: Given): (knownMs?: number) => Promise<void> {
  const { deps } = start;
  let startedAt = deps.clock.now();
  return async (knownMs = quietMs) => {
    const { local } = setup.get();
    const url = local?.url ?? '';
    start.change({
      localPermission: local && !url.startsWith('/') ? await deps.localPermission(url) : undefined,
    });
    // Set back meanwhile, it would call all that comes an earlier run's.
    const now = deps.clock.now();
    startedAt = epochMs(Math.min(startedAt, now));
    const since = epochMs(Math.max(startedAt, now - knownMs));
    const health = heardSince(startedAt, await deps.checker.refreshHealth({ ...setup.get(), since }));
    // A cache on the way may have kept it: it is never later than now, but it may be earlier.
    if (health.time) clockKeeper.notBefore(health.time.at);
    start.change({ health });
  };
}

/** Saves what a person has changed in the settings, and has it count at once. */
function shopSaver(given: Given, refreshHealth: () => Promise<void>): Till['saveShop'] {
  const { start, saving, settings, shopSignal, setup, sale, keeper } = given;
  const { restart } = start.deps;
  return async (changed, secrets = {}, typedPin, by) => {
    const before = shopSignal.get();
    const save = await saver();
    const answer = await save(saving, before, changed, secrets, typedPin, by);
    if (answer.kind !== 'saved') return answer;
    // Whoever holds the old ККТ would print on it: the page starts anew, an open receipt comes back.
    if (JSON.stringify(before.kkt) !== JSON.stringify(changed.kkt)) {
      if (answer.ownerCode !== undefined) return { ...answer, begin: restart };
      restart();
      return answer;
    }
    await setup.change({ shop: changed });
    shopSignal.set(changed);
    if (before.vat !== changed.vat) await sale.retax();
    if (start.status.get().unread.length > 0) {
      start.change({ unread: [] });
      await settings.remember('unread', []);
    }
    void keeper.keep();
    void refreshHealth();
    return answer;
  };
}

/** Serial characters that no scanner, layout or field can spoil. */
const plain = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

const samplesOf = (recipes: readonly SampleRecipe[], random: () => number): Sample[] =>
  recipes.map(({ id, before, random: count, after }) => ({
    id,
    code: () =>
      before + Array.from({ length: count }, () => plain[Math.floor(random() * plain.length)]).join('') + after,
  }));
