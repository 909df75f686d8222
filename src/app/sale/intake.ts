/** What comes to the receipt: scans, quick keys, search results. A line, or a notice that says why there is none. */
import { kopecks } from '../../domain/base/money.ts';
import { onePiece, type Thousandths } from '../../domain/base/quantity.ts';
import { unwrap } from '../../domain/base/result.ts';
import type { EpochMs } from '../../domain/base/time.ts';
import { addLine, holds, removeLine, replaceLine } from '../../domain/document/edits.ts';
import { codeGroup } from '../../domain/document/line.ts';
import { lineOf } from '../../domain/document/new-line.ts';
import type { Receipt } from '../../domain/document/document.ts';
import type { Line } from '../../domain/document/line.ts';
import { amountOnLabel, readLabel } from '../../domain/goods/scales.ts';
import type { GoodsAsSold } from '../../domain/document/new-line.ts';
import { divisionOf } from '../../domain/goods/division.ts';
import type { Goods, ToldOfGtin } from '../../domain/goods/goods.ts';
import { remaining, type PackageLedger } from '../../domain/goods/opened-package.ts';
import { readScan, type MarkingCode, type Scan } from '../../domain/marking-code/index.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { vatOf } from '../../domain/shop/taxation.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import type { NewId, TillTime } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Sounds } from '../ports/sounds.ts';
import { isAlcoholRefused, refuseAlcohol } from './alcohol.ts';
import type { Checks } from './checks.ts';
import type { KnownGoods } from './known-goods.ts';
import type { NewRejected, Notices } from './notices.ts';
import type { Packages } from './packages.ts';
import { identityOf, type ItemIdentity } from './rejected.ts';
import type { SaleStore } from './store.ts';

export interface IntakeDeps {
  readonly catalogue: Catalogue;
  readonly clock: TillTime;
  readonly journal: Journal;
  readonly newId: NewId;
  readonly shop: () => Shop;
  readonly sounds: Sounds;
  /** Resolves when the frame that shows what was just done is painted: what can wait for it does not hold it up. `scannedAt`: when it was scanned. Absent: at once. */
  readonly painted?: ((scannedAt?: EpochMs) => Promise<void>) | undefined;
}

/** How a scan came. */
export interface ScanHow {
  /** No alarm for a code that is there already. */
  readonly quiet?: boolean | undefined;
  /** What the text reads as, where that is known. */
  readonly scan?: Scan | undefined;
  /** So many, of goods without a mark: pieces, kilograms and litres in thousandths. Absent: one. */
  readonly quantity?: Thousandths | undefined;
}

/** The same with nothing left open. */
interface Meant {
  readonly quiet: boolean;
  readonly scan: Scan;
  readonly quantity: Thousandths;
}

type From = ItemIdentity & { readonly raw: string };

export class Intake {
  readonly #store: SaleStore;
  readonly #notices: Notices;
  readonly #known: KnownGoods;
  readonly #checks: Checks;
  readonly #packages: Packages;
  readonly #deps: IntakeDeps;

  constructor(
    rooms: {
      readonly store: SaleStore;
      readonly notices: Notices;
      readonly known: KnownGoods;
      readonly checks: Checks;
      readonly packages: Packages;
    },
    deps: IntakeDeps,
  ) {
    this.#store = rooms.store;
    this.#notices = rooms.notices;
    this.#known = rooms.known;
    this.#checks = rooms.checks;
    this.#packages = rooms.packages;
    this.#deps = deps;
  }

  /** What a scanner or a person entered: a marking code or a barcode. `scannedAt`: when its last character came, by the PC's clock. */
  async scan(raw: string, scannedAt: EpochMs, how: ScanHow): Promise<void> {
    const { quiet = false, scan = readScan(raw), quantity = onePiece } = how;
    const scanned = this.#scan(raw, scannedAt, { quiet, scan, quantity });
    if (scan.kind !== 'mark' || quantity === onePiece) return scanned;
    await scanned;
    const { gtin, ki } = scan.mark;
    return this.#store.do(async () => {
      const line = this.#store.receipt.lines.find(({ mark }) => mark?.ki === ki);
      if (line) await this.#notices.add({ kind: 'one-each', raw, gtin, ki, name: line.name });
    });
  }

  #scan(raw: string, scannedAt: EpochMs, { quiet, scan, quantity }: Meant): Promise<void> {
    const identity = identityOf(scan);
    // Not queued behind the print: it would change a receipt that is paid, or take the change off the screen.
    if (this.#store.view.printing) return this.#notices.addNow({ kind: 'busy', raw, ...identity });
    const shown = this.#showScanned(scan, { raw, ...identity }, scannedAt, quantity);
    if (shown) return shown;
    return this.#store.do(async () => {
      this.#notices.nextScan();
      switch (scan.kind) {
        case 'mark':
          return scan.mark.form === 'ki-only'
            ? this.#notices.add({ kind: 'damaged', damage: 'no-tail', raw, ...identity })
            : this.#addMarked(scan.mark, scannedAt, quiet);
        case 'product':
          return this.#addProduct(scan, { raw, ...identity }, scannedAt, quantity);
        case 'damaged':
          return this.#notices.add({ kind: 'damaged', damage: scan.damage, raw, ...identity });
        case 'other':
          return this.#notices.add({ kind: 'not-goods', raw });
      }
    });
  }

  /** Adds goods chosen on the screen: a quick key or a search result. */
  add(goods: Goods, quantity: Thousandths): Promise<void> {
    const from = { raw: goods.name, gtin: goods.gtin, goodsId: goods.id };
    if (this.#store.view.printing) return this.#notices.addNow({ kind: 'busy', ...from });
    const shown = this.#showPlain(goods, from, quantity);
    if (shown) return shown;
    return this.#store.do(async () => {
      this.#notices.nextScan();
      return this.#addPlain(goods, from, quantity);
    });
  }

  // ── shown first: nothing is asked of a database before the line is on the screen

  /** Shows the line of a scan at once, where all that it needs is in memory; resolves when it is kept. Undefined: it must be asked for. */
  #showScanned(scan: Scan, from: From, scannedAt: EpochMs, quantity: Thousandths): Promise<void> | undefined {
    if (!this.#store.isShowable) return undefined;
    if (scan.kind === 'mark' && scan.mark.form !== 'ki-only') return this.#showMarked(scan.mark, scannedAt);
    if (scan.kind !== 'product') return undefined;
    const goods = this.#deps.catalogue.lookUp(scan.gtin)?.goods;
    return goods && this.#showPlain(goods, from, quantity, scannedAt);
  }

  #showPlain(goods: Goods, from: From, quantity: Thousandths, scannedAt?: EpochMs): Promise<void> | undefined {
    const known = goods.gtin === undefined ? { told: undefined } : this.#deps.catalogue.lookUp(goods.gtin);
    if (!this.#store.isShowable || !known || isByMark(goods, from.gtin) || !isSold(goods, quantity)) return undefined;
    const line = lineOf(this.#deps.newId(), this.#known.soldAs(goods, known.told), quantity);
    const shown = this.#show(line, from.gtin, scannedAt);
    return this.#store.do(async () => {
      await shown.painted;
      await this.#store.keep();
      await shown.record();
    });
  }

  /** Whether this very unit was sold, or is of an opened package, is asked beside its check: «Оплатить» waits for both. */
  #showMarked(mark: MarkingCode, scannedAt: EpochMs): Promise<void> | undefined {
    const { gtin, ki } = mark;
    const known = this.#deps.catalogue.lookUp(gtin);
    if (!known || holds(this.#store.receipt, ki)) return undefined;
    const { goods, told } = known;
    const line = this.#markedLine(mark, goods && this.#known.soldAs(goods, told), told, undefined);
    const before = this.#store.receipt;
    const shown = this.#show(line, gtin, scannedAt);
    const asked = shown.painted.then(() => {
      if (!told) this.#known.learn(gtin, line.mark && codeGroup(line.mark), 'code');
      return Promise.all([this.#deps.journal.soldBefore(ki), this.#deps.journal.packageLedger(ki)]);
    });
    const isPlain = asked.then(([soldWhole, book]) => !soldWhole && !book);
    // Its check waits for no earlier line to be kept.
    void isPlain.then(
      (is) => is && this.#checks.start([line], scannedAt),
      () => undefined,
    );
    return this.#store.do(async () => {
      // A line whose unit may be sold already stands for nothing.
      const [soldWhole, book] = await asked.catch((reason: unknown) => {
        this.#takeOff(line, before);
        throw reason;
      });
      const refused = refusal(mark, goods, soldWhole, book);
      if (refused) {
        this.#takeOff(line, before);
        return this.#notices.add(refused);
      }
      if (book && goods && this.#store.line(line.id)) {
        const part = this.#markedLine(mark, this.#known.soldAs(goods, told), told, book);
        this.#store.show(unwrap(replaceLine(this.#store.receipt, { ...part, id: line.id })));
        await this.#store.keep();
        this.#checks.start([{ ...part, id: line.id }], scannedAt);
      } else {
        await this.#store.keep();
        if (book) this.#checks.start([line], scannedAt);
      }
      await shown.record();
    });
  }

  /** The line is on the screen; its sound comes with the paint. `record`: what is still to be put on record in its turn. */
  #show(
    line: Line,
    gtin: string | undefined,
    scannedAt: EpochMs | undefined,
  ): { readonly painted: Promise<void>; readonly record: () => Promise<void> } {
    this.#notices.nextScan();
    if (this.#store.receipt.state === 'fiscalized') this.#store.fresh();
    this.#store.show(unwrap(addLine(this.#store.receipt, line)));
    this.#notices.added(line, gtin);
    const isRefused = isAlcoholRefused(line, this.#deps);
    const painted = (this.#deps.painted?.(scannedAt) ?? Promise.resolve()).then(() => {
      if (!isRefused) this.#deps.sounds.added();
    });
    const record = async (): Promise<void> => {
      if (isRefused) await refuseAlcohol([line], this.#store, this.#deps);
    };
    return { painted, record };
  }

  /** The line cannot stay. `before`: the receipt that it was shown in place of, if that was printed: the change to give is on it. */
  #takeOff(line: Line, before: Receipt): void {
    const without = removeLine(this.#store.receipt, line.id);
    if (!without.ok) return;
    const isNothingLeft = without.value.lines.length === 0 && before.state === 'fiscalized';
    this.#store.show(isNothingLeft ? before : without.value);
  }

  // ── asked first

  /** A plain barcode: of a card, or a label of the scales with the weight in it. */
  async #addProduct(
    { gtin }: Scan & { readonly kind: 'product' },
    from: From,
    scannedAt: EpochMs,
    quantity: Thousandths,
  ): Promise<void> {
    const goods = await this.#deps.catalogue.byGtin(gtin);
    if (goods) return this.#addPlain(goods, from, quantity, scannedAt);
    const label = readLabel(gtin, this.#deps.shop().scales);
    for (const item of label?.items ?? []) {
      const weighed = await this.#deps.catalogue.byGtin(item);
      const amount = label && weighed && amountOnLabel(label, weighed);
      if (weighed && amount) return this.#addPlain(weighed, from, amount, scannedAt);
    }
    return this.#notices.add({ kind: 'unknown-goods', ...from });
  }

  async #addMarked(mark: MarkingCode, scannedAt: EpochMs, quiet: boolean): Promise<void> {
    const { raw, ki, gtin } = mark;
    const [goods, told, soldWhole, book] = await Promise.all([
      this.#deps.catalogue.byGtin(gtin),
      this.#deps.catalogue.told(gtin),
      this.#deps.journal.soldBefore(ki),
      this.#deps.journal.packageLedger(ki),
    ]);
    const name = goods?.name;
    const refused = refusal(mark, goods, soldWhole, book);
    if (refused) return this.#notices.add(refused);
    if (holds(this.#store.receipt, ki)) return this.#notices.add({ kind: 'duplicate', raw, name }, quiet);
    if (!(await this.#store.makeOpen())) return this.#notices.add({ kind: 'busy', raw, gtin, ki });
    const line = this.#markedLine(mark, goods && this.#known.soldAs(goods, told), told, book);
    if (!told) this.#known.learn(gtin, line.mark && codeGroup(line.mark), 'code');
    await this.#addLine(line, gtin, scannedAt);
    this.#checks.start([line], scannedAt);
  }

  /** A line of marked goods: of their card, as a part of an opened package; or of goods that no card describes. */
  #markedLine(
    mark: MarkingCode,
    goods: GoodsAsSold | undefined,
    told: ToldOfGtin | undefined,
    book: PackageLedger | undefined,
  ): Line {
    const { raw, code, ki, form, gtin, expires, weightGrams: grams, mrcKopecks } = mark;
    const mrc = mrcKopecks === undefined ? undefined : kopecks(mrcKopecks);
    const lineMark = this.#packages.markNow({ raw, code, ki, form, mrc, expires, grams });
    return goods
      ? this.#packages.line(goods, gtin, lineMark, book)
      : this.#unknownLine(gtin, lineMark, told?.by === 'check' ? told.group : undefined);
  }

  /** Marked goods that no card describes: name and price are asked on the line. `group`: as ГИС МТ once told it. */
  #unknownLine(gtin: string, mark: NonNullable<Line['mark']>, group: number | undefined): Line {
    return {
      id: this.#deps.newId(),
      gtin,
      name: '',
      quantity: onePiece,
      measure: 'piece',
      vat: vatOf(this.#deps.shop().vat, undefined),
      group,
      ...(group !== undefined && { groupBy: 'check' }),
      mark,
    };
  }

  async #addPlain(goods: Goods, from: From, quantity = onePiece, scannedAt?: EpochMs): Promise<void> {
    if (isByMark(goods, from.gtin)) return this.#addOpened(goods, from);
    if (!isSold(goods, quantity)) return this.#notices.add({ kind: 'not-whole', ...from, name: goods.name });
    if (!(await this.#store.makeOpen())) return this.#notices.add({ kind: 'busy', ...from });
    const line = lineOf(this.#deps.newId(), await this.#known.asSold(goods), quantity);
    await this.#addLine(line, from.gtin, scannedAt);
  }

  /** Marked goods without their code: only of a package that is open, the keg on the tap. The oldest first. One package is one line. */
  async #addOpened(goods: Goods, from: From): Promise<void> {
    const { books, hasUnread } = divisionOf(goods) ? await this.#packages.onTap(goods) : nothingOnTap;
    const book = books.find((each) => !holds(this.#store.receipt, each.ki));
    if (!book) {
      const without = hasUnread ? 'package-unread' : 'needs-mark';
      return this.#notices.add({ kind: books.length > 0 ? 'duplicate' : without, ...from, name: goods.name });
    }
    if (!(await this.#store.makeOpen())) return this.#notices.add({ kind: 'busy', ...from });
    const card = await this.#known.asSold(goods, book.gtin);
    const line = this.#packages.line(card, book.gtin ?? '', this.#packages.markNow(book.mark), book);
    await this.#addLine(line, from.gtin);
    this.#checks.start([line]);
  }

  async #addLine(line: Line, gtin: string | undefined, scannedAt?: EpochMs): Promise<void> {
    await this.#store.commit(unwrap(addLine(this.#store.receipt, line)));
    // Nothing waits for it: it is only noted.
    void this.#deps.painted?.(scannedAt);
    this.#notices.added(line, gtin);
    if (!(await refuseAlcohol([line], this.#store, this.#deps))) this.#deps.sounds.added();
  }
}

const nothingOnTap: Awaited<ReturnType<Packages['onTap']>> = { books: [], hasUnread: false };

/** What is sold by the piece is sold whole. */
const isSold = ({ measure }: Goods, quantity: Thousandths): boolean => measure !== 'piece' || quantity % onePiece === 0;

/** Goods that are sold by their marking code only: their plain barcode, `gtin`, sells nothing but of an opened package. */
const isByMark = (goods: Goods, gtin: string | undefined): boolean =>
  goods.isMarked || (gtin !== undefined && goods.marks?.includes(gtin) === true);

type Sold = { readonly at: EpochMs; readonly number: number } | undefined;

/**
 * Why this very unit cannot be sold: it is sold, as a whole or as the last part of its package, or nobody can say what is left in it. A book that cannot be read
 * names no receipt: what it still holds need not be the last part.
 */
function refusal(
  { raw, gtin, ki }: MarkingCode,
  goods: Goods | undefined,
  soldWhole: Sold,
  book: PackageLedger | undefined,
): NewRejected | undefined {
  const name = goods?.name ?? book?.name;
  if (!soldWhole && book?.unread) return { kind: 'package-unread', raw, gtin, ki, goodsId: goods?.id, name };
  const sold = soldWhole ?? (book && remaining(book) === 0 ? book.withdrawals.at(-1) : undefined);
  return sold && { kind: 'sold-before', at: sold.at, number: sold.number, raw, name: goods?.name };
}
