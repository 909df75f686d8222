/** One scanner in HID POS mode: opened, kept open, and its reports made into deliveries. */
import type { Clock } from '../../../app/ports/clock.ts';
import type { Delivery, ScannerDevice } from '../../../app/ports/scanner.ts';
import { epochMs } from '../../../domain/base/time.ts';
import { HidPosAssembler, type PosScan } from '../../../protocol/hid-pos/assembler.ts';
import { pause, within } from '../../links/within.ts';

/** What of the browser's `HIDDevice` is used. */
export interface PosDevice extends Pick<
  HIDDevice,
  | 'opened'
  | 'vendorId'
  | 'productId'
  | 'productName'
  | 'collections'
  | 'open'
  | 'close'
  | 'forget'
  | 'sendFeatureReport'
> {
  addEventListener(
    type: 'inputreport',
    listener: (event: Pick<HIDInputReportEvent, 'reportId' | 'data'>) => void,
  ): void;
  removeEventListener(
    type: 'inputreport',
    listener: (event: Pick<HIDInputReportEvent, 'reportId' | 'data'>) => void,
  ): void;
}

/** What it tells its owner. */
export interface ScannerOwner {
  scanned(delivery: Delivery): void;
  stateChanged(): void;
}

/** Waits between two tries to open what another program holds, ms; the last one for as long as it takes. Pages do not exclude each other. */
const OPEN_AGAIN_MS = [500, 1_000, 2_000, 5_000];
/** Measured on an emulated machine: 0.4 s (lab/hardware-vm). Nobody's start waits longer for one device. */
const OPEN_MS = 3_000;
/** The browser closes at once; a device must not hold up a page that ends. */
const CLOSE_MS = 500;
/**
 * Half of what may lie between two reports of one scan, ms: USB asks every 10 ms, a cordless base takes its time. Half, because a page that
 * was busy may get to its timers before its reports (gaps of 750 ms seen in lab/hardware-vm): the second wait lets them come first.
 */
const HALF_CONTINUED_MS = 250;
const HONEYWELL = 0x0c2e;
const OUTPUT_REDIRECTION = 0xfe;

export class HidScanner {
  readonly device: PosDevice;
  readonly #id: string;
  readonly #clock: Clock;
  readonly #owner: ScannerOwner;
  readonly #assembler: HidPosAssembler;
  #state: ScannerDevice['state'] = 'off';
  #failure: string | undefined;
  #opening: Promise<void> = Promise.resolve();
  #closed = false;
  #stopSilence = (): void => undefined;
  readonly #reported = ({ reportId, data }: Pick<HIDInputReportEvent, 'reportId' | 'data'>): void =>
    this.#report(reportId, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

  constructor(device: PosDevice, id: string, clock: Clock, owner: ScannerOwner) {
    this.device = device;
    this.#id = id;
    this.#clock = clock;
    this.#owner = owner;
    this.#assembler = new HidPosAssembler(device.collections);
    device.addEventListener('inputreport', this.#reported);
  }

  get state(): ScannerDevice['state'] {
    return this.#state;
  }

  /** Why it could not be opened, in the browser's words. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Resolves after the first try, well or badly ended; the next ones go on behind it. Called once. */
  async open(): Promise<void> {
    this.#opening = this.#tryToOpen();
    await within(this.#clock, OPEN_MS, this.#opening);
    if (this.#wanted) void this.#openLater();
  }

  /** It is plugged out, for good: what is plugged in again is another object. */
  async unplugged(): Promise<void> {
    this.#deliver(this.#assembler.cut());
    await this.close();
  }

  /** Idempotent. Nothing is told after it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopSilence();
    this.device.removeEventListener('inputreport', this.#reported);
    // The browser refuses to close what it is just opening.
    await within(
      this.#clock,
      CLOSE_MS,
      this.#opening.then(() => this.device.close()),
    );
  }

  async #openLater(): Promise<void> {
    for (let turn = 0; this.#wanted; turn += 1) {
      await pause(this.#clock, OPEN_AGAIN_MS[turn] ?? OPEN_AGAIN_MS.at(-1) ?? 0);
      await this.#opening;
      if (this.#wanted) await (this.#opening = this.#tryToOpen());
    }
  }

  get #wanted(): boolean {
    return !this.#closed && this.#state !== 'ready';
  }

  async #tryToOpen(): Promise<void> {
    try {
      if (!this.device.opened) await this.device.open();
      this.#become('ready');
    } catch (error) {
      this.#become('busy', String(error));
      return;
    }
    if (!this.#closed) await this.#redirect();
  }

  /**
   * A Honeywell with several interfaces sends scans to the one that was asked for last (kkt-other.md §6.2); this asks for ours. Only where
   * the device says that it has this report: to others the number may mean anything. Whether it listens or not, scanning goes on.
   */
  async #redirect(): Promise<void> {
    const { vendorId, collections } = this.device;
    const hasReport = collections.some(({ featureReports }) =>
      featureReports?.some(({ reportId }) => reportId === OUTPUT_REDIRECTION),
    );
    if (vendorId === HONEYWELL && hasReport)
      await this.device.sendFeatureReport(OUTPUT_REDIRECTION, Uint8Array.of(1)).catch(() => undefined);
  }

  #become(state: ScannerDevice['state'], failure?: string): void {
    if (this.#closed) return;
    this.#state = state;
    this.#failure = failure;
    this.#owner.stateChanged();
  }

  #report(reportId: number, report: Uint8Array): void {
    this.#stopSilence();
    // Not the event's own time: the browser makes the event when it delivers the report, which is now.
    this.#deliver(this.#assembler.push(reportId, report, this.#clock.now()));
    if (!this.#assembler.unfinished) return;
    const wait = (act: () => void): void => void (this.#stopSilence = this.#clock.after(HALF_CONTINUED_MS, act));
    wait(() => wait(() => this.#deliver(this.#assembler.cut())));
  }

  #deliver(scans: readonly PosScan[]): void {
    for (const { bytes, symbology, cut, times } of scans) {
      const text = Array.from(bytes, (byte) => String.fromCharCode(byte))
        .join('')
        .replace(/[\0\t\n\r]+$/, '');
      const [first = this.#clock.now(), last = first] = [times[0], times.at(-1)];
      if (text === '') continue;
      this.#owner.scanned({
        way: 'hid',
        device: this.#id,
        bytes,
        texts: [text],
        symbology,
        at: epochMs(last),
        timing: {
          pieces: times.length,
          totalMs: last - first,
          longestGapMs: Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? time))),
        },
        signs: cut ? ['cut'] : [],
      });
    }
  }
}
