import type { EpochMs } from '../../domain/base/time.ts';
import type { CheckQuery, CheckRecord } from '../../domain/code-check/record.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { ShiftOperation } from '../../domain/document/shift.ts';
import type { OpenedPackage, PackageLedger } from '../../domain/goods/opened-package.ts';
import type {
  ChainStep,
  FinishedReceipt,
  JournalBreak,
  JournalHead,
  JournalLink,
  RecordedBreak,
} from '../../domain/journal/chain.ts';
import type { JournalEvent, StoredEvent } from '../../domain/journal/event.ts';
import type { KnownDocuments } from '../../domain/journal/known-documents.ts';
import type { Page, PageQuery, ReceiptQuery } from '../../domain/journal/pages.ts';
import type { OutboxRow } from '../../domain/journal/outbox.ts';

/** Open records of the journal that cannot be read, counted. */
export interface UnreadRecords {
  /** Not finished. */
  readonly receipts: number;
  /** Of the shift, begun and with no end on record. */
  readonly operations: number;
  /** Opened, or something taken of them, and not closed. */
  readonly packages: number;
  /** Sold codes that ЛМ is to be told of. */
  readonly unsent: number;
}

/** What stops a long search: an `AbortSignal` is one. */
export interface Stop {
  readonly aborted: boolean;
}

/** How a search goes on. */
export interface SearchWatch {
  /** Nobody waits for it any more: it ends early, with whatever it has. */
  readonly stop?: Stop | undefined;
  /** `back`: all up to this moment is looked through, newest first. `slow`: a part of the journal is not indexed yet and is read whole. */
  readonly told?: ((progress: { readonly back: EpochMs; readonly slow: boolean }) => void) | undefined;
}

/** How the chain of digests stands when the journal is opened. */
export interface ChainState {
  readonly head: JournalHead;
  /** The last event that was ever linked: more than `head.linked` where links are gone. */
  readonly claimed: number;
  /** Events up to this one were there before the chain was: an older build's. */
  readonly older: number;
  /** The journal's UUID was gone, and this one is new. */
  readonly isAnew: boolean;
  /** An event that has no number a journal gives. */
  readonly hasStrays: boolean;
  /** The highest number that a receipt bears. */
  readonly highestNumber: number;
  /** How far the look through the whole journal has come. */
  readonly verified: Verified;
}

/** `event`: the last one verified. `receipt`: the last one verified, from the newest on. Both absent: from the beginning. */
export interface Verified {
  readonly event?: number | undefined;
  readonly receipt?: string | undefined;
}

/** A piece of the chain, and the events it is about. */
export interface ChainPiece {
  /** The link before the first of `links`. */
  readonly previous?: JournalLink | undefined;
  readonly links: readonly JournalLink[];
  /** Every event after `previous` and up to the last of `links`. */
  readonly steps: ReadonlyArray<ChainStep<StoredEvent>>;
}

/**
 * The journal: strict durability; every method resolves only after its transaction is on the medium. Events are numbered 1, 2, 3… in the transaction of
 * the fact. A finished receipt or operation never changes: what is saved over it later leaves it as it is.
 */
export interface Journal extends ChainedJournal {
  /** The receipt that is not finished yet, if any; none that is put aside. */
  current(): Promise<Receipt | undefined>;
  /** Receipts that are put aside, the first put aside first. */
  parked(): Promise<Receipt[]>;
  /** How many records are open and cannot be read, each kind by itself: goods and money of theirs are known to nobody. */
  unreadable(): Promise<UnreadRecords>;
  get(id: string): Promise<Receipt | undefined>;
  save(receipt: Receipt, ...events: JournalEvent[]): Promise<void>;
  /** Gives the receipt its number and saves it, in one transaction. Returns the receipt as saved. */
  saveNumbered(make: (number: number) => Receipt): Promise<Receipt>;
  /** The end of a sale: the receipt, its outbox rows, what it took of opened packages and its event, all or nothing. A package with nothing left is closed. */
  finish(receipt: Receipt, rows: readonly OutboxRow[], event: JournalEvent): Promise<void>;
  record(event: JournalEvent): Promise<void>;
  /** When and on which receipt this till sold the КИ as a whole; undefined: never. */
  soldBefore(ki: string): Promise<{ readonly at: EpochMs; readonly number: number } | undefined>;
  /** Packages of which parts are sold and that are not closed, oldest first. */
  openedPackages(): Promise<PackageLedger[]>;
  /** The book of one package, closed or not. */
  packageLedger(ki: string): Promise<PackageLedger | undefined>;
  /** Opens or closes a package; what was taken of it stays. */
  savePackage(opened: OpenedPackage, event: JournalEvent): Promise<void>;
  /** When ГИС МТ last said that it is in emergency mode, at `since` or later; undefined: not since then. */
  lastEmergency(since: EpochMs): Promise<EpochMs | undefined>;
  unsent(): Promise<OutboxRow[]>;
  postpone(row: OutboxRow): Promise<void>;
  sent(row: OutboxRow, event: JournalEvent): Promise<void>;
  /** Writes an operation of the shift, or its new state, with its event. */
  saveOperation(operation: ShiftOperation, ...events: JournalEvent[]): Promise<void>;
  /** The operation that was begun and whose end is not on record, if any. */
  pendingOperation(): Promise<ShiftOperation | undefined>;
  /** Newest first. */
  operations(limit: number): Promise<ShiftOperation[]>;
  /** Newest first; events without raw answers. `events`: how many of them, where that is another number than of receipts. */
  recent(limit: number, events?: number): Promise<{ receipts: Receipt[]; events: StoredEvent[] }>;
  /** Receipts of this ФН under the numbers after `after` and up to `upTo`, by their number, and how many of them cannot be read. */
  printed(fn: string, after: number, upTo: number): Promise<{ readonly receipts: Receipt[]; readonly unread: number }>;
  /** A page of receipts, by `timeOf`. A draft is one as well. */
  receipts(query: ReceiptQuery, watch?: SearchWatch): Promise<Page<Receipt>>;
  /** A page of events, without raw answers. */
  events(query: PageQuery<StoredEvent>, watch?: SearchWatch): Promise<Page<StoredEvent>>;
  /** Checks of codes with what came of them and with their raw answers, newest first. */
  checks(query: CheckQuery, watch?: SearchWatch): Promise<CheckRecord[]>;
  /** A journal that took the place of a lost one: numbers of receipts go on after `number`. */
  resume(number: number, event: JournalEvent): Promise<void>;
  /**
   * What is accounted for of this ФН, whose last document is `upTo`; undefined: the journal has never met it. `finish` and `saveOperation` move it with their document when
   * that is the next one.
   */
  knownDocuments(fn: string, upTo: number): Promise<KnownDocuments | undefined>;
  /** Sets it to `fd`, downwards too, with the event. */
  account(known: Pick<KnownDocuments, 'fn' | 'fd'>, event?: JournalEvent): Promise<void>;
  /** One slice of idle work that changes nothing of what is told: packs raw answers, indexes checks. False: nothing is left to do. */
  tidy(): Promise<boolean>;
}

/** The part of the journal that shows edits: `app/journal/chain.ts` works over it in idle time. */
export interface ChainedJournal {
  head(): Promise<JournalHead>;
  chainState(): Promise<ChainState>;
  /** Events after the last link, oldest first. */
  unlinked(limit: number): Promise<Array<ChainStep<StoredEvent>>>;
  /** Adds links, oldest first; links that are there already stay as they are. */
  link(links: readonly JournalLink[]): Promise<void>;
  /** From the first link after event `after` on. */
  linked(after: number, limit: number): Promise<ChainPiece>;
  /** What the paper of a receipt tells people, where its record tells it: also of one that cannot be read any more. */
  paperOf(receiptId: string): Promise<Pick<JournalBreak, 'number' | 'from'>>;
  /** Finished receipts with what stands beside them, newest first, those before `before`. */
  finished(before: string | undefined, limit: number): Promise<FinishedReceipt[]>;
  keepVerified(verified: Verified): Promise<void>;
  /** Puts a break on record, with its event; a counter that went back is set right. */
  recordBreak(found: JournalBreak, event: JournalEvent): Promise<void>;
  /** All that were ever found, newest first. */
  breaks(): Promise<RecordedBreak[]>;
  /** A person has read all of them. */
  readBreaks(event: JournalEvent): Promise<void>;
}
