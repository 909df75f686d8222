/** What a card is found by. */
import type { StoredGoods } from './stored-goods.ts';

/** «ё» and case do not matter to a person who looks for goods. */
export const fold = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

/** Parts of a card that a person types, the name first; a stored row may be damaged, so nothing of it is believed. */
type Searched = Partial<Readonly<Record<keyof Pick<StoredGoods, 'name' | 'article' | 'gtin' | 'also'>, unknown>>>;

/** All but a single space, which stays as it is. */
const blanks = / \s+|[^\S ]\s*/g;

/** One line: folded name, article and barcodes, in this order. */
export const searchText = ({ name, article, gtin, also }: Searched): string =>
  fold(
    [name, article, gtin, ...(Array.isArray(also) ? also : [])].filter((part) => part !== undefined).join(' '),
  ).replace(blanks, ' ');
