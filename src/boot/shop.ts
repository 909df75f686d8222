/** The shop of this till: as it was kept, mended, restored, made for practice, or asked of its owner. */
import { eventOf } from '../domain/journal/event.ts';
import { readRelays } from '../app/shop/relays.ts';
import { readNames } from '../domain/base/fields.ts';
import { mendedShop, readShop, type ReadShop } from '../domain/shop/stored-shop.ts';
import { keptWitness } from '../app/journal/witness-keeper.ts';
import type { Loss } from '../app/journal/witness.ts';
import type { Relays } from '../app/shop/relays.ts';
import { tellChanges } from '../app/shop/settings-events.ts';
import type { Shop } from '../domain/shop/shop.ts';
import { stopped, type Phase } from './pipeline.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

const noRelays: Relays = { demo: false, cdn: { host: 'cdn.crpt.ru' }, lm: null, tspiot: null, kkt: null };

export interface FoundShop {
  readonly shop: Shop;
  /** What the gateway said it relays, now or when it last could be heard. */
  readonly relays: Relays;
  /** That was kept from before: the gateway is heard once the screen stands. */
  readonly areRelaysKept: boolean;
  readonly loss: Loss | undefined;
  /** What stood outside of the databases of the journal they had. */
  readonly witness: ReturnType<typeof keptWitness>;
}

/** Only a first start needs it. */
const settingUp = () => import('./set-up.ts');
/** Its code comes while the settings are read. */
const compared = () => import('./loss.ts');

export const shop: Phase<{ readonly start: Start } & Storage, FoundShop> = {
  name: 'shop',
  async run({ start, ...storage }) {
    const { deps } = start;
    const { settings, journal, saving } = storage;
    const comparing = compared();
    comparing.catch(() => undefined);
    start.at('gateway');
    // A till that was set up starts without waiting for anybody; the gateway's word is heard on the way.
    let stored: unknown = await settings.load();
    let known = readShop(stored);
    if (stored !== undefined && !known) {
      await putAside(start, storage, 'shop');
      stored = undefined;
    }
    const keptRelays = stored === undefined ? undefined : await settings.recall('relays');
    const remembered = readRelays(keptRelays, noRelays);
    if (keptRelays !== undefined && !remembered) await putAside(start, storage, 'relays');
    // Asked twice: if a slow gateway is missed here, a demo shop would be set up as a real one, and that cannot be undone.
    const told = remembered ? undefined : ((await askGateway(start, noRelays)) ?? (await askGateway(start, noRelays)));
    const relays = remembered ?? told ?? noRelays;

    start.at('shop');
    const witness = keptWitness(deps.memory);
    const { findLoss, tellLoss } = await comparing.catch(compared);
    const { loss, wasTold } = await findLoss(storage, known !== undefined, witness);
    if (loss) {
      await tellLoss(start, loss, !known, storage);
      start.view.set({ phase: 'starting' });
      known = readShop(await settings.load());
    }
    // After the comparison: an event written now would hide that the journal is one behind. What the journal cannot take now is told at the next start.
    await tellChanges(saving).catch(() => undefined);
    start.recordFaults((detail) => {
      journal.record(eventOf(deps.time.now(), 'fault', { detail })).catch(() => undefined);
    });
    // Another journal's witness is of another till. Otherwise what could not be read is as it last was.
    const before = loss?.what === 'another' ? undefined : witness?.shop;
    if (known && known.unread.length > 0) known = await mend(start, storage, known, stored, before);
    const unread = readNames(await settings.recall('unread'));
    start.unreadable(...unread);
    // The practice goods are gone: they come with the shop that is made of them.
    const isBare =
      relays.demo && known?.shop.kind !== 'real' && (loss?.what === 'everything' || loss?.cardsGone !== undefined);
    const found =
      (isBare ? undefined : known?.shop) ??
      (relays.demo ? await (await settingUp()).makeDemoShop(start, relays, storage) : undefined);
    if (!found) {
      if (relays.demo) start.view.set({ phase: 'failed', why: 'no-demo', step: start.step, detail: '/demo.json' });
      else (await settingUp()).askOwner(start, relays, storage, askedWhy(unread, loss !== undefined || wasTold));
      return stopped;
    }
    if (told && isOfOtherKind(told, found)) {
      tellOtherKind(start, found);
      return stopped;
    }
    if (told) await settings.remember('relays', told);
    return { shop: found, relays, areRelaysKept: remembered !== undefined, loss, witness };
  },
};

/** Why the owner is asked, where it is not the first time. */
function askedWhy(unread: readonly string[], isLost: boolean): 'unread' | 'lost' | undefined {
  if (unread.includes('shop')) return 'unread';
  return isLost ? 'lost' : undefined;
}

/** The gateway's word as far as it can be understood; undefined: nothing was heard. */
export const askGateway = async ({ deps }: Start, before: Relays): Promise<Relays | undefined> =>
  readRelays(await deps.fetchJson('/relay'), before);

/** A practice gateway for a real shop, or the other way round: nothing may be sold. */
export const isOfOtherKind = (told: Relays, found: Shop): boolean => told.demo !== (found.kind === 'demo');

export function tellOtherKind(start: Start, found: Shop): void {
  const { step, deps } = start;
  /** A practice shop goes with all that speaks of it: the next start is a first one. Never a real shop. */
  const dropDemo = async (): Promise<boolean> => {
    // It was open a moment ago: what still keeps its witness would write it back.
    await start.end();
    const isDropped = await deps.clearStorage();
    if (isDropped) deps.restart();
    return isDropped;
  };
  start.view.set(
    found.kind === 'demo'
      ? { phase: 'failed', why: 'demo-here', step, detail: '', clear: dropDemo }
      : { phase: 'failed', why: 'shop-kind', step, detail: found.kind },
  );
}

/** A stored thing that cannot be read: kept beside, told, and gone on without. */
async function putAside(start: Start, { settings }: Storage, name: 'shop' | 'relays'): Promise<void> {
  await settings.putAside(name, start.deps.clock.now());
  start.unreadable(name);
  // A reload must not greet its owner as a new one.
  if (name === 'shop') await settings.remember('unread', [...readNames(await settings.recall('unread')), name]);
}

/** Fields of the shop that cannot be read are as they were `before`, on record once: the law may go by one of them. A medium that takes nothing now is told by the sale. */
async function mend(
  start: Start,
  { settings, saving }: Storage,
  read: ReadShop,
  stored: unknown,
  before: Shop | undefined,
): Promise<ReadShop> {
  const { clock, time } = start.deps;
  const mended = mendedShop(read, before);
  const names = read.unread.map((field) => `shop.${field}`);
  try {
    await settings.remember(`aside:shop:${clock.now()}`, stored);
    await settings.remember('unread', names);
    const { changesOf } = await import('../app/shop/settings.ts');
    const changes = changesOf(undefined, mended).filter(({ field }) =>
      read.unread.some((name) => field === name || field.startsWith(`${name}.`)),
    );
    const data = { changes, by: 'unread' };
    await settings.apply({ shop: mended }, eventOf(time.now(), 'settings-changed', data));
    await tellChanges(saving);
  } catch {
    start.unreadable(...names);
  }
  return { shop: mended, unread: [] };
}
