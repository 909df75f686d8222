/**
 * `npm test`: form, unit, contract, browser, end to end, types, lint. Two lanes side by side, for two cores: the tests of the code, and what runs in a
 * browser; whichever is through first takes what is left. A step's output is printed in one piece when it has ended. Closes with the time of every step and the count of all tests.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { currentNode, currentNodeFolder } from './current-node.mjs';
import { endToEnd } from './end-to-end.mjs';
import { install, projectRoot, stop } from './install.mjs';
import { ensureSocat } from './socat.mjs';

install();
const trouble = await ensureChromium();
if (trouble) stop(trouble);
const leftOut = [await ensureSocat()].filter(Boolean);
for (const sentence of leftOut) console.warn(sentence);

const cache = `${projectRoot}.cache`;
mkdirSync(cache, { recursive: true });
// Everything begins anew, but for what was only fetched.
for (const name of readdirSync(cache))
  if (name !== basename(currentNodeFolder) && name !== 'runtimes')
    rmSync(join(cache, name), { recursive: true, force: true });

const startedAt = Date.now();
const steps = [];
/** Names of the tests that failed, and of those that passed only when repeated: told at the very end, for a log is often cut at its head. */
const told = { failed: [], flaky: [] };
const atWork = new Set();
const isWindows = process.platform === 'win32';
const bin = (name) => `${projectRoot}node_modules/.bin/${name}${isWindows ? '.cmd' : ''}`;
const seconds = (since) => Math.round((Date.now() - since) / 1000);
const clock = () =>
  `${String(Math.floor(seconds(startedAt) / 60))}:${String(seconds(startedAt) % 60).padStart(2, '0')}`;

/** Runs a program; what it says comes as one text. */
async function run(program, args) {
  const child = spawn(program, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'], shell: isWindows });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += String(piece)));
  const [code] = await once(child, 'close').catch((error) => [String(error)]);
  return { isDone: code === 0, said: typeof code === 'string' ? `${said}\n${code}` : said };
}

/** `report` counts the tests of a step and tells which failed; a step without one counts as a single test, whose last words are told. */
async function step(title, program, args, report = () => undefined) {
  console.log(`[${clock()}] ${title} …`);
  atWork.add(title);
  const since = Date.now();
  const { isDone, said } = await run(program, args);
  let counted;
  try {
    counted = report();
  } catch {
    counted = undefined;
  }
  counted ??= { passed: isDone ? 1 : 0, failed: 0 };
  // A step that ended badly has failed, whatever it counted.
  if (!isDone && counted.failed === 0) {
    counted.failed = 1;
    told.failed.push(`${title}\n    ${lines(said).slice(-12).join('\n    ')}`);
  }
  atWork.delete(title);
  steps.push({ title, ...counted, took: seconds(since) });
  const end = `${title}: ${counted.passed} passed, ${counted.failed} failed, ${seconds(since)} s`;
  console.log(`\n── ${title}\n${said.trim()}\n── [${clock()}] ${end}\n`);
}

function vitest(title, name, projects, { program = bin('vitest'), before = [], only = [] } = {}) {
  const report = `${cache}/${name}.json`;
  const args = [
    ...before,
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    ...['--reporter', 'default', '--reporter', 'json', '--outputFile.json', report],
    ...only,
  ];
  return step(title, program, args, () => {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    for (const { name: file, status, message, assertionResults } of testResults) {
      const failed = assertionResults.filter((each) => each.status === 'failed');
      for (const each of failed)
        told.failed.push(
          `${title}: ${relative(projectRoot, file)} › ${each.fullName}\n    ${firstLines(each.failureMessages)}`,
        );
      if (status === 'failed' && failed.length === 0)
        told.failed.push(`${title}: ${relative(projectRoot, file)}\n    ${firstLines([message])}`);
    }
    return { passed: numPassedTests, failed: numFailedTests };
  });
}

/** Lines of a text that say something, without colours. */
const lines = (text) =>
  text
    .replaceAll(/\u001B\[[\d;]*m/gu, '')
    .split('\n')
    .filter(Boolean);

/** The beginning of why a test failed. */
const firstLines = (messages) => lines(messages.join('\n')).slice(0, 12).join('\n    ');

/** What runs outside of a browser on the machine of a shop, on a newer Node than this one. */
async function onCurrentNode() {
  const program = await currentNode();
  if (program)
    return vitest('gateway on the current Node', 'current-node', ['unit'], {
      program,
      before: [`${projectRoot}node_modules/vitest/vitest.mjs`],
      only: ['src/gateway', 'test/emulators'],
    });
  leftOut.push('The npm package `node` could not be had: what the gateway does on the current Node was not tested.');
}

async function ofCode() {
  const prettier = ['--config', '.config/prettier.config.mjs', '--ignore-path', '.gitignore', '--check'];
  await step('form', bin('prettier'), [...prettier, 'src', 'test', '.config', 'vite.config.ts', '!**/*.json']);
  await vitest('unit and contract', 'unit', ['pure', 'unit']);
}

async function inBrowser() {
  await step('build', bin('vite'), ['build', '--logLevel', 'warn']);
  await vitest('browser', 'browser', ['browser']);
  await step('end to end', bin('playwright'), ['test', '--config', '.config/playwright.config.ts'], () => {
    const { passed, failed, told: tests } = endToEnd(JSON.parse(readFileSync(`${cache}/e2e.json`, 'utf8')));
    for (const { spec, isFailed, errors } of tests)
      (isFailed ? told.failed : told.flaky).push(`end to end: ${spec}\n    ${firstLines(errors)}`);
    return { passed, failed };
  });
}

/** Each needs no other step: the lane that is through with its own takes the next. */
const forWhoeverIsFree = [
  () => step('types', bin('tsc'), ['-b']),
  () => step('lint', bin('eslint'), ['--config', '.config/eslint.config.mjs', '--max-warnings', '0', '.']),
  onCurrentNode,
  () => {
    const screen = ['--tsconfig', 'src/ui/tsconfig.json', '--fail-on-warnings', '--output', 'human'];
    return step('types of the screen', bin('svelte-check'), screen);
  },
];

async function lane(own) {
  await own();
  for (let next = forWhoeverIsFree.shift(); next; next = forWhoeverIsFree.shift()) await next();
}

const stillHere = setInterval(() => console.log(`[${clock()}] at work: ${[...atWork].join(', ')}`), 60_000);
await Promise.all([lane(ofCode), lane(inBrowser)]);
clearInterval(stillHere);

const sum = (key) => steps.reduce((total, each) => total + each[key], 0);
console.log('\n step                          s  passed  failed');
for (const { title, took, passed, failed } of steps)
  console.log(
    ` ${title.padEnd(27)}${String(took).padStart(4)}${String(passed).padStart(8)}${String(failed).padStart(8)}`,
  );
console.log(` side by side               ${String(seconds(startedAt)).padStart(4)}`);
for (const sentence of leftOut) console.warn(`\n${sentence}`);
if (told.flaky.length > 0) console.log(`\nPassed only when repeated:\n  ${told.flaky.join('\n  ')}`);
if (told.failed.length > 0) console.log(`\nFailed:\n  ${told.failed.join('\n  ')}`);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 ? 0 : 1);
