/** Codes out of the bytes of a scanner on a serial line: it sends them bare, with whatever it was set up to put around them (kkt-other.md §6.4, marking-codes.md §1.6). */
import { concat } from './bytes.ts';

/** What ended a frame: the scanner's own sign, silence (or the next frame's STX), or nothing for too long. */
export type FrameEnd = 'suffix' | 'silence' | 'too-long';

export interface ScanFrame {
  /** All that came, STX and suffix included; of a suffix in two chunks its first part. */
  readonly bytes: Uint8Array;
  /** One character per byte (Latin-1), without STX and suffix. Never empty. */
  readonly text: string;
  readonly end: FrameEnd;
  /** When each chunk that it came in came, as told to `push`. */
  readonly times: readonly number[];
}

const STX = 0x02;
/**
 * Any run of these ends a code, as none of them is in one: CR, LF, TAB, and ETX of the "STX … ETX" of several makers; EOT, which closes the
 * messages of ISO/IEC 15434 in any case; NUL, which firmware sends with its strings and a line that is being plugged in by itself.
 * GS, RS and US stay: they are the data, or stand for it. So does everything from 80h up: E8h is how some scanners spell FNC1.
 */
const SUFFIXES: ReadonlySet<number> = new Set([0x0d, 0x0a, 0x09, 0x03, 0x04, 0x00]);
/** The longest text that a QR code holds is 4296 characters, the longest code of goods 150: more than this comes from something that is no scanner. */
const MOST_BYTES = 4_096;
/** From the first byte of a code to its last, ms, however many come between: the longest takes 4.5 s at 9600 bit/s. */
const MOST_MS = 10_000;

/** Whatever it is fed, cut wherever, it does not throw. */
export class ScanFrames {
  /** The parts of the unfinished frame, one for each chunk. */
  #parts: Uint8Array[] = [];
  #times: number[] = [];
  #size = 0;

  /** Something came that nothing has ended yet. Whoever has a clock calls `silence` when nothing more comes. */
  get unfinished(): boolean {
    return this.#size > 0;
  }

  /** Takes bytes that came `at`. Gives the frames that they ended, in order. */
  push(chunk: Uint8Array, at: number): ScanFrame[] {
    const frames: ScanFrame[] = [];
    for (let from = 0; from < chunk.length;) {
      // Scanners that send no ETX are told apart by it, too.
      if (chunk[from] === STX) frames.push(...this.silence());
      const end = this.#endOf(chunk, from);
      const suffixed = isSuffix(chunk[end - 1]);
      this.#add(chunk.slice(from, end), at);
      if (suffixed) frames.push(...this.#frame('suffix'));
      else if (this.#isEndless(at)) frames.push(...this.#frame('too-long'));
      from = end;
    }
    return frames;
  }

  /** Nothing came for so long that nothing more will. */
  silence(): ScanFrame[] {
    return this.#frame('silence');
  }

  /** More than any code. Either way in time: the system's clock may be set back. */
  #isEndless(at: number): boolean {
    const [first = at] = this.#times;
    return this.#size >= MOST_BYTES || Math.abs(at - first) >= MOST_MS;
  }

  /** Where the frame that goes on at `from` ends in this chunk: behind its suffix, before the next STX, or at its greatest length. */
  #endOf(chunk: Uint8Array, from: number): number {
    const limit = Math.min(chunk.length, from + MOST_BYTES - this.#size);
    for (let at = from; at < limit; at += 1) {
      if (at > from && chunk[at] === STX) return at;
      if (!isSuffix(chunk[at])) continue;
      let end = at + 1;
      while (isSuffix(chunk[end])) end += 1;
      return end;
    }
    return limit;
  }

  #add(part: Uint8Array, at: number): void {
    this.#parts.push(part);
    this.#times.push(at);
    this.#size += part.length;
  }

  /** The unfinished frame as it is; none if there is nothing in it, such as the LF of a CR that came a chunk ago. */
  #frame(end: FrameEnd): ScanFrame[] {
    const bytes = concat(...this.#parts);
    const text = Array.from(
      bytes.filter((byte) => byte !== STX && !SUFFIXES.has(byte)),
      (byte) => String.fromCharCode(byte),
    ).join('');
    const frame: ScanFrame = { bytes, text, end, times: this.#times };
    this.#parts = [];
    this.#times = [];
    this.#size = 0;
    return text === '' ? [] : [frame];
  }
}

const isSuffix = (byte: number | undefined): boolean => byte !== undefined && SUFFIXES.has(byte);
