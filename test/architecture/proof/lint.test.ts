/** Each wall of the linter refuses a deliberate violation, with its reason, and lets a lawful neighbour pass. */
import { ESLint, type Linter } from 'eslint';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { treacherousGlobals } from '../../../.config/walls.mjs';
import { table } from '../walls.ts';
import { browserFolders, buildHouse, folders, pureFolders } from './house.ts';

interface Case {
  readonly title: string;
  readonly file: string;
  readonly code: string;
  /** Rule and a part of its message, in order; none: lawful. */
  readonly told: ReadonlyArray<readonly [rule: string, reason: string]>;
}

const cases: Case[] = [];
/** Several pieces of code for one place: each becomes a file of its own. `{}` in a folder's place stands for a running name. */
function expectLint(place: string, codes: string | readonly string[], ...told: Case['told']): void {
  for (const code of [codes].flat())
    cases.push({
      title: `${place}: ${code.replaceAll('\n', ' ').slice(0, 400)}`,
      file: `src/${place}`.replace('{}', `case-${cases.length}`),
      code: `${code}\n`,
      told,
    });
}
const use = (expression: string): string => `export const used = ${expression};`;
const importing = (specifier: string): string => `import { lawful } from '${specifier}';\n${use('lawful')}`;
const svelte = (markup: string, script = ''): string => `<script lang="ts">\n  ${script}\n</script>\n\n${markup}`;

// ── Imports: every pair of the table
const tenants: Record<string, string> = {
  'src/app/ports/lawful.ts': '',
  'src/main.ts': '',
  'src/boot/boot.ts': '',
};
for (const file of [...folders.map((folder) => `src/${folder}/lawful.ts`), ...Object.keys(tenants)])
  tenants[file] = 'export const lawful = 1;\nexport type Lawful = number;\n';

for (const [folder, { may, typesOnly = [], why }] of Object.entries(table.walls)) {
  const refused = ['no-restricted-imports', why] as const;
  for (const other of folders) {
    if (other === folder) continue;
    const both = `import { lawful } from '../../${other}/lawful.ts';\nimport type { Lawful } from '../../${other}/lawful.ts';\nexport const used: Lawful = lawful;`;
    if (!may.includes(other)) expectLint(`${folder}/deep/{}.ts`, both, refused, refused);
    else if (typesOnly.includes(other)) expectLint(`${folder}/deep/{}.ts`, both, refused);
    else expectLint(`${folder}/deep/{}.ts`, both);
  }
  for (const part of may.filter((entry) => entry.includes('/')))
    expectLint(`${folder}/{}.ts`, importing(`../${part}/lawful.ts`));
  const root = ['no-restricted-imports', 'composition root'] as const;
  expectLint(`${folder}/{}.ts`, importing('../main.ts'), root);
  // The folder around it is behind a wall of its own.
  expectLint(`${folder}/{}.ts`, importing('../boot/boot.ts'), ...(folder === 'boot' ? [root] : [refused, root]));
  expectLint(`${folder}/{}.ts`, [importing('./lawful.ts'), importing('../' + folder + '/lawful.ts')]);

  // Packages and Node
  for (const [name, homes] of Object.entries(table.packages)) {
    const code = `import * as library from '${name}';\n${use('library')}`;
    if (homes.includes(folder)) expectLint(`${folder}/{}.ts`, code);
    else
      expectLint(
        `${folder}/{}.ts`,
        [code, `import * as library from '${name}/part';\n${use('library')}`],
        ['no-restricted-imports', `${name} belongs to ${homes.join(', ')}`],
      );
  }
  expectLint(`${folder}/{}.ts`, `import * as library from 'homeless';\n${use('library')}`, [
    'no-restricted-imports',
    'Every package has its home',
  ]);
  expectLint(
    `${folder}/{}.ts`,
    `import { readFileSync } from 'node:fs';\n${use('readFileSync')}`,
    ...(folder === 'gateway' ? [] : [['no-restricted-imports', 'Node is for the gateway'] as const]),
  );
}
expectLint(
  'boot/boot.ts',
  `import Dexie from 'dexie';\nimport { lawful } from '../main.ts';\nimport type { Lawful } from '../storage/lawful.ts';\nexport const used: [Lawful, unknown] = [lawful, Dexie];`,
  ['no-restricted-imports', 'dexie belongs to storage'],
  ['no-restricted-imports', 'composition root'],
);
expectLint(
  'main.ts',
  `import { v7 } from 'uuid';\n${folders.map((folder) => `import * as ${folder} from './${folder}/lawful.ts';`).join('\n')}\nimport { lawful } from './boot/boot.ts';\nexport const used = [v7, lawful, ${folders.join(', ')}];`,
);

// ── Globals
const pure = ['no-restricted-globals', 'only through app/ports'] as const;
const handedIn = ['no-restricted-globals', 'an adapter that reaches for a global cannot be tested'] as const;
const time = 'Time is injected';
for (const folder of pureFolders) {
  expectLint(
    `${folder}/{}.ts`,
    [
      'document.title',
      'window',
      'setTimeout(() => 1, 1)',
      "fetch('/')",
      'localStorage',
      'indexedDB',
      'navigator.onLine',
      'crypto.randomUUID()',
      'performance.now()',
      'process.env',
      "Buffer.from('')",
      'console',
      'globalThis.document',
      'status',
      'new Deno()',
    ].map(use),
    pure,
  );
  expectLint(`${folder}/{}.ts`, [
    use('(document: string, status: number) => `${document}${status}`'),
    use('new Map([[Math.max(1, 2), new Date(0).toISOString()]])'),
    use('[1].at(-1)'),
  ]);
}
for (const folder of [...pureFolders, 'check', 'devices', 'storage']) {
  expectLint(`${folder}/{}.ts`, use('Date.now()'), ['no-restricted-properties', time]);
  expectLint(`${folder}/{}.ts`, [use('new Date()'), use('Date()')], ['no-restricted-syntax', time]);
  expectLint(`${folder}/{}.ts`, use('Math.random()'), ['no-restricted-properties', 'Chance is injected']);
}
for (const folder of ['check', 'devices', 'storage', 'platform', 'sw']) {
  expectLint(
    `${folder}/{}.ts`,
    [
      'document.title',
      'window',
      'navigator.onLine',
      "localStorage.getItem('a')",
      "indexedDB.open('a')",
      'location.href',
      "fetch('/')",
      'crypto.randomUUID()',
      'globalThis.navigator',
      'self.indexedDB',
    ].map(use),
    handedIn,
  );
  expectLint(`${folder}/{}.ts`, use('(navigator: { onLine: boolean }) => navigator.onLine'));
}
for (const folder of ['check', 'devices', 'storage'])
  expectLint(
    `${folder}/{}.ts`,
    [use('setTimeout(() => 1, 1)'), use('setInterval(() => 1, 1)'), use('performance.now()')],
    ['no-restricted-globals', time],
  );
for (const folder of ['platform', 'sw'])
  expectLint(`${folder}/{}.ts`, [use('setTimeout(() => 1, 1)'), use('Date.now()')]);
expectLint(
  'check/{}.ts',
  [use("matchMedia('print')"), use('clients')],
  ['no-restricted-globals', 'in the page and in the worker alike'],
);
expectLint('check/{}.ts', use('[new AbortController(), new MessageChannel(), new URL("http://a")]'));
expectLint('sw/sw.ts', use('[self.navigator.onLine, self.indexedDB]'));
expectLint(
  'ui/{}.ts',
  [use("fetch('/')"), use('localStorage'), use("indexedDB.open('a')")],
  ['no-restricted-globals', 'The screen talks to use cases'],
);
expectLint('ui/{}.ts', [use('document.title'), use('setInterval(() => 1, 1)')]);
for (const name of treacherousGlobals) {
  for (const folder of ['ui', 'storage', 'platform'])
    expectLint(`${folder}/{}.ts`, use(name), ['no-restricted-globals', 'looks like a local name']);
  expectLint('ui/{}.svelte', svelte(`<p>{${name}}</p>`), ['no-restricted-globals', 'looks like a local name']);
  expectLint('ui/{}.ts', use(`(${name}: string) => ${name}`));
}

// ── Texts and markup
const russian = ['no-restricted-syntax', 'Russian text stands in the texts.ru.ts'] as const;
for (const folder of [...browserFolders])
  expectLint(`${folder}/{}.ts`, [use("'Чек'"), use('`Чек ${1}`'), use("'№ Ч'")], russian);
expectLint(
  'ui/{}.svelte',
  [
    svelte('<p>Чек</p>'),
    svelte('<p title="Чек">1</p>'),
    svelte("<p>{text || 'Чек'}</p>", 'const { text }: { text: string } = $props();'),
    svelte('<p>{text}</p>', "const text = 'Чек';"),
    svelte('<p>{`Чек ${1}`}</p>'),
  ],
  russian,
);
expectLint('ui/sale/texts.ru.ts', use("'Чек'"));
// Its name alone opens nothing: texts are of the screen.
expectLint('domain/texts.ru.ts', use("'Чек'"), russian);
expectLint('ui/sale/more-texts.ru.ts', use("'Чек'"), russian);
expectLint('domain/{}.ts', ['// Чек\nexport {};', use("'ё'.replaceAll('ё', 'е')"), use('/[а-яё]+/')]);
expectLint('ui/{}.svelte', svelte('<p>{text} {1}</p>', '/* Чек */ const { text }: { text: string } = $props();'));
expectLint('ui/{}.svelte', svelte('<p>{@html text}</p>', 'const { text }: { text: string } = $props();'), [
  'no-restricted-syntax',
  'Trusted Types forbid it',
]);

// ── Promises nobody waits for, in every kind of file that is linted with types
const floating = 'async function work(): Promise<void> {}\n';
const left = `${floating}export function start(): void {\n  work();\n}`;
const kept = `${floating}export function start(): void {\n  void work();\n}`;
for (const place of [
  ...folders.map((folder) => `${folder}/{}.ts`),
  'app/{}.test.ts',
  'ui/{}.test.ts',
  'ui/state/{}.svelte.ts',
  '../test/unit/{}.test.ts',
]) {
  expectLint(place, left, ['@typescript-eslint/no-floating-promises', 'Promises must be awaited']);
  expectLint(place, kept);
}
expectLint(
  'ui/{}.svelte',
  [
    svelte('<button onclick={start}>1</button>', left.replace('export ', '')),
    svelte('<button onclick={() => { work(); }}>1</button>', floating),
  ],
  ['@typescript-eslint/no-floating-promises', 'Promises must be awaited'],
);
expectLint('ui/{}.svelte', svelte('<button onclick={() => void work()}>1</button>', floating));

// ── Baseline: what came after Chromium 109
const newer = (name: string, since: string) => ['house/baseline', `${name} ${since}; tills run Chromium 109`] as const;
for (const folder of ['check', 'devices', 'storage', 'platform', 'sw', 'ui']) {
  expectLint(`${folder}/{}.ts`, use('AbortSignal.any([])'), newer('AbortSignal.any', 'came with Chromium 116'));
  expectLint(
    `${folder}/{}.ts`,
    [use("URL.canParse('')"), use("URL['canParse']('')"), 'const { canParse } = URL;\nexport { canParse };'],
    newer('URL.canParse', 'came with Chromium 120'),
  );
  expectLint(
    `${folder}/{}.ts`,
    use("new URLSearchParams('').size"),
    newer('URLSearchParams.size', 'came with Chromium 113'),
  );
  // Declared by a mixin (`Body`) that MDN does not know.
  expectLint(
    `${folder}/{}.ts`,
    use('(answer: Response | undefined) => answer?.bytes()'),
    newer('Response.bytes', 'came with Chromium 132'),
  );
  expectLint(`${folder}/{}.ts`, [
    use('structuredClone([AbortSignal.timeout(1), Response.json({})])'),
    use("new URL('http://a').searchParams.get('a')"),
  ]);
}
expectLint(
  'ui/{}.ts',
  use('(dialog: HTMLDialogElement) => dialog.requestClose()'),
  newer('HTMLDialogElement.requestClose', 'came with Chromium 134'),
);
expectLint(
  'ui/{}.ts',
  use('(block: HTMLDivElement) => block.showPopover()'),
  newer('HTMLElement.showPopover', 'came with Chromium 114'),
);
expectLint(
  'ui/{}.ts',
  use('document.startViewTransition(() => undefined)'),
  newer('Document.startViewTransition', 'came with Chromium 111'),
);
expectLint('ui/{}.ts', use('new CloseWatcher()'), newer('CloseWatcher', 'came with Chromium 126'));
expectLint('ui/{}.ts', [use('(dialog: HTMLDialogElement) => dialog.showModal()'), use('typeof CloseWatcher')]);
expectLint(
  'ui/{}.svelte',
  [svelte('<p>{able}</p>', "const able = URL.canParse('');"), svelte("<p>{URL.canParse('')}</p>")],
  newer('URL.canParse', 'came with Chromium 120'),
);
expectLint(
  'ui/{}.svelte',
  svelte('<button onclick={() => document.startViewTransition(() => undefined)}>1</button>'),
  newer('Document.startViewTransition', 'came with Chromium 111'),
);
for (const place of ['gateway/{}.ts', 'check/{}.test.ts']) expectLint(place, use("URL.canParse('')"));

// ── Foreign words as keys
const foreign = ['words/foreign', 'Any text may be «constructor»'] as const;
const tabled = (use: string): string => `const table: Record<string, number> = { a: 1 };\n${use}`;
for (const folder of browserFolders) {
  expectLint(
    `${folder}/{}.ts`,
    [
      tabled('export const said = (word: string) => table[word];'),
      tabled('export const said = (word: string) => table[`${word}s`];'),
      tabled("export const said = (word: string | 'a') => table[word.toLowerCase()];"),
      tabled('export const said = <Word extends string>(word: Word) => table[word];'),
      tabled('export const said = (words: string[]) => words.map((word) => table?.[word]);'),
      tabled('export const said = (word: string) => word in table;'),
      'export const said = (table: { readonly a?: number } | Record<string, number>, word: string) => (table as Readonly<Record<string, number>>)[word];',
      'export function learn(table: Record<string, number>, word: string): void {\n  table[word] = 1;\n}',
    ],
    foreign,
  );
  expectLint(`${folder}/{}.ts`, [
    tabled("export const said = [table['a'], table.a, 'a' in table];"),
    "export const said = (table: Record<'a' | 'b', number>, word: 'a' | 'b') => table[word];",
    'export const said = (table: Record<number, number>, code: number, list: string[]) => [table[code], list[code]];',
    tabled('export const said = (word: string) => new Map(Object.entries(table)).get(word);'),
  ]);
}
expectLint(
  'ui/{}.svelte',
  svelte(
    '<p>{table[word]}</p>',
    'const table: Record<string, number> = {};\n  const { word }: { word: string } = $props();',
  ),
  foreign,
);

// ── House rules
expectLint('app/{}.ts', use('(one: number, other: unknown) => one == other'), ['eqeqeq', "Expected '==='"]);
expectLint('platform/{}.ts', 'console.error(1);\nexport {};', ['no-console', 'Unexpected console']);
expectLint(
  'app/{}.ts',
  "import { type Lawful } from './lawful.ts';\nimport { Lawful as Other } from './lawful.ts';\nexport const used: [Lawful, Other] = [1, 1];",
  ['@typescript-eslint/consistent-type-imports', 'only used as types'],
);
expectLint('app/{}.ts', '// eslint-disable-next-line no-console\nexport {};', [
  String(null),
  'Unused eslint-disable directive',
]);
expectLint(
  'domain/{}.ts',
  "export function name(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}",
  ['@typescript-eslint/switch-exhaustiveness-check', 'not exhaustive'],
);

// ── Form
const ofLines = (count: number): string => Array.from({ length: count }, () => 'export {};').join('\n');
const tooLong = ['max-lines', 'too many lines (401). Maximum allowed is 400'] as const;
for (const place of ['app/{}.ts', 'gateway/{}.ts', '../test/unit/{}.ts', '../.config/lint/{}.mjs']) {
  expectLint(place, ofLines(401), tooLong);
  expectLint(place, ofLines(400));
}
for (const place of [
  'app/{}.test.ts',
  '../test/e2e/{}.spec.ts',
  '../test/contract/{}.ts',
  'domain/verdict/rules.ts',
  'ui/{}/texts.ru.ts',
])
  expectLint(place, ofLines(401));
for (const place of [
  'app/{}.ts',
  'check/{}.ts',
  'ui/{}.ts',
  'gateway/{}.ts',
  'app/{}.test.ts',
  '../test/unit/{}.ts',
  '../.config/{}.mjs',
]) {
  const nested = use('(one) => (one < 0 ? 1 : one > 0 ? 2 : 3)');
  expectLint(place, nested, ['no-nested-ternary', 'Do not nest ternary']);
  expectLint(place, use('(one) => (one < 0 ? 1 : 2)'));
}
expectLint('ui/{}.svelte', svelte('{one < 0 ? 1 : one > 0 ? 2 : 3}', 'const one = 1;'), [
  'no-nested-ternary',
  'Do not nest ternary',
]);

let messages = new Map<string, Linter.LintMessage[]>();
let house: ReturnType<typeof buildHouse> | undefined;

beforeAll(async () => {
  const built = buildHouse({ ...tenants, ...Object.fromEntries(cases.map(({ file, code }) => [file, code])) });
  house = built;
  // As `npm test` calls it, but for the folder. The parser tells the command line by its name, and builds each program once there.
  vi.stubEnv('TSESTREE_SINGLE_RUN', 'true');
  const eslint = new ESLint({ cwd: built.root, overrideConfigFile: join(built.root, '.config/eslint.config.mjs') });
  const results = await eslint.lintFiles('.');
  messages = new Map(
    results.map((result) => [relative(built.root, result.filePath).replaceAll('\\', '/'), result.messages]),
  );
}, 600_000);

afterAll(() => house?.remove());

describe.each(['unlawful', 'lawful'])('%s', (kind) => {
  const these = cases.filter(({ told }) => told.length > 0 === (kind === 'unlawful'));
  test.each(these.map((one) => [one.title, one] as const))('%s', (_title, { file, told }) => {
    const found = messages.get(file.replace('src/../', ''));
    expect(found?.map(({ ruleId, message }) => [String(ruleId), message])).toEqual(
      told.map(([rule, reason]) => [rule, expect.stringContaining(reason)]),
    );
    // A warning would pass where somebody forgets --max-warnings.
    expect(found?.every(({ severity }) => severity === 2)).toBe(true);
  });
});
