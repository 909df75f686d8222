import type { Sale } from '../../app/sale/sale.ts';
import type { Line } from '../../domain/document/line.ts';

/** Takes a line off, out of a payment too: what may not be sold must be removable at any moment before printing. */
export async function removeLine(sale: Pick<Sale, 'view' | 'back' | 'remove'>, line: Pick<Line, 'id'>): Promise<void> {
  if (sale.view.receipt.state === 'paying') await sale.back();
  await sale.remove(line.id);
}
