/**
 * ТС ПИоТ needs an open shift before the first check of the day: its link to ГИС МТ goes by the ФН, which encrypts nothing while the shift is closed (tspiot.md §1).
 * The till opens it with the cashier's first scan, or asks first, as the shop is set up.
 */
import type { Result } from '../../domain/base/result.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { PrinterFailure, PrinterState } from '../ports/printer.ts';

/** The cashier is asked whether to open the shift; checks wait for the answer. */
export interface ShiftQuestion {
  readonly answer: (isToOpen: boolean) => void;
}

export interface OpenFirstDeps {
  readonly shop: () => Pick<Shop, 'tsPiot' | 'kkt'>;
  /** The ККТ as it was last seen. */
  readonly printer: () => Result<PrinterState, PrinterFailure> | undefined;
  /** Asks the ККТ how it is, now. */
  readonly look: () => Promise<void>;
  /** Opens the shift; what becomes of it is seen by the next look. */
  readonly open: () => Promise<void>;
  /** Shows the question; undefined takes it away. */
  readonly ask: (question: ShiftQuestion | undefined) => void;
}

/** Made once for a running till. Called before each check; resolves with whether the check has been waiting. */
export function openFirst({ shop, printer, look, open, ask }: OpenFirstDeps): () => Promise<boolean> {
  let isOnItsWay: Promise<boolean> | undefined;
  /** The cashier said «later»: not asked again before the shift was open once. */
  let isPutOff = false;

  const isClosed = (): boolean => {
    const seen = printer();
    if (!seen?.ok) return false;
    if (seen.value.shift.state === 'open') isPutOff = false;
    // One that is over must be closed by a person first.
    return seen.value.shift.state === 'closed';
  };
  const wish = (): Promise<boolean> =>
    new Promise((resolve) => {
      ask({
        answer: (isToOpen) => {
          ask(undefined);
          resolve(isToOpen);
        },
      });
    });
  const work = async (): Promise<boolean> => {
    // What was seen may be minutes old: the shift may have been opened on its own screen, or by another program.
    await look();
    if (!isClosed()) return true;
    if (shop().tsPiot.shift === 'ask' && !(await wish())) {
      isPutOff = true;
      return true;
    }
    await open();
    await look();
    return true;
  };

  return async () => {
    if (shop().tsPiot.way === 'none' || shop().kkt.link === 'none') return false;
    if (isOnItsWay) return isOnItsWay;
    if (!isClosed() || isPutOff) return false;
    isOnItsWay = work().finally(() => {
      isOnItsWay = undefined;
    });
    return isOnItsWay;
  };
}
