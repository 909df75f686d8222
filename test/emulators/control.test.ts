import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openControl, type Control, type ServiceControl } from './control.ts';
import { openListener, type Listener } from './listener.ts';

let control: Control;
let service: ServiceControl;
let first: Listener;
let second: Listener;
let carriedOut: number;

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(control.url + path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
const clear = (path: string): Promise<Response> => fetch(control.url + path, { method: 'DELETE' });
const log = async (): Promise<Record<string, unknown>[]> =>
  (await (await fetch(`${control.url}/requests`)).json()) as Record<string, unknown>[];

beforeEach(async () => {
  carriedOut = 0;
  control = await openControl();
  service = control.join('cdn');
  const handle = (): { status: number; body: unknown } => {
    carriedOut += 1;
    return { status: 200, body: { answer: 'a whole answer' } };
  };
  first = await openListener({ service, host: 0, port: 0, handle, headers: () => ({ 'x-common': 'yes' }) });
  second = await openListener({ service, host: 1, port: 0, handle });
});

afterEach(async () => {
  await Promise.all([first.close(), second.close(), control.close()]);
});

describe('faults', () => {
  it('answers as the service does while there are none', async () => {
    expect(await (await fetch(`${first.url}/a`)).json()).toEqual({ answer: 'a whole answer' });
  });

  it.each([203, 400, 401, 404, 410, 418, 429, 500, 503, 504])(
    'answers status %i with the body given',
    async (status) => {
      expect((await post('/faults', { service: 'cdn', status, body: { code: status } })).status).toBe(201);
      const response = await fetch(`${first.url}/a`);
      expect(response.status).toBe(status);
      expect(response.headers.get('x-common')).toBe('yes');
      expect(await response.json()).toEqual({ code: status });
      expect(carriedOut).toBe(0);
    },
  );

  it('sends a string body as it is, and no body when none is given', async () => {
    await service.fail({ status: 502, body: 'Bad gateway', times: 1 });
    expect(await (await fetch(first.url)).text()).toBe('Bad gateway');
    await service.fail({ status: 503, times: 1 });
    expect(await (await fetch(first.url)).text()).toBe('');
  });

  it('says 500 with code 5000, 203 in the emergency, HTML for JSON', async () => {
    await service.fail({ code5000: true, times: 1 });
    const crossBorder = await fetch(first.url);
    expect([crossBorder.status, await crossBorder.json()]).toMatchObject([500, { code: 5000 }]);
    await service.fail({ emergency: true, times: 1 });
    const emergency = await fetch(first.url);
    expect([emergency.status, await emergency.json()]).toMatchObject([203, { code: 203 }]);
    await service.fail({ badJson: true, times: 1 });
    await expect((await fetch(first.url)).json()).rejects.toThrow(SyntaxError);
    expect(carriedOut).toBe(0);
  });

  it('cuts the JSON of a request that was carried out, in a message that is whole', async () => {
    await service.fail({ truncatedJson: true });
    const response = await fetch(first.url);
    expect('{"answer":"a whole answer"}'.startsWith(await response.text())).toBe(true);
    expect(carriedOut).toBe(1);
  });

  it('breaks the connection in mid-body of a request that was carried out', async () => {
    await service.fail({ reset: true });
    const response = await fetch(first.url);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(carriedOut).toBe(1);
    expect(service.requests).toMatchObject([{ status: 200, aborted: false }]);
  });

  it('never answers a hung request, and sees the client leave', async () => {
    await service.fail({ hang: true });
    const client = new AbortController();
    const answer = fetch(`${first.url}/a`, { signal: client.signal });
    await vi.waitFor(() => {
      expect(service.requests).toHaveLength(1);
    });
    client.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(() => {
      expect(service.requests).toMatchObject([{ status: null, aborted: true }]);
    });
    expect(carriedOut).toBe(0);
  });

  it('stops waiting when the client leaves a late answer', async () => {
    await service.fail({ latencyMs: 600_000 });
    const client = new AbortController();
    const answer = fetch(`${first.url}/a`, { signal: client.signal });
    await vi.waitFor(() => {
      expect(service.requests).toHaveLength(1);
    });
    client.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(() => {
      expect(service.requests).toMatchObject([{ status: null, aborted: true }]);
    });
  });

  it('refuses connections to one host and takes them again on the same port', async () => {
    expect((await post('/faults', { service: 'cdn', refuse: true, host: 0 })).status).toBe(201);
    await expect(fetch(first.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect((await fetch(second.url)).status).toBe(200);
    expect((await clear('/faults')).status).toBe(204);
    expect((await fetch(first.url)).status).toBe(200);
  });

  it('lasts as many requests as it is told', async () => {
    await service.fail({ status: 500, times: 2 });
    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push((await fetch(first.url)).status);
    expect(statuses).toEqual([500, 500, 200]);
    expect(service.faults).toEqual([]);
  });

  it('strikes only the host and the path it names', async () => {
    await service.fail({ status: 500, host: 1, path: '/a' });
    expect((await fetch(`${first.url}/a`)).status).toBe(200);
    expect((await fetch(`${second.url}/b`)).status).toBe(200);
    expect((await fetch(`${second.url}/a?query`)).status).toBe(500);
  });

  it('lets the later of two ways win and keeps the latency of the earlier', async () => {
    await service.fail({ status: 500, body: {}, latencyMs: 1 });
    await service.fail({ badJson: true });
    expect(service.faultFor(0, '/')).toEqual({ badJson: true, latencyMs: 1 });
  });

  it('lets a preflight through: the fault is for the request it announces', async () => {
    await service.fail({ status: 500, times: 1 });
    expect((await fetch(first.url, { method: 'OPTIONS' })).status).toBe(200);
    expect((await fetch(first.url)).status).toBe(500);
  });

  it.each([
    ['two ways at once', { service: 'cdn', hang: true, badJson: true }],
    ['a body without status', { service: 'cdn', body: {} }],
    ['refuse with a path', { service: 'cdn', refuse: true, path: '/a' }],
    ['a host that is not there', { service: 'cdn', host: 7, hang: true }],
    ['a misspelt field', { service: 'cdn', latency: 5 }],
    ['an impossible status', { service: 'cdn', status: 99 }],
    ['a condition of ЛМ', { service: 'cdn', state: 'failure' }],
    ['an unknown service', { service: 'cnd', hang: true }],
    ['text that is not JSON', 'hang'],
  ])('does not take %s', async (_, fault) => {
    const response = await post('/faults', fault);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: expect.any(String) as string });
    expect(service.faults).toEqual([]);
  });

  it('lists what is in force', async () => {
    await post('/faults', { service: 'cdn', latencyMs: 5 });
    expect(await (await fetch(`${control.url}/faults?service=cdn`)).json()).toEqual([{ service: 'cdn', latencyMs: 5 }]);
  });
});

describe('the log', () => {
  it('holds every request with what became of it, until it is cleared', async () => {
    await fetch(`${second.url}/a?b=1`, { method: 'POST', headers: { 'x-some': 'header' }, body: '{"a":1}' });
    await fetch(first.url, { method: 'POST', body: 'not json' });
    expect(await log()).toMatchObject([
      {
        service: 'cdn',
        host: 1,
        method: 'POST',
        path: '/a',
        query: 'b=1',
        headers: { 'x-some': 'header' },
        body: { a: 1 },
        status: 200,
        aborted: false,
      },
      { host: 0, path: '/', body: 'not json' },
    ]);
    expect((await clear('/requests')).status).toBe(204);
    expect(await log()).toEqual([]);
  });

  it('is not found under another service or path', async () => {
    expect((await fetch(`${control.url}/requests?service=other`)).status).toBe(404);
    expect((await fetch(`${control.url}/nothing`)).status).toBe(404);
  });
});
