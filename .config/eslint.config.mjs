/** Lint: the walls of `walls.mjs` with their reasons, the house rules that a machine can see, the browser baseline. */
import { fileURLToPath } from 'node:url';
import browserData from '@mdn/browser-compat-data/forLegacyNode';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { baseline, packages, roots, treacherousGlobals, walls } from './walls.mjs';

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
        .map((entry) => entry.slice(other.length + 1).replaceAll('.', '\\.'));
      patterns.push({
        regex: `^(\\.\\./)+${other}/${except.length > 0 ? `(?!(${except.join('|')})$)` : ''}`,
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
  'Time is injected (Clock of app/ports.ts): a rule must be testable at any hour.',
);
const anyGlobal = because(
  [...new Set([...Object.keys(globals.browser), ...Object.keys(globals.node), 'Deno', 'Bun'])].filter(
    (name) => !(name in globals.es2022),
  ),
  'Pure folders reach the outside world only through app/ports.ts.',
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

const clockless = ['domain', 'protocol', 'app', 'check', 'devices', 'storage'].map((folder) => `src/${folder}/**/*.ts`);
const noClock = because(
  ['CallExpression[callee.name="Date"]', 'NewExpression[callee.name="Date"][arguments.length=0]'],
  'Time is injected (Clock of app/ports.ts): a rule must be testable at any hour.',
).map(({ name, message }) => ({ selector: name, message }));
const russian = [
  // One letter is data, not text: to fold ё into е, to know a layout.
  'Literal[value=/[А-Яа-яЁё].|.[А-Яа-яЁё]/s]',
  'TemplateElement[value.raw=/[А-Яа-яЁё]/]',
  'SvelteText[value=/[А-Яа-яЁё]/]',
  'SvelteLiteral[value=/[А-Яа-яЁё]/]',
].map((selector) => ({
  selector,
  message: 'Russian text stands in ui/ru.ts and its parts, all of it: one place to read, correct and translate.',
}));

// ── Baseline

/**
 * What the baseline browser lacks, told from the types: a member of a lib type, or a global, that MDN's data dates later. Not
 * eslint-plugin-compat: it goes by names alone, knows few static methods and no instance ones. New members of the language itself are
 * errors of the compiler (`lib` es2022). A use that was asked for first (`typeof x`, `'x' in y`) needs a disabling comment with the reason.
 */
const baselineRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      newer:
        '{{name}} {{since}}; tills run Chromium {{baseline}} (the last on Windows 7 and 8.1): it would fail there.',
    },
  },
  create(context) {
    const { program, esTreeNodeToTSNodeMap: nodes } = context.sourceCode.parserServices;
    if (!program) throw new Error(`${context.filename} is in no tsconfig: the baseline cannot be told without types.`);
    const checker = program.getTypeChecker();
    const told = (node, name, entry) => {
      const since = entry && addedIn(entry);
      if (since !== undefined && since > baseline)
        context.report({
          node,
          messageId: 'newer',
          data: { name, since: since === Infinity ? 'is in no Chromium' : `came with Chromium ${since}`, baseline },
        });
    };
    const member = (node, name, objectType, symbol) => {
      const found = symbol && memberData(checker, program, objectType, symbol, name);
      if (found) told(node, found.name, found.entry);
    };
    return {
      MemberExpression(node) {
        const name = node.computed ? node.property.value : node.property.name;
        if (typeof name === 'string')
          member(
            node.property,
            name,
            checker.getTypeAtLocation(nodes.get(node.object)),
            checker.getSymbolAtLocation(nodes.get(node.property)),
          );
      },
      'ObjectPattern > Property[computed=false]'(node) {
        const type = checker.getTypeAtLocation(nodes.get(node.parent));
        member(node.key, node.key.name, type, node.key.name && type.getProperty(node.key.name));
      },
      'Program:exit'(node) {
        const scope = context.sourceCode.getScope(node);
        const unresolved = [
          ...scope.through,
          ...scope.variables.filter(({ defs }) => defs.length === 0).flatMap(({ references }) => references),
        ];
        for (const { identifier, isTypeReference } of new Set(unresolved)) {
          if (isTypeReference || identifier.parent?.operator === 'typeof') continue;
          const { name } = identifier;
          told(
            identifier,
            name,
            own(browserData.api, name) ??
              own(browserData.javascript.builtins, name) ??
              own(browserData.api.Window, name),
          );
        }
      },
    };
  },
};

const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);

/** Chromium's version that brought it; Infinity: none did; undefined: not known. */
function addedIn({ __compat: compat }) {
  const support = compat?.support.chrome;
  if (!support) return undefined;
  const versions = [support].flat().filter(({ flags, prefix, alternative_name: other }) => !flags && !prefix && !other);
  return Math.min(
    Infinity,
    ...versions.map(({ version_added: added }) =>
      typeof added === 'string' && added !== 'preview' ? Number(added.replace('≤', '')) : Infinity,
    ),
  );
}

/** MDN's entry of a member that a lib file declares: by the type of the object first, because lib files declare mixins that MDN does not know. */
function memberData(checker, program, objectType, symbol, name) {
  const declaration = symbol.declarations?.find((one) => program.isSourceFileDefaultLibrary(one.getSourceFile()));
  if (!declaration) return undefined;
  const { parent } = declaration;
  const holder = parent.name ?? parent.parent?.name;
  if (!holder) return undefined;
  // `declare var URL: { canParse… }`, `interface PromiseConstructor`, `namespace CSS` hold what is static.
  const isStatic = !parent.name || holder.text.endsWith('Constructor');
  const owners = isStatic
    ? [holder.text.replace(/Constructor$/, '')]
    : [...typeNames(checker, objectType), holder.text];
  for (const owner of owners) {
    const entry =
      own(own(browserData.api, owner), isStatic ? `${name}_static` : name) ??
      own(own(browserData.javascript.builtins, owner), name);
    if (entry) return { name: `${owner}.${name}`, entry };
  }
  return undefined;
}

function typeNames(checker, type) {
  const parts = type.isUnionOrIntersection() ? type.types : [checker.getApparentType(type)];
  return parts.flatMap((part) =>
    part.symbol
      ? [
          part.symbol.name,
          ...(part.isClassOrInterface()
            ? (checker.getBaseTypes(part) ?? []).flatMap((base) => typeNames(checker, base))
            : []),
        ]
      : [],
  );
}

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
    files: ['src/{devices,storage}/**/*.ts'],
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
          message: 'Time is injected (Clock of app/ports.ts): a rule must be testable at any hour.',
        },
        { object: 'Math', property: 'random', message: 'Chance is injected: a rule must be repeatable.' },
      ],
    },
  },

  // Texts. The layout map, the demo shop's own names and the gateway's words for the administrator are not texts of the screen.
  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/ui/ru.ts', 'src/ui/ru/**', 'src/gateway/**', tests],
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

  {
    files: ['src/**/*.{ts,svelte}'],
    ignores: ['src/gateway/**', tests],
    plugins: { house: { rules: { baseline: baselineRule } } },
    rules: { 'house/baseline': 'error' },
  },
  {
    files: ['.config/**', 'test/**/*.ts', 'src/gateway/main.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
);
