import type { FiscalPrinter } from '../../../app/ports.ts';
import { fail } from '../../../domain/result.ts';

/** A shop whose ККТ is not set up yet: checks work, payment says what is missing. */
export const noPrinter: FiscalPrinter = {
  state: () => Promise.resolve(fail({ kind: 'not-connected' })),
  print: () => Promise.resolve(fail({ kind: 'not-connected' })),
  find: () => Promise.resolve(fail({ kind: 'not-connected' })),
};
