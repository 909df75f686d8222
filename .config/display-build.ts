import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { InlineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The oldest browser we sell with: the last Chromium on Windows 7 and 8.1 (design, section 6). */
export const baseline = 'chrome109';

/** The buyer's display is built by itself: in one build it would share files with the till, and each of the two pages would fetch some of the other. */
export const displayBuild = (outDir: string): InlineConfig => ({
  configFile: false,
  root: here('../src'),
  publicDir: false,
  logLevel: 'warn',
  plugins: [svelte({ configFile: false })],
  build: {
    outDir,
    emptyOutDir: false,
    target: baseline,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: here('../src/display.html'), checks: { pluginTimings: false } },
  },
});
