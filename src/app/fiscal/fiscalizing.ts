/** What the printing of a receipt and its recovery need, and how they may fail: shared by `fiscalize`, `settle`, `finish` and `decide`. */
import type { Result } from '../../domain/base/result.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { FoundDocument, PrinterUse } from '../../domain/document/found-document.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import type { TillTime } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { FiscalPrinter, PrinterFailure, PrinterState } from '../ports/printer.ts';
import type { UnknownDocuments } from './unknown-documents.ts';

export interface Fiscalizing {
  readonly printer: FiscalPrinter;
  readonly journal: Journal;
  readonly clock: TillTime;
  /** Whether ЛМ is to be told of sold items. */
  readonly tellsLocalModule: () => boolean;
  /** Opens the shift that the first receipt needs; on record as an operation of the shift. Returns the ККТ as it is then. */
  readonly openShift: (
    state: PrinterState,
  ) => Promise<Result<PrinterState, PrinterFailure | { readonly kind: 'pending' }>>;
  /** `shortTill` of this till: its documents bear a mark with it. Absent: they bear none. */
  readonly till?: string | undefined;
  /** Who sent bytes to the ККТ since a moment of the PC's clock, where that is known. */
  readonly whoUsedPrinter?: ((since: EpochMs) => Promise<PrinterUse>) | undefined;
  /** Compares the ФН with the journal before an intent (app/fiscal/unknown-documents.ts). */
  readonly review?:
    ((state: PrinterState) => Promise<Result<UnknownDocuments | undefined, PrinterFailure>>) | undefined;
}

export type FiscalizeFailure =
  | { readonly kind: 'receipt'; readonly why: ReceiptFailure }
  | PrinterFailure
  | { readonly kind: 'demo-printer' | 'not-printed' | 'pending' }
  | Doubt
  | UnknownDocuments;

/** What the ККТ says, side by side with the intent, when no machine can decide. */
export interface Doubt {
  readonly kind: 'doubt';
  readonly printer: Pick<PrinterState, 'fn' | 'lastFd'>;
  readonly found?: FoundDocument | undefined;
}
