/** Finds checks by any part of what is known of them: in blocks of the index first, and by reading events where the index is not yet. */
import type { Collection } from 'dexie';
import type { StoredEvent } from '../domain/journal/event.ts';
import type { SearchWatch } from '../app/ports/journal.ts';
import { isChecked, type Checked } from '../domain/code-check/checked.ts';
import { withRaws } from '../domain/code-check/raw-answers.ts';
import { checksAmong, concerns, paperNumber, type CheckQuery, type CheckRecord } from '../domain/code-check/record.ts';
import { blockOf, searchBlock, type NumberedCheck } from '../domain/code-check/search.ts';
import { epochMs } from '../domain/base/time.ts';
import type { StoredCheck } from '../domain/code-check/stored-check.ts';
import type { JournalDatabase } from './journal-database.ts';
import type { DraftStore } from './journal-drafts.ts';
import { apart, type RawStore } from './journal-raws.ts';
import { isSoundEvent, receiptsIn } from './journal-rows.ts';

/** Events of one block: a slice of idle work that keeps no scan waiting. */
const inOneBlock = 256;
/** Events of one look at what is not indexed: somebody waits for it. */
const inOneLook = 1_024;
const blocksAtOnce = 16;

export interface CheckSearch {
  /** The newest checks that the query wants, newest first. */
  find(query: CheckQuery, watch: SearchWatch): Promise<CheckRecord[]>;
  /** Indexes the next events, and takes raw answers out of those that an older build wrote. False: too few are left. */
  grow(): Promise<boolean>;
}

/** The parts of the journal that a search reads. */
interface Searched {
  readonly db: JournalDatabase;
  readonly drafts: DraftStore;
  readonly answers: RawStore;
}

export function checkSearch({ db, drafts, answers }: Searched): CheckSearch {
  const { receipts, events, raws, searchBlocks } = db;
  const numbered = (
    from: number,
    to: number,
  ): PromiseLike<ReadonlyArray<{ readonly n: number; readonly event: StoredEvent }>> =>
    db.transaction('r', events, async () => {
      // Two questions: only a slow cursor would give keys and rows together.
      const range = (): Collection<StoredEvent, number> => events.where(':id').between(from, to, true, true);
      const [keys, rows] = await Promise.all([range().primaryKeys(), range().toArray()]);
      return rows.map((event, index) => ({ n: keys[index] ?? 0, event }));
    });
  const lastEvent = async (before = Infinity): Promise<number> =>
    ((await events.where(':id').between(1, before, true, false).lastKey()) as number | undefined) ?? 0;
  const lastIndexed = async (): Promise<number> => (await searchBlocks.orderBy('first').last())?.last ?? 0;
  /** Lowest and highest number of the events of these days. Not the first and the last of them: a clock may have been set back. */
  const daysOf = async (from: number, to: number): Promise<readonly [number, number]> => {
    if (from === -Infinity && to === Infinity) return [1, await lastEvent()];
    const numbers = (await events.where('at').between(from, to, true, false).primaryKeys()) as number[];
    return numbers.reduce(([lowest, highest], n) => [Math.min(lowest, n), Math.max(highest, n)], [Infinity, 0]);
  };
  const isCheck = ({ event }: { readonly event: StoredEvent }): boolean =>
    event.kind === 'checked' && isChecked(event.data);
  const checkOf = ({ n, event }: { readonly n: number; readonly event: StoredEvent }): NumberedCheck => ({
    n,
    at: event.at,
    checked: event.data as Checked,
  });

  /** Numbers of the events of the newest checks that the query wants, newest first. */
  const numbersOf = async (query: CheckQuery, { stop, told }: SearchWatch): Promise<number[]> => {
    const { text, limit } = query;
    const from: number = query.from ?? -Infinity;
    const to: number = query.to ?? Infinity;
    const found: number[] = [];
    const isOver = (): boolean => found.length >= limit || stop?.aborted === true;
    const indexed = await lastIndexed();
    const [lowest, highest] = await daysOf(from, to);
    const floor = Math.max(indexed + 1, lowest);
    const slow = highest - floor >= 2 * inOneBlock;
    for (let top = highest; top >= floor && !isOver();) {
      const bottom = Math.max(floor, top - inOneLook + 1);
      const rows = await events.where(':id').between(bottom, top, true, true).toArray();
      // Numbers are dense: only where a hole was made need they be asked for.
      const known =
        rows.length === top - bottom + 1
          ? rows.map((event, index) => ({ n: bottom + index, event }))
          : await numbered(bottom, top);
      for (const row of [...known].reverse())
        if (isCheck(row) && row.event.at >= from && row.event.at < to && concerns(checkOf(row).checked, text))
          found.push(row.n);
      const [oldest] = known;
      if (oldest) told?.({ back: oldest.event.at, slow });
      // Below a hole the next event may be far.
      top = known.length > 0 ? bottom - 1 : await lastEvent(bottom);
    }
    for (let below = indexed + 1; below > 1 && !isOver();) {
      const blocks = await searchBlocks.where('first').below(below).reverse().limit(blocksAtOnce).toArray();
      for (const block of blocks) if (!isOver()) found.push(...searchBlock(block, text ?? '', from, to));
      const oldest = blocks.at(-1);
      below = oldest?.first ?? 0;
      if (oldest?.from !== undefined) told?.({ back: epochMs(oldest.from), slow });
    }
    return found.slice(0, limit);
  };

  return {
    async find(query, watch) {
      const { text } = query;
      const paper = paperNumber(text);
      const ofPaper = async (number: number): Promise<string[]> =>
        receipts.where('number').equals(number).or('fiscal.fd').equals(number).primaryKeys();
      const ofKi = async (ki: string): Promise<Array<string | undefined>> =>
        events
          .where('data.ki')
          .equals(ki)
          .toArray((rows) => rows.map(({ receiptId }) => receiptId));
      const ofEvents = async (numbers: readonly number[]): Promise<Array<string | undefined>> =>
        (await events.bulkGet([...numbers])).map((event) => event?.receiptId);
      const candidates = async (): Promise<ReadonlyArray<string | undefined>> => {
        if (paper !== undefined) return ofPaper(paper);
        const ki = text?.trim();
        const exact = ki ? await ofKi(ki) : [];
        return exact.length > 0 ? exact : ofEvents(await numbersOf(query, watch));
      };
      const ids = await candidates();
      if (watch.stop?.aborted) return [];
      const keys = [...new Set(ids.filter((id) => id !== undefined))];
      const [theirs, written, numbers] = await db.transaction('r', receipts, events, async () => {
        // Each receipt's events at one stroke: `anyOf` walks them one by one, and a file of 20 000 checks takes 20 s instead of 3 (measured).
        const ofReceipts = <Answer>(
          ask: (of: Collection<StoredEvent, number>) => PromiseLike<Answer[]>,
        ): Promise<Answer[][]> => Promise.all(keys.map((id) => ask(events.where('receiptId').equals(id))));
        return Promise.all([
          receipts.bulkGet(keys),
          ofReceipts((of) => of.toArray()),
          ofReceipts((of) => of.primaryKeys()),
        ]);
      });
      const numberOf = new Map<StoredCheck, number>();
      written.forEach((some, index) =>
        some.forEach(
          ({ kind, data }, at) =>
            void (kind === 'checked' && isChecked(data) && numberOf.set(data.check, numbers[index]?.[at] ?? 0)),
        ),
      );
      const sound = written
        .flat()
        .filter((event) => isSoundEvent(event) && (event.kind !== 'checked' || isChecked(event.data)));
      const records = checksAmong(receiptsIn(await drafts.whole(theirs)), sound, query);
      // A record holds the very check of its event.
      const numberIn = ({ check }: CheckRecord): number => numberOf.get(check) ?? 0;
      const kept = await answers.of(records.map(numberIn));
      return records.map((record) => {
        const theirRaws = kept.get(numberIn(record));
        return theirRaws ? { ...record, check: withRaws(record.check, theirRaws) } : record;
      });
    },
    async grow() {
      const first = (await lastIndexed()) + 1;
      const top = await lastEvent();
      const last = first + inOneBlock - 1;
      if (top < last) return false;
      const rows = await numbered(first, last);
      if (rows.length === 0) {
        const next = (await events.where(':id').aboveOrEqual(first).firstKey()) as unknown as number;
        await searchBlocks.put(blockOf(first, Math.floor(next) - 1, []));
        return true;
      }
      const heavy = rows.flatMap(({ n, event }) => {
        const parted = apart(event);
        return parted.raws ? [{ n, event: parted.event, raws: parted.raws }] : [];
      });
      const block = blockOf(first, last, rows.filter(isCheck).map(checkOf));
      if (heavy.length === 0) await searchBlocks.put(block);
      else
        await db.transaction('rw', events, raws, searchBlocks, async () => {
          await searchBlocks.put(block);
          await raws.bulkPut(heavy.map(({ n, raws: answers }) => ({ n, ...answers })));
          await events.bulkPut(
            heavy.map(({ event }) => event),
            heavy.map(({ n }) => n),
          );
        });
      return true;
    },
  };
}
