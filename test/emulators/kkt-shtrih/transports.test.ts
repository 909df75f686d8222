import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, it } from 'vitest';
import { closing, head, operation, toHex } from './host.ts';
import { Kkt, startKktPty, startKktTcp, type KktTcpOptions } from './index.ts';
import { frame1, frame2 } from './wire.ts';

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const closed = (end: Socket | SerialPort): Promise<void> =>
  new Promise((resolve) => {
    end.once('close', () => {
      resolve();
    });
  });

/** Bytes as they come, and a way to wait for so many of them. */
function ear(stream: {
  on: (event: 'data', heard: (bytes: Buffer) => void) => unknown;
}): (count: number) => Promise<string> {
  let bytes: number[] = [];
  stream.on('data', (more) => {
    bytes.push(...more);
  });
  return async (count) => {
    for (let waited = 0; bytes.length < count && waited < 5000; waited += 2) await wait(2);
    const heard = bytes;
    bytes = [];
    return toHex(heard);
  };
}

describe('TCP', () => {
  const start = async (options?: KktTcpOptions): Promise<{ kkt: Kkt; dial: () => Promise<Socket> }> => {
    const kkt = new Kkt();
    const { host, port, close } = await startKktTcp(kkt, 0, options);
    closers.push(close);
    const dial = async (): Promise<Socket> => {
      const socket = connect(port, host);
      socket.on('error', () => undefined);
      closers.push(() => {
        socket.destroy();
      });
      await once(socket, 'connect');
      return socket;
    };
    return { kkt, dial };
  };

  it('sells by protocol 1, with an FF after the last ACK', async () => {
    const { kkt, dial } = await start();
    const socket = await dial();
    const heard = ear(socket);
    socket.write(Uint8Array.of(5));
    expect(await heard(1)).toBe('15');
    for (const command of [head(0xe0), operation(), closing([7000])]) {
      socket.write(frame1(command));
      expect(await heard(5)).toMatch(/^06 02/);
      socket.write(Uint8Array.of(6));
      expect(await heard(1)).toBe('FF');
    }
    expect(kkt.documents.at(-1)).toMatchObject({ kind: 'receipt', sum: 7000 });
  });

  it('has one connection: a new one takes the line, and the answer that waits', async () => {
    const { dial } = await start();
    const first = await dial();
    const firstHeard = ear(first);
    first.write(frame1(head(0x10)));
    await firstHeard(20);
    const gone = closed(first);
    const heard = ear(
      await dial().then((socket) => {
        socket.write(Uint8Array.of(5));
        return socket;
      }),
    );
    await gone;
    expect(await heard(20)).toMatch(/^06 02 11 10 00/);
  });

  it('breaks with the line, and with the power', async () => {
    const { kkt, dial } = await start();
    kkt.set({ kind: 'link-off-after' });
    const first = await dial();
    first.resume();
    first.write(frame1(head(0x10)));
    await closed(first);
    const second = await dial();
    second.resume();
    second.write(Uint8Array.of(5));
    kkt.powerOff();
    await closed(second);
    const third = await dial();
    third.resume();
    await closed(third);
    kkt.powerOn();
    const fourth = await dial();
    const heard = ear(fourth);
    fourth.write(Uint8Array.of(5));
    expect(await heard(1)).toBe('15');
  });

  it('may go silent with the power and be reset when it is back', async () => {
    const { kkt, dial } = await start({ atPowerOff: 'silent', trailingFf: false });
    const socket = await dial();
    const heard = ear(socket);
    kkt.powerOff();
    socket.write(Uint8Array.of(5));
    await wait(50);
    expect([await heard(0), socket.destroyed]).toEqual(['', false]);
    kkt.powerOn();
    await closed(socket);
  });
});

describe('a serial port', () => {
  const openPort = async (path: string): Promise<SerialPort> => {
    const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    port.on('error', () => undefined);
    closers.push(
      () =>
        new Promise<void>((resolve) => {
          if (port.isOpen)
            port.close(() => {
              resolve();
            });
          else resolve();
        }),
    );
    return port;
  };

  it('sells by protocol 2, is pulled out and put in again', async () => {
    const kkt = new Kkt();
    const pty = await startKktPty(kkt);
    closers.push(pty.close);
    const port = await openPort(pty.path);
    const heard = ear(port);
    let number = 1;
    for (const command of [head(0xe0), operation(), closing([7000])]) {
      number += 1;
      port.write(Buffer.from(frame2(number, command)));
      expect(await heard(9)).toMatch(/^8F .. 00/);
    }
    expect(kkt.documents.at(-1)).toMatchObject({ kind: 'receipt', sum: 7000 });

    const gone = closed(port);
    await pty.unplug();
    // Where it was reading in that very moment, `serialport` reads the end of the line for ever, and says nothing.
    await Promise.race([gone, wait(1_000).then(() => port.isOpen && port.close())]);
    await gone;
    expect(existsSync(pty.path)).toBe(false);
    await pty.plug();
    const again = await openPort(pty.path);
    const heardAgain = ear(again);
    again.write(Buffer.from(frame2(number, closing([7000]))));
    expect(await heardAgain(9)).toMatch(/^8F .. 00 04 00 FF 45 00/);
    expect(kkt.documents).toHaveLength(3);
  });

  it('outlives programs that open and close it, and a cut of power', async () => {
    const kkt = new Kkt();
    const pty = await startKktPty(kkt);
    closers.push(pty.close);
    for (let times = 0; times < 3; times += 1) {
      const port = await openPort(pty.path);
      const heard = ear(port);
      port.write(Uint8Array.of(5));
      expect(await heard(1)).toBe('15');
      kkt.powerOff();
      kkt.powerOn();
      await new Promise<void>((resolve) => {
        port.close(() => {
          resolve();
        });
      });
    }
  });
});
