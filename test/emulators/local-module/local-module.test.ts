import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GS } from '../marking-code.ts';
import { sample } from '../sample-codes.ts';
import { startLocalModule, type LocalModuleOptions, type LocalModuleServer } from './server.ts';

const ki = '0104670540176099215AbCdE';
const now = Date.UTC(2026, 10, 22, 12);
const hour = 3_600_000;

let lm: LocalModuleServer;

const restart = async (options: LocalModuleOptions): Promise<void> => {
  await lm.close();
  lm = await startLocalModule({ now: () => now, ...options });
};

beforeEach(async () => {
  lm = await startLocalModule({ now: () => now });
});
afterEach(() => lm.close());

const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`;

interface Call {
  body?: unknown;
  headers?: Record<string, string>;
  method?: string;
}
async function call(
  path: string,
  { body, headers = {}, method = body === undefined ? 'GET' : 'POST' }: Call = {},
): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(lm.url + path, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return [response.status, text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)];
}

const outCheck = (...list: { cis: string; pg?: number }[]): Promise<[number, Record<string, unknown>]> =>
  call('/api/v2/cis/outCheck', { body: { cis_list: list } });
async function verdicts(...list: { cis: string; pg?: number }[]): Promise<unknown[]> {
  const [, { results }] = await outCheck(...list);
  return (results as { codes: unknown[] }[]).map(({ codes }) => codes[0]);
}
const sell = (...list: string[]): Promise<[number, Record<string, unknown>]> =>
  call('/api/v2/cis/sell', { body: { cis_list: list } });
const kiOf = (id: Parameters<typeof sample>[0]): string => {
  const code = sample(id).code();
  return code.startsWith('01') ? (code.split(GS)[0] ?? '') : code.slice(0, 21);
};

describe('who may ask', () => {
  it.each([
    ['nobody', ''],
    ['a wrong password', `Basic ${Buffer.from('admin:wrong').toString('base64')}`],
    ['a token it did not give', 'Token 1'],
  ])('not %s', async (_, wrong) => {
    for (const path of ['/api/v2/status', '/api/v1/status'])
      expect(await call(path, { headers: { authorization: wrong } })).toMatchObject([401, { errorCode: 4010 }]);
  });

  it('the bearer of the emergency token', async () => {
    await restart({ token: 'e7f1' });
    expect((await call('/api/v2/status', { headers: { authorization: 'Token e7f1' } }))[0]).toBe(200);
  });

  it('a till that names its ФН in 16 digits, or names none', async () => {
    expect((await call('/api/v2/status', { headers: { 'x-clientid': '9999078900001234' } }))[0]).toBe(200);
    expect(await call('/api/v2/status', { headers: { 'x-clientid': '12345' } })).toMatchObject([
      400,
      { errorCode: 6020 },
    ]);
    await restart({ requireClientId: true });
    expect(await call('/api/v2/status')).toMatchObject([400, { errorCode: 6010 }]);
  });
});

describe('the status', () => {
  it('of v2', async () => {
    expect(await call('/api/v2/status')).toMatchObject([
      200,
      {
        version: '2.6.1-7',
        status: 'ready',
        operationMode: 'active',
        lastSync: now,
        inst: lm.inst,
        inn: lm.inn,
        name: 'regime',
        dbVersion: 'db version',
        dbState: { blocked_cis: { localDocCount: expect.any(Number) as number } },
      },
    ]);
  });

  it('of v1', async () => {
    const [, status] = await call('/api/v1/status');
    expect(status).toMatchObject({
      status: 'ready',
      requiresDownload: false,
      replicationStatus: { blocked_cis: { timeLag: 0 } },
    });
    expect(status).not.toHaveProperty('dbState');
  });

  it('of a module nobody set up', async () => {
    await restart({ state: 'not_configured' });
    const [, status] = await call('/api/v2/status');
    expect(status).toMatchObject({ status: 'not_configured', lastSync: 0 });
    expect(status).not.toHaveProperty('dbState');
  });

  it('turns to sync_error once the last synchronisation is older than 72 hours', async () => {
    await lm.service.fail({ lastSyncAgeMs: 72 * hour });
    expect(await call('/api/v2/status')).toMatchObject([200, { status: 'ready', lastSync: now - 72 * hour }]);
    await lm.service.fail({ lastSyncAgeMs: 72 * hour + 1 });
    expect(await call('/api/v2/status')).toMatchObject([200, { status: 'sync_error' }]);
    await lm.service.recover();
    expect(await call('/api/v2/status')).toMatchObject([200, { status: 'ready', lastSync: now }]);
  });
});

describe('which API it speaks', () => {
  it('v1 alone has no /api/v2', async () => {
    await restart({ api: 'v1' });
    expect((await call('/api/v2/status'))[0]).toBe(404);
    expect(await call('/api/v1/status')).toMatchObject([200, { version: '1.5.2-600' }]);
  });

  it('v2 alone has no /api/v1', async () => {
    await restart({ api: 'v2' });
    expect((await call('/api/v1/status'))[0]).toBe(404);
    expect((await call('/api/v2/status'))[0]).toBe(200);
  });

  it('knows no other paths and methods', async () => {
    expect(await call('/api/v2/nothing')).toMatchObject([404, { errorCode: 4040 }]);
    expect(await call('/api/v2/cis/outCheck')).toMatchObject([404, { errorCode: 4040 }]);
  });
});

describe('outCheck', () => {
  it('answers one element per КИ, each with an id of its own', async () => {
    const [status, { results }] = await outCheck({ cis: ki }, { cis: '04647297654361!%C5UGb' });
    const [first, second] = results as Record<string, unknown>[];
    expect(status).toBe(200);
    expect(first).toMatchObject({
      code: 0,
      description: 'ok',
      reqTimestamp: now,
      inst: lm.inst,
      version: 'db version',
      codes: [{ cis: ki, gtin: '04670540176099', isBlocked: false, sold: false }],
    });
    expect(first?.reqId).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.reqId).not.toBe(first?.reqId);
  });

  it('finds blocked КИ, blocked GTINs, and grey ones while that mode is on', async () => {
    expect(
      await verdicts(
        { cis: kiOf('offline-blocked') },
        { cis: kiOf('blocked-gtin') },
        { cis: kiOf('grey-gtin') },
        { cis: kiOf('offline-allowed') },
      ),
    ).toMatchObject([
      { isBlocked: true, isGreyGtin: false },
      { isBlocked: true, isGreyGtin: false },
      { isBlocked: true, isGreyGtin: true },
      { isBlocked: false },
    ]);
    await restart({ greyList: false });
    const [verdict] = await verdicts({ cis: kiOf('grey-gtin') });
    expect(verdict).toMatchObject({ isBlocked: false });
    expect(verdict).not.toHaveProperty('isGreyGtin');
  });

  it('tells the minimum of НСП to those who name the group', async () => {
    const cis = kiOf('nicotine');
    const [named, unnamed] = await verdicts({ cis, pg: 16 }, { cis });
    expect(named).toMatchObject({ mrp: 20000 });
    expect(unnamed).not.toHaveProperty('mrp');
  });

  it('gives smp for every code as 2.6 does, or for tobacco alone', async () => {
    expect(await verdicts({ cis: ki, pg: 8 })).toMatchObject([{ smp: 13500 }]);
    await restart({ smpAlways: false });
    const [milk, tobacco] = await verdicts({ cis: ki, pg: 8 }, { cis: kiOf('tobacco-pack'), pg: 3 });
    expect(milk).not.toHaveProperty('smp');
    expect(tobacco).toMatchObject({ smp: 13500 });
  });

  it.each([
    ['a full code', `${ki}${GS}93dGVz`],
    ['an uncut pack', '04601653035829H;dV)bFACVUdGVz'],
    ['an encoded КИ', encodeURIComponent('0104850013000162215aBcDe+!')],
    ['nothing of the kind', '4641500046998'],
    ['an empty string', ''],
  ])('has no verdict on %s', async (_, cis) => {
    const [status, { results }] = await outCheck({ cis });
    expect(status).toBe(200);
    expect(results).toEqual([{ code: 400, description: 'invalid format cis', reqTimestamp: now, inst: lm.inst }]);
  });

  it.each([
    ['no list', {}, 6010],
    ['an element without cis', { cis_list: [{ pg: 8 }] }, 6010],
    ['v1 strings', { cis_list: [ki] }, 6011],
    ['a list that is none', { cis_list: ki }, 6011],
    ['a body that is no object', [ki], 6011],
    ['text that is not JSON', '{"cis_list":', 6011],
    ['a group that is no number', { cis_list: [{ cis: ki, pg: '8' }] }, 6011],
    ['an empty list', { cis_list: [] }, 6020],
    ['time zone 12', { tz: 12, cis_list: [{ cis: ki }] }, 6020],
    ['1001 КИ', { cis_list: Array(1001).fill({ cis: ki }) }, 6020],
    ['more than 65536 bytes', { cis_list: Array(999).fill({ cis: `${ki}${'x'.repeat(40)}` }) }, 6020],
    ['a field it does not know', { cis_list: [{ cis: ki }], inn: '1' }, 6021],
  ])('refuses %s', async (_, body, errorCode) => {
    expect(await call('/api/v2/cis/outCheck', { body })).toMatchObject([
      400,
      { errorCode, reason: expect.any(String) as string },
    ]);
  });

  it('names the reason for a list that is too long, and takes a longer one if so configured', async () => {
    await restart({ maxBulkSize: 2 });
    expect(await outCheck({ cis: ki }, { cis: ki }, { cis: ki })).toEqual([
      400,
      { errorCode: 6020, reason: 'cis_list length is too long' },
    ]);
  });

  it('refuses another Content-Type', async () => {
    expect(
      await call('/api/v2/cis/outCheck', {
        body: { cis_list: [{ cis: ki }] },
        headers: { 'content-type': 'text/plain' },
      }),
    ).toMatchObject([400, { errorCode: 6011 }]);
  });

  it('takes a time zone', async () => {
    expect((await call('/api/v2/cis/outCheck', { body: { tz: 2, cis_list: [{ cis: ki, pg: 8 }] } }))[0]).toBe(200);
  });

  it('answers the GET of v1 flat, and reads the query as URL-encoded', async () => {
    const cis = '0104850013000162215aBcDe+!';
    expect(await call(`/api/v1/cis/outCheck?cis=${encodeURIComponent(cis)}`)).toMatchObject([
      200,
      { code: 0, codes: [{ cis, printView: cis, isBlocked: false }] },
    ]);
    expect(await call(`/api/v1/cis/outCheck?cis=${cis}`)).toMatchObject([
      200,
      { code: 400, description: 'invalid format cis' },
    ]);
    expect(await call('/api/v1/cis/outCheck')).toMatchObject([400, { errorCode: 6010 }]);
  });

  it('takes strings in the POST of v1, not objects', async () => {
    expect(await call('/api/v1/cis/outCheck', { body: { cis_list: [ki] } })).toMatchObject([
      200,
      { results: [{ code: 0, codes: [{ cis: ki }] }] },
    ]);
    expect(await call('/api/v1/cis/outCheck', { body: { cis_list: [{ cis: ki }] } })).toMatchObject([
      400,
      { errorCode: 6011 },
    ]);
  });
});

describe('sales', () => {
  it('are remembered, checked, listed and returned', async () => {
    const strange = '0104850013000162215aBcDe+!';
    expect(await sell(ki, strange)).toEqual([
      201,
      {
        results: [
          { success: true, cis: ki },
          { success: true, cis: strange },
        ],
      },
    ]);
    expect(await verdicts({ cis: ki })).toMatchObject([{ sold: true, isBlocked: false }]);
    expect(await call('/api/v2/cis/sold/check', { body: { cis_list: [ki, '04647297654361!%C5UGb'] } })).toMatchObject([
      200,
      { results: [{ isSold: true }, { isSold: false }] },
    ]);
    expect(await call('/api/v2/cis/sold?skip=1&limit=5')).toEqual([
      200,
      { total_count: 2, cis_list: [encodeURIComponent(strange)] },
    ]);
    expect(await call('/api/v2/cis/return', { body: { cis_list: [ki] } })).toEqual([
      200,
      { results: [{ success: true, cis: ki }] },
    ]);
    expect(await verdicts({ cis: ki })).toMatchObject([{ sold: false }]);
  });

  it('are registered once, the whole list or nothing', async () => {
    await sell(ki);
    expect(await sell(`${ki.slice(0, -1)}F`, ki)).toMatchObject([400, { errorCode: 4070 }]);
    expect(await sell('04647297654361!%C5UGb', '04647297654361!%C5UGb')).toMatchObject([400, { errorCode: 4070 }]);
    expect([...lm.sold]).toEqual([ki]);
  });

  it('cannot be returned when there were none', async () => {
    expect(await call('/api/v2/cis/return', { body: { cis_list: [ki] } })).toMatchObject([400, { errorCode: 4075 }]);
  });

  it('of something that is no КИ do not succeed', async () => {
    expect(await sell(`${ki}${GS}93dGVz`)).toMatchObject([201, { results: [{ success: false }] }]);
    expect(lm.sold.size).toBe(0);
  });

  it('are refused in the form of outCheck', async () => {
    expect(await call('/api/v2/cis/sell', { body: { cis_list: [{ cis: ki }] } })).toMatchObject([
      400,
      { errorCode: 6011 },
    ]);
    expect(await call('/api/v2/cis/sell', { body: {} })).toMatchObject([400, { errorCode: 6010 }]);
  });

  it('go by v1 as well', async () => {
    expect(await call('/api/v1/cis/sell', { body: { cis_list: [ki] } })).toMatchObject([
      201,
      { results: [{ success: true }] },
    ]);
  });

  it.each(['limit=0', 'limit=1001', 'skip=-1', 'limit=all'])('are not listed by %s', async (query) => {
    expect(await call(`/api/v2/cis/sold?${query}`)).toMatchObject([400, { errorCode: 6020 }]);
  });

  it('are registered though the answer is lost', async () => {
    await lm.service.fail({ path: '/api/v2/cis/sell', reset: true, times: 1 });
    await expect(sell(ki)).rejects.toThrow();
    expect(await sell(ki)).toMatchObject([400, { errorCode: 4070 }]);
  });

  it('can be seen and forgotten over the control', async () => {
    await sell(ki);
    expect(await (await fetch(`${lm.control}/sold`)).json()).toEqual([ki]);
    expect((await fetch(`${lm.control}/sold`, { method: 'DELETE' })).status).toBe(204);
    expect(lm.sold.size).toBe(0);
  });
});

describe('states', () => {
  it.each([
    ['not_configured', 400, 4045, 4045],
    ['initialization', 400, 4045, 4045],
    ['sync_error', 400, 4050, 200],
    ['failure', 500, 5040, 5040],
  ] as const)('%s: no checks and no sales, but a status', async (state, status, errorCode, config) => {
    await lm.service.fail({ state });
    expect(await outCheck({ cis: ki })).toMatchObject([status, { errorCode }]);
    expect(await sell(ki)).toMatchObject([status, { errorCode }]);
    expect(await call('/api/v2/status')).toMatchObject([200, { status: state }]);
    const [httpStatus, body] = await call('/api/v2/config');
    expect(body.errorCode ?? httpStatus).toBe(config);
  });

  it.each(['not_configured', 'initialization', 'sync_error'] as const)(
    '%s is 4050 with the status in its reason, by the manual',
    async (state) => {
      await restart({ manualErrors: true });
      await lm.service.fail({ state });
      expect(await outCheck({ cis: ki })).toEqual([
        400,
        { errorCode: 4050, reason: `unacceptable system status: ${state}` },
      ]);
    },
  );

  it('sync_error tells a synchronisation long ago', async () => {
    await lm.service.fail({ state: 'sync_error' });
    expect((await call('/api/v2/status'))[1].lastSync).toBeLessThan(now - 72 * hour);
  });

  it('maintenance stops all methods but the status', async () => {
    await lm.service.fail({ operationMode: 'service' });
    expect(await outCheck({ cis: ki })).toMatchObject([503, { errorCode: 5030 }]);
    expect(await call('/api/v2/status')).toMatchObject([200, { operationMode: 'service' }]);
  });
});

describe('init', () => {
  const init = (body: unknown): Promise<[number, Record<string, unknown>]> => call('/api/v2/init', { body });

  it('takes a module from nothing through initialization to ready', async () => {
    let clock = now;
    await restart({ state: 'not_configured', initializationMs: 1000, now: () => clock });
    expect(await init({ token: 'right' })).toEqual([200, {}]);
    expect((await call('/api/v2/status'))[1]).toMatchObject({ status: 'initialization', lastSync: 0 });
    clock += 1000;
    expect((await call('/api/v2/status'))[1]).toMatchObject({ status: 'ready', inn: lm.inn });
    expect((await outCheck({ cis: ki }))[0]).toBe(200);
  });

  it('forgets sales and sets the grey mode when asked to', async () => {
    await sell(ki);
    await init({ token: 'right', kpp: '773101001' });
    expect(lm.sold.size).toBe(1);
    await init({ token: 'right', clearSold: true, enableGreyList: false });
    expect(lm.sold.size).toBe(0);
    expect((await call('/api/v2/status'))[1]).toMatchObject({ isGreyGtin: false });
  });

  it('works in sync_error', async () => {
    await lm.service.fail({ state: 'sync_error' });
    expect((await init({ token: 'right' }))[0]).toBe(200);
  });

  it('refuses what the manual refuses', async () => {
    await restart({ state: 'not_configured', initToken: 'right' });
    expect(await init({})).toMatchObject([400, { errorCode: 6010 }]);
    expect(await init({ token: '' })).toMatchObject([400, { errorCode: 6020 }]);
    expect(await init({ token: 'wrong' })).toMatchObject([400, { errorCode: 4015 }]);
    expect(await init({ token: 'right', kpp: '773101001', fiasId: 'x' })).toMatchObject([400, { errorCode: 6030 }]);
    expect((await call('/api/v2/status'))[1]).toMatchObject({ status: 'not_configured' });
  });
});

describe('CORS', () => {
  const origin = 'http://127.0.0.1:1500';
  const preflight = (from = origin): Promise<Response> =>
    fetch(`${lm.url}/api/v2/cis/outCheck`, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-clientid',
      },
    });

  it('lets a page of any site ask, without a password in the preflight', async () => {
    const response = await preflight();
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-max-age': '600',
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'Authorization, Content-Type, Accept, X-ClientId',
    });
  });

  it('lets the page read answers, refusals and faults', async () => {
    const ask = (): Promise<Response> => fetch(`${lm.url}/api/v2/status`, { headers: { origin } });
    expect((await ask()).headers.get('access-control-allow-origin')).toBe('*');
    await lm.service.fail({ status: 500 });
    const broken = await ask();
    expect([broken.status, broken.headers.get('access-control-allow-origin')]).toEqual([500, '*']);
  });

  it('can name its origins', async () => {
    await restart({ corsOrigins: `https://other.example, ${origin}` });
    expect((await preflight()).headers.get('access-control-allow-origin')).toBe(origin);
    expect((await preflight('https://third.example')).headers.has('access-control-allow-origin')).toBe(false);
  });

  it.each([
    ['in the configuration', () => restart({ corsOrigins: '' })],
    ['as a fault', () => lm.service.fail({ cors: false })],
  ])('can be off %s', async (_, off) => {
    await off();
    const response = await preflight();
    expect([response.status, response.headers.has('access-control-allow-origin')]).toEqual([404, false]);
    const status = await fetch(`${lm.url}/api/v2/status`, { headers: { origin, authorization } });
    expect([status.status, status.headers.has('access-control-allow-origin')]).toEqual([200, false]);
  });
});

it('has the configuration of the permission mode', async () => {
  expect(await call('/api/v2/config')).toMatchObject([
    200,
    { type: 'lm', blockSyncPeriod: 72 * hour, soldStorePeriod: 2_592_000_000 },
  ]);
});
