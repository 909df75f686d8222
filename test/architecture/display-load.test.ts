/** The buyer's display is a page of its own: of the till it has the words and the signs, and no database, no lock, no sale. */
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { build, type Rolldown } from 'vite';
import { displayBuild } from '../../.config/display-build.ts';

/** All but the drawing of the code, brotli, bytes. It only goes down. */
const mostBytes = 18_000;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What it may be made of. */
const own =
  /^src\/(?:display\.(?:html|ts)|app\/(?:display|ports)\/|app\/signal\.ts|domain\/(?:base|document\/tender)|platform\/(?:clock|display-channel|keep-awake|single-tab)\.ts|ui\/(?:display|shell)\/|ui\/setup-link\/qr\.ts)/;
const packages = /^node_modules\/(?:svelte|valibot|bwip-js|clsx|esm-env)\//;

let chunks: Rolldown.OutputChunk[];
beforeAll(async () => {
  const { build: options, ...config } = displayBuild('unused');
  // A test runner says that this is a test; the page that is measured is the shop's.
  const { NODE_ENV: before } = process.env;
  process.env['NODE_ENV'] = 'production';
  const built = await build({ ...config, logLevel: 'silent', build: { ...options, write: false } }).finally(
    () => (process.env['NODE_ENV'] = before),
  );
  const { output } = [built].flat()[0] as Rolldown.RolldownOutput;
  chunks = output.filter((file) => file.type === 'chunk');
}, 120_000);

const modulesOf = ({ modules }: Rolldown.OutputChunk): string[] =>
  Object.entries(modules)
    .filter(([, { code }]) => code)
    .map(([id]) =>
      relative(root, id.split('?')[0] ?? id)
        .split(sep)
        .join('/'),
    );

it('has nothing of the till but words and signs', () => {
  const modules = chunks.flatMap(modulesOf);
  expect(modules).toContain('src/ui/display/Display.svelte');
  expect(
    modules.filter((path) => /^(?:src|node_modules)\//.test(path) && !own.test(path) && !packages.test(path)),
  ).toEqual([]);
});

it('is small, and draws the code with what comes when there is one', () => {
  const first = chunks.filter(({ isEntry }) => isEntry);
  expect(first.flatMap(modulesOf).some((path) => path.includes('bwip-js'))).toBe(false);
  const bytes = first.reduce((sum, { code }) => sum + brotliCompressSync(code).length, 0);
  console.log(`Buyer's display: ${(bytes / 1_000).toFixed(1)} kB brotli of at most ${String(mostBytes / 1_000)}`);
  expect(bytes).toBeLessThanOrEqual(mostBytes);
});
