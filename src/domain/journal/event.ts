import type { EpochMs } from '../base/time.ts';

/** A thing that happened, for the journal of the shop. `data` is plain. */
export interface JournalEvent {
  readonly at: EpochMs;
  readonly kind:
    | 'scan-refused'
    | 'checked'
    | 'line-removed'
    | 'sold-unverified'
    | 'receipt-cancelled'
    | 'printed'
    | 'not-printed'
    | 'lost-answer'
    | 'recovered'
    | 'sale-registered'
    | 'wrong-pin'
    | 'age-confirmed'
    | 'age-refused'
    | 'alcohol-refused'
    | 'price-changed'
    | 'goods-bound'
    | 'package-opened'
    | 'package-closed'
    // What stands outside the journal says that it is not what it was (app/witness.ts).
    | 'journal-lost'
    | 'operation-done'
    | 'operation-not-done' // of the shift; data: {operationId, operation}
    | 'chain-broken'
    | 'breaks-read' // what was edited behind the till's back, and that a person has read it
    | 'shop-set-up'
    | 'settings-changed'
    | 'pin-locked'
    | 'quantity-changed'
    | 'goods-made'
    | 'goods-changed'
    // Documents of the ФН that are not of this journal: where it began to count, what it took note of by itself, what a person has seen.
    | 'fn-met'
    | 'documents-accounted'
    | 'documents-seen'
    // The PC's clock is off; data: TrustedTime.
    | 'clock-off'
    // An error of the program that nobody caught; data: {detail}.
    | 'fault';
  readonly receiptId?: string | undefined;
  readonly data?: unknown;
  /** What the PC's clock showed, where that was another time. Written by the journal. */
  readonly pc?: EpochMs | undefined;
}
