/** The link layer "protocol 1" (kkt-shtrih.md §1.2): STX, N, data, LRC; single control bytes between the frames. Time-outs are the driver's. */
import { concat } from '../bytes.ts';

const STX = 0x02;
export const ENQ = 0x05;
export const ACK = 0x06;
export const NAK = 0x15;

/** The most bytes of code and parameters in a frame. */
export const longestData1 = 255;

export type Event1 =
  | { readonly kind: 'enq' | 'ack' | 'nak' }
  | { readonly kind: 'frame'; readonly data: Uint8Array }
  /** A frame with a wrong LRC or no data: to be answered by NAK. */
  | { readonly kind: 'damaged' };

/** XOR of N and the data. */
const lrc = (data: Uint8Array): number => data.reduce((sum, byte) => sum ^ byte, data.length);

/** The frame of a command or an answer: 1…255 bytes. Throws on any other size: a bug. */
export function frame1(data: Uint8Array): Uint8Array {
  if (data.length === 0 || data.length > longestData1)
    throw new RangeError(`a frame of protocol 1 holds 1…255 bytes, not ${data.length}`);
  return concat(Uint8Array.of(STX, data.length), data, Uint8Array.of(lrc(data)));
}

const controls: Readonly<Record<number, Event1>> = {
  [ENQ]: { kind: 'enq' },
  [ACK]: { kind: 'ack' },
  [NAK]: { kind: 'nak' },
};

/** Takes bytes cut anywhere. Between frames whatever is no control byte is skipped: devices put FF before an answer and after the last ACK. */
export class Parser1 {
  /** N, data and LRC as they come; undefined outside a frame. */
  #frame: number[] | undefined;

  push(chunk: Uint8Array): Event1[] {
    const events: Event1[] = [];
    for (const byte of chunk) {
      const event = this.#take(byte);
      if (event) events.push(event);
    }
    return events;
  }

  /** Whether a frame has begun and not ended: then the gap between two bytes is limited. */
  get inFrame(): boolean {
    return this.#frame !== undefined;
  }

  /** Forgets a begun frame: its next byte did not come in time. */
  reset(): void {
    this.#frame = undefined;
  }

  #take(byte: number): Event1 | undefined {
    if (!this.#frame) {
      if (byte === STX) this.#frame = [];
      return controls[byte];
    }
    this.#frame.push(byte);
    const [size = 0] = this.#frame;
    if (size > 0 && this.#frame.length < size + 2) return undefined;
    const data = Uint8Array.from(this.#frame.slice(1, -1));
    this.reset();
    return size > 0 && byte === lrc(data) ? { kind: 'frame', data } : { kind: 'damaged' };
  }
}
