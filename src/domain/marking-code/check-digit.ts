/**
 * Modulo-10 check digit of GTIN-8/12/13/14 and SSCC: weights 3, 1, 3 … from the right, the last digit completes to ten
 * (GS1 General Specifications §7.9).
 */
export function hasCheckDigit(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const fromRight = digits.length - 1 - i;
    sum += Number(digits[i]) * (fromRight % 2 === 0 ? 1 : 3);
  }
  return sum % 10 === 0;
}
