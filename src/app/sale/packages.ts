/** Packages that are sold in parts: a keg on the tap, a cheese. The ledger of each stands in the journal; here are the lines that take of it. */
import { hoursAhead } from '../../domain/base/time.ts';
import type { Thousandths } from '../../domain/base/quantity.ts';
import { unwrap } from '../../domain/base/result.ts';
import type { Goods } from '../../domain/goods/goods.ts';
import { remaining, packageOf, takenFrom, type PackageLedger } from '../../domain/goods/opened-package.ts';
import { addLine, holds, removeLine, takePart, takeWhole } from '../../domain/document/edits.ts';
import { verdictOf, type Line, type LineMark } from '../../domain/document/line.ts';
import { packageLine, type GoodsAsSold, type OpenedFacts } from '../../domain/document/new-line.ts';
import type { ReceiptFailure } from '../../domain/document/obstacles.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import type { NewId, TillTime } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Checks } from './checks.ts';
import type { KnownGoods } from './known-goods.ts';
import { changeAmount } from './lines.ts';
import type { Notices } from './notices.ts';
import type { SaleStore } from './store.ts';

export interface PackagesDeps {
  readonly catalogue: Catalogue;
  readonly clock: TillTime;
  readonly journal: Journal;
  readonly newId: NewId;
  readonly shop: () => Shop;
}

const factsOf = (book: PackageLedger): OpenedFacts => ({
  taken: takenFrom(book),
  unit: book.unit,
  content: book.content,
  unread: book.unread,
});

export class Packages {
  readonly #store: SaleStore;
  readonly #notices: Notices;
  readonly #known: KnownGoods;
  readonly #checks: Checks;
  readonly #deps: PackagesDeps;

  constructor(
    rooms: {
      readonly store: SaleStore;
      readonly notices: Notices;
      readonly known: KnownGoods;
      readonly checks: Checks;
    },
    deps: PackagesDeps,
  ) {
    this.#store = rooms.store;
    this.#notices = rooms.notices;
    this.#known = rooms.known;
    this.#checks = rooms.checks;
    this.#deps = deps;
  }

  /** A line of marked goods: the whole package, or a part of one whose ledger there is. */
  line(goods: GoodsAsSold, gtin: string, mark: LineMark, book: PackageLedger | undefined): Line {
    return packageLine(this.#deps.newId(), goods, gtin, mark, book && factsOf(book));
  }

  /** Shelf life goes by the shop's clock as it is now. */
  markNow(mark: Omit<LineMark, 'scannedAt' | 'zone'>): LineMark {
    return { ...mark, scannedAt: this.#deps.clock.now(), zone: hoursAhead(this.#deps.shop().timeZone) };
  }

  /** Opened packages of these goods with something left in them, the oldest first; whether there is one whose book cannot be read, too. */
  async onTap(goods: Goods): Promise<{ readonly books: readonly PackageLedger[]; readonly hasUnread: boolean }> {
    const opened = await this.#deps.journal.openedPackages();
    const ofGoods = opened.filter(({ goodsId }) => goodsId === goods.id);
    return {
      books: ofGoods.filter((each) => !each.unread && remaining(each) !== 0),
      hasUnread: ofGoods.some(({ unread }) => unread),
    };
  }

  /**
   * Takes a line off whose package has a book that cannot be read, and tells: nothing more is sold of it. A scan finds that out by itself; this is for a line that
   * was there before the damage. In its turn of the store. Resolves with whether the line is gone.
   */
  async takenBack({ id, mark, gtin, goodsId, name }: Line): Promise<boolean> {
    if (!mark || !(await this.#deps.journal.packageLedger(mark.ki))?.unread) return false;
    const { state } = this.#store.receipt;
    // What is printed, or may be, is sold.
    if ((state !== 'draft' && state !== 'paying') || !(await this.#store.makeOpen())) return false;
    const line = this.#store.line(id);
    if (!line || (await this.#store.move(removeLine(this.#store.receipt, id), this.#store.removed(line)))) return false;
    await this.#notices.add({ kind: 'package-unread', raw: mark.raw, gtin, ki: mark.ki, goodsId, name });
    return true;
  }

  /** The receipt that the last page left is still one of packages whose books can be read. */
  review(): Promise<void> {
    return this.#store.do(async () => {
      for (const line of this.#store.receipt.lines) if (line.division) await this.takenBack(line);
    });
  }

  /** What is known of the package that a line is of, where it was opened. */
  async openedFacts({ mark }: Line): Promise<OpenedFacts | undefined> {
    const book = mark && (await this.#deps.journal.packageLedger(mark.ki));
    return book && factsOf(book);
  }

  /** How much of a package the buyer takes, thousandths of its unit; nothing: all of it. */
  take(id: string, amount: Thousandths | undefined): Promise<ReceiptFailure | undefined> {
    return this.#store.do(async () => {
      const line = this.#store.line(id);
      if (line && (await this.takenBack(line))) return 'no-line';
      const { receipt } = this.#store;
      return changeAmount(
        this.#store,
        id,
        amount === undefined ? takeWhole(receipt, id) : takePart(receipt, id, amount),
      );
    });
  }

  /** Takes the line out of another opened package of the same goods: there are two kegs on the tap. */
  takeFrom(id: string, book: PackageLedger): Promise<void> {
    return this.#store.do(async () => {
      const line = this.#store.line(id);
      const goods = line?.gtin === undefined ? undefined : await this.#deps.catalogue.byGtin(line.gtin);
      if (!line || !goods) return;
      if (book.unread) {
        const { ki, mark, goodsId, name } = book;
        return this.#notices.add({ kind: 'package-unread', raw: mark.raw, gtin: book.gtin, ki, goodsId, name });
      }
      const gtin = book.gtin ?? line.gtin ?? '';
      const other = this.line(await this.#known.asSold(goods, gtin), gtin, this.markNow(book.mark), book);
      const { receipt } = this.#store;
      if (receipt.state !== 'draft' || holds(receipt, book.ki)) return;
      const without = unwrap(removeLine(receipt, id));
      await this.#store.commit(unwrap(addLine(without, other)), this.#store.removed(line));
      this.#checks.start([other]);
    });
  }

  /** Puts a package on the tap without selling of it: its code is checked already, its ledger begins, its line leaves the receipt. */
  open(id: string): Promise<void> {
    return this.#store.do(async () => {
      const line = this.#store.line(id);
      const opened = line && packageOf(line, this.#deps.clock.now());
      if (!line || !opened || verdictOf(line, opened.openedAt)?.kind !== 'allowed') return;
      if (await this.takenBack(line)) return;
      // Opened once more it is the same package: what was in it at first, and all that was taken since.
      const {
        withdrawals: _,
        closedAt: __,
        ...known
      } = { ...opened, ...(await this.#deps.journal.packageLedger(opened.ki)) } as PackageLedger;
      // The line first: a medium that fails in between must not leave a package to be sold whole and in parts.
      if (await this.#store.move(removeLine(this.#store.receipt, id), this.#store.removed(line))) return;
      const { ki, name, content } = opened;
      await this.#deps.journal.savePackage(known, this.#store.event('package-opened', { ki, name, content }));
    });
  }

  /** Nothing more is sold of a package: it is empty, spoilt, off the tap. Scanned again it opens again. */
  close({ withdrawals: _, ...opened }: PackageLedger): Promise<void> {
    return this.#store.do(() => {
      const { ki, name } = opened;
      return this.#deps.journal.savePackage(
        { ...opened, closedAt: this.#deps.clock.now() },
        this.#store.event('package-closed', { ki, name }),
      );
    });
  }
}
