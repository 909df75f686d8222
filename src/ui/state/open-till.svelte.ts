import { createContext } from 'svelte';
import type { PrinterFailure, PrinterState, Shop } from '../../app/ports.ts';
import type { SaleView } from '../../app/sale.ts';
import type { ShiftView } from '../../app/shift.ts';
import type { ScanRecord } from '../../app/scan-hub.ts';
import type { Till, TillStatus } from '../../app/till.ts';
import { readBuyer } from '../../domain/buyer.ts';
import type { Line, Payment, ReceiptFailure } from '../../domain/receipt.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { Reader } from '../reader.ts';
import { watch, type Watched } from './watch.svelte.ts';

/** The screens of an open till. */
export type Place = 'sale' | 'shift' | 'journal' | 'settings' | 'scanner' | 'rules' | 'checks' | 'packages';

/** The till that every part of the open screen shares: its doors, and what it shows now. */
export class OpenTill {
  readonly till: Till;
  readonly reader: Reader;
  place = $state<Place>('sale');
  /** Somebody scans with the camera: it comes back with each receipt. */
  wantsCamera = $state(false);
  /** A scan that had no place to go: told until the next one, or until the screen changes. */
  missed = $state.raw<ScanRecord>();
  /** The line whose amount or price is being changed. */
  editing = $state<string>();
  /** What stands in the buyer's field of the payment. */
  buyerText = $state('');
  /** Open while the cashier is asked whether the buyer is 18; takes the answer, or nothing when the question was put aside. */
  answerAge = $state.raw<(isAdult?: boolean) => void>();
  #wantedWay: Payment['way'] | undefined;
  readonly #view: Watched<SaleView>;
  readonly #status: Watched<TillStatus>;
  readonly #shop: Watched<Shop>;
  readonly #shift: Watched<ShiftView>;
  /** The ККТ's newest word: the watch asks it from time to time, the shift after each operation. */
  #printer = $state.raw<Result<PrinterState, PrinterFailure>>();

  constructor(till: Till, reader: Reader) {
    this.till = till;
    this.reader = reader;
    const { sale } = till;
    this.#view = watch({ get: () => sale.view, subscribe: (listener) => sale.subscribe(listener) });
    this.#status = watch(till.status);
    this.#shop = watch(till.shop);
    const { shift } = till;
    this.#shift = watch({ get: () => shift.view, subscribe: (listener) => shift.subscribe(listener) });
    this.#followPrinter();
  }

  get view(): SaleView {
    return this.#view.current;
  }

  get status(): TillStatus {
    return { ...this.#status.current, printer: this.#printer };
  }

  get printer(): Result<PrinterState, PrinterFailure> | undefined {
    return this.#printer;
  }

  get shift(): ShiftView {
    return this.#shift.current;
  }

  get shop(): Shop {
    return this.#shop.current;
  }

  /** Whatever it prints, a tax officer does not know it. */
  get isDemo(): boolean {
    return this.shop.kind === 'demo' || (this.#printer?.ok === true && this.#printer.value.demo);
  }

  /** Whether the buyer's field holds something that is neither a phone number nor an e-mail. */
  get isBuyerWrong(): boolean {
    return this.buyerText.trim() !== '' && readBuyer(this.buyerText) === undefined;
  }

  /** Puts the buyer's field on the receipt. */
  async keepBuyer(): Promise<void> {
    const buyer = readBuyer(this.buyerText);
    if (!this.isBuyerWrong && buyer !== this.till.sale.view.receipt.buyer) await this.till.sale.setBuyer(buyer);
  }

  go(place: Place): void {
    this.place = place;
    this.missed = undefined;
  }

  /**
   * Where a scan goes. It is goods for the receipt wherever that can be seen: a scan never types into a field, never presses a button, never
   * closes what stands open. From the shift and the journal it leads back to the sale; what is half done in the settings or in a dialog
   * of theirs is not thrown away for it, so there the person is told.
   */
  hear(record: ScanRecord): void {
    const leadsBack = this.place === 'shift' || this.place === 'journal';
    if (leadsBack && !this.reader.inDialog()) this.go('sale');
    // One loaf that the scanner sent twice is one; of a marked unit the receipt says itself that it is there.
    if (record.repeats && record.scan.kind !== 'mark') return;
    this.missed = undefined;
    if (this.place === 'sale') {
      // What the journal could not write, the sale tells.
      this.till.sale
        .scan(record.text, record.delivery.at, { quiet: record.repeats, scan: record.scan })
        .catch(() => undefined);
      return;
    }
    this.missed = record;
    this.till.sounds.attention();
  }

  /** Does something with the shift, and lets the rest of the till know at once how the ККТ stands after it. */
  async withShift(act: () => Promise<void>): Promise<void> {
    await act();
    await this.till.lookAtPrinter();
  }

  #followPrinter(): void {
    const { status, shift } = this.till;
    this.#printer = status.get().printer;
    let fromWatch = this.#printer;
    let fromShift = shift.view.printer;
    // Both live as long as the till does.
    status.subscribe(({ printer }) => {
      if (printer !== fromWatch) this.#printer = fromWatch = printer;
    });
    shift.subscribe(({ printer }) => {
      if (printer && printer !== fromShift) this.#printer = ok(printer);
      fromShift = printer;
    });
  }

  /** Starts the payment; with a way, that one is chosen when the payment opens. Goods for adults ask for the buyer's age first, and then it goes on. */
  async pay(way?: Payment['way']): Promise<void> {
    this.#wantedWay = way;
    const paying = this.#startPaying();
    void this.reader.hold(paying.then((why) => why !== 'age'));
    if (await paying) this.#wantedWay = undefined;
  }

  async #startPaying(): Promise<ReceiptFailure | undefined> {
    const { sale } = this.till;
    const why = await sale.pay();
    // Pressed twice: the question is open already.
    if (why !== 'age' || this.answerAge) return why;
    const isAdult = await new Promise<boolean | undefined>((answer) => (this.answerAge = answer));
    this.answerAge = undefined;
    if (isAdult === undefined) return why;
    const failure = await sale.confirmAge(isAdult);
    return failure ?? (isAdult ? sale.pay() : why);
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
