/** The HID POS way over stand-ins: `navigator.hid` in memory for every layout, and `node-hid` (its own module is replaced: this machine has no HID device). */
import { EventEmitter } from 'node:events';
import * as nodeHid from 'node-hid';
import { afterAll, describe, expect, it } from 'vitest';
import { hidSource } from '../../src/devices/scanner/hid/hid-source.ts';
import { parseDescriptor } from '../stand-ins/hid-descriptor.ts';
import {
  aimAt1,
  aimAt2,
  honeywell,
  honeywellWhole,
  keyboardDescriptor,
  reportsOf,
  unnumbered,
  type PosLayout,
} from '../stand-ins/hid-layouts.ts';
import { NodeHidBus, type NodeHid, type NodeHidDevice } from '../stand-ins/hid-node.ts';
import { StandInHid, StandInHidDevice, type HidWire, type HidWireEnds } from '../stand-ins/hid.ts';
import { StandInMemory } from '../stand-ins/scanner-page.ts';
import { FakeClock } from '../unit/clock.ts';
import { HurryClock } from '../unit/hurry-clock.ts';
import { pauseOn, scannerContract, type ScannerRig } from './scanners.ts';

/** Reports go out in one breath where no time is between them. */
async function scan(
  layout: PosLayout,
  codes: readonly string[],
  { splitMs, gapMs }: { splitMs: number; gapMs: number },
  send: (report: Uint8Array) => void,
  pause: (ms: number) => Promise<void>,
): Promise<void> {
  for (const [index, code] of codes.entries()) {
    if (index > 0 && gapMs > 0) await pause(gapMs);
    // A short code has one report: to split it, it is sent in two that are not full.
    const room = splitMs > 0 ? Math.min(layout.room, Math.ceil(code.length / 2)) : layout.room;
    for (const [piece, report] of reportsOf(layout, code, { room }).entries()) {
      if (piece > 0 && splitMs > 0) await pause(splitMs);
      send(report);
    }
  }
}

// ── in memory

class MemoryWire implements HidWire {
  ends: HidWireEnds | undefined;

  async open(ends: HidWireEnds): Promise<void> {
    this.ends = ends;
  }
  async close(): Promise<void> {
    this.ends = undefined;
  }
}

function standInRig(layout: PosLayout): ScannerRig {
  const make = (): { wire: MemoryWire; device: StandInHidDevice } => {
    const wire = new MemoryWire();
    return { wire, device: new StandInHidDevice(wire, { collections: parseDescriptor(layout.descriptor) }) };
  };
  let { wire, device } = make();
  const keyboard = new StandInHidDevice(new MemoryWire(), { collections: parseDescriptor(keyboardDescriptor) });
  const hid = new StandInHid(keyboard, device);
  const kept = new StandInMemory();
  const clock = new HurryClock();
  const send = (report: Uint8Array): void => wire.ends?.report(layout.reportId, report);
  return {
    source: hidSource(hid, clock, kept),
    clock,
    scan: (codes, pace) => scan(layout, codes, pace, send, pauseOn(clock)),
    unplug: () => hid.unplug(device),
    plug: () => {
      ({ wire, device } = make());
      hid.plug(device);
    },
    reload: () => hidSource(hid, clock, kept),
    remove: () => undefined,
  };
}

// The other layouts are in src/protocol/hid-pos: the suite waits much.
for (const layout of [honeywell, aimAt1, aimAt2])
  scannerContract(`HID POS: ${layout.name}`, { splits: true }, () => standInRig(layout));

// ── over node-hid

/** One open device of the package; its buffers are used again. */
class FakeHandle extends EventEmitter<{ data: [Buffer]; error: [unknown] }> implements NodeHidDevice {
  readonly written: [kind: string, bytes: number[]][] = [];
  closed = false;

  async close(): Promise<void> {
    if (this.closed) throw new Error('device has been closed');
    this.closed = true;
    this.removeAllListeners();
  }
  async write(values: number[] | Buffer): Promise<number> {
    this.written.push(['output', [...values]]);
    return values.length;
  }
  async sendFeatureReport(data: number[] | Buffer): Promise<number> {
    this.written.push(['feature', [...data]]);
    return data.length;
  }
  async getFeatureReport(id: number): Promise<Buffer> {
    return Buffer.from([id, 1, 2, 3]);
  }
  send(bytes: ArrayLike<number>): void {
    const report = Buffer.from(Array.from(bytes));
    if (!this.closed) this.emit('data', report);
    report.fill(0xee);
  }
}

/** The package's module with its devices. */
class FakeNodeHid implements NodeHid {
  readonly plugged = new Map<string, { readonly product: string; readonly descriptor: Uint8Array }>();
  readonly handles = new Map<string, FakeHandle>();
  /** What happens between a look at the list and a look at the first device on it. */
  afterListing = (): Promise<void> | void => undefined;
  listings = 0;
  /** What opening waits for. */
  mayOpen: Promise<void> | undefined;
  readonly HIDAsync = {
    open: async (path: string): Promise<FakeHandle> => {
      await this.mayOpen;
      if (!this.plugged.has(path)) throw new TypeError('cannot open device');
      const handle = new FakeHandle();
      this.handles.set(path, handle);
      return handle;
    },
  };

  async devicesAsync(): Promise<nodeHid.Device[]> {
    this.listings += 1;
    const list = [...this.plugged].flatMap(([path, { product, descriptor }]) =>
      parseDescriptor(descriptor).map(({ usagePage, usage }) => ({
        vendorId: 0x5e0,
        productId: 0x1300,
        path,
        product,
        release: 0,
        interface: 0,
        usagePage,
        usage,
      })),
    );
    await this.afterListing();
    return list;
  }

  /** The kernel's file of the device goes with it. */
  readonly descriptor = async (path: string): Promise<Uint8Array> => {
    const device = this.plugged.get(path);
    if (!device) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    return device.descriptor;
  };

  unplug(path: string): void {
    this.plugged.delete(path);
    this.handles.get(path)?.emit('error', new Error('could not read from HID device'));
  }
}

async function nodeRig(layout: PosLayout): Promise<ScannerRig> {
  const fake = new FakeNodeHid();
  fake.plugged.set('/dev/hidraw0', { product: 'Keyboard', descriptor: keyboardDescriptor });
  fake.plugged.set('/dev/hidraw1', { product: 'Scanner', descriptor: layout.descriptor });
  const bus = new NodeHidBus(fake, fake.descriptor);
  await bus.poll();
  const kept = new StandInMemory();
  const idBytes = layout.reportId === 0 ? [] : [layout.reportId];
  const clock = new HurryClock();
  const send = (report: Uint8Array): void => fake.handles.get('/dev/hidraw1')?.send([...idBytes, ...report]);
  return {
    source: hidSource(bus.hid, clock, kept),
    clock,
    scan: (codes, pace) => scan(layout, codes, pace, send, pauseOn(clock)),
    unplug: async () => {
      fake.unplug('/dev/hidraw1');
      await bus.poll();
    },
    plug: async () => {
      fake.plugged.set('/dev/hidraw1', { product: 'Scanner', descriptor: layout.descriptor });
      await bus.poll();
    },
    reload: () => hidSource(bus.hid, clock, kept),
    remove: () => undefined,
  };
}

scannerContract(`HID POS through node-hid: ${unnumbered.name}`, { splits: true }, () => nodeRig(unnumbered));

describe('the stand-in over node-hid', () => {
  const watches: (() => void)[] = [];
  afterAll(() => watches.forEach((stop) => stop()));
  const scanner = { product: 'Scanner', descriptor: unnumbered.descriptor };
  const keyboard = { product: 'Keyboard', descriptor: keyboardDescriptor };

  /** A bus that nobody looked at yet, and all that it tells. */
  function plugged(...devices: readonly { readonly product: string; readonly descriptor: Uint8Array }[]) {
    const fake = new FakeNodeHid();
    for (const [index, device] of devices.entries()) fake.plugged.set(`/dev/hidraw${index}`, device);
    const bus = new NodeHidBus(fake, fake.descriptor);
    const told: string[] = [];
    bus.hid.addEventListener('connect', ({ device }: { device: HIDDevice }) => told.push(`+${device.productName}`));
    bus.hid.addEventListener('disconnect', ({ device }: { device: HIDDevice }) => told.push(`-${device.productName}`));
    return { fake, bus, told };
  }

  it('fits the real package, and tells no device twice', async () => {
    const real: NodeHid = nodeHid;
    await expect(new NodeHidBus(real).poll()).resolves.toBeUndefined();
    const { fake, bus, told } = plugged(keyboard);
    const gone = new Promise((resolve) => bus.hid.addEventListener('disconnect', resolve));
    const came = new Promise((resolve) => bus.hid.addEventListener('connect', resolve));
    watches.push(bus.watch(5));
    await came;
    await bus.poll();
    fake.unplug('/dev/hidraw0');
    await gone;
    expect(told).toEqual(['+Keyboard', '-Keyboard']);
  });

  it('looks once at a time: two looks do not find the same device', async () => {
    const { bus, told } = plugged(keyboard, scanner);
    await Promise.all([bus.poll(), bus.poll(), bus.poll()]);
    expect(told).toEqual(['+Keyboard', '+Scanner']);
  });

  it('takes what goes while it is looked at as gone, and as come when it is there again', async () => {
    const { fake, bus, told } = plugged(keyboard, scanner);
    fake.afterListing = () => fake.unplug('/dev/hidraw0');
    await bus.poll();
    expect(told).toEqual(['+Scanner']);
    fake.afterListing = () => undefined;
    fake.plugged.set('/dev/hidraw0', keyboard);
    await bus.poll();
    expect(told).toEqual(['+Scanner', '+Keyboard']);
  });

  it('lets go of what goes while a page opens it or has it forgotten', async () => {
    const { fake, bus, told } = plugged(keyboard, scanner, { ...scanner, product: 'Other' });
    await bus.poll();
    const [opening, forgotten] = await bus.hid.getDevices();
    let go = (): void => undefined;
    fake.mayOpen = new Promise((resolve) => {
      go = resolve;
    });
    const opened = opening?.open();
    await forgotten?.forget();
    fake.plugged.clear();
    await bus.poll();
    // Nothing is told of what is forgotten.
    expect(told).toEqual(['+Keyboard', '+Scanner', '+Other', '-Keyboard', '-Other']);
    go();
    await expect(opened).rejects.toMatchObject({ name: 'NotAllowedError' });
  });

  it('waits for the end of a look before the next wait, goes on after a look that failed, and ends', async () => {
    const { fake, bus, told } = plugged(keyboard);
    const clock = new FakeClock();
    let fail = (_error: Error): void => undefined;
    fake.afterListing = () =>
      new Promise((_, reject) => {
        fail = reject;
      });
    const stop = bus.watch(10, clock);
    await clock.advance(100);
    expect([fake.listings, told]).toEqual([1, []]);
    fake.afterListing = () => undefined;
    fail(new Error('no list'));
    await clock.advance(10);
    expect([fake.listings, told]).toEqual([2, ['+Keyboard']]);
    stop();
    expect(clock.pending).toBe(0);
    // In the middle of a look, too.
    let go = (): void => undefined;
    fake.afterListing = () =>
      new Promise((resolve) => {
        go = resolve;
      });
    const stopAnother = bus.watch(10, clock);
    await clock.advance(10);
    stopAnother();
    go();
    await clock.advance(100);
    expect([fake.listings, clock.pending]).toEqual([3, 0]);
  });

  it('says it to who asked when there is no list', async () => {
    const { fake, bus, told } = plugged(keyboard);
    fake.afterListing = () => Promise.reject(new Error('no list'));
    await expect(bus.poll()).rejects.toThrow('no list');
    fake.afterListing = () => undefined;
    await bus.poll();
    expect(told).toEqual(['+Keyboard']);
  });

  it('shows no keyboard', async () => {
    const { fake, bus } = plugged({
      product: 'Keyboard',
      descriptor: keyboardDescriptor.slice(0, keyboardDescriptor.lastIndexOf(0x0c) - 1),
    });
    await bus.poll();
    expect(await bus.hid.getDevices()).toEqual([]);
    fake.plugged.set('/dev/hidraw1', { product: 'Keyboard with media keys', descriptor: keyboardDescriptor });
    await bus.poll();
    expect(await bus.hid.getDevices()).toMatchObject([
      { productName: 'Keyboard with media keys', collections: [{ usagePage: 0x0c }] },
    ]);
  });

  it('sends and asks with the report id in front', async () => {
    const { fake, bus } = plugged({ product: 'Scanner', descriptor: honeywellWhole.descriptor });
    await bus.poll();
    const [device] = await bus.hid.getDevices();
    await device?.open();
    await device?.sendReport(4, Uint8Array.of(1, 2));
    await device?.sendFeatureReport(0xfe, Uint8Array.of(1));
    expect(fake.handles.get('/dev/hidraw0')?.written).toEqual([
      ['output', [4, 1, 2]],
      ['feature', [0xfe, 1]],
    ]);
    const answer = await device?.receiveFeatureReport(0xfe);
    expect(new Uint8Array(answer?.buffer ?? new ArrayBuffer(0))).toEqual(Uint8Array.of(0xfe, 1, 2, 3));
  });
});

describe('the stand-in is as strict as the browser', () => {
  const make = (): { wire: MemoryWire; device: StandInHidDevice; hid: StandInHid } => {
    const wire = new MemoryWire();
    const device = new StandInHidDevice(wire, { collections: parseDescriptor(honeywell.descriptor) });
    return { wire, device, hid: new StandInHid(device) };
  };
  const refuses = (name: string) => expect.objectContaining({ name }) as unknown;

  it('about the state of a device', async () => {
    const { device } = make();
    await expect(device.sendReport(1, Uint8Array.of(1))).rejects.toEqual(refuses('InvalidStateError'));
    await expect(device.receiveFeatureReport(1)).rejects.toEqual(refuses('InvalidStateError'));
    await expect(device.close()).resolves.toBeUndefined();
    const atOnce = await Promise.allSettled([device.open(), device.open(), device.close(), device.forget()]);
    expect(atOnce.map((each) => (each.status === 'rejected' ? each.reason : 'well'))).toEqual([
      'well',
      ...Array.from({ length: 3 }, () => refuses('InvalidStateError')),
    ]);
    await expect(device.open()).rejects.toEqual(refuses('InvalidStateError'));
    await expect(device.sendReport(1, Uint8Array.of(1))).rejects.toEqual(refuses('NotAllowedError'));
    await device.forget();
    expect(device.opened).toBe(false);
    await expect(device.open()).rejects.toEqual(refuses('InvalidStateError'));
  });

  it('about what is in use or gone', async () => {
    const { device, hid } = make();
    device.occupied = true;
    await expect(device.open()).rejects.toEqual(refuses('NotAllowedError'));
    device.occupied = false;
    await device.open();
    hid.unplug(device);
    expect(device.opened).toBe(true);
    await device.close();
    await expect(device.open()).rejects.toEqual(refuses('NotAllowedError'));
    expect(await hid.getDevices()).toEqual([]);
  });

  it('about policy and filters', async () => {
    const { device, hid } = make();
    hid.choice = [device];
    expect(await hid.requestDevice({ filters: [{ usagePage: 0x8c, usage: 2 }] })).toEqual([device]);
    expect(await hid.requestDevice({ filters: [{ usagePage: 0x8c, usage: 3 }] })).toEqual([]);
    for (const filter of [{}, { productId: 1 }, { usage: 2 }])
      await expect(hid.requestDevice({ filters: [filter] })).rejects.toEqual(refuses('TypeError'));
    hid.forbidden = true;
    await expect(hid.getDevices()).rejects.toEqual(refuses('SecurityError'));
  });

  it('about reports: none when closed, and their memory is used again', async () => {
    const { wire, device } = make();
    const seen: DataView[] = [];
    const during: number[] = [];
    device.addEventListener('inputreport', ({ data }: { data: DataView }) => {
      seen.push(data);
      during.push(data.getUint8(0));
    });
    await device.open();
    const { ends } = wire;
    ends?.report(2, Uint8Array.of(7));
    await device.close();
    ends?.report(2, Uint8Array.of(8));
    expect(during).toEqual([7]);
    expect(seen[0]?.getUint8(0)).toBe(0xee);
    expect(seen[0]?.byteOffset).not.toBe(0);
  });
});

it('reads a descriptor as the browser shows it', () => {
  const [scanner, ...others] = parseDescriptor(honeywell.descriptor);
  expect(others).toEqual([]);
  const items = [
    { usages: [0x1003b], reportSize: 8, reportCount: 1, logicalMaximum: 255, isArray: false },
    { usages: [0x8c00fb, 0x8c00fc, 0x8c00fd], reportSize: 8, reportCount: 3 },
    { usages: [0x8c00fe], reportSize: 8, reportCount: 56, isBufferedBytes: true, isConstant: false },
    { usages: [], reportSize: 8, reportCount: 2, isConstant: true },
    { usages: [0x8c00ff], reportSize: 1, reportCount: 1, logicalMaximum: 1 },
    { usages: [], reportSize: 7, reportCount: 1, isConstant: true },
  ];
  expect(scanner).toMatchObject({
    usagePage: 0x8c,
    usage: 2,
    type: 1,
    inputReports: [{ reportId: 2, items }],
    outputReports: [],
    featureReports: [],
    children: [{ usagePage: 0x8c, usage: 0x12, type: 2, children: [], inputReports: [{ reportId: 2, items }] }],
  });
  const [keyboard, media] = parseDescriptor(keyboardDescriptor);
  expect(keyboard).toMatchObject({
    usagePage: 1,
    usage: 6,
    inputReports: [
      {
        reportId: 1,
        items: [
          { isRange: true, usageMinimum: 0x700e0, usageMaximum: 0x700e7 },
          { isArray: true, logicalMaximum: 0x65 },
        ],
      },
    ],
  });
  expect(media).toMatchObject({ usagePage: 0x0c, usage: 1, inputReports: [{ reportId: 3 }] });
  // Push and pop, a usage with its own page, a long item, a negative minimum, a signed maximum.
  const odd = Uint8Array.from(
    Buffer.from('058ca4050109020ba2008c00a101fe0200aabb15812580751095027602000b3b000100810ab40930810209c0c0', 'hex'),
  );
  const [collection] = parseDescriptor(odd);
  expect(collection).toMatchObject({ inputReports: [{ reportId: 0 }] });
  expect(collection?.inputReports?.[0]?.items?.[0]).toMatchObject({
    usages: [0x1003b],
    reportSize: 2,
    reportCount: 2,
    logicalMinimum: -127,
    logicalMaximum: -128,
    wrap: true,
  });
  expect(collection?.inputReports?.[0]?.items?.[1]).toMatchObject({ usages: [0x8c0030], reportSize: 0, wrap: false });
});
