/** The one door that scans come through, whichever way they came: in order, each once, with all that was delivered kept for the doctor. */
import { bestReading } from '../domain/scanner/best-reading.ts';
import type { Scan } from '../domain/marking-code/index.ts';
import { fail, type Result } from '../domain/base/result.ts';
import { habitAfter, type SeparatorHabit } from '../domain/scanner/habit.ts';
import type { Delivery, ScannerDevice, ScannerFailure, ScannerSource, ScannerWay } from './ports/scanner.ts';

export interface ScanRecord {
  /** Counts from 1 since the page was opened. */
  readonly number: number;
  readonly delivery: Delivery;
  /** The one of `delivery.texts` that was taken. */
  readonly text: string;
  readonly scan: Scan;
  /** The same code as a moment ago: a trigger held, a scanner that sends twice, two ways of one scanner. */
  readonly repeats: boolean;
}

/** What a screen does with a scan. */
export type ScanHandler = (record: ScanRecord) => void;

/** How many scans the doctor can look back at. */
const KEPT = 200;
/** One unit cannot be there twice: the same КИ so soon is no second try of a person, ms. */
const SAME_UNIT_MS = 1_000;
/** Two loaves are scanned as fast as a hand moves; a scanner's own double comes within this, ms. */
const SAME_BARCODE_MS = 250;

export class ScanHub {
  readonly #sources: readonly ScannerSource[];
  readonly #handlers: ScanHandler[] = [];
  readonly #listeners = new Set<() => void>();
  /** When each code was last seen. */
  readonly #seen = new Map<string, number>();
  /** How each device sends separators, as far as its scans have told. */
  readonly #habits = new Map<string, SeparatorHabit>();
  #records: readonly ScanRecord[] = [];
  /** Oldest first. */
  readonly #waiting: ScanRecord[] = [];
  #count = 0;

  constructor(sources: readonly ScannerSource[]) {
    this.#sources = sources;
    for (const source of sources) {
      source.onScan((delivery) => this.#arrived(delivery));
      source.onChange(() => this.#tell());
    }
  }

  /** Opens every device that was chosen before. */
  async start(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.start()));
  }

  async release(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.release()));
  }

  /** Newest first; a new array for each change. */
  get records(): readonly ScanRecord[] {
    return this.#records;
  }

  get devices(): readonly ScannerDevice[] {
    return this.#sources.flatMap((source) => source.devices());
  }

  /** The ways that a person can add a device of, in this browser. */
  get choosable(): readonly ScannerWay[] {
    return this.#sources.filter(({ choose }) => choose !== undefined).map(({ way }) => way);
  }

  /** From a click. False: nothing was chosen. */
  async choose(way: ScannerWay): Promise<Result<boolean, ScannerFailure>> {
    const source = this.#sources.find((each) => each.way === way);
    return source?.choose ? source.choose() : fail({ kind: 'unsupported' });
  }

  async setBaud({ id, way }: Pick<ScannerDevice, 'id' | 'way'>, baud: number): Promise<void> {
    await this.#sources.find((source) => source.way === way)?.setBaud?.(id, baud);
  }

  async forget({ id, way }: Pick<ScannerDevice, 'id' | 'way'>): Promise<void> {
    await this.#sources.find((source) => source.way === way)?.forget(id);
  }

  /** Calls `listener` when records or devices changed, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Scans go to the handler that came last, until the returned function is called. Those that found none wait for the next. */
  take(handler: ScanHandler): () => void {
    this.#handlers.push(handler);
    this.#pump();
    return () => {
      const at = this.#handlers.indexOf(handler);
      if (at >= 0) this.#handlers.splice(at, 1);
    };
  }

  #arrived(delivery: Delivery): void {
    const habit = this.#habits.get(delivery.device) ?? 'unknown';
    const { text, scan } = bestReading(delivery.texts, { dropsSeparators: habit === 'drops' });
    this.#habits.set(delivery.device, habitAfter(habit, scan));
    const record: ScanRecord = {
      number: ++this.#count,
      delivery,
      text,
      scan,
      repeats: this.#isRepeat(scan, text, delivery),
    };
    this.#records = [record, ...this.#records.slice(0, KEPT - 1)];
    this.#waiting.push(record);
    this.#tell();
    this.#pump();
  }

  #isRepeat(scan: Scan, text: string, { at, timing }: Delivery): boolean {
    // A damaged scan of a code must not hide the good one that follows.
    const [key, window] =
      scan.kind === 'mark'
        ? [`${scan.mark.form} ${scan.mark.ki}`, SAME_UNIT_MS]
        : [scan.kind === 'product' ? scan.gtin : text, SAME_BARCODE_MS];
    const before = this.#seen.get(key);
    for (const [old, when] of this.#seen) if (at - when > SAME_UNIT_MS) this.#seen.delete(old);
    this.#seen.set(key, at);
    // From the end of the one to the beginning of the other; a clock that was set back makes no repeat.
    return before !== undefined && Math.abs(at - timing.totalMs - before) <= window;
  }

  #pump(): void {
    for (let handler = this.#handlers.at(-1); handler; handler = this.#handlers.at(-1)) {
      const next = this.#waiting.shift();
      if (!next) return;
      handler(next);
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
