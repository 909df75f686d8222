import type { Goods } from '../../domain/goods/goods.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import type { Journal } from '../ports/journal.ts';

/** Receipts that are looked through: the last hour of a busy till. */
const look = 60;

/** Goods that were sold last, each once, the newest first. Without a mark: a unit with one is sold by its code alone. */
export async function lastSold(
  { journal, catalogue }: { readonly journal: Pick<Journal, 'receipts'>; readonly catalogue: Pick<Catalogue, 'get'> },
  limit: number,
): Promise<Goods[]> {
  const { items } = await journal.receipts({ limit: look, look, isWanted: ({ state }) => state === 'fiscalized' });
  const ids = items.flatMap(({ lines }) =>
    [...lines].reverse().flatMap(({ goodsId, mark }) => (goodsId === undefined || mark ? [] : [goodsId])),
  );
  const cards = await Promise.all([...new Set(ids)].slice(0, limit).map((id) => catalogue.get(id)));
  return cards.filter((card) => card !== undefined).filter(({ isMarked, archived }) => !isMarked && !archived);
}
