import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { findChromium } from './chromium.mjs';

const chromium = findChromium();

/** End to end: the production build and the real service worker against the emulators. */
export default defineConfig({
  testDir: fileURLToPath(new URL('../test/e2e', import.meta.url)),
  outputDir: fileURLToPath(new URL('../test-results', import.meta.url)),
  // Each test has a gateway and emulators of its own on free ports; two at once is what two cores carry.
  fullyParallel: true,
  workers: 2,
  // A test that fails once in a thousand runs ends every fifth gate. It is run again, and the gate tells its name even when the second run passes.
  retries: 2,
  // A test takes seconds; a machine that is busy with others may take ten times that.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: fileURLToPath(new URL('../.cache/e2e.json', import.meta.url)) }]],
  use: {
    // Half of what it costs to open a page is the start of its process: pages of one site share one.
    launchOptions: { ...chromium, args: [...chromium.args, '--process-per-site'] },
    // What cannot be pressed by then never can: a test must not wait for it to its own end, which for some is far.
    actionTimeout: 60_000,
    viewport: { width: 1024, height: 600 },
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
  },
});
