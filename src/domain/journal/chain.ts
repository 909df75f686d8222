/**
 * The chain of digests over the events of a journal: the digest of an event stands on the one before it, on the event, and on the records that
 * this event finished. Whoever edits any of them later breaks it. It is no signature: who can write the journal can count a whole new chain, and
 * then only a head known elsewhere (`JournalHead`) tells.
 */
import type { RawAnswers } from '../code-check/raw-answers.ts';
import type { Receipt } from '../document/document.ts';
import { isPart } from '../document/line.ts';
import { takenBy, type Withdrawal } from '../goods/opened-package.ts';
import type { ShiftOperation } from '../document/shift.ts';
import type { EpochMs } from '../base/time.ts';

/** What of the journal's event matters here. */
export interface ChainedEvent {
  readonly at: EpochMs;
  readonly kind: string;
  readonly receiptId?: string | undefined;
  readonly data?: unknown;
}

/** A record that never changes after the event that finished it. */
export interface RecordName {
  readonly of: 'receipt' | 'operation';
  readonly id: string;
}

export interface FinishedRecord extends RecordName {
  /** As it is stored; undefined: it is not there, or not finished. */
  readonly value: unknown;
}

/** All that one link of the chain stands on, besides the link before. `n`: number of the event, dense from 1. */
export interface ChainStep<Event extends ChainedEvent = ChainedEvent> {
  readonly n: number;
  /** Without raw answers: those are apart. */
  readonly event: Event;
  readonly raws?: RawAnswers | undefined;
  readonly records: readonly FinishedRecord[];
}

export interface JournalLink {
  readonly n: number;
  /** SHA-256 in hex. */
  readonly digest: string;
  /** The event before it in the chain, where that is not `n - 1`: a gap, told when it was linked. */
  readonly after?: number | undefined;
  /** The chain begins here: with the journal; over what an older build left; anew, after a break. */
  readonly began?: 'new' | 'older' | 'broken' | undefined;
}

/** Where a journal stands: kept elsewhere, it is the witness against a loss, a roll-back and a chain counted anew. */
export interface JournalHead {
  /** UUID, made with the database and kept in it. */
  readonly journal: string;
  readonly since: EpochMs;
  /** Number of the last receipt that has one. */
  readonly number: number;
  /** Number of the last event; `linked` is the last one in the chain. */
  readonly events: number;
  readonly linked: number;
  /** Of that link; '' while there is none. */
  readonly digest: string;
}

export type BreakKind =
  | 'changed' // an event, its raw answers, or a record that it finished
  | 'event-missing'
  | 'event-inserted'
  | 'receipt-missing'
  | 'operation-missing'
  | 'receipt-without-event'
  | 'sold-changed'
  | 'withdrawal-changed'
  | 'links-missing'
  | 'link-changed'
  | 'counter' // the number of the last receipt went back
  | 'identity' // the journal's own UUID is gone
  // by a head known elsewhere
  | 'rolled-back'
  | 'rewritten'
  | 'other-journal';

/** A place where the journal is not what it was. */
export interface JournalBreak {
  readonly what: BreakKind;
  /** The event, or the first of several. */
  readonly n?: number | undefined;
  readonly upTo?: number | undefined;
  readonly receiptId?: string | undefined;
  readonly operationId?: string | undefined;
  readonly ki?: string | undefined;
  /** Of the receipt, for people. */
  readonly number?: number | undefined;
  /** When it was, as far as that can be told: of the record, or of its neighbours. */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  /** Tells this state of the place from another one, so that it is told once. */
  readonly now?: string | undefined;
}

export interface RecordedBreak extends JournalBreak {
  /** When it was found. */
  readonly at: EpochMs;
  /** A person has read it. */
  readonly read?: true | undefined;
}

/** Whether this very place, as it is now, was told before. */
export const isKnown = (found: JournalBreak, known: readonly JournalBreak[]): boolean =>
  known.some(
    ({ what, n, upTo = n, receiptId, operationId, ki, now }) =>
      what === found.what &&
      receiptId === found.receiptId &&
      operationId === found.operationId &&
      ki === found.ki &&
      now === found.now &&
      (found.n === undefined ||
        (n !== undefined && upTo !== undefined && n <= found.n && (found.upTo ?? found.n) <= upTo)),
  );

/** What an event finished, by its kind. */
export function finishedBy({ kind, receiptId, data }: ChainedEvent): RecordName | undefined {
  if (kind === 'operation-done' || kind === 'operation-not-done') {
    const { operationId: id } = (data ?? {}) as { readonly operationId?: unknown };
    return typeof id === 'string' ? { of: 'operation', id } : undefined;
  }
  // A person's word is on record as `recovered`, too: whether the receipt is finished then, the next event says. A document of the ФН that a person took for it finishes it.
  const isWord =
    kind === 'recovered' &&
    typeof data === 'object' &&
    data !== null &&
    'decidedByPerson' in data &&
    !('adopted' in data);
  const isEnd = kind === 'printed' || kind === 'recovered' || kind === 'receipt-cancelled';
  return isEnd && !isWord && receiptId !== undefined ? { of: 'receipt', id: receiptId } : undefined;
}

export const isFinishedReceipt = ({ state }: Pick<Receipt, 'state'>): boolean =>
  state === 'fiscalized' || state === 'cancelled';
export const isFinishedOperation = ({ state }: Pick<ShiftOperation, 'state'>): boolean =>
  state === 'done' || state === 'not-done';

/** JSON with the keys of every object in order and without what is undefined: the same for a value before and after the database. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const known = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${known
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .join(',')}}`;
}

/** What the digest of a link is taken of. `previous`: digest of the link before, '' where the chain begins. */
export function linkText(previous: string, step: ChainStep, after: number | undefined): string {
  try {
    return canonical([
      previous,
      step.n,
      after ?? null,
      step.event,
      step.raws ?? null,
      step.records.map(({ of, id, value }) => [of, id, value ?? null]),
    ]);
  } catch {
    // No JSON holds it (a bigint, a circle): nothing that the till has written.
    return canonical([previous, step.n, 'unreadable']);
  }
}

/** A finished receipt, newest first in the journal, with all that should stand beside it. */
export interface FinishedReceipt {
  readonly receipt: Receipt;
  /** Events that finished it. */
  readonly ends: readonly ChainedEvent[];
  readonly sold: readonly SoldRow[];
  /** Receipts that the sold rows name in place of this one. */
  readonly others: readonly Receipt[];
  readonly withdrawals: readonly Withdrawal[];
}

/** That this till sold a КИ as a whole. */
export interface SoldRow {
  readonly ki: string;
  readonly receiptId: string;
  readonly at: number;
  readonly number: number;
}

/** What is wrong around a finished receipt. */
export function auditReceipt({ receipt, ends, sold, others, withdrawals }: FinishedReceipt): JournalBreak[] {
  if (receipt.state !== 'fiscalized') return [];
  const place = {
    receiptId: receipt.id,
    number: receipt.number,
    from: receipt.fiscal?.at ?? receipt.openedAt,
  } as const;
  if (ends.length === 0) return [{ what: 'receipt-without-event', ...place }];
  const holdsKi = ({ state, lines }: Receipt, ki: string): boolean =>
    state === 'fiscalized' && lines.some(({ mark }) => mark?.ki === ki);
  const isRight = (ki: string): boolean => {
    const row = sold.find((each) => each.ki === ki);
    if (!row) return false;
    if (row.receiptId === receipt.id)
      return row.number === (receipt.number ?? 0) && ends.some(({ at }) => at === row.at);
    // The same КИ came back and was sold again since.
    return others.some(
      (other) => other.id === row.receiptId && (other.number ?? 0) === row.number && holdsKi(other, ki),
    );
  };
  const wrongSold = receipt.lines.flatMap(({ mark, ...line }) =>
    mark && !isPart({ mark, ...line }) && !isRight(mark.ki)
      ? [{ what: 'sold-changed', ki: mark.ki, ...place } as const]
      : [],
  );
  const wrongTaken = takenBy(receipt, receipt.openedAt).flatMap(({ withdrawal: { ki, amount } }) =>
    withdrawals.some((each) => each.ki === ki && each.amount === amount)
      ? []
      : [{ what: 'withdrawal-changed', ki, ...place } as const],
  );
  return [...wrongSold, ...wrongTaken];
}
