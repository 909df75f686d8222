/** What the commands of the executable do to a computer. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';

/** What a program said, and how it ended. */
export interface Ran {
  readonly isDone: boolean;
  readonly said: string;
}

export interface Machine {
  /** Path of this very executable. */
  readonly executable: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** May it change what belongs to all? Undefined where that only shows by trying. */
  readonly isAdministrator: boolean | undefined;
  readonly run: (program: string, args: readonly string[]) => Promise<Ran>;
  /** Makes the folders of a path, too. */
  readonly write: (path: string, content: string | Buffer, mode?: number) => Promise<void>;
  readonly copy: (from: string, to: string) => Promise<void>;
  readonly makeFolder: (path: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** Whether the till answers at this port of this computer. */
  readonly answers: (port: number) => Promise<boolean>;
}

/** A service manager answers in seconds; one that waits for a person never does, ms. */
const runLimitMs = 60_000;
const answerLimitMs = 2_000;

export const realMachine: Machine = {
  executable: process.execPath,
  env: process.env,
  isAdministrator: process.getuid ? process.getuid() === 0 : undefined,
  run: (program, args) =>
    new Promise((resolve) => {
      execFile(program, [...args], { timeout: runLimitMs, windowsHide: true }, (error, stdout, stderr) => {
        resolve({ isDone: error === null, said: `${stdout}${stderr}`.trim() || (error?.message ?? '') });
      });
    }),
  write: async (path, content, mode) => {
    await writeFile(path, content, mode === undefined ? {} : { mode });
  },
  copy: (from, to) => copyFile(from, to),
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  answers: async (port) => {
    try {
      const { ok } = await fetch(`http://localhost:${port}/relay`, { signal: AbortSignal.timeout(answerLimitMs) });
      return ok;
    } catch {
      return false;
    }
  },
};

/** What keeps the till running: each command says in a sentence what came of it. */
export interface Service {
  readonly install: () => Promise<Ran>;
  readonly uninstall: () => Promise<Ran>;
  readonly status: () => Promise<Ran>;
}

/** Does one after the other; what fails ends it, with its words behind `trouble`. */
export async function inOrder(trouble: string, steps: ReadonlyArray<() => Promise<Ran | void>>): Promise<Ran> {
  for (const step of steps) {
    try {
      const ran = await step();
      if (ran && !ran.isDone) return { isDone: false, said: `${trouble}: ${ran.said}` };
    } catch (cause) {
      return { isDone: false, said: `${trouble}: ${cause instanceof Error ? cause.message : String(cause)}` };
    }
  }
  return { isDone: true, said: '' };
}

/** The port it listens at, from the same variable as the gateway reads. */
export const portOf = ({ env }: Machine): number => Number(env['POLTORA_PORT']?.trim() || 1500);

/** What a person wants to know of it, beside what the service manager says. */
export async function reachability(machine: Machine, isRegistered: boolean): Promise<Ran> {
  const port = portOf(machine);
  const answers = await machine.answers(port);
  const registered = isRegistered
    ? 'Касса запускается вместе с компьютером.'
    : 'Касса не запускается сама: poltora install это исправит.';
  const now = answers
    ? `Сейчас она работает: http://localhost:${port}`
    : `Сейчас она не отвечает по адресу http://localhost:${port}.`;
  return { isDone: answers, said: `${registered}\n${now}` };
}
