/** What one open line of a scanner is heard by: its bytes made into deliveries, by their suffix or by silence. */
import type { Clock } from '../../../app/ports/clock.ts';
import type { Delivery, DeliverySign } from '../../../app/ports/scanner.ts';
import { epochMs } from '../../../domain/base/time.ts';
import { ScanFrames, type ScanFrame } from '../../../protocol/scan-frames.ts';
import type { LinkListener } from '../../links/link.ts';

/** What it tells its owner. */
export interface EarOwner {
  /** `suffixed`: the scanner ends its scans by itself, as far as this one shows. */
  scanned(delivery: Delivery, suffixed: boolean): void;
  down(): void;
}

/** Pieces of one code come up to 200 ms apart (test/contract/scanners.ts), and timers of a busy page are not exact, ms. */
const SILENCE_MS = 250;
/** Of a scanner that ends its scans, ms: what it began it will end, and nobody waits for this in good times. */
const SUFFIX_MS = 1_000;
/** A timer so much late says that the page was busy: bytes may be waiting for it behind the timer, ms. */
const LATE_MS = 50;

export class SerialEar implements LinkListener {
  readonly #device: string;
  readonly #clock: Clock;
  readonly #owner: EarOwner;
  readonly #frames = new ScanFrames();
  #suffixed: boolean;
  #stopWaiting = (): void => undefined;

  constructor(device: string, suffixed: boolean, clock: Clock, owner: EarOwner) {
    this.#device = device;
    this.#suffixed = suffixed;
    this.#clock = clock;
    this.#owner = owner;
  }

  bytes(chunk: Uint8Array): void {
    // Nothing came: the silence goes on.
    if (chunk.length === 0) return;
    this.#stopWaiting();
    this.#deliver(this.#frames.push(chunk, this.#clock.now()));
    if (this.#frames.unfinished) this.#wait(this.#suffixed ? SUFFIX_MS : SILENCE_MS);
  }

  down(): void {
    this.#deliver(this.#frames.silence(), true);
    this.#owner.down();
  }

  /** Its line was closed: what was begun is nobody's. */
  stop(): void {
    this.#stopWaiting();
  }

  #wait(ms: number, isSecond = false): void {
    const due = this.#clock.now() + ms;
    this.#stopWaiting = this.#clock.after(ms, () => {
      // Once: the timers of a hidden page are always late.
      if (!isSecond && this.#clock.now() - due > LATE_MS) this.#wait(SILENCE_MS, true);
      else this.#deliver(this.#frames.silence());
    });
  }

  #deliver(frames: readonly ScanFrame[], isDown = false): void {
    for (const frame of frames) {
      const isCut = isDown || frame.end === 'too-long' || (frame.end === 'silence' && this.#suffixed);
      // The last scan says what to expect of the next: a scanner that was set up anew is told by one scan. What was torn off says nothing.
      if (!isDown && frame.end !== 'too-long') this.#suffixed = frame.end === 'suffix';
      const signs: DeliverySign[] = [];
      if (isCut) signs.push('cut');
      else if (frame.end === 'silence') signs.push('no-suffix');
      this.#owner.scanned(this.#delivery(frame, signs), this.#suffixed);
    }
  }

  #delivery({ bytes, text, times }: ScanFrame, signs: readonly DeliverySign[]): Delivery {
    const [first = this.#clock.now(), last = first] = [times[0], times.at(-1)];
    return {
      way: 'serial',
      device: this.#device,
      bytes,
      texts: textsOf(text),
      at: epochMs(last),
      timing: {
        pieces: times.length,
        totalMs: last - first,
        longestGapMs: Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? time))),
      },
      signs,
    };
  }
}

/** A scanner may be set to send UTF-8. What is sound UTF-8 by chance is rare: E8h before a code, the FNC1 of others, is not. */
function textsOf(text: string): readonly [string, ...string[]] {
  if (!/[\x80-\xff]/.test(text)) return [text];
  try {
    return [
      new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(text, (character) => character.charCodeAt(0))),
      text,
    ];
  } catch {
    return [text];
  }
}
