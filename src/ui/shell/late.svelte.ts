/** Between two tries to fetch a part, ms. */
const againMs = 3_000;

/**
 * A part of the screen whose code comes after the first paint. It is fetched when it is first wanted, or ahead of that in idle time; where that fails
 * (a server that is off, no worker yet), the next one who wants it fetches it again.
 */
export class Late<Part> {
  #part = $state.raw<Part>();
  #hasFailed = $state(false);
  #loading: Promise<Part> | undefined;
  readonly #fetch: () => Promise<Part>;

  constructor(fetch: () => Promise<Part>) {
    this.#fetch = fetch;
  }

  /** The part, once it is there. */
  get now(): Part | undefined {
    return this.#part;
  }

  /** Whether the last try to fetch it has failed. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Fetches it, again and again while that fails, until the returned function is called. */
  insist(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const fetch = (): void =>
      void this.load().catch(() => {
        if (!isOver) timer = setTimeout(fetch, againMs);
      });
    fetch();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }

  /** Resolves when it is there; rejects when it could not be fetched now. */
  load(): Promise<Part> {
    return (this.#loading ??= this.#fetch().then(
      (part) => {
        this.#hasFailed = false;
        this.#part = part;
        return part;
      },
      (error: unknown) => {
        this.#hasFailed = true;
        this.#loading = undefined;
        throw error;
      },
    ));
  }
}
