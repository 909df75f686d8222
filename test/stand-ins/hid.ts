/// <reference types="w3c-web-hid" />
/**
 * `navigator.hid` without a browser or without a device: the browser's own interfaces, so that the compiler keeps it honest, over any wire.
 * Strict where Chromium is strict, with its names of errors (read in Blink's modules/hid). Runs in Node and in a page.
 */

/** What a device leads to. Report ids are 0 where the device has none, and never a part of the bytes. */
export interface HidWire {
  /** Rejects when the system does not give the device away. */
  open(ends: HidWireEnds): Promise<void>;
  close(): Promise<void>;
  write?(kind: 'output' | 'feature', reportId: number, bytes: Uint8Array): Promise<void>;
  /** Asks for a feature report. */
  read?(reportId: number): Promise<Uint8Array>;
}

export interface HidWireEnds {
  report(reportId: number, bytes: Uint8Array): void;
}

type Listener = ((event: never) => unknown) | EventListenerOrEventListenerObject | null;

/** The browser's types know which event comes with a device; `EventTarget` does not. */
abstract class Target extends EventTarget {
  override addEventListener(type: string, listener: Listener, options?: boolean | AddEventListenerOptions): void {
    super.addEventListener(type, listener as EventListener, options);
  }

  override removeEventListener(type: string, listener: Listener, options?: boolean | EventListenerOptions): void {
    super.removeEventListener(type, listener as EventListener, options);
  }
}

export class StandInHid extends Target implements HID {
  readonly onconnect = null;
  readonly ondisconnect = null;
  /** What the person clicks on in the chooser: all interfaces of one device. Empty: closes it. */
  choice: readonly StandInHidDevice[] = [];
  /** The page's policy: `hid=()`. */
  forbidden = false;
  /** What the page asked the chooser for. */
  readonly requests: HIDDeviceRequestOptions[] = [];
  /** Granted and on the bus. */
  readonly #granted = new Set<StandInHidDevice>();

  constructor(...granted: StandInHidDevice[]) {
    super();
    for (const device of granted) this.#granted.add(device);
  }

  async getDevices(): Promise<StandInHidDevice[]> {
    this.#guard();
    return [...this.#granted].filter(({ forgotten }) => !forgotten);
  }

  async requestDevice(options?: HIDDeviceRequestOptions): Promise<StandInHidDevice[]> {
    this.#guard();
    if (!options)
      throw new TypeError("Failed to execute 'requestDevice' on 'HID': 1 argument required, but only 0 present.");
    this.requests.push(options);
    for (const filter of options.filters) {
      if (Object.keys(filter).length === 0) throw new TypeError('A filter must provide a property to filter by.');
      if (filter.productId !== undefined && filter.vendorId === undefined)
        throw new TypeError('A filter containing a productId must also contain a vendorId.');
      if (filter.usage !== undefined && filter.usagePage === undefined)
        throw new TypeError('A filter containing a usage must also contain a usagePage.');
    }
    // The chooser shows a device when one of its interfaces matches, and gives all of them.
    if (
      options.filters.length > 0 &&
      !this.choice.some((device) => options.filters.some((filter) => isMatch(device, filter)))
    )
      return [];
    for (const device of this.choice) {
      device.forgotten = false;
      this.#granted.add(device);
    }
    return [...this.choice];
  }

  /** Puts a granted device on the bus. One that was pulled out comes back as another object. */
  plug(device: StandInHidDevice): void {
    this.#granted.add(device);
    this.#tell('connect', device);
  }

  /** Nothing is told of a device that is not granted. */
  unplug(device: StandInHidDevice): void {
    device.pull();
    if (this.#granted.delete(device) && !device.forgotten) this.#tell('disconnect', device);
  }

  #guard(): void {
    if (this.forbidden)
      throw new DOMException('Access to the feature "hid" is disallowed by permissions policy.', 'SecurityError');
  }

  #tell(type: 'connect' | 'disconnect', device: StandInHidDevice): void {
    this.dispatchEvent(Object.assign(new Event(type), { device }));
  }
}

export interface HidTraits {
  readonly vendorId?: number;
  readonly productId?: number;
  readonly productName?: string;
  readonly collections: HIDCollectionInfo[];
}

export class StandInHidDevice extends Target implements HIDDevice {
  readonly oninputreport = null;
  readonly vendorId: number;
  readonly productId: number;
  readonly productName: string;
  /** What the browser shows; none: it does not show the device at all. Windows adds to them as it finds more interfaces. */
  readonly collections: HIDCollectionInfo[];
  forgotten = false;
  /** Another program has it for itself. */
  occupied = false;
  /** How often it was opened. */
  openings = 0;
  readonly #wire: HidWire;
  #state: 'closed' | 'changing' | 'open' = 'closed';
  #there = true;

  constructor(
    wire: HidWire,
    { vendorId = 0x0c2e, productId = 0x0b81, productName = 'Stand-in', collections }: HidTraits,
  ) {
    super();
    this.#wire = wire;
    this.vendorId = vendorId;
    this.productId = productId;
    this.productName = productName;
    this.collections = collections.filter((collection) => !isProtected(collection));
  }

  get opened(): boolean {
    return this.#state === 'open';
  }

  async open(): Promise<void> {
    this.#mustBeQuiet();
    if (this.#state === 'open') throw new DOMException('The device is already open.', 'InvalidStateError');
    this.#state = 'changing';
    try {
      if (this.occupied || !this.#there) throw new Error();
      await this.#wire.open({ report: (reportId, bytes) => this.#report(reportId, bytes) });
    } catch {
      this.#state = 'closed';
      throw new DOMException('Failed to open the device.', 'NotAllowedError');
    }
    this.openings += 1;
    this.#state = 'open';
  }

  /** Closing what is closed is no mistake; a device that was pulled out stays open until then. */
  async close(): Promise<void> {
    this.#mustBeQuiet();
    await this.#shut();
  }

  async forget(): Promise<void> {
    if (this.#state === 'changing')
      throw new DOMException('An operation that changes the device state is in progress.', 'InvalidStateError');
    this.forgotten = true;
    await this.#shut();
  }

  async sendReport(reportId: number, data: BufferSource): Promise<void> {
    await this.#send('output', reportId, data, 'Failed to write the report.');
  }

  async sendFeatureReport(reportId: number, data: BufferSource): Promise<void> {
    await this.#send('feature', reportId, data, 'Failed to write the feature report.');
  }

  async receiveFeatureReport(reportId: number): Promise<DataView> {
    this.#mustBeOpen();
    try {
      if (!this.#there || !this.#wire.read) throw new Error();
      const bytes = (await this.#wire.read(reportId)).slice();
      return new DataView(bytes.buffer);
    } catch {
      throw new DOMException('Failed to receive the feature report.', 'NotAllowedError');
    }
  }

  /** Off the bus, for good. */
  pull(): void {
    this.#there = false;
  }

  async #shut(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    await this.#wire.close();
  }

  async #send(kind: 'output' | 'feature', reportId: number, data: BufferSource, failed: string): Promise<void> {
    this.#mustBeOpen();
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    try {
      if (!this.#there || !this.#wire.write) throw new Error();
      await this.#wire.write(kind, reportId, bytes.slice());
    } catch {
      throw new DOMException(failed, 'NotAllowedError');
    }
  }

  /** The view begins inside its buffer, and the buffer is used again afterwards: who wants to keep the bytes copies them. */
  #report(reportId: number, bytes: Uint8Array): void {
    if (this.#state !== 'open' || !this.#there) return;
    const buffer = new Uint8Array(bytes.length + 1);
    buffer.set(bytes, 1);
    this.dispatchEvent(
      Object.assign(new Event('inputreport'), { device: this, reportId, data: new DataView(buffer.buffer, 1) }),
    );
    buffer.fill(0xee);
  }

  #mustBeQuiet(): void {
    if (this.#state === 'changing')
      throw new DOMException('An operation that changes the device state is in progress.', 'InvalidStateError');
    if (this.forgotten) throw new DOMException('The device is forgotten.', 'InvalidStateError');
  }

  #mustBeOpen(): void {
    this.#mustBeQuiet();
    if (this.#state !== 'open') throw new DOMException('The device must be opened first.', 'InvalidStateError');
  }
}

/** No page sees a keyboard, a mouse, power keys or a security key, nor that the device has them (seen on Chromium 156). */
function isProtected({ usagePage, usage = 0 }: HIDCollectionInfo): boolean {
  const isDesktop =
    usagePage === 0x01 && ([0x01, 0x02, 0x06, 0x07].includes(usage) || (usage >= 0x80 && usage <= 0xb7));
  return isDesktop || usagePage === 0x07 || usagePage === 0xf1d0;
}

/** As Chromium does it: only collections of the top level count. */
function isMatch({ vendorId, productId, collections }: HIDDevice, filter: HIDDeviceFilter): boolean {
  return (
    (filter.vendorId ?? vendorId) === vendorId &&
    (filter.productId ?? productId) === productId &&
    (filter.usagePage === undefined ||
      collections.some(
        ({ usagePage, usage }) =>
          usagePage === filter.usagePage && (filter.usage === undefined || usage === filter.usage),
      ))
  );
}
