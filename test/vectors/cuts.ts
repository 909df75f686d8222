/** Bytes as a line brings them: cut anywhere. */
import fc from 'fast-check';

/** Sizes of pieces, 1 to `longest` bytes. The plainest is one byte at a time. */
export const anyCuts = (longest: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.integer({ min: 1, max: longest }), { minLength: 1, maxLength: 40, size: 'max' });

/** Pieces of these sizes, over again until all is cut; each with memory of its own. */
export function cutAt(whole: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < whole.length;) {
    const size = sizes[pieces.length % sizes.length] ?? 1;
    pieces.push(whole.slice(at, at + size));
    at += size;
  }
  return pieces;
}
