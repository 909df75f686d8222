import { checkRead, type CodeCheck } from '../domain/code-check.ts';
import { readScan, type MarkingCode } from '../domain/marking-code/index.ts';
import { divisionOf } from '../domain/division.ts';
import type { Goods } from '../domain/goods.ts';
import { kopecks, type Kopecks } from '../domain/money.ts';
import { leftInBook, packageOf, takenFrom, type PackageBook } from '../domain/opened-package.ts';
import { changeBy, onePiece, quantityOfGrams, type Thousandths } from '../domain/quantity.ts';
import { usualVat } from '../domain/taxation.ts';
import * as receipts from '../domain/receipt.ts';
import type { Line, LineMark, Payment, Receipt, ReceiptFailure } from '../domain/receipt.ts';
import type { Result } from '../domain/result.ts';
import { epochMs, hoursAhead, type EpochMs } from '../domain/time.ts';
import { emergencyTail } from '../domain/verdict/index.ts';
import type { CheckCode } from './check-code.ts';
import { fiscalize } from './fiscalize.ts';
import type { Catalogue, JournalEvent, NewId, Settings, Shop, Sounds } from './ports.ts';
import { finish, settle, unwrap, type Fiscalizing, type FiscalizeFailure } from './recover.ts';
import { handOf, isUnresolved, withoutGoods, withRejected, type Hand, type Rejected } from './rejected.ts';
import type { Turns } from './turns.ts';

export type Problem = FiscalizeFailure | { readonly kind: 'storage'; readonly detail: string };

/** All that the sale screen shows. A new object for each change. */
export interface SaleView {
  /** The receipt at the till: open, being printed, in doubt, or just printed. */
  readonly receipt: Receipt;
  readonly rejected: readonly Rejected[];
  readonly problem?: Problem | undefined;
  readonly printing: boolean;
}

export interface SaleDeps extends Fiscalizing {
  readonly catalogue: Catalogue;
  readonly settings: Settings;
  readonly shop: () => Shop;
  readonly check: CheckCode;
  readonly newId: NewId;
  readonly sounds: Sounds;
  /** Called when a receipt was printed: the outbox has work. */
  readonly sold: () => void;
  /** The ККТ's: shared with the shift. */
  readonly turns: Turns;
}

type NewRejected = Rejected extends infer Kind ? (Kind extends { id: string } ? Omit<Kind, 'id'> : never) : never;

const factsOf = (book: PackageBook): receipts.OpenedFacts => ({
  taken: takenFrom(book),
  unit: book.unit,
  content: book.content,
});

/** Nobody answered for it, whatever the shop makes of that. */
const isUnchecked = ({ check }: Line): boolean =>
  check?.source === 'none' || (check?.source === 'emergency' && check.after !== undefined);

/** A printed receipt that has stood this long is over, ms: the change is given. */
const changeIsReadMs = 60_000;
const dayMs = 86_400_000;

/**
 * The sale at this till: takes what the cashier and the scanner do, one thing at a time and in order, keeps the journal a step
 * ahead of the world and tells the screen. It holds no rule of its own: those are in `domain/receipt`.
 */
export class Sale {
  #view: SaleView;
  #listeners = new Set<(view: SaleView) => void>();
  #queue: Promise<unknown> = Promise.resolve();
  readonly #deps: SaleDeps;

  private constructor(deps: SaleDeps, receipt: Receipt) {
    this.#deps = deps;
    this.#view = { receipt, rejected: [], printing: false };
  }

  /**
   * Opens the sale where the last page left it: an unfinished receipt comes back, and one in the middle of printing is settled with the
   * ККТ before anything else is done. That is not waited for: a ККТ that must be looked for takes seconds, and the person at the counter
   * should see what the till is doing.
   */
  static async open(deps: SaleDeps): Promise<Sale> {
    const left = await deps.journal.current();
    const sale = new Sale(deps, left ?? receipts.newReceipt(deps.newId(), deps.clock.now()));
    // `#do` has told the person what the journal could not write.
    if (left?.state === 'fiscalizing' || left?.state === 'in-doubt') sale.askPrinter().catch(() => undefined);
    // Their scans were long ago: the budget counts from now.
    sale.#checkLines(
      sale.#view.receipt.lines.filter((line) => line.mark && !line.check),
      deps.clock.now(),
    );
    return sale;
  }

  get view(): SaleView {
    return this.#view;
  }

  /** Resolves when all that was begun so far is done. */
  async caughtUp(): Promise<void> {
    await this.#queue;
  }

  /** Calls `listener` at each change, until the returned function is called. */
  subscribe(listener: (view: SaleView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** No receipt that another tab could not take over. */
  isIdle(): boolean {
    return this.#view.receipt.state === 'fiscalized' || this.isAtRest();
  }

  /** Nothing on the screen that a reload would take from the cashier: not even the change to give. */
  isAtRest(): boolean {
    const { receipt, printing, rejected } = this.#view;
    const read =
      receipt.state === 'fiscalized' &&
      receipt.fiscal !== undefined &&
      this.#deps.clock.now() - receipt.fiscal.at > changeIsReadMs;
    return !printing && rejected.length === 0 && (read || (receipt.state === 'draft' && receipt.lines.length === 0));
  }

  /**
   * What a scanner or a person entered: a marking code or a barcode. `scannedAt` is when its last character came. `quiet`: no alarm for a
   * code that is there already. `scan`: what `raw` reads as, where that is known.
   */
  scan(raw: string, scannedAt = this.#deps.clock.now(), { quiet = false, scan = readScan(raw) } = {}): Promise<void> {
    const hand = handOf(scan);
    // Not queued behind the print: it would change a receipt that is paid, or take the change off the screen.
    if (this.#view.printing) return this.#rejectNow({ kind: 'busy', raw, ...hand });
    return this.#do(async () => {
      this.#setRejected(withRejected(this.#view.rejected));
      switch (scan.kind) {
        case 'mark':
          if (scan.mark.form === 'ki-only') return this.#reject({ kind: 'damaged', damage: 'no-tail', raw, ...hand });
          return this.#addMarked(scan.mark, scannedAt, quiet);
        case 'product': {
          const goods = await this.#deps.catalogue.byGtin(scan.gtin);
          if (goods) return this.#addPlain(goods, { raw, ...hand });
          const weighed = scan.inStore && (await this.#deps.catalogue.byGtin(scan.inStore.item));
          const quantity = weighed && scan.inStore && quantityOfGrams(scan.inStore.value, weighed.measure);
          // A label with a price or a count in it means goods by the piece: what its digits are, nobody has told us.
          if (!weighed || !quantity) return this.#reject({ kind: 'unknown-goods', raw, ...hand });
          return this.#addPlain(weighed, { raw, ...hand }, quantity);
        }
        case 'damaged':
          return this.#reject({ kind: 'damaged', damage: scan.damage, raw, ...hand });
        case 'other':
          return this.#reject({ kind: 'not-goods', raw });
      }
    });
  }

  /** Adds goods chosen on the screen: a quick key or a search result. */
  add(goods: Goods, quantity: Thousandths = onePiece): Promise<void> {
    const from = { raw: goods.name, gtin: goods.gtin, goodsId: goods.id };
    if (this.#view.printing) return this.#rejectNow({ kind: 'busy', ...from });
    return this.#do(async () => {
      this.#setRejected(withRejected(this.#view.rejected));
      return this.#addPlain(goods, from, quantity);
    });
  }

  /** Takes a line or a rejected scan off the list. */
  remove(id: string): Promise<void> {
    return this.#do(async () => {
      this.#setRejected(this.#view.rejected.filter((scan) => scan.id !== id));
      const line = this.#view.receipt.lines.find((other) => other.id === id);
      if (line) await this.#move(receipts.removeLine(this.#view.receipt, id), this.#removed(line));
    });
  }

  /** One more or one less (thousandths) of unmarked goods; nothing happens where none would be left. */
  changeQuantity(id: string, delta: number): Promise<void> {
    return this.#do(async () => {
      const line = this.#view.receipt.lines.find((other) => other.id === id);
      const quantity = line?.quantity && changeBy(line.quantity, delta);
      if (quantity) await this.#move(receipts.changeLine(this.#view.receipt, id, { quantity }));
    });
  }

  /** Sells a line for another price than its card asks, kopecks of one unit; on record with both. */
  changePrice(id: string, price: Kopecks): Promise<ReceiptFailure | undefined> {
    return this.#do(() => {
      const line = this.#view.receipt.lines.find((other) => other.id === id);
      const from = line && receipts.unitPrice(line);
      return this.#move(
        receipts.changePrice(this.#view.receipt, id, price),
        this.#event('price-changed', { ki: line?.mark?.ki, name: line?.name, from, to: price }),
      );
    });
  }

  /** How much of a package the buyer takes, thousandths of its unit; nothing: all of it. */
  take(id: string, amount: Thousandths | undefined): Promise<ReceiptFailure | undefined> {
    return this.#do(() =>
      this.#move(
        amount === undefined
          ? receipts.takeWhole(this.#view.receipt, id)
          : receipts.takePart(this.#view.receipt, id, amount),
      ),
    );
  }

  /** Takes the line out of another opened package of the same goods: there are two kegs on the tap. */
  takeFrom(id: string, book: PackageBook): Promise<void> {
    return this.#do(async () => {
      const line = this.#view.receipt.lines.find((other) => other.id === id);
      const goods = line?.gtin === undefined ? undefined : await this.#deps.catalogue.byGtin(line.gtin);
      if (!line || !goods || this.#view.receipt.state !== 'draft' || receipts.holds(this.#view.receipt, book.ki))
        return;
      const without = unwrap(receipts.removeLine(this.#view.receipt, id));
      const other = this.#packageLine(goods, book.gtin ?? line.gtin ?? '', this.#markNow(book.mark), book);
      await this.#commit(unwrap(receipts.addLine(without, other)), this.#removed(line));
      this.#checkLines([other]);
    });
  }

  /** Puts a package on the tap without selling of it: its code is checked already, its book begins, its line leaves the receipt. */
  openPackage(id: string): Promise<void> {
    return this.#do(async () => {
      const line = this.#view.receipt.lines.find((other) => other.id === id);
      const opened = line && packageOf(line, this.#deps.clock.now());
      if (!line || !opened || receipts.verdictOf(line, opened.openedAt)?.kind !== 'allowed') return;
      // Opened once more it is the same package: what was in it at first, and all that was taken since.
      const {
        withdrawals: _,
        closedAt: __,
        ...known
      } = { ...opened, ...(await this.#deps.journal.packageBook(opened.ki)) } as PackageBook;
      // The line first: a medium that fails in between must not leave a package to be sold whole and in parts.
      if (await this.#move(receipts.removeLine(this.#view.receipt, id), this.#removed(line))) return;
      await this.#deps.journal.savePackage(
        known,
        this.#event('package-opened', { ki: opened.ki, name: opened.name, content: opened.content }),
      );
    });
  }

  /** Nothing more is sold of a package: it is empty, spoilt, off the tap. Scanned again it opens again. */
  closePackage({ withdrawals: _, ...opened }: PackageBook): Promise<void> {
    return this.#do(() =>
      this.#deps.journal.savePackage(
        { ...opened, closedAt: this.#deps.clock.now() },
        this.#event('package-closed', { ki: opened.ki, name: opened.name }),
      ),
    );
  }

  /** Says what a line of unknown goods is, and makes a card of it for the next time. `card`: all but its identity, its barcode and its group. */
  describe(id: string, card: Pick<Goods, 'name' | 'price' | 'measure' | 'parts'>): Promise<void> {
    return this.#do(async () => {
      const line = this.#view.receipt.lines.find((other) => other.id === id);
      if (!line) return;
      const goods: Goods = {
        ...card,
        id: this.#deps.newId(),
        gtin: line.gtin,
        vat: line.vat,
        group: line.group,
        marked: line.mark !== undefined,
      };
      await this.#deps.catalogue.put([goods]);
      await this.#move(receipts.asGoods(this.#view.receipt, id, goods, await this.#openedFacts(line)));
    });
  }

  /** A line of unknown goods is what this card says: its barcode belongs to the card from now on. On record, for a wrong one sells wrongly. */
  bind(id: string, goods: Goods): Promise<void> {
    return this.#do(async () => {
      const line = this.#view.receipt.lines.find((other) => other.id === id);
      if (line?.gtin === undefined) return;
      const bound = await this.#bound(goods, line.gtin, line.mark !== undefined);
      await this.#move(
        receipts.asGoods(this.#view.receipt, id, bound, await this.#openedFacts(line)),
        this.#bindingEvent(goods, line.gtin),
      );
    });
  }

  /** The same for a plain barcode that nobody knew when it was scanned; then they are sold. */
  async bindBarcode(goods: Goods, gtin: string, barcode: string): Promise<void> {
    await this.#do(async () => {
      await this.#bound(goods, gtin, false);
      await this.#deps.journal.record(this.#bindingEvent(goods, gtin));
    });
    await this.scan(barcode);
  }

  async #openedFacts({ mark }: Line): Promise<receipts.OpenedFacts | undefined> {
    const book = mark && (await this.#deps.journal.packageBook(mark.ki));
    return book && factsOf(book);
  }

  async #bound(goods: Goods, gtin: string, hasMark: boolean): Promise<Goods> {
    const joined = (list: readonly string[] = []): readonly string[] => [...new Set([...list, gtin])];
    const bound = { ...goods, also: joined(goods.also), ...(hasMark && { marks: joined(goods.marks) }) };
    await this.#deps.catalogue.put([bound]);
    return bound;
  }

  #bindingEvent = ({ id, name }: Goods, gtin: string): JournalEvent =>
    this.#event('goods-bound', { gtin, goodsId: id, name });

  /** Makes a card of goods that nobody knew when their barcode was scanned, and sells them. A card made meanwhile stays as it is. */
  async create(goods: Goods, barcode: string): Promise<void> {
    await this.#do(async () => {
      const known = goods.gtin === undefined ? undefined : await this.#deps.catalogue.byGtin(goods.gtin);
      if (!known) await this.#deps.catalogue.put([goods]);
    });
    await this.scan(barcode);
  }

  /** «Повторить проверку»: of one line, or of all that could not be checked. They share one request. */
  recheck(id?: string): Promise<void> {
    return this.#do(async () => {
      const lines = this.#view.receipt.lines.filter(
        (line) => line.mark && isUnchecked(line) && (id === undefined || line.id === id),
      );
      if (lines.length === 0 || !receipts.isOpen(this.#view.receipt)) return;
      await this.#commit(
        lines.reduce((receipt, line) => receipts.withCheck(receipt, line.id, undefined), this.#view.receipt),
      );
      this.#checkLines(lines, this.#deps.clock.now());
    });
  }

  /** Sells a line without a verdict, where the shop allows it and the senior cashier's PIN is right. Either way it is on record. No other line can be allowed. */
  allowUnverified(id: string, pin: string): Promise<'allowed' | 'wrong-pin' | 'forbidden'> {
    return this.#do(async () => {
      if (this.#deps.shop().unverified !== 'senior-pin') return 'forbidden';
      const line = this.#view.receipt.lines.find((other) => other.id === id);
      if (!(await this.#deps.settings.isPin(pin))) {
        await this.#deps.journal.record(this.#event('wrong-pin', { ki: line?.mark?.ki }));
        return 'wrong-pin';
      }
      const at = this.#deps.clock.now();
      if (line?.check?.source !== 'none') return 'forbidden';
      const failure = await this.#move(
        receipts.changeLine(this.#view.receipt, id, { override: { by: 'senior-cashier', at } }),
        this.#event('sold-unverified', { ki: line.mark?.ki, check: line.check }),
      );
      return failure ? 'forbidden' : 'allowed';
    });
  }

  /** «Оплатить». Resolves with what is in the way, or with nothing. */
  pay(): Promise<ReceiptFailure | undefined> {
    return this.#do(async () => {
      const { receipt } = this.#view;
      const why = await this.#move(
        receipts.startPaying(receipt, this.#deps.clock.now(), this.#deps.shop().rounding, this.#deps.shop()),
      );
      if (why === 'alcohol-hours') await this.#refuseAlcohol(receipt.lines);
      return why;
    });
  }

  /**
   * What the cashier says of the buyer's age, on record either way: it lasts for this receipt. What a minor may not have leaves the receipt. Resolves with
   * what is in the way, or with nothing.
   */
  confirmAge(isAdult: boolean): Promise<ReceiptFailure | undefined> {
    return this.#do(() => {
      const { receipt } = this.#view;
      const lines = receipt.lines.filter(receipts.isForAdults);
      const event = this.#event(isAdult ? 'age-confirmed' : 'age-refused', { goods: lines.map(({ name }) => name) });
      if (isAdult) return this.#move(receipts.confirmAdult(receipt, event.at), event);
      return this.#move(receipts.removeForAdults(receipt), event, ...lines.map((line) => this.#removed(line)));
    });
  }

  /** Back to the goods: the buyer wants one more thing. */
  back(): Promise<ReceiptFailure | undefined> {
    return this.#do(() => this.#move(receipts.stopPaying(this.#view.receipt)));
  }

  choose(payment: Payment): Promise<ReceiptFailure | undefined> {
    return this.#do(() => this.#move(receipts.choosePayment(this.#view.receipt, payment)));
  }

  /** Where the electronic receipt goes, as `domain/buyer` reads it; nothing: paper only. */
  setBuyer(buyer: string | undefined): Promise<ReceiptFailure | undefined> {
    return this.#do(() => this.#move(receipts.withBuyer(this.#view.receipt, buyer)));
  }

  /** «Пробить чек»: exactly one fiscal document, or a reason. Pressing it twice prints once. */
  print(): Promise<void> {
    // From the press on: a scan that comes before the journal has had its turn is late already.
    if (this.#view.receipt.state === 'paying') this.#set({ printing: true, problem: undefined });
    return this.#do(async () => {
      // Something queued before led back to the goods.
      if (this.#view.receipt.state !== 'paying') return this.#set({ printing: false });
      this.#set({ printing: true, problem: undefined });
      this.#printed(
        await this.#deps.turns(() =>
          fiscalize(this.#view.receipt, this.#deps.shop(), this.#deps, (receipt) => this.#set({ receipt })),
        ),
      );
    });
  }

  /** Asks the ККТ what became of a receipt in doubt. */
  askPrinter(): Promise<void> {
    return this.#do(async () => {
      if (!['fiscalizing', 'in-doubt'].includes(this.#view.receipt.state)) return;
      this.#set({ printing: true, problem: undefined });
      this.#printed(await this.#deps.turns(() => settle(this.#view.receipt, this.#deps)));
    });
  }

  /**
   * A person compared the papers and decided what no machine could: whether the document exists, and under which number (`fd`, as
   * the paper has it). On record as such.
   */
  decide(wasPrinted: boolean, fd?: number): Promise<void> {
    return this.#do(async () => {
      const { receipt, problem } = this.#view;
      if (receipt.state !== 'in-doubt' || !receipt.intent) return;
      await this.#deps.journal.record(this.#event('recovered', { decidedByPerson: wasPrinted, fd, problem }));
      if (!wasPrinted) {
        await this.#move(receipts.notPrinted(receipt));
        return this.#set({ problem: { kind: 'not-printed' } });
      }
      const { intent } = receipt;
      const number = fd ?? intent.expectedFd;
      // The ФН may still know the document that the person holds in hand, and then it must be this sale's.
      const known = await this.#deps.turns(async () => {
        const state = await this.#deps.printer.state();
        if (!state.ok || state.value.fn !== intent.fn) return undefined;
        const found = await this.#deps.printer.find(number);
        return found.ok
          ? { printer: { fn: state.value.fn, lastFd: state.value.lastFd }, found: found.value }
          : undefined;
      });
      const found = known?.found;
      if (known && !(found?.kind === 'receipt' && found.total === intent.total))
        return this.#set({ problem: { kind: 'doubt', ...known } });
      const mark = found?.mark ?? { fn: intent.fn, fd: number, fpd: '', at: this.#deps.clock.now() };
      this.#printed({ receipt: await finish(receipt, mark, 'recovered', this.#deps) });
    });
  }

  /** «Новый чек»: after a printed one. An open draft with lines is cancelled instead, and that is on record. */
  next(): Promise<void> {
    return this.#do(async () => {
      const { receipt } = this.#view;
      if (receipt.state === 'draft' && receipt.lines.length > 0)
        await this.#deps.journal.save(
          unwrap(receipts.cancel(receipt)),
          this.#event('receipt-cancelled', { lines: receipt.lines.length }),
        );
      else if (receipt.state !== 'fiscalized') return;
      this.#fresh();
    });
  }

  #setRejected(rejected: readonly Rejected[]): void {
    if (rejected.length > 0 || this.#view.rejected.length > 0) this.#set({ rejected });
  }

  /** Goods always find a receipt to land in: a printed one makes way for a new one, a payment not yet printed steps back. */
  async #makeOpen(): Promise<boolean> {
    const { receipt } = this.#view;
    if (receipt.state === 'fiscalized') this.#fresh();
    // Its money may be taken already: only a person's own hand leads back from there.
    else if (receipt.state === 'paying' && !receipts.wasTried(receipt)) await this.#move(receipts.stopPaying(receipt));
    return this.#view.receipt.state === 'draft';
  }

  async #addMarked(mark: MarkingCode, scannedAt: EpochMs, quiet: boolean): Promise<void> {
    const { raw, code, ki, form, gtin } = mark;
    const [goods, soldWhole, book] = await Promise.all([
      this.#deps.catalogue.byGtin(gtin),
      this.#deps.journal.soldBefore(ki),
      this.#deps.journal.packageBook(ki),
    ]);
    const before = soldWhole ?? (book && leftInBook(book) === 0 ? book.withdrawals.at(-1) : undefined);
    if (before)
      return this.#reject({ kind: 'sold-before', at: before.at, number: before.number, raw, name: goods?.name });
    if (receipts.holds(this.#view.receipt, ki))
      return this.#reject({ kind: 'duplicate', raw, name: goods?.name }, quiet);
    if (!(await this.#makeOpen())) return this.#reject({ kind: 'busy', raw, gtin, ki });
    const mrc = mark.mrcKopecks === undefined ? undefined : kopecks(mark.mrcKopecks);
    const lineMark = this.#markNow(
      { raw, code, ki, form, scannedAt, mrc, expires: mark.expires, grams: mark.weightGrams },
      scannedAt,
    );
    const unknown: Line = {
      id: this.#deps.newId(),
      gtin,
      name: '',
      quantity: onePiece,
      measure: 'piece',
      vat: usualVat(this.#deps.shop().taxation),
      mark: lineMark,
    };
    const line = goods ? this.#packageLine(goods, gtin, lineMark, book) : unknown;
    await this.#addLine(line, gtin);
    this.#checkLines([line]);
  }

  async #addPlain(goods: Goods, from: Hand & { readonly raw: string }, quantity = onePiece): Promise<void> {
    if (goods.marked || (from.gtin !== undefined && goods.marks?.includes(from.gtin)))
      return this.#addOpened(goods, from);
    if (!(await this.#makeOpen())) return this.#reject({ kind: 'busy', ...from });
    await this.#addLine(receipts.lineOf(this.#deps.newId(), goods, quantity), from.gtin);
  }

  /** Marked goods without their code: only of a package that is open, the keg on the tap. The oldest first. One package is one line. */
  async #addOpened(goods: Goods, from: Hand & { readonly raw: string }): Promise<void> {
    const books = divisionOf(goods) ? await this.#deps.journal.openedPackages() : [];
    const onTap = books.filter((each) => each.goodsId === goods.id && leftInBook(each) !== 0);
    const book = onTap.find((each) => !receipts.holds(this.#view.receipt, each.ki));
    if (!book) return this.#reject({ kind: onTap.length > 0 ? 'duplicate' : 'needs-mark', ...from, name: goods.name });
    if (!(await this.#makeOpen())) return this.#reject({ kind: 'busy', ...from });
    const line = this.#packageLine(goods, book.gtin ?? '', this.#markNow(book.mark), book);
    await this.#addLine(line, from.gtin);
    this.#checkLines([line]);
  }

  /** The budget of a check counts from now, and shelf life goes by the shop's clock as it is now. */
  #markNow(mark: LineMark, scannedAt = this.#deps.clock.now()): LineMark {
    return { ...mark, scannedAt, zone: hoursAhead(this.#deps.shop().timeZone) };
  }

  #packageLine(goods: Goods, gtin: string, mark: LineMark, book: PackageBook | undefined): Line {
    return receipts.packageLine(this.#deps.newId(), goods, gtin, mark, book && factsOf(book));
  }

  async #addLine(line: Line, gtin: string | undefined): Promise<void> {
    await this.#commit(unwrap(receipts.addLine(this.#view.receipt, line)));
    this.#setRejected(withoutGoods(this.#view.rejected, line, gtin));
    if (!(await this.#refuseAlcohol([line]))) this.#deps.sounds.added();
  }

  /** That alcohol was asked for in the hours of the ban, and not sold, is on record. Whether any was. */
  async #refuseAlcohol(lines: readonly Line[]): Promise<boolean> {
    const until = (some: readonly Line[]): string | undefined =>
      receipts.alcoholUntil({ lines: some }, this.#deps.clock.now(), this.#deps.shop());
    const refused = lines.filter((line) => until([line]) !== undefined);
    if (refused.length === 0) return false;
    this.#deps.sounds.refused();
    await this.#deps.journal.record(
      this.#event('alcohol-refused', { until: until(refused), goods: refused.map(({ name }) => name) }),
    );
    return true;
  }

  /** Starts the checks; each writes its result into the line when it comes, if that is still there, and into the journal in any case. */
  #checkLines(lines: readonly Line[], scannedAt?: EpochMs): void {
    const receiptId = this.#view.receipt.id;
    for (const line of lines) {
      const { id, mark, group } = line;
      if (!mark) continue;
      const asked = this.#deps.check.check({
        code: mark.code,
        ki: mark.ki,
        group,
        scannedAt: scannedAt ?? mark.scannedAt,
      });
      const written = asked.then(({ check: answer, timings }) =>
        this.#do(async () => {
          const check = answer.source === 'none' ? await this.#afterEmergency(answer) : answer;
          const checked = receipts.withCheck(this.#view.receipt, id, checkRead(check), timings);
          const left = checked.lines.find((other) => other.id === id);
          const verdict = left && receipts.verdictOf(left, this.#deps.clock.now());
          const { gtin, name, price } = left ?? line;
          const event = {
            ...this.#event('checked', { ki: mark.ki, code: mark.code, gtin, name, price, check, timings, verdict }),
            receiptId,
          };
          // Gone with its receipt or before it: the check was made all the same, and ГИС МТ has it in its log.
          if (!left) return this.#deps.journal.record(event);
          if (verdict?.kind === 'forbidden') this.#deps.sounds.refused();
          else if (verdict?.kind === 'unverified') this.#deps.sounds.attention();
          // An answer that the journal cannot take is shown all the same, or the line would wait for ever; the next write carries it.
          this.#set({ receipt: checked });
          await this.#commit(checked, event);
        }),
      );
      // `#do` has told the person.
      written.catch(() => undefined);
    }
  }

  /** Where the shop takes the days after an emergency for a part of it, what nobody could check is sold as in it. */
  async #afterEmergency(check: CodeCheck & { source: 'none' }): Promise<CodeCheck> {
    if (this.#deps.shop().afterEmergency === 'as-always') return check;
    const since = await this.#deps.journal.lastEmergency(epochMs(this.#deps.clock.now() - emergencyTail.days * dayMs));
    return since === undefined
      ? check
      : { source: 'emergency', after: { since, online: check.online, local: check.local } };
  }

  #printed({ receipt, failure }: { receipt: Receipt; failure?: FiscalizeFailure | undefined }): void {
    this.#set({ receipt, problem: failure, printing: false });
    if (failure) this.#deps.sounds.attention();
    if (receipt.state !== 'fiscalized') return;
    // What came too late for it waits for the next one.
    this.#setRejected(this.#view.rejected.filter(({ kind }) => kind === 'busy'));
    this.#deps.sold();
  }

  #fresh(): void {
    const rejected = this.#view.receipt.state === 'fiscalized' ? withRejected(this.#view.rejected) : [];
    this.#set({
      receipt: receipts.newReceipt(this.#deps.newId(), this.#deps.clock.now()),
      rejected,
      problem: undefined,
    });
  }

  #reject(scan: NewRejected, quiet = false): Promise<void> {
    return this.#deps.journal.record(this.#notice(scan, quiet));
  }

  /** Out of turn. */
  #rejectNow(scan: NewRejected): Promise<void> {
    const recorded = this.#deps.journal.record(this.#notice(scan));
    this.#queue = Promise.allSettled([
      this.#queue,
      recorded.catch((reason: unknown) => this.#set({ problem: { kind: 'storage', detail: String(reason) } })),
    ]);
    return recorded;
  }

  #notice(scan: NewRejected, quiet = false): JournalEvent {
    // The next buyer's first goods: with the receipt of the last one it would go.
    if (isUnresolved(scan) && this.#view.receipt.state === 'fiscalized') this.#fresh();
    this.#setRejected(withRejected(this.#view.rejected, { ...scan, id: this.#deps.newId() } as Rejected));
    if (!quiet) this.#deps.sounds.attention();
    return this.#event('scan-refused', scan);
  }

  async #move(moved: Result<Receipt, ReceiptFailure>, ...events: JournalEvent[]): Promise<ReceiptFailure | undefined> {
    if (!moved.ok) return moved.failure;
    await this.#commit(moved.value, ...events);
    return undefined;
  }

  /** The journal first: what stands on the screen is on the medium. */
  async #commit(receipt: Receipt, ...events: JournalEvent[]): Promise<void> {
    await this.#deps.journal.save(receipt, ...events);
    this.#set({ receipt, problem: undefined });
  }

  #event(kind: JournalEvent['kind'], data?: unknown): JournalEvent {
    return { at: this.#deps.clock.now(), kind, receiptId: this.#view.receipt.id, data };
  }

  #removed({ mark, name, check }: Line): JournalEvent {
    return this.#event('line-removed', { ki: mark?.ki, name, check });
  }

  #set(change: Partial<SaleView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener(this.#view);
  }

  /** One thing at a time, in order. What the journal could not write is told to the person, and does not stop the next thing. */
  #do<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#queue.then(work);
    this.#queue = done.catch((reason: unknown) => {
      const { receipt } = this.#view;
      // Begun, and its end could not be written: the document may exist, and only the ККТ can tell.
      const doubtful = receipts.lostAnswer(receipt);
      this.#set({
        receipt: doubtful.ok ? doubtful.value : receipt,
        printing: false,
        problem: { kind: 'storage', detail: String(reason) },
      });
    });
    return done;
  }
}
