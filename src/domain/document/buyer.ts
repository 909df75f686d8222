/** Where the buyer wants the electronic receipt: tag 1008, an e-mail or `+` and digits (ФФД 1.2). */

/** Reads «8 926 123-45-67», «+7 (926) 123 45 67», «9261234567» or an e-mail. Undefined when it is neither. */
export function readBuyer(text: string): string | undefined {
  const typed = text.trim();
  if (typed.includes('@'))
    return /^[\x21-\x3f\x41-\x7e]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+$/.test(typed) && typed.length <= 64
      ? typed
      : undefined;
  if (!/^\+?[\d\s()-]+$/.test(typed)) return undefined;
  const digits = typed.replace(/\D/g, '');
  if (typed.startsWith('+')) return digits.length >= 11 && digits.length <= 15 ? `+${digits}` : undefined;
  if (digits.length === 10) return `+7${digits}`;
  return digits.length === 11 && /^[78]/.test(digits) ? `+7${digits.slice(1)}` : undefined;
}
