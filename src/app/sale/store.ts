/** The document at the till: what the screen sees of it, the order in which things are done to it, and its way into the journal. */
import type { Result } from '../../domain/base/result.ts';
import { lineFacts } from '../../domain/document/line-facts.ts';
import { newReceipt, wasTried } from '../../domain/document/document.ts';
import { lostAnswer, stopPaying } from '../../domain/document/moves.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { Line } from '../../domain/document/line.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import {
  eventOf,
  type ActKind,
  type EventData,
  type EventKind,
  type JournalEvent,
} from '../../domain/journal/event.ts';
import { sessionOf, type Session } from '../../domain/shop/session.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { FiscalizeFailure } from '../fiscal/fiscalizing.ts';
import type { UnknownDocuments } from '../fiscal/unknown-documents.ts';
import type { NewId, TillTime } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { withRejected, type Rejected } from './rejected.ts';

export type Problem = FiscalizeFailure | { readonly kind: 'storage'; readonly detail: string };

/** All that the sale screen shows. A new object for each change. */
export interface SaleView {
  /** The receipt at the till: open, being printed, in doubt, or just printed. */
  readonly receipt: Receipt;
  readonly rejected: readonly Rejected[];
  readonly problem?: Problem | undefined;
  readonly printing: boolean;
  /** Documents of the ФН that the journal does not know: nothing is printed until a person has seen them. */
  readonly unknown?: UnknownDocuments | undefined;
}

export interface StoreDeps {
  readonly journal: Journal;
  readonly clock: TillTime;
  readonly newId: NewId;
  readonly shop: () => Shop;
}

/**
 * One thing at a time is done to the receipt, in order. A draft is shown first and kept at once after: a power cut in between may lose a line, which the cashier
 * sees missing. From `paying` on the journal is a step ahead of the screen and of the world (design, section 1, "The sale").
 */
export class SaleStore {
  #view: SaleView;
  readonly #listeners = new Set<(view: SaleView) => void>();
  #queue: Promise<unknown> = Promise.resolve();
  #isAlone = false;
  readonly #deps: StoreDeps;

  constructor(deps: StoreDeps, left: Receipt | undefined) {
    this.#deps = deps;
    this.#view = { receipt: left ?? this.#newReceipt(), rejected: [], printing: false };
  }

  get view(): SaleView {
    return this.#view;
  }

  get receipt(): Receipt {
    return this.#view.receipt;
  }

  /** The line with this identity, as it is now. */
  line(id: string): Line | undefined {
    return this.receipt.lines.find((line) => line.id === id);
  }

  /** Calls `listener` at each change, until the returned function is called. */
  subscribe(listener: (view: SaleView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when all that was begun so far is done. */
  async caughtUp(): Promise<void> {
    await this.#queue;
  }

  /** Changes what the screen shows. What must not be lost goes through `commit`. */
  set(change: Partial<SaleView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener(this.#view);
  }

  /** One thing at a time, in order. What the journal could not write is told to the person, and does not stop the next thing. */
  do<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#queue.then(work);
    this.#queue = done.catch((reason: unknown) => {
      // Begun, and its end could not be written: the document may exist, and only the ККТ can tell.
      const doubtful = lostAnswer(this.receipt);
      this.set({ receipt: doubtful.ok ? doubtful.value : this.receipt, printing: false, problem: storage(reason) });
    });
    return done;
  }

  /** Writes an event outside of the queue, and has what comes later wait for it: a scan during the print must not wait for the paper. */
  recordNow(event: JournalEvent): Promise<void> {
    const recorded = this.#deps.journal.record(event);
    const told = recorded.catch((reason: unknown) => this.set({ problem: storage(reason) }));
    this.#queue = Promise.allSettled([this.#queue, told]);
    return recorded;
  }

  record(event: JournalEvent): Promise<void> {
    return this.#deps.journal.record(event);
  }

  /** The journal first: what stands on the screen then is on the medium. Rejects where the journal cannot write. */
  async commit(receipt: Receipt, ...events: JournalEvent[]): Promise<void> {
    await this.alone(async () => {
      await this.#deps.journal.save(receipt, ...events);
      this.set({ receipt, problem: undefined });
    });
  }

  /** Shows a change of a draft that is kept in its turn: call `keep` there. What the journal cannot take then, the next write carries. */
  show(receipt: Receipt): void {
    this.set({ receipt });
  }

  /** Writes the receipt as it is shown now. */
  async keep(...events: JournalEvent[]): Promise<void> {
    await this.#deps.journal.save(this.receipt, ...events);
    this.set({ problem: undefined });
  }

  /** Whether goods can be shown in the receipt now, out of turn: it is a draft that nobody is changing, or a printed one that makes way. */
  get isShowable(): boolean {
    const { state } = this.receipt;
    return !this.#view.printing && !this.#isAlone && (state === 'draft' || state === 'fiscalized');
  }

  /** Does something that ends in another receipt than the one on the screen, its showing included: nothing is shown on the old one meanwhile, it would be lost. */
  async alone<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#isAlone = true;
    try {
      return await work();
    } finally {
      this.#isAlone = false;
    }
  }

  /** Commits a lawful move with its events; resolves with why it is none. */
  async move(moved: Result<Receipt, ReceiptFailure>, ...events: JournalEvent[]): Promise<ReceiptFailure | undefined> {
    if (!moved.ok) return moved.failure;
    await this.commit(moved.value, ...events);
    return undefined;
  }

  /** Goods always find a receipt to land in: a printed one makes way for a new one, a payment not yet printed steps back. False: they cannot land now. */
  async makeOpen(): Promise<boolean> {
    if (this.receipt.state === 'fiscalized') this.fresh();
    // Its money may be taken already: only a person's own hand leads back from there.
    else if (this.receipt.state === 'paying' && !wasTried(this.receipt)) await this.move(stopPaying(this.receipt));
    return this.receipt.state === 'draft';
  }

  /** A new receipt. What came too late for a printed one stands over it. */
  fresh(): void {
    const rejected = this.receipt.state === 'fiscalized' ? withRejected(this.#view.rejected) : [];
    this.set({ receipt: this.#newReceipt(), rejected, problem: undefined });
  }

  /** An event of this receipt. */
  event<Kind extends EventKind>(kind: Kind, data: EventData[Kind]): JournalEvent {
    return eventOf(this.#deps.clock.now(), kind, data, this.receipt.id);
  }

  /** What the cashier did, with the name that the receipt would bear. */
  act<Kind extends ActKind>(kind: Kind, data: Omit<EventData[Kind], 'cashier'>): JournalEvent {
    // An omitted field that is put back: TypeScript does not follow a type parameter that far.
    return this.event(kind, { ...data, cashier: this.session.cashier } as unknown as EventData[Kind]);
  }

  /** Who stands at the till now. */
  get session(): Session {
    return sessionOf(this.#deps.shop());
  }

  /** That a line leaves the receipt. */
  removed(line: Line): JournalEvent {
    return this.act('line-removed', { ...lineFacts(line), check: line.check });
  }

  /** A cancelled draft makes way for a new receipt; `data` goes on record. */
  cancelled(receipt: Receipt, data: Omit<EventData['receipt-cancelled'], 'cashier'>): Promise<void> {
    return this.putAside(receipt, this.act('receipt-cancelled', data));
  }

  /** What is kept, and stands at the till no longer, makes way for a new receipt. */
  async putAside(receipt: Receipt, ...events: JournalEvent[]): Promise<void> {
    await this.alone(async () => {
      await this.#deps.journal.save(receipt, ...events);
      this.fresh();
    });
  }

  #newReceipt(): Receipt {
    return newReceipt(this.#deps.newId(), this.#deps.clock.now(), this.session);
  }
}

/** The journal could not be written or read. */
export const storage = (reason: unknown): Problem => ({ kind: 'storage', detail: String(reason) });
