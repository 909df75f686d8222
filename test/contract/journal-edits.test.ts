import 'fake-indexeddb/auto';
import { journalEditsContract } from './journal-edits.ts';

let count = 0;
journalEditsContract('IndexedDB (fake-indexeddb)', () => `edits-${++count}`);
