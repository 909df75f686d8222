/** Which device stands behind which setting: the one file that knows every maker and every way to reach it. */
import type { Clock, FiscalPrinter, KktSetup } from '../app/ports.ts';
import { demoPrinter } from './kkt/demo/demo-printer.ts';
import { noPrinter } from './kkt/none/no-printer.ts';
import type { Remembered } from './kkt/shtrih/connection.ts';
import { ShtrihPrinter } from './kkt/shtrih/shtrih-printer.ts';
import type { GrantedSource, LinkSource } from './links/link.ts';
import { serialSource } from './links/web-serial.ts';
import { socketSource, type SocketOptions } from './links/web-socket.ts';
import { usbSource } from './links/web-usb.ts';

/** What of the browser the devices need. */
export interface Surroundings extends Pick<SocketOptions, 'WebSocket' | 'origin' | 'till'> {
  readonly clock: Clock;
  /** Absent in browsers without it. */
  readonly serial: Serial | undefined;
  readonly usb: USB | undefined;
  /** Small things that must be there at once after a reload: texts by name. */
  readonly memory: { get(name: string): string | null; set(name: string, value: string): void };
}

export interface Devices {
  /** `zone`: the shop's time is UTC plus so many hours. */
  openPrinter(kkt: KktSetup, shop: { readonly zone: () => number; readonly tillKey: string | undefined }): FiscalPrinter;
  /** From a click: lets the person choose the port of a device; false: nothing was chosen. Absent where the browser has no way to a cable. */
  readonly choosePort: (() => Promise<boolean>) | undefined;
}

export function devices({ clock, serial, usb, memory, ...socket }: Surroundings): Devices {
  // Where there is Web Serial it is the better one: the system's own drivers, and adapters of every kind.
  const cable: GrantedSource | undefined = serial ? serialSource(serial, clock) : usb && usbSource(usb, clock);
  const shtrih = (source: LinkSource, { link, password, vat22 }: KktSetup, zone: () => number): FiscalPrinter =>
    new ShtrihPrinter({ source, clock, zone, setup: { password, vat22 }, memory: remembered(memory, link) });
  return {
    openPrinter: (kkt, { zone, tillKey }) => {
      switch (kkt.link) {
        case 'demo':
          return demoPrinter({ get: () => memory.get('poltora-demo-fn'), set: (value) => memory.set('poltora-demo-fn', value) }, clock);
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
  };
}

const lastPlace = (link: KktSetup['link']): string => `poltora-kkt-${link}`;

/** Where and how the ККТ answered last. A text that is none of ours only costs the search. */
function remembered(memory: Surroundings['memory'], link: KktSetup['link']): { get(): Remembered | undefined; set(found: Remembered): void } {
  return {
    get: () => {
      try {
        return JSON.parse(memory.get(lastPlace(link)) ?? '') as Remembered;
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
