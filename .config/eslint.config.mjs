/** Lint: the walls of `walls.mjs` with their reasons, the house rules that a machine can see, the browser baseline. */
import { fileURLToPath } from 'node:url';
import compat from 'eslint-plugin-compat';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { packages, treacherousGlobals, walls } from './walls.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = Object.keys(walls);
const browserGlobals = Object.keys(globals.browser).filter((name) => !(name in globals['shared-node-browser']) && !(name in globals.builtin));

/** Relative imports out of `folder` into a folder or a composition root it may not know. */
function forbiddenImports(folder) {
  const { may, why, typesOnly = [] } = walls[folder];
  const allowedFiles = may.filter((entry) => entry.includes('/'));
  const patterns = folders
    .filter((other) => other !== folder && !may.includes(other))
    .map((other) => {
      const except = allowedFiles.filter((entry) => entry.startsWith(`${other}/`)).map((entry) => entry.slice(other.length + 1).replaceAll('.', '\\.'));
      return { regex: `^(\\.\\./)+${other}/${except.length > 0 ? `(?!(${except.join('|')})$)` : ''}`, message: `${folder} may not import ${other}: ${why}.` };
    });
  for (const other of typesOnly) patterns.push({ regex: `^(\\.\\./)+${other}/`, allowTypeImports: true, message: `${folder} may import only types of ${other}: ${why}.` });
  patterns.push({ regex: '^(\\.\\./)+(main|boot)\\.ts$', message: 'Only index.html starts main.ts, and only main.ts boot.ts: a composition root is imported by nobody.' });
  const homes = Object.entries(packages).filter(([, where]) => !where.includes(folder));
  for (const [name, where] of homes) patterns.push({ regex: `^@?${name}(/|$)`, message: `${name} belongs to ${where.join(', ')}: elsewhere it would tie a rule to a library.` });
  if (folder !== 'gateway') patterns.push({ regex: '^node:', message: 'Node is for the gateway: everything else runs in a browser.' });
  return patterns;
}

const pureFolders = ['domain', 'protocol', 'app'];
const adapters = ['check', 'devices', 'storage', 'platform', 'sw'];

export default ts.config(
  { ignores: ['dist/**', '.cache/**', 'node_modules/**', 'test-results/**', 'test/architecture/fixtures/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] }, globals: globals.browser },
    rules: {
      // Trusted Types and the CSP of the gateway forbid both.
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'vite.config.ts', '.config/*.ts'],
    ignores: ['**/*.svelte.ts'],
    languageOptions: { parserOptions: { project: [`${root}src/*/tsconfig.json`, `${root}src/tsconfig.json`, `${root}test/tsconfig.json`], tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, properties: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['src/**/*.{ts,svelte}', 'test/**/*.ts'],
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'max-params': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  ...folders.map((folder) => ({
    files: [`src/${folder}/**/*.{ts,svelte}`],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: forbiddenImports(folder) }] },
  })),
  {
    files: pureFolders.map((folder) => `src/${folder}/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[...browserGlobals, 'setTimeout', 'setInterval', 'fetch', 'crypto', 'process', 'console'].map((name) => ({ name, message: 'Pure folders reach the outside world only through app/ports.ts.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is injected (Clock of app/ports.ts): a rule must be testable at any hour.' },
        { object: 'Math', property: 'random', message: 'Chance is injected: a rule must be repeatable.' },
      ],
    },
  },
  {
    files: adapters.map((folder) => `src/${folder}/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['window', 'document', 'navigator', 'localStorage', 'indexedDB', 'location'].map((name) => ({ name, message: 'The browser object is handed in by main.ts or sw.ts: an adapter that reaches for a global cannot be tested.' })),
        ...treacherousGlobals.map((name) => ({ name, message: `A global of window that looks like a local name: reading \`${name}\` by accident compiles and is always a bug.` })),
      ],
    },
  },
  {
    files: ['src/ui/**/*.{ts,svelte}'],
    rules: { 'no-restricted-globals': ['error', ...treacherousGlobals.map((name) => ({ name, message: `A global of window that looks like a local name: reading \`${name}\` by accident is always a bug.` }))] },
  },
  {
    // All that runs in the browser: what Chromium 109 lacks must not be used unseen.
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/gateway/**', '**/*.test.ts'],
    plugins: { compat },
    settings: { browserslistOpts: {}, browsers: ['chrome 109'], lintAllEsApis: true },
    rules: { 'compat/compat': 'error' },
  },
  {
    // Every text of the screen stands in one file; the layout map and the demo shop's own names are data.
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/ui/ru.ts', 'src/domain/marking-code/ru-layout.ts', 'src/boot.ts', 'src/gateway/**', '**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['Literal[value=/[А-Яа-яЁё]/]', 'TemplateElement[value.raw=/[А-Яа-яЁё]/]', 'SvelteText[value=/[А-Яа-яЁё]/]', 'SvelteLiteral[value=/[А-Яа-яЁё]/]'].map((selector) => ({ selector, message: 'Russian text stands in ui/ru.ts, all of it: one file to read, correct and translate.' })),
      ],
    },
  },
  { files: ['.config/**', 'test/**/*.ts', 'src/gateway/main.ts'], languageOptions: { globals: globals.node }, rules: { 'no-console': 'off' } },
);
