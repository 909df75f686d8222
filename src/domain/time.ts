/** Milliseconds since 1970-01-01 UTC. */
export type EpochMs = number & { readonly brand: 'EpochMs' };

export const epochMs = (value: number): EpochMs => value as EpochMs;
