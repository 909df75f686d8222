const ZERO = '0'.charCodeAt(0);

/**
 * The digit that completes GTIN-8/12/13/14 and SSCC, from the digits before it: weights 3, 1, 3 … from the right, modulo ten
 * (GS1 General Specifications §7.9).
 */
export function checkDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum += (body.charCodeAt(body.length - 1 - i) - ZERO) * (i % 2 === 0 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}

/** Whether `digits` are digits and the last of them is the right one. */
export const hasCheckDigit = (digits: string): boolean =>
  /^\d{2,}$/.test(digits) && checkDigit(digits.slice(0, -1)) === digits.at(-1);
