/** Notices of scans that added no line: they stand on the screen, and on record, until the goods are there or a person puts them away. */
import type { JournalEvent } from '../../domain/journal/event.ts';
import type { Line } from '../../domain/document/line.ts';
import type { NewId } from '../ports/clock.ts';
import type { SmallMemory } from '../ports/memory.ts';
import type { Sounds } from '../ports/sounds.ts';
import { KeptNotices } from './kept-notices.ts';
import { withoutGoods, withRejected, type Rejected } from './rejected.ts';
import { isUnresolved } from './unresolved.ts';
import type { SaleStore } from './store.ts';

/** A notice before it has its identity. */
export type NewRejected = Rejected extends infer Kind
  ? Kind extends { id: string }
    ? Omit<Kind, 'id'>
    : never
  : never;

export interface NoticesDeps {
  readonly newId: NewId;
  readonly sounds: Sounds;
  readonly memory: Pick<SmallMemory, 'get' | 'set'>;
}

export class Notices {
  readonly #store: SaleStore;
  readonly #deps: NoticesDeps;

  constructor(store: SaleStore, deps: NoticesDeps) {
    this.#store = store;
    this.#deps = deps;
    // Those that the last page left stand again.
    const kept = new KeptNotices(deps.memory);
    this.#set(kept.read());
    let last = this.#list;
    store.subscribe(({ rejected }) => {
      if (rejected === last) return;
      last = rejected;
      kept.keep(rejected);
    });
  }

  /** Something else is scanned: what only told of the last scan goes. */
  nextScan(): void {
    this.#set(withRejected(this.#list));
  }

  /** A line came into the receipt by a scan of `gtin`: what spoke of the same goods goes. */
  added(line: Line, gtin: string | undefined): void {
    this.#set(withoutGoods(this.#list, line, gtin));
  }

  remove(id: string): void {
    this.#set(this.#list.filter((notice) => notice.id !== id));
  }

  /** The receipt is printed: what came too late for it waits for the next one. */
  printed(): void {
    this.#set(this.#list.filter(({ kind }) => kind === 'busy'));
  }

  /** Tells of a scan that added no line. `quiet`: without a sound. */
  add(scan: NewRejected, quiet = false): Promise<void> {
    return this.#store.record(this.#told(scan, quiet));
  }

  /** The same out of turn: a receipt is being printed. */
  addNow(scan: NewRejected): Promise<void> {
    return this.#store.recordNow(this.#told(scan, false));
  }

  get #list(): readonly Rejected[] {
    return this.#store.view.rejected;
  }

  #set(rejected: readonly Rejected[]): void {
    if (rejected.length === 0 && this.#list.length === 0) return;
    this.#store.set({ rejected });
  }

  #told(scan: NewRejected, quiet: boolean): JournalEvent {
    // A new receipt first: these are the next buyer's goods, and the notice would be cleared together with the printed receipt.
    if (isUnresolved(scan) && this.#store.receipt.state === 'fiscalized') this.#store.fresh();
    this.#set(withRejected(this.#list, { ...scan, id: this.#deps.newId() } as Rejected));
    if (!quiet) this.#deps.sounds.attention();
    return this.#store.event('scan-refused', scan);
  }
}
