/** What is known of goods here: their cards, and what ГИС МТ once told of their barcodes. */
import type { Goods, ToldOfGtin } from '../../domain/goods/goods.ts';
import type { GoodsAsSold } from '../../domain/document/new-line.ts';
import type { Shop } from '../../domain/shop/shop.ts';
import { vatOf } from '../../domain/shop/taxation.ts';
import { pricedAt } from '../../domain/goods/planned-price.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import type { TillTime } from '../ports/clock.ts';

interface KnownGoodsDeps {
  readonly catalogue: Catalogue;
  readonly shop: () => Shop;
  readonly clock: TillTime;
}

export class KnownGoods {
  readonly #catalogue: Catalogue;
  readonly #shop: () => Shop;
  readonly #clock: TillTime;

  constructor({ catalogue, shop, clock }: KnownGoodsDeps) {
    this.#catalogue = catalogue;
    this.#shop = shop;
    this.#clock = clock;
  }

  /** The card as it is sold here: with the group that ГИС МТ once told of the GTIN, which knows better than whoever made the card, and with the rate that the shop's taxation gives it. */
  async asSold(goods: Goods, gtin = goods.gtin): Promise<GoodsAsSold> {
    return this.soldAs(goods, gtin === undefined ? undefined : await this.#catalogue.told(gtin));
  }

  /** The same where what was told of the GTIN is at hand. */
  soldAs(card: Goods, told: ToldOfGtin | undefined): GoodsAsSold {
    // A card that has stood on the screen since yesterday may have another price today.
    const goods = pricedAt(card, this.#clock.now());
    const named = told?.by === 'check' ? told.group : undefined;
    const vat = vatOf(this.#shop().vat, goods.vat);
    if (named === undefined) return { ...goods, vat };
    return {
      ...goods,
      group: named,
      groupBy: 'check',
      ...(goods.group !== undefined && goods.group !== named && { cardGroup: goods.group }),
      vat,
    };
  }

  /** Keeps what was heard of a GTIN. A catalogue that cannot be written costs a question later, and no sale. */
  learn(gtin: string | undefined, group: number | undefined, by: 'check' | 'code'): void {
    if (gtin !== undefined && gtin !== '') this.#catalogue.learn({ gtin, group, by }).catch(() => undefined);
  }
}
