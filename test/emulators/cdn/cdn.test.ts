import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GS } from '../marking-code.ts';
import { makeCode, sample } from '../sample-codes.ts';
import { demoGoods } from '../demo-goods.ts';
import { startCdn, type Cdn } from './server.ts';

const info = '/api/v4/true-api/cdn/info';
const health = '/api/v4/true-api/cdn/health/check';
const check = '/api/v4/true-api/codes/check';
const good = `0104670540176099215AbCdE${GS}93dGVz`;
const now = Date.UTC(2026, 10, 22, 12);

let cdn: Cdn;
let host: string;

beforeEach(async () => {
  cdn = await startCdn({ now: () => now });
  [host = ''] = cdn.hosts;
});
afterEach(() => cdn.close());

const get = (url: string, headers: Record<string, string> = { 'X-API-KEY': cdn.apiKey }): Promise<Response> =>
  fetch(url, { headers });
const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(host + check, {
    method: 'POST',
    headers: { 'X-API-KEY': cdn.apiKey, 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
interface Answer {
  code: number;
  description: string;
  codes: Record<string, unknown>[];
  reqId: string;
  reqTimestamp: number;
}
const ask = async (...codes: string[]): Promise<Answer> => (await (await post({ codes })).json()) as Answer;
const askOne = async (code: string): Promise<Record<string, unknown>> => (await ask(code)).codes[0] ?? {};

describe('where the base stands', () => {
  it('apart from its hosts, as in production: it lists them and checks nothing', async () => {
    expect(await (await get(cdn.base + info)).json()).toEqual({
      code: 0,
      description: 'ok',
      hosts: cdn.hosts.map((each) => ({ host: each })),
    });
    expect(cdn.hosts).toHaveLength(3);
    host = cdn.base;
    expect((await post({ codes: [good] })).status).toBe(404);
    expect((await get((cdn.hosts[1] ?? '') + info)).status).toBe(404);
  });

  it('on the first host', async () => {
    const other = await startCdn({ form: 'first-host', hosts: 2 });
    expect(other.base).toBe(other.hosts[0]);
    expect((await get(other.base + info)).status).toBe(200);
    host = other.base;
    expect((await post({ codes: [good] })).status).toBe(200);
    await other.close();
  });

  it('in the sandbox: no hosts are named, the base checks', async () => {
    const other = await startCdn({ form: 'sandbox' });
    expect(await (await get(other.base + info)).json()).toEqual({ code: 0, description: 'ok' });
    host = other.base;
    expect((await post({ codes: [good] })).status).toBe(200);
    await other.close();
  });

  it('closes what it opened when a port is taken', async () => {
    const taken = Number(new URL(cdn.base).port);
    await expect(startCdn({ port: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

it('tells the health of a host', async () => {
  expect(await (await get((cdn.hosts[2] ?? '') + health)).json()).toEqual({ code: 0, description: 'ok', avgTimeMs: 7 });
});

describe('what it refuses', () => {
  it.each([
    ['no key', {}],
    ['a wrong key', { 'X-API-KEY': 'wrong' }],
  ])('%s', async (_, headers) => {
    for (const url of [cdn.base + info, host + health]) {
      const response = await get(url, headers);
      expect([response.status, await response.json()]).toEqual([401, { error_message: expect.any(String) as string }]);
    }
    expect((await post({ codes: [good] }, { 'X-API-KEY': '' })).status).toBe(401);
  });

  it('unknown paths and wrong methods', async () => {
    expect((await get(`${host}/api/v3/true-api/codes/check`)).status).toBe(404);
    expect((await get(host + check)).status).toBe(405);
    expect((await fetch(cdn.base + info, { method: 'POST' })).status).toBe(405);
  });

  it.each([
    ['another Content-Type', { codes: [good] }, { 'Content-Type': 'text/plain' }],
    ['text that is not JSON', '{"codes":', {}],
    ['an array for a body', [good], {}],
    ['no codes', {}, {}],
    ['an empty list', { codes: [] }, {}],
    ['codes that are no list', { codes: good }, {}],
    ['a code that is no string', { codes: [15] }, {}],
    ['an empty code', { codes: [''] }, {}],
    ['101 codes', { codes: Array(101).fill(good) }, {}],
    ['a short ФН number', { codes: [good], fiscalDriveNumber: '123456789012345' }, {}],
    ['a numeric ФН number', { codes: [good], fiscalDriveNumber: 9999078900001234 }, {}],
    ['time zone 0', { codes: [good], timeZone: 0 }, {}],
    ['time zone 12', { codes: [good], timeZone: 12 }, {}],
    ['a field of another method', { codes: [good], inn: '7731376812' }, {}],
    ['a leading GS', { codes: [GS + good] }, {}],
    ['a space', { codes: [`${good} `] }, {}],
    ['a line break', { codes: [`${good}\n`] }, {}],
    ['GS written as \\u001d', { codes: [good.replace(GS, '\\u001d')] }, {}],
    ['GS written as <GS>', { codes: [good.replace(GS, '<GS>')] }, {}],
    ['RS for GS', { codes: [good.replace(GS, '\u001e')] }, {}],
    ['URL-encoding', { codes: [encodeURIComponent(good)] }, {}],
    ['parentheses', { codes: [`(01)04670540176099(21)5AbCdE(93)dGVz`] }, {}],
    ['an AIM prefix', { codes: [`]d2${good}`] }, {}],
  ])('%s', async (_, body, headers) => {
    const response = await post(body, headers);
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: 400, description: expect.any(String) as string },
    ]);
  });
});

describe('the answer', () => {
  it('carries an id and the time of the request, new for each', async () => {
    const response = await post({ codes: [good], fiscalDriveNumber: '9999078900001234', timeZone: 2 });
    const first = (await response.json()) as Answer;
    expect(first).toMatchObject({ code: 0, description: 'ok', reqTimestamp: now });
    expect(first.reqId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await ask(good)).reqId).not.toBe(first.reqId);
  });

  it('gives the code back as it was sent, with GS in upper-case digits', async () => {
    const text = await (await post({ codes: [good] })).text();
    expect(text).toContain(String.raw`5AbCdE\u001D93dGVz`);
    expect((JSON.parse(text) as Answer).codes[0]?.cis).toBe(good);
  });

  it('says all of a good code, and its shelf life ends in the future', async () => {
    const answer = await askOne(good);
    expect(answer).toMatchObject({
      found: true,
      valid: true,
      printView: '0104670540176099215AbCdE',
      gtin: '04670540176099',
      groupIds: [8],
      verified: true,
      realizable: true,
      utilised: true,
      isOwner: true,
      isBlocked: false,
      errorCode: 0,
      sold: false,
      grayZone: false,
      packageType: 'UNIT',
    });
    expect(answer.expireDate).toMatch(/^\d{4}-\d\d-\d\dT00:00:00\.000Z$/);
    expect(Date.parse(String(answer.expireDate))).toBeGreaterThan(now);
    expect(Date.parse(String(answer.productionDate))).toBeLessThan(now);
  });

  it('has one element per code, in their order', async () => {
    const codes = [sample('allowed').code(), sample('sold').code(), sample('tobacco-pack').code()];
    expect((await ask(...codes)).codes.map(({ cis }) => cis)).toEqual(codes);
  });

  it.each([
    ['sold', { sold: true, realizable: false, verified: true, errorCode: 0 }],
    ['blocked', { isBlocked: true, ogvs: ['RPN'], realizable: true }],
    ['blocked-gtin', { isBlocked: true, ogvs: ['RPN'] }],
    ['unknown', { found: false, valid: true, errorCode: 10, groupIds: [] }],
    ['unknown-gtin', { found: false, valid: true, errorCode: 10 }],
    ['not-applied', { found: true, utilised: false, realizable: false, sold: false }],
    ['not-introduced', { utilised: true, realizable: false, sold: false }],
    ['bad-crypto', { found: true, valid: true, verified: false, errorCode: 6 }],
    [
      'gray-zone',
      { grayZone: true, realizable: false, packageType: 'GROUP', packageQuantity: 10, mrp: 177000, smp: 13500 },
    ],
    ['tobacco-pack', { mrp: 14500, smp: 13500, groupIds: [3] }],
    ['tobacco-block', { mrp: 180000, smp: 13500, packageType: 'GROUP' }],
    ['below-minimum', { mrp: 12000, smp: 13500 }],
    ['nicotine', { mrp: 20000, groupIds: [16] }],
    ['partially-sold', { innerUnitCount: 30000, soldUnitCount: 12500, sold: false, realizable: true }],
    ['not-owner', { isOwner: false, isTracking: true, realizable: true }],
    ['vet-annulled', { isBlocked: true, ogvs: ['VETRF'] }],
    ['grey-gtin', { isBlocked: false, realizable: true }],
  ] as const)('shows «%s»', async (id, fields) => {
    expect(await askOne(sample(id).code())).toMatchObject(fields);
  });

  it('lets a shelf life be over', async () => {
    expect(Date.parse(String((await askOne(sample('expired').code())).expireDate))).toBeLessThan(now);
  });

  it('is 203 for all when one code brings the emergency', async () => {
    const response = await post({ codes: [good, sample('emergency').code()] });
    expect([response.status, await response.json()]).toEqual([203, { code: 203, message: 'Аварийный режим' }]);
  });

  it('is late for the codes ГИС МТ is silent about', async () => {
    const client = new AbortController();
    const answer = fetch(host + check, {
      method: 'POST',
      headers: { 'X-API-KEY': cdn.apiKey, 'Content-Type': 'application/json' },
      body: JSON.stringify({ codes: [sample('offline-blocked').code()] }),
      signal: client.signal,
    });
    await vi.waitFor(() => {
      expect(cdn.service.requests).toHaveLength(1);
    });
    client.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(() => {
      expect(cdn.service.requests).toMatchObject([{ status: null, aborted: true }]);
    });
  });

  it.each([
    ['a tail of another case', good.replace('dGVz', 'DGVz'), { verified: false, valid: true, errorCode: 6 }],
    ['a pack with another end', '04601653035829A5bCdE7ACVUDGVz', { verified: false, valid: true, errorCode: 6 }],
    ['a real tail of some other code', good.replace('dGVz', '8p9E'), { verified: false, errorCode: 6 }],
    ['a bare КИ', good.slice(0, 24), { verified: false, valid: true, errorCode: 5 }],
    ['a lost GS', good.replace(GS, ''), { verified: false, errorCode: 5 }],
    ['a wrong check digit', good.replace('76099', '76098'), { found: false, valid: false, errorCode: 1 }],
    ['a plain barcode', '4641500046998', { found: false, valid: false, errorCode: 2 }],
    ['no serial', '0104670540176099', { found: false, valid: false, errorCode: 3 }],
    ['Cyrillic letters', good.replace('AbC', 'ФиС'), { found: false, valid: false, errorCode: 4 }],
    ['an unknown AI', good.replace('93dGVz', '77dGVz'), { found: false, valid: false, errorCode: 9 }],
  ])('names what is wrong with %s', async (_, code, fields) => {
    expect(await askOne(code)).toMatchObject({ cis: code, message: expect.any(String) as string, ...fields });
  });

  it('knows every tail the demo goods have', async () => {
    const codes = demoGoods.map((each) => makeCode(each));
    for (const answer of (await ask(...codes)).codes) expect(answer).toMatchObject({ found: true, verified: true });
  });
});

it('obeys a fault on one host only', async () => {
  await cdn.service.fail({ host: 0, path: check, code5000: true });
  expect((await post({ codes: [good] })).status).toBe(500);
  expect((await get(host + health)).status).toBe(200);
  host = cdn.hosts[1] ?? '';
  expect((await post({ codes: [good] })).status).toBe(200);
});

it('can lose its base alone', async () => {
  await cdn.service.fail({ host: 'base', refuse: true });
  await expect(get(cdn.base + info)).rejects.toThrow();
  expect((await get(host + health)).status).toBe(200);
});
