import { createContext } from 'svelte';
import type { Shop } from '../../app/ports.ts';
import type { SaleView } from '../../app/sale.ts';
import type { Till, TillStatus } from '../../app/till.ts';
import type { Line, Payment } from '../../domain/receipt.ts';
import type { Reader } from '../reader.ts';
import { watch, type Watched } from './watch.svelte.ts';

/** The till that every part of the open screen shares: its doors, and what it shows now. */
export class OpenTill {
  readonly till: Till;
  readonly reader: Reader;
  #wantedWay: Payment['way'] | undefined;
  readonly #view: Watched<SaleView>;
  readonly #status: Watched<TillStatus>;
  readonly #shop: Watched<Shop>;

  constructor(till: Till, reader: Reader) {
    this.till = till;
    this.reader = reader;
    const { sale } = till;
    this.#view = watch({ get: () => sale.view, subscribe: (listener) => sale.subscribe(listener) });
    this.#status = watch(till.status);
    this.#shop = watch(till.shop);
  }

  get view(): SaleView {
    return this.#view.current;
  }

  get status(): TillStatus {
    return this.#status.current;
  }

  get shop(): Shop {
    return this.#shop.current;
  }

  /** Whatever it prints, a tax officer does not know it. */
  get isDemo(): boolean {
    const { printer } = this.status;
    return this.shop.kind === 'demo' || (printer?.ok === true && printer.value.demo);
  }

  /** Starts the payment; with a way, that one is chosen when the payment opens. */
  async pay(way?: Payment['way']): Promise<void> {
    this.#wantedWay = way;
    if (await this.till.sale.pay()) this.#wantedWay = undefined;
  }

  takeWantedWay(): Payment['way'] | undefined {
    const way = this.#wantedWay;
    this.#wantedWay = undefined;
    return way;
  }

  /** Takes a line off, out of a payment too: what may not be sold must be removable at any moment before printing. */
  async remove(line: Pick<Line, 'id'>): Promise<void> {
    const { sale } = this.till;
    if (sale.view.receipt.state === 'paying') await sale.back();
    await sale.remove(line.id);
  }
}

export const [openTill, setOpenTill] = createContext<OpenTill>();
