import type { FiscalPrinter } from '../../../app/ports/printer.ts';
import { fail } from '../../../domain/base/result.ts';

/** A shop whose ККТ is not set up yet: checks work, payment says what is missing. */
const absent = () => Promise.resolve(fail({ kind: 'not-connected' } as const));
export const noPrinter: FiscalPrinter = {
  state: absent,
  registration: absent,
  rest: absent,
  print: absent,
  find: absent,
  openShift: absent,
  closeShift: absent,
  report: absent,
  copy: absent,
  cash: absent,
  counters: absent,
  cashIn: absent,
  cashOut: absent,
  openDrawer: absent,
  onChange: () => () => undefined,
  release: () => Promise.resolve(),
};
