import type { Kopecks } from '../../domain/base/money.ts';
import type { Result } from '../../domain/base/result.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import type { Tags } from '../../domain/document/fiscal-document.ts';
import type { FoundDocument } from '../../domain/document/found-document.ts';
import type { MarkResult } from '../../domain/document/mark-result.ts';
import type { PrinterTrouble } from '../../domain/document/printer-trouble.ts';
import type { FiscalMark } from '../../domain/document/document.ts';
import type { ShiftTakings } from '../../domain/document/takings.ts';
import type { Taxation } from '../../domain/shop/taxation.ts';

export type PrinterFailure =
  /** Certainly nothing happened. `detail`: how the link failed. */
  | { readonly kind: 'not-connected'; readonly detail?: string | undefined }
  /** Certainly nothing happened: the ККТ said why. `detail` is its own text, `item` the line it complains of (from 0). */
  | {
      readonly kind: 'refused';
      readonly trouble: PrinterTrouble;
      readonly detail?: string | undefined;
      readonly item?: number | undefined;
    }
  /** It may have happened: ask `find`, or compare `state` and `cash`. */
  | { readonly kind: 'lost-answer'; readonly detail?: string | undefined };

/** The ККТ at this moment. Asking changes nothing on paper and nothing in the ФН. */
export interface PrinterState {
  readonly model: string;
  /** Serial number of the ФН, 16 digits. */
  readonly fn: string;
  /** Number of the last fiscal document; 0 on a fresh ФН. */
  readonly lastFd: number;
  /** The clock of the ККТ, which dates its documents; absent where it does not tell it. */
  readonly clock?: EpochMs | undefined;
  /** Prints nothing that a tax officer would know: a demo, or a ККТ with a debug ФН. */
  readonly demo: boolean;
  readonly shift: {
    /** `expired`: open for more than 24 h; only closing it is allowed (54-ФЗ art. 4.3 p. 2). */
    readonly state: 'open' | 'closed' | 'expired';
    readonly number: number;
    readonly openedAt?: EpochMs | undefined;
    /** ФД number of the report of its opening; absent where the ККТ does not tell it, and when it is closed. */
    readonly openedFd?: number | undefined;
  };
  /** What keeps the next document from being printed, if anything: paper, cover, a print still running. */
  readonly trouble?: PrinterTrouble | undefined;
  /** A document that the ФН has already came out on paper in part only: the rest comes when the trouble is over. */
  readonly interrupted?: boolean | undefined;
  readonly about?: PrinterAbout | undefined;
  /** Documents not yet confirmed by ОФД and the date of the oldest; absent where nobody tells. */
  readonly ofd?: { readonly unsent: number; readonly since?: EpochMs | undefined } | undefined;
  /** What the ФН warns of itself: 3 days and 30 days of its life left, memory 90 % full, ОФД silent for too long. */
  readonly warnings: ReadonlyArray<'fn-3-days' | 'fn-30-days' | 'fn-memory' | 'ofd-silent'>;
}

/** What does not change while the ККТ is connected. */
export interface PrinterAbout {
  readonly serial?: string | undefined;
  readonly firmware?: string | undefined;
  readonly ffd?: '1.0' | '1.05' | '1.1' | '1.2' | undefined;
  /** ИНН it is registered to, without padding. */
  readonly inn?: string | undefined;
  /** Taxation systems it is registered for. */
  readonly taxations?: readonly Taxation[] | undefined;
  /** Last day of the ФН. */
  readonly fnUntil?: EpochMs | undefined;
  /** Where it was found: the gateway, or a port. */
  readonly place?: string | undefined;
}

/** What the tax office and the ОФД have on this ККТ (kkt-shtrih.md §2.9, table 18): what nobody need type at a set-up. Each is absent where the ККТ does not tell it. */
export interface PrinterRegistration {
  /** Without padding. */
  readonly inn?: string | undefined;
  /** Name of the owner, tag 1048. */
  readonly owner?: string | undefined;
  /** Where the sales are made: address and place, tags 1009 and 1187. */
  readonly address?: string | undefined;
  readonly place?: string | undefined;
  readonly taxations?: readonly Taxation[] | undefined;
  readonly ofd?: string | undefined;
}

export interface CashState {
  /** What should lie in the drawer. */
  readonly drawer: Kopecks;
  /** Paid in and out in this shift; recovery of a lost answer compares them. */
  readonly paidIn: Kopecks;
  readonly paidOut: Kopecks;
}

export interface PrintRules {
  /** Lines of the shop's own under the goods: on paper only, and no reason to refuse a document. */
  readonly text: readonly string[];
  /** Refuse the whole document when the ККТ or ОИСМ finds a mark false ([М-]). */
  readonly refuseRefuted: boolean;
  /** Hears what the ККТ says of each marked item, as it says it. `item` counts from 0 as in tag 1059. */
  onMarkResult(item: number, result: MarkResult): void;
}

/** A ККТ. Its methods may be called at any moment: each waits for the one before. None throws for what it names. */
export interface FiscalPrinter {
  state(): Promise<Result<PrinterState, PrinterFailure>>;
  /** What it is registered with. Changes nothing; a ККТ that nobody has registered tells nothing, which is no failure. */
  registration(): Promise<Result<PrinterRegistration, PrinterFailure>>;
  /**
   * Brings the ККТ to rest: lets a print end, goes on with one that paper interrupted, annuls a document left open. After it no late
   * command of a dead page can close a document any more, so that what `find` does not find does not exist.
   */
  rest(): Promise<Result<void, PrinterFailure>>;
  /** Prints and closes one document. The mark comes as soon as the ФН has it; paper may still be moving. */
  print(document: Tags, rules: PrintRules): Promise<Result<FiscalMark, PrinterFailure>>;
  /**
   * Looks a document up in the ФН; undefined: there is none with this number. With `full` it is read with its contents, as far as the ККТ
   * gives them: a command for each of its tags, so for recovery only.
   */
  find(fd: number, how?: { readonly full: boolean }): Promise<Result<FoundDocument | undefined, PrinterFailure>>;
  openShift(cashier: string): Promise<Result<FiscalMark, PrinterFailure>>;
  /** The Z report. */
  closeShift(cashier: string): Promise<Result<FiscalMark, PrinterFailure>>;
  /** The X report: paper only. */
  report(): Promise<Result<void, PrinterFailure>>;
  /** A copy of the last document on paper; no fiscal document comes of it. */
  copy(): Promise<Result<void, PrinterFailure>>;
  cash(): Promise<Result<CashState, PrinterFailure>>;
  /** What it has counted in the open shift, receipts of other tills and programs among it; undefined: it does not tell. */
  counters(): Promise<Result<ShiftTakings | undefined, PrinterFailure>>;
  /** Paper and registers only; both are no fiscal documents. */
  cashIn(sum: Kopecks): Promise<Result<void, PrinterFailure>>;
  cashOut(sum: Kopecks): Promise<Result<void, PrinterFailure>>;
  openDrawer(): Promise<Result<void, PrinterFailure>>;
  /** Calls `listener` when it may have come or gone, until the returned function is called. */
  onChange(listener: () => void): () => void;
  /** Lets go of the port; the next call opens it again. */
  release(): Promise<void>;
}
