/** Pages of the journal, newest first, through the indexes of time: as many rows as are shown, and never the whole of it. */
import type { Collection } from 'dexie';
import { timeOf, type Page, type PageEnd, type PageQuery } from '../domain/journal/pages.ts';
import type { Receipt } from '../domain/document/document.ts';
import { epochMs, type EpochMs } from '../domain/base/time.ts';
import type { StoredEvent } from '../domain/journal/event.ts';
import type { Journal, SearchWatch } from '../app/ports/journal.ts';
import type { JournalDatabase } from './journal-database.ts';
import type { DraftStore } from './journal-drafts.ts';
import { isSoundEvent, receiptsIn, type ReceiptRow } from './journal-rows.ts';

/** Rows of one look: a slice that keeps no scan waiting. */
const inOneLook = 128;
/**
 * A receipt is opened when the one before it has ended, and may be put aside: so many of those that were opened before a day are looked through for one
 * that was printed on it.
 */
const openedBefore = 64;

/** A table that is read by an index of time. */
interface Listed<Row, Item> {
  /** Rows before a moment, those of that very moment among them where `isIn`. */
  readonly upTo: (at: number, isIn: boolean) => Collection<Row, unknown>;
  /** Where the row stands in the index. */
  readonly placeOf: (row: Row) => EpochMs;
  /** One for each row; undefined: it cannot be read. */
  readonly read: (rows: Row[]) => Promise<ReadonlyArray<Item | undefined>>;
  readonly timeOf: (item: Item) => EpochMs;
  /** How many rows before the first moment are looked at. */
  readonly before: number;
}

async function pageOf<Row, Item>(
  { upTo, placeOf, read, timeOf: when, before }: Listed<Row, Item>,
  { from = epochMs(-Infinity), to = epochMs(Infinity), isWanted = () => true, after, limit, look }: PageQuery<Item>,
  { stop, told }: SearchWatch,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let end: PageEnd | undefined = after;
  let early = 0;
  for (let looked = 0; stop?.aborted !== true;) {
    if (items.length >= limit || looked >= look) return { items, next: end };
    const rows = await upTo(end?.at ?? to, end !== undefined)
      .reverse()
      .offset(end?.skip ?? 0)
      .limit(inOneLook)
      .toArray();
    if (rows.length === 0) break;
    const found = await read(rows);
    for (const [index, row] of rows.entries()) {
      const at = placeOf(row);
      early += at < from ? 1 : 0;
      if (early > before) return { items };
      const item = found[index];
      if (item !== undefined && when(item) >= from && when(item) < to && isWanted(item)) items.push(item);
      end = { at, skip: end?.at === at ? end.skip + 1 : 1 };
      looked += 1;
      if (items.length >= limit) break;
    }
    if (end) told?.({ back: end.at, slow: false });
  }
  return { items };
}

export function journalPages(
  { receipts, events }: JournalDatabase,
  drafts: DraftStore,
): Pick<Journal, 'receipts' | 'events'> {
  const listedReceipts: Listed<ReceiptRow, Receipt> = {
    upTo: (at, isIn) => receipts.where('openedAt')[isIn ? 'belowOrEqual' : 'below'](at),
    placeOf: ({ openedAt }) => openedAt,
    read: async (rows) => (await drafts.whole(rows)).map((row) => receiptsIn([row])[0]),
    timeOf,
    before: openedBefore,
  };
  const listedEvents: Listed<StoredEvent, StoredEvent> = {
    upTo: (at, isIn) => events.where('at')[isIn ? 'belowOrEqual' : 'below'](at),
    placeOf: ({ at }) => at,
    read: async (rows) => rows.map((row) => (isSoundEvent(row) ? row : undefined)),
    timeOf: ({ at }) => at,
    before: 0,
  };
  return {
    async receipts({ number, ...query }, watch = {}) {
      const { from = -Infinity, to = Infinity, after } = query;
      if (number !== undefined && !after) {
        const papers = await receipts.where('number').equals(number).or('fiscal.fd').equals(number).toArray();
        const items = receiptsIn(papers)
          .filter((receipt) => timeOf(receipt) >= from && timeOf(receipt) < to)
          .sort((a, b) => timeOf(b) - timeOf(a));
        if (items.length > 0) return { items };
      }
      return pageOf(listedReceipts, query, watch);
    },
    events: (query, watch = {}) => pageOf(listedEvents, query, watch),
  };
}
