/** The catalogue: may be dropped and loaded again, so relaxed durability and a database of its own (design, section 4). */
import { Dexie, type Table } from 'dexie';
import type { Catalogue } from '../app/ports/catalogue.ts';
import type { Goods, ToldOfGtin } from '../domain/goods/goods.ts';
import { storedGoods, type StoredGoods } from '../domain/goods/stored-goods.ts';
import type { VatRate } from '../domain/shop/taxation.ts';
import { CardPacker, type PackedCards } from './packed-cards.ts';

/** Rates that builds before the third version put on every card made at the till, by the shop's taxation: nobody had given them. */
const stampedRates: ReadonlySet<unknown> = new Set<VatRate>(['22', 'none']);

class CatalogueDatabase extends Dexie {
  declare readonly goods: Table<unknown, string>;
  declare readonly told: Table<unknown, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'relaxed', cache: 'disabled' });
    this.version(1).stores({ goods: 'id, gtin, quick' });
    this.version(2).stores({ goods: 'id, gtin, quick, *also' });
    this.version(3)
      .stores({ goods: 'id, gtin, quick, *also', told: 'gtin' })
      .upgrade((transaction) =>
        transaction
          .table<{ vat?: unknown }>('goods')
          .toCollection()
          .modify((card) => {
            if (stampedRates.has(card.vat)) delete card.vat;
          }),
      );
  }
}

/** Cards that one slice brings into memory: a few milliseconds on a slow machine. */
const warmUpSlice = 500;

/** How a stored row is read: another build may have written it, or a medium damaged it. Undefined: it cannot be. */
export interface CatalogueReaders {
  readonly goods: (row: unknown) => Goods | undefined;
  readonly told: (row: unknown) => ToldOfGtin | undefined;
}

/** «ё» and case do not matter to a person who looks for goods. */
const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

export async function openCatalogue(
  read: CatalogueReaders,
  name = 'poltora-catalogue',
): Promise<Catalogue & { close(): void }> {
  const db = new CatalogueDatabase(name);
  await db.open();
  // One folded text per card, scanned whole: at 20 000 cards faster and smaller than any index (competition.md §0.7). Cards are read when they are found.
  let texts: Promise<Array<{ readonly text: string; readonly row: unknown }>> | undefined;
  const textOf = (row: Partial<Goods>): string =>
    fold([row.name, row.gtin, ...(Array.isArray(row.also) ? row.also : [])].join(' '));
  const all = (): NonNullable<typeof texts> =>
    (texts ??= db.goods.toArray().then((rows) => rows.map((row) => ({ text: textOf(row as Partial<Goods>), row }))));
  let inMemory: { readonly cards: PackedCards; readonly told: Map<string, ToldOfGtin> } | undefined;
  /** Cards that were written while the others were on their way into memory. */
  let writtenMeanwhile: StoredGoods[] = [];
  const readAll = (rows: readonly unknown[]): Goods[] => rows.map(read.goods).filter((card) => card !== undefined);
  return {
    get: async (id) => read.goods(await db.goods.get(id)),
    byGtin: async (gtin) =>
      readAll(await db.goods.where('gtin').equals(gtin).toArray())[0] ??
      readAll(await db.goods.where('also').equals(gtin).toArray())[0],
    lookUp: (gtin) => inMemory && { goods: readAll(inMemory.cards.find(gtin))[0], told: inMemory.told.get(gtin) },
    async warmUp(idle) {
      const packer = new CardPacker();
      const pause = (): Promise<void> => new Promise((resolve) => idle(resolve));
      let last: string | undefined;
      for (;;) {
        await pause();
        const after = last === undefined ? db.goods.toCollection() : db.goods.where(':id').above(last);
        const rows = (await after.limit(warmUpSlice).toArray()) as StoredGoods[];
        packer.add(rows);
        last = rows.at(-1)?.id;
        if (rows.length < warmUpSlice) break;
      }
      await pause();
      const cards = packer.pack();
      cards.put(writtenMeanwhile);
      writtenMeanwhile = [];
      const known = (await db.told.toArray()).map(read.told).filter((row) => row !== undefined);
      inMemory = { cards, told: new Map(known.map((row) => [row.gtin, row])) };
    },
    async search(text, limit) {
      const words = fold(text).split(/\s+/).filter(Boolean);
      if (words.length === 0) return [];
      const found: Goods[] = [];
      for (const card of await all()) {
        const goods = words.every((word) => card.text.includes(word)) ? read.goods(card.row) : undefined;
        if (goods) found.push(goods);
        if (found.length === limit) break;
      }
      return found;
    },
    quickKeys: async () => readAll(await db.goods.where('quick').aboveOrEqual(0).sortBy('quick')),
    async put(goods) {
      const rows = goods.map(storedGoods);
      await db.goods.bulkPut(rows);
      texts = undefined;
      if (inMemory) inMemory.cards.put(rows);
      else writtenMeanwhile.push(...rows);
    },
    count: async () => db.goods.count(),
    isEmpty: async () => (await db.goods.limit(1).primaryKeys()).length === 0,
    told: async (gtin) => read.told(await db.told.get(gtin)),
    learn: (told) =>
      db.transaction('rw', db.told, async () => {
        const known = read.told(await db.told.get(told.gtin));
        if (told.by !== 'check' && known?.by === 'check') return;
        await db.told.put(told);
        inMemory?.told.set(told.gtin, told);
      }),
    close: () => db.close(),
  };
}
