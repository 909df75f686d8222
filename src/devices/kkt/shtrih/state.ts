/** What the answers of the ККТ about itself mean for a till. */
import type { PrinterState } from '../../../app/ports/printer.ts';
import type { PrinterTrouble } from '../../../domain/document/printer-trouble.ts';
import type * as kkt from '../../../protocol/shtrih/commands/index.ts';
import type { Mode } from '../../../protocol/shtrih/status.ts';

/** The ФН says that the shift is open; that it is over 24 hours says the mode. */
export function shiftStateOf(isOpen: boolean, mode: Mode): PrinterState['shift']['state'] {
  if (!isOpen) return 'closed';
  return mode === 'shift-expired' ? 'expired' : 'open';
}

export const warningsOf = (warnings: kkt.FnStatus['warnings']): PrinterState['warnings'] => [
  ...(warnings.replaceAtOnce ? (['fn-3-days'] as const) : []),
  ...(warnings.replaceSoon ? (['fn-30-days'] as const) : []),
  ...(warnings.memoryFull ? (['fn-memory'] as const) : []),
  ...(warnings.ofdOverdue ? (['ofd-silent'] as const) : []),
];

/** What keeps the next document from being printed. A receipt left open is none: the next one begins by annulling it. */
export function troubleOf({ submode, mode, flags }: kkt.FullStatus, phase: kkt.FnPhase): PrinterTrouble | undefined {
  if (phase === 'ready') return 'not-fiscalized';
  if (phase === 'closed' || phase === 'sent') return 'fn-expired';
  if (flags.coverOpen) return 'cover-open';
  if (submode === 'no-paper' || submode === 'no-paper-printing') return 'no-paper';
  if (submode === 'continue') return 'continue-print';
  if (submode === 'printing' || submode === 'reporting') return 'printing';
  if (mode === 'date-unconfirmed') return 'clock-wrong';
  return mode === 'blocked-by-inspector' || mode === 'reset-allowed' || mode === 'full-report'
    ? 'wrong-mode'
    : undefined;
}
