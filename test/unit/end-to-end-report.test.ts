/** What the gate makes of Playwright's report: a second run heals a busy machine, and no error that nobody caught. */
import { describe, expect, it } from 'vitest';
import { endToEnd } from '../../.config/end-to-end.mjs';
import { uncaughtWords } from '../../.config/uncaught.mjs';

type Run = readonly string[];

/** A report of tests with these runs, each with the messages of its errors; nested as Playwright nests them. */
function report(tests: Readonly<Record<string, readonly Run[]>>) {
  const statuses = Object.values(tests).map((runs) => {
    if (runs.at(-1)?.length !== 0) return 'unexpected';
    return runs.length > 1 ? 'flaky' : 'expected';
  });
  const count = (status: string): number => statuses.filter((each) => each === status).length;
  const specs = Object.entries(tests).map(([title, runs], index) => ({
    file: 'some.spec.ts',
    line: index + 1,
    title,
    tests: [
      {
        status: statuses[index],
        results: runs.map((messages) => ({ errors: messages.map((message) => ({ message })) })),
      },
    ],
  }));
  return {
    stats: { expected: count('expected'), flaky: count('flaky'), unexpected: count('unexpected') },
    suites: [{ specs: specs.slice(0, 1), suites: [{ specs: specs.slice(1) }] }],
  };
}

const late = 'Error: expect(locator).toBeVisible() failed';
const uncaught = `Error: ${uncaughtWords}\n\nexpect(received).toEqual(expected)`;

describe('the end-to-end tests of the gate', () => {
  it('a late screen is healed by a second run, an uncaught error never', () => {
    const { passed, failed, told } = endToEnd(
      report({
        'at once': [[]],
        'late once': [[late], []],
        'uncaught once': [[uncaught], []],
        'late, then uncaught': [[late], [uncaught], []],
        'late and uncaught at once': [[late, uncaught], []],
        'late three times': [[late], [late], [late]],
        'uncaught three times': [[uncaught], [uncaught], [uncaught]],
      }),
    );
    expect([passed, failed]).toEqual([2, 5]);
    expect(told.map(({ spec, isFailed }) => [spec, isFailed])).toEqual([
      ['some.spec.ts:2 › late once', false],
      ['some.spec.ts:3 › uncaught once', true],
      ['some.spec.ts:4 › late, then uncaught', true],
      ['some.spec.ts:5 › late and uncaught at once', true],
      ['some.spec.ts:6 › late three times', true],
      ['some.spec.ts:7 › uncaught three times', true],
    ]);
    expect(told[1]?.errors).toEqual([uncaught]);
  });

  it('an error without a message is no uncaught one', () => {
    const { suites, stats } = report({ odd: [['x'], []] });
    const [suite] = suites;
    const result = suite?.specs[0]?.tests[0]?.results[0];
    if (!result) throw new Error('no result');
    result.errors = [{} as { message: string }];
    expect(endToEnd({ stats, suites })).toMatchObject({ passed: 1, failed: 0 });
  });
});
