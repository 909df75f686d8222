import { describe, expect, it } from 'vitest';
import { heardOf, StandInMemory, statesOf } from '../../../../test/stand-ins/scanner-page.ts';
import { StandInPort, StandInSerial, type Wire, type WireEnds } from '../../../../test/stand-ins/serial.ts';
import { StandInUsb, StandInUsbDevice } from '../../../../test/stand-ins/usb.ts';
import { FakeClock, noon, turn } from '../../../../test/unit/clock.ts';
import type { Delivery } from '../../../app/ports/scanner.ts';
import { serialSource } from '../../links/web-serial.ts';
import { usbSource } from '../../links/web-usb.ts';
import { serialScanners, type SerialScanners } from './serial-source.ts';

const GS = '\u001d';
const milk = `0104670540176099215AbCdE${GS}93dGVz`;
const bread = '4600494600012';
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const honeywell = { usbVendorId: 0x0c2e, usbProductId: 0x0b81 };
const id = 'serial:0c2e:0b81:0';

/** A port with a scanner at it. */
class Scanner extends StandInPort {
  ends: WireEnds | undefined;
  closed = 0;
  #mayOpen: Promise<void> | undefined;

  constructor(info: SerialPortInfo = honeywell) {
    const wire: Wire = {
      open: async (_options, ends) => {
        await this.#mayOpen;
        this.ends = ends;
      },
      write: () => Promise.reject(new Error('a scanner was sent something')),
      close: async () => {
        this.closed += 1;
        this.ends = undefined;
      },
    };
    super(wire, info);
  }

  /** Opening does not end before the returned function is called. */
  hold(): () => void {
    let go = (): void => undefined;
    this.#mayOpen = new Promise((resolve) => {
      go = resolve;
    });
    return go;
  }

  /** Each piece is one chunk. */
  async send(...pieces: string[]): Promise<void> {
    for (const piece of pieces) {
      this.ends?.receive(latin1(piece));
      await turn();
    }
  }
}

function world(...granted: StandInPort[]) {
  const serial = new StandInSerial(...granted);
  const clock = new FakeClock();
  const memory = new StandInMemory();
  /** A page: the first one, or the next after a reload. */
  const open = () => heardOf(serialScanners({ source: serialSource(serial, clock), clock, memory }));
  const choose = async (source: SerialScanners, port: StandInPort) => {
    serial.choice = port;
    return source.choose?.();
  };
  return { serial, clock, memory, open, choose, ...open() };
}

/** A page whose one scanner was chosen before and is open. */
async function ready(scanner = new Scanner()) {
  const all = world(scanner);
  await all.source.start();
  await all.choose(all.source, scanner);
  return { ...all, scanner };
}

/** The page after such a one; not started yet. */
async function reloaded() {
  const before = await ready();
  await before.source.release();
  return { ...before, ...before.open() };
}

/** The page after it, started while another program holds the scanner. */
async function reloadedBusy() {
  const page = await reloaded();
  page.scanner.occupied = true;
  const started = page.source.start();
  await page.clock.advance(1_500);
  await started;
  return page;
}

/** The page after it, which is just opening the scanner, until `go` is called. */
async function reloadedOpening() {
  const page = await reloaded();
  const go = page.scanner.hold();
  const started = page.source.start();
  await turn();
  return { ...page, go, started };
}

const told = (deliveries: readonly Delivery[]): unknown[] =>
  deliveries.map(({ texts: [text], signs }) => [text, ...signs]);

describe('a scan', () => {
  it('is told with its device, its bytes and its times, as soon as its suffix came', async () => {
    const { scanner, clock, deliveries } = await ready();
    await scanner.send(milk.slice(0, 10));
    await clock.advance(70);
    await scanner.send(milk.slice(10));
    await clock.advance(20);
    await scanner.send('\r\n');
    expect(deliveries).toEqual([
      {
        way: 'serial',
        device: id,
        bytes: latin1(`${milk}\r\n`),
        texts: [milk],
        at: noon + 90,
        timing: { pieces: 3, totalMs: 90, longestGapMs: 70 },
        signs: [],
      },
    ]);
    expect(clock.pending).toBe(0);
  });

  it('of a scanner that was just chosen need not have a suffix', async () => {
    const { scanner, clock, deliveries } = await ready();
    await scanner.send(milk);
    await clock.advance(249);
    expect(deliveries).toEqual([]);
    await clock.advance(1);
    expect(told(deliveries)).toEqual([[milk, 'no-suffix']]);
  });

  it('goes on behind a disturbance of the line', async () => {
    const { scanner, clock, deliveries } = await ready();
    await scanner.send(milk.slice(0, 10));
    scanner.disturb('BufferOverrunError');
    await turn();
    await scanner.send(`${milk.slice(10)}\r`);
    expect(told(deliveries)).toEqual([[milk]]);
    expect(clock.pending).toBe(0);
  });

  it('of a scanner with a suffix is waited for longer after a reload, too', async () => {
    const { scanner, source, clock, open } = await ready();
    await scanner.send(`${bread}\r`);
    await source.release();
    const next = open();
    await next.source.start();
    await scanner.send(milk.slice(0, 20));
    await clock.advance(999);
    await scanner.send(`${milk.slice(20)}\r`);
    expect(told(next.deliveries)).toEqual([[milk]]);
  });

  it("of one scanner does not mix with another's", async () => {
    const { scanner, choose, source, deliveries } = await ready();
    const other = new Scanner({ usbVendorId: 0x5e0, usbProductId: 0x1701 });
    await choose(source, other);
    const code = `${milk}\r`;
    for (const character of code) {
      await scanner.send(character);
      await other.send(character.replace('0', '7'));
    }
    expect(deliveries).toMatchObject([
      { device: id, texts: [milk] },
      { device: 'serial:05e0:1701:0', texts: [milk.replaceAll('0', '7')] },
    ]);
  });
});

describe('choosing', () => {
  it('opens the port, sends it nothing, and keeps it over a reload, without a click', async () => {
    const { scanner, source, open, changes, deliveries } = await ready();
    expect(source.devices()).toEqual([{ id, way: 'serial', state: 'ready', baud: 9600 }]);
    expect(changes()).toBeGreaterThan(0);
    expect(scanner.openings).toMatchObject([{ baudRate: 9_600, dataBits: 8, stopBits: 1, parity: 'none' }]);
    await source.release();
    const next = open();
    expect(statesOf(next.source)).toEqual([`${id} off`]);
    await next.source.start();
    expect(statesOf(next.source)).toEqual([`${id} ready`]);
    await scanner.send(`${bread}\r`);
    expect(told(next.deliveries)).toEqual([[bread]]);
    expect(deliveries).toEqual([]);
  });

  it('leaves all other ports alone', async () => {
    const others = [new Scanner(), new Scanner({}), new Scanner({ usbVendorId: 1, usbProductId: 1 })];
    const { source, choose, clock } = world(...others);
    await source.start();
    expect(source.devices()).toEqual([]);
    const scanner = new Scanner();
    await choose(source, scanner);
    await clock.advance(10_000);
    expect(statesOf(source)).toEqual(['serial:0c2e:0b81:1 ready']);
    expect(others.map(({ openings }) => openings.length)).toEqual([0, 0, 0]);
  });

  it('may end without a choice, or be forbidden', async () => {
    const { serial, source } = world();
    expect(await source.choose?.()).toEqual({ ok: true, value: false });
    serial.forbidden = true;
    expect(await source.choose?.()).toMatchObject({ ok: false, failure: { kind: 'refused' } });
  });

  it('a port that is in use takes it from nobody', async () => {
    const scanner = new Scanner();
    scanner.occupied = true;
    const { source, choose, clock, open, changes } = world(scanner);
    await source.start();
    const other = new Scanner({});
    await choose(source, other);
    const chosen = choose(source, scanner);
    await turn();
    await other.send(`${bread}\r`);
    expect([source.has(id), open().source.has(id)]).toEqual([true, false]);
    const before = changes();
    await clock.advance(1_500);
    expect(await chosen).toMatchObject({ ok: false, failure: { kind: 'busy' } });
    expect(statesOf(source)).toEqual(['serial:port:0 ready']);
    expect([source.has(id), open().source.has(id), changes() > before]).toEqual([false, false, true]);
    scanner.occupied = false;
    await clock.advance(60_000);
    expect(scanner.openings).toHaveLength(4);
  });

  it('what is open already changes nothing', async () => {
    const { scanner, source, choose } = await ready();
    expect(await choose(source, scanner)).toEqual({ ok: true, value: true });
    expect(scanner.openings).toHaveLength(1);
  });

  it('what is kept and busy leaves it kept', async () => {
    const { scanner, source, choose, clock } = await reloadedBusy();
    const chosen = choose(source, scanner);
    await clock.advance(1_500);
    expect(await chosen).toMatchObject({ ok: false, failure: { kind: 'busy' } });
    expect(statesOf(source)).toEqual([`${id} busy`]);
    scanner.occupied = false;
    await clock.advance(2_000);
    expect(statesOf(source)).toEqual([`${id} ready`]);
  });
});

describe('opening', () => {
  it('is tried again until no other program holds the port', async () => {
    const { scanner, source, clock, deliveries } = await reloadedBusy();
    for (let round = 0; round < 3; round += 1) {
      expect(statesOf(source)).toEqual([`${id} busy`]);
      expect(clock.waits).toEqual([2_000]);
      await clock.advance(3_500);
    }
    scanner.occupied = false;
    await clock.advance(2_000);
    expect(statesOf(source)).toEqual([`${id} ready`]);
    expect(clock.pending).toBe(0);
    await scanner.send(`${bread}\r`);
    expect(told(deliveries)).toEqual([[bread]]);
  });

  it('ends with what goes away meanwhile', async () => {
    const { scanner, source, clock } = await reloaded();
    scanner.occupied = true;
    const started = source.start();
    await turn();
    scanner.unplug();
    await clock.advance(250);
    await started;
    expect(statesOf(source)).toEqual([`${id} away`]);
  });

  it('is not begun twice', async () => {
    const { scanner, serial, source, clock, go, started } = await reloadedOpening();
    serial.plug(new Scanner({}));
    await clock.advance(1_500);
    expect(statesOf(source)).toEqual([`${id} off`]);
    go();
    await started;
    await turn();
    expect(statesOf(source)).toEqual([`${id} ready`]);
    expect(scanner.openings).toHaveLength(2);
  });
});

describe('unplugging', () => {
  it('in the middle of a code tells what there is of it as cut', async () => {
    const { scanner, source, clock, deliveries } = await ready();
    await scanner.send(milk.slice(0, 20));
    await clock.advance(30);
    scanner.unplug();
    await turn();
    expect(deliveries).toMatchObject([{ texts: [milk.slice(0, 20)], signs: ['cut'], at: noon }]);
    expect(statesOf(source)).toEqual([`${id} away`]);
    await clock.advance(5_000);
    expect(deliveries).toHaveLength(1);
    expect([scanner.closed, clock.pending]).toEqual([1, 0]);
  });

  it('and plugging in again, as another object, goes on in the same place, and knows the suffix', async () => {
    const { scanner, serial, source, clock, deliveries } = await ready();
    await scanner.send(`${bread}\r`, milk.slice(0, 20));
    scanner.unplug();
    await turn();
    const again = new Scanner();
    serial.plug(again);
    await turn();
    expect(statesOf(source)).toEqual([`${id} ready`]);
    await again.send(milk.slice(0, 20));
    await clock.advance(999);
    await again.send(`${milk.slice(20)}\r`);
    expect(told(deliveries)).toEqual([[bread], [milk.slice(0, 20), 'cut'], [milk]]);
  });

  it('of one does not bother its twin', async () => {
    const { scanner, serial, source, choose, deliveries } = await ready();
    const twin = new Scanner();
    await choose(source, twin);
    scanner.unplug();
    await turn();
    expect(statesOf(source)).toEqual([`${id} away`, 'serial:0c2e:0b81:1 ready']);
    serial.plug(new Scanner());
    await turn();
    await twin.send(`${bread}\r`);
    expect(statesOf(source)).toEqual([`${id} ready`, 'serial:0c2e:0b81:1 ready']);
    expect(deliveries).toMatchObject([{ device: 'serial:0c2e:0b81:1' }]);
    expect(twin.openings).toHaveLength(1);
  });

  it('is remembered over a reload', async () => {
    const { scanner, serial, source, open } = await ready();
    scanner.unplug();
    await source.release();
    const next = open().source;
    await next.start();
    expect(statesOf(next)).toEqual([`${id} away`]);
    serial.plug(new Scanner());
    await turn();
    expect(statesOf(next)).toEqual([`${id} ready`]);
  });

  it('is not the only end: a line that broke is opened again', async () => {
    const { scanner, source, clock, deliveries } = await ready();
    // The browser says nothing of this one.
    scanner.dispatchEvent(new Event('disconnect'));
    await turn();
    expect(statesOf(source)).toEqual([`${id} away`]);
    await clock.advance(2_000);
    expect(statesOf(source)).toEqual([`${id} ready`]);
    await scanner.send(`${bread}\r`);
    expect(told(deliveries)).toEqual([[bread]]);
  });
});

describe('the speed', () => {
  it('is kept for each scanner', async () => {
    const { scanner, source, open } = await ready(new Scanner({}));
    expect(source.devices()[0]?.baud).toBe(9_600);
    await source.setBaud('serial:port:0', 115_200);
    await source.setBaud('serial:port:0', 115_200);
    await source.setBaud('serial:port:7', 115_200);
    expect(statesOf(source)).toEqual(['serial:port:0 ready']);
    await source.release();
    const next = open().source;
    await next.start();
    expect(next.devices()[0]?.baud).toBe(115_200);
    expect(scanner.openings.map(({ baudRate }) => baudRate)).toEqual([9_600, 115_200, 115_200]);
  });

  it('that was set while the port was being opened is the one it has in the end', async () => {
    const { scanner, source, clock, go, started } = await reloadedOpening();
    const set = source.setBaud(id, 115_200);
    go();
    await Promise.all([started, set]);
    await clock.advance(2_000);
    expect(statesOf(source)).toEqual([`${id} ready`]);
    expect(scanner.openings.at(-1)?.baudRate).toBe(115_200);
  });
});

describe('a scanner that is one no more', () => {
  it("by `forget` is the browser's no more either", async () => {
    const { scanner, source, open, deliveries } = await ready();
    await source.forget(id);
    expect(source.devices()).toEqual([]);
    expect([scanner.forgotten, scanner.closed]).toEqual([true, 1]);
    const next = open().source;
    await next.start();
    expect(next.devices()).toEqual([]);
    expect(deliveries).toEqual([]);
  });

  it('may be away', async () => {
    const { scanner, source } = await ready();
    scanner.unplug();
    await turn();
    await source.forget('serial:1234:5678:0');
    expect(statesOf(source)).toEqual([`${id} away`]);
    await source.forget(id);
    expect(source.devices()).toEqual([]);
  });

  it("by another's choice stays granted, and is open to the other at once", async () => {
    const { scanner, source, clock, changes } = await ready();
    const before = changes();
    await scanner.send(milk.slice(0, 20));
    await source.giveUp(id);
    expect([scanner.forgotten, scanner.closed, source.has(id)]).toEqual([false, 1, false]);
    expect(changes()).toBeGreaterThan(before);
    await scanner.open({ baudRate: 115_200 });
    await clock.advance(10_000);
    expect(source.devices()).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('a port that does not open', () => {
  it('holds up no start, and is heard when it opens after all', async () => {
    const { scanner, source, clock, go, started, deliveries } = await reloadedOpening();
    await clock.advance(15_000);
    await started;
    expect(statesOf(source)).toEqual([`${id} off`]);
    go();
    await turn();
    await scanner.send(`${bread}\r`);
    expect(statesOf(source)).toEqual([`${id} ready`]);
    expect(told(deliveries)).toEqual([[bread]]);
    expect(clock.pending).toBe(0);
  });

  it('is told to the one who chose it, and closed when it opens after all', async () => {
    const scanner = new Scanner();
    const { source, choose, clock } = world(scanner);
    await source.start();
    const go = scanner.hold();
    const chosen = choose(source, scanner);
    await clock.advance(15_000);
    await clock.advance(1_000);
    expect(await chosen).toMatchObject({ ok: false, failure: { kind: 'busy' } });
    expect(source.devices()).toEqual([]);
    go();
    await turn();
    expect(scanner.closed).toBe(1);
  });
});

describe('letting go', () => {
  it('closes every port and hears nothing more', async () => {
    const { scanner, serial, source, clock, deliveries } = await ready();
    await scanner.send(milk.slice(0, 20));
    await source.release();
    scanner.unplug();
    const again = new Scanner();
    serial.plug(again);
    await clock.advance(10_000);
    expect(deliveries).toEqual([]);
    expect([scanner.closed, again.openings.length, clock.pending]).toEqual([1, 0, 0]);
    expect(statesOf(source)).toEqual([`${id} off`]);
  });

  it('tries no more to open what is busy, nor what it has only begun to look for', async () => {
    const { scanner, source, clock, choose, open } = await ready();
    const other = new Scanner({});
    await choose(source, other);
    await source.release();
    const next = open().source;
    const started = next.start();
    await next.release();
    await started;
    expect(scanner.openings).toHaveLength(1);
    scanner.occupied = other.occupied = true;
    const last = open().source;
    void last.start();
    await clock.advance(1_500);
    await last.release();
    expect(clock.pending).toBe(0);
  });

  it('is done when what was just being opened is closed', async () => {
    const { scanner, source, go } = await reloadedOpening();
    const released = source.release();
    go();
    await released;
    expect(scanner.closed).toBe(2);
  });

  it('closes what is just being opened, and waits half a second for it', async () => {
    const { scanner, source, clock, deliveries, go } = await reloadedOpening();
    const released = source.release();
    await clock.advance(500);
    await released;
    go();
    await turn();
    expect(scanner.closed).toBe(2);
    await scanner.send(`${bread}\r`);
    expect(deliveries).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

it.each(['', '{', 'null', '5', '[1, null, {"id": 7}, {"id": "serial:1:1:0"}]'])(
  'does without a memory that says %j',
  async (text) => {
    const { memory, open } = world(new Scanner());
    memory.kept.set('poltora-serial-scanners', text);
    const { source } = open();
    await source.start();
    expect(source.devices()).toEqual([]);
  },
);

it('does without a medium that takes anything', async () => {
  const scanner = new Scanner();
  const { memory, source, choose, deliveries } = world(scanner);
  memory.full = true;
  await source.start();
  expect(await choose(source, scanner)).toEqual({ ok: true, value: true });
  await scanner.send(`${bread}\r`);
  expect(told(deliveries)).toEqual([[bread]]);
  expect(memory.kept.size).toBe(0);
});

it('works over WebUSB, where there is no Web Serial', async () => {
  const usb = new StandInUsb();
  const clock = new FakeClock();
  const memory = new StandInMemory();
  const deliveries: Delivery[] = [];
  const page = () => serialScanners({ source: usbSource(usb, clock), clock, memory });
  let send = (_bytes: Uint8Array): void => undefined;
  const device = () =>
    new StandInUsbDevice(
      (mouth) => {
        send = mouth;
        return { receive: () => undefined, close: () => undefined };
      },
      { vendorId: 0x0c2e, productId: 0x0b81 },
    );
  usb.choice = device();
  const first = page();
  await first.start();
  expect(await first.choose?.()).toEqual({ ok: true, value: true });
  await first.release();
  const source = page();
  source.onScan((delivery) => deliveries.push(delivery));
  await source.start();
  usb.unplug(usb.choice);
  await turn();
  expect(statesOf(source)).toEqual(['usb:0c2e:0b81:0 away']);
  usb.plug(device());
  await turn();
  expect(statesOf(source)).toEqual(['usb:0c2e:0b81:0 ready']);
  send(latin1(`${milk}\r`));
  await turn();
  expect(deliveries).toMatchObject([{ device: 'usb:0c2e:0b81:0', texts: [milk], signs: [] }]);
  await source.release();
});
