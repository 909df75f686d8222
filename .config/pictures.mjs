/** `npm run pictures`: every screen and dialog in every window, light and dark, into dist/pictures. What follows narrows it: `npm run pictures -- -t "cash"`. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const narrowing = process.argv.slice(2);
if (narrowing.length === 0) await rm(here('../dist/pictures'), { recursive: true, force: true });
const vitest = spawn(
  process.execPath,
  [
    here('../node_modules/vitest/vitest.mjs'),
    ...['run', '--project', 'browser', '--retry', '0', 'test/browser/accessibility.test.ts'],
    ...narrowing,
  ],
  { cwd: here('..'), stdio: 'inherit', env: { ...process.env, POLTORA_PICTURES: '1' } },
);
vitest.on('exit', (code) => {
  console.log('Pictures are in dist/pictures');
  process.exitCode = code ?? 1;
});
