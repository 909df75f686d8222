/** Serial ports of the browser (Web Serial; platform.md II.11, kkt-shtrih.md §1.1, §1.4). web-usb.ts hands its own ports to the same code. */
import type { Clock } from '../../app/ports/clock.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import { Inbox } from './inbox.ts';
import type { GrantedSource, Link, LinkFailure, LinkListener, LinkPlace } from './link.ts';
import { pause, within } from './within.ts';

/** What of the browser's `SerialPort` is used. */
export interface Port extends Pick<
  SerialPort,
  'readable' | 'writable' | 'open' | 'close' | 'setSignals' | 'getInfo' | 'forget'
> {
  addEventListener(type: 'disconnect', listener: () => void): void;
  removeEventListener(type: 'disconnect', listener: () => void): void;
}

/** What of the browser's `Serial` is used. A port is the same object each time, as in the browser. */
export interface Ports {
  getPorts(): Promise<Port[]>;
  requestPort(): Promise<Port>;
  addEventListener(type: 'connect', listener: () => void): void;
  removeEventListener(type: 'connect', listener: () => void): void;
}

/** Waits between two tries to open, ms: after a reload the dying page holds the port for a moment (platform.md II.11). */
const OPEN_AGAIN_MS = [250, 500, 750];
/** One step of closing, ms. There are four, so that a port is let go of within 2 s even when the device has stopped reading. */
const CLOSE_STEP_MS = 500;
/** The browser's own 255 bytes overrun while the page paints; the largest frame of the older protocol has 258 (kkt-shtrih.md §1.2). */
const BUFFER_BYTES = 16 * 1024;
/** These end a stream and not its port: what came is garbage, what comes next may be sound (platform.md II.11). */
const passing: ReadonlySet<string> = new Set(['BufferOverrunError', 'BreakError', 'FramingError', 'ParityError']);

/** All the ports that were granted, with an id that begins with `prefix`. Which of them has a device at it, only asking tells. */
export function serialSource(serial: Ports, clock: Clock, prefix: 'serial' | 'usb' = 'serial'): GrantedSource {
  const ids = new Map<Port, string>();
  const places = async (): Promise<(LinkPlace & { readonly port: Port })[]> => {
    const ports = await granted(serial);
    for (const port of ids.keys()) if (!ports.includes(port)) ids.delete(port);
    return ports.map((port) => {
      // Kept as long as the port is there: of two identical ones the other may be pulled out, and comes back as a port that takes its number again.
      const id = ids.get(port) ?? freeId(`${prefix}:${modelOf(port)}`, [...ids.values()]);
      ids.set(port, id);
      return { id, hasSpeed: true, open: (baud) => openPort(serial, port, baud, clock), port };
    });
  };
  return {
    places,
    onAppear: (listener) => {
      // The event bubbles from the port to its `Serial`, and comes for granted ports alone.
      const heard = (): void => listener();
      serial.addEventListener('connect', heard);
      return () => serial.removeEventListener('connect', heard);
    },
    choose: async () => {
      try {
        // Without filters: the same ККТ comes with a dozen vendor ids, its own and its adapter's (kkt-shtrih.md §1.1).
        const port = await serial.requestPort();
        return ok((await places()).find((place) => place.port === port));
      } catch (error) {
        switch (nameOf(error)) {
          // The chooser was closed, or had nothing to offer.
          case 'NotFoundError':
            return ok(undefined);
          case 'SecurityError':
            return fail({ kind: 'refused', detail: String(error) });
          case 'NotSupportedError':
            return fail({ kind: 'unsupported', detail: String(error) });
          default:
            throw error;
        }
      }
    },
    forget: async (id) => (await places()).find((place) => place.id === id)?.port.forget(),
  };
}

async function granted(serial: Ports): Promise<Port[]> {
  try {
    return await serial.getPorts();
  } catch (error) {
    // Forbidden by the page's Permissions-Policy (platform.md II.9).
    if (nameOf(error) === 'SecurityError') return [];
    throw error;
  }
}

/** `0483:5740`, or `port` for a COM port on the board and for Bluetooth, which have no such numbers. */
function modelOf(port: Port): string {
  const { usbVendorId, usbProductId } = port.getInfo();
  return usbVendorId === undefined
    ? 'port'
    : [usbVendorId, usbProductId ?? 0].map((id) => id.toString(16).padStart(4, '0')).join(':');
}

function freeId(model: string, taken: readonly string[]): string {
  for (let ordinal = 0; ; ordinal += 1) if (!taken.includes(`${model}:${ordinal}`)) return `${model}:${ordinal}`;
}

async function openPort(serial: Ports, port: Port, baud: number, clock: Clock): Promise<Result<Link, LinkFailure>> {
  for (const wait of [...OPEN_AGAIN_MS, undefined]) {
    try {
      await port.open({
        baudRate: baud,
        dataBits: 8,
        stopBits: 1,
        parity: 'none',
        flowControl: 'none',
        bufferSize: BUFFER_BYTES,
      });
      // Opening may leave these low, and firmware of USB devices keeps silent until somebody is there. Not every port has them.
      await within(clock, CLOSE_STEP_MS, port.setSignals({ dataTerminalReady: true, requestToSend: true }));
      return ok(new SerialLink(port, clock));
    } catch (error) {
      const name = nameOf(error);
      if (name === 'TypeError' || name === 'RangeError') throw error;
      if (name === 'SecurityError') return fail({ kind: 'refused', detail: String(error) });
      // A port in use and a cable pulled out are the same NetworkError; only the list knows.
      if (!(await granted(serial)).includes(port)) return fail({ kind: 'gone', detail: String(error) });
      if (wait === undefined) return fail({ kind: 'busy', detail: String(error) });
      await pause(clock, wait);
    }
  }
  throw new Error('The last try returns.');
}

class SerialLink implements Link {
  readonly #port: Port;
  readonly #clock: Clock;
  readonly #inbox = new Inbox();
  readonly #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #letGo: Promise<void> | undefined;
  readonly #unplugged = (): void => this.#down('The device was unplugged.');

  constructor(port: Port, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
    this.#writer = port.writable?.getWriter();
    port.addEventListener('disconnect', this.#unplugged);
    void this.#read();
  }

  async send(bytes: Uint8Array): Promise<Result<void, LinkFailure>> {
    try {
      // One write for one frame: a gap of 50 ms between two bytes makes the device drop it (kkt-shtrih.md §1.4).
      if (this.#writer && !this.#inbox.failure) await this.#writer.write(bytes);
    } catch (error) {
      this.#down(String(error));
    }
    return this.#inbox.failure ? fail(this.#inbox.failure) : ok(undefined);
  }

  listen(listener: LinkListener): void {
    this.#inbox.listen(listener);
  }

  close(): Promise<void> {
    this.#inbox.close();
    return (this.#letGo ??= this.#shut());
  }

  #down(detail: string): void {
    this.#inbox.end({ kind: 'gone', detail });
    // The browser's port stays open until it is closed.
    this.#letGo ??= this.#shut();
  }

  /** Reads for the whole life of the link: a reader that is cancelled to wait no longer loses bytes (kkt-shtrih.md §1.4). */
  async #read(): Promise<void> {
    let last: unknown = 'The port has no streams.';
    while (!this.#inbox.failure && this.#writer && this.#port.readable) {
      this.#reader = this.#port.readable.getReader();
      last = await this.#drain(this.#reader);
      this.#reader.releaseLock();
      if (!passing.has(nameOf(last))) break;
    }
    this.#down(String(last));
  }

  /** Until the stream ends; returns what ended it. */
  async #drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<unknown> {
    for (;;) {
      let chunk: ReadableStreamReadResult<Uint8Array>;
      try {
        chunk = await reader.read();
      } catch (error) {
        return error;
      }
      if (chunk.done) return 'The stream ended.';
      this.#inbox.bytes(chunk.value);
    }
  }

  /** The order of platform.md II.11: a port with a locked stream cannot be closed. */
  async #shut(): Promise<void> {
    const step = (work: Promise<unknown> | undefined): Promise<boolean> => within(this.#clock, CLOSE_STEP_MS, work);
    this.#port.removeEventListener('disconnect', this.#unplugged);
    await step(this.#reader?.cancel());
    this.#reader?.releaseLock();
    // Aborting throws away what is still on its way out, such as the last ACK; closing waits until the device took it.
    if (!(await step(this.#writer?.close()))) await step(this.#writer?.abort());
    this.#writer?.releaseLock();
    await step(this.#port.close());
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');
