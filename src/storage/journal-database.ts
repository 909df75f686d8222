/** The database of the journal: its tables, their versions, and the format of the records in them. */
import { Dexie, type Table } from 'dexie';
import type { NewId } from '../app/ports/clock.ts';
import type { SearchBlock } from '../domain/code-check/search.ts';
import type { Withdrawal } from '../domain/goods/opened-package.ts';
import { highestNumber } from '../domain/document/till-mark.ts';
import type { SoldRow } from '../domain/journal/chain.ts';
import type { StoredEvent } from '../domain/journal/event.ts';
import type { OutboxRow } from '../domain/journal/outbox.ts';
import type {
  BreakRow,
  ChainRow,
  DraftLineRow,
  LinksRow,
  OperationRow,
  PackageRow,
  PackRow,
  RawRow,
  ReceiptRow,
} from './journal-rows.ts';

interface FiscalRow {
  readonly fn: string;
  readonly fd: number;
}

export class JournalDatabase extends Dexie {
  declare readonly receipts: Table<ReceiptRow, string>;
  declare readonly draftLines: Table<DraftLineRow, [string, string]>;
  declare readonly events: Table<StoredEvent, number>;
  declare readonly outbox: Table<OutboxRow, string>;
  declare readonly sold: Table<SoldRow, string>;
  declare readonly operations: Table<OperationRow, string>;
  declare readonly packages: Table<PackageRow, string>;
  declare readonly withdrawals: Table<Withdrawal, [string, string]>;
  declare readonly links: Table<LinksRow, number>;
  declare readonly chain: Table<ChainRow, string>;
  declare readonly breaks: Table<BreakRow, number>;
  declare readonly raws: Table<RawRow, number>;
  declare readonly packs: Table<PackRow, number>;
  declare readonly searchBlocks: Table<SearchBlock, number>;
  declare readonly counters: Table<{ readonly name: string; readonly value: number }, string>;
  declare readonly fiscal: Table<FiscalRow, string>;

  constructor(name: string, { now, newId }: { readonly now: () => number; readonly newId: NewId }) {
    // Chromium's default is relaxed since 121 (platform.md II.4); Dexie's cache shows writes that are not committed yet (II.3).
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
    // Additive versions only: an older build must be able to open what a newer one left.
    this.version(1).stores({
      receipts: 'id, open, openedAt',
      events: '++, at, receiptId',
      outbox: 'ki',
      sold: 'ki',
      counters: 'name',
    });
    this.version(2).stores({ operations: 'id, pending, at' });
    // What a dispute begins with: a КИ, or a paper by either of its numbers.
    this.version(3).stores({ receipts: 'id, open, openedAt, number, fiscal.fd', events: '++, at, receiptId, data.ki' });
    this.version(4).stores({ packages: 'ki, open', withdrawals: '[receiptId+ki], ki' });
    // Nothing of what an older build wrote is touched here, or a till with a year of receipts would not open for minutes: idle work does it.
    this.version(5)
      .stores({ links: 'first', chain: 'name', breaks: '++', raws: 'n', packs: '++, *numbers', searchBlocks: 'first' })
      .upgrade(async (change) => {
        const older = change.table<StoredEvent, number>('events');
        const since = (await older.orderBy(':id').first())?.at ?? now();
        await change.table('chain').bulkAdd([
          { name: 'identity', value: { journal: newId(), since } },
          { name: 'older', value: (await older.orderBy(':id').lastKey()) ?? 0 },
        ]);
      });
    this.on('populate', (change) =>
      change.table('chain').add({ name: 'identity', value: { journal: newId(), since: now() } }),
    );
    // Up to which document of a ФН the journal knows what was printed.
    this.version(6).stores({ fiscal: 'fn' });
    this.version(7).stores({ draftLines: '[receiptId+lineId], receiptId' });
  }
}

/**
 * Of the records that this build writes. A build that reads them otherwise raises it, and then this one does not open the journal: what it cannot read it would
 * take for nothing, and sell on (`NewerJournal`). Builds of before November 2026 do not look at it.
 */
const journalFormat = 2;

/** A newer build has written here. Named as IndexedDB names a database of a higher version: the start tells both in the same words. */
class NewerJournal extends Error {
  override readonly name = 'VersionError';
  constructor(format: number) {
    super(`format ${String(format)}, this build knows ${String(journalFormat)}`);
  }
}

/** Writes down that this build has written here. Rejects, with the database closed, where a newer one has. */
export async function claimFormat(db: JournalDatabase): Promise<void> {
  const format = (await db.chain.get('format'))?.value ?? 1;
  if (format === journalFormat) return;
  if (typeof format === 'number' && format > journalFormat) {
    db.close();
    throw new NewerJournal(format);
  }
  await db.chain.put({ name: 'format', value: journalFormat });
}

/** The highest number that a receipt bears. What no till gives as a number is passed over. */
export const newestNumberIn = async (receipts: JournalDatabase['receipts']): Promise<number> =>
  ((await receipts.where('number').between(0, highestNumber, true, true).lastKey()) as unknown as number | undefined) ??
  0;
