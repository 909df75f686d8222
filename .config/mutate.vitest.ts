/** The tests that mutants of the domain must survive: without the fuzz, which takes a minute and looks for exceptions only. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['src/domain/{verdict,marking-code}/*.test.ts'],
    exclude: ['**/fuzz*.test.ts', '**/properties.test.ts'],
  },
});
