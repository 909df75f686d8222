import type { FiscalPrinter } from '../../../app/ports/printer.ts';
import { placeName, type DriverDeps } from '../manifest.ts';
import { noPrinter } from '../none/no-printer.ts';
import type { Memory, Remembered } from './search.ts';
import { ShtrihPrinter } from './shtrih-printer.ts';

/** A ШТРИХ-М behind the port of the house. */
export const open = ({ source, clock, zone, setup, heard, ...around }: DriverDeps): FiscalPrinter =>
  source
    ? new ShtrihPrinter({
        source,
        clock,
        zone,
        heard,
        setup: { password: setup.password, vat22: setup.vat22 },
        memory: placeMemory(placeName(setup.link), around),
      })
    : noPrinter;

/** Where and how the ККТ answered last. An unreadable text only costs the search, and so does a place that was given to a scanner since. */
function placeMemory(name: string, { memory, isReserved }: Pick<DriverDeps, 'memory' | 'isReserved'>): Memory {
  return {
    get: () => {
      try {
        const last: unknown = JSON.parse(memory.get(name) ?? '');
        return isRemembered(last) && !isReserved(last.place) ? last : undefined;
      } catch {
        return undefined;
      }
    },
    set: (found) => {
      try {
        memory.set(name, JSON.stringify(found));
      } catch {
        // A full medium: the next start searches anew.
      }
    },
  };
}

/** A place that is none would be looked at for ever, and no other. */
const isRemembered = (value: unknown): value is Remembered => {
  const { place, baud, protocol } = (value ?? {}) as Partial<Record<keyof Remembered, unknown>>;
  return (
    typeof place === 'string' &&
    typeof baud === 'number' &&
    Number.isInteger(baud) &&
    baud > 0 &&
    (protocol === 1 || protocol === 2)
  );
};
