import { createContext } from 'svelte';
import type { PrinterFailure, PrinterState } from '../../app/ports/printer.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { SaleView } from '../../app/sale/store.ts';
import type { ShiftView } from '../../app/fiscal/shift.ts';
import type { Till, TillStatus } from '../../app/till.ts';
import { ok, type Result } from '../../domain/base/result.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import { ticking } from './now.svelte.ts';
import { watch, type Watched } from './watch.svelte.ts';

/** The till that every part of the open screen shares: its use cases, and what they say now. */
export class TillState {
  readonly till: Till;
  readonly #now: { readonly current: EpochMs; readonly tick: number };
  readonly #view: Watched<SaleView>;
  readonly #status: Watched<TillStatus>;
  readonly #shop: Watched<Shop>;
  readonly #shift: Watched<ShiftView>;
  readonly #printer: Watched<Result<PrinterState, PrinterFailure> | undefined>;

  constructor(till: Till) {
    this.till = till;
    this.#now = ticking(till.now);
    const { sale, shift } = till;
    this.#view = watch({ get: () => sale.view, subscribe: (listener) => sale.subscribe(listener) });
    this.#status = watch(till.status);
    this.#shop = watch(till.shop);
    this.#shift = watch({ get: () => shift.view, subscribe: (listener) => shift.subscribe(listener) });
    this.#printer = newestPrinter(till);
  }

  get view(): SaleView {
    return this.#view.current;
  }

  /** The till's time, which is not the PC's. */
  get now(): EpochMs {
    return this.#now.current;
  }

  /** Grows as the time on the screen moves on: what was worked out for an earlier one is worked out anew. */
  get tick(): number {
    return this.#now.tick;
  }

  get status(): TillStatus {
    return { ...this.#status.current, printer: this.printer };
  }

  /** The ККТ's newest word. */
  get printer(): Result<PrinterState, PrinterFailure> | undefined {
    return this.#printer.current;
  }

  get shift(): ShiftView {
    return this.#shift.current;
  }

  get shop(): Shop {
    return this.#shop.current;
  }

  /** Whatever it prints, a tax officer does not know it. */
  get isDemo(): boolean {
    return this.shop.kind === 'demo' || (this.printer?.ok === true && this.printer.value.demo);
  }
}

/** The state of the ККТ comes from two sides: the watch asks it from time to time, the shift after each operation. The newer word counts. */
function newestPrinter({ status, shift }: Till): Watched<Result<PrinterState, PrinterFailure> | undefined> {
  let fromWatch = status.get().printer;
  let fromShift = shift.view.printer;
  let newest = $state.raw(fromWatch);
  // Both live as long as the till does.
  status.subscribe(({ printer }) => {
    if (printer !== fromWatch) newest = fromWatch = printer;
  });
  shift.subscribe(({ printer }) => {
    if (printer && printer !== fromShift) newest = ok(printer);
    fromShift = printer;
  });
  return {
    get current() {
      return newest;
    },
  };
}

export const [tillState, setTillState] = createContext<TillState>();
