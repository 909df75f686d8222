import type { FiscalPrinter } from '../../../app/ports/printer.ts';
import type { DriverDeps } from '../manifest.ts';
import { demoPrinter } from './demo-printer.ts';

const name = 'poltora-demo-fn';

/** The practice ККТ: its documents live in the page's own memory. */
export const open = ({ memory, clock }: Pick<DriverDeps, 'memory' | 'clock'>): FiscalPrinter =>
  demoPrinter({ get: () => memory.get(name), set: (value) => memory.set(name, value) }, clock);
