import type { SearchWatch } from '../../app/ports/journal.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { Page, PageEnd } from '../../domain/journal/pages.ts';

/** A person types faster than the journal is worth reading through, ms. */
const pauseMs = 200;
/** What is over sooner needs no progress, ms. */
const tellAfterMs = 400;

type Read<Item> = (after: PageEnd | undefined, watch: SearchWatch) => Promise<Page<Item>>;

/** A list of the journal on the screen: its first page at once, each further one when somebody asks for it. */
export class JournalList<Item> {
  #items = $state.raw<readonly Item[]>();
  #next = $state.raw<PageEnd>();
  #back = $state.raw<EpochMs>();
  #read: Read<Item> | undefined;
  #waiting = new AbortController();
  /** Whose look is under way. */
  #looking: AbortSignal | undefined;

  /** Absent until the first page is there. What was found before stays until what is wanted now is found. */
  get items(): readonly Item[] | undefined {
    return this.#items;
  }

  /** Where the last page ended; absent where nothing is left. */
  get next(): PageEnd | undefined {
    return this.#next;
  }

  /** How far back is looked through, while it looks. */
  get back(): EpochMs | undefined {
    return this.#back;
  }

  /** Lists what `read` reads, until the returned function is called. */
  begin(read: Read<Item>): () => void {
    const waiting = (this.#waiting = new AbortController());
    this.#read = read;
    const timer = setTimeout(() => void this.#look(undefined, waiting.signal), this.#items ? pauseMs : 0);
    return () => {
      clearTimeout(timer);
      waiting.abort();
    };
  }

  readonly more = (): void => {
    const { signal } = this.#waiting;
    if (this.#looking !== signal) void this.#look(this.#next, signal);
  };

  async #look(after: PageEnd | undefined, stop: AbortSignal): Promise<void> {
    this.#looking = stop;
    const began = performance.now();
    const told: SearchWatch['told'] = ({ back }) => {
      if (!stop.aborted && performance.now() - began > tellAfterMs) this.#back = back;
    };
    const page = await this.#read?.(after, { stop, told });
    if (!page || stop.aborted) return;
    this.#looking = undefined;
    this.#back = undefined;
    this.#items = after ? [...(this.#items ?? []), ...page.items] : page.items;
    this.#next = page.next;
  }
}
