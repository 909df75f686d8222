/** What was left open because the ККТ was away is settled when it is back, without a hand: asking prints nothing. */
import type { Sale } from '../sale/sale.ts';
import type { Clock } from '../ports/clock.ts';
import type { TillStatus } from '../till.ts';
import type { Shift } from './shift.ts';

/** What could not be settled is tried again no sooner, ms: the ККТ may come and go. */
const settleAgainMs = 3_000;

type Looked = NonNullable<TillStatus['printer']>;

export interface SettleDeps {
  readonly clock: Clock;
  readonly shift: Shift;
  readonly sale: () => Sale | undefined;
  /** Looks at the ККТ again: it is well, so the watch would do so in a minute only. */
  readonly look: () => void;
}

export class SettleWhenBack {
  readonly #deps: SettleDeps;
  #settledAt = 0;
  #cancelLook: () => void = () => undefined;

  constructor(deps: SettleDeps) {
    this.#deps = deps;
  }

  /** The ККТ was looked at. */
  looked(state: Looked): void {
    if (!state.ok) return;
    const { clock, shift, look } = this.#deps;
    const sale = this.#deps.sale();
    const isPrinterWell = state.value.trouble === undefined;
    const isReceiptOpen =
      sale !== undefined &&
      !sale.view.printing &&
      sale.view.receipt.state === 'in-doubt' &&
      waited(sale.view.problem, isPrinterWell);
    const isShiftOpen = shift.view.doing === undefined && waited(shift.view.problem, isPrinterWell);
    if (!isReceiptOpen && !isShiftOpen) return;
    const early = this.#settledAt + settleAgainMs - clock.now();
    if (early > 0) {
      this.#cancelLook();
      this.#cancelLook = clock.after(early, look);
      return;
    }
    this.#settledAt = clock.now();
    if (isReceiptOpen) void sale.askPrinter();
    if (isShiftOpen) void shift.look();
  }
}

/** A failure that the ККТ's being there again may end. */
const waited = (failure: { readonly kind: string } | undefined, isPrinterWell: boolean): boolean =>
  failure?.kind === 'not-connected' ||
  failure?.kind === 'lost-answer' ||
  (failure?.kind === 'refused' && isPrinterWell);
