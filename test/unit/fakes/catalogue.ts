/** The catalogue in memory. */
import type { Catalogue, ImportFacts } from '../../../src/app/ports/catalogue.ts';
import type { Goods, ToldOfGtin } from '../../../src/domain/goods/goods.ts';
import { readGoods, storedGoods } from '../../../src/domain/goods/stored-goods.ts';
import { unpacked } from '../../../src/storage/packed-generation.ts';

export function memoryCatalogue(...goods: Goods[]): Catalogue & { readonly goods: Goods[] } {
  const known = new Map<string, ToldOfGtin>();
  let before: Goods[] | undefined;
  let last: ImportFacts | undefined;
  const byGtin = (gtin: string): Goods | undefined =>
    goods.find((card) => card.gtin === gtin) ?? goods.find((card) => card.also?.includes(gtin));
  return {
    lookUp: (gtin) => ({ goods: byGtin(gtin), told: known.get(gtin) }),
    warmUp: async () => undefined,
    goods,
    get: async (id) => goods.find((card) => card.id === id),
    told: async (gtin) => known.get(gtin),
    async learn(told) {
      if (told.by === 'check' || known.get(told.gtin)?.by !== 'check') known.set(told.gtin, told);
    },
    byGtin: async (gtin) => byGtin(gtin),
    search: async (text, limit) => goods.filter(({ name }) => name.includes(text)).slice(0, limit),
    quickKeys: async () => goods.filter(({ quickKeyIndex: quick }) => quick !== undefined),
    count: async () => goods.length,
    isEmpty: async () => goods.length === 0,
    async list({ text, archived, folder, offset, limit }) {
      const found = goods.filter(
        (card) =>
          card.name.includes(text) &&
          (card.archived !== undefined) === archived &&
          (folder === undefined || card.folder === folder),
      );
      return { cards: found.slice(offset, offset + limit), total: found.length };
    },
    folders: async () => [...new Set(goods.map(({ folder }) => folder).filter((folder) => folder !== undefined))],
    snapshot: async () => ({ packed: [], own: goods.map(storedGoods) }),
    async swap(next, folded, facts) {
      before = [...goods];
      for (const { id } of folded)
        goods.splice(
          goods.findIndex((card) => card.id === id),
          1,
        );
      goods.push(...[...unpacked(next.segments)].map(readGoods).filter((card) => card !== undefined));
      last = facts;
    },
    lastImport: async () => last,
    async takeBack() {
      if (!before) return false;
      goods.splice(0, Infinity, ...before);
      [before, last] = [undefined, undefined];
      return true;
    },
    async put(added) {
      for (const card of added) {
        const at = goods.findIndex(({ id }) => id === card.id);
        if (at < 0) goods.push(card);
        else goods[at] = card;
      }
    },
  };
}
