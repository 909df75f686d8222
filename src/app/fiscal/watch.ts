import type { Result } from '../../domain/base/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { FiscalPrinter, PrinterFailure, PrinterState } from '../ports/printer.ts';
import type { Mutex } from '../mutex.ts';

/** Paper moves, a cover stands open: the person at the counter waits for the screen to notice, ms. */
const soonMs = 1_000;
/** Nobody answers: a search among ports and speeds takes seconds itself, ms. */
const goneMs = 5_000;
/** All is well: the shift's end and the ОФД's backlog move slowly, ms. */
const calmMs = 60_000;

/** Keeps an eye on the ККТ between two documents: the status strip lives on it, and paper that came back goes on printing by itself. */
export class PrinterWatch {
  #cancel: () => void = () => undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  readonly #deps: {
    printer: FiscalPrinter;
    clock: Clock;
    printerMutex: Mutex;
    told: (state: Result<PrinterState, PrinterFailure>) => void;
  };

  constructor(deps: {
    printer: FiscalPrinter;
    clock: Clock;
    printerMutex: Mutex;
    told: (state: Result<PrinterState, PrinterFailure>) => void;
  }) {
    this.#deps = deps;
    deps.printer.onChange(() => void this.look());
  }

  /** Asks now, and again when it should. What changes during a look is looked at after it. */
  look(): Promise<void> {
    if (this.#looking) this.#again = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (!this.#again) return;
      this.#again = false;
      void this.look();
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { printer, clock, printerMutex, told } = this.#deps;
    this.#cancel();
    let wait = goneMs;
    try {
      const state = await printerMutex(async () => {
        const first = await printer.state();
        if (!first.ok || first.value.trouble !== 'continue-print') return first;
        await printer.rest();
        return printer.state();
      });
      if (state.ok) wait = state.value.trouble ? soonMs : calmMs;
      told(state);
    } finally {
      // Whatever goes wrong in a look, the next one comes.
      this.#cancel = clock.after(wait, () => void this.look());
    }
  }
}
