import type { FiscalPrinter, PrinterFailure } from '../../app/ports/printer.ts';
import { fail, type Result } from '../../domain/base/result.ts';

type Answer<Value> = Promise<Result<Value, PrinterFailure>>;

/**
 * A ККТ whose driver is on its way: loading begins at once, and whoever asks meanwhile waits for it, in order. A driver that did not come is a ККТ that
 * is not connected: certainly nothing was sent. The next question loads it again.
 */
export function lazyPrinter(load: () => Promise<FiscalPrinter>): FiscalPrinter {
  let loaded: FiscalPrinter | undefined;
  let loading: Promise<FiscalPrinter> | undefined;
  const listeners = new Set<() => void>();

  const driver = (): Promise<FiscalPrinter> =>
    (loading ??= load().then(
      (printer) => {
        loaded = printer;
        printer.onChange(() => {
          for (const listener of listeners) listener();
        });
        return printer;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));
  const ask = async <Value>(act: (printer: FiscalPrinter) => Answer<Value>): Answer<Value> => {
    let printer: FiscalPrinter;
    try {
      printer = await driver();
    } catch (error) {
      return fail({ kind: 'not-connected', detail: `driver: ${String(error)}` });
    }
    return act(printer);
  };

  // Heard by whoever asks first.
  driver().catch(() => undefined);
  return {
    state: () => ask((printer) => printer.state()),
    registration: () => ask((printer) => printer.registration()),
    rest: () => ask((printer) => printer.rest()),
    print: (document, rules) => ask((printer) => printer.print(document, rules)),
    find: (fd, how) => ask((printer) => printer.find(fd, how)),
    openShift: (cashier) => ask((printer) => printer.openShift(cashier)),
    closeShift: (cashier) => ask((printer) => printer.closeShift(cashier)),
    report: () => ask((printer) => printer.report()),
    copy: () => ask((printer) => printer.copy()),
    cash: () => ask((printer) => printer.cash()),
    counters: () => ask((printer) => printer.counters()),
    cashIn: (sum) => ask((printer) => printer.cashIn(sum)),
    cashOut: (sum) => ask((printer) => printer.cashOut(sum)),
    openDrawer: () => ask((printer) => printer.openDrawer()),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    release: async () => loaded?.release(),
  };
}
