/** A quantity in thousandths of its unit: 1 piece is 1000, 345 g sold by the kilogram is 345. */
export type Thousandths = number & { readonly brand: 'Thousandths' };

/** Takes a whole, positive number of thousandths as a quantity. Throws on anything else: a bug. */
export function thousandths(value: number): Thousandths {
  if (!Number.isSafeInteger(value) || value <= 0) throw new RangeError(`not a quantity: ${value}`);
  return value as Thousandths;
}

export const onePiece = thousandths(1000);

/** More of the same; undefined when nothing would be left. */
export const changeBy = (quantity: Thousandths, delta: number): Thousandths | undefined =>
  quantity + delta > 0 ? thousandths(quantity + delta) : undefined;

/** Reads «2», «0,345», «1.5». Undefined when it is no positive quantity. */
export function readQuantity(text: string): Thousandths | undefined {
  const match = /^(\d{1,6})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!match) return undefined;
  const value = Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0'));
  return value > 0 ? thousandths(value) : undefined;
}

/** «2», «0,345»: no needless zeros. */
export const showQuantity = (quantity: Thousandths): string => (quantity / 1000).toString().replace('.', ',');

/** What a scale weighed, in the unit that goods are sold by; undefined for goods not sold by weight, and for nothing on the scale. */
export function quantityOfGrams(grams: number, measure: Measure): Thousandths | undefined {
  if (grams <= 0) return undefined;
  if (measure === 'kilogram') return thousandths(grams);
  return measure === 'gram' ? thousandths(grams * 1000) : undefined;
}

/** Measure of quantity, tag 2108 (ФФД 1.2; marking-codes.md §2.6). The ones a small shop sells by. */
export const measures = { piece: 0, gram: 10, kilogram: 11, metre: 22, millilitre: 40, litre: 41 } as const;
export type Measure = keyof typeof measures;
