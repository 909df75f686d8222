import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Kkt, Line } from './device.ts';

/** A serial port with the ККТ at its other end. */
export interface KktPty {
  /** The tty to open; the same after `plug`. */
  readonly path: string;
  /** The tty is gone, as a USB device that is pulled out. */
  readonly unplug: () => Promise<void>;
  readonly plug: () => Promise<void>;
  readonly close: () => Promise<void>;
}

type Socat = ChildProcessByStdio<Writable, Readable, null>;

// socat needs some milliseconds; ten seconds pass only where it cannot work at all.
const appearsWithinMs = 10_000;
const lookEveryMs = 5;

/**
 * Puts the ККТ behind a pseudo terminal made by socat. A cut of power is silence, as on an RS-232 line; `link-off` faults unplug, and
 * the port comes back by `plug`.
 */
export async function startKktPty(kkt: Kkt): Promise<KktPty> {
  const folder = await mkdtemp(join(tmpdir(), 'kkt-'));
  const path = join(folder, 'tty');
  let live: { readonly socat: Socat; readonly line: Line } | null = null;

  const plug = async (): Promise<void> => {
    if (live !== null) return;
    const socat = spawn('socat', [`PTY,link=${path},raw,echo=0`, 'STDIO'], { stdio: ['pipe', 'pipe', 'inherit'] });
    socat.stdin.on('error', () => undefined);
    const failed = new Promise<never>((_, reject) => {
      socat.once('error', reject);
    });
    failed.catch(() => undefined);
    const line = kkt.connect(
      (bytes) => {
        if (socat.stdin.writable) socat.stdin.write(bytes);
      },
      {
        broken: () => {
          socat.kill();
        },
      },
    );
    socat.stdout.on('data', (bytes: Buffer) => {
      line.receive(bytes);
    });
    const now = { socat, line };
    live = now;
    socat.once('exit', () => {
      line.close();
      if (live === now) live = null;
    });
    await Promise.race([failed, appearance(path, socat)]);
  };

  const unplug = async (): Promise<void> => {
    if (live === null) return;
    const { socat } = live;
    const gone = once(socat, 'exit');
    socat.kill();
    await gone;
  };

  await plug();
  return {
    path,
    plug,
    unplug,
    close: async () => {
      await unplug();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function appearance(path: string, socat: Socat): Promise<void> {
  for (let waited = 0; !existsSync(path); waited += lookEveryMs) {
    if (waited > appearsWithinMs || socat.exitCode !== null) throw new Error('socat made no pseudo terminal');
    await wait(lookEveryMs);
  }
}
