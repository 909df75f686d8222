import { createContext } from 'svelte';
import type { Sale } from '../../app/sale/sale.ts';
import { readBuyer } from '../../domain/document/buyer.ts';

/** The buyer's phone number or e-mail, as it is typed into the payment: the field and «Пробить чек» share it. */
export class BuyerEntry {
  /** What stands in the field. */
  text = $state('');
  readonly #sale: Pick<Sale, 'view' | 'setBuyer'>;

  constructor(sale: Pick<Sale, 'view' | 'setBuyer'>) {
    this.#sale = sale;
  }

  /** Whether the field holds something that is neither a phone number nor an e-mail. */
  get isWrong(): boolean {
    return this.text.trim() !== '' && readBuyer(this.text) === undefined;
  }

  /** Puts what was typed on the receipt. */
  async keep(): Promise<void> {
    const buyer = readBuyer(this.text);
    if (!this.isWrong && buyer !== this.#sale.view.receipt.buyer) await this.#sale.setBuyer(buyer);
  }
}

export const [buyerEntry, setBuyerEntry] = createContext<BuyerEntry>();
