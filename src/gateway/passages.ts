/** Which till had the ККТ when: a till that finds a document it does not know asks whether anybody else could have printed it. In memory only. */

/** One till's time at the ККТ. */
export interface PassageRecord {
  readonly till: string;
  readonly name?: string;
  /** Epoch ms by the gateway's clock. */
  readonly from: number;
  /** Absent: it is there now. */
  readonly to?: number;
  /** From the page to the ККТ. Zero: it has certainly printed nothing. */
  readonly bytes: number;
}

/** The answer of `GET /relay/kkt/passages`. */
export interface PassagesInfo {
  readonly version: 1;
  /** Epoch ms. From here on the log is whole; what was before, nobody knows. */
  readonly startedAt: number;
  readonly passages: readonly PassageRecord[];
}

/** Five tills that look once a minute fill it in three hours. */
const MOST_PASSAGES = 1_000;

export interface OpenPassage {
  sent(bytes: number): void;
  end(): void;
}

export class Passages {
  readonly #now: () => number;
  #startedAt: number;
  #records: PassageRecord[] = [];

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  begin(till: string, name: string | undefined): OpenPassage {
    const record: { -readonly [Key in keyof PassageRecord]: PassageRecord[Key] } = {
      till,
      ...(name !== undefined && { name }),
      from: this.#now(),
      bytes: 0,
    };
    this.#records.push(record);
    if (this.#records.length > MOST_PASSAGES) {
      const forgotten = this.#records.shift();
      this.#startedAt = Math.max(this.#startedAt, forgotten?.to ?? this.#now());
    }
    return {
      sent: (bytes) => {
        record.bytes += bytes;
      },
      end: () => {
        record.to ??= this.#now();
      },
    };
  }

  /** Those that were there at `since` or later, the first first. */
  since(since: number): PassagesInfo {
    return {
      version: 1,
      startedAt: this.#startedAt,
      passages: this.#records.filter(({ to }) => to === undefined || to >= since).map((record) => ({ ...record })),
    };
  }
}
