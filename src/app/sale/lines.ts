/** What a cashier changes on a line by hand. What an owner would ask about later is on record. */
import { changeBy, type Thousandths } from '../../domain/base/quantity.ts';
import type { Kopecks } from '../../domain/base/money.ts';
import type { Result } from '../../domain/base/result.ts';
import { lineFacts } from '../../domain/document/line-facts.ts';
import { changeLine, changePrice, removeLine } from '../../domain/document/edits.ts';
import { lineSum, unitPrice, type Line } from '../../domain/document/line.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import type { Notices } from './notices.ts';
import type { SaleStore } from './store.ts';

export class Lines {
  readonly #store: SaleStore;
  readonly #notices: Notices;

  constructor(store: SaleStore, notices: Notices) {
    this.#store = store;
    this.#notices = notices;
  }

  /** Takes a line or a notice off the list. */
  remove(id: string): Promise<void> {
    return this.#store.do(async () => {
      this.#notices.remove(id);
      const line = this.#store.line(id);
      if (line) await this.#store.move(removeLine(this.#store.receipt, id), this.#store.removed(line));
    });
  }

  /** One more or one less (thousandths) of unmarked goods; nothing happens where none would be left. Less is on record. */
  changeQuantity(id: string, delta: number): Promise<void> {
    return this.#set(id, ({ quantity }) => quantity && changeBy(quantity, delta));
  }

  /** So many of unmarked goods: pieces, kilograms and litres in thousandths. Less is on record. */
  setQuantity(id: string, quantity: Thousandths): Promise<void> {
    return this.#set(id, () => quantity);
  }

  #set(id: string, amountOf: (line: Line) => Thousandths | undefined): Promise<void> {
    return this.#store.do(async () => {
      const line = this.#store.line(id);
      const quantity = line && amountOf(line);
      if (quantity) await changeAmount(this.#store, id, changeLine(this.#store.receipt, id, { quantity }));
    });
  }

  /** Sells a line for another price than its card asks, kopecks of one unit; on record with both. */
  changePrice(id: string, price: Kopecks): Promise<ReceiptFailure | undefined> {
    return this.#store.do(() => {
      const line = this.#store.line(id);
      const from = line && unitPrice(line);
      const facts = line && { ...lineFacts(line), listPrice: line.listPrice ?? from };
      return this.#store.move(
        changePrice(this.#store.receipt, id, price),
        this.#store.act('price-changed', { ...facts, from, to: price }),
      );
    });
  }
}

/** Less of a line than stood there is what an owner looks for: pieces handed out and not paid. More speaks for itself on the paper. */
export function changeAmount(
  store: SaleStore,
  id: string,
  moved: Result<Receipt, ReceiptFailure>,
): Promise<ReceiptFailure | undefined> {
  const was = store.line(id);
  const is = moved.ok ? moved.value.lines.find((line) => line.id === id) : was;
  if (!was || !is || lineSum(is) >= lineSum(was)) return store.move(moved);
  const { sum: from, ...before } = lineFacts(was);
  const after = lineFacts(is);
  const amounts = {
    from: { quantity: before.quantity, unit: before.unit, sum: from },
    to: { quantity: after.quantity, unit: after.unit, sum: after.sum },
  };
  return store.move(moved, store.act('quantity-changed', { ...before, ...amounts }));
}
