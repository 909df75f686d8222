/** Raw answers of the checks: beside their events at first, many in one packed row later. They are kept as long as the journal. */
import type { StoredEvent } from '../domain/journal/event.ts';
import type { Packer } from '../app/ports/packer.ts';
import { isChecked } from '../domain/code-check/checked.ts';
import { checkRead } from '../domain/code-check/stored-check.ts';
import { rawsOf, type RawAnswers } from '../domain/code-check/raw-answers.ts';
import { readRawRows } from '../domain/journal/stored-rows.ts';
import type { JournalDatabase } from './journal-database.ts';

/** As many answers in one row: measured with the emulator's (631 bytes each), one alone shrinks to 55 %, each of 16 to 10 %, of 64 to 8 %, of 1024 to 7 %. */
const inOnePack = 64;
/** Single look-ups up to here, else one walk over all between the first and the last. */
const fewLookUps = 100;

/** The event as it is stored, and what is stored apart from it. */
export function apart(event: StoredEvent): { readonly event: StoredEvent; readonly raws?: RawAnswers | undefined } {
  const { data } = event;
  if (event.kind !== 'checked' || !isChecked(data)) return { event };
  const raws = rawsOf(data.check);
  return raws ? { event: { ...event, data: { ...data, check: checkRead(data.check) } }, raws } : { event };
}

export interface RawStore {
  /** Of these events, by number. What cannot be read any more is not among them. */
  of(numbers: readonly number[]): Promise<Map<number, RawAnswers>>;
  /** Packs the oldest. False: there are too few. */
  packSome(): Promise<boolean>;
}

export function rawStore({ raws, packs }: JournalDatabase, packer: Packer | undefined): RawStore {
  return {
    async of(numbers) {
      const found = new Map<number, RawAnswers>();
      if (numbers.length === 0) return found;
      const wanted = new Set(numbers);
      const packed = await raws.db.transaction('r', raws, packs, async () => {
        for (const [n, theirs] of readRawRows(await raws.bulkGet([...numbers]))) found.set(n, theirs);
        const rest = numbers.filter((n) => !found.has(n));
        if (rest.length === 0) return [];
        const holding =
          rest.length > fewLookUps
            ? packs.where('numbers').between(Math.min(...rest), Math.max(...rest), true, true)
            : packs.where('numbers').anyOf(rest);
        return holding.distinct().toArray();
      });
      for (const { bytes } of packed) {
        // Bytes that are no text any more were edited; the chain of digests tells.
        const rows = await Promise.resolve(packer?.unpack(bytes))
          .then((text) => readRawRows(JSON.parse(text ?? '[]')))
          .catch(() => []);
        for (const [n, theirs] of rows) if (wanted.has(n) && !found.has(n)) found.set(n, theirs);
      }
      return found;
    },
    async packSome() {
      if (!packer) return false;
      const rows = await raws.orderBy(':id').limit(inOnePack).toArray();
      if (rows.length < inOnePack) return false;
      const numbers = rows.map(({ n }) => n);
      const bytes = await packer.pack(JSON.stringify(rows));
      await raws.db.transaction('rw', raws, packs, async () => {
        await packs.add({ numbers, bytes });
        await raws.bulkDelete(numbers);
      });
      return true;
    },
  };
}
