import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe } from 'vitest';
import { WebSocket } from 'undici';
import { serialSource } from '../../src/devices/links/web-serial.ts';
import { socketSource } from '../../src/devices/links/web-socket.ts';
import { usbSource } from '../../src/devices/links/web-usb.ts';
import { gatewayFromEnv } from '../../src/gateway/config.ts';
import { createGateway } from '../../src/gateway/server.ts';
import { StandInPort, StandInSerial, type Wire, type WireEnds } from '../stand-ins/serial.ts';
import { closeTty, hasSocat, openTty, ttyDevice } from '../stand-ins/tty.ts';
import { StandInUsb, StandInUsbDevice } from '../stand-ins/usb.ts';
import { realClock } from '../unit/clock.ts';
import { join, linkContract } from './links.ts';
import { memorySource } from './memory-link.ts';

/** A device that only listens, and speaks when told to. */
class Peer {
  heard: Uint8Array[] = [];
  send: (bytes: Uint8Array) => void = () => undefined;
  readonly connect = (send: (bytes: Uint8Array) => void) => {
    this.send = send;
    return {
      receive: (bytes: Uint8Array) => void this.heard.push(bytes),
      close: () => void (this.send = () => undefined),
    };
  };
  readonly received = (): Uint8Array => join(this.heard);
  readonly reply = (bytes: Uint8Array): void => this.send(bytes);
}

linkContract(
  'the fake of the tests',
  () => {
    const peer = new Peer();
    const source = memorySource(peer.connect);
    return {
      source,
      ...peer,
      unplug: source.unplug,
      plug: source.plug,
      want: () => void source.want(),
      occupy: async () => {
        const opened = await (await source.places())[0]?.open(1);
        return async () => void (opened?.ok && (await opened.value.close()));
      },
      remove: () => undefined,
    };
  },
  { absent: 'gone', appears: true },
);

/** A wire of nothing but memory. */
class MemoryWire implements Wire {
  readonly #peer: Peer;
  constructor(peer: Peer) {
    this.#peer = peer;
  }
  async open(_options: SerialOptions, { receive }: WireEnds): Promise<void> {
    this.#peer.connect((bytes) => void setImmediate(() => receive(bytes.slice())));
  }
  async write(bytes: Uint8Array): Promise<void> {
    this.#peer.heard.push(bytes.slice());
  }
  async close(): Promise<void> {
    this.#peer.send = () => undefined;
  }
}

linkContract(
  'Web Serial over a stand-in',
  () => {
    const peer = new Peer();
    let port = new StandInPort(new MemoryWire(peer));
    const serial = new StandInSerial(port);
    return {
      source: serialSource(serial, realClock),
      ...peer,
      unplug: () => port.unplug(),
      plug: () => serial.plug((port = new StandInPort(new MemoryWire(peer)))),
      occupy: () => {
        port.occupied = true;
        return () => void (port.occupied = false);
      },
      remove: () => undefined,
    };
  },
  { absent: 'gone', appears: true },
);

describe.skipIf(!hasSocat)('on ttys of this machine', () => {
  linkContract(
    'Web Serial over serialport',
    async () => {
      const device = await ttyDevice();
      return {
        ...device,
        source: serialSource(device.serial, realClock),
        reply: device.send,
        occupy: async () => {
          const other = await openTty(device.near);
          return () => closeTty(other);
        },
      };
    },
    { absent: 'gone', appears: true },
  );
});

linkContract(
  'WebUSB over a stand-in',
  () => {
    const peer = new Peer();
    const usb = new StandInUsb();
    let device = new StandInUsbDevice(peer.connect);
    usb.plug(device);
    return {
      source: usbSource(usb, realClock),
      ...peer,
      unplug: () => usb.unplug(device),
      plug: () => {
        device = new StandInUsbDevice(peer.connect);
        usb.plug(device);
      },
      occupy: () => {
        device.occupied = true;
        return () => void (device.occupied = false);
      },
      remove: () => undefined,
    };
  },
  { absent: 'gone', appears: true },
);

linkContract(
  'WebSocket through the gateway',
  async () => {
    const heard: Buffer[] = [];
    let host: Socket | undefined;
    const sockets = new Set<Socket>();
    const kkt: Server = createServer((socket) => {
      host = socket;
      sockets.add(socket);
      socket.on('data', (bytes) => heard.push(bytes));
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    });
    kkt.listen(0, '127.0.0.1');
    await once(kkt, 'listening');
    const { port } = kkt.address() as AddressInfo;
    const config = gatewayFromEnv(
      { POLTORA_KKT: `tcp://127.0.0.1:${port}`, POLTORA_TILL_KEY: 'key of the till, ё'.replace(/[^\x21-\x7e]/g, '-') },
      '/nowhere',
    );
    if (!config.ok) throw new Error('bad settings');
    const gateway = createGateway(config.value, {
      report: (error) => {
        throw error;
      },
    });
    await gateway.listen({ host: '127.0.0.1', port: 0 });
    const origin = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
    const source = (till: string) =>
      socketSource({
        WebSocket: WebSocket as unknown as new (url: string, protocols: string[]) => globalThis.WebSocket,
        clock: realClock,
        origin,
        till,
        name: () => `Касса ${till}`,
        tillKey: config.value.tillKey,
      });
    const drop = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      if (kkt.listening) {
        kkt.close();
        await once(kkt, 'close');
      }
    };
    return {
      source: source('till-1'),
      received: () => new Uint8Array(Buffer.concat(heard)),
      reply: async (bytes) => void (host?.writable && (await new Promise((done) => host?.write(bytes, done)))),
      unplug: drop,
      plug: async () => {
        kkt.listen(port, '127.0.0.1');
        await once(kkt, 'listening');
      },
      want: async () => {
        // It hears that the ККТ is taken, or has it for a moment.
        const opened = await (await source('till-3').places())[0]?.open(1);
        if (opened?.ok) await opened.value.close();
      },
      occupy: async () => {
        const opened = await (await source('till-2').places())[0]?.open(1);
        if (!opened?.ok) throw new Error('not opened');
        return () => opened.value.close();
      },
      remove: async () => {
        await gateway.close();
        await drop();
      },
    };
  },
  { absent: 'no-answer', appears: false },
);
