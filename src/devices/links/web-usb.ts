/**
 * USB-CDC devices for browsers with WebUSB and without Web Serial: Chromium on Android. Nearly all ККТ with a USB socket are CDC-ACM
 * (kkt-shtrih.md §1.1); where the system has a driver for the device, as desktops do, WebUSB cannot have it.
 */
import type { SerialPort as Polyfill } from 'web-serial-polyfill';
import type { Clock } from '../../app/ports/clock.ts';
import type { GrantedSource } from './link.ts';
import { serialSource, type Port, type Ports } from './web-serial.ts';
import { within } from './within.ts';

/** Communications (control) and its data, among the classes of interfaces (USB CDC 1.2 §4.2, §4.5). */
const CDC_CONTROL = 2;
const CDC_DATA = 10;
/** A device that answers nothing else but STALL this many times in a row is not coming back by itself. */
const STALLS = 3;
/** For the last signals to go out, ms; a device that does not answer is closed without. */
const GOODBYE_MS = 200;

export function usbSource(usb: USB, clock: Clock): GrantedSource {
  const known = new WeakMap<USBDevice, UsbPort>();
  // The browser has one object per device, so there must be one port.
  const portOf = async (device: USBDevice): Promise<UsbPort | undefined> => {
    const line = lineOf(device);
    if (line && !known.has(device)) {
      // Loaded when a tablet has such a device, and never elsewhere.
      const { SerialPort } = await import('web-serial-polyfill');
      if (!known.has(device)) known.set(device, new UsbPort(device, line, new SerialPort(device), clock));
    }
    return known.get(device);
  };
  usb.addEventListener('disconnect', ({ device }) => void known.get(device)?.dispatchEvent(new Event('disconnect')));
  const ports: Ports = {
    getPorts: async () =>
      (await Promise.all((await usb.getDevices()).map(portOf))).filter((port) => port !== undefined),
    requestPort: async () => {
      // A filter there must be: a class, because vendors are many (kkt-shtrih.md §1.1).
      const port = await portOf(await usb.requestDevice({ filters: [{ classCode: CDC_CONTROL }] }));
      if (!port) throw new DOMException('The device has no CDC data interface.', 'NotSupportedError');
      return port;
    },
    addEventListener: (type, listener) => usb.addEventListener(type, listener),
    removeEventListener: (type, listener) => usb.removeEventListener(type, listener),
  };
  return serialSource(ports, clock, 'usb');
}

interface Line {
  readonly input: USBEndpoint;
  readonly output: USBEndpoint;
}

/** The same choice as the polyfill's: the first configuration, the first interface of each class. */
function lineOf(device: USBDevice): Line | undefined {
  const faces = device.configurations[0]?.interfaces.map(({ alternates: [first] }) => first) ?? [];
  const data = faces.find((face) => face?.interfaceClass === CDC_DATA);
  const input = data?.endpoints.find(({ direction }) => direction === 'in');
  const output = data?.endpoints.find(({ direction }) => direction === 'out');
  return input && output && faces.some((face) => face?.interfaceClass === CDC_CONTROL) ? { input, output } : undefined;
}

/**
 * The polyfill's port with its own streams and its own end. What the polyfill 1.0.15 does for us is the line's set-up (claim, speed, signals).
 * Its readable starts two transfers for each that ends, so that their number grows with every answer until the system has no memory for
 * more, and breaks off at an empty packet; its writable calls a failed transfer a success; its close leaves the device open when the
 * signals fail; and it never hears of an unplugged cable.
 */
class UsbPort extends EventTarget implements Port {
  readonly #device: USBDevice;
  readonly #line: Line;
  readonly #set: Polyfill;
  readonly #clock: Clock;
  #readable: ReadableStream<Uint8Array> | null = null;
  #writable: WritableStream<Uint8Array> | null = null;

  constructor(device: USBDevice, line: Line, set: Polyfill, clock: Clock) {
    super();
    this.#device = device;
    this.#line = line;
    this.#set = set;
    this.#clock = clock;
  }

  get readable(): ReadableStream<Uint8Array> | null {
    return this.#readable;
  }

  get writable(): WritableStream<Uint8Array> | null {
    return this.#writable;
  }

  async open(options: SerialOptions): Promise<void> {
    // WebUSB opens an open device without a word.
    if (this.#device.opened) throw new DOMException('The port is already open.', 'InvalidStateError');
    try {
      await this.#set.open(options);
    } catch (error) {
      throw unwrapped(error);
    }
    this.#readable = new ReadableStream({ pull: async (controller) => controller.enqueue(await this.#receive()) });
    this.#writable = new WritableStream({ write: (chunk) => this.#send(chunk) });
  }

  async close(): Promise<void> {
    this.#readable = this.#writable = null;
    if (!this.#device.opened) return;
    // A serial driver would let them fall, too: the device knows that nobody is there.
    await within(this.#clock, GOODBYE_MS, this.#set.setSignals({ dataTerminalReady: false, requestToSend: false }));
    // Ends the transfer that waits for bytes, too.
    await this.#device.close();
  }

  setSignals(signals: SerialOutputSignals): Promise<void> {
    return this.#set.setSignals(signals);
  }

  getInfo(): SerialPortInfo {
    return this.#set.getInfo();
  }

  forget(): Promise<void> {
    return this.#set.forget();
  }

  async #receive(): Promise<Uint8Array> {
    const { endpointNumber, packetSize } = this.#line.input;
    for (let stalls = 0; stalls < STALLS;) {
      // One packet at a time: a longer transfer ends with a short packet, and firmware that sends no empty one after a full one would leave it waiting.
      const { status, data } = await this.#device.transferIn(endpointNumber, packetSize);
      if (status === 'stall') {
        stalls += 1;
        await this.#device.clearHalt('in', endpointNumber);
      } else if (status !== 'ok') {
        throw new DOMException(`USB transfer: ${status}`, 'NetworkError');
      } else if (data && data.byteLength > 0) {
        return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      }
    }
    throw new DOMException('USB transfer: stall', 'NetworkError');
  }

  async #send(chunk: Uint8Array): Promise<void> {
    const { endpointNumber } = this.#line.output;
    const { status, bytesWritten } = await this.#device.transferOut(endpointNumber, chunk as Uint8Array<ArrayBuffer>);
    if (status === 'stall') await this.#device.clearHalt('out', endpointNumber);
    if (status !== 'ok' || bytesWritten !== chunk.byteLength)
      throw new DOMException(`USB transfer: ${status}, ${bytesWritten} of ${chunk.byteLength} bytes`, 'NetworkError');
  }
}

/** The polyfill turns the browser's exception into a sentence: `Error setting up device: NetworkError: Unable to claim interface.` */
function unwrapped(error: unknown): unknown {
  const [, name, message] =
    (error instanceof Error && /^Error setting up device: (\w+Error): (.*)$/s.exec(error.message)) || [];
  return name === undefined ? error : new DOMException(message, name);
}
