/** What happened at the till, for the journal of the shop: a closed list of kinds, each with its own plain data. */
import type { Kopecks } from '../base/money.ts';
import type { EpochMs } from '../base/time.ts';
import type { TrustedTime } from '../base/trusted-time.ts';
import type { Checked } from '../code-check/checked.ts';
import type { StoredCheck } from '../code-check/stored-check.ts';
import type { FiscalMark } from '../document/document.ts';
import type { FoundDocument } from '../document/found-document.ts';
import type { LineFacts } from '../document/line-facts.ts';
import type { ShiftOperationKind } from '../document/shift.ts';
import type { SeniorAct } from '../shop/senior-acts.ts';
import type { JournalBreak } from './chain.ts';

/** Version of the events that this build writes. What came before had none. */
export const eventVersion = 1;

/** One thing that was set otherwise: `local.way` from `relay` to `direct`. Of a secret only whether there is one; the same twice: another one. */
export interface FieldChange {
  readonly field: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** Who did it. */
interface Acted {
  readonly cashier: string;
}

export interface WrongPin extends Partial<LineFacts>, Partial<Acted> {
  /** What the PIN was wanted for. */
  readonly for: string;
  readonly fields?: readonly string[] | undefined;
  /** How many were wrong in a row. */
  readonly wrong: number;
}

interface AmountOf {
  readonly quantity?: number | undefined;
  readonly unit: LineFacts['unit'];
  readonly sum: Kopecks;
}

interface CardFacts {
  readonly gtin?: string | undefined;
  readonly goodsId?: string | undefined;
  readonly name: string;
}

/** A card that was made, or bound to a code. */
export interface CardWritten extends CardFacts {
  readonly price?: Kopecks | undefined;
  readonly unit: LineFacts['unit'];
  /** The code that it was bound to. */
  readonly ki?: string | undefined;
  readonly marked?: boolean | undefined;
}

/** A file of goods, and what it changed: so many cards. */
interface ImportTold {
  readonly file: string;
  readonly fresh: number;
  readonly priceChanged: number;
  readonly otherwise: number;
  readonly archived: number;
  /** Rows that were not taken. */
  readonly refused: number;
}

/** What a receipt held when something was done to all of it. */
interface WholeReceipt {
  readonly lines: readonly LineFacts[];
  readonly total: Kopecks;
  readonly comment?: string | undefined;
}

/** Why a receipt is given up: for the owner, no law asks. */
export const cancelReasons = ['buyer-left', 'no-money', 'mistake', 'other'] as const;
export type CancelReason = (typeof cancelReasons)[number];

interface Operation {
  readonly operationId: string;
  readonly operation: ShiftOperationKind;
}

/** Data of the events by their kind; undefined: the kind says it all. */
export interface EventData {
  // ── scans and checks
  'scan-refused': Readonly<Record<string, unknown>> & { readonly kind: string; readonly raw: string };
  checked: Omit<Checked, 'ki'> & { readonly ki?: string | undefined };
  'sold-unverified': Partial<LineFacts> & Acted & { readonly check: StoredCheck; readonly by: 'pin' | 'owner-code' };
  'sale-registered': { readonly ki: string };
  // ── the receipt
  'line-removed': LineFacts & Acted & { readonly check?: StoredCheck | undefined };
  /** A line that was taken off, and came back. */
  'line-restored': LineFacts & Acted;
  'price-changed': Partial<LineFacts> & Acted & { readonly from?: Kopecks | undefined; readonly to: Kopecks };
  'quantity-changed': Omit<LineFacts, 'sum'> & Acted & { readonly from: AmountOf; readonly to: AmountOf };
  /** `reason`: none where a person gave none, and in what builds before December 2026 wrote. */
  'receipt-cancelled': Acted & WholeReceipt & { readonly reason?: CancelReason | undefined };
  'receipt-parked': Acted & WholeReceipt;
  'receipt-taken-back': Acted & WholeReceipt;
  'age-confirmed': { readonly goods: readonly string[] };
  'age-refused': { readonly goods: readonly string[] };
  'alcohol-refused': { readonly goods: readonly string[]; readonly until?: string | undefined };
  // ── the ККТ
  printed: FiscalMark;
  /** `lastFd`: the ФН has no document of it. Else what the ККТ refused with. */
  'not-printed': { readonly lastFd: number } | { readonly kind: string };
  'lost-answer': { readonly kind: string } | undefined;
  /** `decidedByPerson`: a person's word; `adopted`: the document of the ФН that a person took for this receipt. */
  recovered:
    | FiscalMark
    | {
        readonly decidedByPerson: boolean;
        readonly fd?: number | undefined;
        readonly problem?: object | undefined;
        readonly adopted?: FoundDocument | undefined;
      };
  'operation-done': Operation;
  'operation-not-done': Operation;
  // ── documents of the ФН that are not of this journal: where it began to count, what it took note of by itself, what a person has seen
  'fn-met': { readonly fn: string; readonly fd: number; readonly lastFd?: number | undefined };
  'documents-accounted': { readonly fn: string; readonly documents: readonly FoundDocument[] };
  'documents-seen': { readonly fn: string; readonly documents: readonly FoundDocument[] };
  // ── goods
  'goods-bound': Acted & CardWritten;
  'goods-made': Acted & CardWritten;
  /** A card was changed on the screen of goods. */
  'card-changed': Acted & CardFacts & { readonly changes: readonly FieldChange[]; readonly by?: string | undefined };
  'goods-imported': Acted & ImportTold & { readonly by?: string | undefined };
  /** As it was before that import. */
  'import-taken-back': Acted & ImportTold & { readonly by?: string | undefined };
  'goods-changed': Acted & CardFacts & { readonly law: { readonly from: object; readonly to: object } };
  'package-opened': { readonly ki: string; readonly name: string; readonly content?: number | undefined };
  'package-closed': { readonly ki: string; readonly name: string };
  // ── settings
  'shop-set-up': Acted & { readonly changes: readonly FieldChange[]; readonly by?: string | undefined };
  'settings-changed': Partial<Acted> & { readonly changes: readonly FieldChange[]; readonly by?: string | undefined };
  /** The senior cashier let somebody do what the owner keeps for her. */
  'senior-approved': Acted & { readonly act: SeniorAct; readonly by: 'pin' | 'owner-code' };
  'wrong-pin': WrongPin;
  'pin-locked': WrongPin & { readonly ms: number };
  // ── the till's own memory
  /** What stands outside the journal says that it is not what it was (app/journal/witness.ts). */
  'journal-lost': Readonly<Record<string, unknown>>;
  'chain-broken': JournalBreak;
  /** What was edited behind the till's back, and that a person has read it. */
  'breaks-read': undefined;
  'clock-off': TrustedTime;
  /** An error of the program that nobody caught. */
  fault: { readonly detail: string };
}

export type EventKind = keyof EventData;

/** Kinds that tell what a person did. */
export type ActKind = { [Kind in EventKind]: EventData[Kind] extends Acted ? Kind : never }[EventKind];

interface EventFrame {
  readonly at: EpochMs;
  readonly receiptId?: string | undefined;
  /** Absent in what builds before November 2026 wrote. */
  readonly v?: number | undefined;
  /** What the PC's clock showed, where that was another time. Written by the journal. */
  readonly pc?: EpochMs | undefined;
}

/** An event of one kind. */
export type EventOf<Kind extends EventKind> = EventFrame & {
  readonly kind: Kind;
} & (undefined extends EventData[Kind] ? { readonly data?: EventData[Kind] } : { readonly data: EventData[Kind] });

/** An event as this build writes it. */
export type JournalEvent = { [Kind in EventKind]: EventOf<Kind> }[EventKind];

/** An event as it stands in a journal: of this build, an older or a newer one. Its data are read (`app/journal/happened.ts`, `isChecked`), never trusted. */
export interface StoredEvent extends EventFrame {
  readonly kind: string;
  readonly data?: unknown;
}

/** An event of `kind`. */
export const eventOf = <Kind extends EventKind>(
  at: EpochMs,
  kind: Kind,
  data: EventData[Kind],
  receiptId?: string,
): JournalEvent =>
  // One kind with its own data is one of the union; TypeScript does not follow a type parameter that far.
  ({ v: eventVersion, at, kind, ...(receiptId !== undefined && { receiptId }), data }) as JournalEvent;
