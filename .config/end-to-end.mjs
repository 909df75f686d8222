/** What the gate makes of Playwright's report. */
import { uncaughtWords } from './uncaught.mjs';

/**
 * The tests that did not pass at once. A second run heals what a busy machine has done to the first. It heals no error that nobody caught: that one was
 * there, whatever the pace.
 *
 * @returns {Array<{ spec: string; isFailed: boolean; wasHealed: boolean; errors: string[] }>}
 */
function notAtOnce(suites) {
  return suites.flatMap((suite) => [
    ...notAtOnce(suite.suites ?? []),
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ status, results }) => {
          const errors = results.flatMap((result) => result.errors.map(({ message = '' }) => message));
          return {
            spec: `${spec.file}:${String(spec.line)} › ${spec.title}`,
            isFailed: status === 'unexpected' || errors.some((message) => message.includes(uncaughtWords)),
            wasHealed: status === 'flaky',
            errors,
          };
        }),
    ),
  ]);
}

/** How many passed and failed, and which did not pass at once. */
export function endToEnd({ stats, suites }) {
  const told = notAtOnce(suites);
  const unhealed = told.filter(({ isFailed, wasHealed }) => isFailed && wasHealed).length;
  return { passed: stats.expected + stats.flaky - unhealed, failed: stats.unexpected + unhealed, told };
}
