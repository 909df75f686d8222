/** Rows of the journal as they are stored. Some carry a mark of their own: IndexedDB does not index booleans, nor what is absent. */
import type { StoredEvent } from '../domain/journal/event.ts';
import { isFinishedReceipt, type JournalBreak, type JournalLink } from '../domain/journal/chain.ts';
import type { OpenedPackage } from '../domain/goods/opened-package.ts';
import type { RawAnswers } from '../domain/code-check/raw-answers.ts';
import type { Receipt } from '../domain/document/document.ts';
import type { Line } from '../domain/document/line.ts';
import { readReceipt, storedReceipt } from '../domain/document/stored-document.ts';
import { readOperation } from '../domain/document/stored-operation.ts';
import type { ShiftOperation } from '../domain/document/shift.ts';
import type { EpochMs } from '../domain/base/time.ts';

/** A receipt as it is stored: by this build, or in the shape of an older one (`readReceipt`). `open: 1` marks the one that is not finished. */
export interface ReceiptRow extends Pick<Receipt, 'id' | 'state' | 'number' | 'fiscal' | 'openedAt'> {
  readonly open?: 1;
  /** Of a draft: its lines in their order, which are rows of their own. */
  readonly lineIds?: readonly string[];
}

/** A line of the draft. */
export interface DraftLineRow {
  readonly receiptId: string;
  readonly lineId: string;
  readonly line: Line;
}
export type PackageRow = OpenedPackage & { readonly open?: 1 };
export type OperationRow = ShiftOperation & { readonly pending?: 1 };

/** Links of events that follow each other, in one row: a digest of 32 bytes would weigh a hundred in a row of its own. */
export interface LinksRow {
  readonly first: number;
  readonly digests: Uint8Array;
  readonly after?: number | undefined;
  readonly began?: JournalLink['began'];
}

/** Facts of the journal itself, by name. */
export interface ChainRow {
  readonly name: 'identity' | 'older' | 'anew' | 'linked' | 'verified' | 'format';
  readonly value: unknown;
}

/** `event`: number of the event that tells of it. */
export type BreakRow = JournalBreak & {
  readonly at: EpochMs;
  readonly event: number;
  readonly read?: true | undefined;
};

/** `n`: number of the event. */
export interface RawRow extends Pick<RawAnswers, 'answer'> {
  readonly n: number;
  readonly [failed: string]: string | number | undefined;
}

/** `numbers`: of the events whose answers are in it. */
export interface PackRow {
  readonly numbers: readonly number[];
  readonly bytes: Uint8Array;
}

export const receiptRow = (receipt: Receipt): ReceiptRow =>
  isFinishedReceipt(receipt) ? storedReceipt(receipt) : { ...storedReceipt(receipt), open: 1 };
export const packageRow = (opened: OpenedPackage): PackageRow =>
  opened.closedAt === undefined ? { ...opened, open: 1 } : opened;
/** The operations among rows. */
export const operationsIn = (rows: readonly unknown[]): ShiftOperation[] =>
  rows.flatMap((row) => readOperation(row) ?? []);
/** The record as it was written: what the chain of digests stands on. */
export const withoutPending = ({ pending: _, ...stored }: OperationRow): object => stored;
/** The receipts among rows. What somebody has made nonsense of, the chain of digests tells; it must not take the screen away that says so. */
export const receiptsIn = (rows: readonly unknown[]): Receipt[] => rows.flatMap((row) => readReceipt(row) ?? []);
/** The same of a receipt. */
export const withoutOpen = ({ open: _, ...stored }: ReceiptRow): object => stored;

/** An event that the screens and the rules can read. */
export const isSoundEvent = ({ at }: StoredEvent): boolean => Number.isFinite(at);
