/** What a page gives to a way of scanning, and what it hears of it. */
import type { Delivery, ScannerSource } from '../../src/app/ports/scanner.ts';

/** The part of `localStorage` that devices use. It outlives the page. */
export class StandInMemory {
  readonly kept = new Map<string, string>();
  full = false;

  get(name: string): string | null {
    return this.kept.get(name) ?? null;
  }

  set(name: string, value: string): void {
    if (this.full) throw new DOMException('Full.', 'QuotaExceededError');
    this.kept.set(name, value);
  }
}

/** The source with all that it tells from now on. */
export function heardOf<Source extends ScannerSource>(
  source: Source,
): { source: Source; deliveries: Delivery[]; changes: () => number } {
  const deliveries: Delivery[] = [];
  let changes = 0;
  source.onScan((delivery) => deliveries.push(delivery));
  source.onChange(() => {
    changes += 1;
  });
  return { source, deliveries, changes: () => changes };
}

export const statesOf = (source: ScannerSource): string[] => source.devices().map(({ id, state }) => `${id} ${state}`);
