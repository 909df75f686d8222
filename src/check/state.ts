/** What must outlive the worker: it may be stopped 30 s after its last event (platform.md II.1). Globals are only a cache of this. */
import * as v from 'valibot';
import type { CheckFailure } from '../domain/code-check.ts';
import { epochMs, type EpochMs } from '../domain/time.ts';
import { emptyBook, type HostBook } from './hosts.ts';

export interface CheckState {
  readonly book: HostBook;
  /** Online missed the deadline this many times in a row; from three on it is not waited for until a probe succeeds. */
  readonly misses: number;
  /** Last round trips of ЛМ, ms, newest last: its p95 is the head start it gets. */
  readonly localMs: readonly number[];
  /** API version ЛМ answered to. */
  readonly localApi: 'v1' | 'v2';
  readonly onlineFailure?: CheckFailure | undefined;
  readonly onlineAt?: EpochMs | undefined;
  readonly localFailure?: CheckFailure | undefined;
  readonly localAt?: EpochMs | undefined;
  readonly lastSync?: EpochMs | undefined;
}

export interface StateStore {
  load(): Promise<unknown>;
  save(state: CheckState): Promise<void>;
}

export const freshState: CheckState = { book: emptyBook, misses: 0, localMs: [], localApi: 'v2' };

const time = v.pipe(v.number(), v.transform(epochMs));
const failure = v.custom<CheckFailure>((value) => v.is(v.object({ kind: v.string() }), value));
const schema = v.object({
  book: v.object({
    cdn: v.optional(v.string()),
    hosts: v.array(
      v.object({ host: v.string(), ms: v.optional(v.number()), failures: v.number(), blockedUntil: v.optional(time) }),
    ),
    fetchedAt: v.optional(time),
    delayMs: v.optional(v.number()),
  }),
  misses: v.number(),
  localMs: v.array(v.number()),
  localApi: v.picklist(['v1', 'v2']),
  onlineFailure: v.optional(failure),
  onlineAt: v.optional(time),
  localFailure: v.optional(failure),
  localAt: v.optional(time),
  lastSync: v.optional(time),
});

/** Reads what was stored; anything unreadable (an older version, a broken disk) is a fresh start, never an error. */
export async function loadState(store: StateStore): Promise<CheckState> {
  try {
    const parsed = v.safeParse(schema, await store.load());
    return parsed.success ? parsed.output : freshState;
  } catch {
    return freshState;
  }
}

/** Misses in a row after which online is not waited for. Hosts are blocked after as many (online-check.md §2.2). */
export const mostMisses = 3;
/** Head start of ЛМ before its speed is known, ms; and its bounds: a jitter of the timer below, half the budget above. */
const usualLead = 400;
const leadBounds = [150, 1_000] as const;
const remembered = 40;

export const withLocalMs = (state: CheckState, ms: number): CheckState => ({
  ...state,
  localMs: [...state.localMs, ms].slice(-remembered),
});

/** Head start for ЛМ: its p95 and half as much again, for the way through worker and page. */
export function leadMs(state: CheckState): number {
  const sorted = [...state.localMs].sort((a, b) => a - b);
  const p95 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))];
  return p95 === undefined ? usualLead : Math.min(leadBounds[1], Math.max(leadBounds[0], p95 * 1.5));
}
