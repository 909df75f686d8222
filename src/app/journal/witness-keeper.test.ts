import { expect, it } from 'vitest';
import { FakeClock } from '../../../test/unit/clock.ts';
import { emptyStore, memoryJournal } from '../../../test/unit/fakes/journal.ts';
import { realShop } from '../../../test/unit/fakes/settings.ts';
import { fakeMemory } from '../../../test/unit/fakes/small-memory.ts';
import { keptWitness, WitnessKeeper } from './witness-keeper.ts';

it('a journal that was deleted under an open page and made anew does not become its own witness', async () => {
  const memory = fakeMemory();
  let journal = memoryJournal({ ...emptyStore(), id: 'first', number: 7 });
  const keeper = new WitnessKeeper({
    journal: { head: () => journal.head() },
    memory,
    gateway: { tills: async () => undefined, till: async () => undefined, put: async () => undefined },
    clock: new FakeClock(),
    till: 'till',
    shop: () => realShop,
    lost: () => undefined,
    heard: () => undefined,
  });
  await keeper.keep();
  const before = keptWitness(memory);
  expect(before).toMatchObject({ journal: 'first', number: 7 });
  journal = memoryJournal({ ...emptyStore(), id: 'second' });
  await keeper.keep();
  expect(keptWitness(memory)).toEqual(before);
});
