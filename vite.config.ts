/// <reference types="vitest/config" />
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { build, defineConfig, type Plugin, type Rolldown } from 'vite';
import { findChromium } from './.config/chromium.mjs';
import { baseline, displayBuild } from './.config/display-build.ts';
import { picture, textSize, wantsPictures } from './.config/pictures.ts';
import { typeAtOnce } from './test/e2e/key-burst.ts';
import { demoShop } from './test/emulators/demo-shop.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const dayMs = 86_400_000;
/** Tests that use no device, no second process, no global and no mock; and no suite of another file, which is loaded once per thread only. */
const pureTests = ['src/{domain,protocol,app,check}/**/!(checker-third).test.ts', 'test/unit/!(attached).test.ts'];
/** The longest tests compute for half a minute on a quiet machine; on a busy one that takes many times longer, and nothing but a loop without end never ends. */
const computingLimitMs = 600_000;
/** By itself Vitest leaves a processor free for its own work, half of the smallest machine. */
const workers = Math.max(2, availableParallelism() - 1);

/**
 * Builds the buyer's display and then the worker after the page, with the list of all their files in it, and compresses what the gateway serves.
 * Not vite-plugin-pwa: it is tuned to old Rollup options, and one worker needs no more than this.
 */
function worker(): Plugin {
  let outDir = '';
  return {
    name: 'poltora-worker',
    apply: 'build',
    configResolved: (config) => {
      outDir = config.build.outDir;
    },
    // Not closeBundle: that also runs after a failed build and hides its error.
    async writeBundle() {
      await build(displayBuild(outDir));
      // Pictures for a browser that offers to install the till are shown before there is one.
      const files = (await listFiles(outDir)).filter((file) => !/\.(br|gz)$|^sw\.js$|^screenshots\//.test(file));
      // A hashed name is its own revision; the rest is told apart by content.
      const manifest = await Promise.all(
        files.map(async (file) => ({
          url: `/${file}`,
          revision: file.startsWith('assets/')
            ? null
            : createHash('sha256')
                .update(await readFile(join(outDir, file)))
                .digest('hex')
                .slice(0, 16),
        })),
      );
      await build({
        configFile: false,
        logLevel: 'warn',
        define: { __PRECACHE__: JSON.stringify(manifest), 'process.env.NODE_ENV': '"production"' },
        build: {
          outDir,
          emptyOutDir: false,
          copyPublicDir: false,
          target: baseline,
          rolldownOptions: { input: here('src/sw/sw.ts'), output: { format: 'iife', entryFileNames: 'sw.js' } },
        },
      });
      for (const file of await listFiles(outDir)) {
        if (!/\.(js|css|html|svg|wasm|webmanifest)$/.test(file)) continue;
        const content = await readFile(join(outDir, file));
        await writeFile(join(outDir, `${file}.br`), await promisify(brotliCompress)(content));
        await writeFile(join(outDir, `${file}.gz`), await promisify(gzip)(content, { level: 9 }));
      }
    },
  };
}

/** What comes while the databases open: the till needs it before its first sale, and the first paint does not. Each is a dynamic import of the page. */
const whileOpening = [
  'src/boot/late-phases.ts',
  'src/ui/shell/TillScreen.svelte',
  'src/storage/journal.ts',
  'src/storage/catalogue.ts',
  'src/devices/scanner/keyboard/keyboard-source.ts',
];

/**
 * All that index.html needs at once in one file, and what comes while the databases open in another: cut along what each shares with the others, they would be
 * thirty, each compressed without the words of the others; and of the second one a part could come and another not.
 */
function chunksOfTheStart(): Rolldown.CodeSplittingGroup {
  let first: Set<string> | undefined;
  let opening: Set<string> | undefined;
  return {
    debugName: 'start',
    name(id, modules) {
      const importedBy = (from: string): readonly string[] => modules.getModuleInfo(from)?.importedIds ?? [];
      first ??= reachedFrom(['src/index.html'], importedBy);
      opening ??= reachedFrom(whileOpening, importedBy);
      if (first.has(id)) return 'first';
      return opening.has(id) ? 'opening' : null;
    },
  };
}

function reachedFrom(starts: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const reached = new Set(starts.map((path) => here(path).replaceAll('\\', '/')));
  // A set that grows is walked to its end.
  for (const id of reached) for (const imported of next(id)) reached.add(imported);
  return reached;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

export default defineConfig({
  root: here('src'),
  publicDir: here('public'),
  cacheDir: here('.cache/vite'),
  // Found by the browser tests only while they run, and then the page would be reloaded under them.
  optimizeDeps: {
    include: [
      'dexie',
      'workbox-window',
      'zxing-wasm/reader',
      'bwip-js/generic',
      'uuid',
      'valibot',
      'ky',
      'web-serial-polyfill',
      'axe-core',
      'papaparse',
      'fflate',
      'saxes',
    ],
  },
  plugins: [svelte({ configFile: false }), worker()],
  // Its main entry is ES5 for browsers long gone: the modern one is the same code, smaller.
  resolve: { alias: { dexie: 'dexie/dist/modern/dexie.mjs' } },
  // No day can be before the one a build was made on, whatever a PC's clock says.
  define: { __BUILT_AT__: String(Math.floor(Date.now() / dayMs) * dayMs) },
  build: {
    outDir: process.env['POLTORA_DIST'] ?? here('dist/till'),
    emptyOutDir: true,
    target: baseline,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Who starts the till reads this log: how long each plugin took is no news of hers.
      checks: { pluginTimings: false },
      output: { codeSplitting: { groups: [chunksOfTheStart()] } },
    },
  },
  test: {
    // A page takes all that it was still reading with it; one that ends in a test leaves it behind, over databases that the test closes. Only of the browser's
    // files: they name the test, and no other database is closed under a reader.
    onUnhandledError: (error) =>
      !(
        error.name === 'DatabaseClosedError' &&
        'VITEST_TEST_PATH' in error &&
        String(error.VITEST_TEST_PATH).includes('test/browser/')
      ),
    projects: [
      {
        extends: true,
        root: here('.'),
        test: {
          // Nothing but computing: they may share a thread and its modules.
          name: 'pure',
          environment: 'node',
          include: pureTests,
          exclude: ['**/*.browser.test.ts'],
          testTimeout: computingLimitMs,
          maxWorkers: workers,
          pool: 'threads',
          isolate: false,
        },
      },
      {
        extends: true,
        root: here('.'),
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.ts', 'test/{architecture,contract,emulators,unit}/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', ...pureTests],
          testTimeout: computingLimitMs,
          maxWorkers: workers,
        },
      },
      {
        extends: true,
        root: here('.'),
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts', 'src/**/*.browser.test.ts'],
          testTimeout: 90_000,
          // A machine that stalls comes between two real keys: run again, and marked in the report. What needs no browser is not.
          retry: 2,
          expect: { poll: { timeout: 20_000 } },
          browser: {
            enabled: true,
            viewport: { width: 1024, height: 600 },
            // What a till's screen needs of this side, for test/browser/till.ts.
            commands: {
              typeAtOnce: ({ page }, text: string) => typeAtOnce(page, text),
              demoShop: () => demoShop(),
              colorScheme: ({ page }, colorScheme: 'light' | 'dark') => page.emulateMedia({ colorScheme }),
              forcedColors: ({ page }, forcedColors: 'active' | 'none') => page.emulateMedia({ forcedColors }),
              textSize,
              picture: ({ iframe }, name: string) => picture(iframe.owner(), name),
              wantsPictures: () => wantsPictures,
            },
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { ...findChromium() } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
