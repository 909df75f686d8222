/** The journal in memory, proved by the contract suite of the journal. */
import { readPaper } from '../../../src/domain/document/stored-document.ts';
import type { Journal, SearchWatch, Verified } from '../../../src/app/ports/journal.ts';
import type { StoredEvent } from '../../../src/domain/journal/event.ts';
import type { OutboxRow } from '../../../src/domain/journal/outbox.ts';
import {
  isFinishedOperation,
  isFinishedReceipt,
  finishedBy,
  type FinishedRecord,
  type JournalLink,
  type RecordedBreak,
} from '../../../src/domain/journal/chain.ts';
import { rawsOf } from '../../../src/domain/code-check/raw-answers.ts';
import { isChecked, type Checked } from '../../../src/domain/code-check/checked.ts';
import { checksAmong } from '../../../src/domain/code-check/record.ts';
import { checkRead, isEmergency } from '../../../src/domain/code-check/stored-check.ts';
import {
  afterSale,
  takenBy,
  type OpenedPackage,
  type PackageLedger,
  type Withdrawal,
} from '../../../src/domain/goods/opened-package.ts';
import { currentOf, parkedOf } from '../../../src/domain/document/parked.ts';
import type { FiscalMark, Receipt } from '../../../src/domain/document/document.ts';
import { isPart } from '../../../src/domain/document/line.ts';
import type { ShiftOperation } from '../../../src/domain/document/shift.ts';
import { epochMs, type EpochMs } from '../../../src/domain/base/time.ts';
import { timeOf, type Page, type PageQuery } from '../../../src/domain/journal/pages.ts';
import { noon } from '../clock.ts';

/** What a journal keeps; plain, so that a crash can take a `structuredClone` of it. */
export interface JournalStore {
  id: string;
  receipts: Receipt[];
  events: StoredEvent[];
  outbox: OutboxRow[];
  sold: Array<{ ki: string; receiptId: string; at: EpochMs; number: number }>;
  packages: OpenedPackage[];
  withdrawals: Withdrawal[];
  operations: ShiftOperation[];
  number: number;
  /** The chain of digests over the events, whose numbers are their places from 1. */
  links: JournalLink[];
  breaks: RecordedBreak[];
  verified: Verified;
  fiscal: Array<{ fn: string; fd: number }>;
}

export const emptyStore = (): JournalStore => ({
  id: 'journal-1',
  receipts: [],
  events: [],
  outbox: [],
  sold: [],
  packages: [],
  withdrawals: [],
  operations: [],
  number: 0,
  links: [],
  breaks: [],
  verified: {},
  fiscal: [],
});

/** Rows that came in through a journal: copies that nobody outside made, and frozen. */
const kept = new WeakSet<object>();

/** As `structuredClone` copies and refuses, but quicker with plain data. */
function frozenCopy(value: unknown): unknown {
  if (typeof value === 'function') throw new DOMException('a function cannot be cloned', 'DataCloneError');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  const copy: Record<string, unknown> = { ...value };
  for (const name of Object.keys(copy)) copy[name] = frozenCopy(copy[name]);
  return Object.freeze(copy);
}

function keptRow(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || kept.has(row)) return row;
  const copy = frozenCopy(row) as object;
  kept.add(copy);
  return copy;
}

/**
 * A journal over `store`. Every write is prepared beside it and swapped in whole, as a transaction would be. Rows are copied on their way in and frozen:
 * they are read as they are, and whoever would change one outside of a write hears of it. Crash tests read millions of them.
 */
export function memoryJournal(store: JournalStore = emptyStore()): Journal {
  const commit = (change: (next: JournalStore) => void): void => {
    const next = Object.fromEntries(
      Object.entries(store).map(([name, value]) => [name, Array.isArray(value) ? [...(value as unknown[])] : value]),
    ) as unknown as JournalStore;
    change(next);
    for (const [name, value] of Object.entries(next))
      Object.assign(next, { [name]: Array.isArray(value) ? value.map(keptRow) : keptRow(value) });
    Object.assign(store, next);
  };
  const put = <Row>(rows: Row[], row: Row, same: (other: Row) => boolean): void => {
    const at = rows.findIndex(same);
    if (at < 0) rows.push(row);
    else rows[at] = row;
  };
  const bookOf = (opened: OpenedPackage): PackageLedger => ({
    ...opened,
    withdrawals: store.withdrawals.filter(({ ki }) => ki === opened.ki).sort((a, b) => a.at - b.at),
  });
  const accountNext = (next: JournalStore, mark: FiscalMark | undefined): void => {
    const known = next.fiscal.find(({ fn, fd }) => fn === mark?.fn && fd === mark.fd - 1);
    if (known) put(next.fiscal, { ...known, fd: known.fd + 1 }, ({ fn }) => fn === known.fn);
  };
  // What is finished stays as it is.
  const putReceipt = (next: JournalStore, receipt: Receipt): void => {
    if (!next.receipts.some((known) => known.id === receipt.id && isFinishedReceipt(known)))
      put(next.receipts, receipt, ({ id }) => id === receipt.id);
  };
  const read = (event: StoredEvent): StoredEvent =>
    event.kind === 'checked' && hasCheck(event)
      ? { ...event, data: { ...event.data, check: checkRead(event.data.check) } }
      : event;
  const record = (event: StoredEvent): FinishedRecord[] => {
    const ended = finishedBy(event);
    if (!ended) return [];
    const value =
      ended.of === 'receipt'
        ? store.receipts.filter(isFinishedReceipt).find(({ id }) => id === ended.id)
        : store.operations.filter(isFinishedOperation).find(({ id }) => id === ended.id);
    return [{ ...ended, value }];
  };
  const stepOf = (event: StoredEvent, index: number) => ({
    n: index + 1,
    event: read(event),
    raws: hasCheck(event) ? rawsOf(event.data.check) : undefined,
    records: record(event),
  });
  const head = async () => ({
    journal: store.id,
    since: noon,
    number: store.number,
    events: store.events.length,
    linked: store.links.at(-1)?.n ?? 0,
    digest: store.links.at(-1)?.digest ?? '',
  });
  const openReceipts = (): Receipt[] =>
    store.receipts.filter((receipt) => !isFinishedReceipt(receipt)).sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    current: async () => currentOf(openReceipts()),
    parked: async () => parkedOf(openReceipts()),
    unreadable: async () => ({ receipts: 0, operations: 0, packages: 0, unsent: 0 }),
    get: async (id) => store.receipts.find((receipt) => receipt.id === id),
    save: async (receipt, ...events) =>
      commit((next) => {
        putReceipt(next, receipt);
        next.events.push(...events);
      }),
    async saveNumbered(make) {
      const receipt = make(store.number + 1);
      commit((next) => {
        next.number += 1;
        putReceipt(next, receipt);
      });
      return receipt;
    },
    finish: async (receipt, rows, event) =>
      commit((next) => {
        putReceipt(next, receipt);
        accountNext(next, receipt.fiscal);
        for (const row of rows) put(next.outbox, row, ({ ki }) => ki === row.ki);
        for (const line of receipt.lines) {
          const { mark } = line;
          if (mark && !isPart(line))
            put(
              next.sold,
              { ki: mark.ki, receiptId: receipt.id, at: event.at, number: receipt.number ?? 0 },
              ({ ki }) => ki === mark.ki,
            );
        }
        for (const { opened, withdrawal } of takenBy(receipt, event.at)) {
          put(
            next.withdrawals,
            withdrawal,
            ({ ki, receiptId }) => ki === withdrawal.ki && receiptId === withdrawal.receiptId,
          );
          const known = next.packages.find(({ ki }) => ki === opened.ki) ?? opened;
          put(
            next.packages,
            afterSale({ ...known, withdrawals: next.withdrawals.filter(({ ki }) => ki === opened.ki) }, event.at),
            ({ ki }) => ki === opened.ki,
          );
        }
        next.events.push(event);
      }),
    record: async (event) => commit((next) => void next.events.push(event)),
    async soldBefore(ki) {
      const found = store.sold.find((row) => row.ki === ki);
      return found && { at: found.at, number: found.number };
    },
    openedPackages: async () =>
      store.packages
        .filter(({ closedAt }) => closedAt === undefined)
        .map(bookOf)
        .sort((a, b) => a.openedAt - b.openedAt),
    async packageLedger(ki) {
      const found = store.packages.find((row) => row.ki === ki);
      return found && bookOf(found);
    },
    savePackage: async (opened, event) =>
      commit((next) => {
        put(next.packages, opened, ({ ki }) => ki === opened.ki);
        next.events.push(event);
      }),
    lastEmergency: async (since) =>
      store.events
        .filter(({ at, kind, data }) => at >= since && kind === 'checked' && isChecked(data) && isEmergency(data.check))
        .at(-1)?.at,
    unsent: async () => [...store.outbox].sort((a, b) => a.nextAt - b.nextAt),
    postpone: async (row) => commit((next) => put(next.outbox, row, ({ ki }) => ki === row.ki)),
    sent: async (row, event) =>
      commit((next) => {
        next.outbox = next.outbox.filter(({ ki }) => ki !== row.ki);
        next.events.push(event);
      }),
    saveOperation: async (operation, ...events) =>
      commit((next) => {
        if (!next.operations.some((known) => known.id === operation.id && isFinishedOperation(known)))
          put(next.operations, operation, ({ id }) => id === operation.id);
        accountNext(next, operation.fiscal);
        next.events.push(...events);
      }),
    pendingOperation: async () =>
      store.operations.filter(({ state }) => state === 'begun' || state === 'in-doubt').at(-1),
    operations: async (limit) =>
      [...store.operations]
        .reverse()
        .sort((a, b) => b.at - a.at)
        .slice(0, limit),
    recent: async (limit, most = limit) => ({
      receipts: [...store.receipts].sort((a, b) => b.openedAt - a.openedAt).slice(0, limit),
      events: store.events
        .map(read)
        .reverse()
        .sort((a, b) => b.at - a.at)
        .slice(0, most),
    }),
    receipts: async ({ number, ...query }, watch = {}) => {
      const papers = store.receipts.filter(
        (receipt) => number !== undefined && (receipt.number === number || receipt.fiscal?.fd === number),
      );
      const newestFirst = [...store.receipts].sort((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1));
      const by = { placeOf: ({ openedAt }: Receipt) => openedAt, when: timeOf };
      const found = pageOf(
        papers.sort((a, b) => timeOf(b) - timeOf(a)),
        by,
        query,
        watch,
      );
      return query.after === undefined && found.items.length > 0 ? found : pageOf(newestFirst, by, query, watch);
    },
    events: async (query, watch = {}) => {
      const atOf = ({ at }: StoredEvent): EpochMs => at;
      const newestFirst = store.events
        .map(read)
        .reverse()
        .sort((a, b) => b.at - a.at);
      return pageOf(newestFirst, { placeOf: atOf, when: atOf }, query, watch);
    },
    printed: async (fn, after, upTo) => ({
      receipts: store.receipts
        .filter(({ fiscal }) => fiscal?.fn === fn && fiscal.fd > after && fiscal.fd <= upTo)
        .sort((a, b) => (a.fiscal?.fd ?? 0) - (b.fiscal?.fd ?? 0)),
      unread: 0,
    }),
    checks: async (query, { stop, told } = {}) => {
      if (stop?.aborted) return [];
      const [first] = store.events;
      if (first) told?.({ back: first.at, slow: false });
      return checksAmong(
        store.receipts,
        store.events.filter((event) => event.kind !== 'checked' || hasCheck(event)),
        query,
      );
    },
    resume: async (number, event) =>
      commit((next) => {
        next.number = Math.max(next.number, number);
        next.events.push(event);
      }),
    async knownDocuments(fn, upTo) {
      const known = store.fiscal.find((row) => row.fn === fn);
      const marks = [...store.receipts, ...store.operations].flatMap(({ fiscal }) =>
        fiscal?.fn === fn ? [fiscal] : [],
      );
      if (known)
        return {
          ...known,
          beyond: marks.filter(({ fd }) => fd > known.fd && fd <= upTo),
          derived: false,
        };
      return marks.length === 0
        ? undefined
        : { fn, fd: Math.max(...marks.map(({ fd }) => fd)), beyond: [], derived: true };
    },
    account: async (known, event) =>
      commit((next) => {
        put(next.fiscal, { fn: known.fn, fd: known.fd }, ({ fn }) => fn === known.fn);
        if (event) next.events.push(event);
      }),
    tidy: async () => false,
    head,
    chainState: async () => ({
      head: await head(),
      claimed: store.links.at(-1)?.n ?? 0,
      older: 0,
      isAnew: false,
      hasStrays: false,
      highestNumber: Math.max(0, ...store.receipts.map(({ number = 0 }) => number)),
      verified: store.verified,
    }),
    unlinked: async (limit) => {
      const after = store.links.at(-1)?.n ?? 0;
      return store.events.map(stepOf).slice(after, after + limit);
    },
    link: async (links) =>
      commit((next) => void next.links.push(...links.filter(({ n }) => n > (next.links.at(-1)?.n ?? 0)))),
    linked: async (after, limit) => {
      const links = store.links.filter(({ n }) => n > after).slice(0, limit);
      return {
        previous: store.links.filter(({ n }) => n <= after).at(-1),
        links,
        steps: store.events.map(stepOf).slice(after, links.at(-1)?.n ?? after),
      };
    },
    paperOf: async (receiptId) => readPaper(store.receipts.find(({ id }) => id === receiptId)),
    finished: async (before, limit) =>
      store.receipts
        .filter((receipt) => isFinishedReceipt(receipt) && (before === undefined || receipt.id < before))
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, limit)
        .map((receipt) => {
          const sold = receipt.lines.flatMap(({ mark }) => store.sold.filter(({ ki }) => ki === mark?.ki));
          return {
            receipt,
            sold,
            ends: store.events.filter((event) => finishedBy(event)?.id === receipt.id),
            others: store.receipts.filter(
              ({ id }) => id !== receipt.id && sold.some(({ receiptId }) => receiptId === id),
            ),
            withdrawals: store.withdrawals.filter(({ receiptId }) => receiptId === receipt.id),
          };
        }),
    keepVerified: async (verified) => commit((next) => void (next.verified = verified)),
    recordBreak: async (found, event) =>
      commit((next) => {
        next.breaks.unshift({ ...found, at: event.at });
        next.events.push(event);
        if (found.what === 'counter')
          next.number = Math.max(next.number, ...next.receipts.map(({ number = 0 }) => number));
      }),
    breaks: async () => [...store.breaks],
    readBreaks: async (event) =>
      commit((next) => {
        next.breaks = next.breaks.map((found) => ({ ...found, read: true }));
        next.events.push(event);
      }),
  };
}

/** A page of rows that are in their order. */
function pageOf<Item>(
  rows: readonly Item[],
  { placeOf, when }: { readonly placeOf: (item: Item) => EpochMs; readonly when: (item: Item) => EpochMs },
  { from = epochMs(-Infinity), to = epochMs(Infinity), isWanted = () => true, after, limit, look }: PageQuery<Item>,
  { stop, told }: SearchWatch,
): Page<Item> {
  const items: Item[] = [];
  let end = after;
  const left = after ? rows.filter((row) => placeOf(row) <= after.at).slice(after.skip) : rows;
  for (const [looked, row] of (stop?.aborted ? [] : left).entries()) {
    if (items.length >= limit || looked >= look) return { items, next: end };
    if (when(row) >= from && when(row) < to && isWanted(row)) items.push(row);
    const at = placeOf(row);
    end = { at, skip: end?.at === at ? end.skip + 1 : 1 };
    told?.({ back: at, slow: false });
  }
  return { items };
}

const hasCheck = (event: StoredEvent): event is StoredEvent & { readonly data: Checked } =>
  event.kind === 'checked' && isChecked(event.data);
