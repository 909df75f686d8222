/** The catalogue: may be dropped and loaded again, so relaxed durability and a database of its own (design, section 4). */
import type { CardQuery, Catalogue, CatalogueSnapshot } from '../app/ports/catalogue.ts';
import type { Goods, ToldOfGtin } from '../domain/goods/goods.ts';
import { fold, searchText } from '../domain/goods/search-text.ts';
import { storedGoods, type StoredGoods } from '../domain/goods/stored-goods.ts';
import { CatalogueDatabase } from './catalogue-database.ts';
import { CardLists, type OwnCard } from './card-lists.ts';
import { Generations } from './generations.ts';
import { CardPacker, type PackedCards } from './packed-cards.ts';
import type { GenerationCards } from './packed-generation.ts';

/** Cards that one slice brings into memory: a few milliseconds on a slow machine. */
const warmUpSlice = 500;

/** How a stored row is read: another build may have written it, or a medium damaged it. Undefined: it cannot be. */
export interface CatalogueReaders {
  readonly goods: (row: unknown) => Goods | undefined;
  readonly told: (row: unknown) => ToldOfGtin | undefined;
}

interface InMemory {
  readonly cards: PackedCards;
  readonly generation: GenerationCards;
  /** Cards of the till: each stands in place of one that a file brought. */
  readonly own: Set<string>;
  readonly told: Map<string, ToldOfGtin>;
}

export async function openCatalogue(
  read: CatalogueReaders,
  name = 'poltora-catalogue',
): Promise<Catalogue & { close(): void }> {
  const db = new CatalogueDatabase(name);
  await db.open();
  const generations = new Generations(db, (row) => {
    const card = read.goods(row);
    return card ? JSON.stringify(storedGoods(card)) : '';
  });
  let texts: Promise<readonly OwnCard[]> | undefined;
  const all = (): Promise<readonly OwnCard[]> =>
    (texts ??= db.goods
      .toArray()
      .then((rows) =>
        rows.map((row) => ({ text: searchText(row as Partial<StoredGoods>), row: row as OwnCard['row'] })),
      ));
  const lists = new CardLists(all, () => generations.now());
  let inMemory: InMemory | undefined;
  /** Cards that were written while the others were on their way into memory. */
  let writtenMeanwhile: StoredGoods[] = [];
  const readAll = (rows: readonly unknown[]): Goods[] => rows.map(read.goods).filter((card) => card !== undefined);
  const sold = (rows: readonly unknown[]): Goods[] => readAll(rows).filter(({ archived }) => archived === undefined);
  /** The one that is sold by this barcode: whose own it is, a card of the till before one of a file. */
  const soldBy = (gtin: string, own: readonly unknown[], packed: readonly unknown[]): Goods | undefined => {
    const found = [...sold(own), ...sold(packed)];
    return found.find((card) => card.gtin === gtin) ?? found[0];
  };
  /** Cards of files that no card of the till stands in place of. */
  const notOwn = async (rows: ReadonlyArray<{ readonly id?: unknown }>): Promise<unknown[]> => {
    const own = await db.goods.bulkGet(rows.map(({ id }) => String(id)));
    return rows.filter((_, at) => own[at] === undefined);
  };
  /** Cards of the till that stand in place of one of a file are counted once. */
  const count = async (): Promise<number> => {
    const generation = await generations.now();
    const own = await db.goods.count();
    if (generation.index.count === 0 || own === 0) return own + generation.index.count;
    const keys = await db.goods.toCollection().primaryKeys();
    return own + generation.index.count - keys.filter((id) => generation.numberOf(id) !== undefined).length;
  };
  /** Asked for each minute, and it is no small work. */
  let counted: Promise<number> | undefined;
  const changed = (): void => {
    counted = undefined;
    texts = undefined;
    lists.forget();
  };
  /** Counts the warm-ups: one that another has overtaken leaves nothing. */
  let warmUps = 0;
  const warm = async (pause: () => Promise<void>): Promise<void> => {
    warmUps += 1;
    const mine = warmUps;
    const packer = new CardPacker();
    const own = new Set<string>();
    let last: string | undefined;
    for (;;) {
      await pause();
      const after = last === undefined ? db.goods.toCollection() : db.goods.where(':id').above(last);
      const rows = (await after.limit(warmUpSlice).toArray()) as StoredGoods[];
      packer.add(rows);
      for (const { id } of rows) own.add(id);
      last = rows.at(-1)?.id;
      if (rows.length < warmUpSlice) break;
    }
    await pause();
    const cards = packer.pack();
    const generation = await generations.now();
    const known = (await db.told.toArray()).map(read.told).filter((row) => row !== undefined);
    if (mine !== warmUps) return;
    cards.put(writtenMeanwhile);
    for (const { id } of writtenMeanwhile) own.add(id);
    writtenMeanwhile = [];
    inMemory = { cards, generation, own, told: new Map(known.map((row) => [row.gtin, row])) };
  };
  /** Another generation counts: until it is in memory each scan asks the database. */
  const turned = async (): Promise<void> => {
    changed();
    inMemory = undefined;
    await warm(async () => undefined);
  };
  /** Nothing has these words: what a person may have meant, by the likeliest mistake that finds anything. */
  const near = async (words: readonly string[], limit: number): Promise<Goods[]> => {
    // Most words are right: it comes with the first that is not.
    const { nearSearches } = await import('../domain/goods/near-words.ts');
    for (const { words: others, isMeant } of nearSearches(words)) {
      const found = await lists.first(others, limit, (row) => {
        const [card] = sold([row]);
        return card && isMeant(searchText(card)) ? card : undefined;
      });
      if (found.length > 0) return found;
    }
    return [];
  };
  return {
    async get(id) {
      const own = await db.goods.get(id);
      if (own !== undefined) return read.goods(own);
      const generation = await generations.now();
      const number = generation.numberOf(id);
      return number === undefined ? undefined : read.goods(generation.at(number));
    },
    async byGtin(gtin) {
      const [own, bound, generation] = await Promise.all([
        db.goods.where('gtin').equals(gtin).toArray(),
        db.goods.where('also').equals(gtin).toArray(),
        generations.now(),
      ]);
      return soldBy(gtin, [...own, ...bound], await notOwn(generation.find(gtin)));
    },
    lookUp(gtin) {
      if (!inMemory) return undefined;
      const { cards, generation, own, told } = inMemory;
      const packed = generation.find(gtin).filter(({ id }) => !own.has(String(id)));
      return { goods: soldBy(gtin, cards.find(gtin), packed), told: told.get(gtin) };
    },
    warmUp: (idle) => warm(() => new Promise((resolve) => idle(resolve))),
    async search(text, limit) {
      const words = fold(text).split(/\s+/).filter(Boolean);
      if (words.length === 0) return [];
      const found = await lists.first(words, limit, (row) => sold([row])[0]);
      return found.length > 0 ? found : near(words, limit);
    },
    async quickKeys() {
      const [own, generation] = await Promise.all([
        db.goods.where('quick').aboveOrEqual(0).toArray(),
        generations.now(),
      ]);
      const packed = generation.index.quick.map((card) => generation.at(card)).filter((row) => row !== undefined);
      const place = ({ quickKeyIndex = 0 }: Goods): number => quickKeyIndex;
      return sold([...own, ...(await notOwn(packed))]).sort((a, b) => place(a) - place(b));
    },
    async put(goods) {
      const rows = goods.map(storedGoods);
      await db.goods.bulkPut(rows);
      changed();
      if (inMemory) {
        inMemory.cards.put(rows);
        for (const { id } of rows) inMemory.own.add(id);
      } else writtenMeanwhile.push(...rows);
    },
    count: () =>
      (counted ??= count().catch((error: unknown) => {
        counted = undefined;
        throw error;
      })),
    isEmpty: async () => (await db.goods.limit(1).primaryKeys()).length === 0 && !(await generations.hasEverBeen()),
    told: async (gtin) => read.told(await db.told.get(gtin)),
    learn: (told) =>
      db.transaction('rw', db.told, async () => {
        const known = read.told(await db.told.get(told.gtin));
        if (told.by !== 'check' && known?.by === 'check') return;
        await db.told.put(told);
        inMemory?.told.set(told.gtin, told);
      }),
    async list(query: CardQuery) {
      const { rows, total } = await lists.page(query);
      return { cards: readAll(rows), total };
    },
    folders: () => lists.folders(),
    async snapshot(): Promise<CatalogueSnapshot> {
      const { segments } = await generations.now();
      const own = readAll(await db.goods.toArray()).map(storedGoods);
      return { packed: segments.map(({ bytes, ends }) => ({ bytes, ends })), own };
    },
    async swap(next, folded, facts) {
      await generations.swap(next, folded, facts);
      await turned();
    },
    lastImport: () => generations.last(),
    async takeBack() {
      const isTaken = await generations.takeBack();
      if (isTaken) await turned();
      return isTaken;
    },
    close: () => db.close(),
  };
}
