import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/unit/clock.ts';
import { emptyStore, memoryJournal, type JournalStore } from '../../../test/unit/fakes/journal.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { fakeMemory } from '../../../test/unit/fakes/small-memory.ts';
import { acceptWitness, keptWitness, tillName, WitnessKeeper } from './witness-keeper.ts';
import type { Loss } from './witness.ts';

function page(kept = new Map<string, string>()) {
  const memory = fakeMemory(kept);
  const lost: Loss[] = [];
  let journal = memoryJournal({ ...emptyStore(), id: 'first', number: 7 });
  const keeper = new WitnessKeeper({
    journal: { head: () => journal.head() },
    memory,
    gateway: { tills: async () => undefined, till: async () => undefined, put: async () => undefined },
    clock: new FakeClock(),
    till: 'till',
    opened: 'first',
    shop: () => realShop,
    lost: (loss) => lost.push(loss),
    heard: () => undefined,
  });
  return {
    kept,
    memory,
    lost,
    keeper,
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

  it('was deleted, and a person has read it: what is here now counts', async () => {
    const { memory, lost, keeper, becomes } = page();
    await keeper.keep();
    becomes({ id: 'second' });
    await keeper.keep();
    acceptWitness(memory);
    await keeper.keep();
    await keeper.keep();
    expect([lost.length, keptWitness(memory)?.journal]).toEqual([1, 'second']);
  });
});
