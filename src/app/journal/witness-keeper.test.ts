import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/unit/clock.ts';
import { emptyStore, memoryJournal, type JournalStore } from '../../../test/unit/fakes/journal.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { fakeMemory } from '../../../test/unit/fakes/small-memory.ts';
import { keepWitness, keptWitness, tillName, WitnessKeeper } from './witness-keeper.ts';
import type { Loss } from './witness.ts';

function page(kept = new Map<string, string>()) {
  const memory = fakeMemory(kept);
  const lost: Loss[] = [];
  const pin = { isSet: false, isBroken: false };
  let journal = memoryJournal({ ...emptyStore(), id: 'first', number: 7 });
  const keeper = new WitnessKeeper({
    journal: { head: () => journal.head() },
    memory,
    gateway: { tills: async () => undefined, till: async () => undefined, put: async () => undefined },
    clock: new FakeClock(),
    till: 'till',
    opened: 'first',
    shop: () => realShop,
    hasPin: async () => pin.isSet,
    here: async ({ hasPin }) => {
      if (pin.isBroken) throw new Error('settings');
      return hasPin === true ? { isPinKnown: pin.isSet } : {};
    },
    lost: (loss) => lost.push(loss),
    heard: () => undefined,
  });
  return {
    kept,
    memory,
    lost,
    keeper,
    pin,
    /** A person has read it: `goOnWithout` writes what is here, and the keeper goes on from there. */
    accepted: async () => {
      const witness = keptWitness(memory);
      if (witness) keepWitness(memory, { ...witness, ...(await journal.head()), hasPin: pin.isSet });
      await keeper.accept();
    },
    becomes: (change: Partial<JournalStore>) => (journal = memoryJournal({ ...emptyStore(), id: 'first', ...change })),
  };
}

describe('a journal that under an open page', () => {
  it.each<[string, Partial<JournalStore>, Loss['what']]>([
    ['was deleted and made anew', { id: 'second' }, 'journal'],
    ['was put in the place of by another', { id: 'other', number: 3 }, 'another'],
    ['went back', { number: 2 }, 'rolled-back'],
  ])('%s: is told once, and its witness stays, even where that was cleared as well', async (_, change, what) => {
    const { kept, memory, lost, keeper, becomes } = page();
    await keeper.keep();
    const before = keptWitness(memory);
    expect(before).toMatchObject({ journal: 'first', number: 7 });
    becomes(change);
    kept.clear();
    await keeper.keep();
    await keeper.keep();
    expect(lost).toMatchObject([{ what, by: 'here', witness: { number: 7 } }]);
    expect([keptWitness(memory), memory.get(tillName)]).toEqual([before, 'till']);
  });

  it('was deleted before the page wrote anything: the witness of the day before is kept and told', async () => {
    const yesterday = page();
    await yesterday.keeper.keep();
    const before = keptWitness(yesterday.memory);
    const today = page(yesterday.kept);
    today.becomes({ id: 'second' });
    await today.keeper.keep();
    expect(today.lost).toMatchObject([{ what: 'journal', by: 'here', witness: { number: 7 } }]);
    expect(keptWitness(today.memory)).toEqual(before);
  });

  it('is whole, and the PIN beside it is not: is told once, and the witness says on that there was one', async () => {
    const { memory, lost, keeper, pin, becomes, accepted } = page();
    pin.isSet = true;
    await keeper.keep();
    pin.isSet = false;
    becomes({ number: 8 });
    await keeper.keep();
    await keeper.keep();
    expect(lost).toMatchObject([{ what: 'pin', by: 'here', isPinGone: true }]);
    // The journal itself is sound: what was sold since is witnessed.
    expect(keptWitness(memory)).toMatchObject({ number: 8, hasPin: true });
    await accepted();
    becomes({ number: 9 });
    await keeper.keep();
    expect(lost).toHaveLength(1);
  });

  it('was cleared with the PIN, and sold into since: both are told, and once a person has read it what is here counts', async () => {
    const { memory, lost, keeper, pin, becomes, accepted } = page();
    pin.isSet = true;
    await keeper.keep();
    pin.isSet = false;
    becomes({ id: 'second', number: 1 });
    await keeper.keep();
    expect(lost).toMatchObject([{ what: 'another', by: 'here', isPinGone: true }]);
    await accepted();
    becomes({ id: 'second', number: 2 });
    await keeper.keep();
    expect(lost).toHaveLength(1);
    expect(keptWitness(memory)).toMatchObject({ journal: 'second', number: 2, hasPin: false });
  });

  it('is sound, and its settings cannot be read: a document is witnessed all the same', async () => {
    const { memory, keeper, pin, becomes } = page();
    pin.isSet = true;
    await keeper.keep();
    pin.isBroken = true;
    becomes({ number: 8 });
    await keeper.keep();
    expect(keptWitness(memory)).toMatchObject({ number: 8, hasPin: true });
  });

  it('knows how many cards there were, and takes none for no number', async () => {
    const { memory, keeper } = page();
    await keeper.counted(40);
    await keeper.counted(0);
    expect(keptWitness(memory)?.cards).toBe(40);
  });

  it('is thrown away with its till: nothing is written of it any more', async () => {
    const { kept, keeper, becomes } = page();
    await keeper.keep();
    await keeper.stop();
    kept.clear();
    becomes({ number: 8 });
    await keeper.keep();
    expect([...kept]).toEqual([]);
  });

  it('was deleted, and a person has read it: what is here now counts', async () => {
    const { memory, lost, keeper, becomes, accepted } = page();
    await keeper.keep();
    becomes({ id: 'second' });
    await keeper.keep();
    await accepted();
    await keeper.keep();
    expect([lost.length, keptWitness(memory)?.journal]).toEqual([1, 'second']);
  });
});
