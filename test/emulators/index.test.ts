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

it('gives a ККТ its ТС ПИоТ where one is wanted', async () => {
  const { kkt, lm, tspiot, control, close } = await startEmulators({ tspiot: {} });
  expect(tspiot?.control).toBe(control);
  expect(tspiot?.instances.map(({ options }) => options)).toMatchObject([
    { fnSerial: kkt?.kkt.fnNumber, kktInn: lm.inn },
  ]);
  const { id } = (
    (await (await fetch(`${tspiot?.orchestrator ?? ''}/api/v1/instances/info`)).json()) as {
      instances: [{ id: string }];
    }
  ).instances[0];
  const status = await fetch(`${tspiot?.orchestrator ?? ''}/api/v1/status/${id}`);
  expect(await status.json()).toMatchObject({ gismt: { code: 2021 }, lm: { code: 0 } });
  await close();
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
    const names = ['CDN', 'LM', 'KKT', 'TSPIOT', 'ORCHESTRATOR', 'CONTROL'];
    const free = Object.fromEntries(names.map((name) => [`EMULATOR_${name}_PORT`, '0']));
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
    expect(said).toMatch(/ТС ПИоТ .* https:\/\/127\.0\.0\.1:\d+/);
    const ended = once(program, 'exit');
    program.kill(signal);
    expect(await ended).toEqual([0, null]);
  },
  20_000,
);
