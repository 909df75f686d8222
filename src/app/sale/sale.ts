/** The sale at this till: the one door to its rooms. It holds no rule and no step of its own. */
import type { Kopecks } from '../../domain/base/money.ts';
import { onePiece, type Thousandths } from '../../domain/base/quantity.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { Line } from '../../domain/document/line.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import type { Payment } from '../../domain/document/tender.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import type { PackageLedger } from '../../domain/goods/opened-package.ts';
import type { CancelReason } from '../../domain/journal/event.ts';
import { Cards, type NewCard, type SaidOfGoods } from '../cards/cards.ts';
import type { TillTime } from '../ports/clock.ts';
import type { PrinterState } from '../ports/printer.ts';
import { Checkout, type CheckoutDeps } from './checkout.ts';
import { Checks, type ChecksDeps } from './checks.ts';
import { Intake, type IntakeDeps, type ScanHow } from './intake.ts';
import { KnownGoods } from './known-goods.ts';
import { Lines } from './lines.ts';
import { Notices, type NoticesDeps } from './notices.ts';
import { Packages } from './packages.ts';
import { Receipts } from './receipts.ts';
import { SaleStore, type SaleView } from './store.ts';

export type SaleDeps = CheckoutDeps & ChecksDeps & IntakeDeps & NoticesDeps;

/** A printed receipt that has stood this long is over, ms: the change is given. */
const changeIsReadMs = 60_000;

export class Sale {
  readonly #store: SaleStore;
  readonly #intake: Intake;
  readonly #lines: Lines;
  readonly #checks: Checks;
  readonly #packages: Packages;
  readonly #cards: Cards;
  readonly #checkout: Checkout;
  readonly #receipts: Receipts;
  readonly #clock: TillTime;

  private constructor(deps: SaleDeps, store: SaleStore) {
    const notices = new Notices(store, deps);
    const known = new KnownGoods(deps);
    const checks = new Checks(store, known, deps);
    const packages = new Packages({ store, notices, known, checks }, deps);
    const rooms = { store, notices, known, checks, packages };
    this.#store = store;
    this.#checks = checks;
    this.#packages = packages;
    this.#lines = new Lines(store, notices);
    this.#cards = new Cards(rooms, deps);
    this.#intake = new Intake(rooms, deps);
    this.#checkout = new Checkout(store, notices, deps);
    this.#receipts = new Receipts(rooms, deps);
    this.#clock = deps.clock;
  }

  /**
   * Opens the sale where the last page left it: an unfinished receipt comes back, and one in the middle of printing is settled with the
   * ККТ before anything else is done. That is not waited for: a ККТ that must be looked for takes seconds, and the person at the counter
   * should see what the till is doing.
   */
  static async open(deps: SaleDeps): Promise<Sale> {
    const left = await deps.journal.current();
    const store = new SaleStore(deps, left);
    const sale = new Sale(deps, store);
    // The store has told the person what the journal could not write.
    if (left?.state === 'fiscalizing' || left?.state === 'in-doubt') sale.askPrinter().catch(() => undefined);
    // What took the power may have damaged a book as well.
    sale.#packages.review().catch(() => undefined);
    // Their scans were long ago: the budget counts from now.
    sale.#checks.start(store.receipt.lines.filter((line) => line.mark && !line.check));
    return sale;
  }

  get view(): SaleView {
    return this.#store.view;
  }
  caughtUp = (): Promise<void> => this.#store.caughtUp();
  subscribe = (listener: (view: SaleView) => void): (() => void) => this.#store.subscribe(listener);

  /** True when another tab may take the till: no receipt is in progress. */
  isIdle(): boolean {
    return this.view.receipt.state === 'fiscalized' || this.isAtRest();
  }

  /** Nothing on the screen that a reload would take from the cashier: not even the change to give. */
  isAtRest(): boolean {
    const { receipt, printing, rejected } = this.view;
    const { state, fiscal, lines } = receipt;
    const isRead = state === 'fiscalized' && fiscal && this.#clock.now() - fiscal.at > changeIsReadMs;
    return !printing && rejected.length === 0 && (isRead || (state === 'draft' && lines.length === 0));
  }

  // What is scanned or chosen
  scan = (raw: string, scannedAt = this.#clock.pc(), how: ScanHow = {}): Promise<void> =>
    this.#intake.scan(raw, scannedAt, how);
  add = (goods: Goods, quantity: Thousandths = onePiece): Promise<void> => this.#intake.add(goods, quantity);

  // What is changed on a line
  remove = (id: string): Promise<void> => this.#lines.remove(id);
  changeQuantity = (id: string, delta: number): Promise<void> => this.#lines.changeQuantity(id, delta);
  setQuantity = (id: string, quantity: Thousandths): Promise<void> => this.#lines.setQuantity(id, quantity);
  changePrice = (id: string, price: Kopecks): Promise<ReceiptFailure | undefined> => this.#lines.changePrice(id, price);

  // Packages sold in parts
  take = (id: string, amount: Thousandths | undefined): Promise<ReceiptFailure | undefined> =>
    this.#packages.take(id, amount);
  takeFrom = (id: string, book: PackageLedger): Promise<void> => this.#packages.takeFrom(id, book);
  openPackage = (id: string): Promise<void> => this.#packages.open(id);
  closePackage = (book: PackageLedger): Promise<void> => this.#packages.close(book);

  // Cards
  describe = (id: string, card: NewCard): Promise<void> => this.#cards.describe(id, card);
  bind = (id: string, goods: Goods): Promise<void> => this.#cards.bind(id, goods);
  describeLaw = (id: string, said: SaidOfGoods): Promise<void> => this.#cards.describeLaw(id, said);
  retax = (): Promise<void> => this.#cards.retax();
  /** Binds the barcode that nobody knew to a card, and sells what was scanned. */
  async bindBarcode(goods: Goods, gtin: string, barcode: string): Promise<void> {
    await this.#cards.bindBarcode(goods, gtin);
    await this.scan(barcode);
  }
  /** Makes the card that was missing, and sells what was scanned. */
  async create(goods: Goods, barcode: string): Promise<void> {
    await this.#cards.create(goods);
    await this.scan(barcode);
  }

  // Checks
  recheck = (id?: string): Promise<void> => this.#checks.recheck(id);
  allowUnverified = (id: string, pin: string): ReturnType<Checks['allowUnverified']> =>
    this.#checks.allowUnverified(id, pin);

  // Money and paper
  pay = (): Promise<ReceiptFailure | undefined> => this.#checkout.pay();
  confirmAge = (isAdult: boolean): Promise<ReceiptFailure | undefined> => this.#checkout.confirmAge(isAdult);
  back = (): Promise<ReceiptFailure | undefined> => this.#checkout.back();
  choose = (payment: Payment): Promise<ReceiptFailure | undefined> => this.#checkout.choose(payment);
  setBuyer = (buyer: string | undefined): Promise<ReceiptFailure | undefined> => this.#checkout.setBuyer(buyer);
  print = (): Promise<void> => this.#checkout.print();
  askPrinter = (): Promise<void> => this.#checkout.askPrinter();
  decide = (wasPrinted: boolean, fd?: number): Promise<void> => this.#checkout.decide(wasPrinted, fd);
  compare = (looked: PrinterState): Promise<void> => this.#checkout.compare(looked);
  adopt = (fd: number): Promise<boolean> => this.#checkout.adopt(fd);
  documentsSeen = (): Promise<void> => this.#checkout.documentsSeen();

  // The receipt as a whole
  next = (): Promise<void> => this.#receipts.next();
  cancel = (reason: CancelReason): Promise<void> => this.#receipts.next(reason);
  comment = (comment: string | undefined): Promise<ReceiptFailure | undefined> => this.#receipts.comment(comment);
  putBack = (line: Line, index: number): Promise<ReceiptFailure | undefined> => this.#receipts.putBack(line, index);
  parked = (): Promise<Receipt[]> => this.#receipts.parked();
  park = (): ReturnType<Receipts['park']> => this.#receipts.park();
  takeBack = (id: string): ReturnType<Receipts['takeBack']> => this.#receipts.takeBack(id);
}
