/** Installs the packages when they are missing or the lock file has changed. Plain JavaScript: it runs first of all. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));
const mark = `${projectRoot}node_modules/.poltora-lock`;

export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    stop(`Node ${process.versions.node} устарел: нужна версия 20.19 или новее (https://nodejs.org).`);
  const lock = createHash('sha256')
    .update(readFileSync(`${projectRoot}package-lock.json`))
    .digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  console.log('Скачиваем нужное (npm ci) …');
  const done = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: projectRoot,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) stop('npm ci не справился: причина написана выше. Чаще всего нет интернета.');
  writeFileSync(mark, lock);
}

/** Says what is wrong and ends. */
export function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
