/** `/relay/server` over the wire: whom it answers, and that a change counts at once. */
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { WebSocket } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { createGateway } from './server.ts';
import { TypedSettings } from './typed-settings.ts';

const key = '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc';
const password = 'sixteen-signs-ok';

const cleanups: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function gateway(env: Record<string, string> = {}): Promise<{ port: number; app: FastifyInstance }> {
  const typed = await TypedSettings.open(env, { till: '/till', log: () => undefined });
  if (!typed.ok) throw new Error(typed.failure.map(({ message }) => message).join('\n'));
  const app = createGateway(typed.value.config, { typed: typed.value });
  await app.listen({ host: typed.value.config.host, port: 0 });
  cleanups.push(() => app.close());
  return { port: (app.server.address() as AddressInfo).port, app };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** `from`: the address that asks; the rest of 127/8 counts as other machines (address.ts). */
async function ask(
  port: number,
  method: string,
  path: string,
  { headers = {}, body, from = '127.0.0.1' }: { headers?: Record<string, string>; body?: unknown; from?: string } = {},
): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const request = httpRequest({
    host: '127.0.0.1',
    localAddress: from,
    port,
    method,
    path,
    headers: {
      host: `localhost:${port}`,
      ...(text !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(text)),
      }),
      ...headers,
    },
    agent: false,
  });
  request.end(text);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let answer = '';
  for await (const chunk of response) answer += String(chunk);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: answer.startsWith('{') ? (JSON.parse(answer) as Record<string, unknown>) : {},
  };
}

const page = (port: number): Record<string, string> => ({
  origin: `http://localhost:${port}`,
  'sec-fetch-site': 'same-origin',
});

test('its own page reads what is set, without a secret, and changes it', async () => {
  const { port } = await gateway();
  const before = await ask(port, 'GET', '/relay/server', { headers: { 'sec-fetch-site': 'same-origin' } });
  expect(before).toMatchObject({ status: 200, body: { version: 1, fields: { key: { by: 'nobody' } } } });
  expect(before.headers['cache-control']).toBe('no-store');
  const change = { key, lm: { address: '10.0.0.2:5995', login: 'admin', password: 'hunter2' } };
  const after = await ask(port, 'PUT', '/relay/server', { headers: page(port), body: change });
  expect(after).toMatchObject({
    status: 200,
    body: { fields: { key: { by: 'page', shown: '4afc' }, lm: { shown: 'http://10.0.0.2:5995', login: 'admin' } } },
  });
  expect(JSON.stringify([before, after])).not.toMatch(/4d7b09a5|hunter2/);
  expect((await ask(port, 'GET', '/relay')).body).toMatchObject({ key: true, lm: { url: 'http://10.0.0.2:5995' } });
});

describe('whom it does not answer, and changes nothing for', () => {
  const others: ReadonlyArray<
    readonly [what: string, given: { headers?: Record<string, string>; from?: string }, code: string]
  > = [
    ['a page of another site', { headers: { origin: 'https://evil.example' } }, 'foreign-origin'],
    ['a page of another port of this machine', { headers: { origin: 'http://localhost:1' } }, 'foreign-origin'],
    ['a page without a name', { headers: { origin: 'null' } }, 'foreign-origin'],
    ['a picture of a page of another site', { headers: { 'sec-fetch-site': 'cross-site' } }, 'foreign-origin'],
    ['a neighbour of the same site', { headers: { 'sec-fetch-site': 'same-site' } }, 'foreign-origin'],
    ['a name that was re-pointed here', { headers: { host: 'evil.example' } }, 'foreign-host'],
    [
      'a re-pointed name whose page is its own',
      { headers: { host: 'evil.example:1500', origin: 'http://evil.example:1500' } },
      'foreign-host',
    ],
    ['another machine', { from: '127.0.0.2' }, 'not-here'],
    ['another machine under our name', { from: '127.0.0.2', headers: { host: '127.0.0.1' } }, 'not-here'],
    ['this machine under its name in the network', { headers: { host: '192.168.0.5' } }, 'not-here'],
    ['whoever comes through a proxy: its name', { headers: { host: 'kassa.shop.ru' } }, 'not-here'],
    ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'].map(
      (name) => [`whoever comes through a proxy: ${name}`, { headers: { [name]: '1' } }, 'not-here'] as const,
    ),
  ];
  test.each(others)('%s', async (_what, { headers = {}, from }, code) => {
    // Open to the network and under a name: the widest there is.
    const { port } = await gateway({
      POLTORA_HOST: '0.0.0.0',
      POLTORA_NAMES: 'kassa.shop.ru',
      POLTORA_TILL_KEY: password,
    });
    const all = { headers: { 'x-poltora-till-key': password, ...headers }, ...(from && { from }) };
    for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'OPTIONS']) {
      const answer = await ask(port, method, '/relay/server', { ...all, ...(method === 'PUT' && { body: { key } }) });
      expect([method, answer.status, answer.headers['x-poltora-relay']]).toEqual([method, 403, code]);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect((await ask(port, 'GET', '/relay')).body).toMatchObject({ key: false });
  });

  test('every spelling of the address is the same door', async () => {
    const { port } = await gateway();
    for (const path of ['/relay/server?x=1', '/relay/%73erver', '/%72elay/server'])
      expect((await ask(port, 'GET', path, { headers: { via: '1.1 proxy' } })).status, path).toBe(403);
  });
});

test('where there is a password, it is asked for here as everywhere; a new one counts at once', async () => {
  const { port } = await gateway();
  expect((await ask(port, 'PUT', '/relay/server', { headers: page(port), body: { tillKey: password } })).status).toBe(
    200,
  );
  expect((await ask(port, 'GET', '/relay/server')).status).toBe(401);
  const headers = { ...page(port), 'x-poltora-till-key': password };
  expect(await ask(port, 'GET', '/relay/server', { headers })).toMatchObject({
    status: 200,
    body: { fields: { tillKey: { by: 'page', shown: '' } } },
  });
  expect((await ask(port, 'PUT', '/relay/server', { headers, body: { tillKey: null } })).status).toBe(200);
  expect((await ask(port, 'GET', '/relay/server')).status).toBe(200);
});

test('a bad field is named, with what is wrong, and nothing is changed', async () => {
  const { port } = await gateway({ POLTORA_KKT: 'tcp://10.0.0.1:7778' });
  const answer = await ask(port, 'PUT', '/relay/server', {
    headers: page(port),
    body: { key, tillKey: key, lm: { address: '?' }, connect: '*' },
  });
  expect(answer).toMatchObject({
    status: 422,
    body: { error: { code: 'wrong-field' }, fields: { tillKey: 'key-of-crpt', lm: 'address', connect: 'address' } },
  });
  expect(await ask(port, 'PUT', '/relay/server', { body: { kkt: '10.0.0.2' } })).toMatchObject({
    status: 422,
    body: { fields: { kkt: 'fixed' } },
  });
  expect((await ask(port, 'GET', '/relay')).body).toMatchObject({ key: false });
});

test.each([
  ['no JSON', { 'content-type': 'text/plain' }, { key }, 400],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, { key }, 400],
  ['no object', {}, [key], 400],
  ['too large', {}, { key: 'x'.repeat(20_000) }, 413],
] as const)('%s is refused', async (_what, headers, body, status) => {
  const { port } = await gateway();
  expect((await ask(port, 'PUT', '/relay/server', { headers, body })).status).toBe(status);
  expect((await ask(port, 'GET', '/relay')).body).toMatchObject({ key: false });
});

test('a gateway whose settings come from its starter alone has nothing to change', async () => {
  const typed = await TypedSettings.open({}, { till: '/till', log: () => undefined });
  if (!typed.ok) throw new Error('not opened');
  const app = createGateway(typed.value.config);
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  expect((await ask(port, 'GET', '/relay/server')).headers['x-poltora-relay']).toBe('not-configured');
});

describe('in force at once', () => {
  const listen = async (server: Server): Promise<number> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(async () => {
      server.close();
    });
    return (server.address() as AddressInfo).port;
  };

  test('the key goes to ЦРПТ with the next request, and ЛМ is asked at its new address with its new login', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const upstream = await listen(
      createServer((request, response) => {
        seen.push(request.headers);
        response.setHeader('connection', 'close').end('{}');
      }),
    );
    const { port } = await gateway({ POLTORA_CDN: `http://127.0.0.1:${upstream}` });
    const info = `/relay/cdn/127.0.0.1:${upstream}/api/v4/true-api/cdn/info`;
    expect((await ask(port, 'GET', info)).headers['x-poltora-relay']).toBe('no-key');
    const lm = { address: `127.0.0.1:${upstream}`, login: 'u', password: 'p' };
    await ask(port, 'PUT', '/relay/server', { headers: page(port), body: { key, lm } });
    expect((await ask(port, 'GET', info)).status).toBe(200);
    expect((await ask(port, 'GET', '/relay/lm/api/v1/status')).status).toBe(200);
    expect(seen).toMatchObject([{ 'x-api-key': key }, { authorization: `Basic ${btoa('u:p')}` }]);
    // The page is let call it, too.
    expect((await ask(port, 'GET', '/relay')).headers['content-security-policy']).toContain(
      `http://127.0.0.1:${upstream}`,
    );
  });

  test('the ККТ is reached at its new address, and the page at the old one is let go', async () => {
    const kkt = async (name: string): Promise<number> =>
      listen(
        createNetServer((socket) => {
          socket.on('error', () => undefined);
          socket.write(name);
        }),
      );
    const [one, other] = [await kkt('one'), await kkt('other')];
    const { port } = await gateway();
    const change = (address: string): Promise<Answer> =>
      ask(port, 'PUT', '/relay/server', { headers: page(port), body: { kkt: address } });
    const connect = (): { said: Promise<string>; ended: Promise<number> } => {
      const socket = new WebSocket(`ws://localhost:${port}/relay/kkt?till=a`, 'poltora-kkt');
      socket.binaryType = 'arraybuffer';
      return {
        said: new Promise((done) => {
          socket.addEventListener('message', ({ data }) => {
            if (data instanceof ArrayBuffer) done(Buffer.from(data).toString());
          });
        }),
        ended: new Promise((done) => {
          socket.addEventListener('close', ({ code }) => {
            done(code);
          });
        }),
      };
    };
    expect(await connect().ended).toBe(4404);
    await change(`127.0.0.1:${one}`);
    const first = connect();
    expect(await first.said).toBe('one');
    await change(`127.0.0.1:${other}`);
    expect(await first.ended).toBe(1001);
    expect(await connect().said).toBe('other');
  });
});
