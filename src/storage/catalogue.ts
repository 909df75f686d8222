/** The catalogue: may be dropped and loaded again, so relaxed durability and a database of its own (design, section 4). */
import { Dexie, type Table } from 'dexie';
import type { Catalogue } from '../app/ports.ts';
import type { Goods } from '../domain/goods.ts';

class CatalogueDatabase extends Dexie {
  declare readonly goods: Table<Goods, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'relaxed', cache: 'disabled' });
    this.version(1).stores({ goods: 'id, gtin, quick' });
    this.version(2).stores({ goods: 'id, gtin, quick, *also' });
  }
}

/** «ё» and case do not matter to a person who looks for goods. */
const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

export async function openCatalogue(name = 'poltora-catalogue'): Promise<Catalogue & { close(): void }> {
  const db = new CatalogueDatabase(name);
  await db.open();
  // One folded text per card, scanned whole: at 20 000 cards faster and smaller than any index (competition.md §0.7).
  let texts: Promise<Array<{ readonly text: string; readonly goods: Goods }>> | undefined;
  const all = (): NonNullable<typeof texts> =>
    (texts ??= db.goods
      .toArray()
      .then((cards) =>
        cards.map((goods) => ({ text: fold([goods.name, goods.gtin, ...(goods.also ?? [])].join(' ')), goods })),
      ));
  return {
    byGtin: async (gtin) =>
      (await db.goods.where('gtin').equals(gtin).first()) ?? db.goods.where('also').equals(gtin).first(),
    async search(text, limit) {
      const words = fold(text).split(/\s+/).filter(Boolean);
      if (words.length === 0) return [];
      const found: Goods[] = [];
      for (const card of await all()) {
        if (words.every((word) => card.text.includes(word))) found.push(card.goods);
        if (found.length === limit) break;
      }
      return found;
    },
    quickKeys: () => db.goods.where('quick').aboveOrEqual(0).sortBy('quick'),
    async put(goods) {
      await db.goods.bulkPut([...goods]);
      texts = undefined;
    },
    close: () => db.close(),
  };
}
