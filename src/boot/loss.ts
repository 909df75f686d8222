/** What is gone of this till, told to a person and put on record before anything is sold. */
import { eventOf } from '../domain/journal/event.ts';
import { readShop } from '../domain/shop/stored-shop.ts';
import type { Shop } from '../domain/shop/shop.ts';
import type { Journal } from '../app/ports/journal.ts';
import { pinWord } from '../app/journal/pin-word.ts';
import { tellChanges } from '../app/shop/settings-events.ts';
import { acceptWitness, keepWitness } from '../app/journal/witness-keeper.ts';
import { isFresh, lossOf, type Here, type Loss, type Witness } from '../app/journal/witness.ts';
import type { Start } from './start.ts';
import type { Storage } from './storage.ts';

/** Events that a journal may hold before there was ever a shop. */
const beforeAnyShop: ReadonlySet<string> = new Set(['fault', 'journal-lost']);
/** So many of the newest events are looked at; a till without a shop writes fewer. */
const mostLooked = 200;

export interface Compared {
  readonly loss: Loss | undefined;
  /** A loss is on record, and nobody has set the till up since: it is no new till, whatever else is gone. */
  readonly wasTold: boolean;
}

/** Compares what is here with all that is known of what was: the witness outside, the journal itself, and the browser's own word. */
export async function findLoss(storage: Storage, hasShop: boolean, witness: Witness | undefined): Promise<Compared> {
  const { journal, dataLoss } = storage;
  const head = await journal.head();
  const events = hasShop || isFresh(head) ? [] : (await journal.recent(1, mostLooked)).events;
  const hasWorked = head.number > 0 || head.events > mostLooked || events.some(({ kind }) => !beforeAnyShop.has(kind));
  const here = { head, hasShop, hasWorked, ...(witness && (await hereBeside(storage, witness))) };
  const toldByBrowser = dataLoss !== undefined && isFresh(head);
  const found =
    lossOf(here, witness) ??
    (toldByBrowser ? ({ what: hasShop ? 'journal' : 'everything', by: 'browser' } as const) : undefined);
  return {
    loss: found && { ...found, dataLoss },
    wasTold: !hasShop && events.some(({ kind }) => kind === 'journal-lost'),
  };
}

/** What is here, besides journal and settings, of that which the witness says was here. Nothing is looked for that it does not know. */
export const hereBeside = async (
  { settings, journal, catalogue }: Pick<Storage, 'settings' | 'journal' | 'catalogue'>,
  { hasPin, cards = 0 }: Pick<Witness, 'hasPin' | 'cards'>,
): Promise<Pick<Here, 'isPinKnown' | 'hasCards'>> => ({
  ...(hasPin === true && { isPinKnown: await isPinKnown(settings, journal) }),
  // One that cannot be read is told by whoever needs a card.
  ...(cards > 0 && {
    hasCards: await catalogue.isEmpty().then(
      (isEmpty) => !isEmpty,
      () => undefined,
    ),
  }),
});

/** There is a PIN, or the newest word on record about it is that it is gone: somebody removed it, or has read that it was lost. */
async function isPinKnown(settings: Storage['settings'], journal: Journal): Promise<boolean> {
  if (await settings.hasPin()) return true;
  const untold = [...(await settings.untold())].reverse();
  const { events } = await journal.recent(1, mostLooked);
  return [...untold, ...events].map(pinWord).find((word) => word !== undefined) === 'gone';
}

/** Resolves when a person has read what is missing. It is on record then, and numbers of receipts go on where they were. */
export const tellLoss = (start: Start, loss: Loss, areSettingsGone: boolean, storage: Storage): Promise<void> =>
  new Promise((resolve) => {
    const shop = loss.witness?.shop;
    const answer = async (how: 'restored' | 'went-on'): Promise<void> => {
      if (how === 'restored' && shop) await restore(start, storage, shop);
      await goOnWithout(start, loss, how, storage);
      resolve();
    };
    start.view.set({
      phase: 'lost',
      loss,
      restore: areSettingsGone && shop ? () => answer('restored') : undefined,
      goOn: () => answer('went-on'),
    });
  });

/** Comes when somebody needs it: nobody sells with it. */
const changesBetween = async () => (await import('../app/shop/settings.ts')).changesOf;

/** Brings the settings back that stood outside, on record. */
async function restore({ deps: { time } }: Start, { settings }: Storage, shop: Shop): Promise<void> {
  // The PIN is gone with its database: until there is one again, nothing is sold without a verdict.
  const restored = (await settings.hasPin()) ? shop : { ...shop, unverified: 'forbid' as const };
  // Pressed once more after a medium that was full, the settings are there already.
  const before = readShop(await settings.load())?.shop;
  const changes = (await changesBetween())(before, restored);
  if (changes.length === 0) return;
  await settings.apply({ shop: restored }, eventOf(time.now(), 'settings-changed', { changes, by: 'restored' }));
}

/**
 * Without the PIN that the owner has set, a new one is anybody's: what only a PIN lets happen is forbidden until somebody allows it again, on
 * record.
 */
export async function guardWithoutPin({ deps: { time } }: Start, storage: Storage): Promise<void> {
  const { settings, saving } = storage;
  const shop = readShop(await settings.load())?.shop;
  if (shop?.unverified !== 'senior-pin') return;
  const guarded = { ...shop, unverified: 'forbid' as const };
  const changes = (await changesBetween())(shop, guarded);
  await settings.apply({ shop: guarded }, eventOf(time.now(), 'settings-changed', { changes, by: 'pin-lost' }));
  await tellChanges(saving).catch(() => undefined);
}

/** A person has read it: on record, and what is here now counts. */
export async function goOnWithout(
  start: Start,
  { what, by, dataLoss, witness, isPinGone, cardsGone }: Loss,
  how: 'restored' | 'went-on',
  storage: Storage,
): Promise<void> {
  const { memory, time } = start.deps;
  const { journal, settings } = storage;
  if (isPinGone) await guardWithoutPin(start, storage);
  const { shop: _, ...known } = witness ?? {};
  const data = { what, by, how, dataLoss, witness: known, isPinGone, cardsGone };
  await journal.resume(witness?.number ?? 0, eventOf(time.now(), 'journal-lost', data));
  // The settings stay at hand until there are others.
  if (witness)
    keepWitness(memory, {
      ...witness,
      ...(await journal.head()),
      at: time.now(),
      hasPin: await settings.hasPin(),
      cards: cardsGone === undefined ? witness.cards : undefined,
    });
  acceptWitness(memory);
}
