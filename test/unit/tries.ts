/**
 * How the properties of fast-check are tried, so that the gate does the same each time. It would find nothing new in half a million tries that it has made
 * before: `npm run fuzz` looks further, by a seed of its own and twenty times as long.
 */

/** Which tries: another seed makes others. */
export const seed = Number(process.env['FUZZ_SEED'] ?? 11);

/** How many times as many tries the longest properties make. */
export const fuzzTimes = Number(process.env['FUZZ_TIMES'] ?? 1);

/**
 * Parameters of `fc.assert` and `fc.sample`: values of an even distribution (fast-check by itself prefers the smallest and the largest, and shares
 * are counted here), from the seed that a failure prints. `cell` tells the cells of a table apart, each of which has a property of its own.
 */
export const tries = (numRuns: number, cell = 0) => ({ numRuns, seed: seed + cell, unbiased: true });
