import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { startEmulators } from './index.ts';

it('starts all services under one control', async () => {
  const { cdn, lm, kkt, control, close } = await startEmulators();
  expect([cdn.control, lm.control, kkt?.control]).toEqual([control, control, control]);
  await fetch(`${control}/faults`, {
    method: 'POST',
    body: JSON.stringify({ service: 'local-module', state: 'failure' }),
  });
  await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify({ service: 'cdn', hang: true }) });
  expect([cdn.service.faults, lm.service.faults]).toEqual([[{ hang: true }], [{ state: 'failure' }]]);
  await fetch(`${control}/faults?service=cdn`, { method: 'DELETE' });
  expect([cdn.service.faults, lm.service.faults]).toEqual([[], [{ state: 'failure' }]]);
  await close();
  await expect(fetch(lm.url)).rejects.toThrow();
  await expect(fetch(control)).rejects.toThrow();
});

it('does without a ККТ where none is wanted', async () => {
  const { kkt, control, close } = await startEmulators({ kkt: false });
  expect(kkt).toBeUndefined();
  expect((await fetch(`${control}/faults?service=kkt`)).status).toBe(404);
  await close();
});

it('closes all it opened when a port is taken', async () => {
  const running = await startEmulators();
  const taken = Number(new URL(running.lm.url).port);
  await expect(startEmulators({ lm: { port: taken } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await running.close();
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'runs as a program that says where it is and ends cleanly on %s',
  async (signal) => {
    const free = { EMULATOR_CDN_PORT: '0', EMULATOR_LM_PORT: '0', EMULATOR_KKT_PORT: '0', EMULATOR_CONTROL_PORT: '0' };
    const program = spawn(process.execPath, ['--import', 'tsx', new URL('main.ts', import.meta.url).pathname], {
      env: { ...process.env, ...free },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const chunk of program.stdout) {
      said += String(chunk);
      if (said.includes('Ctrl+C')) break;
    }
    expect(said).toMatch(/X-API-KEY is [0-9a-f-]{36}/);
    expect(said).toContain('login admin, password admin');
    expect(said).toMatch(/tcp:\/\/127\.0\.0\.1:\d+/);
    const ended = once(program, 'exit');
    program.kill(signal);
    expect(await ended).toEqual([0, null]);
  },
  20_000,
);
