/** What is kept of HID scanners over reloads. */
export interface KeptHid {
  readonly id: string;
  readonly name: string | undefined;
  /** The person chose it here; if not, a policy granted it. */
  readonly chosen: boolean;
}

export const hidMemory = 'poltora-hid-scanners';

/** Reads what was kept; of an unreadable text nothing is left but an empty list. */
export function readKeptHid(text: string | null): KeptHid[] {
  try {
    const places = JSON.parse(text ?? '[]') as unknown[];
    return places
      .filter(isKept)
      .map(({ id, name, chosen }) => ({ id, name: typeof name === 'string' ? name : undefined, chosen }));
  } catch {
    return [];
  }
}

const isKept = (place: unknown): place is Omit<KeptHid, 'name'> & { readonly name?: unknown } =>
  typeof place === 'object' &&
  place !== null &&
  'id' in place &&
  typeof place.id === 'string' &&
  'chosen' in place &&
  typeof place.chosen === 'boolean';
