/** ШТРИХ-М for tests: the real driver and the strict emulator, with a cable in memory between them and a clock that does not wait. */
import type { DeviceExchange } from '../../src/app/ports/device-log.ts';
import { ShtrihPrinter } from '../../src/devices/kkt/shtrih/shtrih-printer.ts';
import type { Memory, Remembered } from '../../src/devices/kkt/shtrih/search.ts';
import type { KktSetup } from '../../src/domain/shop/shop.ts';
import { memorySource, type MemorySource } from '../contract/memory-link.ts';
import { Kkt, type KktOptions } from '../emulators/kkt-shtrih/index.ts';
import { HurryClock } from './hurry-clock.ts';

/** How far away the device is; may change while the line is open. */
export interface Distance {
  /** One way, ms. */
  ms: number;
}

export interface KktBench {
  readonly kkt: Kkt;
  readonly clock: HurryClock;
  readonly distance: Distance;
  /** A new cable to the same device; whoever had the last one is cut off. */
  cable(): MemorySource;
  /** A driver as a fresh page makes it. */
  printer(source?: MemorySource, setup?: Partial<KktSetup>, heard?: (exchange: DeviceExchange) => void): ShtrihPrinter;
}

export function kktBench(options: KktOptions = {}, clock = new HurryClock()): KktBench {
  const kkt = new Kkt({
    now: () => clock.now(),
    after: clock.after,
    vat22: options.profile === 'cashcore' ? 'cb' : '90',
    ...options,
  });
  const distance: Distance = { ms: 0 };
  let kept: Remembered | undefined;
  const memory: Memory = { get: () => kept, set: (found) => void (kept = found) };
  const cable = (): MemorySource => {
    const source = memorySource((send) => {
      const line = kkt.connect(carried(send, distance, clock), {
        // A line that breaks is there again at once: what matters is what was on its way.
        broken: () => {
          source.unplug();
          source.plug();
        },
      });
      return { receive: carried(line.receive, distance, clock), close: line.close };
    });
    return source;
  };
  return {
    kkt,
    clock,
    distance,
    cable,
    printer: (source = cable(), setup = {}, heard) =>
      new ShtrihPrinter({
        source,
        heard,
        memory,
        clock,
        zone: () => 3,
        setup: { password: 30, vat22: 'auto', ...setup },
      }),
  };
}

/** Bytes take their time, and none overtakes those before it. */
export function carried(
  give: (bytes: Uint8Array) => void,
  distance: Distance,
  clock: HurryClock,
): (bytes: Uint8Array) => void {
  let busyUntil = 0;
  return (bytes) => {
    busyUntil = Math.max(busyUntil, clock.now() + distance.ms);
    if (busyUntil === clock.now()) give(bytes);
    else clock.after(busyUntil - clock.now(), () => give(bytes));
  };
}

/** Every firmware family over every link protocol. */
export const kinds = (['desktop', 'cashcore'] as const).flatMap((profile) =>
  ([1, 2] as const).map((protocol) => ({ profile, protocol, name: `${profile}, protocol ${protocol}` })),
);
