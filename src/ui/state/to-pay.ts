import { startPaying, due, type Receipt } from '../../domain/receipt.ts';
import type { Shop } from '../../app/ports.ts';
import type { Kopecks } from '../../domain/money.ts';
import type { EpochMs } from '../../domain/time.ts';

/**
 * What the buyer will be asked for: told from the first item on, so that the sum on the button is the sum in the payment. The rule of
 * rounding is the domain's; verdicts and prices still missing, the hour and the buyer's age do not matter to it.
 */
export function toPay(receipt: Receipt, rounding: Shop['rounding'], now: EpochMs): Kopecks {
  if (receipt.state !== 'draft') return due(receipt);
  const lines = receipt.lines.filter(({ price }) => price !== undefined).map(({ mark: _mark, check: _check, group: _group, ...line }) => line);
  const paying = startPaying({ ...receipt, lines }, now, rounding);
  return due(paying.ok ? paying.value : receipt);
}
