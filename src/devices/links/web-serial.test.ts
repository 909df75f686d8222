import { describe, expect, it } from 'vitest';
import { StandInPort, StandInSerial, type Wire, type WireEnds } from '../../../test/stand-ins/serial.ts';
import { Ear } from '../../../test/contract/links.ts';
import { FakeClock, realClock, turn } from '../../../test/unit/clock.ts';
import type { Link, LinkPlace } from './link.ts';
import { serialSource } from './web-serial.ts';

/** A wire that does what it is told. */
class TestWire implements Wire {
  ends: WireEnds | undefined;
  readonly written: Uint8Array[] = [];
  signalled: SerialOutputSignals[] = [];
  /** What a write waits for. */
  hold: Promise<void> | undefined;
  closed = 0;
  failing = new Set<'write' | 'signals' | 'close'>();

  async open(_options: SerialOptions, ends: WireEnds): Promise<void> {
    this.ends = ends;
  }
  async write(bytes: Uint8Array): Promise<void> {
    this.written.push(bytes);
    await this.hold;
    if (this.failing.has('write')) throw new Error('no');
  }
  async signals(signals: SerialOutputSignals): Promise<void> {
    if (this.failing.has('signals')) throw new Error('no such lines');
    this.signalled.push(signals);
  }
  async close(): Promise<void> {
    this.closed += 1;
    if (this.failing.has('close')) await new Promise(() => undefined);
  }
}

const world = (info?: SerialPortInfo) => {
  const wire = new TestWire();
  const port = new StandInPort(wire, info);
  const serial = new StandInSerial(port);
  const clock = new FakeClock();
  return { wire, port, serial, clock, source: serialSource(serial, clock) };
};
const first = async (source: { places(): Promise<readonly LinkPlace[]> }): Promise<LinkPlace> => {
  const [place] = await source.places();
  if (!place) throw new Error('no place');
  return place;
};
const opened = async (source: { places(): Promise<readonly LinkPlace[]> }): Promise<{ link: Link; ear: Ear }> => {
  const result = await (await first(source)).open(57_600);
  if (!result.ok) throw new Error(result.failure.kind);
  const ear = new Ear();
  result.value.listen(ear);
  return { link: result.value, ear };
};

describe('places', () => {
  it('are all the granted ports, told apart by model and number', async () => {
    const port = (info: SerialPortInfo) => new StandInPort(new TestWire(), info);
    const stm = { usbVendorId: 0x483, usbProductId: 0x5740 };
    const serial = new StandInSerial(
      port({}),
      port(stm),
      port({ usbVendorId: 0x1a86, usbProductId: 0x7523 }),
      port(stm),
      port({}),
    );
    const places = await serialSource(serial, realClock).places();
    expect(places.map(({ id }) => id)).toEqual([
      'serial:port:0',
      'serial:0483:5740:0',
      'serial:1a86:7523:0',
      'serial:0483:5740:1',
      'serial:port:1',
    ]);
    expect(places.every(({ hasSpeed }) => hasSpeed)).toBe(true);
  });

  it('keep their names while they are there, whatever comes and goes beside them', async () => {
    const adapter = () => new StandInPort(new TestWire(), { usbVendorId: 0x1a86, usbProductId: 0x7523 });
    const [first, second] = [adapter(), adapter()];
    const serial = new StandInSerial(first, second);
    const source = serialSource(serial, realClock);
    const ids = async () => (await source.places()).map(({ id }) => id);
    expect(await ids()).toEqual(['serial:1a86:7523:0', 'serial:1a86:7523:1']);
    first.unplug();
    expect(await ids()).toEqual(['serial:1a86:7523:1']);
    serial.plug(adapter());
    expect(await ids()).toEqual(['serial:1a86:7523:1', 'serial:1a86:7523:0']);
    await source.forget('serial:1a86:7523:1');
    expect([first.forgotten, second.forgotten]).toEqual([false, true]);
    serial.plug(adapter());
    expect(await ids()).toEqual(['serial:1a86:7523:0', 'serial:1a86:7523:1']);
  });

  it('are none where the page may not look', async () => {
    const { serial, source } = world();
    serial.forbidden = true;
    expect(await source.places()).toEqual([]);
  });

  it('are one fewer after `forget`', async () => {
    const { source, port } = world();
    await source.forget((await first(source)).id);
    expect(port.forgotten).toBe(true);
    expect(await source.places()).toEqual([]);
    await source.forget('serial:0483:5740:0');
  });
});

describe('the chooser', () => {
  it('makes the chosen port a place', async () => {
    const { serial, source } = world();
    serial.choice = new StandInPort(new TestWire(), { usbVendorId: 0x4d9, usbProductId: 0xfa80 });
    expect(await source.choose()).toMatchObject({ ok: true, value: { id: 'serial:04d9:fa80:0' } });
    expect((await source.places()).map(({ id }) => id)).toEqual(['serial:0483:5740:0', 'serial:04d9:fa80:0']);
  });

  it('may be closed without a choice', async () => {
    expect(await world().source.choose()).toEqual({ ok: true, value: undefined });
  });

  it('may be forbidden', async () => {
    const { serial, source } = world();
    serial.forbidden = true;
    expect(await source.choose()).toMatchObject({ ok: false, failure: { kind: 'refused' } });
  });
});

describe('opening', () => {
  it('sets the line as a ККТ wants it, and the signals', async () => {
    const { source, port, wire } = world();
    const { link } = await opened(source);
    expect(port.openings).toEqual([
      { baudRate: 57_600, dataBits: 8, stopBits: 1, parity: 'none', flowControl: 'none', bufferSize: 16_384 },
    ]);
    expect(wire.signalled).toEqual([{ dataTerminalReady: true, requestToSend: true }]);
    await link.close();
  });

  it('does without signals', async () => {
    const { source, wire } = world();
    wire.failing.add('signals');
    const { link } = await opened(source);
    expect(await link.send(Uint8Array.of(5))).toMatchObject({ ok: true });
    await link.close();
  });

  it('waits for a page that is going away: 250, 500 and 750 ms', async () => {
    const { source, port, clock } = world();
    port.occupied = true;
    const place = await first(source);
    const opening = place.open(115_200);
    for (const ms of [250, 500]) {
      await turn();
      expect(clock.waits).toEqual([ms]);
      await clock.advance(ms);
    }
    await turn();
    port.occupied = false;
    expect(clock.waits).toEqual([750]);
    await clock.advance(750);
    const result = await opening;
    expect(result.ok).toBe(true);
    expect(port.openings).toHaveLength(4);
  });

  it('does not wait for a cable that is out', async () => {
    const { source, port } = world();
    const place = await first(source);
    port.unplug();
    expect(await place.open(115_200)).toMatchObject({ ok: false, failure: { kind: 'gone' } });
    expect(port.openings).toHaveLength(1);
  });

  it('is busy when this very page has it', async () => {
    const { source, clock } = world();
    const { link } = await opened(source);
    const second = (await first(source)).open(115_200);
    await clock.advance(250);
    await clock.advance(500);
    await clock.advance(750);
    expect(await second).toMatchObject({
      ok: false,
      failure: { kind: 'busy', detail: expect.stringContaining('already open') as string },
    });
    expect(await link.send(Uint8Array.of(5))).toMatchObject({ ok: true });
    await link.close();
  });

  it('leaves a speed that is none to the one who asked for it', async () => {
    await expect((await first(world().source)).open(0)).rejects.toThrow(TypeError);
  });
});

describe('a disturbed line', () => {
  it.each(['BufferOverrunError', 'BreakError', 'FramingError', 'ParityError'] as const)(
    '%s: the link goes on',
    async (name) => {
      const { source, port, wire } = world();
      const { link, ear } = await opened(source);
      for (let round = 0; round < 20; round += 1) {
        wire.ends?.receive(Uint8Array.of(round));
        await turn();
        port.disturb(name);
        wire.ends?.receive(Uint8Array.of(100 + round));
        await turn();
      }
      expect([...ear.all]).toEqual(Array.from({ length: 20 }, (_, round) => [round, 100 + round]).flat());
      expect(ear.downs).toEqual([]);
      expect(await link.send(Uint8Array.of(5))).toMatchObject({ ok: true });
      await link.close();
    },
  );
});

describe('the end', () => {
  it('comes with a write that fails', async () => {
    const { source, wire } = world();
    const { link, ear } = await opened(source);
    wire.failing.add('write');
    expect(await link.send(Uint8Array.of(5))).toMatchObject({ ok: false, failure: { kind: 'gone' } });
    expect(ear.downs).toHaveLength(1);
    await link.close();
    expect(wire.closed).toBe(1);
  });

  it("lets the browser's port go even when nobody closes the link", async () => {
    const { serial, source, port, wire } = world();
    const { ear } = await opened(source);
    port.unplug();
    await turn();
    await turn();
    expect(ear.downs).toHaveLength(1);
    expect(wire.closed).toBe(1);
    serial.plug(new StandInPort(new TestWire()));
    const again = await opened(source);
    expect(await again.link.send(Uint8Array.of(5))).toMatchObject({ ok: true });
    await again.link.close();
  });

  it('is not held up by a device that stopped reading, nor by a port that does not close', async () => {
    const { source, wire, clock } = world();
    const { link } = await opened(source);
    wire.hold = new Promise(() => undefined);
    wire.failing.add('close');
    const sending = link.send(Uint8Array.of(1, 2, 3));
    await turn();
    const closing = link.close();
    await clock.advance(2_000);
    await closing;
    expect(wire.closed).toBe(1);
    expect(await sending).toMatchObject({ ok: false, failure: { kind: 'gone' } });
    expect(clock.pending).toBe(0);
  });

  it('waits until the last bytes are out', async () => {
    const { source, wire, clock } = world();
    const { link } = await opened(source);
    let taken: () => void = () => undefined;
    wire.hold = new Promise((done) => void (taken = done));
    const sending = link.send(Uint8Array.of(6));
    await turn();
    const closing = link.close();
    await clock.advance(400);
    expect(wire.closed).toBe(0);
    taken();
    await closing;
    expect(wire.written).toEqual([Uint8Array.of(6)]);
    expect(wire.closed).toBe(1);
    await sending;
  });

  it('comes with the event, even when the stream says nothing', async () => {
    const { source, port } = world();
    const { ear } = await opened(source);
    port.dispatchEvent(new Event('disconnect'));
    expect(ear.downs).toMatchObject([{ kind: 'gone' }]);
  });

  it('leaves no ears behind', async () => {
    const { source, port } = world();
    const { link, ear } = await opened(source);
    await link.close();
    port.unplug();
    await turn();
    expect(ear.downs).toEqual([]);
  });
});

it('sends each frame in one write', async () => {
  const { source, wire } = world();
  const { link } = await opened(source);
  const frames = [new Uint8Array(1), new Uint8Array(258), new Uint8Array(4000)];
  await Promise.all(frames.map((frame) => link.send(frame)));
  expect(wire.written.map(({ length }) => length)).toEqual([1, 258, 4000]);
  await link.close();
});
