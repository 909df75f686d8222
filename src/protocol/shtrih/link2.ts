/**
 * The link layer "protocol 2" (kkt-shtrih.md §1.3): numbered frames with byte stuffing and CRC, no control bytes. A command is executed
 * once however often its frame is sent, because a frame of the same number is answered from memory.
 */
import { concat, fromLe, le } from '../bytes.ts';

const START = 0x8f;
const ESCAPE = 0x9f;
/** What follows ESCAPE in place of the two bytes that may not be sent bare. */
const stuffed: ReadonlyMap<number, number> = new Map([
  [START, 0x81],
  [ESCAPE, 0x83],
]);
const unstuffed: ReadonlyMap<number, number> = new Map([...stuffed].map(([byte, instead]) => [instead, byte]));

/** The most bytes of code and parameters in a frame; the device's own limit is `ModelInfo.longestCommand`. */
export const longestData2 = 0xffff - 2;

export type Event2 =
  /** A frame with a number. Without data it says that nothing was executed since the device was switched on. */
  | { readonly kind: 'answer'; readonly number: number; readonly data: Uint8Array }
  /** The request of the last answer; a device never sends it, an echoing line does. */
  | { readonly kind: 'sync' }
  | { readonly kind: 'damaged' };

/** CRC-16/CCITT-FALSE: polynomial 1021h, initial FFFFh, neither reflected nor inverted. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

/** The frame of command number `number`, 0…65535. Throws on what no frame can hold: a bug. */
export function frame2(number: number, data: Uint8Array): Uint8Array {
  if (data.length > longestData2)
    throw new RangeError(`a frame of protocol 2 holds ${longestData2} bytes, not ${data.length}`);
  return wrap(concat(le(data.length + 2, 2), le(number, 2), data));
}

function wrap(body: Uint8Array): Uint8Array {
  const bytes = [START];
  for (const byte of concat(body, le(crc16(body), 2))) {
    const instead = stuffed.get(byte);
    if (instead === undefined) bytes.push(byte);
    else bytes.push(ESCAPE, instead);
  }
  return Uint8Array.from(bytes);
}

/** Asks for the answer of the last executed command, and so for its number. Executes nothing. */
export const syncFrame2: Uint8Array = wrap(le(0, 2));

/** The number of the next command: numbers start at 1 and pass 0 only after 65535. */
export const nextNumber = (number: number): number => (number + 1) % 0x1_0000;

/** Takes bytes cut anywhere. A bare 8F always begins a frame. */
export class Parser2 {
  /** Length, number, data and CRC as they come, unstuffed; undefined outside a frame. */
  #frame: number[] | undefined;
  #escaped = false;

  push(chunk: Uint8Array): Event2[] {
    const events: Event2[] = [];
    for (const byte of chunk) {
      const event = this.#take(byte);
      if (event) events.push(event);
    }
    return events;
  }

  /** Whether a frame has begun and not ended. */
  get inFrame(): boolean {
    return this.#frame !== undefined;
  }

  /** Forgets a begun frame. */
  reset(): void {
    this.#frame = undefined;
    this.#escaped = false;
  }

  #take(byte: number): Event2 | undefined {
    if (byte === START) {
      const broken = this.#escaped || (this.#frame !== undefined && this.#frame.length > 0);
      this.#frame = [];
      this.#escaped = false;
      return broken ? { kind: 'damaged' } : undefined;
    }
    if (!this.#frame) return undefined;
    if (byte === ESCAPE && !this.#escaped) {
      this.#escaped = true;
      return undefined;
    }
    const plain = this.#escaped ? unstuffed.get(byte) : byte;
    this.#escaped = false;
    if (plain === undefined) return this.#end({ kind: 'damaged' });
    this.#frame.push(plain);
    return this.#whole(this.#frame);
  }

  #whole(frame: readonly number[]): Event2 | undefined {
    const [low = 0, high = 0] = frame;
    const size = low + high * 256;
    if (frame.length < size + 4) return undefined;
    const bytes = Uint8Array.from(frame);
    // One byte is less than a number: it has no meaning.
    if (size === 1 || crc16(bytes.subarray(0, -2)) !== fromLe(bytes.subarray(-2)))
      return this.#end({ kind: 'damaged' });
    if (size === 0) return this.#end({ kind: 'sync' });
    return this.#end({ kind: 'answer', number: fromLe(bytes.subarray(2, 4)), data: bytes.slice(4, -2) });
  }

  #end(event: Event2): Event2 {
    this.reset();
    return event;
  }
}
