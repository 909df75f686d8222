/** Paper, cover and the phases of printing. kkt-shtrih §2.3 (submode), §7.1. */

/** What came out on paper as one piece. `broken`: the paper ended in the middle of it. */
export interface Strip {
  /** Of a fiscal document. */
  readonly fd?: number;
  readonly kind: string;
  readonly lines: readonly string[];
}

type After = (ms: number, act: () => void) => () => void;

export class Printer {
  readonly strips: Strip[] = [];
  paper = true;
  coverOpen = false;
  /** The paper ends in the middle of the next strip. */
  endInNext = false;
  readonly #after: After;
  readonly #printMs: number;
  /** The strip that is being printed, or that waits for paper and B0h. */
  #job: Strip | null = null;
  #lastDocument: Strip | null = null;
  #broken = false;
  #stop: (() => void) | null = null;
  /** Single lines of 12h and 17h make one piece until something else is printed or cut. */
  #loose: string[] | null = null;

  constructor(after: After, printMs: number) {
    this.#after = after;
    this.#printMs = printMs;
  }

  get #ready(): boolean {
    return this.paper && !this.coverOpen;
  }

  get submode(): 0 | 1 | 2 | 3 | 5 {
    if (this.#broken) return this.#ready ? 3 : 2;
    if (this.#job !== null) return 5;
    return this.#ready ? 0 : 1;
  }

  /** The last byte of 10h (§2.3). */
  get lastResult(): 0 | 1 | 5 {
    if (this.#broken) return 1;
    return this.#job === null ? 0 : 5;
  }

  print(strip: Strip): void {
    this.#loose = null;
    this.#job = strip;
    this.#start();
  }

  /** A fiscal document, which may stay off the paper; 8Ch gives a copy of it all the same. */
  printDocument(document: Strip, isSilent: boolean): void {
    this.#lastDocument = document;
    if (!isSilent) this.print(document);
  }

  /** 8Ch: false where there is nothing to repeat. */
  copy(): boolean {
    if (this.#lastDocument === null) return false;
    const head = ['ПОВТОР ДОКУМЕНТА', 'НЕ ФИСКАЛЬНЫЙ ДОКУМЕНТ'];
    this.print({ ...this.#lastDocument, kind: 'copy', lines: [...head, ...this.#lastDocument.lines] });
    return true;
  }

  line(text: string): void {
    if (this.#loose === null) {
      this.#loose = [];
      this.strips.push({ kind: 'text', lines: this.#loose });
    }
    this.#loose.push(text);
  }

  cut(): void {
    this.#loose = null;
  }

  /** B0h: the same document from its beginning (§7.1). */
  resume(): void {
    this.#broken = false;
    this.#start();
  }

  paperOut(): void {
    this.paper = false;
    this.#interrupt();
  }

  openCover(): void {
    this.coverOpen = true;
    this.#interrupt();
  }

  powerOff(): void {
    this.#stop?.();
    this.#stop = null;
    this.#loose = null;
  }

  /** Printing goes on by itself (§7.1); what waits for B0h goes on waiting. */
  powerOn(): void {
    if (this.#job !== null && !this.#broken) this.#start();
  }

  #start(): void {
    if (this.#job === null) return;
    if (this.endInNext) {
      this.endInNext = false;
      this.paperOut();
      return;
    }
    if (!this.#ready) {
      this.#interrupt();
      return;
    }
    if (this.#printMs > 0)
      this.#stop = this.#after(this.#printMs, () => {
        this.#finish();
      });
    else this.#finish();
  }

  #interrupt(): void {
    if (this.#job === null || this.#broken) return;
    this.#stop?.();
    this.#stop = null;
    this.#broken = true;
    const { fd, lines } = this.#job;
    const half = lines.slice(0, Math.ceil(lines.length / 2));
    this.strips.push({
      ...(fd !== undefined && { fd }),
      kind: 'broken',
      lines: [...half, 'ОБРЫВ БУМАГИ', 'ДОКУМЕНТ НЕДЕЙСТВИТЕЛЕН!'],
    });
  }

  #finish(): void {
    this.#stop = null;
    if (this.#job !== null) this.strips.push(this.#job);
    this.#job = null;
  }
}
