/**
 * Gets a current Node from the npm package `node`, for the quick lane of the tests: this project says "Node 20.19 or newer", and a developer has only
 * one of these. Plain JavaScript, as install.mjs.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { projectRoot } from './install.mjs';

/** The line that is in long-term support. */
const major = 24;
/** Not among the packages of the project: nothing of it is needed to work on it. Kept from run to run. */
export const currentNodeFolder = `${projectRoot}.cache/current-node`;
const limitMs = 120_000;

/** The path of its executable; undefined where it cannot be had (no network, no build of it for this system). */
export async function currentNode() {
  const executable = `${currentNodeFolder}/node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`;
  if (!existsSync(executable)) {
    mkdirSync(currentNodeFolder, { recursive: true });
    writeFileSync(`${currentNodeFolder}/package.json`, '{ "private": true }\n');
    // Its executable comes by an install script of that package.
    const args = ['install', `node@${major}`, '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false'];
    const npm = spawn('npm', args, {
      cwd: currentNodeFolder,
      stdio: 'ignore',
      timeout: limitMs,
      shell: process.platform === 'win32',
    });
    await once(npm, 'close').catch(() => undefined);
  }
  const version = await output(executable, ['--version']);
  return version?.startsWith(`v${major}.`) ? executable : undefined;
}

/** What a program prints; undefined where it does not run. */
async function output(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (piece) => (said += String(piece)));
  const [code] = await once(child, 'close').catch(() => [1]);
  return code === 0 ? said : undefined;
}
