/// <reference types="w3c-web-usb" />
/**
 * `navigator.usb` with CDC-ACM devices in memory: the browser's own interfaces, so that the compiler keeps it honest. Transfers end as on
 * the bus: with a short packet or when full. Strict where Chromium is strict, with its names of errors.
 */

/** What a device is to its own side: gets a way to send to the host, returns a way to be sent to. */
type Connect = (send: (bytes: Uint8Array) => void) => { receive(bytes: Uint8Array): void; close(): void };

type Listener = ((event: USBConnectionEvent) => unknown) | EventListenerOrEventListenerObject | null;

export class StandInUsb extends EventTarget implements USB {
  readonly onconnect = null;
  readonly ondisconnect = null;
  /** What the person clicks on in the chooser; undefined: closes it. */
  choice: StandInUsbDevice | undefined;
  /** What the page asked the chooser for. */
  readonly requests: (USBDeviceRequestOptions | undefined)[] = [];
  readonly #devices = new Set<StandInUsbDevice>();

  // The browser's types know which event comes with a device; `EventTarget` does not.
  override addEventListener(type: string, listener: Listener, options?: boolean | AddEventListenerOptions): void {
    super.addEventListener(type, listener as EventListener, options);
  }

  override removeEventListener(type: string, listener: Listener, options?: boolean | EventListenerOptions): void {
    super.removeEventListener(type, listener as EventListener, options);
  }

  async getDevices(): Promise<StandInUsbDevice[]> {
    return [...this.#devices];
  }

  async requestDevice(options?: USBDeviceRequestOptions): Promise<StandInUsbDevice> {
    if (!options) throw new TypeError("Failed to execute 'requestDevice' on 'USB': The filters are required.");
    this.requests.push(options);
    if (!this.choice)
      throw new DOMException("Failed to execute 'requestDevice' on 'USB': No device selected.", 'NotFoundError');
    this.#devices.add(this.choice);
    return this.choice;
  }

  /** Puts a granted device on the bus. A device that was unplugged comes back as another object. */
  plug(device: StandInUsbDevice): void {
    this.#devices.add(device);
    this.#tell('connect', device);
  }

  unplug(device: StandInUsbDevice): void {
    this.#devices.delete(device);
    device.pull();
    this.#tell('disconnect', device);
  }

  #tell(type: string, device: StandInUsbDevice): void {
    this.dispatchEvent(Object.assign(new Event(type), { device }));
  }
}

const PACKET = 64;
const CONTROL = 0;
const DATA = 1;
const IN = 1;
const OUT = 2;

interface Transfer {
  readonly length: number;
  resolve(result: USBInTransferResult): void;
  reject(error: DOMException): void;
}

export interface UsbTraits {
  readonly vendorId?: number;
  readonly productId?: number;
  /** Ends an answer of whole packets with an empty one, as the CDC class asks; many a firmware does not. */
  readonly emptyPackets?: boolean;
  /** Has no data interface: a modem's odd half, or a device of another class. */
  readonly broken?: boolean;
}

export class StandInUsbDevice implements USBDevice {
  readonly usbVersionMajor = 2;
  readonly usbVersionMinor = 0;
  readonly usbVersionSubminor = 0;
  readonly deviceClass = 2;
  readonly deviceSubclass = 0;
  readonly deviceProtocol = 0;
  readonly vendorId: number;
  readonly productId: number;
  readonly deviceVersionMajor = 1;
  readonly deviceVersionMinor = 0;
  readonly deviceVersionSubminor = 0;
  readonly manufacturerName = 'Poltora';
  readonly productName = 'Stand-in';
  readonly serialNumber = null;
  readonly configurations: USBConfiguration[];
  configuration: USBConfiguration | null = null;
  opened = false;

  /** Another program or page has claimed it. */
  occupied = false;
  /** Does not know SET_CONTROL_LINE_STATE, and fails. */
  deaf = false;
  /** Bits per second as last set. */
  baud = 0;
  /** As last set: bit 0 DTR, bit 1 RTS. */
  signals = 0;
  /** Transfers that wait for bytes, now and at most. */
  readonly waiting: Transfer[] = [];
  mostWaiting = 0;
  /** The next transfers that take bytes or bring them end with these. */
  readonly faults: { readonly in: USBTransferStatus[]; readonly out: USBTransferStatus[] } = { in: [], out: [] };
  readonly #claimed = new Set<number>();
  readonly #halted = new Set<string>();
  readonly #packets: Uint8Array[] = [];
  readonly #emptyPackets: boolean;
  readonly #device: ReturnType<Connect>;
  #there = true;

  constructor(
    connect: Connect,
    { vendorId = 0x04d9, productId = 0xfa80, emptyPackets = false, broken = false }: UsbTraits = {},
  ) {
    this.vendorId = vendorId;
    this.productId = productId;
    this.#emptyPackets = emptyPackets;
    const control = face(CONTROL, 2, [{ endpointNumber: 3, direction: 'in', type: 'interrupt', packetSize: 16 }]);
    const data = face(DATA, 10, [
      { endpointNumber: IN, direction: 'in', type: 'bulk', packetSize: PACKET },
      { endpointNumber: OUT, direction: 'out', type: 'bulk', packetSize: PACKET },
    ]);
    this.configurations = [
      { configurationValue: 1, configurationName: null, interfaces: broken ? [control] : [control, data] },
    ];
    this.#device = connect((bytes) => this.#send(bytes));
  }

  async open(): Promise<void> {
    this.#mustBeThere();
    this.opened = true;
  }

  async close(): Promise<void> {
    this.#mustBeThere();
    this.opened = false;
    this.#claimed.clear();
    for (const transfer of this.waiting.splice(0))
      transfer.reject(new DOMException('The transfer was cancelled.', 'AbortError'));
  }

  async forget(): Promise<void> {}

  async selectConfiguration(value: number): Promise<void> {
    this.#mustBeOpen();
    this.configuration = this.configurations.find(({ configurationValue }) => configurationValue === value) ?? null;
    if (!this.configuration)
      throw new DOMException('The configuration value provided is not supported by the device.', 'NotFoundError');
  }

  async claimInterface(number: number): Promise<void> {
    this.#mustBeOpen();
    if (!this.configuration)
      throw new DOMException('The device must have a configuration selected.', 'InvalidStateError');
    if (this.occupied) throw new DOMException('Unable to claim interface.', 'NetworkError');
    this.#claimed.add(number);
  }

  async releaseInterface(number: number): Promise<void> {
    this.#claimed.delete(number);
  }

  async selectAlternateInterface(): Promise<void> {}

  async controlTransferIn(): Promise<USBInTransferResult> {
    return { status: 'stall' };
  }

  async controlTransferOut(
    { request, value }: USBControlTransferParameters,
    data?: BufferSource,
  ): Promise<USBOutTransferResult> {
    this.#mustHave(CONTROL);
    if (request === 0x20 && data instanceof ArrayBuffer) this.baud = new DataView(data).getUint32(0, true);
    if (request === 0x22) {
      if (this.deaf) throw new DOMException('A transfer error has occurred.', 'NetworkError');
      this.signals = value;
    }
    return { status: 'ok', bytesWritten: data?.byteLength ?? 0 };
  }

  async clearHalt(direction: USBDirection): Promise<void> {
    this.#mustHave(DATA);
    this.#halted.delete(direction);
  }

  transferIn(endpoint: number, length: number): Promise<USBInTransferResult> {
    this.#mustHave(DATA);
    if (endpoint !== IN)
      throw new DOMException('The specified endpoint is not part of a claimed interface.', 'NotFoundError');
    const fault = this.#halted.has('in') ? 'stall' : this.faults.in.shift();
    if (fault === 'stall') this.#halted.add('in');
    if (fault) return Promise.resolve({ status: fault });
    return new Promise((resolve, reject) => {
      this.waiting.push({ length, resolve, reject });
      this.mostWaiting = Math.max(this.mostWaiting, this.waiting.length);
      this.#serve();
    });
  }

  async transferOut(endpoint: number, data: BufferSource): Promise<USBOutTransferResult> {
    this.#mustHave(DATA);
    if (endpoint !== OUT)
      throw new DOMException('The specified endpoint is not part of a claimed interface.', 'NotFoundError');
    const fault = this.#halted.has('out') ? 'stall' : this.faults.out.shift();
    if (fault === 'stall') this.#halted.add('out');
    if (fault) return { status: fault, bytesWritten: 0 };
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    const sent = bytes.slice();
    setTimeout(() => this.#device.receive(sent));
    return { status: 'ok', bytesWritten: sent.length };
  }

  isochronousTransferIn(): Promise<USBIsochronousInTransferResult> {
    throw new Error('A serial device has no isochronous transfers.');
  }

  isochronousTransferOut(): Promise<USBIsochronousOutTransferResult> {
    throw new Error('A serial device has no isochronous transfers.');
  }

  async reset(): Promise<void> {}

  /** Off the bus, for good. */
  pull(): void {
    this.#there = false;
    this.opened = false;
    this.#device.close();
    for (const transfer of this.waiting.splice(0))
      transfer.reject(new DOMException('The device was disconnected.', 'NotFoundError'));
  }

  #send(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += PACKET) this.#packets.push(bytes.slice(from, from + PACKET));
    if (this.#emptyPackets && bytes.length % PACKET === 0) this.#packets.push(new Uint8Array());
    this.#serve();
  }

  /** Ends the transfers that are full or got a short packet. */
  #serve(): void {
    for (let transfer = this.waiting[0]; transfer; transfer = this.waiting[0]) {
      const size = (count: number): number =>
        this.#packets.slice(0, count).reduce((sum, packet) => sum + packet.length, 0);
      const short = this.#packets.findIndex((packet) => packet.length < PACKET);
      const count = Math.min(short < 0 ? Infinity : short + 1, Math.ceil(transfer.length / PACKET));
      if (this.#packets.length < count) return;
      this.waiting.shift();
      const data = new Uint8Array(size(count));
      let at = 0;
      for (const packet of this.#packets.splice(0, count)) {
        data.set(packet, at);
        at += packet.length;
      }
      transfer.resolve(
        data.length > transfer.length ? { status: 'babble' } : { status: 'ok', data: new DataView(data.buffer) },
      );
    }
  }

  #mustBeThere(): void {
    if (!this.#there) throw new DOMException('The device was disconnected.', 'NotFoundError');
  }

  #mustBeOpen(): void {
    this.#mustBeThere();
    if (!this.opened) throw new DOMException('The device must be opened first.', 'InvalidStateError');
  }

  #mustHave(number: number): void {
    this.#mustBeOpen();
    if (!this.#claimed.has(number))
      throw new DOMException(
        'The specified endpoint is not part of a claimed and selected alternate interface.',
        'NotFoundError',
      );
  }
}

function face(interfaceNumber: number, interfaceClass: number, endpoints: USBEndpoint[]): USBInterface {
  const alternate: USBAlternateInterface = {
    alternateSetting: 0,
    interfaceClass,
    interfaceSubclass: 2,
    interfaceProtocol: 1,
    interfaceName: null,
    endpoints,
  };
  return { interfaceNumber, alternate, alternates: [alternate], claimed: false };
}
