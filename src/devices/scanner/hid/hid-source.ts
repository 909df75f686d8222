/**
 * Scanners in HID POS mode (WebHID; platform.md II.12, kkt-other.md §6.2). A device without a serial number loses its grant when it is
 * unplugged, unless an administrator granted it by policy (Chromium's HidChooserContext): it stays in the list as away until it is chosen again.
 */
import type { Clock } from '../../../app/ports/clock.ts';
import type { Delivery, ScannerDevice, ScannerFailure, ScannerSource } from '../../../app/ports/scanner.ts';
import { fail, ok, type Result } from '../../../domain/base/result.ts';
import { SCANNER_PAGE } from '../../../protocol/hid-pos/reports.ts';
import { HidScanner, type PosDevice } from './hid-scanner.ts';
import { hidMemory, readKeptHid } from './kept.ts';

/** What of the browser's `HID` is used. A device is the same object each time until it is unplugged, as in the browser. */
export interface Hid {
  getDevices(): Promise<PosDevice[]>;
  requestDevice(options: HIDDeviceRequestOptions): Promise<PosDevice[]>;
  addEventListener(type: 'connect' | 'disconnect', listener: (event: { readonly device: PosDevice }) => void): void;
  removeEventListener(type: 'connect' | 'disconnect', listener: (event: { readonly device: PosDevice }) => void): void;
}

interface Memory {
  get(name: string): string | null;
  set(name: string, value: string): void;
}

/** A scanner that is or was there. */
interface Place {
  readonly id: string;
  readonly name: string | undefined;
  /** The person chose it here; if not, a policy granted it. */
  chosen: boolean;
  scanner?: HidScanner | undefined;
}

/** Windows shows the interfaces of one device one after another, and Chromium tells only of the first, ms. */
const LATE_COLLECTIONS_MS = 1_000;

/** All the granted scanners; `memory` keeps those that are away. Other granted devices are left alone. */
export function hidSource(hid: Hid, clock: Clock, memory: Memory): ScannerSource {
  return new HidSource(hid, clock, memory);
}

class HidSource implements ScannerSource {
  readonly way = 'hid';
  readonly #hid: Hid;
  readonly #clock: Clock;
  readonly #memory: Memory;
  readonly #scanListeners = new Set<(delivery: Delivery) => void>();
  readonly #changeListeners = new Set<() => void>();
  #places: Place[];
  #started = false;
  #stopLooking = (): void => undefined;
  readonly #connected = ({ device }: { readonly device: PosDevice }): void => {
    if (isScanner(device)) return void this.#take(device);
    this.#stopLooking();
    this.#stopLooking = this.#clock.after(LATE_COLLECTIONS_MS, () => void this.#takeGranted());
  };
  readonly #disconnected = ({ device }: { readonly device: PosDevice }): void => {
    const place = this.#places.find(({ scanner }) => scanner?.device === device);
    if (!place) return;
    void place.scanner?.unplugged();
    place.scanner = undefined;
    this.#changed();
  };

  constructor(hid: Hid, clock: Clock, memory: Memory) {
    this.#hid = hid;
    this.#clock = clock;
    this.#memory = memory;
    this.#places = readKeptHid(memory.get(hidMemory));
  }

  devices(): readonly ScannerDevice[] {
    return this.#places.map(({ id, name, scanner }) => ({
      id,
      way: 'hid',
      name,
      state: scanner?.state ?? (this.#started ? 'away' : 'off'),
    }));
  }

  onScan(listener: (delivery: Delivery) => void): () => void {
    this.#scanListeners.add(listener);
    return () => this.#scanListeners.delete(listener);
  }

  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  async start(): Promise<void> {
    this.#started = true;
    this.#hid.addEventListener('connect', this.#connected);
    this.#hid.addEventListener('disconnect', this.#disconnected);
    await this.#takeGranted();
    this.#changed();
  }

  async choose(): Promise<Result<boolean, ScannerFailure>> {
    try {
      // The page alone, not the usage 02 as well: badge readers, cordless bases and cradles have usages of their own.
      const chosen = (await this.#hid.requestDevice({ filters: [{ usagePage: SCANNER_PAGE }] })).filter(isScanner);
      const taken = await Promise.all(chosen.map((device) => this.#take(device, true)));
      const [first] = taken;
      return first && taken.every(({ state }) => state === 'busy')
        ? fail({ kind: 'busy', detail: first.failure })
        : ok(first !== undefined);
    } catch (error) {
      switch (error instanceof Error ? error.name : '') {
        // Chromium resolves with an empty list when the chooser is closed; the draft's other implementations may not.
        case 'NotFoundError':
          return ok(false);
        case 'SecurityError':
          return fail({ kind: 'refused', detail: String(error) });
        case 'NotSupportedError':
          return fail({ kind: 'unsupported', detail: String(error) });
        default:
          throw error;
      }
    }
  }

  /**
   * What a policy granted comes back with the next page: `forget` does not take such a grant back, but crashes the whole browser (seen on
   * Chromium 156: its HidChooserContext takes every granted object to have a vendor id). The grant of a device that has been away since
   * before the page was loaded can only be taken back when it is there again.
   */
  async forget(id: string): Promise<void> {
    const { scanner, chosen = false } = this.#places.find((place) => place.id === id) ?? {};
    this.#places = this.#places.filter((place) => place.id !== id);
    this.#remember();
    this.#changed();
    await scanner?.close();
    if (chosen) await scanner?.device.forget().catch(() => undefined);
  }

  async release(): Promise<void> {
    this.#started = false;
    this.#stopLooking();
    this.#hid.removeEventListener('connect', this.#connected);
    this.#hid.removeEventListener('disconnect', this.#disconnected);
    const scanners = this.#places.flatMap(({ scanner }) => scanner ?? []);
    for (const place of this.#places) place.scanner = undefined;
    await Promise.all(scanners.map((scanner) => scanner.close()));
  }

  async #takeGranted(): Promise<void> {
    const granted = await this.#hid.getDevices().catch((error: unknown): PosDevice[] => {
      // Forbidden by the page's Permissions-Policy (platform.md II.9).
      if (error instanceof Error && error.name === 'SecurityError') return [];
      throw error;
    });
    if (this.#started) await Promise.all(granted.filter(isScanner).map((device) => this.#take(device)));
  }

  /** Gives the device the first place of its model that is free, and opens it. */
  async #take(device: PosDevice, chosen = false): Promise<HidScanner> {
    const known = this.#places.find(({ scanner }) => scanner?.device === device);
    if (known?.scanner) {
      known.chosen ||= chosen;
      this.#remember();
      return known.scanner;
    }
    const model = `hid:${[device.vendorId, device.productId].map((number) => number.toString(16).padStart(4, '0')).join(':')}`;
    for (let ordinal = 0; ; ordinal += 1) {
      const id = `${model}:${ordinal}`;
      const index = this.#places.findIndex((place) => place.id === id);
      const before = this.#places[index];
      if (before?.scanner) continue;
      const scanner = new HidScanner(device, id, this.#clock, {
        scanned: (delivery) => this.#scanned(delivery),
        stateChanged: () => this.#changed(),
      });
      const place: Place = {
        id,
        name: device.productName || undefined,
        chosen: chosen || (before?.chosen ?? false),
        scanner,
      };
      if (before) this.#places[index] = place;
      else this.#places.push(place);
      this.#remember();
      await scanner.open();
      return scanner;
    }
  }

  #remember(): void {
    try {
      this.#memory.set(hidMemory, JSON.stringify(this.#places.map(({ id, name, chosen }) => ({ id, name, chosen }))));
    } catch {
      // A full medium: what is away is not shown after the next start.
    }
  }

  #scanned(delivery: Delivery): void {
    for (const listener of this.#scanListeners) listener(delivery);
  }

  #changed(): void {
    for (const listener of this.#changeListeners) listener();
  }
}

const isScanner = ({ collections }: PosDevice): boolean =>
  collections.some(({ usagePage }) => usagePage === SCANNER_PAGE);
