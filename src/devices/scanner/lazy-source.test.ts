import { expect, it } from 'vitest';
import { until } from '../../../test/contract/links.ts';
import { HurryClock } from '../../../test/unit/hurry-clock.ts';
import type { Delivery, ScannerDevice, ScannerSource } from '../../app/ports/scanner.ts';
import { lazySource, type LazyOptions } from './lazy-source.ts';

const device: ScannerDevice = { id: 'hid:1', way: 'hid', state: 'ready' };
const delivery = { way: 'hid', device: 'hid:1', texts: ['1'] } as unknown as Delivery;

function world(options: Partial<LazyOptions<ScannerSource>> = {}) {
  const done: string[] = [];
  const scanListeners = new Set<(delivery: Delivery) => void>();
  const source: ScannerSource = {
    way: 'hid',
    devices: () => [device],
    onScan: (listener) => {
      scanListeners.add(listener);
      return () => scanListeners.delete(listener);
    },
    onChange: () => () => undefined,
    start: async () => void done.push('start'),
    forget: async (id) => void done.push(`forget ${id}`),
    release: async () => void done.push('release'),
  };
  const lazy = lazySource<ScannerSource>({
    way: 'hid',
    clock: new HurryClock(),
    load: async () => {
      done.push('load');
      return source;
    },
    devices: () => [{ ...device, state: 'off' }],
    isWanted: () => false,
    ...options,
  });
  return { ...lazy, done, real: source, scan: () => scanListeners.forEach((listener) => listener(delivery)) };
}

it('does not load what nobody has chosen, and loads it when somebody chooses', async () => {
  const { source, use, done } = world();
  await source.start();
  expect(done).toEqual([]);
  expect(source.devices()).toEqual([{ ...device, state: 'off' }]);
  await use(async () => void done.push('choose'));
  await use(async () => void done.push('choose'));
  expect(done).toEqual(['load', 'start', 'choose', 'choose']);
  expect(source.devices()).toEqual([device]);
});

it('loads and starts what was chosen before, and hands on its scans', async () => {
  const { source, done, scan } = world({ isWanted: async () => true });
  const heard: Delivery[] = [];
  source.onScan((one) => heard.push(one));
  await source.start();
  expect(done).toEqual(['load', 'start']);
  scan();
  expect(heard).toEqual([delivery]);
  await source.forget('hid:1');
  await source.release();
  expect(done).toEqual(['load', 'start', 'forget hid:1', 'release']);
});

it('loads when a device comes that a policy granted', async () => {
  let appear = (): void => undefined;
  const { source, done } = world({
    onAppear: (wanted) => {
      appear = wanted;
      return () => undefined;
    },
  });
  await source.start();
  appear();
  await until(() => done.length === 2, 'the start');
  expect(done).toEqual(['load', 'start']);
});

it('is away while its code cannot be had, and tries again by itself', async () => {
  let tries = 0;
  const changes: string[] = [];
  const { source, real } = world({
    isWanted: () => true,
    load: async () => {
      tries += 1;
      if (tries < 3) throw new TypeError('Failed to fetch');
      return real;
    },
  });
  source.onChange(() =>
    changes.push(
      source
        .devices()
        .map(({ state }) => state)
        .join(),
    ),
  );
  await source.start();
  await until(() => tries === 3, 'the third try');
  await until(() => source.devices()[0]?.state === 'ready', 'the source');
  expect(changes).toEqual(['away', 'away', 'ready']);
});
