/** The side of the till: tells a buyer's display what it shows, as long as there is one. */
import { minus } from '../../domain/base/money.ts';
import { hoursAhead, type EpochMs } from '../../domain/base/time.ts';
import type { Receipt } from '../../domain/document/document.ts';
import { lineSum, unitPrice, verdictOf } from '../../domain/document/line.ts';
import { total, toPay } from '../../domain/document/pricing.ts';
import { receiptCode } from '../../domain/document/receipt-code.ts';
import { change } from '../../domain/document/tender.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Clock } from '../ports/clock.ts';
import type { DisplayChannel } from '../ports/display-channel.ts';
import type { Sale } from '../sale/sale.ts';
import { mostLines, type BuyerView } from './buyer-view.ts';
import { askEveryMs, asks } from './words.ts';

/** A display that asks no more is gone; a busy machine may keep one from asking for a while, ms. */
const forgetMs = 10 * askEveryMs;
/** A scan is painted at the till first, and several in a breath are told at once, ms. */
const afterMs = 50;

export interface TellDeps {
  readonly channel: DisplayChannel;
  readonly sale: Pick<Sale, 'view' | 'subscribe'>;
  readonly shop: () => Shop;
  readonly isDemo: () => boolean;
  readonly clock: Clock;
  /** The till's time: the law goes by it. */
  readonly now: () => EpochMs;
}

/** Without a display nothing is worked out and nothing is sent. Until the returned function is called. */
export function tellDisplay({ channel, sale, shop, isDemo, clock, now }: TellDeps): () => void {
  let isThere = false;
  let forget: () => void = () => undefined;
  let cancel: (() => void) | undefined;
  const tell = (): void => {
    cancel = undefined;
    channel.post(buyerView(sale.view.receipt, shop(), now(), isDemo()));
  };
  const stops = [
    channel.onMessage((message) => {
      if (message !== asks) return;
      isThere = true;
      forget();
      forget = clock.after(forgetMs, () => (isThere = false));
      tell();
    }),
    sale.subscribe(() => {
      if (isThere) cancel ??= clock.after(afterMs, tell);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    forget();
    cancel?.();
  };
}

/** What the buyer of this receipt may see at `now`. Goods that may not be sold are not sold to him: they are not among them. */
export function buyerView(
  receipt: Receipt,
  { name, brand, rounding, timeZone }: Pick<Shop, 'name' | 'brand' | 'rounding' | 'timeZone'>,
  now: EpochMs,
  isDemo: boolean,
): BuyerView {
  const isOff = receipt.state === 'cancelled';
  const lines = receipt.lines.filter(
    (one) => !isOff && (receipt.state !== 'draft' || verdictOf(one, now)?.kind !== 'forbidden'),
  );
  const sold = { ...receipt, lines };
  const due = toPay(sold, rounding, now);
  const cash = receipt.tenders.find((tender) => tender.way === 'cash');
  const code = receiptCode(receipt, hoursAhead(timeZone));
  return {
    shop: name,
    ...((brand.name !== '' || brand.colour !== '') && { sign: { name: brand.name, colour: brand.colour } }),
    isDemo,
    isPaid: receipt.state === 'fiscalized',
    lines: lines.slice(-mostLines).map((one) => {
      const price = unitPrice(one);
      return {
        id: one.id,
        name: one.name,
        ...(price !== undefined && { price }),
        ...(one.quantity !== undefined && { quantity: one.quantity }),
        measure: one.measure,
        ...(one.part && { part: one.part }),
        sum: lineSum(one),
      };
    }),
    due,
    off: minus(total(sold), due),
    ...(cash && { received: cash.received, change: change(receipt) }),
    ...(code !== undefined && { code }),
  };
}
