/** What a folder under `devices/scanner` says of its way of scanning before any of its code is needed. */
import type { Clock } from '../../app/ports/clock.ts';
import type { ScannerSource, ScannerWay } from '../../app/ports/scanner.ts';
import type { GrantedSource } from '../links/link.ts';
import type { DeviceMemory } from '../memory.ts';
import type { KeyboardOptions } from './keyboard/keyboard-source.ts';

/** What of the browser the scanners need. What this browser lacks is undefined. */
export interface ScannerSurroundings {
  readonly clock: Clock;
  readonly memory: DeviceMemory;
  /** The ports that cables come in by. */
  readonly ports: (() => Promise<GrantedSource>) | undefined;
  readonly hid: HID | undefined;
  readonly media: Pick<MediaDevices, 'getUserMedia'> | undefined;
  /** The page whose keys a scanner may type, with the clock of its events. */
  readonly keys: Pick<KeyboardOptions, 'page' | 'monotonic'> | undefined;
}

/** One way of scanning: the default export of `devices/scanner/<way>/index.ts`. The registry finds it there by itself. */
export interface ScannerManifest {
  readonly way: ScannerWay;
  /** Its place in lists, from the first on. */
  readonly order: number;
  /** Undefined where this browser has no devices for it. Its code may come later: see `lazySource`. */
  open(around: ScannerSurroundings): ScannerSource | undefined;
}
