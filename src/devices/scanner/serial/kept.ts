/** What is kept of a scanner on a serial line over reloads. */
export interface KeptSerial {
  readonly id: string;
  baud: number;
  suffixed: boolean;
}

export const serialMemory = 'poltora-serial-scanners';

/** Reads what was kept; an unreadable text only costs a choice. */
export function readKeptSerial(text: string | null): KeptSerial[] {
  try {
    return (JSON.parse(text ?? '[]') as unknown[]).filter(isKept);
  } catch {
    return [];
  }
}

const isKept = (kept: unknown): kept is KeptSerial =>
  typeof kept === 'object' &&
  kept !== null &&
  'id' in kept &&
  typeof kept.id === 'string' &&
  'baud' in kept &&
  typeof kept.baud === 'number' &&
  kept.baud > 0 &&
  'suffixed' in kept &&
  typeof kept.suffixed === 'boolean';
