/** The chain of digests in the database, and what it stands on (domain/journal/chain.ts). */
import { Dexie, type Collection } from 'dexie';
import type { ChainedJournal } from '../app/ports/journal.ts';
import { epochMs } from '../domain/base/time.ts';
import type { JournalEvent, StoredEvent } from '../domain/journal/event.ts';
import {
  finishedBy,
  isFinishedOperation,
  isFinishedReceipt,
  type ChainStep,
  type FinishedReceipt,
  type FinishedRecord,
  type JournalHead,
  type JournalLink,
} from '../domain/journal/chain.ts';
import { readBreak, readCounter, readEventNumber, readIdentity, readVerified } from '../domain/journal/stored-rows.ts';
import { readPaper, readReceipt } from '../domain/document/stored-document.ts';
import { newestNumberIn, type JournalDatabase } from './journal-database.ts';
import { apart, type RawStore } from './journal-raws.ts';
import { receiptsIn, withoutOpen, withoutPending, type ChainRow, type LinksRow } from './journal-rows.ts';

const digestBytes = 32;
/** What was inserted into a hole is looked at as far as this below the next link. */
const farthestBelow = 1_024;

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: digestBytes }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));

/** The links of a row. One that was edited into something else has none. */
function linksOf({ first, digests, after, began }: LinksRow): JournalLink[] {
  if (!(digests instanceof Uint8Array)) return [];
  return Array.from({ length: Math.floor(digests.length / digestBytes) }, (_, index) => ({
    n: first + index,
    digest: toHex(digests.subarray(index * digestBytes, (index + 1) * digestBytes)),
    ...(index === 0 && after !== undefined && { after }),
    ...(index === 0 && began && { began }),
  }));
}

/** Rows for links in order: a new one wherever the chain jumps or begins. */
function rowsOf(links: readonly JournalLink[]): LinksRow[] {
  const runs: JournalLink[][] = [];
  for (const link of links) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && link.n === last.n + 1 && link.after === undefined && !link.began) run.push(link);
    else runs.push([link]);
  }
  return runs.flatMap((run) => {
    const [first] = run;
    if (!first) return [];
    const digests = new Uint8Array(run.length * digestBytes);
    run.forEach(({ digest }, index) => digests.set(fromHex(digest), index * digestBytes));
    return [
      {
        first: first.n,
        digests,
        ...(first.after !== undefined && { after: first.after }),
        ...(first.began && { began: first.began }),
      },
    ];
  });
}

export function linkStore(
  db: JournalDatabase,
  raws: RawStore,
  add: (event: JournalEvent) => Promise<number>,
): ChainedJournal {
  const { receipts, events, sold, operations, withdrawals, counters, links, chain, breaks } = db;
  const fact = async (name: ChainRow['name']): Promise<unknown> => (await chain.get(name))?.value;
  const lastLink = async (): Promise<JournalLink | undefined> => {
    const row = await links.orderBy('first').last();
    return row && linksOf(row).at(-1);
  };
  const lastEvent = async (): Promise<number> =>
    ((await events.where(':id').between(1, Infinity, true, false).lastKey()) as number | undefined) ?? 0;

  /** Events with the records that they finished, as they are now. Inside a transaction. */
  async function steps(
    numbers: readonly number[],
    rows: readonly StoredEvent[],
  ): Promise<Array<ChainStep<StoredEvent>>> {
    return Promise.all(
      rows.map(async (row, index) => {
        const { event, raws: inside } = apart(row);
        const ended = finishedBy(event);
        return {
          n: numbers[index] ?? 0,
          event,
          ...(inside && { raws: inside }),
          records: ended ? [await finishedRecord(ended)] : [],
        };
      }),
    );
  }
  async function finishedRecord({ of, id }: Pick<FinishedRecord, 'of' | 'id'>): Promise<FinishedRecord> {
    if (of === 'receipt') {
      const found = await receipts.get(id);
      return { of, id, value: found && isFinishedReceipt(found) ? withoutOpen(found) : undefined };
    }
    const found = await operations.get(id);
    return { of, id, value: found && isFinishedOperation(found) ? withoutPending(found) : undefined };
  }
  /** The raw answers that are kept apart; those inside an event of an older build are with it already. */
  async function withRawAnswers(some: ReadonlyArray<ChainStep<StoredEvent>>): Promise<Array<ChainStep<StoredEvent>>> {
    const kept = await raws.of(
      some.flatMap(({ n, event, raws: inside }) => (event.kind === 'checked' && !inside ? [n] : [])),
    );
    return some.map((step) => ({ ...step, raws: step.raws ?? kept.get(step.n) }));
  }

  const head = (): Promise<JournalHead> =>
    db.transaction('r', events, counters, links, chain, async () => {
      // Its name was taken away under the open page: it is no journal that anybody knows.
      const { journal, since } = readIdentity(await fact('identity')) ?? { journal: '', since: epochMs(0) };
      const last = await lastLink();
      return {
        journal,
        since,
        number: readCounter(await counters.get('receipt')) ?? 0,
        events: await lastEvent(),
        linked: last?.n ?? 0,
        digest: last?.digest ?? '',
      };
    });
  const newestNumber = (): Promise<number> => newestNumberIn(receipts);

  return {
    head,
    chainState: () =>
      db.transaction('r', [events, receipts, counters, links, chain], async () => ({
        head: await head(),
        claimed: readEventNumber(await fact('linked')),
        older: readEventNumber(await fact('older')),
        isAnew: (await fact('anew')) === true,
        hasStrays:
          (await events.where(':id').below(1).count()) + (await events.where(':id').aboveOrEqual(Infinity).count()) > 0,
        highestNumber: await newestNumber(),
        verified: readVerified(await fact('verified')),
      })),
    async unlinked(limit) {
      const read = await db.transaction('r', events, receipts, operations, links, async () => {
        const last = await lastLink();
        const range = (): Collection<StoredEvent, number> =>
          events
            .where(':id')
            .between(last?.n ?? 0, Infinity, false, false)
            .limit(limit);
        return steps(await range().primaryKeys(), await range().toArray());
      });
      return withRawAnswers(read);
    },
    link: (added) =>
      db.transaction('rw', links, chain, async () => {
        const last = (await lastLink())?.n ?? 0;
        const rows = rowsOf(added.filter(({ n }) => n > last));
        if (rows.length === 0) return;
        await links.bulkPut(rows);
        await chain.put({ name: 'linked', value: added.at(-1)?.n ?? 0 });
      }),
    async linked(after, limit) {
      const read = await db.transaction('r', events, receipts, operations, links, async () => {
        const near = await links
          .where('first')
          .belowOrEqual(after + 1)
          .reverse()
          .limit(2)
          .toArray();
        const further = await links
          .where('first')
          .above(after + 1)
          .limit(limit)
          .toArray();
        const known = [...near.reverse(), ...further].flatMap(linksOf).sort((a, b) => a.n - b.n);
        const some = known.filter(({ n }) => n > after).slice(0, limit);
        const [first, last] = [some[0], some.at(-1)];
        const from = first ? Math.max(after, first.n - 1 - farthestBelow) : 0;
        const range = (): Collection<StoredEvent, number> =>
          events
            .where(':id')
            .between(from, last?.n ?? 0, false, true)
            .limit(limit + farthestBelow);
        const about = first ? await steps(await range().primaryKeys(), await range().toArray()) : [];
        return { previous: known.filter(({ n }) => n <= after).at(-1), links: some, steps: about };
      });
      return { ...read, steps: await withRawAnswers(read.steps) };
    },
    paperOf: async (receiptId) => readPaper(await receipts.get(receiptId)),
    finished: (before, limit) =>
      db.transaction('r', [receipts, events, sold, withdrawals], async () => {
        const rows = await (before === undefined ? receipts.orderBy(':id') : receipts.where(':id').below(before))
          .reverse()
          .filter((row) => isFinishedReceipt(row) && readReceipt(row) !== undefined)
          .limit(limit)
          .toArray();
        return Promise.all(
          receiptsIn(rows).map(async (receipt): Promise<FinishedReceipt> => {
            const ends = (await events.where('receiptId').equals(receipt.id).toArray()).filter(
              (event) => finishedBy(event)?.id === receipt.id,
            );
            const soldRows = (await sold.bulkGet(receipt.lines.flatMap(({ mark }) => mark?.ki ?? []))).filter(
              (each) => each !== undefined,
            );
            const others = await receipts.bulkGet(
              [...new Set(soldRows.map(({ receiptId }) => receiptId))].filter((id) => id !== receipt.id),
            );
            return {
              receipt,
              ends,
              sold: soldRows,
              others: receiptsIn(others),
              withdrawals: await withdrawals
                .where('[receiptId+ki]')
                .between([receipt.id, Dexie.minKey], [receipt.id, Dexie.maxKey])
                .toArray(),
            };
          }),
        );
      }),
    async keepVerified(verified) {
      await chain.put({ name: 'verified', value: verified });
    },
    recordBreak: (found, event) =>
      db.transaction('rw', [breaks, events, db.raws, counters, receipts], async () => {
        const number = await add(event);
        await breaks.add({ ...found, at: event.at, event: number });
        // The next receipt would take a number that a paper bears.
        if (found.what === 'counter')
          await counters.put({
            name: 'receipt',
            value: Math.max(await newestNumber(), readCounter(await counters.get('receipt')) ?? 0),
          });
      }),
    breaks: () =>
      db.transaction('r', breaks, events, async () => {
        const rows = (await breaks.toCollection().reverse().toArray()).flatMap((row) => readBreak(row) ?? []);
        const told = await events.bulkGet(rows.map(({ event }) => event));
        // A row without its event was put there by hand, to hide.
        return rows.filter((_, index) => told[index]?.kind === 'chain-broken').map(({ event: _, ...found }) => found);
      }),
    readBreaks: (event) =>
      db.transaction('rw', breaks, events, db.raws, async () => {
        await breaks.toCollection().modify({ read: true });
        await add(event);
      }),
  };
}
