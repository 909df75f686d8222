/** The journal of the till: receipts, events and the outbox. Strict durability; nothing in the program deletes from it (design, section 4). */
import type { Journal } from '../app/ports/journal.ts';
import type { JournalEvent } from '../domain/journal/event.ts';
import type { NewId } from '../app/ports/clock.ts';
import type { Packer } from '../app/ports/packer.ts';
import { isChecked } from '../domain/code-check/checked.ts';
import { isEmergency } from '../domain/code-check/stored-check.ts';
import { isFinishedOperation, isFinishedReceipt } from '../domain/journal/chain.ts';
import { afterSale, takenBy, type OpenedPackage, type PackageLedger } from '../domain/goods/opened-package.ts';
import type { FiscalMark, Receipt } from '../domain/document/document.ts';
import { isPart } from '../domain/document/line.ts';
import { currentOf, parkedOf } from '../domain/document/parked.ts';
import { readReceipt } from '../domain/document/stored-document.ts';
import { bookOf, readPackage } from '../domain/goods/stored-package.ts';
import {
  isFiscalMark,
  readCounter,
  readIdentity,
  readKnownDocuments,
  readOutboxRow,
  readSold,
} from '../domain/journal/stored-rows.ts';
import { highestNumber } from '../domain/document/till-mark.ts';
import type { EpochMs } from '../domain/base/time.ts';
import { tellOffMs } from '../domain/base/trusted-time.ts';
import { claimFormat, JournalDatabase, newestNumberIn } from './journal-database.ts';
import { draftStore } from './journal-drafts.ts';
import { linkStore } from './journal-links.ts';
import { apart, rawStore } from './journal-raws.ts';
import { isSoundEvent, operationsIn, packageRow, receiptsIn, type ReceiptRow } from './journal-rows.ts';
import type { CheckSearch } from './journal-search.ts';

/** What the journal needs of the world. */
export interface JournalWorld {
  readonly now: () => number;
  /** What the PC's own clock shows; absent: the same. */
  readonly pcNow?: (() => EpochMs) | undefined;
  readonly newId: NewId;
  /** Absent: raw answers stay as long as they came. */
  readonly packer?: Packer | undefined;
}

/** Opening and closing a shift a few times a day, this is weeks. */
const farthestOperation = 100;

/** Opens the journal. Rejects when the browser gives no database: the till must not sell then. */
export async function openJournal(name: string, world: JournalWorld): Promise<Journal & { close(): void }> {
  const db = new JournalDatabase(name, world);
  await db.open();
  const {
    receipts,
    draftLines,
    events,
    outbox,
    sold,
    operations,
    packages,
    withdrawals,
    counters,
    chain,
    raws,
    fiscal,
  } = db;
  await claimFormat(db);
  // It was made with the database: somebody has wiped it.
  if (!readIdentity((await chain.get('identity'))?.value))
    await chain.bulkPut([
      { name: 'identity', value: { journal: world.newId(), since: world.now() } },
      { name: 'anew', value: true },
    ]);
  /** Within the transaction that writes the document. */
  const accountNext = async (mark: FiscalMark | undefined): Promise<void> => {
    if (mark && readKnownDocuments(await fiscal.get(mark.fn))?.fd === mark.fd - 1)
      await fiscal.put({ fn: mark.fn, fd: mark.fd });
  };
  const ledgerOf = async (opened: OpenedPackage): Promise<PackageLedger> =>
    bookOf(opened, await withdrawals.where('ki').equals(opened.ki).sortBy('at'));
  const ledgers = async (rows: readonly unknown[]): Promise<PackageLedger[]> =>
    Promise.all(rows.flatMap((row) => readPackage(row) ?? []).map(ledgerOf));
  /** The number of the last receipt; of a counter that cannot be read nobody may take a number that a paper bears. */
  const lastNumber = async (): Promise<number> =>
    readCounter(await counters.get('receipt')) ?? (await newestNumberIn(receipts));
  /** The newest so many that can be read. */
  const newest = async (limit: number): Promise<Receipt[]> => {
    const found: ReceiptRow[] = [];
    await receipts
      .orderBy('openedAt')
      .reverse()
      .until(() => found.length >= limit)
      .each((row) => void (readReceipt(row) && found.push(row)));
    return receiptsIn(await drafts.whole(found));
  };
  // A row that is none must not keep the till from opening: `unreadable` tells of it.
  const openReceipts = async (): Promise<Receipt[]> =>
    receiptsIn(await drafts.whole(await receipts.where('open').equals(1).toArray()));
  const answers = rawStore(db, world.packer);
  const drafts = draftStore(db);
  /** Nobody sells with it: its code comes in idle time, or when somebody searches. */
  const search = async (): Promise<CheckSearch> =>
    (await import('./journal-search.ts')).checkSearch({ db, drafts, answers });
  /** Nor with this: it comes with the screen of the journal. */
  const pages = async (): Promise<Pick<Journal, 'receipts' | 'events'>> =>
    (await import('./journal-pages.ts')).journalPages(db, drafts);
  /**
   * Adds an event, in a transaction of `events` and `raws`. Its key is its number: the database gives 1, 2, 3… in the transaction of the fact, takes the
   * number back where that fails (Indexed Database API 3.0, "key generator"), and has done so since the first build.
   */
  const add = async (event: JournalEvent): Promise<number> => {
    const pc = world.pcNow?.();
    const isOff = pc !== undefined && Math.abs(pc - event.at) > tellOffMs;
    const parted = apart({ ...event, ...(isOff && { pc }) });
    const n = await events.add(parted.event);
    if (parted.raws) await raws.add({ n, ...parted.raws });
    return n;
  };
  /** What is finished stays as it is: neither a late write of an open receipt may open it again, nor another end change the first one. */
  const putReceipt = async (receipt: Receipt): Promise<void> => {
    const known = await receipts.get(receipt.id);
    if (known && isFinishedReceipt(known)) return;
    await (receipt.state === 'draft' ? drafts.put(receipt) : drafts.putWhole(receipt));
  };
  return {
    ...linkStore(db, answers, add),
    async current() {
      return currentOf(await openReceipts());
    },
    async parked() {
      return parkedOf(await openReceipts());
    },
    async unreadable() {
      const open = await receipts.where('open').equals(1).toArray();
      const begun = await operations.where('pending').equals(1).toArray();
      const books = await packages.where('open').equals(1).toArray();
      const unsent = await outbox.toArray();
      const known = await ledgers(books);
      return {
        receipts: open.length - receiptsIn(open).length,
        operations: begun.length - operationsIn(begun).length,
        packages: books.length - known.filter(({ unread }) => !unread).length,
        unsent: unsent.length - unsent.flatMap((row) => readOutboxRow(row) ?? []).length,
      };
    },
    async get(id) {
      return receiptsIn(await drafts.whole([await receipts.get(id)])).at(0);
    },
    save: (receipt, ...added) =>
      db.transaction('rw', receipts, draftLines, events, raws, async () => {
        await putReceipt(receipt);
        for (const event of added) await add(event);
      }),
    saveNumbered: (make) =>
      db.transaction('rw', receipts, draftLines, counters, async () => {
        const number = (await lastNumber()) + 1;
        const receipt = make(number);
        await counters.put({ name: 'receipt', value: number });
        await putReceipt(receipt);
        return receipt;
      }),
    finish: (receipt, rows, event) =>
      db.transaction(
        'rw',
        [receipts, draftLines, events, raws, outbox, sold, packages, withdrawals, fiscal],
        async () => {
          await putReceipt(receipt);
          await accountNext(receipt.fiscal);
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
            const known = readPackage(await packages.get(opened.ki));
            const ledger = await ledgerOf(known ?? opened);
            // A book that could not be read is not written over as if it had been.
            if (!ledger.unread) await packages.put(packageRow(afterSale(ledger, event.at)));
            else if (!known) await packages.put(packageRow(opened));
          }
          await add(event);
        },
      ),
    async record(event) {
      await db.transaction('rw', events, raws, () => add(event));
    },
    async soldBefore(ki) {
      return readSold(await sold.get(ki));
    },
    openedPackages: () =>
      db.transaction('r', packages, withdrawals, async () => {
        const books = await ledgers(await packages.where('open').equals(1).toArray());
        return books.sort((a, b) => a.openedAt - b.openedAt);
      }),
    packageLedger: (ki) =>
      db.transaction('r', packages, withdrawals, async () => {
        const found = readPackage(await packages.get(ki));
        return found && ledgerOf(found);
      }),
    savePackage: (opened, event) =>
      db.transaction('rw', packages, events, raws, async () => {
        await packages.put(packageRow(opened));
        await add(event);
      }),
    async lastEmergency(since) {
      const said = await events
        .where('at')
        .aboveOrEqual(since)
        .reverse()
        .filter(({ kind, data }) => kind === 'checked' && isChecked(data) && isEmergency(data.check))
        .first();
      return said?.at;
    },
    unsent: async () =>
      (await outbox.toArray()).flatMap((row) => readOutboxRow(row) ?? []).sort((a, b) => a.nextAt - b.nextAt),
    async postpone(changed) {
      await db.transaction('rw', outbox, () => outbox.put(changed));
    },
    sent: (done, event) =>
      db.transaction('rw', outbox, events, raws, async () => {
        await outbox.delete(done.ki);
        await add(event);
      }),
    saveOperation: (operation, ...added) =>
      db.transaction('rw', operations, fiscal, events, raws, async () => {
        const known = await operations.get(operation.id);
        if (!known || !isFinishedOperation(known))
          await operations.put(isFinishedOperation(operation) ? operation : { ...operation, pending: 1 });
        await accountNext(operation.fiscal);
        for (const event of added) await add(event);
      }),
    async pendingOperation() {
      return operationsIn(await operations.where('pending').equals(1).toArray()).at(-1);
    },
    operations: async (limit) => operationsIn(await operations.orderBy('at').reverse().limit(limit).toArray()),
    recent: async (limit, most = limit) => ({
      receipts: await newest(limit),
      events: await events.orderBy('at').reverse().filter(isSoundEvent).limit(most).toArray(),
    }),
    receipts: async (query, watch) => (await pages()).receipts(query, watch),
    events: async (query, watch) => (await pages()).events(query, watch),
    async printed(fn, after, upTo) {
      const rows = await receipts
        .where('fiscal.fd')
        .between(after, upTo, false, true)
        .filter((row) => row.fiscal?.fn === fn)
        .toArray();
      const read = receiptsIn(rows);
      return { receipts: read, unread: rows.length - read.length };
    },
    checks: async (query, watch = {}) => (await search()).find(query, watch),
    tidy: async () => (await (await search()).grow()) || answers.packSome(),
    resume: (number, event) =>
      db.transaction('rw', counters, receipts, events, raws, async () => {
        const known = await lastNumber();
        if (number > known) await counters.put({ name: 'receipt', value: Math.min(number, highestNumber) });
        await add(event);
      }),
    knownDocuments: (fn, upTo) =>
      db.transaction('r', receipts, operations, fiscal, async () => {
        const known = readKnownDocuments(await fiscal.get(fn));
        if (known && known.fd >= upTo) return { ...known, beyond: [], derived: false };
        const isOf = ({ fiscal: mark }: { readonly fiscal?: FiscalMark | undefined }): boolean =>
          mark?.fn === fn && (!known || (mark.fd > known.fd && mark.fd <= upTo));
        const printed = known
          ? receipts.where('fiscal.fd').between(known.fd, upTo, false, true)
          : receipts.orderBy('fiscal.fd').reverse();
        // Only the newest may stand beyond: the journal counted on until something came in between.
        const newest = operations
          .orderBy('at')
          .reverse()
          .filter(isOf)
          .limit(known ? farthestOperation : 1);
        const marks = [
          ...(await printed
            .filter(isOf)
            .limit(known ? upTo - known.fd : 1)
            .toArray()),
          ...(await newest.toArray()),
        ].flatMap(({ fiscal: mark }) => (isFiscalMark(mark) ? [mark] : []));
        if (known) return { ...known, beyond: marks, derived: false };
        return marks.length === 0
          ? undefined
          : { fn, fd: Math.max(...marks.map(({ fd }) => fd)), beyond: [], derived: true };
      }),
    account: ({ fn, fd }, event) =>
      db.transaction('rw', fiscal, events, raws, async () => {
        await fiscal.put({ fn, fd });
        if (event) await add(event);
      }),
    close: () => db.close(),
  };
}
