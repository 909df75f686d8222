/** The worker's own small database: one value. Raw IndexedDB, because a second Dexie in the worker would take part in the page's upgrades (platform.md II.3). */

const database = 'poltora-check';
const shelf = 'state';

/** `save` is relaxed: what the checker has learned may be learned again. */
export function checkStateStore(factory: IDBFactory): {
  load(): Promise<unknown>;
  save(state: unknown): Promise<void>;
} {
  const open = (): Promise<IDBDatabase> =>
    new Promise((resolve, reject) => {
      const request = factory.open(database, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(shelf);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('indexedDB'));
    });
  const run = async (mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> => {
    const db = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = db.transaction(shelf, mode, { durability: 'relaxed' });
        const request = act(transaction.objectStore(shelf));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      });
    } finally {
      db.close();
    }
  };
  return {
    load: () => run('readonly', (store) => store.get('check')),
    save: async (state) => {
      await run('readwrite', (store) => store.put(state, 'check'));
    },
  };
}
