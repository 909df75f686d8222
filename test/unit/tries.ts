/** How the properties of fast-check are tried, so that the gate does the same each time. */

/** Another seed looks further: `FUZZ_SEED=… npx vitest run --project pure src/domain/marking-code`. */
export const seed = Number(process.env['FUZZ_SEED'] ?? 11);

/**
 * Parameters of `fc.assert` and `fc.sample`: values of an even distribution (fast-check by itself prefers the smallest and the largest, and shares
 * are counted here), from the seed that a failure prints. `cell` tells the cells of a table apart, each of which has a property of its own.
 */
export const tries = (numRuns: number, cell = 0) => ({ numRuns, seed: seed + cell, unbiased: true });
