/** Milliseconds since 1970-01-01 UTC. */
export type EpochMs = number & { readonly brand: 'EpochMs' };

/** Hours ahead of UTC in a time zone of tag 1011: 1 is Kaliningrad, 2 Moscow, 11 Kamchatka (107-ФЗ; online-check.md §1.4). */
export const hoursAhead = (timeZone: number): number => timeZone + 1;

export const epochMs = (value: number): EpochMs => value as EpochMs;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const moscow = 3;

/** The shop's wall clock, `2026-11-22T12:00`: sorts as it reads. `zone`: hours ahead of UTC, Moscow's where it is not known. */
export const wallClock = (at: EpochMs, zone = moscow): string =>
  new Date(at + zone * hourMs).toISOString().slice(0, 16);

/** The same, the day alone. */
export const dayOf = (at: EpochMs, zone = moscow): string => wallClock(at, zone).slice(0, 10);

/** First moment of a day (`2026-11-22`), and of the day after it, where the wall clock is so many hours ahead of UTC. */
export function dayBounds(day: string, zone = moscow): { readonly first: EpochMs; readonly next: EpochMs } {
  const first = Date.parse(`${day}T00:00Z`) - zone * hourMs;
  return { first: epochMs(first), next: epochMs(first + dayMs) };
}

/** The day so many days before another one. */
export const daysBefore = (day: string, days: number): string =>
  dayOf(epochMs(Date.parse(`${day}T00:00Z`) - days * dayMs), 0);
