import 'fake-indexeddb/auto';
import { deflatePacker } from '../../src/platform/packer.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { emptyStore, memoryJournal } from '../unit/fakes/journal.ts';
import { journalContract } from './journal.ts';

let count = 0;
const world = { now: Date.now, newId: () => crypto.randomUUID(), packer: deflatePacker(globalThis) };

journalContract('IndexedDB (fake-indexeddb)', async () => {
  const name = `journal-${++count}`;
  const opened = [await openJournal(name, world)];
  const [journal] = opened;
  if (!journal) throw new Error('not opened');
  return {
    journal,
    async reopen() {
      opened.pop()?.close();
      const again = await openJournal(name, world);
      opened.push(again);
      return again;
    },
    close: async () => opened.pop()?.close(),
  };
});

journalContract('the fake of the tests', async () => {
  let store = emptyStore();
  return {
    journal: memoryJournal(store),
    reopen: async () => memoryJournal((store = structuredClone(store))),
    close: async () => undefined,
  };
});
