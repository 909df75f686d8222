import { createContext } from 'svelte';
import type { Sale } from '../../app/sale/sale.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import type { Payment } from '../../domain/document/tender.ts';
import type { HotKeys } from '../shell/hot-keys.ts';

/** The way from the goods into the payment: the wanted way of paying, and the question of the buyer's age before it. */
export class PaymentStart {
  /** Open while the cashier is asked whether the buyer is 18; takes the answer, or nothing when the question was put aside. */
  answerAge = $state.raw<(isAdult?: boolean) => void>();
  /** It was asked for, and what it needs is not there yet: its panes, or the first word of the ККТ, which may take seconds. */
  isComing = $state(false);
  /** The payment could not be fetched: it was not begun. */
  isNotLoaded = $state(false);
  #wantedWay: Payment['way'] | undefined;
  readonly #sale: Pick<Sale, 'pay' | 'confirmAge'>;
  readonly #keys: Pick<HotKeys, 'hold'>;
  readonly #load: () => Promise<unknown>;
  readonly #lookAgain: () => void;

  /** `load` fetches the panes of the payment; `lookAgain` works out anew what the screen shows of the time. */
  constructor(
    sale: Pick<Sale, 'pay' | 'confirmAge'>,
    keys: Pick<HotKeys, 'hold'>,
    load: () => Promise<unknown>,
    lookAgain: () => void,
  ) {
    this.#sale = sale;
    this.#keys = keys;
    this.#load = load;
    this.#lookAgain = lookAgain;
  }

  /** Starts the payment; with a way, that one is chosen when the payment opens. Goods for adults ask for the buyer's age first, and then it goes on. */
  async pay(way?: Payment['way']): Promise<void> {
    this.#wantedWay = way;
    this.isComing = true;
    const paying = this.#start();
    void this.#keys.hold(paying.then((why) => why !== 'age' && why !== 'not-loaded'));
    if (!(await paying)) return;
    this.#wantedWay = undefined;
    // The hour in which alcohol may be sold has just ended, goods have expired: the screen still shows the moment before and would give no reason.
    this.#lookAgain();
  }

  /** The way that was asked for with the payment, once. */
  takeWantedWay(): Payment['way'] | undefined {
    const way = this.#wantedWay;
    this.#wantedWay = undefined;
    return way;
  }

  async #start(): Promise<ReceiptFailure | 'not-loaded' | undefined> {
    try {
      // First its panes, then the payment: nobody is led to an empty place.
      await this.#load();
    } catch {
      this.isNotLoaded = true;
      this.isComing = false;
      return 'not-loaded';
    }
    const why = await this.#enter();
    // Pressed twice: the question is open already.
    if (why !== 'age' || this.answerAge) return why;
    const isAdult = await new Promise<boolean | undefined>((answer) => (this.answerAge = answer));
    this.answerAge = undefined;
    if (isAdult === undefined) return why;
    const failure = await this.#sale.confirmAge(isAdult);
    return failure ?? (isAdult ? this.#enter() : why);
  }

  /** Waits for the ККТ's first word, and says so. */
  async #enter(): Promise<ReceiptFailure | undefined> {
    this.isComing = true;
    try {
      return await this.#sale.pay();
    } finally {
      this.isComing = false;
    }
  }
}

export const [paymentStart, setPaymentStart] = createContext<PaymentStart>();
