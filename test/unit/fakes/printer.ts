/** A fiscal printer in memory, proved by the contract suite of fiscal printers. */
import type {
  CashState,
  FiscalPrinter,
  PrinterAbout,
  PrinterFailure,
  PrinterRegistration,
  PrinterState,
  PrintRules,
} from '../../../src/app/ports/printer.ts';
import { type FoundDocument, contentsOf } from '../../../src/domain/document/found-document.ts';
import type { Tags } from '../../../src/domain/document/fiscal-document.ts';
import type { MarkResult } from '../../../src/domain/document/mark-result.ts';
import { kopecks, type Kopecks } from '../../../src/domain/base/money.ts';
import type { PrinterTrouble } from '../../../src/domain/document/printer-trouble.ts';
import type { FiscalMark } from '../../../src/domain/document/document.ts';
import { noTakings, together, type ShiftTakings } from '../../../src/domain/document/takings.ts';
import { fail, ok, type Result } from '../../../src/domain/base/result.ts';
import type { EpochMs } from '../../../src/domain/base/time.ts';
import { noon } from '../clock.ts';

export interface PrinterMemory {
  fn: string;
  demo: boolean;
  documents: Array<{ mark: FiscalMark; kind: FoundDocument['kind']; document: Tags }>;
  /** The shift opens itself with the first print unless a test closes it: most tests are not about it. */
  shift: { state: 'open' | 'closed' | 'expired'; number: number; openedAt?: EpochMs; openedFd?: number };
  cash: { drawer: number; paidIn: number; paidOut: number };
  trouble?: PrinterTrouble | undefined;
  about?: PrinterAbout | undefined;
}

export const realFn = '9960440301234567';
export const freshPrinter = (change: Partial<PrinterMemory> = {}): PrinterMemory => ({
  fn: realFn,
  demo: false,
  documents: [],
  shift: { state: 'open', number: 1, openedAt: noon },
  cash: { drawer: 0, paidIn: 0, paidOut: 0 },
  ...change,
});

/** What the next command that changes something does instead of doing it and saying so. */
export type PrinterFault = 'refuse' | 'lose-answer' | 'lose-request';

/** A printer with a memory that outlives it (`memory`), faults for the next commands and a switch for «gone». */
export class FakePrinter implements FiscalPrinter {
  readonly memory: PrinterMemory;
  readonly faults: PrinterFault[];
  /** While set, every call fails so. */
  gone: PrinterFailure | undefined;
  /** Calls of `print`, whatever came of them. */
  prints = 0;
  rests = 0;
  /** What it says it is registered with. */
  registered: PrinterRegistration = {};
  /** What it says the time is. */
  clock: EpochMs | undefined;
  /** Whether its ФН gives the contents of documents. */
  isReadable = true;
  /** What it says of marked items, by their place. */
  marks: Array<MarkResult | undefined> = [];
  changed: () => void = () => undefined;
  /** What a document takes to come out. */
  takes: () => Promise<void> = async () => undefined;

  constructor(memory: PrinterMemory = freshPrinter(), faults: PrinterFault[] = []) {
    this.memory = memory;
    this.faults = faults;
  }

  async state(): Promise<Result<PrinterState, PrinterFailure>> {
    if (this.gone) return fail(this.gone);
    const { fn, demo, documents, shift, trouble, about } = this.memory;
    return ok({
      model: 'fake',
      fn,
      demo,
      lastFd: documents.length,
      clock: this.clock,
      shift: { ...shift },
      warnings: [],
      trouble,
      ...(about && { about }),
    });
  }

  async registration(): Promise<Result<PrinterRegistration, PrinterFailure>> {
    return this.gone ? fail(this.gone) : ok(this.registered);
  }

  async rest(): Promise<Result<void, PrinterFailure>> {
    this.rests += 1;
    return this.gone ? fail(this.gone) : ok(undefined);
  }

  async print(document: Tags, { onMarkResult: marked }: PrintRules): Promise<Result<FiscalMark, PrinterFailure>> {
    this.prints += 1;
    await this.takes();
    if (!this.gone) this.marks.forEach((mark, item) => mark && marked(item, mark));
    return this.#change(() => this.#add('receipt', document));
  }

  async find(fd: number, { full } = { full: false }): Promise<Result<FoundDocument | undefined, PrinterFailure>> {
    if (this.gone) return fail(this.gone);
    const found = this.memory.documents[fd - 1];
    return ok(
      found && {
        kind: found.kind,
        mark: found.mark,
        total: kopecks(Number(found.document[1020] ?? 0)),
        operation: found.kind === 'receipt' ? Number(found.document[1054]) : undefined,
        ...(full && this.isReadable && { contents: contentsOf(found.document) }),
      },
    );
  }

  openShift(): Promise<Result<FiscalMark, PrinterFailure>> {
    return this.#change(() => {
      const mark = this.#add('shift-opened', {});
      this.memory.shift = { state: 'open', number: this.memory.shift.number + 1, openedAt: noon, openedFd: mark.fd };
      return mark;
    });
  }

  closeShift(): Promise<Result<FiscalMark, PrinterFailure>> {
    return this.#change(() => {
      this.memory.shift = { state: 'closed', number: this.memory.shift.number };
      return this.#add('shift-closed', {});
    });
  }

  report(): Promise<Result<void, PrinterFailure>> {
    return this.#change(() => undefined);
  }

  copy(): Promise<Result<void, PrinterFailure>> {
    return this.#change(() => undefined);
  }

  async cash(): Promise<Result<CashState, PrinterFailure>> {
    return this.gone ? fail(this.gone) : ok({ ...this.memory.cash } as CashState);
  }

  async counters(): Promise<Result<ShiftTakings | undefined, PrinterFailure>> {
    if (this.gone) return fail(this.gone);
    const { documents, shift } = this.memory;
    // Opened without a document, as most tests have it: counted from the first one.
    const counted = documents.slice(shift.openedFd ?? 0).filter(({ kind }) => kind === 'receipt');
    return ok(
      counted
        .map(({ document }) => ({
          ...noTakings,
          [document[1054] === 2 ? 'returns' : 'sales']: { receipts: 1, cash: document[1031], cashless: document[1081] },
        }))
        .reduce<ShiftTakings>(together, noTakings),
    );
  }

  cashIn(sum: Kopecks): Promise<Result<void, PrinterFailure>> {
    return this.#change(() => {
      this.memory.cash.drawer += sum;
      this.memory.cash.paidIn += sum;
    });
  }

  cashOut(sum: Kopecks): Promise<Result<void, PrinterFailure>> {
    return this.#change(() => {
      this.memory.cash.drawer -= sum;
      this.memory.cash.paidOut += sum;
    });
  }

  openDrawer(): Promise<Result<void, PrinterFailure>> {
    return this.#change(() => undefined);
  }

  onChange(listener: () => void): () => void {
    this.changed = listener;
    return () => (this.changed = () => undefined);
  }

  async release(): Promise<void> {
    // Nothing is held.
  }

  #add(kind: FoundDocument['kind'], document: Tags): FiscalMark {
    const { fn, documents } = this.memory;
    const mark: FiscalMark = { fn, fd: documents.length + 1, fpd: String(1_000_000_000 + documents.length), at: noon };
    documents.push(structuredClone({ mark, kind, document }));
    return mark;
  }

  async #change<Value>(act: () => Value): Promise<Result<Value, PrinterFailure>> {
    if (this.gone) return fail(this.gone);
    const fault = this.faults.shift();
    if (fault === 'refuse') return fail({ kind: 'refused', trouble: 'no-paper' });
    if (fault === 'lose-request') return fail({ kind: 'lost-answer' });
    const value = act();
    return fault === 'lose-answer' ? fail({ kind: 'lost-answer' }) : ok(value);
  }
}

/** Prints whatever the ККТ says of marks. */
export const anyMarks: PrintRules = { text: [], refuseRefuted: false, onMarkResult: () => undefined };

/** A ККТ that another ФН was put into while it printed: what became of the receipt nobody can say. */
export function doubtful(): FakePrinter {
  const printer = new FakePrinter(freshPrinter({ demo: true }), ['lose-request']);
  printer.takes = async () => void (printer.memory.fn = '9999078900001234');
  return printer;
}
