/// <reference types="w3c-web-serial" />
/**
 * `navigator.serial` without a browser or without a device: the browser's own interfaces, so that the compiler keeps it honest, over any
 * wire. Strict where Chromium is strict, with its names of errors. Runs in Node and in a page.
 */

/** What a port leads to. */
export interface Wire {
  /** Rejects when the system does not give the device away. */
  open(options: SerialOptions, ends: WireEnds): Promise<void>;
  /** Resolves when the system took the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  signals?(signals: SerialOutputSignals): Promise<void>;
  close(): Promise<void>;
}

export interface WireEnds {
  receive(bytes: Uint8Array): void;
  /** The device went away. */
  lost(): void;
}

export class StandInSerial extends EventTarget implements Serial {
  readonly onconnect = null;
  readonly ondisconnect = null;
  /** What the person clicks on in the chooser; undefined: closes it. */
  choice: StandInPort | undefined;
  /** The page's policy: `serial=()`. */
  forbidden = false;
  readonly #granted: StandInPort[] = [];

  constructor(...granted: StandInPort[]) {
    super();
    for (const port of granted) this.#grant(port);
  }

  async getPorts(): Promise<StandInPort[]> {
    this.#guard();
    return this.#granted.filter((port) => port.connected && !port.forgotten);
  }

  /** Puts a granted device on its socket. One that was pulled out comes back as another object, as in Chromium (seen on 156). */
  plug(port: StandInPort): void {
    this.#grant(port);
    port.dispatchEvent(new Event('connect', { bubbles: true }));
  }

  async requestPort(_options?: SerialPortRequestOptions): Promise<StandInPort> {
    this.#guard();
    if (!this.choice)
      throw new DOMException(
        "Failed to execute 'requestPort' on 'Serial': No port selected by the user.",
        'NotFoundError',
      );
    this.#grant(this.choice);
    return this.choice;
  }

  #guard(): void {
    if (this.forbidden)
      throw new DOMException('Access to the feature "serial" is disallowed by permissions policy.', 'SecurityError');
  }

  #grant(port: StandInPort): void {
    if (this.#granted.includes(port)) return;
    this.#granted.push(port);
    for (const type of ['connect', 'disconnect']) {
      port.addEventListener(type, () =>
        this.dispatchEvent(Object.defineProperty(new Event(type, { bubbles: true }), 'target', { value: port })),
      );
    }
  }
}

export class StandInPort extends EventTarget implements SerialPort {
  readonly onconnect = null;
  readonly ondisconnect = null;
  connected = true;
  forgotten = false;
  /** Another program or page has it. */
  occupied = false;
  /** How it was opened, each time. */
  readonly openings: SerialOptions[] = [];
  readonly #wire: Wire;
  readonly #info: SerialPortInfo;
  #state: 'closed' | 'opening' | 'open' = 'closed';
  #lost = false;
  #readable: ReadableStream<Uint8Array> | null = null;
  #writable: WritableStream<Uint8Array> | null = null;
  #input: ReadableStreamDefaultController<Uint8Array> | undefined;
  #output: WritableStreamDefaultController | undefined;
  /** Came while nobody had a stream. */
  #waiting: Uint8Array[] = [];

  constructor(wire: Wire, info: SerialPortInfo = { usbVendorId: 0x0483, usbProductId: 0x5740 }) {
    super();
    this.#wire = wire;
    this.#info = info;
  }

  get readable(): ReadableStream<Uint8Array> | null {
    if (this.#state !== 'open' || this.#lost) return null;
    this.#readable ??= new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#input = controller;
        for (const chunk of this.#waiting.splice(0)) controller.enqueue(chunk);
      },
      cancel: () => this.#dropInput(),
    });
    return this.#readable;
  }

  get writable(): WritableStream<Uint8Array> | null {
    if (this.#state !== 'open' || this.#lost) return null;
    const drop = (): void => {
      this.#writable = null;
      this.#output = undefined;
    };
    this.#writable ??= new WritableStream<Uint8Array>({
      start: (controller) => {
        this.#output = controller;
      },
      // An aborted write does not wait for the device.
      write: (chunk, { signal }) =>
        new Promise((resolve, reject) => {
          const stop = (): void => reject(signal.reason);
          signal.addEventListener('abort', stop);
          void this.#wire
            .write(chunk)
            .then(resolve, () => reject(lostError()))
            .finally(() => signal.removeEventListener('abort', stop));
        }),
      close: drop,
      abort: drop,
    });
    return this.#writable;
  }

  async open(options: SerialOptions): Promise<void> {
    if (this.#state === 'opening')
      throw new DOMException('A call to open() is already in progress.', 'InvalidStateError');
    if (this.#state === 'open') throw new DOMException('The port is already open.', 'InvalidStateError');
    if (this.forgotten) throw new DOMException('The port has been forgotten.', 'InvalidStateError');
    if (!(options.baudRate > 0)) throw new TypeError('Requested baud rate must be greater than zero.');
    if (!((options.bufferSize ?? 255) > 0)) throw new TypeError('Requested buffer size must be greater than zero.');
    this.openings.push(options);
    this.#state = 'opening';
    try {
      if (this.occupied || !this.connected) throw new Error();
      await this.#wire.open(options, { receive: (bytes) => this.#receive(bytes), lost: () => this.unplug() });
    } catch {
      this.#state = 'closed';
      throw new DOMException('Failed to open serial port.', 'NetworkError');
    }
    this.#lost = false;
    this.#state = 'open';
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') throw new DOMException('The port is already closed.', 'InvalidStateError');
    // Both refuse with a TypeError while somebody holds their lock.
    await Promise.all([this.#readable?.cancel(), this.#writable?.abort()]);
    this.#waiting = [];
    await this.#wire.close();
    this.#state = 'closed';
  }

  async setSignals(signals: SerialOutputSignals): Promise<void> {
    this.#mustBeOpen();
    try {
      await this.#wire.signals?.(signals);
    } catch {
      throw new DOMException('Failed to set control signals.', 'NetworkError');
    }
  }

  async getSignals(): Promise<SerialInputSignals> {
    this.#mustBeOpen();
    return { dataCarrierDetect: false, clearToSend: true, ringIndicator: false, dataSetReady: true };
  }

  getInfo(): SerialPortInfo {
    return this.#info;
  }

  async forget(): Promise<void> {
    this.forgotten = true;
  }

  /** Pulls the cable, for good: streams break, the port stays "open" until it is closed. */
  unplug(): void {
    if (!this.connected) return;
    this.connected = false;
    this.#lost = true;
    this.#input?.error(lostError());
    this.#output?.error(lostError());
    this.#dropInput();
    this.#writable = null;
    this.dispatchEvent(new Event('disconnect', { bubbles: true }));
  }

  /** A disturbance on the line: the stream breaks, the port gives a new one. */
  disturb(name: 'BufferOverrunError' | 'BreakError' | 'FramingError' | 'ParityError'): void {
    this.#input?.error(new DOMException('A disturbance.', name));
    this.#dropInput();
  }

  #mustBeOpen(): void {
    if (this.#state !== 'open') throw new DOMException('The port is closed.', 'InvalidStateError');
  }

  #dropInput(): void {
    this.#readable = null;
    this.#input = undefined;
  }

  #receive(bytes: Uint8Array): void {
    if (this.#lost) return;
    if (this.#input) this.#input.enqueue(bytes);
    else this.#waiting.push(bytes);
  }
}

const lostError = (): DOMException => new DOMException('The device has been lost.', 'NetworkError');
