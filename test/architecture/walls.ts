/** The walls as a pure function of a tree of files: what of `.config/walls.mjs` does this tree break? Imports are resolved, not matched by pattern as lint does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import ts from 'typescript';
import * as house from '../../.config/walls.mjs';
import { importsOf } from './imports.ts';

export interface Violation {
  /** Path from the root of the project. */
  readonly file: string;
  readonly rule:
    | 'import'
    | 'type-only'
    | 'root'
    | 'package'
    | 'node'
    | 'outside'
    | 'test'
    | 'unresolved'
    | 'hidden'
    | 'cycle'
    | 'place'
    | 'runes'
    | 'tsconfig'
    | 'top-level'
    | 'table';
  readonly message: string;
}

export interface Wall {
  readonly may: readonly string[];
  readonly typesOnly?: readonly string[];
  readonly why: string;
}

export interface Table {
  readonly walls: Readonly<Record<string, Wall>>;
  readonly roots: Readonly<Record<string, readonly string[]>>;
  readonly packages: Readonly<Record<string, readonly string[]>>;
}

/** Path from the root of the project → text; a folder of the top level ends with `/`. Texts that hold no imports may be empty. */
export type Tree = ReadonlyMap<string, string>;

export const table: Table = { walls: house.walls, roots: house.roots, packages: house.packages };

/** What a person sees first: eight names and no more (design, section 2). Tool configuration goes to `.config/`. */
const visible = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'src/',
  'public/',
  'test/',
  'README.md',
];
const looseInSrc = ['index.html', 'display.html', 'tsconfig.json'];

export function readTree(root: string): Tree {
  const tree = new Map<string, string>();
  for (const entry of readdirSync(root, { withFileTypes: true }))
    tree.set(entry.isDirectory() ? `${entry.name}/` : entry.name, '');
  for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
    const path = posix.join(
      'src',
      relative(join(root, 'src'), join(entry.parentPath, entry.name)).replaceAll('\\', '/'),
    );
    if (!entry.isFile() || path.includes('/node_modules/')) continue;
    tree.set(path, /\.(ts|svelte|json|html)$/.test(entry.name) ? readFileSync(join(root, path), 'utf8') : '');
  }
  for (const name of ['.gitignore', 'package.json', 'tsconfig.json'])
    if (tree.has(name)) tree.set(name, readFileSync(join(root, name), 'utf8'));
  return tree;
}

export function findViolations(tree: Tree, { walls, roots, packages }: Table): Violation[] {
  const found: Violation[] = [];
  const say = (file: string, rule: Violation['rule'], message: string): void =>
    void found.push({ file, rule, message });
  const files = [...tree.keys()]
    .filter((path) => path.startsWith('src/') && path !== 'src/')
    .map((path) => path.slice('src/'.length));
  const known = new Set(files);
  const isTest = (path: string): boolean => path.endsWith('.test.ts');
  /** The entry of the table that a file lies in: its folder, or itself. */
  const placeOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path);

  for (const file of files) {
    const place = placeOf(file);
    if (place !== file) {
      if (!(place in walls))
        say(
          `src/${file}`,
          'place',
          `The folder src/${place} is not in .config/walls.mjs: say there whom it may import, and why.`,
        );
    } else if (!(file.replace(/\.test\.ts$/, '.ts') in roots) && !looseInSrc.includes(file)) {
      say(
        `src/${file}`,
        'place',
        'Only the composition roots lie in src itself: every other file belongs to a folder of .config/walls.mjs.',
      );
    }
    if (/\.svelte(\.ts)?$/.test(file) && place !== 'ui')
      say(`src/${file}`, 'runes', 'Runes live only in ui: plain data crosses every other border.');
  }

  const dependencies = dependenciesOf(tree.get('package.json') ?? '{}');
  const edges = new Map<string, string[]>();
  for (const file of files) {
    if (!/\.(ts|svelte)$/.test(file) || isTest(file)) continue;
    const place = placeOf(file);
    const wall = walls[place];
    const targets: string[] = [];
    edges.set(file, targets);
    for (const { specifier, typeOnly } of importsOf(file, tree.get(`src/${file}`) ?? '')) {
      const told = (rule: Violation['rule'], message: string): void =>
        say(`src/${file}`, rule, `${message} (${specifier || 'import'})`);
      if (specifier === '') {
        told('hidden', 'An import with a computed path, or a glob, hides what is imported: name it.');
        continue;
      }
      if (specifier.startsWith('node:')) {
        if (place !== 'gateway') told('node', 'Node is for the gateway: everything else runs in a browser.');
        continue;
      }
      if (!/^\.{0,2}\//.test(specifier)) {
        const name = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
        // `@fastify/static` is at home where fastify is.
        const homes = packages[name] ?? packages[name.replace(/^@([^/]+)\/.*$/, '$1')];
        if (!homes) told('package', `Every package has its home in .config/walls.mjs: ${name} has none.`);
        else if (!homes.some((home) => covers(home, file)))
          told('package', `${name} belongs to ${homes.join(', ')}: elsewhere it would tie a rule to a library.`);
        if (!dependencies.includes(name))
          told('package', `${name} is not among the dependencies of package.json: it is here by luck.`);
        continue;
      }
      if (specifier.includes('*')) {
        targets.push(...globbed(file, specifier, files));
        continue;
      }
      const target = resolve(file, specifier, known);
      if (target === 'outside') {
        told('outside', 'src stands alone: what lies outside of it is not built, served or reviewed as the till.');
        continue;
      }
      if (target === undefined) {
        told('unresolved', 'There is no such file in src: a wall cannot be checked against it.');
        continue;
      }
      targets.push(target);
      if (isTest(target)) told('test', 'A test is imported by nobody: it would bring its fakes into the till.');
      const importers = roots[target];
      if (importers && !importers.includes(file)) {
        told(
          'root',
          `${target} is a composition root: it is imported by ${importers.length > 0 ? `${importers.join(', ')} alone` : 'nobody'}, or the whole house comes in with it.`,
        );
        continue;
      }
      if (!wall || placeOf(target) === place) continue;
      const other = placeOf(target);
      if (!wall.may.some((entry) => covers(entry, target)))
        told('import', `${place} may not import ${other}: ${wall.why}.`);
      else if (wall.typesOnly?.some((entry) => covers(entry, target)) && !typeOnly)
        told('type-only', `${place} may import only types of ${other}, with \`import type\`: ${wall.why}.`);
    }
  }

  for (const circle of circlesOf(edges))
    say(
      `src/${circle[0] ?? ''}`,
      'cycle',
      `These files import each other in a circle, so none can be read or tested alone: ${circle.join(' → ')}.`,
    );

  found.push(
    ...tableViolations(files, { walls, roots, packages }),
    ...tsconfigViolations(tree, walls),
    ...topLevelViolations(tree),
  );
  return found;
}

/** Whether an entry of the table, a folder or a file, is this file or holds it. */
const covers = (entry: string, path: string): boolean => entry === path || path.startsWith(`${entry}/`);

function resolve(from: string, specifier: string, known: ReadonlySet<string>): string | 'outside' | undefined {
  const [plain = ''] = specifier.split(/[?#]/);
  const path = posix.normalize(plain.startsWith('/') ? plain.slice(1) : posix.join(posix.dirname(from), plain));
  if (path.startsWith('../')) return 'outside';
  return [path, `${path}.ts`, `${path}.svelte.ts`, `${path}/index.ts`, path.replace(/\.js$/, '.ts')].find((candidate) =>
    known.has(candidate),
  );
}

/** The files that a glob with `*` names, in the folder that it is written in. */
function globbed(from: string, glob: string, files: readonly string[]): string[] {
  const pattern = posix.join(posix.dirname(from), glob).replaceAll('.', '\\.').replaceAll('*', '[^/]+');
  return files.filter((file) => new RegExp(`^${pattern}$`).test(file));
}

const dependenciesOf = (json: string): string[] =>
  Object.keys((JSON.parse(json) as { dependencies?: object }).dependencies ?? {});

/** Strongly connected components of more than one file, each as one way around (Tarjan). A file that imports itself is one too. */
function circlesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file) ?? 0);
    stack.push(file);
    for (const next of edges.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(file) !== index.get(file)) return;
    const members = stack.splice(stack.indexOf(file));
    if (members.length > 1 || edges.get(file)?.includes(file)) circles.push(wayAround(file, new Set(members), edges));
  };
  for (const file of [...edges.keys()].sort()) if (!index.has(file)) visit(file);
  return circles;
}

/** The shortest way from `start` back to it inside `members`. */
function wayAround(
  start: string,
  members: ReadonlySet<string>,
  edges: ReadonlyMap<string, readonly string[]>,
): string[] {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of edges.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start];
      if (!members.has(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return [start];
}

/** A table that names what does not exist guards nothing. */
function tableViolations(files: readonly string[], { walls, roots, packages }: Table): Violation[] {
  const exists = (entry: string): boolean =>
    entry in walls || entry in roots || files.some((file) => covers(entry, file));
  const entries = [
    ...Object.values(walls).flatMap(({ may, typesOnly = [] }) => [...may, ...typesOnly]),
    ...Object.keys(roots).filter((root) => !files.includes(root)),
    ...Object.values(roots).flat(),
    ...Object.values(packages).flat(),
  ];
  const missing = [...new Set(entries)].filter((entry) => !exists(entry) || (entry in roots && !files.includes(entry)));
  return missing.map((entry) => ({
    file: '.config/walls.mjs',
    rule: 'table',
    message: `The table names ${entry}, but there is no such folder or file in src.`,
  }));
}

interface Project {
  readonly references?: ReadonlyArray<{ readonly path: string }>;
}

/** The compiler keeps a wall only where a folder has a tsconfig.json of its own, the build knows it, and it refers to nothing it may not see. */
function tsconfigViolations(tree: Tree, walls: Table['walls']): Violation[] {
  const found: Violation[] = [];
  const project = (path: string): Project | undefined =>
    tree.get(path)
      ? (ts.parseConfigFileTextToJson(path, tree.get(path) ?? '').config as Project | undefined)
      : undefined;
  const referred = (path: string): string[] =>
    project(path)?.references?.map((reference) => posix.normalize(posix.join(posix.dirname(path), reference.path))) ??
    [];
  const built = referred('tsconfig.json');
  for (const folder of Object.keys(walls)) {
    const path = `src/${folder}/tsconfig.json`;
    if (![...tree.keys()].some((file) => file.startsWith(`src/${folder}/`))) continue;
    if (!project(path))
      found.push({
        file: path,
        rule: 'tsconfig',
        message: `src/${folder} needs a tsconfig.json of its own: its \`lib\` is half of the wall.`,
      });
    if (!built.includes(`src/${folder}`))
      found.push({
        file: 'tsconfig.json',
        rule: 'tsconfig',
        message: `tsc -b does not know src/${folder}: add it to the references.`,
      });
    const seen = reach(folder, walls);
    for (const other of referred(path)) {
      if (!seen.has(other.replace(/^src\//, '')))
        found.push({
          file: path,
          rule: 'tsconfig',
          message: `${folder} may not see ${other}: ${walls[folder]?.why ?? ''}.`,
        });
    }
  }
  return found;
}

/** Folders whose declarations a folder needs: those it imports and those they import. */
function reach(folder: string, walls: Table['walls'], seen = new Set<string>()): Set<string> {
  for (const entry of walls[folder]?.may ?? []) {
    const [other = ''] = entry.split('/');
    if (seen.has(other)) continue;
    seen.add(other);
    reach(other, walls, seen);
  }
  return seen;
}

function topLevelViolations(tree: Tree): Violation[] {
  const ignored = (tree.get('.gitignore') ?? '').split('\n').map((line) => line.trim().replace(/^\//, ''));
  return [...tree.keys()]
    .filter(
      (path) => /^[^/]+\/?$/.test(path) && !path.startsWith('.') && !visible.includes(path) && !ignored.includes(path),
    )
    .map((path) => ({
      file: path,
      rule: 'top-level',
      message: `The top level holds ${visible.join(' ')} and nothing else: tool configuration goes to .config/.`,
    }));
}
