/** Mutation testing of the two folders that decide what may be sold: `npm run mutate`. By hand, not in the gate: it takes long. */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: '.config/mutate.vitest.ts' },
  coverageAnalysis: 'perTest',
  mutate: ['src/domain/verdict/*.ts', 'src/domain/marking-code/*.ts', '!src/domain/**/*.test.ts'],
  // A source's name in the table decides nothing.
  mutator: { excludedMutations: [] },
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { reportTests: false, allowColor: false, logTests: false },
  jsonReporter: { fileName: '.cache/mutation.json' },
  tempDirName: '.cache/stryker',
  concurrency: 2,
  timeoutMS: 20_000,
};
