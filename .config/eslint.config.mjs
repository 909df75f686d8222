/** Lint: the walls of `walls.mjs` with their reasons, and the house rules that a machine can see; rules of our own stand in `lint/`. */
import { fileURLToPath } from 'node:url';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { baselineRule } from './lint/baseline.mjs';
import { foreignKeyRule } from './lint/foreign-keys.mjs';
import { packages, roots, treacherousGlobals, walls } from './walls.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = Object.keys(walls);
const tests = '**/*.test.ts';
const because = (names, message) => names.map((name) => ({ name, message }));

// ── Imports

/** What `place`, a folder or a composition root, may not import, with the reason. */
function forbiddenImports(place) {
  const patterns = [];
  if (place in walls) {
    const { may, why, typesOnly = [] } = walls[place];
    for (const other of folders) {
      if (other === place || may.includes(other)) continue;
      const except = may
        .filter((entry) => entry.startsWith(`${other}/`))
        .map((entry) => entry.slice(other.length + 1).replaceAll('.', '\\.') + (entry.endsWith('.ts') ? '$' : '/'));
      patterns.push({
        regex: `^(\\.\\./)+${other}/${except.length > 0 ? `(?!(${except.join('|')}))` : ''}`,
        message: `${place} may not import ${other}: ${why}.`,
      });
    }
    for (const other of typesOnly)
      patterns.push({
        regex: `^(\\.\\./)+${other}/`,
        allowTypeImports: true,
        message: `${place} may import only types of ${other}: ${why}.`,
      });
  }
  for (const [file, importers] of Object.entries(roots)) {
    if (importers.includes(place)) continue;
    patterns.push({
      regex: `^(\\.\\.?/)+${file.replaceAll('.', '\\.')}$`,
      message: `${file} is a composition root: it is imported by ${importers.length > 0 ? `${importers.join(', ')} alone` : 'nobody'}, or the whole house comes in with it.`,
    });
  }
  for (const [name, homes] of Object.entries(packages)) {
    if (!homes.includes(place))
      patterns.push({
        regex: `^@?${name}(/|$)`,
        message: `${name} belongs to ${homes.join(', ')}: elsewhere it would tie a rule to a library.`,
      });
  }
  patterns.push({
    regex: `^(?!\\.|node:|@?(${Object.keys(packages).join('|')})(/|$))`,
    message: 'Every package has its home in .config/walls.mjs: a library that may be used anywhere will be.',
  });
  if (place !== 'gateway')
    patterns.push({ regex: '^node:', message: 'Node is for the gateway: everything else runs in a browser.' });
  return ['error', { patterns }];
}

// ── Globals

const treacherous = because(
  treacherousGlobals,
  'A global of window that looks like a local name: reading it by accident compiles and is always a bug.',
);
const browserObjects = because(
  [
    'window',
    'document',
    'navigator',
    'location',
    'history',
    'localStorage',
    'sessionStorage',
    'indexedDB',
    'caches',
    'cookieStore',
    'crypto',
    'fetch',
    'alert',
    'confirm',
    'prompt',
  ],
  'The browser object is handed in by main.ts or sw.ts: an adapter that reaches for a global cannot be tested.',
);
const timers = because(
  ['setTimeout', 'setInterval', 'performance'],
  'Time is injected (Clock of app/ports): a rule must be testable at any hour.',
);
const anyGlobal = because(
  [...new Set([...Object.keys(globals.browser), ...Object.keys(globals.node), 'Deno', 'Bun'])].filter(
    (name) => !(name in globals.es2022),
  ),
  'Pure folders reach the outside world only through app/ports.',
);
const oneRealmOnly = because(
  [
    ...Object.keys(globals.browser).filter((name) => !(name in globals.serviceworker)),
    ...Object.keys(globals.serviceworker).filter((name) => !(name in globals.browser)),
  ],
  'check runs in the page and in the worker alike: this exists in one of them only.',
);
const doors = because(
  [
    'localStorage',
    'sessionStorage',
    'indexedDB',
    'caches',
    'cookieStore',
    'crypto',
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
  ],
  'The screen talks to use cases: storage and network are handed to them by main.ts.',
);

/** Each name once, with its first reason; `globalThis.name` is the same reach. */
function restrictedGlobals(...lists) {
  const reasons = new Map();
  for (const entry of lists.flat()) if (!reasons.has(entry.name)) reasons.set(entry.name, entry);
  return ['error', { globals: [...reasons.values()], checkGlobalObject: true }];
}

// ── Time, chance, texts

const clockless = ['domain', 'protocol', 'app', 'check', 'devices', 'storage', 'files'].map(
  (folder) => `src/${folder}/**/*.ts`,
);
const noClock = because(
  ['CallExpression[callee.name="Date"]', 'NewExpression[callee.name="Date"][arguments.length=0]'],
  'Time is injected (Clock of app/ports): a rule must be testable at any hour.',
).map(({ name, message }) => ({ selector: name, message }));
const russian = [
  // One letter is data, not text: to fold ё into е, to know a layout.
  'Literal[value=/[А-Яа-яЁё].|.[А-Яа-яЁё]/s]',
  'TemplateElement[value.raw=/[А-Яа-яЁё]/]',
  'SvelteText[value=/[А-Яа-яЁё]/]',
  'SvelteLiteral[value=/[А-Яа-яЁё]/]',
].map((selector) => ({
  selector,
  message:
    'Russian text stands in the texts.ru.ts of the screen that says it: one place to read, correct and translate.',
}));

// ── Length

/** One entry below another, read by looking one up: cut in two, somebody would look in the wrong half. */
const longTables = ['**/texts.ru.ts', 'src/domain/verdict/rules.ts'];
/** Cases of one subject, each read alone: a suite is as long as its subject has cases. */
const suites = ['**/*.test.ts', '**/*.spec.ts', 'test/contract/**'];

export default ts.config(
  { ignores: ['dist/**', '.cache/**', 'node_modules/**', 'test-results/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: globals.browser },
    rules: {
      'svelte/require-each-key': 'error',
      // Its own words speak of XSS alone; ours are below.
      'svelte/no-at-html-tags': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,svelte}', 'test/**/*.ts', 'vite.config.ts', '.config/*.ts'],
    languageOptions: {
      parserOptions: { extraFileExtensions: ['.svelte'], projectService: true, tsconfigRootDir: root },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, properties: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['src/**/*.{ts,svelte}', 'test/**/*.ts'],
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },

  // Imports: tests are free to build what they need from everywhere.
  ...folders.map((folder) => ({
    files: [`src/${folder}/**/*.{ts,svelte}`],
    ignores: [tests],
    rules: { 'no-restricted-imports': forbiddenImports(folder) },
  })),
  ...Object.keys(roots)
    .filter((file) => !file.includes('/'))
    .map((file) => ({ files: [`src/${file}`], rules: { 'no-restricted-imports': forbiddenImports(file) } })),

  {
    files: ['test/e2e/**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@playwright/test',
              importNames: ['chromium', 'firefox', 'webkit', 'test', 'request'],
              message:
                'Tests and browsers come from till.ts: there it is heard what nobody caught, and it fails the test.',
            },
          ],
        },
      ],
    },
  },

  // Globals. A later entry stands in place of an earlier one. `self` must be declared to be known as another name of globalThis.
  { files: ['src/**/*.{ts,svelte}'], languageOptions: { globals: { self: 'readonly' } } },
  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/gateway/**', tests],
    rules: { 'no-restricted-globals': restrictedGlobals(treacherous) },
  },
  {
    files: ['src/{domain,protocol,app}/**/*.ts'],
    ignores: [tests],
    rules: { 'no-restricted-globals': restrictedGlobals(anyGlobal) },
  },
  {
    files: ['src/check/**/*.ts'],
    ignores: [tests],
    rules: { 'no-restricted-globals': restrictedGlobals(treacherous, browserObjects, timers, oneRealmOnly) },
  },
  {
    files: ['src/{devices,storage,files}/**/*.ts'],
    ignores: [tests],
    rules: { 'no-restricted-globals': restrictedGlobals(treacherous, browserObjects, timers) },
  },
  // These two hold the clocks; sw.ts is the composition root of the worker.
  {
    files: ['src/{platform,sw}/**/*.ts'],
    ignores: ['src/sw/sw.ts', tests],
    rules: { 'no-restricted-globals': restrictedGlobals(treacherous, browserObjects) },
  },
  {
    files: ['src/ui/**/*.{ts,svelte}'],
    ignores: [tests],
    rules: { 'no-restricted-globals': restrictedGlobals(treacherous, doors) },
  },
  {
    files: clockless,
    ignores: [tests],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message: 'Time is injected (Clock of app/ports): a rule must be testable at any hour.',
        },
        { object: 'Math', property: 'random', message: 'Chance is injected: a rule must be repeatable.' },
      ],
    },
  },

  // Texts. The layout map, the demo shop's own names and the gateway's words for the administrator are not texts of the screen.
  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/ui/**/texts.ru.ts', 'src/gateway/**', tests],
    rules: { 'no-restricted-syntax': ['error', ...russian] },
  },
  {
    files: ['src/**/*.svelte'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...russian,
        {
          selector: 'SvelteMustacheTag[kind="raw"]',
          message:
            "No {@html}: a name of goods would become markup, and the gateway's CSP and Trusted Types forbid it.",
        },
      ],
    },
  },
  { files: clockless, ignores: [tests], rules: { 'no-restricted-syntax': ['error', ...noClock, ...russian] } },
  { files: ['src/domain/marking-code/ru-layout.ts'], rules: { 'no-restricted-syntax': ['error', ...noClock] } },
  // Elements of CommerceML have Russian names: they are the format, no texts.
  {
    files: ['src/files/commerce-ml.ts', 'src/files/sales-xml.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noClock] },
  },

  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/gateway/**', tests],
    plugins: { house: { rules: { baseline: baselineRule } } },
    rules: { 'house/baseline': 'error' },
  },
  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/gateway/**', tests],
    plugins: { words: { rules: { foreign: foreignKeyRule } } },
    rules: { 'words/foreign': 'error' },
  },
  {
    files: ['.config/**', 'test/**/*.ts', 'src/gateway/run.ts', 'src/gateway/program/main.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },

  // Form
  {
    files: ['{src,test,.config}/**/*.{ts,mjs,js,svelte}', 'vite.config.ts'],
    rules: { 'max-lines': ['error', 400], 'no-nested-ternary': 'error' },
  },
  { files: [...longTables, ...suites], rules: { 'max-lines': 'off' } },
);
