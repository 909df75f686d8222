/** How a line comes about from a card of the catalogue, and what a package of it is worth whole. */
import { fullFacts } from '../code-check/stored-check.ts';
import { priceTimes } from '../base/money.ts';
import { onePiece, type Measure, type Thousandths } from '../base/quantity.ts';
import { amountOfUnits, divisionOf, unitOf, wholePrice } from '../goods/division.ts';
import type { Goods, LawFacts } from '../goods/goods.ts';
import { isPart, knownGroup, type Line, type LineMark } from './line.ts';

/** A new line for goods of the catalogue without a mark. */
export const lineOf = (id: string, goods: GoodsAsSold, quantity: Thousandths = onePiece): Line => ({
  ...ofGoods(goods),
  id,
  gtin: goods.gtin,
  quantity,
});

/** A card with what this till knows better of its GTIN. */
export type GoodsAsSold = Goods & Pick<Line, 'groupBy' | 'cardGroup'>;

export const ofGoods = ({
  id,
  name,
  price,
  measure,
  vat,
  group,
  groupBy,
  cardGroup,
  adult,
  alcohol,
  excise,
}: GoodsAsSold): Pick<
  Line,
  'goodsId' | 'name' | 'price' | 'measure' | 'vat' | 'group' | 'groupBy' | 'cardGroup' | keyof LawFacts
> => ({
  goodsId: id,
  name,
  price,
  measure,
  vat,
  group,
  ...(groupBy && { groupBy }),
  ...(cardGroup !== undefined && { cardGroup }),
  adult,
  alcohol,
  excise,
});

/**
 * A new line for a marked package of goods of the catalogue. It is the whole package where it can be: a keg has no price as a whole, and an
 * opened one is none any more; then the amount is to be asked. An opened package of a card that does not divide so (any more) has no amount and cannot be paid,
 * nor has one whose book cannot be read, whatever its card says of the content.
 */
export function packageLine(id: string, goods: GoodsAsSold, gtin: string, mark: LineMark, opened?: OpenedFacts): Line {
  const line = { ...ofGoods(goods), id, gtin, mark };
  const division = divisionOf({ ...goods, group: knownGroup({ group: goods.group, mark }) }, mark.grams);
  if (opened && (opened.unread || !division || unitOf(division) !== opened.unit)) return line;
  if (!division) return { ...line, quantity: onePiece };
  const divided = {
    ...line,
    division: { ...division, content: division.content ?? opened?.content, opened: opened && { taken: opened.taken } },
  };
  return whole(divided) ?? { ...divided, price: division.price };
}

/** What this till has sold of a package, thousandths of the unit, and what was in it. */
export interface OpenedFacts {
  readonly taken: number;
  readonly unit: Measure | 'part';
  readonly content?: Thousandths | undefined;
  /** Its book could not be read whole: nobody knows what is left. */
  readonly unread?: true | undefined;
}

/** The line with all of its package; undefined where that cannot be sold whole. */
export function whole(line: Line): Line | undefined {
  const { division, listPrice } = line;
  const price = division && wholePrice(division);
  if (price === undefined) return undefined;
  // It is whole already, for whatever price.
  if (line.quantity !== undefined && !isPart(line)) return line;
  // A price changed by the kilogram is one of the whole cheese, too; a box has its own.
  const listed =
    listPrice !== undefined && division?.by === 'measure' && division.content !== undefined
      ? priceTimes(listPrice, division.content)
      : undefined;
  return { ...line, measure: 'piece', part: undefined, quantity: onePiece, price, listPrice: listed };
}

/**
 * ГИС МТ says that a part of the package is gone and a part is left: it is none to be sold whole, and how much of it is to be asked, where its card divides
 * (online-check.md §5.4 partial sale). What is left is all there is for this till. What this till has sold of it itself, its own book says.
 */
export function partlySold(line: Line): Line {
  const { division, check } = line;
  const { soldUnitCount = 0, innerUnitCount = 0 } = fullFacts(check) ?? {};
  if (!division || division.opened || isPart(line) || soldUnitCount <= 0 || soldUnitCount >= innerUnitCount)
    return line;
  const measure = division.by === 'measure' ? division.measure : 'piece';
  const left = amountOfUnits(innerUnitCount - soldUnitCount, measure);
  return {
    ...line,
    division: { ...division, content: left ?? division.content, opened: { taken: 0, elsewhere: true } },
    measure,
    quantity: undefined,
    part: undefined,
    price: division.price,
    listPrice: undefined,
  };
}
