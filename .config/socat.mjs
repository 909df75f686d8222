/** Finds socat, which makes the pseudo-terminals of the serial tests, or gets it. Plain JavaScript, as chromium.mjs. */
import { spawnSync } from 'node:child_process';
import { runStep } from './chromium.mjs';

const hasSocat = () => spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0;

/** Makes sure that there is a socat. Returns undefined when there is, otherwise what is left out and what to do, in words. */
export async function ensureSocat(say = console.log) {
  if (hasSocat()) return undefined;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    say("No socat found: trying the system's package manager.");
    for (const [tool, ...steps] of [
      ['apt-get', ['install', '-y', 'socat'], ['update'], ['install', '-y', 'socat']],
      ['dnf', ['install', '-y', 'socat']],
      ['apk', ['add', 'socat']],
    ]) {
      if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) continue;
      for (const step of steps) {
        await runStep(tool, step, 300_000);
        if (hasSocat()) return undefined;
      }
    }
  }
  const how = { linux: 'Debian, as root: apt-get install socat', darwin: 'brew install socat' }[process.platform];
  return how
    ? `socat is missing: the tests over serial ports are left out. Install it (${how}) and run this again.`
    : 'There is no socat for this system: the tests over serial ports are left out.';
}
