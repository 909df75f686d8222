/** What the ККТ says of a marked item: tag 2106, formed from the ФН's own check and from the answer of ОИСМ (kkt-shtrih.md §3.1). */
export interface MarkResult {
  /** Tag 2106, a bit mask. */
  readonly result: number;
  /** Whether the servers of ОИСМ answered in time. */
  readonly oism: 'answered' | 'silent';
}

/** How a receipt prints it: the check is passed, not finished, or failed. */
export type MarkSign = 'M+' | 'M' | 'M-';

const bits = { checked: 1, codeGood: 2, statusChecked: 4, statusGood: 8 };

/** [М+] when both checks were made and passed; [М-] when either was made and failed; else [М] (table in kkt-shtrih.md §3.1). */
export function markSign({ result }: MarkResult): MarkSign {
  const has = (bit: number): boolean => (result & bit) !== 0;
  if (has(bits.statusChecked)) return has(bits.codeGood) && has(bits.statusGood) ? 'M+' : 'M-';
  return has(bits.checked) && !has(bits.codeGood) ? 'M-' : 'M';
}
