/** ИНН: ten digits of a company, twelve of a person (ФНС, приказ ММВ-7-6/435@). */

/** Ten or twelve digits, whatever they say. */
export const hasInnShape = (text: string): boolean => /^(?:\d{10}|\d{12})$/.test(text);

/**
 * ИНН without what a fixed field pads it with: spaces, zero bytes (tag 1018 is of twelve characters), or the two zeros that a number of twelve digits puts
 * before ten; no region is 00. Undefined where nothing is left, or where it is no ИНН: then there is nothing to compare.
 */
export function plainInn(text: string | undefined): string | undefined {
  const digits = text?.replace(/[\s\0]+/g, '').replace(/^00(?=\d{10}$)/, '');
  return digits !== undefined && hasInnShape(digits) && !/^0+$/.test(digits) ? digits : undefined;
}

/** Whether both are known and are not the same. */
export function innsDiffer(one: string | undefined, other: string | undefined): boolean {
  const [first, second] = [plainInn(one), plainInn(other)];
  return first !== undefined && second !== undefined && first !== second;
}

/** Weights of the check digits of ИНН (ФНС, приказ ММВ-7-6/435@). */
const innWeights: Readonly<Record<number, readonly (readonly number[])[]>> = {
  10: [[2, 4, 10, 3, 5, 9, 4, 6, 8]],
  12: [
    [7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
    [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8],
  ],
};

/** Whether it is an ИНН with right check digits. */
export function isInn(text: string): boolean {
  const weights = innWeights[text.length];
  if (!/^\d+$/.test(text) || !weights) return false;
  const digits = [...text].map(Number);
  return weights.every(
    (row) =>
      (row.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0) % 11) % 10 === digits[row.length],
  );
}
