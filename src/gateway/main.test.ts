import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** A cold `tsx` compiles Fastify's callers first; on a loaded machine that takes seconds. */
const PROGRAM_LIMIT_MS = 60_000;

interface Program {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly output: () => string;
  readonly code: Promise<unknown>;
}

function start(env: Record<string, string>): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('main.ts', import.meta.url))], {
    // What it keeps by habit in the home of its user, it keeps where nobody lives.
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nowhere', ...env },
    // `tsx` is looked up from here.
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return { child, output: () => output, code: once(child, 'close').then(([code]) => code as unknown) };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'says where it listens, answers, and closes on %s',
  async (signal) => {
    const program = start({
      POLTORA_PORT: '0',
      POLTORA_API_KEY: 'secret',
      POLTORA_LM: 'http://u:hunter2@127.0.0.1:5995',
      POLTORA_KKT: 'tcp://127.0.0.1:7778',
      POLTORA_TSPIOT: 'https://127.0.0.1:51401',
    });
    while (!program.output().includes('Связь:'))
      await Promise.race([once(program.child.stdout, 'data'), once(program.child.stderr, 'data')]);
    const [, url] =
      /по адресу (http:\/\/localhost:\d+) \(только для этого компьютера\)\. Связь: ЦРПТ \(cdn\.crpt\.ru:443, \*\.crpt\.ru\), ТС ПИоТ \(127\.0\.0\.1:51401\), ЛМ ЧЗ \(http:\/\/127\.0\.0\.1:5995\), ККТ \(127\.0\.0\.1:7778\)\.\n/.exec(
        program.output(),
      ) ?? [];
    const answer = await fetch(`${url}/relay`);
    expect(await answer.json()).toMatchObject({ version: 1, lm: { url: expect.stringMatching(/^http:/) }, key: true });
    program.child.kill(signal);
    expect(await program.code).toBe(0);
    expect(program.output()).not.toMatch(/secret|hunter2/);
    expect(program.output()).not.toContain('POLTORA_NAMES');
  },
  PROGRAM_LIMIT_MS,
);

test(
  'what a guesser of keys did stands in its log, once and without the keys',
  async () => {
    const program = start({ POLTORA_PORT: '0', POLTORA_HOST: '0.0.0.0', POLTORA_TILL_KEY: 'the-key-of-the-tills' });
    while (!program.output().includes('POLTORA_NAMES не задана'))
      await Promise.race([once(program.child.stdout, 'data'), once(program.child.stderr, 'data')]);
    const [, url] = /по адресу (http:\/\/localhost:\d+) \(для сети, по паролю\)/.exec(program.output()) ?? [];
    for (let tries = 0; tries < 9; tries += 1)
      await fetch(`${url}/relay/tills`, { headers: { 'x-poltora-till-key': `guessed-key-${tries}-xxxxxx` } });
    // While it waits no key of it is looked at: not the right one either.
    expect(
      (await fetch(`${url}/relay/tills`, { headers: { 'x-poltora-till-key': 'the-key-of-the-tills' } })).status,
    ).toBe(429);
    program.child.kill('SIGTERM');
    expect(await program.code).toBe(0);
    expect(program.output().match(/неверных паролей/g)).toHaveLength(1);
    expect(program.output()).not.toMatch(/guessed-key|the-key-of/);
  },
  PROGRAM_LIMIT_MS,
);

test(
  'a taken port is told in a sentence',
  async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const program = start({ POLTORA_PORT: String(port) });
    expect(await program.code).toBe(1);
    expect(program.output()).toBe(
      `Порт ${port} на 127.0.0.1 занят другой программой: закройте её или задайте свободный порт в POLTORA_PORT.\n`,
    );
    other.close();
  },
  PROGRAM_LIMIT_MS,
);

test(
  'bad settings are told in sentences, and nothing is started',
  async () => {
    const program = start({ POLTORA_PORT: 'x', POLTORA_HOST: '0.0.0.0' });
    expect(await program.code).toBe(1);
    expect(program.output().trim().split('\n')).toEqual([
      expect.stringMatching(/^POLTORA_PORT «x»: нужен номер/),
      expect.stringMatching(/^POLTORA_TILL_KEY не задана/),
    ]);
  },
  PROGRAM_LIMIT_MS,
);
