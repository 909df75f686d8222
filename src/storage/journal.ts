/** The journal of the till: receipts, events and the outbox. Strict durability; nothing in the program deletes from it (design, section 4). */
import { Dexie, type Collection, type Table } from 'dexie';
import type { Journal, JournalEvent, OutboxRow } from '../app/ports.ts';
import { checksAmong, concerns, paperNumber, type Checked } from '../domain/check-record.ts';
import { isEmergency } from '../domain/code-check.ts';
import { afterSale, takenBy, type OpenedPackage, type PackageBook, type Withdrawal } from '../domain/opened-package.ts';
import { isPart, type Receipt } from '../domain/receipt.ts';
import type { ShiftOperation } from '../domain/shift.ts';

interface SoldRow {
  readonly ki: string;
  readonly receiptId: string;
  readonly at: number;
  readonly number: number;
}

/** `open: 1` marks the one receipt that is not finished: IndexedDB does not index booleans. */
type ReceiptRow = Receipt & { readonly open?: 1 };
type PackageRow = OpenedPackage & { readonly open?: 1 };
type OperationRow = ShiftOperation & { readonly pending?: 1 };

class JournalDatabase extends Dexie {
  declare readonly receipts: Table<ReceiptRow, string>;
  declare readonly events: Table<JournalEvent, number>;
  declare readonly outbox: Table<OutboxRow, string>;
  declare readonly sold: Table<SoldRow, string>;
  declare readonly operations: Table<OperationRow, string>;
  declare readonly packages: Table<PackageRow, string>;
  declare readonly withdrawals: Table<Withdrawal, [string, string]>;
  declare readonly counters: Table<{ readonly name: string; readonly value: number }, string>;

  constructor(name: string) {
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
  }
}

const unfinished = new Set<Receipt['state']>(['draft', 'paying', 'fiscalizing', 'in-doubt']);
const row = (receipt: Receipt): ReceiptRow => (unfinished.has(receipt.state) ? { ...receipt, open: 1 } : receipt);
const packageRow = (opened: OpenedPackage): PackageRow =>
  opened.closedAt === undefined ? { ...opened, open: 1 } : opened;
const packageOfRow = ({ open: _, ...opened }: PackageRow): OpenedPackage => opened;
const operationOf = ({ pending: _, ...operation }: OperationRow): ShiftOperation => operation;
const receiptOf = ({ open: _, ...receipt }: ReceiptRow): Receipt => receipt;

/** Opens the journal. Rejects when the browser gives no database: the till must not sell then. */
export async function openJournal(name = 'poltora-journal'): Promise<Journal & { close(): void }> {
  const db = new JournalDatabase(name);
  await db.open();
  const { receipts, events, outbox, sold, operations, packages, withdrawals, counters } = db;
  const bookOf = async (opened: OpenedPackage): Promise<PackageBook> => ({
    ...opened,
    withdrawals: await withdrawals.where('ki').equals(opened.ki).sortBy('at'),
  });
  return {
    async current() {
      const found = await receipts.where('open').equals(1).last();
      return found && receiptOf(found);
    },
    async get(id) {
      const found = await receipts.get(id);
      return found && receiptOf(found);
    },
    save: (receipt, ...added) =>
      db.transaction('rw', receipts, events, async () => {
        await receipts.put(row(receipt));
        if (added.length > 0) await events.bulkAdd([...added]);
      }),
    saveNumbered: (make) =>
      db.transaction('rw', receipts, counters, async () => {
        const number = ((await counters.get('receipt'))?.value ?? 0) + 1;
        const receipt = make(number);
        await counters.put({ name: 'receipt', value: number });
        await receipts.put(row(receipt));
        return receipt;
      }),
    finish: (receipt, rows, event) =>
      db.transaction('rw', [receipts, events, outbox, sold, packages, withdrawals], async () => {
        await receipts.put(row(receipt));
        await outbox.bulkPut([...rows]);
        await sold.bulkPut(
          receipt.lines.flatMap((line) =>
            line.mark && !isPart(line)
              ? [{ ki: line.mark.ki, receiptId: receipt.id, at: event.at, number: receipt.number ?? 0 }]
              : [],
          ),
        );
        for (const { opened, withdrawal } of takenBy(receipt, event.at)) {
          await withdrawals.put(withdrawal);
          const known = await packages.get(opened.ki);
          await packages.put(packageRow(afterSale(await bookOf(known ? packageOfRow(known) : opened), event.at)));
        }
        await events.add(event);
      }),
    async record(event) {
      await db.transaction('rw', events, () => events.add(event));
    },
    async soldBefore(ki) {
      const found = await sold.get(ki);
      return found && { at: found.at as JournalEvent['at'], number: found.number };
    },
    openedPackages: () =>
      db.transaction('r', packages, withdrawals, async () => {
        const books = await Promise.all(
          (await packages.where('open').equals(1).toArray()).map((each) => bookOf(packageOfRow(each))),
        );
        return books.sort((a, b) => a.openedAt - b.openedAt);
      }),
    packageBook: (ki) =>
      db.transaction('r', packages, withdrawals, async () => {
        const found = await packages.get(ki);
        return found && bookOf(packageOfRow(found));
      }),
    savePackage: (opened, event) =>
      db.transaction('rw', packages, events, async () => {
        await packages.put(packageRow(opened));
        await events.add(event);
      }),
    async lastEmergency(since) {
      const said = await events
        .where('at')
        .aboveOrEqual(since)
        .reverse()
        .filter(({ kind, data }) => kind === 'checked' && isEmergency((data as Checked).check))
        .first();
      return said?.at;
    },
    unsent: () => outbox.toArray().then((rows) => rows.sort((a, b) => a.nextAt - b.nextAt)),
    async postpone(changed) {
      await db.transaction('rw', outbox, () => outbox.put(changed));
    },
    sent: (done, event) =>
      db.transaction('rw', outbox, events, async () => {
        await outbox.delete(done.ki);
        await events.add(event);
      }),
    async saveOperation(operation) {
      const pending = operation.state === 'begun' || operation.state === 'in-doubt';
      await db.transaction('rw', operations, () => operations.put(pending ? { ...operation, pending: 1 } : operation));
    },
    async pendingOperation() {
      const found = await operations.where('pending').equals(1).last();
      return found && operationOf(found);
    },
    operations: async (limit) => (await operations.orderBy('at').reverse().limit(limit).toArray()).map(operationOf),
    recent: async (limit) => ({
      receipts: (await receipts.orderBy('openedAt').reverse().limit(limit).toArray()).map(receiptOf),
      events: await events.orderBy('at').reverse().limit(limit).toArray(),
    }),
    checks: (query) =>
      db.transaction('r', receipts, events, async () => {
        const { from = -Infinity, to = Infinity, text, limit } = query;
        const paper = paperNumber(text);
        const isWanted = ({ kind, data }: JournalEvent): boolean =>
          kind === 'checked' && concerns(data as Checked, text);
        const idsIn = (some: Collection<JournalEvent>): PromiseLike<Array<string | undefined>> =>
          some.toArray((rows) => rows.map(({ receiptId }) => receiptId));
        const ofKi = paper === undefined ? await idsIn(events.where('data.ki').equals(text?.trim() ?? '')) : [];
        const ids =
          paper !== undefined
            ? await receipts.where('number').equals(paper).or('fiscal.fd').equals(paper).primaryKeys()
            : ofKi.length > 0
              ? ofKi
              : // A cursor from the newest, stopped at the limit: the journal of years stays on the medium.
                await idsIn(events.where('at').between(from, to).reverse().filter(isWanted).limit(limit));
        const keys = [...new Set(ids.filter((id) => id !== undefined))];
        // Each receipt's events at one stroke: `anyOf` walks them one by one, and a file of 20 000 checks takes 20 s instead of 3 (measured).
        const [theirs, written] = await Promise.all([
          receipts.bulkGet(keys),
          Promise.all(keys.map((id) => events.where('receiptId').equals(id).toArray())),
        ]);
        return checksAmong(
          theirs.filter((each) => each !== undefined),
          written.flat(),
          query,
        );
      }),
    close: () => db.close(),
  };
}
