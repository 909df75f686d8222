/** In-memory fakes of the ports, shared by the tests of `app` and of `boot.ts`. Those with a contract suite are proved by it as well. */
import type {
  CashState,
  Catalogue,
  CheckReply,
  CheckRequest,
  CheckSetup,
  CodeChecker,
  FiscalPrinter,
  FoundDocument,
  Journal,
  JournalEvent,
  NewId,
  OutboxRow,
  PrinterFailure,
  PrinterState,
  PrintRules,
  Settings,
  Shop,
  Sounds,
  SourcesHealth,
} from '../../src/app/ports.ts';
import { checksAmong } from '../../src/domain/check-record.ts';
import { isEmergency, type CheckFailure, type CodeCheck } from '../../src/domain/code-check.ts';
import type { Tags } from '../../src/domain/fiscal-document.ts';
import type { Goods } from '../../src/domain/goods.ts';
import type { MarkResult } from '../../src/domain/mark-result.ts';
import { kopecks, type Kopecks } from '../../src/domain/money.ts';
import {
  afterSale,
  takenBy,
  type OpenedPackage,
  type PackageBook,
  type Withdrawal,
} from '../../src/domain/opened-package.ts';
import type { PrinterTrouble } from '../../src/domain/printer-trouble.ts';
import { isPart, type FiscalMark, type Receipt } from '../../src/domain/receipt.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { ShiftOperation } from '../../src/domain/shift.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { usualAlcoholHours } from '../../src/domain/verdict/buyer.ts';
import { noon, turn } from './clock.ts';

export { FakeClock, noon, turn } from './clock.ts';

export function countedIds(prefix = 'id'): NewId {
  let count = 0;
  return () => `${prefix}-${String(++count).padStart(4, '0')}`;
}

// ── journal ───────────────────────────────────────────────────────────────────────────────────

/** What a journal keeps; plain, so that a crash can take a `structuredClone` of it. */
export interface JournalStore {
  receipts: Receipt[];
  events: JournalEvent[];
  outbox: OutboxRow[];
  sold: Array<{ ki: string; at: EpochMs; number: number }>;
  packages: OpenedPackage[];
  withdrawals: Withdrawal[];
  operations: ShiftOperation[];
  number: number;
}

export const emptyStore = (): JournalStore => ({
  receipts: [],
  events: [],
  outbox: [],
  sold: [],
  packages: [],
  withdrawals: [],
  operations: [],
  number: 0,
});

const unfinished = new Set<Receipt['state']>(['draft', 'paying', 'fiscalizing', 'in-doubt']);

/** A journal over `store`. Every write is prepared on a clone and swapped in whole, as a transaction would be. */
export function memoryJournal(store: JournalStore = emptyStore()): Journal {
  const commit = (change: (next: JournalStore) => void): void => {
    const next = structuredClone(store);
    change(next);
    Object.assign(store, structuredClone(next));
  };
  const put = <Row>(rows: Row[], row: Row, same: (other: Row) => boolean): void => {
    const at = rows.findIndex(same);
    if (at < 0) rows.push(row);
    else rows[at] = row;
  };
  const bookOf = (opened: OpenedPackage): PackageBook =>
    structuredClone({
      ...opened,
      withdrawals: store.withdrawals.filter(({ ki }) => ki === opened.ki).sort((a, b) => a.at - b.at),
    });
  const putReceipt = (next: JournalStore, receipt: Receipt): void =>
    put(next.receipts, receipt, ({ id }) => id === receipt.id);
  return {
    current: async () =>
      structuredClone(
        store.receipts
          .filter(({ state }) => unfinished.has(state))
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .at(-1),
      ),
    get: async (id) => structuredClone(store.receipts.find((receipt) => receipt.id === id)),
    save: async (receipt, ...events) =>
      commit((next) => {
        putReceipt(next, receipt);
        next.events.push(...events);
      }),
    async saveNumbered(make) {
      const receipt = make(store.number + 1);
      commit((next) => {
        next.number += 1;
        putReceipt(next, receipt);
      });
      return receipt;
    },
    finish: async (receipt, rows, event) =>
      commit((next) => {
        putReceipt(next, receipt);
        for (const row of rows) put(next.outbox, row, ({ ki }) => ki === row.ki);
        for (const line of receipt.lines) {
          const { mark } = line;
          if (mark && !isPart(line))
            put(next.sold, { ki: mark.ki, at: event.at, number: receipt.number ?? 0 }, ({ ki }) => ki === mark.ki);
        }
        for (const { opened, withdrawal } of takenBy(receipt, event.at)) {
          put(
            next.withdrawals,
            withdrawal,
            ({ ki, receiptId }) => ki === withdrawal.ki && receiptId === withdrawal.receiptId,
          );
          const known = next.packages.find(({ ki }) => ki === opened.ki) ?? opened;
          put(
            next.packages,
            afterSale({ ...known, withdrawals: next.withdrawals.filter(({ ki }) => ki === opened.ki) }, event.at),
            ({ ki }) => ki === opened.ki,
          );
        }
        next.events.push(event);
      }),
    record: async (event) => commit((next) => void next.events.push(event)),
    async soldBefore(ki) {
      const found = store.sold.find((row) => row.ki === ki);
      return found && { at: found.at, number: found.number };
    },
    openedPackages: async () =>
      store.packages
        .filter(({ closedAt }) => closedAt === undefined)
        .map(bookOf)
        .sort((a, b) => a.openedAt - b.openedAt),
    async packageBook(ki) {
      const found = store.packages.find((row) => row.ki === ki);
      return found && bookOf(found);
    },
    savePackage: async (opened, event) =>
      commit((next) => {
        put(next.packages, opened, ({ ki }) => ki === opened.ki);
        next.events.push(event);
      }),
    lastEmergency: async (since) =>
      store.events
        .filter(
          ({ at, kind, data }) =>
            at >= since && kind === 'checked' && isEmergency((data as { check: CodeCheck }).check),
        )
        .at(-1)?.at,
    unsent: async () => structuredClone(store.outbox).sort((a, b) => a.nextAt - b.nextAt),
    postpone: async (row) => commit((next) => put(next.outbox, row, ({ ki }) => ki === row.ki)),
    sent: async (row, event) =>
      commit((next) => {
        next.outbox = next.outbox.filter(({ ki }) => ki !== row.ki);
        next.events.push(event);
      }),
    saveOperation: async (operation) =>
      commit((next) => put(next.operations, operation, ({ id }) => id === operation.id)),
    pendingOperation: async () =>
      structuredClone(store.operations.filter(({ state }) => state === 'begun' || state === 'in-doubt').at(-1)),
    operations: async (limit) =>
      structuredClone(store.operations)
        .reverse()
        .sort((a, b) => b.at - a.at)
        .slice(0, limit),
    recent: async (limit) => ({
      receipts: structuredClone(store.receipts)
        .sort((a, b) => b.openedAt - a.openedAt)
        .slice(0, limit),
      events: structuredClone(store.events)
        .reverse()
        .sort((a, b) => b.at - a.at)
        .slice(0, limit),
    }),
    checks: async (query) => structuredClone(checksAmong(store.receipts, store.events, query)),
  };
}

// ── printer ───────────────────────────────────────────────────────────────────────────────────

export interface PrinterMemory {
  fn: string;
  demo: boolean;
  documents: Array<{ mark: FiscalMark; kind: FoundDocument['kind']; document: Tags }>;
  /** The shift opens itself with the first print unless a test closes it: most tests are not about it. */
  shift: { state: 'open' | 'closed' | 'expired'; number: number; openedAt?: EpochMs };
  cash: { drawer: number; paidIn: number; paidOut: number };
  trouble?: PrinterTrouble | undefined;
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
  /** What it says of marked items, by their place. */
  marks: Array<MarkResult | undefined> = [];
  changed: () => void = () => undefined;

  constructor(memory: PrinterMemory = freshPrinter(), faults: PrinterFault[] = []) {
    this.memory = memory;
    this.faults = faults;
  }

  async state(): Promise<Result<PrinterState, PrinterFailure>> {
    if (this.gone) return fail(this.gone);
    const { fn, demo, documents, shift, trouble } = this.memory;
    return ok({ model: 'fake', fn, demo, lastFd: documents.length, shift: { ...shift }, warnings: [], trouble });
  }

  async rest(): Promise<Result<void, PrinterFailure>> {
    this.rests += 1;
    return this.gone ? fail(this.gone) : ok(undefined);
  }

  async print(document: Tags, { marked }: PrintRules): Promise<Result<FiscalMark, PrinterFailure>> {
    this.prints += 1;
    if (!this.gone) this.marks.forEach((mark, item) => mark && marked(item, mark));
    return this.#change(() => this.#add('receipt', document));
  }

  async find(fd: number): Promise<Result<FoundDocument | undefined, PrinterFailure>> {
    if (this.gone) return fail(this.gone);
    const found = this.memory.documents[fd - 1];
    return ok(
      found && {
        kind: found.kind,
        mark: found.mark,
        total: kopecks(Number(found.document[1020] ?? 0)),
        operation: found.kind === 'receipt' ? Number(found.document[1054]) : undefined,
      },
    );
  }

  openShift(): Promise<Result<FiscalMark, PrinterFailure>> {
    return this.#change(() => {
      this.memory.shift = { state: 'open', number: this.memory.shift.number + 1, openedAt: noon };
      return this.#add('shift-opened', {});
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

  async cash(): Promise<Result<CashState, PrinterFailure>> {
    return this.gone ? fail(this.gone) : ok({ ...this.memory.cash } as CashState);
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

// ── checks ────────────────────────────────────────────────────────────────────────────────────

export const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: 1_790_000_000_123 };
export const allowedOnline = (cis = ''): CodeCheck => ({
  source: 'online',
  answer: {
    cis,
    found: true,
    valid: true,
    verified: true,
    utilised: true,
    realizable: true,
    sold: false,
    isBlocked: false,
  },
  proof,
});
export const refusedOnline = (cis = ''): CodeCheck => ({
  source: 'online',
  answer: { cis, found: true, sold: true, realizable: false },
  proof,
});
export const noAnswer: CodeCheck = { source: 'none', online: { kind: 'timeout' }, local: { kind: 'not-set-up' } };

/** A checker that answers `answer`, at once or, while `held`, when `release` is called. */
export class FakeChecker implements CodeChecker {
  readonly requests: CheckRequest[] = [];
  readonly registered: string[] = [];
  tends = 0;
  answer: (code: string) => CodeCheck | undefined = allowedOnline;
  register: (ki: string) => Result<void, CheckFailure> | Promise<Result<void, CheckFailure>> = () => ok(undefined);
  held = false;
  #waiting: Array<() => void> = [];

  async check(request: CheckRequest): Promise<CheckReply> {
    this.requests.push(request);
    if (this.held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return {
      checks: request.codes.flatMap(({ code }) => this.answer(code) ?? []),
      timings: { scannedAt: request.scannedAt, decidedMs: 100 },
    };
  }

  async release(): Promise<void> {
    this.held = false;
    for (const go of this.#waiting.splice(0)) go();
    await turn();
  }

  async tend(_setup: CheckSetup): Promise<SourcesHealth> {
    this.tends += 1;
    return { online: { at: noon }, local: {} };
  }

  async registerSale(ki: string): Promise<Result<void, CheckFailure>> {
    this.registered.push(ki);
    return this.register(ki);
  }
}

// ── crashes ──────────────────────────────────────────────────────────────────────────────────

/** Counts steps. At step `last` the world ends: `freeze` never lets a promise go again, `fail` rejects that one step and goes on. */
export class Fuse {
  steps = 0;
  blown = false;
  readonly #last: number;
  readonly #how: 'freeze' | 'fail';
  #blow: () => void = () => undefined;
  readonly whenBlown = new Promise<void>((resolve) => (this.#blow = resolve));

  constructor(last: number, how: 'freeze' | 'fail' = 'freeze') {
    this.#last = last;
    this.#how = how;
  }

  async step(): Promise<void> {
    this.steps += 1;
    if (this.steps === this.#last) {
      this.blown = true;
      this.#blow();
      if (this.#how === 'fail') throw new Error('QuotaExceededError');
    }
    if (this.blown && this.#how === 'freeze') await new Promise(() => undefined);
  }
}

/** Every method of `inner` with a step before it has any effect and, when frozen, one after: done, but the answer never came. */
export function fused<Port extends object>(inner: Port, fuse: Fuse, after: boolean): Port {
  return new Proxy(inner, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await fuse.step();
        const answer: unknown = await Reflect.apply(method, target, args);
        if (after) await fuse.step();
        return answer;
      };
    },
  });
}

// ── the rest ──────────────────────────────────────────────────────────────────────────────────

export function memoryCatalogue(...goods: Goods[]): Catalogue & { readonly goods: Goods[] } {
  return {
    goods,
    byGtin: async (gtin) => goods.find((card) => card.gtin === gtin) ?? goods.find((card) => card.also?.includes(gtin)),
    search: async (text, limit) => goods.filter(({ name }) => name.includes(text)).slice(0, limit),
    quickKeys: async () => goods.filter(({ quick }) => quick !== undefined),
    async put(added) {
      for (const card of added) {
        const at = goods.findIndex(({ id }) => id === card.id);
        if (at < 0) goods.push(card);
        else goods[at] = card;
      }
    },
  };
}

export function memorySettings(
  shop?: Shop,
): Settings & { shop: Shop | undefined; readonly secrets: Map<string, string> } {
  const secrets = new Map<string, string>();
  return {
    shop,
    secrets,
    async load() {
      return this.shop;
    },
    async save(changed) {
      this.shop = changed;
    },
    secret: async (name) => secrets.get(name),
    keep: async (name, value) => void secrets.set(name, value),
    hasPin: async () => secrets.has('pin'),
    isPin: async (value) => value !== '' && secrets.get('pin') === value,
  };
}

export class CountedSounds implements Sounds {
  heard: Array<'added' | 'attention' | 'refused'> = [];

  added(): void {
    this.heard.push('added');
  }

  attention(): void {
    this.heard.push('attention');
  }

  refused(): void {
    this.heard.push('refused');
  }
}

export const realShop: Shop = {
  kind: 'real',
  name: 'Магазин',
  inn: '7700000000',
  till: '1',
  cashier: 'Петрова',
  taxation: 'usnIncome',
  timeZone: 2,
  local: { way: 'direct', url: 'http://127.0.0.1:5995', login: 'admin' },
  unverified: 'forbid',
  kkt: { link: 'relay', password: 30, vat22: 'auto' },
  rounding: 'none',
  refuted: 'sell',
  afterEmergency: 'as-always',
  alcoholHours: usualAlcoholHours,
};

/** Prints whatever the ККТ says of marks. */
export const anyMarks: PrintRules = { refuseRefuted: false, marked: () => undefined };

export const milk: Goods = {
  id: 'milk',
  gtin: '04670540176099',
  name: 'Молоко',
  price: kopecks(8990),
  vat: '10',
  measure: 'piece',
  group: 8,
  marked: true,
};
export const bread: Goods = {
  id: 'bread',
  gtin: '04607004890017',
  name: 'Хлеб',
  price: kopecks(4550),
  vat: '10',
  measure: 'piece',
  marked: false,
};
export const sugar: Goods = {
  id: 'sugar',
  name: 'Сахар на развес',
  price: kopecks(7999),
  vat: '10',
  measure: 'kilogram',
  marked: false,
};

/** A full code of a carton of milk; `serial` is five characters. */
export const milkCode = (serial = 'AbCdE'): string => `0104670540176099215${serial}\u001d93dGVz`;
export const milkKi = (serial = 'AbCdE'): string => milkCode(serial).slice(0, 24);
