/** Finds a Chromium on this machine, or gets one. Used by start, test and bench. Plain JavaScript: it runs before anything is installed. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const usual = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Path of the browser, or undefined. `CHROMIUM_PATH` wins. */
export function chromiumPath() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return existsSync(given) ? given : undefined;
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, process.platform === 'win32' ? `${name}.exe` : name)));
  return [...onPath, ...usual].find((path) => existsSync(path));
}

/** Launch options for Playwright: the browser found (or Playwright's own), quiet, and without sandbox where root has none. */
export function findChromium() {
  const path = chromiumPath();
  const root = process.getuid?.() === 0;
  return {
    ...(path && { executablePath: path }),
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...(root ? ['--no-sandbox'] : []),
    ],
  };
}

/** Makes sure that there is a browser: found, Playwright's own, or the system's package. Returns undefined when there is, otherwise what to do, in words. */
export async function ensureChromium(say = console.log) {
  if (process.env.CHROMIUM_PATH && !existsSync(process.env.CHROMIUM_PATH))
    return `CHROMIUM_PATH says ${process.env.CHROMIUM_PATH}, but there is no such file. Correct it or unset it.`;
  if (chromiumPath() || (await playwrightHasOne())) return undefined;
  say("No Chromium found: trying Playwright's own installer.");
  await runStep('npx', ['playwright', 'install', 'chromium'], 240_000);
  if (await playwrightHasOne()) return undefined;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    say("That did not work: trying the system's package manager.");
    for (const [tool, ...steps] of [
      ['apt-get', ['update'], ['install', '-y', 'chromium']],
      ['dnf', ['install', '-y', 'chromium']],
      ['apk', ['add', 'chromium']],
    ]) {
      if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) continue;
      for (const step of steps) await runStep(tool, step, 600_000);
      if (chromiumPath()) return undefined;
    }
  }
  return 'No Chromium could be found or installed. Install Chromium or Google Chrome (Debian, as root: apt-get install chromium), or set CHROMIUM_PATH to its executable, and run this again.';
}

async function playwrightHasOne() {
  try {
    const { chromium } = await import('playwright');
    return existsSync(chromium.executablePath());
  } catch {
    return false;
  }
}

/** Not in step with anything else: a server may be running meanwhile. */
export async function runStep(tool, step, timeout) {
  const child = spawn(tool, step, {
    stdio: 'inherit',
    timeout,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    shell: process.platform === 'win32',
  });
  await once(child, 'close').catch(() => undefined);
}
