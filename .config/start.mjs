/** `npm start`: installs what is missing, builds, serves the demo shop. `npm run real` (`--real`): real things only. */
import { spawn, spawnSync } from 'node:child_process';
import { chromiumPath, ensureChromium } from './chromium.mjs';
import { install, projectRoot, stop } from './install.mjs';

install();
console.log('Собираем кассу …');
const built = spawnSync(
  process.execPath,
  [`${projectRoot}node_modules/vite/bin/vite.js`, 'build', '--logLevel', 'warn'],
  { cwd: projectRoot, stdio: 'inherit' },
);
if (built.status !== 0) stop('Собрать не удалось: причина написана выше.');

const server = spawn(process.execPath, ['--import', 'tsx', '.config/serve.ts', ...process.argv.slice(2)], {
  cwd: projectRoot,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
// npm ends at a SIGTERM without passing it on: the server would stay behind and keep the port.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid === parent || server.kill('SIGTERM'), 500).unref();
server.on('exit', (code) => process.exit(code ?? 0));

// The till is served already: a browser is looked for, and got, beside it.
server.on('message', async ({ url }) => {
  const trouble = await ensureChromium();
  if (trouble) return console.log(`${trouble}\nИли откройте ${url} в другом современном браузере.`);
  const browser = chromiumPath();
  const hasScreen =
    process.stdout.isTTY && (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  // Where there is a screen and a person, it opens in a window of its own; elsewhere the address is enough.
  if (browser && hasScreen) spawn(browser, [`--app=${url}`], { stdio: 'ignore', detached: true }).unref();
});
