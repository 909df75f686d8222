/** The compiler's half of the walls: in each folder, with that folder's own options and files, a deliberate violation does not compile and a lawful neighbour does. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test, type TestContext } from 'vitest';
import { browserFolders, buildHouse, folders, projectRoot, pureFolders } from './house.ts';

interface Case {
  readonly folder: string;
  readonly expression: string;
  /** Part of what the compiler says; undefined: nothing. */
  readonly says: string | undefined;
}

const cases: Case[] = [];
const expectTypes = (places: readonly string[], expressions: readonly string[], says?: string): void => {
  for (const folder of places) for (const expression of expressions) cases.push({ folder, expression, says });
};
const unknown = 'Cannot find name';
/** `.` is src itself: main.ts and boot.ts. */
const everywhere = [...folders, '.'];
const inBrowser = [...browserFolders, '.'];

expectTypes(
  pureFolders,
  [
    'document.title',
    'window',
    'navigator',
    'localStorage',
    'indexedDB',
    "fetch('/')",
    'setTimeout(() => 1, 1)',
    'console',
    'crypto',
    'performance',
    "new URL('http://a')",
    'self',
  ],
  unknown,
);
expectTypes(pureFolders, ['((value: HTMLElement) => value)', '((value: Response) => value)'], unknown);
expectTypes(['sw'], ['window', 'document.title', 'localStorage', "alert('')"], unknown);
expectTypes(['sw'], ['[self.indexedDB, self.location.origin, caches]']);
expectTypes(['gateway'], ['window', 'document.title', 'localStorage', 'indexedDB'], unknown);
expectTypes(['gateway'], ["[process.env['POLTORA_PORT'], Buffer.from(''), setTimeout(() => 1, 1)]"]);
// The page and the worker have no Node, however many packages bring its types along.
expectTypes(inBrowser, ['process', "Buffer.from('')", '__dirname', "require('fs')", 'global'], unknown);
expectTypes(everywhere, ['Deno', 'Bun'], unknown);
expectTypes(
  ['check', 'devices', 'storage', 'platform', 'ui', '.'],
  ["[new AbortController(), new URL('http://a'), new MessageChannel()]"],
);
// What the language has learnt after ES2022 came after Chromium 109.
expectTypes(everywhere, ['Promise.withResolvers()', 'Object.groupBy([1], String)', '[1].toSorted()'], 'does not exist');
expectTypes(
  inBrowser,
  [
    'Array.fromAsync([1])',
    "'a'.isWellFormed()",
    'new Set([1]).union(new Set([2]))',
    '[1].values().map(String)',
    'Promise.try(() => 1)',
    "Uint8Array.fromBase64('')",
  ],
  'does not exist',
);
expectTypes(inBrowser, ['/[a--b]/v'], 'only available when targeting');
expectTypes(everywhere, [
  "[[1].at(-1), Object.hasOwn({}, 'a'), 'a'.replaceAll('a', 'b'), new Error('', { cause: 1 })]",
]);
// The strictness of the house holds everywhere.
expectTypes(everywhere, ['(1 satisfies string)'], 'does not satisfy');
expectTypes(
  everywhere,
  [
    '([1][0] satisfies number)',
    '((value: { a?: string }): { a?: string } => ({ ...value, a: undefined }))',
    '((value) => value)',
    '((value: unknown) => { try { throw value; } catch (error) { return error.message; } })',
  ],
  ' ',
);

const library = new Map<string, ts.SourceFile | undefined>();

/** Diagnostics of each expression, as a file of its own among the folder's real files. */
function compile(folder: string, expressions: readonly string[]): string[][] {
  const config = join(projectRoot, 'src', folder, 'tsconfig.json');
  const { options, fileNames } =
    ts.getParsedCommandLineOfConfigFile(
      config,
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => expect.fail(String(messageText)) },
    ) ?? expect.fail(`no ${config}`);
  const added = new Map(
    expressions.map((expression, index) => [
      join(projectRoot, 'src', folder, `proof-${index}.ts`).replaceAll('\\', '/'),
      `export const used = ${expression};\n`,
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => added.has(file) || fileExists(file);
  // All folders have the same target: what one program has read serves the next one too.
  host.getSourceFile = (file, target) => {
    const text = added.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, target);
    if (!library.has(file)) library.set(file, getSourceFile(file, target));
    return library.get(file);
  };
  const program = ts.createProgram(
    [...fileNames, ...added.keys()],
    { ...options, composite: false, incremental: false, declaration: false, emitDeclarationOnly: false, noEmit: true },
    host,
  );
  return [...added.keys()].map((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '),
    );
  });
}

test.each(everywhere)('src/%s', { timeout: 120_000 }, (folder) => {
  const these = cases.filter((one) => one.folder === folder);
  const said = compile(
    folder,
    these.map(({ expression }) => expression),
  );
  const told = these.map(({ expression, says }, index) => [
    expression,
    says === undefined ? said[index] : said[index]?.some((message) => message.includes(says)),
  ]);
  expect(told).toEqual(these.map(({ expression, says }) => [expression, says === undefined ? [] : true]));
});

interface Ended {
  readonly code: number;
  readonly output: string;
}

const run = (root: string, tool: string, args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(projectRoot, 'node_modules', tool), ...args],
      { cwd: root },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });

function build({ onTestFinished }: TestContext, files: Readonly<Record<string, string>>): string {
  const house = buildHouse(files);
  onTestFinished(house.remove);
  return house.root;
}

const ports = { 'src/app/ports.ts': 'export type Port = number;\n' };

describe('the tools as npm test calls them', { concurrent: true, timeout: 180_000 }, () => {
  const screenCheck = ['--tsconfig', 'src/ui/tsconfig.json', '--fail-on-warnings', '--output', 'human'];
  const screen = (markup: string): string =>
    `<script lang="ts">\n  import type { Port } from '../app/ports.ts';\n  const { port }: { port: Port } = $props();\n</script>\n\n${markup}\n`;

  // That they pass what is lawful, the gate's own steps show over the real source; here a lawful neighbour stands beside each violation.
  test('tsc -b refuses a type error, and an import across a wall, and nothing else', async (context) => {
    const root = build(context, {
      ...ports,
      'src/domain/money.ts': "export const money: number = 'x';\n",
      'src/domain/wall.ts': "export type { Port } from '../app/ports.ts';\n",
      'src/domain/lawful.ts': 'export type Lawful = number;\n',
    });
    const { code, output } = await run(root, 'typescript/bin/tsc', ['-b', 'src/domain']);
    expect(code).not.toBe(0);
    expect(output).toContain(
      "src/domain/money.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'",
    );
    expect(output).toMatch(/TS6307: File '.*src\/app\/ports\.ts' is not listed within the file list of project/);
    expect(output).not.toContain('lawful.ts');
  });

  // It has been seen to print nothing and to end well: then the screen is checked by nobody.
  test('svelte-check refuses type errors in script, markup and module, and a warning, and nothing else', async (context) => {
    const root = build(context, {
      ...ports,
      'src/ui/Lawful.svelte': screen('<p>{port.toFixed(2)}</p>'),
      'src/ui/Script.svelte': screen('<p>{port}</p>').replace(
        '$props();',
        "$props();\n  export const wrong: Port = 'x';",
      ),
      'src/ui/Markup.svelte': screen('<p>{port.trim()}</p>'),
      'src/ui/Newer.svelte': screen('<p>{[port].toSorted()}</p>'),
      'src/ui/state.svelte.ts': "export const wrong: number = 'x';\n",
      'src/ui/Warning.svelte': screen('<p onclick={() => port}>1</p>'),
    });
    const { code, output } = await run(root, 'svelte-check/bin/svelte-check', screenCheck);
    expect(code).not.toBe(0);
    for (const file of ['Script.svelte', 'Markup.svelte', 'Newer.svelte', 'state.svelte.ts', 'Warning.svelte'])
      expect(output).toContain(file);
    expect(output).not.toContain('Lawful.svelte');
    expect(output).toMatch(/found 4 errors and [12] warnings? in 5 files/);
  });

  test('npm test calls them all, over everything', () => {
    const steps = readFileSync(join(projectRoot, '.config/test.mjs'), 'utf8');
    expect(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))).toMatchObject({
      scripts: { test: 'node .config/test.mjs' },
    });
    expect(steps).toContain("bin('tsc'), ['-b']");
    expect(steps).toContain(`const screen = [${screenCheck.map((word) => `'${word}'`).join(', ')}];`);
    expect(steps).toContain("bin('svelte-check'), screen)");
    expect(steps).toContain("bin('eslint'), ['--config', '.config/eslint.config.mjs', '--max-warnings', '0', '.']");
    expect(steps).toContain("vitest('unit and contract', 'unit', ['pure', 'unit'])");
    expect(steps).toContain('Promise.all([lane(ofCode), lane(inBrowser)])');
    // What is left for whoever is free is taken by both lanes until nothing is.
    expect(steps).toContain(
      'for (let next = forWhoeverIsFree.shift(); next; next = forWhoeverIsFree.shift()) await next();',
    );
    for (const left of ['types', 'lint', 'types of the screen'])
      expect(steps.split('forWhoeverIsFree = [')[1]).toContain(`step('${left}'`);
    // No test of the two projects falls between them.
    const config = readFileSync(join(projectRoot, 'vite.config.ts'), 'utf8');
    expect(config).toContain('include: pureTests');
    expect(config).toContain("exclude: ['**/*.browser.test.ts', ...pureTests]");
  });
});
