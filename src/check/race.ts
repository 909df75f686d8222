/**
 * The race of one check: online has priority until the deadline, the local answer is in hand by then (design, section 1).
 * Pure of I/O: legs and clock are handed in. Works for any two legs.
 */
import type { Clock } from '../app/ports.ts';
import type { EpochMs } from '../domain/time.ts';

/** ПП РФ № 1944 п. 17: no answer for 1.5 s → the offline check (online-check.md §3). Counted from the scan. */
export const budgetMs = 1_500;
/** Whoever was given less than this before the deadline is not to blame for missing it: a queue or a cold worker took the time. */
export const fairMs = budgetMs / 2;
/** ЛМ's own limit, from the moment it is asked: ЕСМ gives it 2 s as well (local-module.md §3.11). */
export const localLimitMs = 2_000;

export type Leg<Value, Failure> = (
  signal: AbortSignal,
) => Promise<{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Failure }>;

export interface Race<Online, Local, Failure> {
  readonly scannedAt: EpochMs;
  readonly clock: Clock;
  readonly online: Leg<Online, Failure>;
  readonly local: Leg<Local, Failure>;
  /** Online is known to be out of reach: the local leg starts at once and, when it answers, decides at once. Absent: it is worth waiting for. */
  readonly onlineDead?: Failure | undefined;
  /** How long before the deadline the local leg starts, ms: its own p95. */
  readonly leadMs: number;
  /** The failure to report for an online leg that missed the deadline. */
  readonly missed: Failure;
}

export type RaceEnd<Online, Local, Failure> = { readonly localStartedMs?: number | undefined } & (
  | { readonly winner: 'online'; readonly value: Online }
  | { readonly winner: 'local'; readonly value: Local; readonly online: Failure }
  | { readonly winner: 'none'; readonly online: Failure; readonly local: Failure }
);

/** Resolves once, with the first good answer that may decide, or with both failures. The loser is aborted. Legs must not reject. */
export function race<Online, Local, Failure>({
  scannedAt,
  clock,
  online,
  local,
  onlineDead,
  leadMs,
  missed,
}: Race<Online, Local, Failure>): Promise<RaceEnd<Online, Local, Failure>> {
  return new Promise((resolve) => {
    const aborts = { online: new AbortController(), local: new AbortController() };
    // A wall clock set back since the scan must not make the budget longer than it is.
    const remaining = Math.min(budgetMs, Math.max(0, scannedAt + budgetMs - clock.now()));
    let onlineFailure = onlineDead;
    let onlineStarted = false;
    let late = false;
    let localEnd: Awaited<ReturnType<typeof local>> | undefined;
    let localStartedMs: number | undefined;

    const finish = (end: RaceEnd<Online, Local, Failure>): void => {
      cancelDeadline();
      cancelLead();
      aborts.online.abort();
      aborts.local.abort();
      resolve({ ...end, localStartedMs });
    };
    const startOnline = (): void => {
      onlineStarted = true;
      void online(aborts.online.signal).then((end) => {
        if (late) return;
        if (end.ok) finish({ winner: 'online', value: end.value });
        else onlineOver(end.failure);
      });
    };
    const startLocal = (): void => {
      if (localStartedMs !== undefined) return;
      localStartedMs = clock.now() - scannedAt;
      void local(aborts.local.signal).then((end) => {
        localEnd = end;
        look();
      });
    };
    /** Decides when both legs have said all they may say. */
    const look = (): void => {
      if (onlineFailure === undefined || localEnd === undefined) return;
      if (localEnd.ok) return finish({ winner: 'local', value: localEnd.value, online: onlineFailure });
      // Given up beforehand, but it is all that is left: better a late try than none.
      if (onlineStarted || late) return finish({ winner: 'none', online: onlineFailure, local: localEnd.failure });
      onlineFailure = undefined;
      startOnline();
    };
    const onlineOver = (failure: Failure): void => {
      onlineFailure ??= failure;
      startLocal();
      look();
    };

    const cancelDeadline = clock.after(remaining, () => {
      late = true;
      onlineOver(missed);
      aborts.online.abort();
    });
    const cancelLead = clock.after(Math.max(0, remaining - leadMs), startLocal);
    if (onlineDead === undefined) startOnline();
    else startLocal();
  });
}
