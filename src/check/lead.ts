/** The head start of a source that waits for its turn: it follows the source's own speed. */

/** Head start before the speed is known, ms; and its bounds: a jitter of the timer below, two thirds of the budget above. */
const usualLead = 400;
const leadBounds = [150, 1_000] as const;
const remembered = 40;

/** The last round trips, ms, newest last, with one more. */
export const withRoundTrip = (roundTrips: readonly number[], ms: number): readonly number[] =>
  [...roundTrips, ms].slice(-remembered);

/** Head start, ms: the p95 of the round trips and half as much again, for the way through worker and page. */
export function leadOf(roundTrips: readonly number[]): number {
  const sorted = [...roundTrips].sort((a, b) => a - b);
  const p95 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))];
  return p95 === undefined ? usualLead : Math.min(leadBounds[1], Math.max(leadBounds[0], p95 * 1.5));
}
