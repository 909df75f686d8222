import { minus, noMoney, type Kopecks } from '../base/money.ts';
import type { EpochMs } from '../base/time.ts';
import type { Shop } from '../shop/shop.ts';
import { due, roundingOf, total, type Receipt } from './receipt.ts';

/** What the buyer will be asked for: told from the first item on, so that the sum on the button is the sum in the payment. */
export const toPay = (receipt: Receipt, rounding: Shop['rounding'], now: EpochMs): Kopecks =>
  receipt.state === 'draft' ? minus(total(receipt), roundingOf(receipt, now, rounding) ?? noMoney) : due(receipt);
