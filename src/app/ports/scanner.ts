import type { Result } from '../../domain/base/result.ts';
import type { EpochMs } from '../../domain/base/time.ts';

export type ScannerWay = 'keyboard' | 'serial' | 'hid' | 'camera';

/** What the way itself noticed about a delivery; what the code is, `domain/marking-code` says. */
export type DeliverySign =
  | 'layout' // keyboard: the system's layout is not Latin
  | 'caps-lock' // keyboard: CapsLock is on
  | 'num-lock' // keyboard: keys of the numeric pad came as arrows, the digits were told by their codes
  | 'shift-held' // keyboard: every key came with Shift, digits too: case is lost
  | 'no-suffix' // ended by silence: the scanner sends no terminator, so each scan waits for the silence
  | 'cut';

// a report or a frame was missing, or the device went away in the middle

/** One scan as it came, before anybody reads a meaning into it. */
export interface Delivery {
  readonly way: ScannerWay;
  /** `ScannerDevice.id`. */
  readonly device: string;
  /** All that came, prefix and terminator included. A keyboard sends no bytes: its characters in UTF-8. */
  readonly bytes: Uint8Array;
  /** What was meant, best first; never empty. Bytes as Latin-1 without terminator; a keyboard may offer several (keys, and what the layout made of them). */
  readonly texts: readonly [string, ...string[]];
  /** AIM symbology identifier where the device tells it apart from the data, such as `]d2`. */
  readonly symbology?: string | undefined;
  /** When the last character came; the budget of the check counts from here. */
  readonly at: EpochMs;
  /** Of pieces: keys, chunks, reports, frames. ms. */
  readonly timing: { readonly pieces: number; readonly totalMs: number; readonly longestGapMs: number };
  readonly signs: readonly DeliverySign[];
}

export interface ScannerDevice {
  /** Says which one it is after a reload, too: `serial:0c2e:0b81:0`, `hid:05e0:1300:0`, `keyboard`, `camera`. */
  readonly id: string;
  readonly way: ScannerWay;
  /** The device's own name, where it has one. */
  readonly name?: string | undefined;
  /** `busy`: another program holds it. `away`: chosen once, not plugged in now. `off`: nobody asked for it yet, or it was switched off. */
  readonly state: 'ready' | 'busy' | 'away' | 'off';
  /** Bits per second, where the line may have a speed: a real COM port does, USB takes any. */
  readonly baud?: number | undefined;
}

/** `refused`: the browser or the person forbids it. `unsupported`: this browser or this device cannot. `busy`: held by another program. */
export type ScannerFailure = {
  readonly kind: 'refused' | 'unsupported' | 'busy';
  readonly detail?: string | undefined;
};

/** One way of scanning, with all the devices that go it. Nothing here throws for what it names. */
export interface ScannerSource {
  readonly way: ScannerWay;
  devices(): readonly ScannerDevice[];
  /** Calls `listener` with each delivery, in order of their last bytes, until the returned function is called. */
  onScan(listener: (delivery: Delivery) => void): () => void;
  /** Calls `listener` when `devices` may have changed, until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Opens what was chosen before, now and whenever it is plugged in again. Called once. */
  start(): Promise<void>;
  /** From a click: lets the person choose one more device. False: nothing was chosen. Absent where there is nothing to choose. */
  readonly choose?: (() => Promise<Result<boolean, ScannerFailure>>) | undefined;
  /** Opens the line anew with this speed, bits per second, and keeps it. Absent where nothing has a speed. */
  setBaud?(id: string, baud: number): Promise<void>;
  /** Lets go of a device for good. */
  forget(id: string): Promise<void>;
  /** Lets go of all devices: the page ends. */
  release(): Promise<void>;
}

/** What a camera shows itself in: a `<video>`. */
export interface CameraView {
  srcObject: unknown;
}

/** The camera as a scanner. It sees only while its picture is on the screen, and no frame leaves the device. */
export interface CameraSource extends ScannerSource {
  /** From a click. Resolves when the picture runs in `view`. */
  open(view: CameraView): Promise<Result<void, ScannerFailure>>;
  close(): void;
}
