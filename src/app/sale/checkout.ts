/** From «Оплатить» to the paper: what is in the way, the buyer's money, the print, and what became of one whose end is not on record. */
import { ok, unwrap, type Result } from '../../domain/base/result.ts';
import { fits, roundedBy, tendersIn, type FoundDocument } from '../../domain/document/found-document.ts';
import type { Receipt } from '../../domain/document/document.ts';
import { confirmAdult, removeForAdults, withBuyer } from '../../domain/document/edits.ts';
import { isForAdults } from '../../domain/document/line.ts';
import { choosePayment, printedBefore, startPaying, stopPaying } from '../../domain/document/moves.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import { rounded } from '../../domain/document/adjustment.ts';
import { due } from '../../domain/document/pricing.ts';
import type { Payment } from '../../domain/document/tender.ts';
import type { EventData } from '../../domain/journal/event.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { decide } from '../fiscal/decide.ts';
import { finishAs } from '../fiscal/finish.ts';
import type { Fiscalizing, FiscalizeFailure } from '../fiscal/fiscalizing.ts';
import { fiscalize } from '../fiscal/fiscalize.ts';
import { registrationTrouble } from '../fiscal/registration.ts';
import { settle } from '../fiscal/settle.ts';
import { agrees, review, seen, type OutsideWitness, type UnknownDocuments } from '../fiscal/unknown-documents.ts';
import type { Mutex } from '../mutex.ts';
import type { PrinterAbout, PrinterFailure, PrinterState } from '../ports/printer.ts';
import type { Sounds } from '../ports/sounds.ts';
import { refuseAlcohol } from './alcohol.ts';
import type { Notices } from './notices.ts';
import { storage, type SaleStore } from './store.ts';

export interface CheckoutDeps extends Fiscalizing {
  readonly shop: () => Shop;
  readonly sounds: Sounds;
  /** Called when a receipt was printed: the outbox has work. */
  readonly onSold: () => void;
  /** Mutex around the fiscal printer; the shift uses the same one. */
  readonly printerMutex: Mutex;
  /** What the ККТ last said of itself, at once; a promise only while it is asked for the first time in this run. Nothing where it gives no answer. */
  readonly printerAbout?: (() => PrinterAbout | undefined | Promise<PrinterAbout | undefined>) | undefined;
  /** What is known of the ФН outside of this journal. */
  readonly outside?: OutsideWitness | undefined;
}

export class Checkout {
  readonly #store: SaleStore;
  readonly #notices: Notices;
  readonly #deps: CheckoutDeps;

  constructor(store: SaleStore, notices: Notices, deps: CheckoutDeps) {
    this.#store = store;
    this.#notices = notices;
    this.#deps = { ...deps, review: (state) => this.#review(state) };
  }

  /** «Оплатить». Resolves with what is in the way, or with nothing. */
  async pay(): Promise<ReceiptFailure | undefined> {
    const heard = this.#deps.printerAbout?.();
    // Not in the queue: scans and verdicts would wait behind it, and a line that was shown meanwhile would be missing from the receipt.
    const about = heard instanceof Promise ? await heard : heard;
    return this.#store.do(async () => {
      const { receipt } = this.#store;
      const shop = this.#deps.shop();
      const moved = startPaying(receipt, this.#deps.clock.now(), shop.rounding, shop);
      // Before the buyer is asked for age or money: the ККТ would print another seller's name.
      const isNearlyPaying = moved.ok || moved.failure === 'age';
      const differs = isNearlyPaying ? registrationTrouble(shop, about) : undefined;
      if (differs) return differs;
      const why = await this.#store.move(moved);
      if (why === 'alcohol-hours') await refuseAlcohol(receipt.lines, this.#store, this.#deps);
      return why;
    });
  }

  /**
   * What the cashier says of the buyer's age, on record either way: it lasts for this receipt. What a minor may not have leaves the receipt. Resolves with
   * what is in the way, or with nothing.
   */
  confirmAge(isAdult: boolean): Promise<ReceiptFailure | undefined> {
    return this.#store.do(() => {
      const { receipt } = this.#store;
      const lines = receipt.lines.filter(isForAdults);
      const goods = lines.map(({ name }) => name);
      const event = this.#store.event(isAdult ? 'age-confirmed' : 'age-refused', { goods });
      if (isAdult) return this.#store.move(confirmAdult(receipt, event.at), event);
      const removed = lines.map((line) => this.#store.removed(line));
      return this.#store.move(removeForAdults(receipt), event, ...removed);
    });
  }

  /** Back to the goods: the buyer wants one more thing. */
  back(): Promise<ReceiptFailure | undefined> {
    return this.#store.do(() => this.#store.move(stopPaying(this.#store.receipt)));
  }

  choose(payment: Payment): Promise<ReceiptFailure | undefined> {
    return this.#store.do(() => this.#store.move(choosePayment(this.#store.receipt, payment)));
  }

  /** Where the electronic receipt goes, as `domain/document/buyer` reads it; nothing: paper only. */
  setBuyer(buyer: string | undefined): Promise<ReceiptFailure | undefined> {
    return this.#store.do(() => this.#store.move(withBuyer(this.#store.receipt, buyer)));
  }

  /** «Пробить чек»: exactly one fiscal document, or a reason. Pressing it twice prints once. */
  print(): Promise<void> {
    // From the press on: a scan that comes before the journal has had its turn is late already.
    if (this.#store.receipt.state === 'paying') this.#begin();
    return this.#store.do(async () => {
      // Something queued before led back to the goods.
      if (this.#store.receipt.state !== 'paying') return this.#store.set({ printing: false });
      this.#begin();
      const changed = (receipt: Receipt): void => this.#store.set({ receipt });
      this.#ended(
        await this.#deps.printerMutex(() => fiscalize(this.#store.receipt, this.#deps.shop(), this.#deps, changed)),
      );
    });
  }

  /** Asks the ККТ what became of a receipt in doubt. */
  askPrinter(): Promise<void> {
    return this.#store.do(async () => {
      if (!this.#isWithPrinter) return;
      this.#begin();
      this.#ended(await this.#deps.printerMutex(() => settle(this.#store.receipt, this.#deps)));
    });
  }

  /**
   * A person compared the papers and decided what no machine could: whether the document exists, and under which number (`fd`, as
   * the paper has it). On record as such.
   */
  decide(wasPrinted: boolean, fd?: number): Promise<void> {
    return this.#store.do(async () => {
      const { receipt, problem } = this.#store.view;
      if (receipt.state !== 'in-doubt' || !receipt.intent) return;
      await this.#store.record(this.#store.event('recovered', { decidedByPerson: wasPrinted, fd, problem }));
      const doubt = problem?.kind === 'doubt' ? problem : undefined;
      const decided = await decide(receipt, { wasPrinted, fd }, doubt, this.#deps);
      if (decided.receipt.state === 'fiscalized') this.#ended(decided);
      else this.#store.set({ receipt: decided.receipt, problem: decided.failure });
    });
  }

  /**
   * The ККТ was looked at, outside of its turn: compares its ФН with the journal, unless a receipt of ours is under way there. Asks nothing
   * where the two agree.
   */
  async compare(looked: PrinterState): Promise<void> {
    const isUnderWay = (): boolean => this.#store.view.printing || this.#isWithPrinter;
    try {
      if (isUnderWay()) return;
      if (!this.#store.view.unknown && (await agrees(looked, this.#deps))) return;
      await this.#deps.printerMutex(async () => {
        // Printed meanwhile: what was seen then is old.
        if (!isUnderWay()) await this.#reviewNow();
      });
    } catch (reason) {
      this.#store.set({ problem: storage(reason) });
    }
  }

  /** A person says that the open receipt is the unknown document `fd`: it is finished with that. Resolves with whether it could be. */
  adopt(fd: number): Promise<boolean> {
    return this.#store.do(async () => {
      const { receipt, unknown } = this.#store.view;
      const found = unknown?.documents.find(({ mark }) => mark.fd === fd);
      if (!found || fits(receipt, found) === 'no') return false;
      const { documents: _, ...others } = unknown ?? { documents: [] };
      const data = { decidedByPerson: true, adopted: found, ...others };
      await this.#store.alone(async () => this.#ended({ receipt: await this.#adopted(found, data) }));
      this.#store.set({ unknown: undefined });
      // What else is unknown is told anew, without this one.
      await this.#deps.printerMutex(() => this.#reviewNow());
      return true;
    });
  }

  /** Finishes the open receipt with a document that the ФН has already. `data` goes on record. */
  async #adopted(found: FoundDocument, data: EventData['recovered']): Promise<Receipt> {
    const { receipt } = this.#store;
    const numbered =
      receipt.number === undefined
        ? await this.#deps.journal.saveNumbered((number) => ({ ...receipt, number }))
        : receipt;
    const rounding = roundedBy(receipt, found);
    // The document's own rounding, also where it is none and the receipt's was another.
    const adjustments = rounding === undefined ? undefined : rounded(rounding);
    const paid = { tenders: tendersIn(found), adjustments };
    return finishAs(
      unwrap(printedBefore(numbered, found.mark, paid)),
      this.#store.event('recovered', data),
      this.#deps,
    );
  }

  /** A person has seen the unknown documents: they are another program's. On record; the sale goes on. */
  documentsSeen(): Promise<void> {
    return this.#store.do(async () => {
      const { unknown, problem } = this.#store.view;
      if (!unknown) return;
      await seen(unknown, this.#deps);
      this.#store.set({ unknown: undefined, problem: problem?.kind === 'unknown-documents' ? undefined : problem });
    });
  }

  /** The receipt was handed to the ККТ, and its end is not on record. */
  get #isWithPrinter(): boolean {
    return ['fiscalizing', 'in-doubt'].includes(this.#store.receipt.state);
  }

  #begin(): void {
    this.#store.set({ printing: true, problem: undefined });
  }

  #ended({ receipt, failure }: { receipt: Receipt; failure?: FiscalizeFailure | undefined }): void {
    this.#store.set({ receipt, problem: failure, printing: false });
    if (failure) this.#deps.sounds.attention();
    if (receipt.state !== 'fiscalized') return;
    if (receipt.fiscal) this.#deps.outside?.set({ fn: receipt.fiscal.fn, fd: receipt.fiscal.fd });
    this.#notices.printed();
    this.#deps.onSold();
  }

  async #reviewNow(): Promise<void> {
    const state = await this.#deps.printer.state();
    if (state.ok) await this.#review(state.value);
  }

  /** In the turn of the ККТ. What was found once is not read anew while nothing has changed. */
  async #review(state: PrinterState): Promise<Result<UnknownDocuments | undefined, PrinterFailure>> {
    const { unknown: told, receipt } = this.#store.view;
    if (told?.fn === state.fn && told.lastFd === state.lastFd) return ok(told);
    const reviewed = await review(state, due(receipt), this.#deps);
    if (!reviewed.ok) return reviewed;
    if (reviewed.value || told) this.#store.set({ unknown: reviewed.value });
    if (reviewed.value) this.#deps.sounds.attention();
    return reviewed;
  }
}
