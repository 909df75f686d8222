/** What must outlive the worker: it may be stopped 30 s after its last event (platform.md II.1). Globals are only a cache of this. */
import * as v from 'valibot';
import type { Clock } from '../app/ports/clock.ts';

export interface StateStore {
  load(): Promise<unknown>;
  /** `state`: plain data, all memories in one record. */
  save(state: object): Promise<void>;
}

/** How a source's memory looks. The names of its fields are its own among all sources: they lie in one record, as the builds before this one have stored it. */
export interface MemoryKind<Memory extends object> {
  readonly schema: v.GenericSchema<unknown, Memory>;
  readonly fresh: Memory;
}

/** The memory of one source. */
export interface Memory<Kept extends object> {
  /** Loads it with the first call. */
  current(): Promise<Kept>;
  /** Resolves when the changed memory is stored, or could not be. */
  change(how: (old: Kept) => Kept): Promise<void>;
}

/** Makes a memory of this kind. All are made before the first is used. */
export type MakeMemory = <Kept extends object>(kind: MemoryKind<Kept>) => Memory<Kept>;

/** Storage that has not answered in this time is hung, ms: the budget is not spent on it, and what it held is learned anew. */
const loadWaitMs = 500;

interface Slot {
  /** False: what was stored cannot be read. */
  readonly take: (stored: unknown) => boolean;
  readonly forget: () => void;
  readonly value: () => object;
}

/** Keeps the memories of all sources of a realm in one stored record. Anything unreadable (an older version, a broken disk) is a fresh start, never an error. */
export function memoryKeeper(store: StateStore, clock: Clock): MakeMemory {
  const slots: Slot[] = [];
  const stored = async (): Promise<unknown> => {
    try {
      return await store.load();
    } catch {
      return undefined;
    }
  };
  const hung = (): Promise<undefined> => new Promise((done) => void clock.after(loadWaitMs, () => done(undefined)));
  let loading: Promise<void> | undefined;
  const load = (): Promise<void> =>
    (loading ??= Promise.race([stored(), hung()]).then((found) => {
      const isRead = slots.map(({ take }) => take(found)).every(Boolean);
      if (!isRead) for (const { forget } of slots) forget();
    }));
  const save = (): Promise<void> =>
    store.save(Object.assign({}, ...slots.map(({ value }) => value())) as object).catch(() => undefined);

  return <Kept extends object>({ schema, fresh }: MemoryKind<Kept>): Memory<Kept> => {
    let value = fresh;
    slots.push({
      take: (found) => {
        const parsed = v.safeParse(schema, found);
        if (parsed.success) value = parsed.output;
        return parsed.success;
      },
      forget: () => {
        value = fresh;
      },
      value: () => value,
    });
    return {
      current: () => load().then(() => value),
      change: (how) =>
        load().then(() => {
          value = how(value);
          return save();
        }),
    };
  };
}
