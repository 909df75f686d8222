/** What a browser must have before the first paint: the size over the wire (brotli), by group of modules. */
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build, minifySync, type Rolldown } from 'vite';

/** The chunk that is fetched while the databases open. */
const isWhileOpening = ({ name }: Rolldown.OutputChunk): boolean => name === 'opening';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A group of modules and its share of the first load, in bytes. */
export interface FirstLoadGroup {
  readonly name: string;
  readonly bytes: number;
}

/** The first load of a build. */
export interface FirstLoad {
  /** Scripts and styles together, brotli. */
  readonly bytes: number;
  /** The same with what comes while the databases open: without it nothing is sold. */
  readonly readyBytes: number;
  /** The biggest first. */
  readonly groups: readonly FirstLoadGroup[];
  /** Size of each file, brotli. */
  readonly files: Readonly<Record<string, number>>;
  /** Every module in it, by its path from the root of the repository. */
  readonly modules: readonly string[];
  /** Those that come while the databases open. */
  readonly laterModules: readonly string[];
}

/** Builds the page as `npm run build` does, but keeps it in memory, and measures what index.html loads at once. */
export async function measureFirstLoad(): Promise<FirstLoad> {
  const output = await buildInMemory();
  const chunks = output.filter((file) => file.type === 'chunk');
  /** These chunks with all that they import at once. */
  const withImports = (wanted: (chunk: Rolldown.OutputChunk) => boolean): Set<Rolldown.OutputChunk> => {
    const found = new Set<Rolldown.OutputChunk>();
    const follow = (chunk: Rolldown.OutputChunk): void => {
      if (found.has(chunk)) return;
      found.add(chunk);
      for (const name of chunk.imports) {
        const imported = chunks.find(({ fileName }) => fileName === name);
        if (imported) follow(imported);
      }
    };
    for (const chunk of chunks) if (wanted(chunk)) follow(chunk);
    return found;
  };
  const first = withImports(({ isEntry }) => isEntry);
  const opening = withImports(isWhileOpening);

  const files: Record<string, number> = {};
  const groups = new Map<string, number>();
  const add = (name: string, bytes: number): void => void groups.set(name, (groups.get(name) ?? 0) + bytes);
  for (const chunk of first) {
    const size = compressed(chunk.code);
    files[chunk.fileName] = size;
    for (const [name, share] of sharesOf(chunk)) add(name, share * size);
  }
  const page = output.find(({ fileName }) => fileName === 'index.html');
  const markup = page?.type === 'asset' ? String(page.source) : '';
  for (const file of output) {
    // The styles of the first load are linked from the page itself.
    if (file.type !== 'asset' || !file.fileName.endsWith('.css') || !markup.includes(file.fileName)) continue;
    const size = compressed(file.source);
    files[file.fileName] = size;
    add('css', size);
  }
  const bytes = Object.values(files).reduce((sum, size) => sum + size, 0);
  const later = [...opening].filter((chunk) => !first.has(chunk));
  return {
    bytes,
    readyBytes: later.reduce((sum, { code }) => sum + compressed(code), bytes),
    groups: [...groups].map(([name, bytes]) => ({ name, bytes })).sort((one, other) => other.bytes - one.bytes),
    files,
    modules: modulesOf([...first]),
    laterModules: modulesOf(later),
  };
}

/** A test runner says that this is a test; the page that is measured is the shop's. */
async function buildInMemory(): Promise<Rolldown.RolldownOutput['output']> {
  const { NODE_ENV: before } = process.env;
  process.env['NODE_ENV'] = 'production';
  try {
    const built = await build({
      configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)),
      logLevel: 'silent',
      build: { write: false },
    });
    return ([built].flat()[0] as Rolldown.RolldownOutput).output;
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

const compressed = (content: string | Uint8Array): number => brotliCompressSync(content).length;

/** Which part of a chunk each group takes: by its own code, minified and compressed alone. */
function sharesOf(chunk: Rolldown.OutputChunk): Map<string, number> {
  const codes = new Map<string, string[]>();
  for (const [id, { code }] of Object.entries(chunk.modules)) {
    if (!code) continue;
    const name = groupOf(id);
    codes.set(name, [...(codes.get(name) ?? []), code]);
  }
  const sizes = [...codes].map(([name, parts]) => {
    // Each in a function of its own, because names of one module may repeat those of another; nothing is left out as unused.
    const whole = parts.map((part) => `(()=>{${inScript(part)}})()`).join(';');
    const { code: small, errors } = minifySync('group.js', whole, { compress: false, mangle: true });
    return [name, compressed(errors.length > 0 ? parts.join('\n') : small)] as const;
  });
  const sum = sizes.reduce((all, [, size]) => all + size, 0);
  return new Map(sizes.map(([name, size]) => [name, size / sum]));
}

/** Code of a module without what only a module may say. */
const inScript = (code: string): string =>
  code.replaceAll(/^(?:import|export)\b[^;]*;?$/gm, '').replaceAll('import.meta', '({})');

const modulesOf = (chunks: readonly Rolldown.OutputChunk[]): string[] =>
  chunks.flatMap(({ modules }) => Object.keys(modules).map(pathOf)).sort();

const pathOf = (id: string): string =>
  relative(root, id.split('?')[0] ?? id)
    .split(sep)
    .join('/');

/** dexie, svelte, texts, ui/sale, devices/kkt/shtrih, app/fiscal …: what a reader would cut out as one. */
function groupOf(id: string): string {
  const path = pathOf(id);
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (dependency) return dependency;
  if (!path.startsWith('src/')) return 'runtime';
  if (path.endsWith('/texts.ru.ts')) return `texts of ${path.slice('src/'.length, -'/texts.ru.ts'.length)}`;
  const folders = path.split('/').slice(1, -1);
  return folders.slice(0, folders[0] === 'devices' ? 3 : 2).join('/') || 'main';
}
