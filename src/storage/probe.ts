/**
 * Whether a database is there before anybody makes it, and whether the browser says that it found the old one damaged. Chromium drops what it cannot read and
 * begins anew without an error; it tells only whoever opens first (`IDBVersionChangeEvent.dataLoss`, not in any standard).
 */

export interface Probed {
  readonly existed: boolean;
  /** The browser's own text; absent where it says nothing. */
  readonly dataLoss?: string | undefined;
}

/** Opens without a version and leaves everything as it was: a database that is not there is not made. Rejects as `open` does. */
export function probeDatabase(factory: IDBFactory, name: string): Promise<Probed> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name);
    let made: Probed | undefined;
    request.onupgradeneeded = (event) => {
      const { dataLoss, dataLossMessage } = event as IDBVersionChangeEvent & {
        readonly dataLoss?: unknown;
        readonly dataLossMessage?: unknown;
      };
      const isLost = typeof dataLoss === 'string' && dataLoss !== 'none';
      made = {
        existed: event.oldVersion > 0,
        dataLoss: isLost ? [dataLoss, dataLossMessage].filter(Boolean).join(': ') : undefined,
      };
      // Undone as a whole: the next to open it makes it as it should be.
      request.transaction?.abort();
    };
    request.onsuccess = () => {
      request.result.close();
      resolve({ existed: true });
    };
    request.onerror = (event) => {
      // The abort above comes as an error; left alone it would be reported to the console.
      event.preventDefault();
      if (made) resolve(made);
      else reject(request.error ?? new Error('indexedDB'));
    };
  });
}
