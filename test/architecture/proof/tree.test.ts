/** The architecture test itself: on a small house that keeps every wall it is silent, and each deliberate violation it names. */
import { expect, test } from 'vitest';
import { findViolations, type Table, type Tree, type Violation } from '../walls.ts';

const table: Table = {
  walls: {
    domain: { may: [], why: 'rules are pure' },
    app: { may: ['domain'], why: 'use cases know rules' },
    check: { may: ['domain', 'app/ports.ts'], why: 'checks know ports' },
    ui: { may: ['app', 'domain'], why: 'the screen knows use cases' },
    gateway: { may: ['check'], typesOnly: ['check'], why: 'the gateway shares types' },
  },
  roots: { 'main.ts': [], 'boot.ts': ['main.ts'] },
  packages: { ky: ['check'], svelte: ['ui', 'main.ts'], fastify: ['gateway'] },
};

const project = (...references: string[]): string =>
  JSON.stringify({ references: references.map((path) => ({ path })) });
const lawful: Readonly<Record<string, string>> = {
  'package.json': '{ "dependencies": { "ky": "1", "svelte": "5", "fastify": "5", "@fastify/static": "1" } }',
  'package-lock.json': '',
  'vite.config.ts': '',
  'README.md': '',
  '.gitignore': 'node_modules/\n/dist/\n',
  '.config/': '',
  'node_modules/': '',
  'dist/': '',
  'src/': '',
  'public/': '',
  'test/': '',
  'tsconfig.json': project('src', ...Object.keys(table.walls).map((folder) => `src/${folder}`), 'test'),
  'src/tsconfig.json': project(),
  'src/index.html': '<script type="module" src="main.ts"></script>',
  'src/main.ts':
    "import { mount } from 'svelte';\nimport { boot } from './boot.ts';\nimport App from './ui/App.svelte';\nboot(() => mount(App));",
  'src/boot.ts':
    "import { sale } from './app/sale.ts';\nimport { race } from './check/race.ts';\nexport const boot = (act: () => void): unknown => [act, sale, race];",
  'src/boot.test.ts': "import { boot } from './boot.ts';",
  'src/domain/tsconfig.json': project(),
  'src/domain/money.ts': 'export type Money = number;',
  'src/domain/money.test.ts': "import { sale } from '../app/sale.ts';\nimport { readFileSync } from 'node:fs';",
  'src/app/tsconfig.json': project('../domain'),
  'src/app/ports.ts': "import type { Money } from '../domain/money.ts';\nexport type Port = Money;",
  'src/app/sale.ts': "import type { Port } from './ports.ts';\nexport const sale: Port = 1;",
  'src/check/tsconfig.json':
    '{ // comments are allowed\n "references": [{ "path": "../domain" }, { "path": "../app" }] }',
  'src/check/race.ts':
    "import ky from 'ky';\nimport type { Port } from '../app/ports.ts';\nexport const race: [unknown, Port] = [ky, 1];",
  'src/ui/tsconfig.json': project('../domain', '../app'),
  'src/ui/style.css': '',
  'src/ui/now.svelte.ts': 'export const now = 1;',
  'src/ui/App.svelte':
    "<script lang=\"ts\">\n  import './style.css';\n  import { sale } from '../app/sale.ts';\n  import { now } from './now.svelte.ts';\n</script>\n\n<p>{sale} {now}</p>",
  'src/gateway/tsconfig.json': project('../check', '../domain', '../app'),
  'src/gateway/server.ts':
    "import { join } from 'node:path';\nimport fastify from 'fastify';\nimport files from '@fastify/static';\nimport type { race } from '../check/race.ts';\nexport type { race as Race } from '../check/race.ts';\nexport type Other = import('../check/race.ts').Race;\nexport const dist = new URL('../../dist/till', import.meta.url);",
};

const look = (changes: Readonly<Record<string, string>> = {}, other: Partial<Table> = {}): Violation[] =>
  findViolations(new Map(Object.entries({ ...lawful, ...changes })) satisfies Tree, { ...table, ...other });

test('a house that keeps every wall', () => {
  expect(look()).toEqual([]);
});

const added = (file: string, line: string): Record<string, string> => ({
  [file]: file.endsWith('.svelte')
    ? (lawful[file] ?? '').replace('</script>', `  ${line}\n</script>`)
    : `${lawful[file] ?? ''}\n${line}`,
});

test.each<[why: string, changes: Record<string, string>, violation: Violation['rule'], message: string, file?: string]>(
  [
    [
      'a forbidden folder',
      added('src/domain/money.ts', "import { sale } from '../app/sale.ts';"),
      'import',
      'domain may not import app: rules are pure.',
    ],
    [
      'by a roundabout way',
      added('src/domain/money.ts', "import { sale } from './../ui/./../app/sale.ts';"),
      'import',
      'domain may not import app',
    ],
    [
      'without an extension',
      added('src/domain/money.ts', "import { sale } from '../app/sale';"),
      'import',
      'domain may not import app',
    ],
    [
      'for its types alone',
      added('src/domain/money.ts', "import type { Port } from '../app/ports.ts';"),
      'import',
      'domain may not import app',
    ],
    [
      'by passing it on',
      added('src/domain/money.ts', "export * from '../app/ports.ts';"),
      'import',
      'domain may not import app',
    ],
    [
      'by a type in the middle of a line',
      added('src/domain/money.ts', "export type Sale = import('../app/sale.ts').Sale;"),
      'import',
      'domain may not import app',
    ],
    [
      'when it is wanted',
      added('src/domain/money.ts', "export const sale = () => import('../app/sale.ts');"),
      'import',
      'domain may not import app',
    ],
    [
      'by its address',
      added('src/domain/money.ts', "export const worker = new URL('../app/sale.ts', import.meta.url);"),
      'import',
      'domain may not import app',
    ],
    [
      'for its text',
      added('src/domain/money.ts', "import text from '../app/sale.ts?raw';"),
      'import',
      'domain may not import app',
    ],
    [
      'another file of a folder of which one is allowed',
      added('src/check/race.ts', "import { sale } from '../app/sale.ts';"),
      'import',
      'check may not import app: checks know ports.',
    ],
    [
      'from the script of a screen',
      added('src/ui/App.svelte', "import { race } from '../check/race.ts';"),
      'import',
      'ui may not import check',
    ],
    [
      'from the markup of a screen',
      {
        'src/ui/App.svelte': `${lawful['src/ui/App.svelte'] ?? ''}{#await import('../check/race.ts') then { race }}{race}{/await}`,
      },
      'import',
      'ui may not import check',
    ],
    [
      'from the module script of a screen',
      {
        'src/ui/App.svelte': `<script module lang="ts" generics="T extends 'a>b'">import { race } from '../check/race.ts';</script>${lawful['src/ui/App.svelte'] ?? ''}`,
      },
      'import',
      'ui may not import check',
    ],
    [
      'a value where only types may be',
      added('src/gateway/server.ts', "import { race as fast } from '../check/race.ts';"),
      'type-only',
      'gateway may import only types of check',
    ],
    [
      'types that leave an empty import behind',
      added('src/gateway/server.ts', "import { type race as fast } from '../check/race.ts';"),
      'type-only',
      'gateway may import only types of check',
    ],
    [
      'main',
      added('src/app/sale.ts', "import '../main.ts';"),
      'root',
      'main.ts is a composition root: it is imported by nobody',
    ],
    [
      'boot, but not from main',
      added('src/ui/App.svelte', "import { boot } from '../boot.ts';"),
      'root',
      'boot.ts is a composition root: it is imported by main.ts alone',
    ],
    ['a package of another folder', added('src/app/sale.ts', "import ky from 'ky';"), 'package', 'ky belongs to check'],
    [
      'a part of it',
      added('src/boot.ts', "import { writable } from 'svelte/store';"),
      'package',
      'svelte belongs to ui, main.ts',
    ],
    ['a plug-in of it', added('src/app/sale.ts', "import files from '@fastify/static';"), 'package', 'fastify'],
    [
      'a package without a home',
      added('src/app/sale.ts', "import pad from 'left-pad';"),
      'package',
      'left-pad has none',
    ],
    [
      'Node in the browser',
      added('src/check/race.ts', "import { join } from 'node:path';"),
      'node',
      'Node is for the gateway',
    ],
    [
      'what lies outside of src',
      added('src/check/race.ts', "import { fake } from '../../test/fake.ts';"),
      'outside',
      'src stands alone',
    ],
    ['a test', added('src/app/sale.ts', "import '../domain/money.test.ts';"), 'test', 'A test is imported by nobody'],
    [
      'a file that is not there',
      added('src/app/sale.ts', "import './gone.ts';"),
      'unresolved',
      'There is no such file',
    ],
    [
      'a computed path',
      added('src/app/sale.ts', 'export const load = (name: string) => import(`../${name}.ts`);'),
      'hidden',
      'hides what is imported',
    ],
    [
      'a glob',
      added('src/app/sale.ts', "export const all = import.meta.glob('../*/*.ts');"),
      'hidden',
      'hides what is imported',
    ],
    [
      'runes outside of the screen',
      { 'src/app/state.svelte.ts': '' },
      'runes',
      'Runes live only in ui',
      'src/app/state.svelte.ts',
    ],
    [
      'a folder nobody knows',
      { 'src/helpers/index.ts': '' },
      'place',
      'src/helpers is not in .config/walls.mjs',
      'src/helpers/index.ts',
    ],
    [
      'a loose file',
      { 'src/helpers.ts': '' },
      'place',
      'Only the composition roots lie in src itself',
      'src/helpers.ts',
    ],
    [
      'a loose test',
      { 'src/helpers.test.ts': '' },
      'place',
      'Only the composition roots lie in src itself',
      'src/helpers.test.ts',
    ],
    [
      'one more name on the top level',
      { 'jest.config.js': '' },
      'top-level',
      'tool configuration goes to .config/',
      'jest.config.js',
    ],
    ['one more folder there', { 'scripts/': '' }, 'top-level', 'nothing else', 'scripts/'],
    [
      'a tsconfig that sees too much',
      { 'src/domain/tsconfig.json': project('../app') },
      'tsconfig',
      'domain may not see src/app',
    ],
    [
      'a folder without its own lib',
      { 'src/domain/tsconfig.json': '' },
      'tsconfig',
      'needs a tsconfig.json of its own',
    ],
    [
      'a folder the build does not know',
      { 'tsconfig.json': project('src') },
      'tsconfig',
      'tsc -b does not know src/domain',
      'tsconfig.json',
    ],
  ],
)('refused: %s', (_why, changes, rule, message, file = Object.keys(changes)[0] ?? '') => {
  const tree = look(changes);
  expect(tree).toContainEqual({ file, rule, message: expect.stringContaining(message) });
  // And nothing beside it (a circle comes along with some).
  expect(tree.filter((one) => one.rule !== rule && one.rule !== 'cycle' && one.rule !== 'package')).toEqual([]);
});

test('a package that is here by luck', () => {
  expect(look({ 'package.json': '{}' })).toContainEqual({
    file: 'src/check/race.ts',
    rule: 'package',
    message: expect.stringContaining('ky is not among the dependencies'),
  });
});

test('a circle of files is told once, the shortest way around; of types too', () => {
  const circle = {
    'src/app/sale.ts': "import './outbox.ts';\nimport './ports.ts';",
    'src/app/outbox.ts': "import './journal.ts';\nimport './sale.ts';",
    'src/app/journal.ts': "import type { Sale } from './sale.ts';",
    'src/app/self.ts': "import './self.ts';",
  };
  expect(look(circle).map(({ rule, message }) => [rule, message.replace(/^.*: /, '')])).toEqual([
    [
      'cycle',
      expect.stringMatching(
        /^app\/(journal\.ts → app\/sale\.ts → app\/outbox\.ts → app\/journal\.ts|outbox\.ts → app\/sale\.ts → app\/outbox\.ts)\.$/,
      ),
    ],
    ['cycle', 'app/self.ts → app/self.ts.'],
  ]);
});

test('a table that names what is not there', () => {
  const worn = look(
    {},
    {
      walls: { ...table.walls, ui: { may: ['app', 'domain', 'app/gone.ts'], why: '' } },
      roots: { ...table.roots, 'gone.ts': [] },
      packages: { ...table.packages, ky: ['check', 'cheque'] },
    },
  );
  expect(worn.map(({ rule, message }) => [rule, message])).toEqual(
    ['app/gone.ts', 'gone.ts', 'cheque'].map((name) => ['table', expect.stringContaining(name)]),
  );
});
