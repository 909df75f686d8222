/** What a folder under `devices/kkt` says of its maker before any of its code is needed. */
import type { Clock } from '../../app/ports/clock.ts';
import type { DeviceExchange } from '../../app/ports/device-log.ts';
import type { FiscalPrinter } from '../../app/ports/printer.ts';
import type { KktSetup } from '../../domain/shop/shop.ts';
import type { LinkSource } from '../links/link.ts';
import type { DeviceMemory } from '../memory.ts';

/** What a driver works with. */
export interface DriverDeps {
  readonly setup: KktSetup;
  /** Where the device may be found. A link without bytes, such as the practice ККТ's, has none. */
  readonly source: LinkSource | undefined;
  readonly clock: Clock;
  /** The clock of the ККТ is UTC plus so many hours. */
  readonly zone: () => number;
  readonly memory: DeviceMemory;
  /** Whether a person gave this place to a scanner. */
  readonly isReserved: (place: string) => boolean;
  /** Is told of each exchange with the device. */
  readonly heard: (exchange: DeviceExchange) => void;
}

/** The code of a maker. */
export interface KktDriver {
  open(deps: DriverDeps): FiscalPrinter;
}

/** One maker of ККТ: the default export of `devices/kkt/<maker>/index.ts`. The registry finds it there by itself. */
export interface KktManifest {
  readonly id: string;
  /** The links it is reached by. */
  readonly links: ReadonlyArray<KktSetup['link']>;
  /** Fetches the driver: a till loads that of its own ККТ alone. */
  load(): Promise<KktDriver>;
}

/** Under this name a driver keeps the place where the ККТ answered last. Emptied when a person chooses another port. */
export const placeName = (link: KktSetup['link']): string => `poltora-kkt-${link}`;
