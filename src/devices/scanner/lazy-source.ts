import type { Clock } from '../../app/ports/clock.ts';
import type { Delivery, ScannerDevice, ScannerSource, ScannerWay } from '../../app/ports/scanner.ts';

export interface LazyOptions<Source extends ScannerSource> {
  readonly way: ScannerWay;
  readonly clock: Clock;
  /** Fetches the code of the way. */
  load(): Promise<Source>;
  /** What is known of its devices without that code. */
  devices(): readonly ScannerDevice[];
  /** Whether a start has anything to open. */
  isWanted(): boolean | Promise<boolean>;
  /** Calls `wanted` when a device comes that nobody chose before, until the returned function is called. */
  onAppear?(wanted: () => void): () => void;
}

export interface Lazy<Source extends ScannerSource> {
  readonly source: ScannerSource;
  /** The way's own source where it was loaded. */
  loaded(): Source | undefined;
  /** Does something with it, as soon as it is loaded; rejects where it cannot be. */
  use<Value>(act: (source: Source) => Promise<Value>): Promise<Value>;
}

/** What was chosen before and could not be loaded is tried again after this, ms. */
const againMs = 5_000;

/** A way of scanning whose code comes when there is a device for it: one that was chosen before, or that a person chooses now. */
export function lazySource<Source extends ScannerSource>(options: LazyOptions<Source>): Lazy<Source> {
  const { way, clock } = options;
  const scanListeners = new Set<(delivery: Delivery) => void>();
  const changeListeners = new Set<() => void>();
  let loaded: Source | undefined;
  let loading: Promise<Source> | undefined;
  let hasFailed = false;
  let isStarted = false;
  let stopWatching = (): void => undefined;
  let cancelAgain = (): void => undefined;

  const tell = (): void => {
    for (const listener of changeListeners) listener();
  };
  async function begin(): Promise<Source> {
    const source = await options.load();
    source.onScan((delivery) => {
      for (const listener of scanListeners) listener(delivery);
    });
    source.onChange(tell);
    loaded = source;
    if (isStarted) await source.start();
    tell();
    return source;
  }
  const get = (): Promise<Source> =>
    (loading ??= begin().catch((error: unknown) => {
      // What failed after it was loaded is no matter of loading.
      if (!loaded) loading = undefined;
      throw error;
    }));
  async function open(): Promise<void> {
    try {
      await get();
    } catch (error) {
      if (loaded) throw error;
      hasFailed = true;
      tell();
      cancelAgain();
      if (isStarted) cancelAgain = clock.after(againMs, () => void open());
    }
  }

  return {
    loaded: () => loaded,
    use: async (act) => act(await get()),
    source: {
      way,
      devices: () =>
        loaded?.devices() ??
        options.devices().map((device) => (hasFailed ? { ...device, state: 'away' as const } : device)),
      onScan(listener) {
        scanListeners.add(listener);
        return () => scanListeners.delete(listener);
      },
      onChange(listener) {
        changeListeners.add(listener);
        return () => changeListeners.delete(listener);
      },
      async start() {
        isStarted = true;
        stopWatching = options.onAppear?.(() => void open()) ?? stopWatching;
        if (await options.isWanted()) await open();
      },
      forget: async (id) => (await get()).forget(id),
      async release() {
        isStarted = false;
        stopWatching();
        cancelAgain();
        await loaded?.release();
      },
    },
  };
}
