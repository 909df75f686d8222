/** Bytes to a device and back, whatever carries them. Parsers, protocols and time limits are not a link's business. */
import type { Result } from '../../domain/base/result.ts';

export type LinkFailure = {
  /**
   * `busy`: another program, tab or till holds the port; over Web Serial also a port that no device is at, which looks the same to a page.
   * `gone`: the cable is out, the other end closed, or we did. `no-answer`: nobody at that address. `refused`: the gateway or the browser
   * forbids it. `unsupported`: this browser has no such interface, or the device is of no kind it can drive.
   */
  readonly kind: 'busy' | 'gone' | 'no-answer' | 'refused' | 'unsupported';
  /** The browser's or the gateway's own words, English, for the log. */
  readonly detail?: string | undefined;
};

/** An open way to a device. Nothing is sent or received after `close` or after `down`. */
export interface Link {
  /** Resolves when the bytes were handed to the system in one piece: devices measure the gap between two bytes (kkt-shtrih.md §1.1). */
  send(bytes: Uint8Array): Promise<Result<void, LinkFailure>>;
  /**
   * One listener at a time: a later one takes the place of the earlier. Bytes come cut anywhere; those that came before the first listener
   * are kept for it. `down` is called once, after the last bytes, and then the link lets go of the port by itself.
   */
  listen(listener: LinkListener): void;
  /** Idempotent and silent: `down` is not called. Resolves, within seconds whatever the device does, when the port may be opened again. */
  close(): Promise<void>;
}

export interface LinkListener {
  bytes(chunk: Uint8Array): void;
  down(failure: LinkFailure): void;
  /** Somebody else asks for the device, and has it when this link is closed within about a second. Only where the way to it tells (a gateway). */
  wanted?(): void;
}

/** A place a device may be at. It does not outlive an unplugged cable: what is plugged in again is another place, perhaps of the same name. */
export interface LinkPlace {
  /** Says which one it is after a reload: `relay`, `serial:0483:5740:0`, `usb:04d9:fa80:0`. Two identical adapters are told apart by asking the device. */
  readonly id: string;
  /** Whether speed may mean anything here: a network line has none; a USB-CDC line has none either, but a COM port looks the same. */
  readonly hasSpeed: boolean;
  /** `baud` in bits per second. */
  open(baud: number): Promise<Result<Link, LinkFailure>>;
}

/** Where to look for a device. */
export interface LinkSource {
  /** Every place there is now, in no order. */
  places(): Promise<readonly LinkPlace[]>;
  /** Calls `listener` when a place may have appeared, until the returned function is called. */
  onAppear(listener: () => void): () => void;
}

/** Places that the browser shows to a page only after a person chose them. */
export interface GrantedSource extends LinkSource {
  /** Opens the browser's chooser; only from a click. Undefined: the person chose nothing. */
  choose(): Promise<Result<LinkPlace | undefined, LinkFailure>>;
  /** Takes the grant back. Close the link first. */
  forget(id: string): Promise<void>;
}
