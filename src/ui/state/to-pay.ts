import { due, roundingOf, total, type Receipt } from '../../domain/receipt.ts';
import type { Shop } from '../../app/ports.ts';
import { minus, noMoney, type Kopecks } from '../../domain/money.ts';
import type { EpochMs } from '../../domain/time.ts';

/** What the buyer will be asked for: told from the first item on, so that the sum on the button is the sum in the payment. The rule of rounding is the domain's. */
export const toPay = (receipt: Receipt, rounding: Shop['rounding'], now: EpochMs): Kopecks =>
  receipt.state === 'draft' ? minus(total(receipt), roundingOf(receipt, now, rounding) ?? noMoney) : due(receipt);
