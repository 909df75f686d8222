/** Notes how long a scan takes to its line on the screen: the last ones of this run of the page. */
import type { EpochMs } from '../../domain/base/time.ts';

/** Enough for a median, and no more memory than that. */
const mostKept = 50;
/** Longer than any paint: the clock was set, or the machine slept, ms. */
const longestMs = 10_000;

export class PaintLog {
  #took: readonly number[] = [];

  /** Newest last, ms each. */
  get took(): readonly number[] {
    return this.#took;
  }

  /** Both by the PC's clock. */
  note(scannedAt: EpochMs, paintedAt: EpochMs): void {
    const ms = paintedAt - scannedAt;
    if (ms >= 0 && ms <= longestMs) this.#took = [...this.#took.slice(1 - mostKept), ms];
  }
}
