import { connect } from 'node:tls';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GS } from '../marking-code.ts';
import { codeOfGood, sample, type SituationId } from '../sample-codes.ts';
import { startTspiot, type TspiotServer } from './index.ts';

const kktInn = '7700000000';
const first = { kktSerial: '00106200000017', fnSerial: '9999078900000017', kktInn };
const second = { kktSerial: '00106200000018', fnSerial: '9999078900000018', kktInn: '', api: 1 } as const;
const client_info = { name: 'Poltora', version: '1.0', id: 'id', token: 'token' };
const now = Date.UTC(2026, 11, 1, 9);
const closedShifts = new Set<string>();
let isLocalReady = true;

// Nothing is checked here but the module itself; a till pins the certificate.
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
let tspiot: TspiotServer;
beforeAll(async () => {
  tspiot = await startTspiot({
    instances: [first, second],
    now: () => now,
    isShiftOpen: (kkt) => !closedShifts.has(kkt),
    isLocalReady: () => isLocalReady,
    lists: { inst: 'inst', version: 'version' },
  });
});
afterEach(async () => {
  await tspiot.service.recover();
  tspiot.service.forgetRequests();
  closedShifts.clear();
  isLocalReady = true;
});
afterAll(async () => {
  await tspiot.close();
  await dispatcher.close();
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');

type Answer = readonly [status: number, body: unknown];
async function call(url: string, path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
  const response = await request(url + path, {
    method: method as 'GET',
    dispatcher,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.body.text();
  const answer: Answer = [response.statusCode, text === '' ? undefined : (JSON.parse(text) as unknown)];
  return answer;
}
const module = (path: string, body?: unknown, index = 0): Promise<Answer> =>
  call(tspiot.instances[index]?.url ?? '', path, body);
const admin = (path: string): Promise<Answer> => call(tspiot.orchestrator, path);
const check = (km: string, api: 1 | 2 | 3 = 3, index = 0): Promise<Answer> =>
  module(`/api/v${api}/codes/check`, { codes: [api === 3 ? { cis: base64(km) } : base64(km)], client_info }, index);
const milk = (): string => codeOfGood('04670540176099');
const elementOf = ([, body]: Answer): unknown => (body as { codesResponse: [unknown] }).codesResponse[0];

describe('what it takes', () => {
  const km = base64(codeOfGood('04670540176099'));
  it.each([
    ['v3 no strings', 3, { codes: [km], client_info }],
    ['v2 no objects', 2, { codes: [{ cis: km }], client_info }],
    ['v1 no objects', 1, { codes: [{ cis: km }], client_info }],
    ['no request without a client', 3, { codes: [{ cis: km }] }],
    ['no client without an id', 3, { codes: [{ cis: km }], client_info: { ...client_info, id: '' } }],
    ['no empty list', 3, { codes: [], client_info }],
    ['no two codes', 2, { codes: [km, km], client_info }],
    ['no field that it does not know', 3, { codes: [{ cis: km }], client_info, tz: 2 }],
    ['no text that is no Base64', 3, { codes: [{ cis: '0104670540176099215AbCdE' }], client_info }],
    ['no Base64 of a URL', 3, { codes: [{ cis: km.replaceAll('=', '') + '-_' }], client_info }],
    [
      'no code that has lost its separator',
      3,
      { codes: [{ cis: base64(codeOfGood('04670540176099').replaceAll(GS, '') + '93dGVz93dGVz') }], client_info },
    ],
    ['no separator in words', 3, { codes: [{ cis: base64(milk().replaceAll(GS, '<GS>')) }], client_info }],
  ] as const)('%s', async (_, api, body) => {
    expect(await module(`/api/v${api}/codes/check`, body)).toEqual([400, { code: 3, message: expect.any(String) }]);
  });

  it.each([1, 2, 3] as const)('the whole КМ, as v%d wants it', async (api) => {
    expect((await check(milk(), api))[0]).toBe(200);
  });

  it('the group of a code and the zone of a client, in v3', async () => {
    const body = { codes: [{ cis: base64(milk()), pg: 8 }], client_info: { ...client_info, user_name: 'Ann', tz: 2 } };
    expect((await module('/api/v3/codes/check', body))[0]).toBe(200);
  });

  it.each([
    ['an older module', '/api/v3/info', 1],
    ['an unknown path', '/api/v3/cis/sell', 0],
    ['an unknown version', '/api/v4/info', 0],
  ])('nothing of %s', async (_, path, index) => {
    expect((await module(path, undefined, index))[0]).toBe(404);
  });
});

describe('what it answers', () => {
  it('ГИС МТ, whole and in numbers', async () => {
    const km = milk();
    const online = { found: true, valid: true, verified: true, realizable: true, isBlocked: false, errorCode: 0 };
    expect(elementOf(await check(km))).toMatchObject({
      code: 0,
      description: 'ok',
      codes: [{ cis: km, groupIds: [8], ...online }],
      reqTimestamp: now,
      isCheckedOffline: false,
    });
  });

  it('wrapped twice in v1, with its long numbers as strings', async () => {
    const [, body] = await check(milk(), 1);
    expect(body).toMatchObject({ codesResponse: { codesResponse: [{ code: 0, reqTimestamp: String(now) }] } });
  });

  it('ЛМ where the cloud is away: the КИ, no flag of ГИС МТ, Inst and Ver', async () => {
    await tspiot.service.fail({ module: 'offline', host: 0 });
    const km = milk();
    const element = elementOf(await check(km));
    const ki = km.split(GS)[0];
    expect(element).toMatchObject({
      isCheckedOffline: true,
      version: 'version',
      inst: 'inst',
      codes: [{ cis: ki, found: false, verified: false, groupIds: [], isBlocked: false }],
    });
    expect(element).not.toHaveProperty('description');
    expect((element as { codes: [object] }).codes[0]).not.toHaveProperty('errorCode');
  });

  it.each<[SituationId, boolean]>([
    ['offline-blocked', true],
    ['blocked-gtin', true],
    ['offline-allowed', false],
  ])('what ЛМ knows of %s: blocked %s', async (id, isBlocked) => {
    await tspiot.service.fail({ module: 'offline', host: 0 });
    expect(elementOf(await check(sample(id).code()))).toMatchObject({ codes: [{ isBlocked }] });
  });

  it('ЛМ where the cloud takes too long', async () => {
    expect(elementOf(await check(sample('offline-allowed').code()))).toMatchObject({ isCheckedOffline: true });
  });

  it('203 for the code of the emergency', async () => {
    expect(await check(sample('emergency').code())).toEqual([203, { code: 203, message: 'Аварийный режим' }]);
  });

  it.each([
    ['nobody answers', 'silent', [514, { code: 514, message: expect.any(String) }]],
    ['the trial has ended', 'trial-ended', [500, { errorCode: 500, errorDescription: expect.any(String) }]],
    ['it is not registered', 'not-registered', [403, { code: 1026, message: expect.any(String) }]],
  ] as const)('where %s', async (_, condition, answer) => {
    await tspiot.service.fail({ module: condition, host: 0 });
    expect(await check(milk())).toEqual(answer);
  });

  it('by ЛМ while the shift of its ККТ is closed, and 514 without ЛМ', async () => {
    closedShifts.add(first.kktSerial);
    expect(elementOf(await check(milk()))).toMatchObject({ isCheckedOffline: true });
    isLocalReady = false;
    expect((await check(milk()))[0]).toBe(514);
  });

  it('no CORS headers', async () => {
    const response = await request(`${tspiot.instances[0]?.url ?? ''}/api/v3/info`, {
      dispatcher,
      headers: { origin: 'http://localhost:1500' },
    });
    await response.body.dump();
    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('what it says of itself', () => {
  it.each(['GET', 'POST'])('by %s: which ККТ it serves', async (method) => {
    const [status, body] = await call(
      tspiot.instances[0]?.url ?? '',
      '/api/v3/info',
      method === 'POST' ? {} : undefined,
    );
    expect([status, body]).toMatchObject([200, { ...first, codesCheckTimeout: 1_800, lm: { status: 'ready' } }]);
  });

  it('in v1 no word of ЛМ, and a string for a number', async () => {
    const [, body] = await module('/api/v1/info', undefined, 1);
    expect(body).toMatchObject({ fnSerial: second.fnSerial, kktInn: '', codesCheckTimeout: '1800' });
    expect(body).not.toHaveProperty('lm');
  });

  it('at the orchestrator: its instances, their ports, their ФН', async () => {
    const ports = tspiot.instances.map(({ url }) => Number(new URL(url).port));
    expect(await admin('/api/v1/instances/info')).toMatchObject([
      200,
      {
        instances: [
          { id: first.kktSerial, softPort: ports[0], serviceState: 'Работает' },
          { id: second.kktSerial, softPort: ports[1] },
        ],
      },
    ]);
    const year = new Date(now + 365 * 86_400_000).toISOString();
    expect(await admin(`/api/v1/instances/info/${first.kktSerial}`)).toMatchObject([
      200,
      { clientPort: ports[0], licenses: [{ isActive: true, activeTill: year }], regData: first },
    ]);
  });

  it.each([
    ['well', {}, 0, 0],
    ['without the cloud', { module: 'offline' }, 2016, 0],
    ['without both', { module: 'silent' }, 2016, 3007],
    ['with its shift closed', { module: 'closed-shift' }, 2021, 0],
  ] as const)('at the orchestrator: how it is, %s', async (_, fault, gismt, lm) => {
    await tspiot.service.fail({ ...fault, host: 0 });
    expect(await admin(`/api/v1/status/${first.kktSerial}`)).toMatchObject([
      200,
      { gismt: { code: gismt }, lm: { code: lm }, clientSoftware: { code: 0 } },
    ]);
  });

  it('that it has stopped', async () => {
    await tspiot.service.fail({ refuse: true, host: 0 });
    await expect(module('/api/v3/info')).rejects.toThrow();
    expect(await admin('/api/v1/instances/info')).toMatchObject([
      200,
      { instances: [{ serviceState: 'Остановлен' }, { serviceState: 'Работает' }] },
    ]);
  });

  it('nothing to whoever wants to change it', async () => {
    expect((await call(tspiot.orchestrator, '/api/v1/tspiot', { id: first.kktSerial }, 'PUT'))[0]).toBe(404);
  });
});

it('shows a certificate of its own, and another one after it was installed again', async () => {
  const [instance] = tspiot.instances;
  const seen = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(instance?.url ?? '');
      const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '');
        socket.destroy();
      });
      socket.once('error', reject);
    });
  const before = await seen();
  expect(before).toBe(instance?.fingerprint());
  instance?.renewCertificate();
  expect(await seen()).toBe(instance?.fingerprint());
  expect(instance?.fingerprint()).not.toBe(before);
});

it('keeps a record of what came', async () => {
  const km = milk();
  await check(km);
  expect(tspiot.service.requests).toMatchObject([
    { host: 0, method: 'POST', path: '/api/v3/codes/check', status: 200, body: { codes: [{ cis: base64(km) }] } },
  ]);
});
