/**
 * The race of one check over an ordered list of sources, the most trusted first (design, section 1). Whoever is trusted more has priority until its deadline;
 * the others start so that their answer is in hand by then. Pure of I/O: sources and clock are handed in.
 */
import type { Clock } from '../app/ports/clock.ts';
import type { EpochMs } from '../domain/base/time.ts';
import type { Result } from '../domain/base/result.ts';

/** ПП РФ № 1944 п. 17: no answer for 1.5 s → the offline check (online-check.md §3). Counted from the scan. */
export const budgetMs = 1_500;
/** Whoever was given less than this before the deadline is not to blame for missing it: a queue or a cold worker took the time. */
export const fairMs = budgetMs / 2;
/** When nobody else can answer, those who missed their deadline are waited for as long as this from the scan: a late true answer is worth more than none (design, section 1). */
export const lateLimitMs = 5_000;

/** One source as the race sees it. */
export interface Runner<Value, Failure> {
  /** Must not reject. The signal tells it to stop: the race is over. `isFinal`: nobody who is trusted less may be asked instead. */
  readonly ask: (signal: AbortSignal) => Promise<Result<Value, Failure> & { readonly isFinal?: true | undefined }>;
  /** Known to be out of reach: nobody waits for it, and it is asked only when nobody else can answer. */
  readonly dead?: Failure | undefined;
  /** Its deadline, ms from the scan: later its answer counts only if nobody else has one. Absent: it ends by its own limit, and is waited for until then. */
  readonly budgetMs?: number | undefined;
  /** How long before the last deadline of those before it it is asked, ms: as long as it needs for an answer. */
  readonly leadMs: number;
}

export interface Race<Value, Failure> {
  readonly scannedAt: EpochMs;
  readonly clock: Clock;
  /** In order of trust. */
  readonly runners: ReadonlyArray<Runner<Value, Failure>>;
  /** The failure to report of one that missed its deadline. */
  readonly missed: Failure;
}

/** Arrays are by place in the list. */
export interface RaceEnd<Value, Failure> {
  /** Absent: nobody has answered. `late`: after its deadline, and only because nobody else could. */
  readonly winner?: { readonly place: number; readonly value: Value; readonly late: boolean };
  /** Why each before the winner is not it; without a winner, of all. */
  readonly failures: ReadonlyArray<Failure | undefined>;
  /** When each was asked, ms after the scan. */
  readonly startedMs: ReadonlyArray<number | undefined>;
}

interface Entry<Value, Failure> extends Runner<Value, Failure> {
  readonly abort: AbortController;
  startedMs: number | undefined;
  end: Result<Value, Failure> | undefined;
  /** Why it is not the one to decide; undefined while it may be. */
  out: Failure | undefined;
  /** Its deadline is over. */
  isLate: boolean;
}

/**
 * Resolves once: with the most trusted answer as soon as nobody before it may still give one; when nobody has answered in time, with the most trusted late one;
 * else with all failures. Whoever is still at work then is aborted.
 */
export function race<Value, Failure>({
  scannedAt,
  clock,
  runners,
  missed,
}: Race<Value, Failure>): Promise<RaceEnd<Value, Failure>> {
  return new Promise((resolve) => {
    const entries = runners.map((runner): Entry<Value, Failure> => ({
      ...runner,
      abort: new AbortController(),
      startedMs: undefined,
      end: undefined,
      out: runner.dead,
      isLate: false,
    }));
    const timers: Array<() => void> = [];
    /** What is left of a budget now. A wall clock set back since the scan must not make it longer than it is. */
    const leftOf = (budget: number): number => Math.min(budget, Math.max(0, scannedAt + budget - clock.now()));
    let isOver = false;
    let isDecided = false;

    const finish = (winner?: RaceEnd<Value, Failure>['winner']): void => {
      isDecided = true;
      for (const cancel of timers) cancel();
      for (const { abort } of entries) abort.abort();
      const failures = entries.map(({ end, out }, place) => {
        if (winner) return place < winner.place ? out : undefined;
        // Its own last word says more than why nobody waited for it.
        return end && !end.ok ? end.failure : out;
      });
      resolve({ ...(winner && { winner }), failures, startedMs: entries.map(({ startedMs }) => startedMs) });
    };
    const start = (entry: Entry<Value, Failure>): void => {
      if (entry.startedMs !== undefined || isDecided) return;
      entry.startedMs = clock.now() - scannedAt;
      void entry.ask(entry.abort.signal).then((end) => {
        entry.end = end;
        if (!end.ok) entry.out ??= end.failure;
        const isTurn = entries.slice(0, entries.indexOf(entry)).every(({ out }) => out !== undefined);
        if (end.isFinal && isTurn && !isDecided) return finish();
        goOn();
      });
    };
    /** Asks those whose turn has come, and decides when nobody who comes first can answer any more. */
    const goOn = (): void => {
      if (isDecided) return;
      const next = entries.findIndex(({ out }) => out === undefined);
      const first = entries[next];
      if (first) {
        start(first);
        // With priority still: either it has answered, or it is waited for.
        if (first.end?.ok) finish({ place: next, value: first.end.value, late: false });
        return;
      }
      const place = entries.findIndex(({ end }) => end?.ok);
      const late = entries[place]?.end;
      if (late?.ok) return finish({ place, value: late.value, late: true });
      if (isOver) return finish();
      // They were skipped as known to be dead, and all the others have failed, too: ask them now, though the answer may come late.
      for (const entry of entries.filter(({ startedMs }) => startedMs === undefined)) {
        entry.out = entry.isLate ? missed : undefined;
        start(entry);
      }
      if (entries.every(({ end }) => end)) finish();
    };

    const budgets = entries.map((entry) => entry.budgetMs);
    entries.forEach((entry) => {
      if (entry.budgetMs === undefined) return;
      const miss = (): void => {
        entry.isLate = true;
        if (!entry.end) entry.out ??= missed;
        goOn();
      };
      timers.push(clock.after(leftOf(entry.budgetMs), miss));
    });
    entries.forEach((entry, place) => {
      const before = budgets.slice(0, place).filter((budget) => budget !== undefined);
      if (before.length === 0 || entry.dead !== undefined) return;
      timers.push(clock.after(Math.max(0, leftOf(Math.max(...before)) - entry.leadMs), () => start(entry)));
    });
    // A check that began late, behind a queue or a cold worker, still gets as long as any other has.
    const longest = Math.max(budgetMs, ...budgets.filter((budget) => budget !== undefined));
    const left = leftOf(longest);
    const rest = Math.min(lateLimitMs - longest, Math.max(longest, scannedAt + lateLimitMs - clock.now() - left));
    timers.push(
      clock.after(left + rest, () => {
        isOver = true;
        goOn();
      }),
    );
    goOn();
  });
}
