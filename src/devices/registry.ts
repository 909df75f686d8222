/** Which device stands behind which setting: the one file that knows every maker and every way to reach it. */
import type { CameraSource, Clock, FiscalPrinter, KktSetup, ScannerSource } from '../app/ports.ts';
import { demoPrinter } from './kkt/demo/demo-printer.ts';
import { noPrinter } from './kkt/none/no-printer.ts';
import type { Remembered } from './kkt/shtrih/connection.ts';
import { ShtrihPrinter } from './kkt/shtrih/shtrih-printer.ts';
import type { GrantedSource, LinkSource } from './links/link.ts';
import { unreserved, type Reserved } from './links/roles.ts';
import { serialSource } from './links/web-serial.ts';
import { socketSource, type SocketOptions } from './links/web-socket.ts';
import { usbSource } from './links/web-usb.ts';
import { cameraSource } from './scanner/camera/camera-source.ts';
import { hidSource } from './scanner/hid/hid-source.ts';
import { keyboardSource, type KeyboardOptions } from './scanner/keyboard/keyboard-source.ts';
import { serialScanners } from './scanner/serial/serial-source.ts';

/** What of the browser the devices need. */
export interface Surroundings extends Pick<SocketOptions, 'WebSocket' | 'origin' | 'till'> {
  readonly clock: Clock;
  /** Absent in browsers without it. */
  readonly serial: Serial | undefined;
  readonly usb: USB | undefined;
  readonly hid?: HID | undefined;
  readonly media?: MediaDevices | undefined;
  /** The page whose keys a scanner may type, with the clock of its events, ms. Absent where there is no page. */
  readonly keys?: Pick<KeyboardOptions, 'page' | 'monotonic'> | undefined;
  /** Small things that must be there at once after a reload: texts by name. */
  readonly memory: { get(name: string): string | null; set(name: string, value: string): void };
}

export interface Devices {
  /** `zone`: the shop's time is UTC plus so many hours. */
  openPrinter(
    kkt: KktSetup,
    shop: { readonly zone: () => number; readonly tillKey: string | undefined },
  ): FiscalPrinter;
  /** From a click: lets the person choose the port of a device; false: nothing was chosen. Absent where the browser has no way to a cable. */
  readonly choosePort: (() => Promise<boolean>) | undefined;
  /** Every way of scanning that this browser has devices for. */
  readonly scanners: readonly ScannerSource[];
  /** One of them: it is opened by a person each time. */
  readonly camera: CameraSource | undefined;
}

export function devices({ clock, serial, usb, hid, media, keys, memory, ...socket }: Surroundings): Devices {
  // Where there is Web Serial it is the better one: the system's own drivers, and adapters of every kind.
  const ports: GrantedSource | undefined = serial ? serialSource(serial, clock) : usb && usbSource(usb, clock);
  const onCables = ports && serialScanners({ source: ports, clock, memory });
  const camera = media && cameraSource({ media, clock });
  const cable = ports && onCables && unreserved(ports, onCables);
  const shtrih = (source: LinkSource, { link, password, vat22 }: KktSetup, zone: () => number): FiscalPrinter =>
    new ShtrihPrinter({ source, clock, zone, setup: { password, vat22 }, memory: remembered(memory, link, onCables) });
  return {
    openPrinter: (kkt, { zone, tillKey }) => {
      switch (kkt.link) {
        case 'demo':
          return demoPrinter(
            { get: () => memory.get('poltora-demo-fn'), set: (value) => memory.set('poltora-demo-fn', value) },
            clock,
          );
        case 'relay':
          return shtrih(socketSource({ ...socket, clock, tillKey }), kkt, zone);
        case 'cable':
          return cable ? shtrih(cable, kkt, zone) : noPrinter;
        case 'none':
          return noPrinter;
      }
    },
    choosePort:
      cable &&
      (async () => {
        const chosen = await cable.choose();
        if (!chosen.ok || !chosen.value) return false;
        // The ККТ may be elsewhere now: it is looked for at every port there is.
        memory.set(lastPlace('cable'), '');
        return true;
      }),
    scanners: [
      onCables,
      hid && hidSource(hid, clock, memory),
      keys && keyboardSource({ ...keys, clock, memory }),
      camera,
    ].filter((source) => source !== undefined),
    camera,
  };
}

const lastPlace = (link: KktSetup['link']): string => `poltora-kkt-${link}`;

/** Where and how the ККТ answered last. A text that is none of ours only costs the search, and so does a place that was given to a scanner since. */
function remembered(
  memory: Surroundings['memory'],
  link: KktSetup['link'],
  scanners: Reserved | undefined,
): { get(): Remembered | undefined; set(found: Remembered): void } {
  return {
    get: () => {
      try {
        const last = JSON.parse(memory.get(lastPlace(link)) ?? '') as Remembered;
        return scanners?.has(last.place) ? undefined : last;
      } catch {
        return undefined;
      }
    },
    set: (found) => {
      try {
        memory.set(lastPlace(link), JSON.stringify(found));
      } catch {
        // A full medium: the next start searches anew.
      }
    },
  };
}
