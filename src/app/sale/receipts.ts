/** What is done to the receipt as a whole before its payment: given up, put aside for a buyer who comes back, taken back. */
import { lineFacts } from '../../domain/document/line-facts.ts';
import type { Receipt } from '../../domain/document/document.ts';
import { putBack, removeLine, withComment } from '../../domain/document/edits.ts';
import type { Line } from '../../domain/document/line.ts';
import { cancel, park, unpark } from '../../domain/document/moves.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import { total } from '../../domain/document/pricing.ts';
import type { CancelReason, EventData } from '../../domain/journal/event.ts';
import { unwrap } from '../../domain/base/result.ts';
import type { TillTime } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Checks } from './checks.ts';
import type { Notices } from './notices.ts';
import type { Packages } from './packages.ts';
import type { SaleStore } from './store.ts';

/** More than a small shop ever has: the list is looked through by eye. */
export const mostParked = 20;

interface Rooms {
  readonly store: SaleStore;
  readonly notices: Notices;
  readonly checks: Checks;
  readonly packages: Packages;
}

interface Deps {
  readonly journal: Pick<Journal, 'parked' | 'soldBefore'>;
  readonly clock: TillTime;
}

export class Receipts {
  readonly #rooms: Rooms;
  readonly #deps: Deps;

  constructor(rooms: Rooms, deps: Deps) {
    this.#rooms = rooms;
    this.#deps = deps;
  }

  /** «Новый чек»: after a printed one. An open draft with lines is cancelled instead, and that is on record. */
  next(reason?: CancelReason): Promise<void> {
    const { store } = this.#rooms;
    // Goods that are scanned after the press have a receipt of their own already.
    const { id } = store.receipt;
    return store.do(async () => {
      const { receipt } = store;
      if (receipt.id !== id) return;
      const facts = factsOf(receipt);
      if (receipt.state === 'fiscalized') store.fresh();
      if (receipt.state !== 'draft' || facts.lines.length === 0) return;
      await store.cancelled(unwrap(cancel(receipt)), { ...facts, ...(reason && { reason }) });
    });
  }

  /** Notes something of the receipt at the till; nothing takes the note away. */
  comment(comment: string | undefined): Promise<ReceiptFailure | undefined> {
    const { store } = this.#rooms;
    return store.do(() => store.move(withComment(store.receipt, comment)));
  }

  /** A line that was taken off by mistake comes back to its place, and its code is checked anew. */
  putBack(line: Line, index: number): Promise<ReceiptFailure | undefined> {
    const { store, checks } = this.#rooms;
    return store.do(async () => {
      const why = await store.move(
        putBack(store.receipt, line, index),
        store.act('line-restored', { ...lineFacts(line) }),
      );
      if (!why) checks.start([line]);
      return why;
    });
  }

  /** Those that are put aside, the first put aside first. */
  parked(): Promise<Receipt[]> {
    return this.#deps.journal.parked();
  }

  /** Puts the draft aside. Resolves with why not; `full`: too many are. */
  park(): Promise<ReceiptFailure | 'full' | undefined> {
    return this.#rooms.store.do(() => this.#park());
  }

  async #park(): Promise<ReceiptFailure | 'full' | undefined> {
    const { store } = this.#rooms;
    const moved = park(store.receipt, this.#deps.clock.now());
    if (!moved.ok) return moved.failure;
    if ((await this.#deps.journal.parked()).length >= mostParked) return 'full';
    await store.putAside(moved.value, store.act('receipt-parked', factsOf(moved.value)));
    return undefined;
  }

  /** Takes one back; what stands at the till is put aside for it. A unit that was sold meanwhile stays away, and is told. */
  takeBack(id: string): Promise<ReceiptFailure | 'full' | undefined> {
    const { store, checks, packages } = this.#rooms;
    const done = store.do(async () => {
      const wanted = (await this.#deps.journal.parked()).find((receipt) => receipt.id === id);
      if (!wanted) return 'wrong-state' as const;
      if (store.receipt.state === 'fiscalized') store.fresh();
      if (store.receipt.state !== 'draft') return 'wrong-state' as const;
      const why = store.receipt.lines.length > 0 ? await this.#park() : undefined;
      if (why) return why;
      const { left, gone } = await this.#withoutSold(unwrap(unpark(wanted)));
      await store.alone(() => store.commit(left, store.act('receipt-taken-back', factsOf(left))));
      for (const { line, sold } of gone)
        await this.#rooms.notices.add({ kind: 'sold-before', raw: line.mark?.raw ?? '', name: line.name, ...sold });
      checks.start(left.lines.filter(({ mark }) => mark));
      return undefined;
    });
    // What took of an opened package meanwhile is in its book.
    done.then(() => packages.review()).catch(() => undefined);
    return done;
  }

  async #withoutSold(receipt: Receipt): Promise<{ readonly left: Receipt; readonly gone: readonly Gone[] }> {
    const gone: Gone[] = [];
    let left = receipt;
    for (const line of receipt.lines) {
      const sold = line.mark && (await this.#deps.journal.soldBefore(line.mark.ki));
      if (!sold) continue;
      gone.push({ line, sold });
      left = unwrap(removeLine(left, line.id));
    }
    return { left, gone };
  }
}

interface Gone {
  readonly line: Line;
  readonly sold: { readonly at: number; readonly number: number };
}

const factsOf = (receipt: Receipt): Omit<EventData['receipt-parked'], 'cashier'> => ({
  lines: receipt.lines.map(lineFacts),
  total: total(receipt),
  ...(receipt.comment !== undefined && { comment: receipt.comment }),
});
