/// <reference types="w3c-web-hid" />
/** Real HID devices of the system under a stand-in `HID`: `node-hid` (Linux, hidraw). Every device counts as granted that a browser would show. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Device, HIDAsync } from 'node-hid';
import type { Clock } from '../../src/app/ports/clock.ts';
import { realClock } from '../unit/clock.ts';
import { parseDescriptor } from './hid-descriptor.ts';
import { type HidWire, type HidWireEnds, StandInHid, StandInHidDevice } from './hid.ts';

/** What of an open device of `node-hid` is used. */
export interface NodeHidDevice extends Pick<HIDAsync, 'close' | 'write' | 'sendFeatureReport' | 'getFeatureReport'> {
  on(event: 'data', listener: (report: Buffer) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** What of the package is used. */
export interface NodeHid {
  devicesAsync(): Promise<Device[]>;
  readonly HIDAsync: { open(path: string): Promise<NodeHidDevice> };
}

/** `node-hid` gives no descriptor of a device; the kernel does. `path` is `/dev/hidraw0`. */
export const readDescriptor = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(`/sys/class/hidraw/${basename(path)}/device/report_descriptor`));

/** The first byte of what goes over the wire is the report's id, 0 where the device has none; what comes has no byte for an id of 0. */
class NodeHidWire implements HidWire {
  readonly #package: NodeHid;
  readonly #path: string;
  readonly #numbered: boolean;
  #device: NodeHidDevice | undefined;

  constructor(nodeHid: NodeHid, path: string, numbered: boolean) {
    this.#package = nodeHid;
    this.#path = path;
    this.#numbered = numbered;
  }

  async open(ends: HidWireEnds): Promise<void> {
    const device = await this.#package.HIDAsync.open(this.#path);
    this.#device = device;
    device.on('data', (report) => {
      const bytes = new Uint8Array(report);
      if (this.#device === device)
        ends.report(this.#numbered ? (bytes[0] ?? 0) : 0, this.#numbered ? bytes.slice(1) : bytes);
    });
    // It was pulled out: the list of devices says so, too.
    device.on('error', () => undefined);
  }

  async close(): Promise<void> {
    const device = this.#device;
    this.#device = undefined;
    await device?.close();
  }

  async write(kind: 'output' | 'feature', reportId: number, bytes: Uint8Array): Promise<void> {
    const report = Buffer.from([reportId, ...bytes]);
    await (kind === 'output' ? this.#device?.write(report) : this.#device?.sendFeatureReport(report));
  }

  async read(reportId: number): Promise<Uint8Array> {
    // As long as the longest that a hidraw device may have.
    return new Uint8Array((await this.#device?.getFeatureReport(reportId, 4096)) ?? []);
  }
}

export class NodeHidBus {
  readonly hid = new StandInHid();
  readonly #package: NodeHid;
  readonly #descriptor: (path: string) => Promise<Uint8Array>;
  readonly #devices = new Map<string, StandInHidDevice>();
  #looked: Promise<void> = Promise.resolve();

  constructor(nodeHid: NodeHid, descriptor = readDescriptor) {
    this.#package = nodeHid;
    this.#descriptor = descriptor;
  }

  /** Looks what came and what went since the last time: the package tells nothing by itself. Rejects when there is no list. */
  poll(): Promise<void> {
    // One look at a time: two would find the same device.
    const look = this.#looked.catch(() => undefined).then(() => this.#look());
    this.#looked = look;
    return look;
  }

  async #look(): Promise<void> {
    // One entry for each collection of the top level, all with the path of their device.
    const there = new Map(
      (await this.#package.devicesAsync()).flatMap((device) =>
        device.path === undefined ? [] : [[device.path, device] as const],
      ),
    );
    for (const [path, device] of [...this.#devices]) {
      if (there.has(path)) continue;
      this.#devices.delete(path);
      this.hid.unplug(device);
      // A page that is opening it, or that has it forgotten, forbids this: then its handle is the page's own affair.
      await device.close().catch(() => undefined);
    }
    for (const [path, { vendorId, productId, product = '' }] of there) {
      if (this.#devices.has(path)) continue;
      const descriptor = await this.#descriptor(path).catch(() => undefined);
      // Gone since the list was made; if it is not, the next look finds it.
      if (!descriptor) continue;
      const collections = parseDescriptor(descriptor);
      const numbered = collections.some(({ inputReports = [] }) => inputReports.some(({ reportId }) => reportId !== 0));
      const device = new StandInHidDevice(new NodeHidWire(this.#package, path, numbered), {
        vendorId,
        productId,
        productName: product,
        collections,
      });
      this.#devices.set(path, device);
      if (device.collections.length > 0) this.hid.plug(device);
    }
  }

  /** Looks `ms` after the last look ended, again and again, until the returned function is called. What one look misses the next one finds. */
  watch(ms: number, clock: Clock = realClock): () => void {
    let watching = true;
    let stop = (): void => undefined;
    const wait = (): void => {
      if (watching) stop = clock.after(ms, () => void this.poll().then(wait, wait));
    };
    wait();
    return () => {
      watching = false;
      stop();
    };
  }
}
