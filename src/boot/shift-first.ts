/** The shift is open before the first check by ТС ПИоТ: the rule of `app/ts-piot/open-first.ts` for the running till. */
import { openFirst } from '../app/ts-piot/open-first.ts';
import type { Shift } from '../app/fiscal/shift.ts';
import type { PrinterWatch } from '../app/fiscal/watch.ts';
import type { Signal } from '../app/till.ts';
import type { Shop } from '../domain/shop/shop.ts';
import type { Start } from './start.ts';

export const shiftFirst = ({
  start,
  shopSignal,
  shift,
  watch,
}: {
  readonly start: Start;
  readonly shopSignal: Signal<Shop>;
  readonly shift: Shift;
  readonly watch: PrinterWatch;
}): (() => Promise<boolean>) =>
  openFirst({
    shop: () => shopSignal.get(),
    printer: () => start.status.get().printer,
    look: () => watch.look(),
    open: () => shift.open(),
    ask: (shiftQuestion) => start.change({ shiftQuestion }),
  });
