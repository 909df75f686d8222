/** The text after a key of the pad: a digit, one comma, or `erase`. */
export function pressed(text: string, key: string): string {
  if (key === 'erase') return text.slice(0, -1);
  if (key === ',') return text === '' ? '0,' : /[.,]/.test(text) ? text : text + key;
  return text === '0' ? key : text + key;
}
