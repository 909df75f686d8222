/**
 * The practice ККТ of a demo shop without a gateway's one: a fiscal printer with a memory and no paper. It keeps its documents as a ФН
 * would, so that recovery after a crash is the real thing; it says of itself that it is a demo, and a real shop refuses it (app/fiscal/fiscalize.ts).
 */
import type { CashState, FiscalPrinter, PrinterFailure, PrinterState } from '../../../app/ports/printer.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { FoundDocument } from '../../../domain/document/found-document.ts';
import type { Tags } from '../../../domain/document/fiscal-document.ts';
import { contentsOf } from '../../../domain/document/found-document.ts';
import { kopecks, minus, noMoney, sum, type Kopecks } from '../../../domain/base/money.ts';
import type { FiscalMark } from '../../../domain/document/document.ts';
import { fail, ok, type Result } from '../../../domain/base/result.ts';
import { shiftLeft } from '../../../domain/document/shift.ts';
import { noTakings, together, type ShiftTakings } from '../../../domain/document/takings.ts';
import { epochMs, type EpochMs } from '../../../domain/base/time.ts';

/** A number no real ФН has: they begin with 9 or 7 and this one says what it is. */
const demoFn = '0000000000000150';

interface DemoMemory {
  /** `total` and the document itself only for receipts. */
  readonly documents: ReadonlyArray<{
    readonly kind?: FoundDocument['kind'];
    readonly mark: FiscalMark;
    readonly total: number;
    readonly document?: Tags;
  }>;
  readonly shift: { readonly number: number; readonly openedAt?: number | undefined };
  readonly cash: CashState;
}

function shiftState(openedAt: EpochMs | undefined, now: EpochMs): PrinterState['shift']['state'] {
  if (openedAt === undefined) return 'closed';
  return shiftLeft(openedAt, now) > 0 ? 'open' : 'expired';
}

const emptyDrawer: CashState = { drawer: noMoney, paidIn: noMoney, paidOut: noMoney };

/** `memory` is where the documents live on: written before the answer, as a ФН does. A medium that is full refuses. */
export function demoPrinter(memory: { get(): string | null; set(value: string): void }, clock: Clock): FiscalPrinter {
  const read = (): DemoMemory => readMemory(memory.get());
  const done = <Value>(value: Value): Promise<Result<Value, PrinterFailure>> => Promise.resolve(ok(value));
  const refuse = (
    trouble: 'shift-open' | 'shift-closed' | 'no-cash' | 'fn-full',
    detail?: string,
  ): Promise<Result<never, PrinterFailure>> => Promise.resolve(fail({ kind: 'refused', trouble, detail }));
  function change<Value>(next: DemoMemory, value: Value): Promise<Result<Value, PrinterFailure>> {
    try {
      memory.set(JSON.stringify(next));
    } catch (error) {
      return refuse('fn-full', String(error));
    }
    return done(value);
  }
  function add(
    kind: FoundDocument['kind'],
    changed: Partial<DemoMemory>,
    document?: Tags,
  ): Promise<Result<FiscalMark, PrinterFailure>> {
    const now = read();
    const fd = now.documents.length + 1;
    const mark: FiscalMark = { fn: demoFn, fd, fpd: fiscalSign(fd, document ?? {}), at: clock.now() };
    return change(
      {
        ...now,
        ...changed,
        documents: [
          ...now.documents,
          { kind, mark, total: Number(document?.[1020] ?? 0), ...(document && { document }) },
        ],
      },
      mark,
    );
  }
  function payCash(way: 'paidIn' | 'paidOut', amount: Kopecks): Promise<Result<void, PrinterFailure>> {
    const now = read();
    const drawer = way === 'paidIn' ? sum([now.cash.drawer, amount]) : minus(now.cash.drawer, amount);
    if (drawer < 0) return refuse('no-cash');
    return change({ ...now, cash: { ...now.cash, drawer, [way]: sum([now.cash[way], amount]) } }, undefined);
  }
  return {
    state: () => {
      const { documents, shift } = read();
      const { openedAt, number } = shift;
      const at = openedAt === undefined ? undefined : epochMs(openedAt);
      return done({
        model: 'demo',
        fn: demoFn,
        lastFd: documents.length,
        clock: clock.now(),
        demo: true,
        warnings: [],
        shift: {
          state: shiftState(at, clock.now()),
          number,
          ...(at !== undefined && { openedAt: at, openedFd: openingOf(documents) }),
        },
      });
    },
    // Nobody has registered it.
    registration: () => done({}),
    rest: () => done(undefined),
    print: (document) => {
      const { shift, cash } = read();
      if (shift.openedAt === undefined) return refuse('shift-closed');
      const sign = document[1054] === 2 ? -1 : 1;
      return add(
        'receipt',
        { cash: { ...cash, drawer: kopecks(cash.drawer + sign * Number(document[1031])) } },
        document,
      );
    },
    find: (fd, { full } = { full: false }) => {
      const found = read().documents[fd - 1];
      const { mark, kind = 'receipt', document } = found ?? {};
      return done(
        mark && {
          kind,
          mark,
          total: kopecks(found?.total ?? 0),
          ...(document && { operation: Number(document[1054]), ...(full && { contents: contentsOf(document) }) }),
        },
      );
    },
    openShift: () => {
      const { shift, cash } = read();
      if (shift.openedAt !== undefined) return refuse('shift-open');
      return add('shift-opened', {
        shift: { number: shift.number + 1, openedAt: clock.now() },
        cash: { ...emptyDrawer, drawer: cash.drawer },
      });
    },
    closeShift: () => {
      const { shift } = read();
      if (shift.openedAt === undefined) return refuse('shift-closed');
      return add('shift-closed', { shift: { number: shift.number } });
    },
    report: () => done(undefined),
    copy: () => done(undefined),
    cash: () => done(read().cash),
    counters: () => {
      const { documents } = read();
      return done(countedIn(documents.slice(openingOf(documents))));
    },
    cashIn: (amount) => payCash('paidIn', amount),
    cashOut: (amount) => payCash('paidOut', amount),
    openDrawer: () => done(undefined),
    onChange: () => () => undefined,
    release: () => Promise.resolve(),
  };
}

/** ФД number of the last opening of a shift: the number of a document is its place. */
const openingOf = (documents: DemoMemory['documents']): number =>
  documents.map(({ kind }) => kind).lastIndexOf('shift-opened') + 1;

/** As the registers of a ККТ would have it, by the tags of its receipts. */
const countedIn = (documents: DemoMemory['documents']): ShiftTakings =>
  documents.reduce((counted, { document }) => {
    if (!document) return counted;
    const one = {
      receipts: 1,
      cash: kopecks(Number(document[1031] ?? 0)),
      cashless: kopecks(Number(document[1081] ?? 0)),
    };
    return together(counted, { ...noTakings, [document[1054] === 2 ? 'returns' : 'sales']: one });
  }, noTakings);

/** What was kept, part by part: a practice ФН whose memory cannot be read is an empty one, and the journal says so (app/fiscal/settle.ts). */
function readMemory(text: string | null): DemoMemory {
  let kept: Partial<Record<keyof DemoMemory, unknown>> = {};
  try {
    kept = (JSON.parse(text ?? '{}') ?? {}) as typeof kept;
  } catch {
    // Not a text of ours.
  }
  const { documents, shift, cash } = kept;
  return {
    documents: Array.isArray(documents) && documents.every(isDocument) ? documents : [],
    shift: isShift(shift) ? shift : { number: 0 },
    cash: isCash(cash) ? cash : emptyDrawer,
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const isDocument = (value: unknown): value is DemoMemory['documents'][number] => {
  const { mark, total, kind, document } = fieldsOf(value);
  const { fn, fd, fpd, at } = fieldsOf(mark);
  const isKnown =
    kind === undefined || kind === 'receipt' || kind === 'shift-opened' || kind === 'shift-closed' || kind === 'other';
  return (
    isKnown &&
    typeof fn === 'string' &&
    typeof fpd === 'string' &&
    Number.isSafeInteger(fd) &&
    Number.isSafeInteger(at) &&
    Number.isSafeInteger(total) &&
    (document === undefined || typeof document === 'object')
  );
};
const isShift = (value: unknown): value is DemoMemory['shift'] => {
  const { number, openedAt } = fieldsOf(value);
  return Number.isSafeInteger(number) && (openedAt === undefined || Number.isSafeInteger(openedAt));
};
const isCash = (value: unknown): value is CashState => {
  const { drawer, paidIn, paidOut } = fieldsOf(value);
  return Number.isSafeInteger(drawer) && Number.isSafeInteger(paidIn) && Number.isSafeInteger(paidOut);
};

/** Ten digits that look like a ФПД and prove nothing: FNV-1a over the document. */
function fiscalSign(fd: number, document: Tags): string {
  let hash = 0x811c9dc5;
  for (const character of `${fd}${JSON.stringify(document)}`)
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return String(hash).padStart(10, '0');
}
