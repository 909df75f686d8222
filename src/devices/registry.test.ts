/** A ККТ and scanners on the ports of one browser: the strict emulator on one, and on the others what must never be sent a byte. */
import { describe, expect, it } from 'vitest';
import { until } from '../../test/contract/links.ts';
import { Kkt } from '../../test/emulators/kkt-shtrih/index.ts';
import { StandInPort, StandInSerial, type Wire, type WireEnds } from '../../test/stand-ins/serial.ts';
import { HurryClock } from '../../test/unit/hurry-clock.ts';
import type { Delivery, ScannerSource } from '../app/ports/scanner.ts';
import type { FiscalPrinter } from '../app/ports/printer.ts';
import type { KktSetup } from '../domain/shop/shop.ts';
import { devices, type Devices } from './registry.ts';
import { fakeMemory } from '../../test/unit/fakes/small-memory.ts';

const adapter = { usbVendorId: 0x1a86, usbProductId: 0x7523 };
const setup: KktSetup = { link: 'cable', password: 30, vat22: 'auto', shared: false };

class Scanner extends StandInPort {
  ends: WireEnds | undefined;
  readonly heard: number[] = [];

  constructor() {
    const wire: Wire = {
      open: async (_options, ends) => void (this.ends = ends),
      write: async (bytes) => void this.heard.push(...bytes),
      close: async () => void (this.ends = undefined),
    };
    super(wire, adapter);
  }

  scan(code: string): void {
    this.ends?.receive(Uint8Array.from(`${code}\r`, (character) => character.charCodeAt(0)));
  }
}

interface Page extends Devices {
  readonly scanner: ScannerSource;
  readonly deliveries: Delivery[];
  printer(): FiscalPrinter;
}

function world() {
  const clock = new HurryClock();
  const kkt = new Kkt({ now: () => clock.now(), after: clock.after });
  const kktPort = (): StandInPort => {
    let line: ReturnType<Kkt['connect']> | undefined;
    return new StandInPort(
      {
        open: async (_options, { receive, lost }) =>
          void (line = kkt.connect((bytes) => setImmediate(() => receive(bytes.slice())), { broken: lost })),
        write: async (bytes) => void setImmediate(() => line?.receive(bytes.slice())),
        close: async () => line?.close(),
      },
      adapter,
    );
  };
  const serial = new StandInSerial();
  const kept = new Map<string, string>();
  const page = async (): Promise<Page> => {
    const memory = fakeMemory(kept);
    const machines = devices({
      clock,
      serial,
      usb: undefined,
      memory,
      WebSocket: globalThis.WebSocket,
      origin: 'http://localhost',
      till: 'till',
    });
    const [scanner] = machines.scanners;
    if (!scanner) throw new Error('no way of scanning');
    const deliveries: Delivery[] = [];
    scanner.onScan((delivery) => deliveries.push(delivery));
    await scanner.start();
    return {
      ...machines,
      scanner,
      deliveries,
      printer: () => machines.openPrinter(setup, { zone: () => 3, tillKey: undefined }),
    };
  };
  const leave = async (old: Page, printer: FiscalPrinter): Promise<void> =>
    void (await Promise.all([old.scanner.release(), printer.release()]));
  return { serial, kktPort, page, leave };
}

const idsOf = ({ scanner }: Page): string[] => scanner.devices().map(({ id, state }) => `${id} ${state}`);

describe('a scanner beside a ККТ', () => {
  it('is not probed by the search, whichever port comes first', async () => {
    for (const scannerFirst of [true, false]) {
      const { serial, kktPort, page, leave } = world();
      const scanner = new Scanner();
      serial.choice = scanner;
      if (!scannerFirst) serial.plug(kktPort());
      const first = await page();
      expect(await first.scanner.choose?.()).toEqual({ ok: true, value: true });
      if (scannerFirst) serial.plug(kktPort());
      const printer = first.printer();
      expect(await printer.state()).toMatchObject({ ok: true });
      await leave(first, printer);
      const second = await page();
      const again = second.printer();
      expect(await again.state()).toMatchObject({ ok: true });
      scanner.scan('4600494600012');
      await until(() => second.deliveries.length === 1, 'the scan');
      expect(scanner.heard).toEqual([]);
      expect(scanner.openings.map(({ baudRate }) => baudRate)).toEqual([9_600, 9_600]);
      await leave(second, again);
    }
  });

  it('is probed as long as nobody said that it is one', async () => {
    const { serial, page, leave } = world();
    const scanner = new Scanner();
    serial.plug(scanner);
    const only = await page();
    const printer = only.printer();
    expect(await printer.state()).toMatchObject({ ok: false, failure: { kind: 'not-connected' } });
    expect(scanner.heard.length).toBeGreaterThan(0);
    await leave(only, printer);
  });

  it('stays what it is when the ККТ on the same kind of adapter goes and comes back', async () => {
    const { serial, kktPort, page, leave } = world();
    const port = kktPort();
    serial.plug(port);
    const scanner = new Scanner();
    serial.choice = scanner;
    const only = await page();
    await only.scanner.choose?.();
    const printer = only.printer();
    expect(await printer.state()).toMatchObject({ ok: true, value: { about: { place: 'serial:1a86:7523:0' } } });
    port.unplug();
    expect(await printer.state()).toMatchObject({ ok: false });
    serial.plug(kktPort());
    expect(await printer.state()).toMatchObject({ ok: true });
    expect(idsOf(only)).toEqual(['serial:1a86:7523:1 ready']);
    expect([scanner.heard, scanner.openings.length]).toEqual([[], 1]);
    await leave(only, printer);
  });

  it('that a person gives to the ККТ is a scanner no more', async () => {
    const { serial, kktPort, page, leave } = world();
    const port = kktPort();
    serial.choice = port;
    const only = await page();
    // The wrong click: nothing tells that the device is no scanner.
    await only.scanner.choose?.();
    const printer = only.printer();
    expect(await printer.state()).toMatchObject({ ok: false, failure: { detail: 'no-place' } });
    expect(await only.choosePort?.()).toBe(true);
    expect(port.readable).toBeNull();
    expect(await printer.state()).toMatchObject({ ok: true });
    expect(only.scanner.devices()).toEqual([]);
    await leave(only, printer);
    const next = await page();
    expect(next.scanner.devices()).toEqual([]);
    await next.scanner.release();
  });
});

describe('the port of a ККТ', () => {
  it('that has it open is not to be had for a scanner', async () => {
    const { serial, kktPort, page, leave } = world();
    const port = kktPort();
    serial.plug(port);
    serial.choice = port;
    const only = await page();
    const printer = only.printer();
    await printer.state();
    expect(await only.scanner.choose?.()).toMatchObject({ ok: false, failure: { kind: 'busy' } });
    expect(only.scanner.devices()).toEqual([]);
    expect(await printer.state()).toMatchObject({ ok: true });
    await leave(only, printer);
    const next = await page();
    const again = next.printer();
    expect(await again.state()).toMatchObject({ ok: true });
    await leave(next, again);
  });

  it('that was given to a scanner is forgotten: the ККТ is looked for elsewhere', async () => {
    const { serial, kktPort, page, leave } = world();
    const port = kktPort();
    serial.plug(port);
    const first = await page();
    const printer = first.printer();
    await printer.state();
    await leave(first, printer);
    // The cables were changed over: the ККТ is at a port of another kind.
    port.unplug();
    const scanner = new Scanner();
    serial.plug(scanner);
    serial.choice = scanner;
    const other = kktPort();
    Object.defineProperty(other, 'getInfo', { value: () => ({ usbVendorId: 0x0403, usbProductId: 0x6001 }) });
    serial.plug(other);
    const second = await page();
    await second.scanner.choose?.();
    expect(idsOf(second)).toEqual(['serial:1a86:7523:0 ready']);
    const again = second.printer();
    expect(await again.state()).toMatchObject({ ok: true, value: { about: { place: 'serial:0403:6001:0' } } });
    expect(scanner.heard).toEqual([]);
    await leave(second, again);
  });
});

it('has no scanners on cables where the browser has none', () => {
  const memory = { get: () => null, set: () => undefined };
  const none = devices({
    clock: new HurryClock(),
    serial: undefined,
    usb: undefined,
    memory,
    WebSocket: globalThis.WebSocket,
    origin: 'http://localhost',
    till: 'till',
  });
  expect([none.scanners, none.choosePort]).toEqual([[], undefined]);
});
