/** Fields that the first keys of a scan fell into, and how they are put back. */
import type { Stroke } from './run.ts';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** What a field held before a key fell into it. */
export interface Before {
  readonly field: Field;
  readonly value: string;
  readonly caret: readonly [number | null, number | null];
}

export const isField = (target: unknown): target is Field =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !/^(?:checkbox|radio|button|submit|range|color|file)$/.test(target.type));

/** Puts each field back to what it held before the first of these keys: a click between two of them moves the focus. */
export function putBack(keys: ReadonlyArray<Before | undefined>): void {
  const first = new Map<Field, Before>();
  for (const held of keys) if (held && !first.has(held.field)) first.set(held.field, held);
  for (const { field, value, caret } of first.values()) {
    if (field.value !== value) put(field, value, caret);
    // An arrow moves the caret alone.
    else if (caret[0] !== null) field.setSelectionRange(...caret);
  }
}

/** Types at the caret what can be seen of the strokes. */
export function type(field: Field, strokes: readonly Stroke[]): void {
  const text = strokes
    .map(({ typed }) => typed)
    .filter((character) => character >= ' ')
    .join('');
  if (text === '' || field.disabled || field.readOnly) return;
  const [start, end] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
  put(field, field.value.slice(0, start) + text + field.value.slice(end), [start + text.length, start + text.length]);
}

/** Sets the text as if it was typed: listeners hear of it. */
export function put(field: Field, value: string, [start, end]: Before['caret']): void {
  field.value = value;
  if (start !== null) field.setSelectionRange(start, end);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
