/** Which device stands behind which setting. Makers and ways of scanning are found by their folders: this file names none of them. */
import type { CameraSource, ScannerSource } from '../app/ports/scanner.ts';
import type { DeviceExchange } from '../app/ports/device-log.ts';
import type { Clock } from '../app/ports/clock.ts';
import type { FiscalPrinter } from '../app/ports/printer.ts';
import type { KktSetup } from '../domain/shop/shop.ts';
import { lazyPrinter } from './kkt/lazy-printer.ts';
import { placeName, type KktManifest } from './kkt/manifest.ts';
import { noPrinter } from './kkt/none/no-printer.ts';
import { cablePorts } from './links/cable.ts';
import type { GrantedSource, LinkSource } from './links/link.ts';
import { unreserved, type Reserved } from './links/roles.ts';
import type { SocketOptions } from './links/web-socket.ts';
import type { DeviceMemory } from './memory.ts';
import type { ScannerManifest, ScannerSurroundings } from './scanner/manifest.ts';

const makers = Object.values(import.meta.glob<KktManifest>('./kkt/*/index.ts', { eager: true, import: 'default' }));
const ways = Object.values(
  import.meta.glob<ScannerManifest>('./scanner/*/index.ts', { eager: true, import: 'default' }),
).sort((one, other) => one.order - other.order);

/** What of the browser the devices need. */
export interface Surroundings extends Pick<SocketOptions, 'WebSocket' | 'origin' | 'till'> {
  readonly clock: Clock;
  /** Absent in browsers without it. */
  readonly serial: Serial | undefined;
  readonly usb: USB | undefined;
  readonly hid?: HID | undefined;
  readonly media?: Pick<MediaDevices, 'getUserMedia'> | undefined;
  /** The page whose keys a scanner may type, with the clock of its events, ms. Absent where there is no page. */
  readonly keys?: ScannerSurroundings['keys'];
  readonly memory: DeviceMemory;
}

export interface Devices {
  /** `zone`: the shop's time is UTC plus so many hours. `name`: what people call this till, for the others at the same ККТ. */
  openPrinter(
    kkt: KktSetup,
    shop: { readonly zone: () => number; readonly tillKey: string | undefined; readonly name?: () => string },
  ): FiscalPrinter;
  /** From a click: lets the person choose the port of a device; false: nothing was chosen. Absent where the browser has no way to a cable. */
  readonly choosePort: (() => Promise<boolean>) | undefined;
  /** Every way of scanning that this browser has devices for. */
  readonly scanners: readonly ScannerSource[];
  /** One of them: it is opened by a person each time. */
  readonly camera: CameraSource | undefined;
  /** The last exchanges with the ККТ, newest first. */
  exchanges(): readonly DeviceExchange[];
}

/** A receipt of twenty marked goods is some hundred and thirty commands. */
const mostExchanges = 200;

export function devices({ clock, serial, usb, hid, media, keys, memory, ...socket }: Surroundings): Devices {
  const ports = cablePorts({ serial, usb }, clock);
  const scanners = ways
    .map((way) => way.open({ clock, memory, ports, hid, media, keys }))
    .filter((source) => source !== undefined);
  const reserved = scanners.filter(isReserving);
  const isReserved = (place: string): boolean => reserved.some((source) => source.has(place));
  /** The ports without those that were given to scanners. */
  const cable = ports && (async (): Promise<GrantedSource> => reserved.reduce(unreserved, await ports()));

  const exchanges: DeviceExchange[] = [];
  const heard = (exchange: DeviceExchange): void => {
    exchanges.unshift(exchange);
    exchanges.length = Math.min(exchanges.length, mostExchanges);
  };

  return {
    exchanges: () => exchanges,
    openPrinter: (setup, { zone, tillKey, name }) => {
      const maker = makers.find(({ links }) => links.includes(setup.link));
      if (!maker || (setup.link === 'cable' && !cable)) return noPrinter;
      const findLink = async (): Promise<LinkSource | undefined> => {
        switch (setup.link) {
          case 'relay':
            return (await import('./links/web-socket.ts')).socketSource({ ...socket, clock, tillKey, name });
          case 'cable':
            return cable?.();
          case 'demo':
          case 'none':
            return undefined;
        }
      };
      return lazyPrinter(async () => {
        const [driver, source] = await Promise.all([maker.load(), findLink()]);
        return driver.open({ setup, source, clock, zone, memory, isReserved, heard });
      });
    },
    choosePort:
      cable &&
      (async () => {
        const chosen = await (await cable()).choose();
        if (!chosen.ok || !chosen.value) return false;
        // The ККТ may be elsewhere now: it is looked for at every port there is.
        memory.set(placeName('cable'), '');
        return true;
      }),
    scanners,
    camera: scanners.find(isCamera),
  };
}

const isReserving = (source: ScannerSource): source is ScannerSource & Reserved => 'giveUp' in source;
const isCamera = (source: ScannerSource): source is CameraSource => source.way === 'camera';
