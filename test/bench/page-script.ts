/** `journal-page.ts` as one script that can be run in a page. */
import { fileURLToPath } from 'node:url';
import { build, type Rollup } from 'vite';
import type { Bench } from './journal-page.ts';

declare global {
  interface Window {
    bench: Bench;
  }
}

export async function pageScript(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'chrome109',
      lib: { entry: fileURLToPath(new URL('journal-page.ts', import.meta.url)), formats: ['iife'], name: 'benchPage' },
    },
  })) as Rollup.RollupOutput[];
  return built[0]?.output[0].code ?? '';
}
