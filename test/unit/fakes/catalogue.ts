/** The catalogue in memory. */
import type { Catalogue } from '../../../src/app/ports/catalogue.ts';
import type { Goods, ToldOfGtin } from '../../../src/domain/goods/goods.ts';

export function memoryCatalogue(...goods: Goods[]): Catalogue & { readonly goods: Goods[] } {
  const known = new Map<string, ToldOfGtin>();
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
    async put(added) {
      for (const card of added) {
        const at = goods.findIndex(({ id }) => id === card.id);
        if (at < 0) goods.push(card);
        else goods[at] = card;
      }
    },
  };
}
