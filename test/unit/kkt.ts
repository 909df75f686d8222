/** ШТРИХ-М for tests: the real driver and the strict emulator, with a cable in memory between them and a clock that does not wait. */
import { ShtrihPrinter } from '../../src/devices/kkt/shtrih/shtrih-printer.ts';
import type { Memory, Remembered } from '../../src/devices/kkt/shtrih/connection.ts';
import type { KktSetup } from '../../src/app/ports.ts';
import { memorySource, type MemorySource } from '../contract/memory-link.ts';
import { Kkt, type KktOptions } from '../emulators/kkt-shtrih/index.ts';
import { HurryClock } from './hurry-clock.ts';

export interface KktBench {
  readonly kkt: Kkt;
  readonly clock: HurryClock;
  /** A new cable to the same device; whoever had the last one is cut off. */
  cable(): MemorySource;
  /** A driver as a fresh page makes it. */
  printer(source?: MemorySource, setup?: Partial<KktSetup>): ShtrihPrinter;
}

export function kktBench(options: KktOptions = {}, clock = new HurryClock()): KktBench {
  const kkt = new Kkt({
    now: () => clock.now(),
    after: clock.after,
    vat22: options.profile === 'cashcore' ? 'cb' : '90',
    ...options,
  });
  let kept: Remembered | undefined;
  const memory: Memory = { get: () => kept, set: (found) => void (kept = found) };
  const cable = (): MemorySource => {
    const source = memorySource((send) =>
      kkt.connect(send, {
        // A line that breaks is there again at once: what matters is what was on its way.
        broken: () => {
          source.unplug();
          source.plug();
        },
      }),
    );
    return source;
  };
  return {
    kkt,
    clock,
    cable,
    printer: (source = cable(), setup = {}) =>
      new ShtrihPrinter({ source, memory, clock, zone: () => 3, setup: { password: 30, vat22: 'auto', ...setup } }),
  };
}

/** Every firmware family over every link protocol. */
export const kinds = (['desktop', 'cashcore'] as const).flatMap((profile) =>
  ([1, 2] as const).map((protocol) => ({ profile, protocol, name: `${profile}, protocol ${protocol}` })),
);
