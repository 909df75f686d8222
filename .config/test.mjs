/** `npm test`: types, lint, unit, contract, browser, end to end. Closes with the count of all of them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureChromium } from './chromium.mjs';
import { install, projectRoot, stop } from './install.mjs';
import { ensureSocat } from './socat.mjs';

install();
const trouble = await ensureChromium();
if (trouble) stop(trouble);
const leftOut = await ensureSocat();
if (leftOut) console.warn(leftOut);

rmSync(`${projectRoot}.cache`, { recursive: true, force: true });
mkdirSync(`${projectRoot}.cache`);
const counts = { passed: 0, failed: 0 };
const bin = (name) => `${projectRoot}node_modules/.bin/${name}${process.platform === 'win32' ? '.cmd' : ''}`;

/** Runs one step; `report` counts its tests, and a step without one counts as a single test. */
function step(title, tool, args, report = () => undefined) {
  console.log(`\n── ${title}`);
  const startedAt = Date.now();
  const { status } = spawnSync(bin(tool), args, {
    cwd: projectRoot,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  let counted;
  try {
    counted = report();
  } catch {
    counted = undefined;
  }
  counted ??= { passed: status === 0 ? 1 : 0, failed: 0 };
  // A step that ended badly has failed, whatever it counted.
  if (status !== 0 && counted.failed === 0) counted.failed = 1;
  counts.passed += counted.passed;
  counts.failed += counted.failed;
  console.log(
    `── ${title}: ${counted.passed} passed, ${counted.failed} failed, ${((Date.now() - startedAt) / 1000).toFixed(0)} s`,
  );
}

const vitest = (name) => () => {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(`${projectRoot}.cache/${name}.json`, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests };
};
const playwright = () => {
  const { expected, unexpected, flaky } = JSON.parse(readFileSync(`${projectRoot}.cache/e2e.json`, 'utf8')).stats;
  return { passed: expected, failed: unexpected + flaky };
};

step('types', 'tsc', ['-b']);
step('types of the screen', 'svelte-check', [
  '--tsconfig',
  'src/ui/tsconfig.json',
  '--fail-on-warnings',
  '--output',
  'human',
]);
step('lint', 'eslint', ['--config', '.config/eslint.config.mjs', '--max-warnings', '0', '.']);
step('build', 'vite', ['build', '--logLevel', 'warn']);
step(
  'unit and contract',
  'vitest',
  [
    'run',
    '--project',
    'unit',
    '--reporter',
    'default',
    '--reporter',
    'json',
    '--outputFile.json',
    `${projectRoot}.cache/unit.json`,
  ],
  vitest('unit'),
);
step(
  'browser',
  'vitest',
  [
    'run',
    '--project',
    'browser',
    '--reporter',
    'default',
    '--reporter',
    'json',
    '--outputFile.json',
    `${projectRoot}.cache/browser.json`,
  ],
  vitest('browser'),
);
step('end to end', 'playwright', ['test', '--config', '.config/playwright.config.ts'], playwright);

if (leftOut) console.warn(`\n${leftOut}`);
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
