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

/** Makes scans of the reports of one scanner. Whatever it is fed, it does not throw. */
export class HidPosAssembler {
  readonly #readers: ReadonlyMap<number, ReadReport>;
  #pieces: Piece[] = [];
  #times: number[] = [];

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
    // Every report of a scan names the same symbology, or none.
    const symbology = this.#symbology;
    if (symbology !== undefined && piece.symbology !== undefined && piece.symbology !== symbology)
      ended.push(...this.cut());
    this.#pieces.push(piece);
    this.#times.push(at);
    if (!piece.continued) ended.push(...this.#end(false));
    else if (this.#pieces.reduce((size, { data }) => size + data.length, 0) >= MOST_BYTES) ended.push(...this.cut());
    return ended;
  }

  /** Gives what there is of an unfinished scan. */
  cut(): PosScan[] {
    return this.#end(true);
  }

  get #symbology(): string | undefined {
    return this.#pieces.find((piece) => piece.symbology !== undefined)?.symbology;
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
    return scan.bytes.length > 0 ? [scan] : [];
  }
}
