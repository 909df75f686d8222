import type { Goods } from '../goods/goods.ts';
import type { Receipt } from './document.ts';
import { isPart, type Line } from './line.ts';

/**
 * The line that more of the same goods is added to: a keg on the tap is one line of a receipt, and a second glass is more of that line.
 * Undefined where the goods begin a line of their own.
 */
export const pouredLine = ({ state, lines }: Receipt, { id }: Pick<Goods, 'id'>): Line | undefined =>
  state === 'draft' ? lines.find((line) => isPart(line) && line.goodsId === id) : undefined;
