/** `npm run bench -- check|kkt|scan|start|journal|page|catalogue`: figures, side by side with the plain alternative, measured in this run. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ensureChromium } from './chromium.mjs';
import { install, projectRoot, stop } from './install.mjs';

const names = process.argv.slice(2);
const known = ['check', 'kkt', 'scan', 'start', 'journal', 'page', 'catalogue'];
if (names.length === 0 || names.some((name) => !known.includes(name)))
  stop(`Say which bench: ${known.map((name) => `npm run bench -- ${name}`).join(', ')}`);
install();
const trouble = await ensureChromium();
if (trouble) stop(trouble);
if (
  spawnSync(process.execPath, [`${projectRoot}node_modules/vite/bin/vite.js`, 'build', '--logLevel', 'warn'], {
    cwd: projectRoot,
    stdio: 'inherit',
  }).status !== 0
)
  stop('The build failed.');
for (const name of names) {
  const script = `test/bench/${name}.ts`;
  if (!existsSync(`${projectRoot}${script}`)) stop(`There is no ${script}.`);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script], { cwd: projectRoot, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
