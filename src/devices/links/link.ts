/** Bytes to a device and back, whatever carries them. Parsers, protocols and time limits are not a link's business. */
import type { Result } from '../../domain/result.ts';

export type LinkFailure = {
  /**
   * `busy`: another program or tab holds the port. `gone`: the cable is out or the other end closed. `no-answer`: nobody at that address.
   * `refused`: the gateway or the browser forbids it. `unsupported`: this browser has no such interface.
   */
  readonly kind: 'busy' | 'gone' | 'no-answer' | 'refused' | 'unsupported';
  readonly detail?: string | undefined;
};

/** An open way to a device. Nothing is sent or received after `close` or after `down`. */
export interface Link {
  /** Resolves when the bytes were handed to the system in one piece: devices measure the gap between two bytes (kkt-shtrih.md §1.1). */
  send(bytes: Uint8Array): Promise<Result<void, LinkFailure>>;
  /** One listener at a time. Bytes come cut anywhere; those that came before the first listener are kept for it. `down` is called once. */
  listen(listener: LinkListener): void;
  /** Idempotent; resolves when the port may be opened again. */
  close(): Promise<void>;
}

export interface LinkListener {
  bytes(chunk: Uint8Array): void;
  down(failure: LinkFailure): void;
}

/** A place a device may be at. */
export interface LinkPlace {
  /** Says which one it is after a reload: `relay`, `serial:0483:5740:0`, `usb:04d9:…`. Two identical adapters are told apart by asking the device. */
  readonly id: string;
  /** Whether speed means anything here: a network or a USB-CDC line has none, but a plain COM port looks the same as the latter. */
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
