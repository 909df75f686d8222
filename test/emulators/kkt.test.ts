import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKkt, stripOf, type KktServer } from './kkt.ts';

let server: KktServer;

beforeEach(async () => {
  server = await startKkt();
});
afterEach(async () => {
  await server.close();
});

const post = (fault: object): Promise<Response> =>
  fetch(`${server.control}/faults`, { method: 'POST', body: JSON.stringify({ service: 'kkt', ...fault }) });
const read = async (path: string): Promise<Record<string, unknown>[]> =>
  (await (await fetch(server.control + path)).json()) as Record<string, unknown>[];
const recover = (): Promise<Response> => fetch(`${server.control}/faults?service=kkt`, { method: 'DELETE' });

it('answers on its TCP port', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write(Uint8Array.of(0x05));
  const [nak] = await new Promise<Buffer>((resolve) => {
    socket.once('data', resolve);
  });
  expect(nak).toBe(0x15);
  socket.destroy();
});

it('leaves no control behind when its port is taken', async () => {
  await expect(startKkt({ port: Number(new URL(server.url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

describe('its conditions are faults that can be taken away', () => {
  it.each([
    [{ paper: false }, (): unknown => server.kkt.machine.printer.paper, false, true],
    [{ cover: 'open' }, (): unknown => server.kkt.machine.printer.coverOpen, true, false],
    [{ power: false }, (): unknown => server.kkt.powered, false, true],
    [{ ofd: 'silent' }, (): unknown => server.kkt.ofd, 'silent', 'online'],
    [{ oism: 'silent' }, (): unknown => server.kkt.marks.oism, 'silent', 'online'],
    [{ oism: 'bad' }, (): unknown => server.kkt.marks.default.oism, 'bad', undefined],
    [
      { oism: 'bad', ki: '0104670540176099215abcde' },
      (): unknown => server.kkt.marks.verdict('0104670540176099215abcde\u001d93dGVz').oism,
      'bad',
      undefined,
    ],
  ])('%o', async (fault, seen, wrong, right) => {
    expect((await post(fault)).status).toBe(201);
    expect(seen()).toBe(wrong);
    expect(await read('/faults')).toEqual([{ service: 'kkt', ...fault }]);
    expect((await recover()).status).toBe(204);
    expect(seen()).toBe(right);
    expect(await read('/faults')).toEqual([]);
  });

  it('the power may come back by itself', async () => {
    await post({ power: false, ms: 20 });
    expect(server.kkt.powered).toBe(false);
    await expect.poll(() => server.kkt.powered).toBe(true);
  });

  it('the age of the shift stays', async () => {
    expect((await post({ shiftAgeHours: 25 })).status).toBe(400);
    server.kkt.machine.openShift(30);
    expect((await post({ shiftAgeHours: 25 })).status).toBe(201);
    expect(server.kkt.mode).toBe(3);
  });
});

describe('faults at a command', () => {
  it('name it in hexadecimal', async () => {
    const fault = { kind: 'late-answer', command: 'FF45', ms: 100, times: 2 };
    expect((await post(fault)).status).toBe(201);
    expect(server.kkt.faults).toEqual([{ ...fault, command: 0xff45 }]);
    expect(await read('/faults?service=kkt')).toEqual([{ service: 'kkt', ...fault }]);
    await recover();
    expect(server.kkt.faults).toEqual([]);
  });

  it.each([
    ['an unknown kind', { kind: 'hang' }],
    ['a number that is none', { kind: 'busy', command: 'FG' }],
    ['an error without its code', { kind: 'error' }],
    ['a code without an error', { kind: 'busy', code: 51 }],
    ['two things at once', { kind: 'busy', paper: false }],
    ['nothing', {}],
    ['a fault of another service', { hang: true }],
  ])('does not take %s', async (_, fault) => {
    const response = await post(fault);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: expect.any(String) as string });
    expect(server.kkt.faults).toEqual([]);
  });
});

it('shows its ФН and its paper, and keeps them', async () => {
  server.kkt.machine.openShift(30);
  expect(await read('/documents')).toMatchObject([
    { fd: 1, kind: 'registration' },
    { fd: 2, kind: 'shift-opened' },
  ]);
  expect(await read('/strips')).toMatchObject([{ fd: 2, kind: 'shift-opened' }]);
  expect((await fetch(`${server.control}/documents`, { method: 'DELETE' })).status).toBe(405);
  expect(stripOf(server.kkt, 2)?.join('\n')).toContain('ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ');
  expect(stripOf(server.kkt, 1)).toBeUndefined();
});

it('logs its commands as requests', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const heard: number[] = [];
  socket.on('data', (bytes) => heard.push(...bytes));
  // FCh in a frame: length, code, their XOR.
  socket.write(Uint8Array.of(0x02, 0x01, 0xfc, 0xfd));
  await expect.poll(() => heard.length).toBeGreaterThan(5);
  expect(await read('/requests?service=kkt')).toMatchObject([{ service: 'kkt', command: 'FC', outcome: 0 }]);
  await fetch(`${server.control}/requests`, { method: 'DELETE' });
  expect(await read('/requests')).toEqual([]);
  socket.destroy();
});
