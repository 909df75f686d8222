/**
 * Goods by link: the list at the address of the settings is asked for at each start and every so many hours, and put in place without a person. Never while a
 * receipt is in hand or somebody loads goods by hand, never where a person must look first (`kept-link.ts`), and no more after one has been taken back, until
 * a person loads it by hand.
 */
import { ok, fail, type Result } from '../../domain/base/result.ts';
import { epochMs, type EpochMs } from '../../domain/base/time.ts';
import type { GoneCards, PlanCounts } from '../../domain/goods/import/plan.ts';
import type { CatalogueSource } from '../../domain/shop/shop.ts';
import type { Clock } from '../ports/clock.ts';
import type { FetchedList, GoodsSource, Validators } from '../ports/goods-source.ts';
import type { PickedFile } from '../ports/goods-files.ts';
import { refusalOf, type LinkFault } from '../shop/setup-by-link.ts';
import type { GoodsDesk } from './desk.ts';
import { linkName, readKeptLink, type KeptLink, type LinkOutcome } from './kept-link.ts';

/** A list as it was fetched. */
export interface LinkedList extends Validators {
  readonly url: string;
  readonly file: PickedFile;
  readonly since: EpochMs;
}

export interface GoodsLinkDeps {
  readonly source: () => Promise<GoodsSource>;
  readonly desk: Pick<GoodsDesk, 'open' | 'look' | 'read' | 'apply' | 'lastImport'>;
  readonly settings: { recall(name: string): Promise<unknown>; remember(name: string, value: unknown): Promise<void> };
  readonly tillKey: () => Promise<string | undefined>;
  readonly from: () => CatalogueSource;
  readonly clock: Clock;
  /** Nothing is in hand. */
  readonly isAtRest: () => boolean;
  /** Goods have changed behind the screen. */
  readonly changed: () => void;
}

/** «Товары» of a running till. */
export interface TillGoods extends GoodsDesk {
  readonly link: GoodsLink;
}

const hourMs = 3_600_000;
/** A list that was not had is asked for again, ms. */
const againMs = hourMs / 2;
/** Clocks differ: what changed in the last minutes before a reading is asked for once more, ms. */
const overlapMs = 10 * 60_000;
/** How often it is looked whether the till is at rest, ms. */
const restMs = 5_000;

const mark = '{since}';
const isDelta = (url: string): boolean => url.includes(mark);

export class GoodsLink {
  readonly #deps: GoodsLinkDeps;
  /** A start asks whatever was asked before. */
  #isDue = true;
  #isBusy = false;
  #holds = 0;

  constructor(deps: GoodsLinkDeps) {
    this.#deps = deps;
  }

  async kept(): Promise<KeptLink> {
    return readKeptLink(await this.#deps.settings.recall(linkName), this.#deps.from().url);
  }

  /** A person loads goods: nothing is put in place by itself until the returned function is called. */
  hold(): () => void {
    this.#holds += 1;
    return () => void (this.#holds -= 1);
  }

  /** The whole list of an address, for a person who looks before it is applied. */
  async fetch(url: string): Promise<Result<LinkedList, LinkFault>> {
    const got = await this.#fetch(url, {}, epochMs(0));
    // A server that was told of no list cannot say that it has not changed.
    if (!got.ok) return got;
    return got.value ? ok(got.value) : fail({ kind: 'unreachable' });
  }

  /** A person has applied it: from now on the till goes on by itself, where it is the address of the settings. */
  async applied(list: LinkedList, counts: PlanCounts, refused: number): Promise<void> {
    if (list.url === this.#deps.from().url)
      await this.#keep(list, { kind: 'applied', changed: changedBy(counts), refused });
  }

  /** Asks for the list where it is time, and puts it in place. */
  async lookIfDue(): Promise<void> {
    const { clock, from, isAtRest } = this.#deps;
    const { url, hours } = from();
    if (url === '' || this.#isBusy || this.#holds > 0 || !isAtRest()) return;
    const kept = await this.kept();
    const { triedAt, outcome, isTakenBack } = kept;
    const now = clock.now();
    const every = outcome?.kind === 'fetch' ? Math.min(hours * hourMs, againMs) : hours * hourMs;
    // A clock that was set back must not put it off for years.
    if (!this.#isDue && triedAt !== undefined && now < triedAt + every && now >= triedAt) return;
    this.#isDue = false;
    if (isTakenBack === true) return;
    this.#isBusy = true;
    try {
      await this.#look(kept);
    } finally {
      this.#isBusy = false;
    }
  }

  async #look(kept: KeptLink): Promise<void> {
    const { from, desk, clock } = this.#deps;
    const { url, whole } = from();
    const tell = (outcome: LinkOutcome): Promise<void> =>
      this.#remember({ ...kept, url, triedAt: clock.now(), outcome });
    const got = await this.#fetch(url, isDelta(url) ? {} : kept, kept.since ?? epochMs(0));
    if (!got.ok)
      return tell({
        kind: 'fetch',
        why: got.failure.kind,
        ...(got.failure.kind === 'status' && { status: got.failure.status }),
      });
    if (!got.value) return tell({ kind: 'same' });
    const list = got.value;
    const gone: GoneCards = whole && !isDelta(url) ? 'archive' : 'keep';
    const before = await desk.lastImport();
    const reader = await desk.open([list.file]);
    try {
      const looked = await desk.look(reader);
      // A list of what has changed may well be empty.
      if (!looked.ok && looked.failure.kind === 'empty' && isDelta(url)) return this.#keep(list, { kind: 'same' });
      if (!looked.ok) return tell({ kind: 'file', why: looked.failure.kind });
      const { columns } = looked.value.table ?? {};
      if (columns && (columns.name === undefined || columns.price === undefined))
        return tell({ kind: 'person', why: 'columns' });
      const read = await desk.read(reader, looked.value, { columns: columns ?? {}, gone }, () => undefined);
      if (!read.ok) return tell({ kind: 'file', why: read.failure.kind });
      const { counts } = read.value.plan;
      const archived = gone === 'archive' ? counts.gone : 0;
      if (archived * 2 > counts.gone + counts.same + counts.priceChanged + counts.otherwise)
        return tell({ kind: 'person', why: 'many-gone' });
      const changed = changedBy(counts) + archived;
      const refused = read.value.refusedCount;
      if (changed > 0) {
        await this.#rest();
        // Somebody was quicker, by hand: what was compared with the goods of before is compared anew.
        if ((await desk.lastImport())?.at !== before?.at || from().url !== url) return void (this.#isDue = true);
        await desk.apply({ ...looked.value, name: url }, read.value, gone, undefined, 'link');
        this.#deps.changed();
      }
      await this.#keep(list, { kind: changed > 0 ? 'applied' : 'same', changed, refused });
    } finally {
      reader.close();
    }
  }

  async #rest(): Promise<void> {
    const { clock, isAtRest } = this.#deps;
    while (!isAtRest() || this.#holds > 0) await new Promise<void>((done) => void clock.after(restMs, done));
  }

  /** Undefined: it has not changed. */
  async #fetch(
    url: string,
    { etag, modified }: Validators,
    since: EpochMs,
  ): Promise<Result<LinkedList | undefined, LinkFault>> {
    const { source, tillKey, clock } = this.#deps;
    const asked = epochMs(Math.max(0, clock.now() - overlapMs));
    const address = url.replaceAll(mark, encodeURIComponent(new Date(since).toISOString()));
    const from = await source();
    const list = (got: FetchedList): Result<LinkedList | undefined, never> => {
      const { file, ...validators } = got;
      return ok(file && { url, file, since: asked, ...validators });
    };
    const own = await from.fetch(address, { etag, modified });
    if (own.ok) return list(own.value);
    if (own.failure.kind !== 'no-answer') return own;
    const relayed = await from.relay(address, { etag, modified }, await tillKey());
    return relayed.ok ? list(relayed.value) : fail(refusalOf(relayed.failure));
  }

  /** This list is in place. */
  #keep({ url, etag, modified, since }: LinkedList, outcome: LinkOutcome): Promise<void> {
    return this.#remember({ url, etag, modified, since, triedAt: this.#deps.clock.now(), outcome });
  }

  #remember(kept: KeptLink): Promise<void> {
    return this.#deps.settings.remember(linkName, kept);
  }
}

const changedBy = ({ fresh, priceChanged, otherwise }: PlanCounts): number => fresh + priceChanged + otherwise;
