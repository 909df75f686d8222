/** Cards that are made, bound and corrected at the till. On record before it is done: two databases have no common transaction, and a record without its change does no harm. */
import type { CardWritten } from '../../domain/journal/event.ts';
import { isOpen, wasTried } from '../../domain/document/document.ts';
import { asGoods, withLaw, withRates } from '../../domain/document/edits.ts';
import type { Line, LineMark } from '../../domain/document/line.ts';
import type { Goods, LawFacts } from '../../domain/goods/goods.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { vatOf } from '../../domain/shop/taxation.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import type { NewId } from '../ports/clock.ts';
import type { Checks } from '../sale/checks.ts';
import type { KnownGoods } from '../sale/known-goods.ts';
import type { Packages } from '../sale/packages.ts';
import type { SaleStore } from '../sale/store.ts';

/** What a person says of goods beside name and price. */
export type SaidOfGoods = Pick<Goods, 'vat' | 'group' | keyof LawFacts>;

/** A card as a person makes it on a line: all but its identity and its barcode. */
export type NewCard = SaidOfGoods & Pick<Goods, 'name' | 'price' | 'measure' | 'parts'>;

interface Rooms {
  readonly store: SaleStore;
  readonly known: KnownGoods;
  readonly checks: Checks;
  readonly packages: Packages;
}

interface CardsDeps {
  readonly catalogue: Catalogue;
  readonly newId: NewId;
  readonly shop: () => Shop;
}

export class Cards {
  readonly #rooms: Rooms;
  readonly #deps: CardsDeps;

  constructor(rooms: Rooms, deps: CardsDeps) {
    this.#rooms = rooms;
    this.#deps = deps;
  }

  /** Says what a line of unknown goods is, and makes a card of it for the next time. */
  describe(id: string, card: NewCard): Promise<void> {
    const { store } = this.#rooms;
    return store.do(async () => {
      const line = store.line(id);
      if (!line) return;
      const goods: Goods = {
        ...card,
        id: this.#deps.newId(),
        gtin: line.gtin,
        group: line.group ?? card.group,
        isMarked: line.mark !== undefined,
      };
      await this.#make(goods);
      await this.#becomes(line, goods);
    });
  }

  /** A line of unknown goods is what this card says: its barcode belongs to the card from now on. On record, for a wrong one sells wrongly. */
  bind(id: string, goods: Goods): Promise<void> {
    const { store } = this.#rooms;
    return store.do(async () => {
      const line = store.line(id);
      if (line?.gtin === undefined) return;
      await this.#becomes(line, await this.#bound(goods, line.gtin, line.mark));
    });
  }

  /** A plain barcode that nobody knew belongs to this card from now on. */
  async bindBarcode(goods: Goods, gtin: string): Promise<void> {
    await this.#rooms.store.do(() => this.#bound(goods, gtin));
  }

  /** Makes a card of goods that nobody knew when their barcode was scanned. A card made meanwhile stays as it is. */
  create(goods: Goods): Promise<void> {
    return this.#rooms.store.do(async () => {
      const known = goods.gtin === undefined ? undefined : await this.#deps.catalogue.byGtin(goods.gtin);
      if (!known) await this.#make(goods);
    });
  }

  /** A person says what the law asks of the goods of a line. Kept on their card, and on record with what stood there before. */
  describeLaw(id: string, said: SaidOfGoods): Promise<void> {
    const { store, known, checks } = this.#rooms;
    return store.do(async () => {
      const line = store.line(id);
      if (line?.goodsId === undefined) return;
      const card = await this.#deps.catalogue.get(line.goodsId);
      if (!card) {
        // The catalogue was loaded anew, or its row cannot be read: it counts for this line all the same.
        const asSaid = { id: line.goodsId, ...said, vat: vatOf(this.#deps.shop().vat, said.vat) };
        await store.move(withLaw(store.receipt, asSaid));
        return;
      }
      const { vat, group, adult, alcohol, excise } = card;
      const changed: Goods = { ...card, ...said };
      await store.record(
        store.act('goods-changed', {
          gtin: card.gtin,
          goodsId: card.id,
          name: card.name,
          law: { from: { vat, group, adult, alcohol, excise }, to: said },
        }),
      );
      await this.#deps.catalogue.put([changed]);
      const sold = await known.asSold(changed, line.gtin);
      await store.move(withLaw(store.receipt, sold));
      await checks.askAnew(line);
    });
  }

  /** The shop taxes otherwise now, or an older build left this receipt: its lines have the rates that their cards have here. */
  retax(): Promise<void> {
    const { store } = this.#rooms;
    return store.do(async () => {
      const { receipt } = store;
      if (!isOpen(receipt) || wasTried(receipt) || receipt.lines.length === 0) return;
      const rates = new Map<string, Line['vat']>();
      for (const { id, goodsId } of receipt.lines) {
        const card = goodsId === undefined ? undefined : await this.#deps.catalogue.get(goodsId);
        if (card || goodsId === undefined) rates.set(id, vatOf(this.#deps.shop().vat, card?.vat));
      }
      // Lines that were added meanwhile have the new rate.
      if (store.receipt.lines.every(({ id, vat }) => !rates.has(id) || rates.get(id) === vat)) return;
      await store.move(withRates(store.receipt, rates));
    });
  }

  /** A line is what a card says from now on. */
  async #becomes(line: Line, goods: Goods): Promise<void> {
    const { store, known, checks, packages } = this.#rooms;
    const sold = await known.asSold(goods, line.gtin);
    if (await packages.takenBack(line)) return;
    const opened = await packages.openedFacts(line);
    await store.move(asGoods(store.receipt, line.id, sold, opened));
    await checks.askAnew(line);
  }

  async #bound(goods: Goods, gtin: string, mark?: LineMark): Promise<Goods> {
    const { id: goodsId, name, price, measure: unit } = goods;
    const joined = (list: readonly string[] = []): readonly string[] => [...new Set([...list, gtin])];
    const bound = { ...goods, also: joined(goods.also), ...(mark && { marks: joined(goods.marks) }) };
    await this.#record('goods-bound', { gtin, goodsId, name, price, unit, ki: mark?.ki });
    await this.#deps.catalogue.put([bound]);
    return bound;
  }

  async #make(goods: Goods): Promise<void> {
    const { id: goodsId, gtin, name, price, measure: unit, isMarked: marked } = goods;
    await this.#record('goods-made', { gtin, goodsId, name, price, unit, marked });
    await this.#deps.catalogue.put([goods]);
  }

  #record(kind: 'goods-bound' | 'goods-made', data: CardWritten): Promise<void> {
    const { store } = this.#rooms;
    return store.record(store.act(kind, data));
  }
}
