/** Real serial ports of the system under a stand-in `Serial`: `serialport` over a pair of pseudo-terminals that socat makes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { StandInPort, StandInSerial, type Wire, type WireEnds } from './serial.ts';

export const hasSocat = spawnSync('socat', ['-V']).status === 0;

/** A null-modem cable with a tty at each end. */
export class Cable {
  readonly near: string;
  readonly far: string;
  readonly #folder: string;
  #socat: ChildProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
    this.near = join(folder, 'near');
    this.far = join(folder, 'far');
  }

  static async make(): Promise<Cable> {
    const cable = new Cable(await mkdtemp(join(tmpdir(), 'poltora-tty-')));
    await cable.plug();
    return cable;
  }

  async plug(): Promise<void> {
    const end = (path: string): string => `pty,rawer,link=${path}`;
    const socat = spawn('socat', ['-d', '-d', end(this.near), end(this.far)], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#socat = socat;
    let said = '';
    while (!said.includes('starting data transfer')) said += String((await once(socat.stderr, 'data'))[0]);
  }

  async unplug(): Promise<void> {
    const socat = this.#socat;
    this.#socat = undefined;
    if (!socat || socat.exitCode !== null) return;
    socat.kill();
    await once(socat, 'exit');
  }

  async remove(): Promise<void> {
    await this.unplug();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Opens a tty, locked against every other that asks the system. */
export async function openTty(path: string, options: SerialOptions = { baudRate: 115_200 }): Promise<SerialPort> {
  const port = new SerialPort({
    path,
    baudRate: options.baudRate,
    dataBits: options.dataBits ?? 8,
    stopBits: options.stopBits ?? 1,
    parity: options.parity ?? 'none',
    autoOpen: false,
  });
  await call((done) => port.open(done));
  return port;
}

export async function writeTty(port: SerialPort, bytes: Uint8Array): Promise<void> {
  await call((done) => void port.write(Buffer.from(bytes), done));
  await call((done) => port.drain(done));
}

export const closeTty = (port: SerialPort): Promise<void> =>
  port.isOpen ? call((done) => port.close(done)) : Promise.resolve();

export class TtyWire implements Wire {
  readonly #path: string;
  #port: SerialPort | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async open(options: SerialOptions, ends: WireEnds): Promise<void> {
    const port = await openTty(this.#path, options);
    this.#port = port;
    port.on('data', (bytes: Buffer) => ends.receive(new Uint8Array(bytes)));
    port.on('error', () => undefined);
    port.on('close', () => {
      if (this.#port === port) ends.lost();
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#port) await writeTty(this.#port, bytes);
  }

  async signals({ dataTerminalReady, requestToSend }: SerialOutputSignals): Promise<void> {
    // A pseudo-terminal has no such lines and says so.
    await call((done) => this.#port?.set({ dtr: dataTerminalReady ?? false, rts: requestToSend ?? false }, done));
  }

  async close(): Promise<void> {
    const port = this.#port;
    this.#port = undefined;
    if (port) await closeTty(port);
  }
}

/** A browser with one granted port, which is a tty of this machine, and the device at the far end of its cable. */
export async function ttyDevice() {
  const cable = await Cable.make();
  const open = async (): Promise<{ readonly tty: SerialPort; readonly heard: Buffer[] }> => {
    const tty = await openTty(cable.far);
    const heard: Buffer[] = [];
    tty.on('data', (bytes: Buffer) => heard.push(bytes));
    tty.on('error', () => undefined);
    return { tty, heard };
  };
  let device = await open();
  let port = new StandInPort(new TtyWire(cable.near));
  const serial = new StandInSerial(port);
  return {
    serial,
    /** Until it is unplugged: then comes another. */
    port,
    near: cable.near,
    /** All that the device got since it was plugged in. */
    received: (): Uint8Array => new Uint8Array(Buffer.concat(device.heard)),
    /** Says nothing when its end was closed by the system. */
    send: async (bytes: Uint8Array): Promise<void> => void (device.tty.isOpen && (await writeTty(device.tty, bytes))),
    unplug: async (): Promise<void> => {
      await cable.unplug();
      port.unplug();
    },
    plug: async (): Promise<void> => {
      await closeTty(device.tty);
      await cable.plug();
      device = await open();
      serial.plug((port = new StandInPort(new TtyWire(cable.near))));
    },
    remove: async (): Promise<void> => {
      await cable.unplug();
      await closeTty(device.tty);
      await cable.remove();
    },
  };
}

const call = (act: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => act((error) => (error ? reject(error) : resolve())));
