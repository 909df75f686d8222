import { expect, it } from 'vitest';
import { turn } from '../../test/unit/clock.ts';
import { readWorkerFault } from '../app/ports/worker-fault.ts';
import { tellFaults } from './faults.ts';

/** A worker's `self` with so many pages; what each of them reads. */
function worker({ pages = 1, gone = false, state = 'activated' } = {}) {
  const read: Array<Array<string | undefined>> = Array.from({ length: pages }, () => []);
  const asked: unknown[] = [];
  const scope = Object.assign(new EventTarget(), {
    serviceWorker: { state },
    clients: {
      matchAll: async (options: unknown) => {
        asked.push(options);
        if (gone) throw new DOMException('no registration', 'InvalidStateError');
        return read.map((each) => ({
          postMessage: (message: unknown) => void each.push(readWorkerFault(structuredClone(message))),
        }));
      },
    },
  });
  const tell = tellFaults(scope as unknown as Parameters<typeof tellFaults>[0]);
  const raise = (kind: string, what: object): boolean =>
    scope.dispatchEvent(Object.assign(new Event(kind, { cancelable: true }), what));
  return { raise, read, asked, tell };
}

it('what nobody caught, thrown or rejected, is told to every page, controlled by it or not', async () => {
  const { raise, read, asked } = worker({ pages: 2 });
  raise('error', { error: new TypeError('x is not a function'), message: 'Uncaught' });
  raise('error', { error: null, message: 'Script error.' });
  raise('unhandledrejection', { reason: new Error('no database') });
  raise('unhandledrejection', { reason: undefined });
  await turn();
  const told = [
    'service worker: TypeError: x is not a function',
    'service worker: Script error.',
    'service worker: Error: no database',
    'service worker: undefined',
  ];
  expect(read).toEqual([told, told]);
  expect(asked).toEqual(told.map(() => ({ type: 'window', includeUncontrolled: true })));
});

it('an error that was caught, and that nobody else would hear of, is told the same way', async () => {
  const { read, tell } = worker();
  await tell(new RangeError('deep'));
  expect(read).toEqual([['service worker: RangeError: deep']]);
});

it('a network that goes while the worker is being installed is no fault; later, or another error then, is one', async () => {
  const offline = { reason: new TypeError('Failed to fetch') };
  const installing = worker({ state: 'installing' });
  // Not even the browser reports it.
  expect(installing.raise('unhandledrejection', offline)).toBe(false);
  expect(installing.raise('unhandledrejection', { reason: new TypeError('x is not a function') })).toBe(true);
  const working = worker();
  expect(working.raise('unhandledrejection', offline)).toBe(true);
  await turn();
  expect([installing.read, working.read]).toEqual([
    [['service worker: TypeError: x is not a function']],
    [['service worker: TypeError: Failed to fetch']],
  ]);
});

it('where there is nobody to tell, telling makes no error of its own', async () => {
  await expect(worker({ pages: 0 }).tell(new Error('x'))).resolves.toBeUndefined();
  await expect(worker({ gone: true }).tell(new Error('x'))).resolves.toBeUndefined();
});

it('an error without a text, and one of a megabyte, are told in what fits on a note', async () => {
  const { read, tell } = worker();
  await tell(Object.create(null));
  await tell(new Error('x'.repeat(1_000_000)));
  expect(read[0]?.[0]).toBe('service worker: [object Object]');
  expect(read[0]?.[1]).toHaveLength(1_000);
});

it.each([undefined, null, 'poltora-fault', 5, {}, { type: 'poltora-carry', detail: 'x' }, { type: 'poltora-fault' }])(
  '%j is no fault',
  (data) => expect(readWorkerFault(data)).toBeUndefined(),
);
