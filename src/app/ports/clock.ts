import type { EpochMs } from '../../domain/base/time.ts';

/** Time, injected. `after` runs `act` once in `ms`; the returned function cancels it. */
export interface Clock {
  now(): EpochMs;
  after(ms: number, act: () => void): () => void;
}

/** The till's own clock: law and records go by it. `pc`: the PC's, by which page and worker count the budget of a check. */
export interface TillTime extends Clock {
  pc(): EpochMs;
}

/** New identities: UUIDv7, so that they sort by time of birth. */
export type NewId = () => string;
