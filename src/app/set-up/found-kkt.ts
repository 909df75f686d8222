/** The ККТ that answered at the set-up, and what it said of itself. */
import { ok, type Result } from '../../domain/base/result.ts';
import type { Taxation } from '../../domain/shop/taxation.ts';
import type { FiscalPrinter, PrinterFailure } from '../ports/printer.ts';

export interface FoundKkt {
  readonly model: string;
  /** It has a debugging ФН: it prints nothing that the tax office knows. */
  readonly isDemo: boolean;
  readonly inn?: string | undefined;
  readonly owner?: string | undefined;
  readonly address?: string | undefined;
  readonly place?: string | undefined;
  readonly ofd?: string | undefined;
  /** It prints receipts of these alone. */
  readonly taxations?: readonly Taxation[] | undefined;
}

/** Asks a ККТ who it is and what it is registered with. Changes nothing on paper and nothing in its ФН. */
export async function findKkt(
  printer: Pick<FiscalPrinter, 'state' | 'registration'>,
): Promise<Result<FoundKkt, PrinterFailure>> {
  const state = await printer.state();
  if (!state.ok) return state;
  const registered = await printer.registration();
  if (!registered.ok) return registered;
  const { model, demo, about } = state.value;
  return ok({
    model,
    isDemo: demo,
    ...registered.value,
    inn: registered.value.inn ?? about?.inn,
    taxations: registered.value.taxations ?? about?.taxations,
  });
}
