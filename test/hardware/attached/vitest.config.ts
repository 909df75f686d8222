/** `npm run test:hardware`: the contract suites against what is attached to this machine, one device after another. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('../../..'),
  cacheDir: here('../../../.cache/vite'),
  test: {
    name: 'hardware',
    include: ['test/hardware/attached/**/*.test.ts'],
    // One person, one page at a time.
    fileParallelism: false,
    // The others do not name what was left out, and a person follows each test as it goes.
    reporters: ['verbose'],
    disableConsoleIntercept: true,
    // Ten codes in one test, each with the patience of panel.ts.
    testTimeout: 30 * 60_000,
    // A ККТ is looked for at every speed, and may print a Z report before the first test.
    hookTimeout: 120_000,
  },
});
