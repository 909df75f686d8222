/** A document of the till: what is sold to whom, how it is paid, and where it stands on its way into the ФН. */
import type { Kopecks } from '../base/money.ts';
import type { EpochMs } from '../base/time.ts';
import type { Session } from '../shop/session.ts';
import type { Line } from './line.ts';
import type { Adjustment } from './adjustment.ts';
import type { Tender } from './tender.ts';

/** Goods for money, money back for goods, a document that puts earlier ones right (marking-codes.md §2: tags 1054 and 1173). */
export type DocumentKind = 'sale' | 'return' | 'correction';

/** Tag 1054 of a receipt by its kind: приход, возврат прихода. A correction has the operation of what it corrects. */
export const operations: Readonly<Record<Exclude<DocumentKind, 'correction'>, 1 | 2>> = { sale: 1, return: 2 };

/** What was about to be printed, committed before the first byte that could close a document. */
export interface Intent {
  readonly fn: string;
  readonly expectedFd: number;
  readonly total: Kopecks;
  readonly at: EpochMs;
  /** By the PC's own clock, where that shows another time: who was at the ККТ since then, the bridge tells by it. */
  readonly pcAt?: EpochMs | undefined;
  /** By the clock of the ККТ, which dates its documents, where it tells it. */
  readonly kktAt?: EpochMs | undefined;
  /** Tag 1192 of the document to come (`till-mark.ts`). */
  readonly tillMark?: string | undefined;
}

/** What the ККТ printed: ФН number, number of the fiscal document, its fiscal sign (ФПД). */
export interface FiscalMark {
  readonly fn: string;
  readonly fd: number;
  readonly fpd: string;
  readonly at: EpochMs;
}

/**
 * `draft → paying → fiscalizing → fiscalized`; `in-doubt` after a lost answer; `cancelled` from a draft only.
 * From `fiscalizing` on the money is taken: nothing leads back to a draft.
 */
export const documentStates = ['draft', 'paying', 'fiscalizing', 'fiscalized', 'in-doubt', 'cancelled'] as const;
export type DocumentState = (typeof documentStates)[number];

export interface Document {
  /** UUIDv7: the identity. `number` is only a label for people, given at payment. */
  readonly id: string;
  readonly kind: DocumentKind;
  readonly number?: number | undefined;
  readonly state: DocumentState;
  readonly openedAt: EpochMs;
  /** Who opened it; absent in what builds before November 2026 wrote. */
  readonly session?: Pick<Session, 'cashier'> | undefined;
  readonly lines: readonly Line[];
  /** Somebody looked at the buyer: 18 or older. Once for the receipt, whatever is added later, as long as goods for adults are in it. */
  readonly adult?: { readonly at: EpochMs } | undefined;
  /** Empty until the cashier has said how the buyer pays. Their amounts make up what is due. */
  readonly tenders: readonly Tender[];
  /** What is taken off the sum of the lines. */
  readonly adjustments: readonly Adjustment[];
  /** Where the buyer wants the electronic receipt (tag 1008). */
  readonly buyer?: string | undefined;
  /** What the cashier notes of it; on no paper. */
  readonly comment?: string | undefined;
  /** Since when this draft is put aside for its buyer to come back. */
  readonly parkedAt?: EpochMs | undefined;
  readonly intent?: Intent | undefined;
  readonly fiscal?: FiscalMark | undefined;
}

/** The receipt of a sale: what the sale screen works on. */
export type Receipt = Document & { readonly kind: 'sale' };

export const newReceipt = (id: string, openedAt: EpochMs, session?: Document['session']): Receipt => ({
  id,
  kind: 'sale',
  state: 'draft',
  openedAt,
  ...(session && { session: { cashier: session.cashier } }),
  lines: [],
  tenders: [],
  adjustments: [],
});

export const isOpen = ({ state }: Pick<Document, 'state'>): boolean => state === 'draft' || state === 'paying';

/** «Пробить чек» was pressed once already: it has its number, and the buyer may have paid. */
export const wasTried = ({ number }: Pick<Document, 'number'>): boolean => number !== undefined;
