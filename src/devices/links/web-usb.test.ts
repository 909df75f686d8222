import { describe, expect, it } from 'vitest';
import { StandInUsb, StandInUsbDevice, type UsbTraits } from '../../../test/stand-ins/usb.ts';
import { Ear, join, pattern, until } from '../../../test/contract/links.ts';
import { realClock } from '../../../test/unit/clock.ts';
import type { Link, LinkPlace } from './link.ts';
import { usbSource } from './web-usb.ts';

const world = (traits?: UsbTraits) => {
  const heard: Uint8Array[] = [];
  let send: (bytes: Uint8Array) => void = () => undefined;
  const device = new StandInUsbDevice((mouth) => {
    send = mouth;
    return { receive: (bytes) => void heard.push(bytes), close: () => undefined };
  }, traits);
  const usb = new StandInUsb();
  usb.plug(device);
  return { heard, device, usb, source: usbSource(usb, realClock), reply: (bytes: Uint8Array) => send(bytes) };
};
const first = async (source: { places(): Promise<readonly LinkPlace[]> }): Promise<LinkPlace> => {
  const [place] = await source.places();
  if (!place) throw new Error('no place');
  return place;
};
const opened = async (source: { places(): Promise<readonly LinkPlace[]> }): Promise<{ link: Link; ear: Ear }> => {
  const result = await (await first(source)).open(9600);
  if (!result.ok) throw new Error(`${result.failure.kind} ${result.failure.detail ?? ''}`);
  const ear = new Ear();
  result.value.listen(ear);
  return { link: result.value, ear };
};

describe('opening', () => {
  it('sets speed and signals, and lets the latter fall at the end', async () => {
    const { source, device } = world();
    const { link } = await opened(source);
    expect(device).toMatchObject({ baud: 9600, signals: 3, opened: true });
    await link.close();
    expect(device).toMatchObject({ signals: 0, opened: false, waiting: [] });
  });

  it('does without signals, also at the end', async () => {
    const { source, device } = world();
    const { link } = await opened(source);
    device.deaf = true;
    await link.close();
    expect(device.opened).toBe(false);
  });

  it("says in the browser's words why it cannot be had", async () => {
    const { source, device } = world();
    device.occupied = true;
    expect(await (await first(source)).open(9600)).toEqual({
      ok: false,
      failure: { kind: 'busy', detail: 'NetworkError: Unable to claim interface.' },
    });
    expect(device.opened).toBe(false);
  });

  it('does not open twice what WebUSB would open twice', async () => {
    const { source } = world();
    const { link } = await opened(source);
    expect(await (await first(source)).open(9600)).toMatchObject({ ok: false, failure: { kind: 'busy' } });
    expect(await link.send(Uint8Array.of(5))).toMatchObject({ ok: true });
    await link.close();
  });
});

describe('the chooser', () => {
  it('offers the class, not the makers', async () => {
    const { usb, source } = world();
    usb.choice = new StandInUsbDevice(() => ({ receive: () => undefined, close: () => undefined }), {
      vendorId: 0x1fc9,
      productId: 0x83,
    });
    expect(await source.choose()).toMatchObject({ ok: true, value: { id: 'usb:1fc9:0083:0' } });
    expect(usb.requests).toEqual([{ filters: [{ classCode: 2 }] }]);
    expect((await source.places()).map(({ id }) => id)).toEqual(['usb:04d9:fa80:0', 'usb:1fc9:0083:0']);
  });

  it('may be closed without a choice', async () => {
    expect(await world().source.choose()).toEqual({ ok: true, value: undefined });
  });

  it('a device of another kind is no place, and choosing it says so', async () => {
    const { usb, source, device } = world({ broken: true });
    expect(await source.places()).toEqual([]);
    usb.choice = device;
    expect(await source.choose()).toMatchObject({ ok: false, failure: { kind: 'unsupported' } });
  });
});

describe('transfers', () => {
  it.each([false, true])(
    'whole packets arrive at once, whether the firmware ends them with an empty one (%s) or not',
    async (emptyPackets) => {
      const { source, reply } = world({ emptyPackets });
      const { link, ear } = await opened(source);
      const parts = [64, 128, 1, 63, 64, 640, 65].map((length, index) => pattern(length, index));
      for (const part of parts) {
        const before = ear.all.length;
        reply(part);
        await until(() => ear.all.length === before + part.length, `${part.length} bytes`);
      }
      expect(ear.all).toEqual(join(parts));
      expect(ear.chunks.every(({ length }) => length > 0)).toBe(true);
      expect(ear.downs).toEqual([]);
      await link.close();
    },
  );

  it('no more than one waits, however long the till works', async () => {
    const { source, reply, device } = world();
    const { link, ear } = await opened(source);
    for (let round = 0; round < 300; round += 1) {
      reply(Uint8Array.of(6));
      if (round % 10 === 0) await until(() => ear.all.length > round, 'the answer');
    }
    await until(() => ear.all.length === 300, 'all answers');
    expect(device.mostWaiting).toBe(1);
    await link.close();
    expect(device.waiting).toEqual([]);
  });

  it('a stalled one is cleared and repeated', async () => {
    const { source, reply, device } = world();
    device.faults.in.push('stall');
    const { link, ear } = await opened(source);
    reply(pattern(10));
    await until(() => ear.all.length === 10, 'the answer');
    await link.close();
  });

  it('a device that only stalls is gone', async () => {
    const { source, device } = world();
    device.faults.in.push('stall', 'stall', 'stall', 'stall');
    const { ear } = await opened(source);
    await until(() => ear.downs.length === 1, 'the end');
    await until(() => !device.opened, 'the device to be let go');
  });

  it('a send that failed has failed', async () => {
    const { source, device } = world();
    const { link, ear } = await opened(source);
    device.faults.out.push('stall');
    expect(await link.send(pattern(10))).toMatchObject({
      ok: false,
      failure: { kind: 'gone', detail: expect.stringContaining('stall') as string },
    });
    expect(ear.downs).toHaveLength(1);
    await link.close();
  });
});

it('hears of its own device only', async () => {
  const { usb, source, reply } = world();
  const { link, ear } = await opened(source);
  const other = new StandInUsbDevice(() => ({ receive: () => undefined, close: () => undefined }));
  usb.plug(other);
  usb.unplug(other);
  reply(pattern(5));
  await until(() => ear.all.length === 5, 'the answer');
  expect(ear.downs).toEqual([]);
  await link.close();
});
