/** An error of the worker that nobody caught goes to the pages: one of them puts it on record and tells the person. */
import { workerFault } from '../app/ports/worker-fault.ts';

/** What is needed of the worker's `self`. */
interface Scope {
  readonly clients: {
    matchAll(options: {
      readonly type: 'window';
      readonly includeUncontrolled: true;
    }): Promise<ReadonlyArray<{ postMessage(message: unknown): void }>>;
  };
  addEventListener(kind: 'error', heard: (event: { readonly error?: unknown; readonly message: string }) => void): void;
  addEventListener(
    kind: 'unhandledrejection',
    heard: (event: { readonly reason?: unknown; preventDefault(): void }) => void,
  ): void;
  /** This worker, as the browser sees it. */
  readonly serviceWorker: { readonly state: string };
}

/** Chromium counts a refused `waitUntil` among the promises that nobody heard of: its words for a network that is gone, and Workbox's for a file that the server does not give (it is being exchanged itself). */
const serverGone = /^TypeError: Failed to fetch$|bad-precaching-response/;

/** Listens for what nobody catches; a refused `respondWith` or `waitUntil` is among it. */
export function tellFaults(scope: Scope): void {
  const tell = async (error: unknown): Promise<void> => {
    // Those that another worker controls, or none yet, too: any page has the journal.
    const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
    for (const page of pages) page.postMessage(workerFault(error));
  };
  // What fails in here has nobody left to be told to, and must not come around as the next error.
  const quietly = (error: unknown): void => void tell(error).catch(() => undefined);
  scope.addEventListener('error', ({ error, message }) => quietly(error ?? message));
  scope.addEventListener('unhandledrejection', (event) => {
    // The server went away while this version was being fetched: no fault of the program. The browser will try again, and the version before goes on.
    if (scope.serviceWorker.state === 'installing' && serverGone.test(String(event.reason)))
      return event.preventDefault();
    quietly(event.reason);
  });
}
