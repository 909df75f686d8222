import { concat } from '../bytes.ts';
import { reportReaders, type CollectionInfo, type Piece, type ReadReport } from './reports.ts';

/** One code as the scanner read it. */
export interface PosScan {
  /** Decoded data, terminator included. */
  readonly bytes: Uint8Array;
  readonly symbology: string | undefined;
  /** A report was missing at its end. */
  readonly cut: boolean;
  /** When each of its reports came, as told to `push`. */
  readonly times: readonly number[];
}

/** Twice what the largest code holds (QR: 7089 digits). A device that calls every report continued must not fill the memory. */
const MOST_BYTES = 16_384;
/** The same in reports, of which each may be empty: such a code in reports of eight bytes. */
const MOST_REPORTS = 1_024;
/** From the first report of a scan to its last, ms, however many come between: the largest code is 130 reports, and each takes 10 ms over USB. */
const MOST_MS = 5_000;

/** Makes scans of the reports of one scanner. Whatever it is fed, it does not throw. */
export class HidPosAssembler {
  readonly #readers: ReadonlyMap<number, ReadReport>;
  #pieces: Piece[] = [];
  #times: number[] = [];
  #size = 0;
  /** Every report of a scan names the same one, or none. */
  #symbology: string | undefined;

  constructor(collections: readonly CollectionInfo[]) {
    this.#readers = reportReaders(collections);
  }

  /** The scan goes on in the next report. Whoever has a clock calls `cut` when that does not come. */
  get unfinished(): boolean {
    return this.#pieces.length > 0;
  }

  /** Takes a report, without its id, that came `at`. Gives the scans that it ended: one, or none; two when it shows that the one before lost its end. */
  push(reportId: number, report: Uint8Array, at: number): PosScan[] {
    const piece = this.#readers.get(reportId)?.(report);
    if (!piece) return [];
    const ended: PosScan[] = [];
    if (this.#symbology !== undefined && piece.symbology !== undefined && piece.symbology !== this.#symbology)
      ended.push(...this.cut());
    this.#pieces.push(piece);
    this.#times.push(at);
    this.#size += piece.data.length;
    this.#symbology ??= piece.symbology;
    if (!piece.continued) ended.push(...this.#end(false));
    else if (this.#isEndless(at)) ended.push(...this.cut());
    return ended;
  }

  /** More than any code. Either way in time: the system's clock may be set back. */
  #isEndless(at: number): boolean {
    const [first = at] = this.#times;
    return this.#size >= MOST_BYTES || this.#pieces.length >= MOST_REPORTS || Math.abs(at - first) >= MOST_MS;
  }

  /** Gives what there is of an unfinished scan. */
  cut(): PosScan[] {
    return this.#end(true);
  }

  #end(cut: boolean): PosScan[] {
    const scan: PosScan = {
      bytes: concat(...this.#pieces.map(({ data }) => data)),
      symbology: this.#symbology,
      cut,
      times: this.#times,
    };
    this.#pieces = [];
    this.#times = [];
    this.#size = 0;
    this.#symbology = undefined;
    return scan.bytes.length > 0 ? [scan] : [];
  }
}
