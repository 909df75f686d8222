import { eventOf } from '../../domain/journal/event.ts';
import { kopecks, type Kopecks } from '../../domain/base/money.ts';
import type { FiscalMark } from '../../domain/document/document.ts';
import { fail, ok, type Result } from '../../domain/base/result.ts';
import { outcome, type ShiftOperation, type ShiftOperationKind, type Witness } from '../../domain/document/shift.ts';
import type { CashState, FiscalPrinter, PrinterFailure, PrinterState } from '../ports/printer.ts';
import type { Clock, NewId } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { registrationTrouble } from './registration.ts';
import type { Mutex } from '../mutex.ts';

export type ShiftFailure =
  | PrinterFailure
  | { readonly kind: 'demo-printer' | 'pending' }
  | { readonly kind: 'storage'; readonly detail: string };

/** All that the «Смена» screen shows. A new object for each change. */
export interface ShiftView {
  readonly printer?: PrinterState | undefined;
  readonly cash?: CashState | undefined;
  /** Newest first. */
  readonly operations: readonly ShiftOperation[];
  /** What is being done now. */
  readonly doing?: ShiftOperationKind | 'look' | 'drawer' | 'copy' | undefined;
  readonly problem?: ShiftFailure | undefined;
}

export interface ShiftDeps {
  readonly printer: FiscalPrinter;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly shop: () => Shop;
  readonly printerMutex: Mutex;
}

/** As many as a day of a busy till has. */
const shownOperations = 100;

/** The number of the shift that an operation belongs to. Cash that moves between two shifts belongs to neither. */
function shiftOf(kind: ShiftOperationKind, { state, number }: PrinterState['shift']): number | undefined {
  if (kind === 'open') return number + 1;
  return state === 'closed' ? undefined : number;
}

/**
 * The shift at this till. Each operation is on the medium before the first byte goes out, and its end after; one whose answer was
 * lost is settled by what the ККТ says (domain/document/shift.ts), or stays in doubt for a person. Nothing is done twice by itself.
 */
export class Shift {
  #view: ShiftView = { operations: [] };
  #listeners = new Set<(view: ShiftView) => void>();
  readonly #deps: ShiftDeps;

  constructor(deps: ShiftDeps) {
    this.#deps = deps;
  }

  get view(): ShiftView {
    return this.#view;
  }

  /** Calls `listener` at each change, until the returned function is called. */
  subscribe(listener: (view: ShiftView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks the ККТ how things stand, and settles what a dead page left behind. */
  look(): Promise<void> {
    return this.#do('look', () => this.#settle());
  }

  open(): Promise<void> {
    return this.#operate('open', () => this.#deps.printer.openShift(this.#deps.shop().cashier));
  }

  /** The Z report. `counted`: cash found in the drawer, where the cashier counted it. */
  close(counted?: Kopecks): Promise<void> {
    return this.#operate('close', () => this.#deps.printer.closeShift(this.#deps.shop().cashier), { counted });
  }

  /** The X report. */
  report(): Promise<void> {
    return this.#operate('report', () => this.#deps.printer.report());
  }

  cashIn(sum: Kopecks): Promise<void> {
    return this.#operate('cash-in', () => this.#deps.printer.cashIn(sum), { sum });
  }

  cashOut(sum: Kopecks): Promise<void> {
    return this.#operate('cash-out', () => this.#deps.printer.cashOut(sum), { sum });
  }

  /** What the ККТ has counted in the open shift: for `shiftBook`. */
  counters(): ReturnType<FiscalPrinter['counters']> {
    return this.#deps.printer.counters();
  }

  /** A copy of the last document, where a buyer has lost his paper. Not while an operation is unsettled: the papers tell what became of it. */
  copy(): Promise<void> {
    return this.#do('copy', async () => {
      const settled = await this.#settle();
      return settled.ok ? this.#deps.printer.copy() : settled;
    });
  }

  openDrawer(): Promise<void> {
    return this.#do('drawer', () => this.#deps.printer.openDrawer());
  }

  /** A person looked at the papers and decided what no machine could. On record as such. */
  decide(done: boolean): Promise<void> {
    return this.#do('look', async () => {
      const pending = await this.#deps.journal.pendingOperation();
      if (pending) await this.#end({ ...pending, state: done ? 'done' : 'not-done', decidedByPerson: true });
      return ok(undefined);
    });
  }

  /**
   * For a receipt, which has the ККТ's turn already: settles what is pending, because the receipt would take the ФД number that tells
   * what became of it; opens the shift if this is the first of the day. Returns the ККТ as it is then.
   */
  async openForReceipt(
    state: PrinterState,
  ): Promise<Result<PrinterState, PrinterFailure | { readonly kind: 'pending' }>> {
    const { printer, journal } = this.#deps;
    const pending = await journal.pendingOperation();
    if (state.shift.state === 'open' && !pending) return ok(state);
    try {
      const settled = await this.#settle();
      // Cash in doubt takes no ФД number: it waits for a person while the shop sells.
      const mayWait = pending?.kind === 'cash-in' || pending?.kind === 'cash-out';
      if (!settled.ok && !(mayWait && settled.failure.kind === 'pending')) return settled;
      const now = pending ? await printer.state() : ok(state);
      // Opened by the page that died.
      if (!now.ok || now.value.shift.state !== 'closed') return now;
      const cash = await printer.cash();
      if (!cash.ok) return cash;
      const begun = await this.#begin('open', now.value, cash.value, {});
      const opened = await this.#ended(begun, await printer.openShift(begun.cashier));
      return opened.ok ? await printer.state() : opened;
    } finally {
      await this.#showOperations().catch(() => undefined);
    }
  }

  #operate(
    kind: ShiftOperationKind,
    act: () => Promise<Result<FiscalMark | void, PrinterFailure>>,
    extra: Pick<ShiftOperation, 'sum' | 'counted'> = {},
  ): Promise<void> {
    return this.#do(kind, async () => {
      const { printer, journal, shop } = this.#deps;
      const settled = await this.#settle();
      if (!settled.ok) return settled;
      if (await journal.pendingOperation()) return fail({ kind: 'pending' });
      const state = await printer.state();
      if (!state.ok) return state;
      if (state.value.demo !== (shop().kind === 'demo')) return fail({ kind: 'demo-printer' });
      // It can be closed: somebody must. Opened, it would be another company's document.
      const differs = kind === 'open' ? registrationTrouble(shop(), state.value.about) : undefined;
      if (differs) return fail({ kind: 'refused', trouble: differs });
      const cash = await printer.cash();
      if (!cash.ok) return cash;
      const begun = await this.#begin(kind, state.value, cash.value, extra);
      return this.#ended(begun, await act());
    });
  }

  async #begin(
    kind: ShiftOperationKind,
    { fn, lastFd, shift }: PrinterState,
    cash: CashState,
    extra: Pick<ShiftOperation, 'sum' | 'counted'>,
  ): Promise<ShiftOperation> {
    const { journal, newId, clock, shop } = this.#deps;
    const begun: ShiftOperation = {
      id: newId(),
      kind,
      state: 'begun',
      at: clock.now(),
      cashier: shop().cashier,
      before: { fn, lastFd, shift: shift.number, paidIn: cash.paidIn, paidOut: cash.paidOut },
      shift: shiftOf(kind, shift),
      ...(kind === 'close' && { expected: cash.drawer }),
      ...extra,
    };
    await journal.saveOperation(begun);
    return begun;
  }

  async #ended(
    begun: ShiftOperation,
    answer: Result<FiscalMark | void, PrinterFailure>,
  ): Promise<Result<void, PrinterFailure | { readonly kind: 'pending' }>> {
    if (answer.ok) {
      await this.#end({ ...begun, state: 'done', fiscal: answer.value ?? undefined });
      return ok(undefined);
    }
    await this.#end({ ...begun, state: answer.failure.kind === 'lost-answer' ? 'in-doubt' : 'not-done' });
    if (answer.failure.kind !== 'lost-answer') return answer;
    // The ККТ may say in a moment what it could not say now.
    const settled = await this.#settle();
    if (!settled.ok) return settled;
    return settled.value === 'done' ? ok(undefined) : answer;
  }

  /** What is known of an operation after it was tried. Its end is an event, too: the chain of digests stands on events. */
  #end(operation: ShiftOperation): Promise<void> {
    const { journal, clock } = this.#deps;
    const { id, kind, state } = operation;
    return journal.saveOperation(
      operation,
      ...(state === 'done' || state === 'not-done'
        ? [eventOf(clock.now(), `operation-${state}`, { operationId: id, operation: kind })]
        : []),
    );
  }

  /** What became of the operation whose end is not on record, if there is one. */
  async #settle(): Promise<Result<'none' | 'done' | 'not-done', PrinterFailure | { readonly kind: 'pending' }>> {
    const { printer, journal } = this.#deps;
    const pending = await journal.pendingOperation();
    if (!pending) return ok('none');
    const rested = await printer.rest();
    if (!rested.ok) return rested;
    const after = await this.#witness(pending);
    if (!after.ok) return after;
    const { opened, closed } = after.value;
    const known = outcome(pending, after.value);
    await this.#end({
      ...pending,
      state: known === 'unknown' ? 'in-doubt' : known,
      ...(known === 'done' && { fiscal: opened ?? closed }),
    });
    return known === 'unknown' ? fail({ kind: 'pending' }) : ok(known);
  }

  async #witness({
    before,
  }: ShiftOperation): Promise<
    Result<Witness & { opened: FiscalMark | undefined; closed: FiscalMark | undefined }, PrinterFailure>
  > {
    const { printer } = this.#deps;
    const state = await printer.state();
    if (!state.ok) return state;
    const cash = await printer.cash();
    if (!cash.ok) return cash;
    const { fn, lastFd, shift } = state.value;
    const next = fn === before.fn && lastFd > before.lastFd ? await printer.find(before.lastFd + 1) : ok(undefined);
    if (!next.ok) return next;
    const markOf = (kind: 'shift-opened' | 'shift-closed'): FiscalMark | undefined =>
      next.value?.kind === kind ? next.value.mark : undefined;
    return ok({
      fn,
      lastFd,
      shift: shift.number,
      paidIn: cash.value.paidIn,
      paidOut: cash.value.paidOut,
      opened: markOf('shift-opened'),
      closed: markOf('shift-closed'),
    });
  }

  /** In the ККТ's turn; afterwards the screen shows how things stand. */
  #do(doing: NonNullable<ShiftView['doing']>, work: () => Promise<Result<unknown, ShiftFailure>>): Promise<void> {
    const { printer, printerMutex } = this.#deps;
    // Told before its turn comes: the buttons of a screen that looks at the ККТ would seem free, and lose what is pressed when the look begins.
    if (this.#view.doing === undefined) this.#set({ doing, problem: undefined });
    return printerMutex(async () => {
      this.#set({ doing, problem: undefined });
      try {
        const done = await work();
        const state = await printer.state();
        const cash = state.ok ? await printer.cash() : state;
        const asked = cash.ok ? undefined : cash.failure;
        this.#set({
          printer: state.ok ? state.value : undefined,
          cash: cash.ok ? cash.value : undefined,
          problem: done.ok ? asked : done.failure,
        });
        await this.#showOperations();
      } catch (error) {
        this.#set({ problem: { kind: 'storage', detail: String(error) } });
      } finally {
        this.#set({ doing: undefined });
      }
    });
  }

  async #showOperations(): Promise<void> {
    this.#set({ operations: await this.#deps.journal.operations(shownOperations) });
  }

  #set(change: Partial<ShiftView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener(this.#view);
  }
}

/** Difference between what was counted and what should be there, kopecks; negative: money is missing. */
export const difference = ({ counted, expected }: ShiftOperation): Kopecks | undefined =>
  counted === undefined || expected === undefined ? undefined : kopecks(counted - expected);
