/** What is gone of this till, told to a person and put on record before anything is sold. */
import { eventOf } from '../domain/journal/event.ts';
import type { Journal } from '../app/ports/journal.ts';
import { acceptWitness, keepWitness } from '../app/journal/witness-keeper.ts';
import type { Loss } from '../app/journal/witness.ts';
import type { OpenSettings } from '../storage/settings.ts';
import type { Start } from './start.ts';

/** Resolves when a person has read what is missing. It is on record then, and numbers of receipts go on where they were. */
export const tellLoss = (
  start: Start,
  loss: Loss,
  areSettingsGone: boolean,
  { journal, settings }: { readonly journal: Journal; readonly settings: OpenSettings },
): Promise<void> =>
  new Promise((resolve) => {
    const shop = loss.witness?.shop;
    const answer = async (how: 'restored' | 'went-on'): Promise<void> => {
      if (how === 'restored' && shop) {
        // The PIN is gone with its database: until there is one again, nothing is sold without a verdict.
        const restored = (await settings.hasPin()) ? shop : { ...shop, unverified: 'forbid' as const };
        await settings.apply({ shop: restored }, undefined);
      }
      await goOnWithout(start, loss, how, journal);
      resolve();
    };
    start.view.set({
      phase: 'lost',
      loss,
      restore: areSettingsGone && shop ? () => answer('restored') : undefined,
      goOn: () => answer('went-on'),
    });
  });

/** A person has read it: on record, and what is here now counts. */
export async function goOnWithout(
  { deps: { memory, time } }: Start,
  { what, by, dataLoss, witness }: Loss,
  how: 'restored' | 'went-on',
  journal: Journal,
): Promise<void> {
  const { shop: _, ...known } = witness ?? {};
  const data = { what, by, how, dataLoss, witness: known };
  await journal.resume(witness?.number ?? 0, eventOf(time.now(), 'journal-lost', data));
  // The settings stay at hand until there are others.
  if (witness) keepWitness(memory, { ...witness, ...(await journal.head()), at: time.now() });
  acceptWitness(memory);
}
