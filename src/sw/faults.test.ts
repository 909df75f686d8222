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
  tellFaults(scope as unknown as Parameters<typeof tellFaults>[0]);
  const raise = (kind: string, what: object): boolean =>
    scope.dispatchEvent(Object.assign(new Event(kind, { cancelable: true }), what));
  return { raise, read, asked };
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
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => void unheard.push(reason);
  process.on('unhandledRejection', hear);
  const nobody = [worker({ pages: 0 }), worker({ gone: true })];
  for (const { raise } of nobody) raise('error', { error: new Error('x'), message: 'x' });
  await turn();
  await turn();
  process.off('unhandledRejection', hear);
  expect([nobody.map(({ asked }) => asked.length), unheard]).toEqual([[1, 1], []]);
});

it('an error without a text, and one of a megabyte, are told in what fits on a note', async () => {
  const { raise, read } = worker();
  raise('unhandledrejection', { reason: Object.create(null) });
  raise('unhandledrejection', { reason: new Error('x'.repeat(1_000_000)) });
  await turn();
  expect(read[0]?.[0]).toBe('service worker: [object Object]');
  expect(read[0]?.[1]).toHaveLength(1_000);
});

it.each([undefined, null, 'poltora-fault', 5, {}, { type: 'poltora-carry', detail: 'x' }, { type: 'poltora-fault' }])(
  '%j is no fault',
  (data) => expect(readWorkerFault(data)).toBeUndefined(),
);
