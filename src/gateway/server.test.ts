import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect as netConnect, createServer as createNetServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { Agent as UndiciAgent, fetch as undiciFetch } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { gatewayFromEnv } from './config.ts';
import type { GatewayVariable } from './config.ts';
import { createGateway } from './server.ts';
import type { GatewayMeans } from './server.ts';

const KEY = 'secret-of-the-shop';
const TILL_KEY = 'the-key-of-the-tills';
const NETWORK = { POLTORA_HOST: '0.0.0.0', POLTORA_TILL_KEY: TILL_KEY };
const subprotocol = (key: string): Record<string, string> => ({
  'sec-websocket-protocol': `poltora-kkt, poltora-key.${Buffer.from(key).toString('base64url')}`,
});
const INFO = 'api/v4/true-api/cdn/info';
const CHECK = 'api/v4/true-api/codes/check';

interface Pair {
  readonly cert: string;
  readonly key: string;
}
const certificates = JSON.parse(
  readFileSync(new URL('../../test/vectors/certificates.json', import.meta.url), 'utf8'),
) as { readonly root: string } & Readonly<Record<'self' | 'leaf' | 'other' | 'expired', Pair>>;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}
interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Raw HTTP: no library between the test and the wire that would tidy up a path or a header. */
async function ask(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Answer> {
  // Node's client sends the body of a DELETE without saying its length.
  const length =
    body === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...length, ...headers },
    agent: false,
  });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return { status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return portOf(server);
}

/** An upstream that remembers what it was asked, and answers as told. */
async function upstream(
  answer: RequestListener = (_request, response) => response.end('{}'),
): Promise<{ port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      answer(request, response);
    });
  });
  return { port: await listen(server), seen };
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poltora-gateway-'));
  await mkdir(join(folder, 'assets'));
  await mkdir(join(folder, '.vite'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>plain</title>');
  await writeFile(join(folder, 'index.html.br'), brotliCompressSync('<!doctype html><title>brotli</title>'));
  await writeFile(join(folder, 'sw.js'), '/* worker */');
  await writeFile(join(folder, 'manifest.webmanifest'), '{}');
  await writeFile(join(folder, 'icon.png'), 'png');
  await writeFile(join(folder, 'assets', 'main-Ab12Cd34.js'), '/* plain */');
  await writeFile(join(folder, 'assets', 'main-Ab12Cd34.js.gz'), gzipSync('/* gzip */'));
  await writeFile(join(folder, 'assets', 'main-Ab12Cd34.js.br'), brotliCompressSync('/* brotli */'));
  await writeFile(join(folder, '.vite', 'manifest.json'), '{}');
  await writeFile(join(folder, '..', `${folder.split('/').at(-1) ?? ''}.secret`), 'outside');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(`${folder}.secret`);
});

async function gateway(env: Partial<Record<GatewayVariable, string>> = {}, means: GatewayMeans = {}): Promise<number> {
  const read = gatewayFromEnv(env, folder);
  if (!read.ok) throw new Error(read.failure.map(({ message }) => message).join('\n'));
  const app = createGateway(read.value, {
    report: (error) => {
      throw error;
    },
    ...means,
  });
  // Loopback in every test, also where the settings speak of a network.
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => app.close());
  return portOf(app.server);
}

/** A gateway whose CDN is the given local upstream. */
const gatewayTo = (
  cdnPort: number,
  env: Partial<Record<GatewayVariable, string>> = {},
  means: GatewayMeans = {},
): Promise<number> => gateway({ POLTORA_CDN: `http://127.0.0.1:${cdnPort}`, POLTORA_API_KEY: KEY, ...env }, means);

/** The gateway's own word: status, header and body say the same code. */
function expectRefusal(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, relay: answer.headers['x-poltora-relay'] }).toEqual({ status, relay: code });
  const { error } = JSON.parse(answer.text) as { error: { code: string; message: string } };
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/\.$/);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
}

describe("the till's files", () => {
  test('the page, from its plain and its compressed file', async () => {
    const port = await gateway();
    const plain = await ask(port, 'GET', '/');
    expect(plain).toMatchObject({ status: 200, text: '<!doctype html><title>plain</title>' });
    expect(plain.headers['content-type']).toMatch(/^text\/html/);
    const packed = await ask(port, 'GET', '/', { 'accept-encoding': 'gzip, br' });
    expect(packed.headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'no-cache',
      vary: expect.stringMatching(/accept-encoding/i) as string,
    });
    expect(packed.headers['content-type']).toMatch(/^text\/html/);
    expect(brotliDecompressSync(packed.bytes).toString()).toContain('brotli');
  });

  test('a client without brotli gets gzip, and the script keeps its type and its year', async () => {
    const answer = await ask(await gateway(), 'GET', '/assets/main-Ab12Cd34.js', { 'accept-encoding': 'gzip' });
    expect(answer.headers).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(answer.headers['content-type']).toMatch(/javascript/);
  });

  test.each([
    ['/', 'no-cache'],
    ['/index.html', 'no-cache'],
    ['/sw.js', 'no-cache'],
    ['/manifest.webmanifest', 'no-cache'],
    ['/icon.png', 'no-cache'],
    ['/assets/main-Ab12Cd34.js', 'public, max-age=31536000, immutable'],
  ])('%s: %s, also for HEAD, and again after a revalidation', async (path, cache) => {
    const port = await gateway();
    const answer = await ask(port, 'GET', path);
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': cache } });
    expect(await ask(port, 'HEAD', path)).toMatchObject({ status: 200, text: '', headers: { 'cache-control': cache } });
    const again = await ask(port, 'GET', path, { 'if-none-match': String(answer.headers.etag) });
    expect(again).toMatchObject({ status: 304, headers: { 'cache-control': cache } });
  });

  test.each([
    '/sale',
    '/index',
    '/assets/',
    '/assets',
    '/assets/old-00000000.js',
    '/.vite/manifest.json',
    '/../x',
    '/assets/../index.html',
    '/%2e%2e/x',
    '//index.html',
    '/%5c..%5cx',
    '/a%00b',
    '/INDEX.HTML',
  ])('%s is not there, whoever asks', async (path) => {
    const answer = await ask(await gateway(), 'GET', path, { accept: 'text/html' });
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'not-found' } });
    expect(answer.headers['x-poltora-relay']).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('nothing outside the folder is served', async () => {
    const port = await gateway();
    const name = `${folder.split('/').at(-1) ?? ''}.secret`;
    for (const path of [
      `/../${name}`,
      `/assets/../../${name}`,
      `/..%2f${name}`,
      `/%2e%2e%2f${name}`,
      `/..%5c${name}`,
      `//../${name}`,
    ]) {
      const answer = await ask(port, 'GET', path);
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain('outside');
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'])('%s on a file is the wrong method', async (method) => {
    const answer = await ask(
      await gateway(),
      method,
      '/index.html',
      { 'content-type': 'application/json' },
      'not json',
    );
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });

  test('an address that is no address', async () => {
    const answer = await ask(await gateway(), 'GET', '/%zz');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'bad-request' } });
    expect(answer.headers['content-security-policy']).toBeDefined();
  });
});

describe('standing headers', () => {
  test.each([
    '/',
    '/sw.js',
    '/assets/main-Ab12Cd34.js',
    '/nothing',
    '/relay',
    '/relay/nothing',
    `/relay/cdn/evil.example/${INFO}`,
    '/%zz',
  ])('%s carries them all', async (path) => {
    const { headers } = await ask(await gateway({ POLTORA_CONNECT: 'http://192.168.0.10:5995/' }), 'GET', path);
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map((rule) => [rule.split(' ')[0], rule.slice(rule.indexOf(' ') + 1)]),
    );
    expect(Object.fromEntries(policy)).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self' 'wasm-unsafe-eval'",
      'connect-src': "'self' http://127.0.0.1:5995 http://localhost:5995 http://192.168.0.10:5995",
      'worker-src': "'self'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': 'svelte-trusted-html poltora-worker poltora-goods-files',
    });
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    for (const rule of [
      'serial=(self)',
      'hid=(self)',
      'camera=(self)',
      'microphone=()',
      'local-network=(self)',
      'loopback-network=(self)',
      'screen-wake-lock=(self)',
      'payment=()',
      'display-capture=()',
      'bluetooth=()',
    ]) {
      expect(headers['permissions-policy']).toContain(rule);
    }
  });
});

test.each([
  [{}, 'http://127.0.0.1:5995 http://localhost:5995'],
  [{ POLTORA_LM: 'http://u:p@127.0.0.1:6000' }, 'http://127.0.0.1:5995 http://localhost:5995 http://127.0.0.1:6000'],
  [
    { POLTORA_LM: 'http://127.0.0.1:5995', POLTORA_CONNECT: 'http://localhost:5995 http://localhost:7000' },
    'http://127.0.0.1:5995 http://localhost:5995 http://localhost:7000',
  ],
  [
    { POLTORA_SETUP_ALLOW: 'files.example.ru setup.example.ru:8443 *.zone.example.ru localhost:*' },
    'http://127.0.0.1:5995 http://localhost:5995 https://files.example.ru https://setup.example.ru:8443',
  ],
])('the page may call itself, and of others %o: %s', async (env, origins) => {
  const { headers } = await ask(await gateway(env), 'GET', '/');
  expect(/connect-src ([^;]*)/.exec(String(headers['content-security-policy']))?.[1]).toBe(`'self' ${origins}`);
});

describe('GET /relay', () => {
  test('says what is relayed and never the key', async () => {
    const answer = await ask(
      await gateway({
        POLTORA_API_KEY: KEY,
        POLTORA_LM: 'http://u:hunter2@127.0.0.1:5995',
        POLTORA_KKT: 'tcp://[::1]:7778',
        POLTORA_DEMO: '1',
      }),
      'GET',
      '/relay',
    );
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(JSON.parse(answer.text)).toEqual({
      version: 1,
      demo: true,
      cdn: { host: 'cdn.crpt.ru' },
      lm: { url: expect.stringMatching(/^http:/) },
      tspiot: null,
      kkt: { address: '[::1]:7778' },
      key: true,
      tills: true,
    });
    expect(answer.text).not.toMatch(/secret|hunter2/);
  });

  test('with nothing set', async () => {
    const answer = await ask(await gateway(), 'GET', '/relay?x');
    expect(JSON.parse(answer.text)).toEqual({
      version: 1,
      demo: false,
      cdn: { host: 'cdn.crpt.ru' },
      lm: null,
      tspiot: null,
      kkt: null,
      key: false,
      tills: true,
    });
  });

  test('is only read', async () => {
    const answer = await ask(await gateway(), 'POST', '/relay', {}, 'x');
    expectRefusal(answer, 405, 'wrong-method');
    expect(answer.headers.allow).toBe('GET, HEAD');
  });
});

describe('relay to ЦРПТ', () => {
  test("adds the key, carries the body, and leaves the till's own headers behind", async () => {
    const { port: cdn, seen } = await upstream((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' }).end('{"code":0}'),
    );
    const port = await gatewayTo(cdn);
    const body = '{"codes":["0104680029460908215jcmHzLmkdPML\\u001d938p9E"]}';
    const answer = await ask(
      port,
      'POST',
      `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`,
      {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-api-key': 'forged',
        cookie: 'a=b',
        authorization: 'Basic eDp5',
        origin: `http://127.0.0.1:${port}`,
        host: `127.0.0.1:${port}`,
        referer: 'http://127.0.0.1/',
        'x-forwarded-for': '1.2.3.4',
        'x-clientid': '99',
        'x-poltora-till-key': 'k',
        connection: 'keep-alive, x-odd',
        'x-odd': '1',
      },
      body,
    );
    expect(answer).toMatchObject({
      status: 200,
      text: '{"code":0}',
      headers: { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store' },
    });
    expect(answer.headers['x-poltora-relay']).toBeUndefined();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'POST', url: `/${CHECK}`, body });
    const sent = seen[0]?.headers ?? {};
    expect(sent).toMatchObject({
      'x-api-key': KEY,
      'content-type': 'application/json',
      accept: 'application/json',
      host: `127.0.0.1:${cdn}`,
    });
    for (const name of [
      'cookie',
      'authorization',
      'origin',
      'referer',
      'x-forwarded-for',
      'x-clientid',
      'x-poltora-till-key',
      'x-odd',
    ])
      expect(sent).not.toHaveProperty(name);
  });

  test.each([INFO, 'api/v4/true-api/cdn/health/check'])('GET %s', async (path) => {
    const { port: cdn, seen } = await upstream();
    expect(await ask(await gatewayTo(cdn), 'GET', `/relay/cdn/127.0.0.1%3A${cdn}/${path}`)).toMatchObject({
      status: 200,
      text: '{}',
    });
    expect(seen[0]).toMatchObject({ method: 'GET', url: `/${path}` });
    expect(seen[0]?.headers).toMatchObject({ 'x-api-key': KEY, accept: 'application/json' });
  });

  test.each([
    [203, ''],
    [200, '{"code":0}'],
    [400, '{"code":400}'],
    [401, ''],
    [404, 'no'],
    [410, '{}'],
    [418, '{}'],
    [429, ''],
    [500, '{"code":5000}'],
    [503, '<html>'],
    [514, ''],
  ])('status %i and its body come through unchanged, without the header of the gateway', async (status, text) => {
    const { port: cdn } = await upstream((_request, response) =>
      response
        .writeHead(status, {
          'content-type': 'text/x-upstream',
          'x-poltora-relay': 'refused',
          'set-cookie': 'a=b',
          'content-security-policy': 'default-src *',
          'access-control-allow-origin': '*',
        })
        .end(text),
    );
    const answer = await ask(await gatewayTo(cdn), 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`);
    expect(answer).toMatchObject({
      status,
      text,
      headers: { 'content-type': 'text/x-upstream', 'cache-control': 'no-store' },
    });
    for (const name of ['x-poltora-relay', 'set-cookie', 'access-control-allow-origin'])
      expect(answer.headers).not.toHaveProperty(name);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  test('a packed answer comes through unpacked', async () => {
    const { port: cdn } = await upstream((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"code":0}')),
    );
    const answer = await ask(await gatewayTo(cdn), 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`);
    expect(answer).toMatchObject({ status: 200, text: '{"code":0}' });
    expect(answer.headers['content-encoding']).toBeUndefined();
  });

  test('bytes are not touched', async () => {
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
    const { port: cdn } = await upstream((_request, response) => response.end(bytes));
    expect((await ask(await gatewayTo(cdn), 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`)).bytes).toEqual(bytes);
  });

  test('every other allowed host is asked with the scheme of POLTORA_CDN', async () => {
    const { port: other, seen } = await upstream();
    const port = await gateway({
      POLTORA_CDN: 'http://127.0.0.1:9',
      POLTORA_API_KEY: KEY,
      POLTORA_CDN_ALLOW: `localhost:${other}`,
    });
    expect((await ask(port, 'POST', `/relay/cdn/localhost:${other}/${CHECK}`, {}, '{}')).status).toBe(200);
    expect(seen).toHaveLength(1);
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (input) => {
      asked.push(input instanceof Request ? input.url : String(input));
      return Promise.resolve(new Response('{}'));
    };
    expect(
      (await ask(await gateway({ POLTORA_API_KEY: KEY }, { fetch }), 'GET', `/relay/cdn/cdn01.crpt.ru/${INFO}`)).status,
    ).toBe(200);
    expect(asked).toEqual([`https://cdn01.crpt.ru:443/${INFO}`]);
  });

  test('without a key nothing is asked', async () => {
    const { port: cdn, seen } = await upstream();
    expectRefusal(
      await ask(await gatewayTo(cdn, { POLTORA_API_KEY: '' }), 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`),
      503,
      'no-key',
    );
    expect(seen).toEqual([]);
  });

  test.each([
    'evil.example',
    'crpt.ru',
    'cdn.crpt.ru.evil.example',
    'evil.example%2f.crpt.ru',
    'evil.example%5c.crpt.ru',
    'evil.example%23.crpt.ru',
    'evil.example%3f.crpt.ru',
    'u@cdn.crpt.ru',
    'u:p@cdn.crpt.ru',
    'cdn.crpt.ru@evil.example',
    'cdn.crpt.ru%40evil.example',
    'cdn.crpt.ru%2540evil.example',
    'cdn.crpt.ru.',
    '127.0.0.1',
    '127.1:PORT',
    '0x7f.0.0.1:PORT',
    '2130706433:PORT',
    '[::ffff:127.0.0.1]:PORT',
    'localhost:PORT',
    '127.0.0.1:PORT%00',
    '%20127.0.0.1:PORT',
    '127.0.0.1%253APORT',
    '169.254.169.254',
    '..',
    '%2e%2e',
    '',
    '.',
    'cdn.crpt.ru%0d%0a',
    '%zz',
    'http:',
  ])('host «%s» is refused and nobody is asked', async (host) => {
    const { port: cdn, seen } = await upstream();
    const answer = await ask(await gatewayTo(cdn), 'GET', `/relay/cdn/${host.replace('PORT', String(cdn))}/${INFO}`);
    if (host === '%zz') expectRefusal(answer, 400, 'bad-request');
    else expectRefusal(answer, 403, 'host-not-allowed');
    expect(seen).toEqual([]);
  });

  test.each([
    ['', 404, 'not-relayed'],
    ['api/v4/true-api/codes', 404, 'not-relayed'],
    ['api/v3/true-api/codes/check', 404, 'not-relayed'],
    ['api/v4/true-api/auth/permissive-access', 404, 'not-relayed'],
    [`${INFO}/`, 404, 'not-relayed'],
    [`/${INFO}`, 404, 'not-relayed'],
    [`x/../${INFO}`, 404, 'not-relayed'],
    [`x/%2e%2e/${INFO}`, 404, 'not-relayed'],
    [`x/..%2f${INFO}`, 404, 'not-relayed'],
    ['api%2fv4/true-api/cdn/info', 404, 'not-relayed'],
    ['api%5cv4/true-api/cdn/info', 404, 'not-relayed'],
    ['api\\v4\\true-api\\cdn\\info', 404, 'not-relayed'],
    ['API/v4/true-api/cdn/info', 404, 'not-relayed'],
    [`${INFO};x`, 404, 'not-relayed'],
    [`${INFO}%20`, 404, 'not-relayed'],
    [`${INFO}?x=1`, 404, 'not-relayed'],
    [`${INFO}#x`, 404, 'not-relayed'],
    [`${INFO}@evil.example`, 404, 'not-relayed'],
    [CHECK, 405, 'wrong-method'],
  ])('GET «%s» is not relayed', async (path, status, code) => {
    const { port: cdn, seen } = await upstream();
    expectRefusal(await ask(await gatewayTo(cdn), 'GET', `/relay/cdn/127.0.0.1:${cdn}/${path}`), status, code);
    expect(seen).toEqual([]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])(
    '%s cdn/info is the wrong method',
    async (method) => {
      const { port: cdn, seen } = await upstream();
      const answer = await ask(await gatewayTo(cdn), method, `/relay/cdn/127.0.0.1:${cdn}/${INFO}`);
      expectRefusal(answer, 405, 'wrong-method');
      expect(answer.headers.allow).toBe('GET');
      expect(seen).toEqual([]);
    },
  );

  test('HEAD and unknown methods are not relayed either', async () => {
    const { port: cdn, seen } = await upstream();
    const port = await gatewayTo(cdn);
    const head = await ask(port, 'HEAD', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`);
    expect(head).toMatchObject({ status: 405, headers: { 'x-poltora-relay': 'wrong-method' } });
    const odd = await ask(port, 'PROPFIND', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`);
    expect(odd.headers['x-poltora-relay']).toBeDefined();
    expect(seen).toEqual([]);
  });

  test.each(['/relay/', '/relay/x', '/relay/cdnx/a', '/%72elay/cdn/127.0.0.1/x', '/relay/cdn', '/relay%2fcdn'])(
    '%s leads nowhere',
    async (path) => {
      const answer = await ask(await gatewayTo(9), 'GET', path);
      expect([403, 404]).toContain(answer.status);
      expect(JSON.parse(answer.text)).toHaveProperty('error.code');
    },
  );
});

describe('an upstream that fails', () => {
  test('nobody listens', async () => {
    const closed = createNetServer();
    const cdn = await listen(closed);
    await cleanups.pop()?.();
    expectRefusal(
      await ask(await gatewayTo(cdn), 'POST', `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`, {}, '{}'),
      502,
      'refused',
    );
  });

  test('no such name', async () => {
    const port = await gateway({ POLTORA_CDN: 'http://no-such-host.invalid:1', POLTORA_API_KEY: KEY });
    expectRefusal(await ask(port, 'GET', `/relay/cdn/no-such-host.invalid:1/${INFO}`), 502, 'refused');
  });

  test('the connection is dropped before an answer', async () => {
    const { port: cdn } = await upstream((request) => request.socket.resetAndDestroy());
    expectRefusal(
      await ask(await gatewayTo(cdn), 'POST', `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`, {}, '{}'),
      502,
      'refused',
    );
  });

  test.each([
    ['signed by itself', certificates.self, false, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
    [
      'of a root that nobody trusts',
      certificates.leaf,
      false,
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'NODE_EXTRA_CA_CERTS',
    ],
    [
      'of such a root, sent along',
      { ...certificates.leaf, cert: certificates.leaf.cert + certificates.root },
      false,
      'SELF_SIGNED_CERT_IN_CHAIN',
      'NODE_EXTRA_CA_CERTS',
    ],
    ['of another name', certificates.other, true, 'ERR_TLS_CERT_ALTNAME_INVALID', 'another host'],
    ['that is over', certificates.expired, true, 'CERT_HAS_EXPIRED', 'clock'],
  ])('its certificate is one %s', async (_what, pair, trusted, cause, advice) => {
    const server = createHttpsServer(pair, (_request, response) => response.end('{}'));
    server.on('tlsClientError', () => undefined);
    const cdn = await listen(server);
    const dispatcher = new UndiciAgent(trusted ? { connect: { ca: certificates.root } } : {});
    cleanups.push(() => dispatcher.close());
    const fetch = ((input: string, init: object) =>
      undiciFetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
    const port = await gateway(
      { POLTORA_CDN: `https://localhost:${cdn}`, POLTORA_API_KEY: KEY, POLTORA_LM: `https://localhost:${cdn}` },
      { fetch },
    );
    for (const [method, path] of [
      ['POST', `/relay/cdn/localhost:${cdn}/${CHECK}`],
      ['GET', '/relay/lm/api/v2/status'],
    ] as const) {
      const answer = await ask(port, method, path, {}, method === 'POST' ? '{}' : undefined);
      expectRefusal(answer, 502, 'untrusted');
      expect(answer.text).toContain(cause);
      expect(answer.text).toContain(advice);
    }
  });

  test('a good certificate is one, and what speaks no TLS is no matter of certificates', async () => {
    const cdn = await listen(createHttpsServer(certificates.leaf, (_request, response) => response.end('{}')));
    const dispatcher = new UndiciAgent({ connect: { ca: certificates.root } });
    cleanups.push(() => dispatcher.close());
    const fetch = ((input: string, init: object) =>
      undiciFetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
    expect(
      (
        await ask(
          await gateway({ POLTORA_LM: `https://localhost:${cdn}` }, { fetch }),
          'GET',
          '/relay/lm/api/v2/status',
        )
      ).status,
    ).toBe(200);
    const { port: plain } = await upstream();
    expectRefusal(
      await ask(
        await gateway({ POLTORA_LM: `https://localhost:${plain}` }, { fetch }),
        'GET',
        '/relay/lm/api/v2/status',
      ),
      502,
      'refused',
    );
  });

  test('it hangs without an answer', async () => {
    const { port: cdn } = await upstream(() => undefined);
    expectRefusal(
      await ask(
        await gatewayTo(cdn, {}, { limits: { checkMs: 50 } }),
        'POST',
        `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`,
        {},
        '{}',
      ),
      504,
      'timeout',
    );
    expectRefusal(
      await ask(await gatewayTo(cdn, {}, { limits: { infoMs: 50 } }), 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`),
      504,
      'timeout',
    );
  });

  test('it hangs in the middle of the body: the limit is for the whole call', async () => {
    const { port: cdn } = await upstream((_request, response) => void response.write('{"co'));
    expectRefusal(
      await ask(
        await gatewayTo(cdn, {}, { limits: { checkMs: 200 } }),
        'POST',
        `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`,
        {},
        '{}',
      ),
      504,
      'timeout',
    );
  });

  test('the answer is cut in the middle', async () => {
    const { port: cdn } = await upstream((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"code":0', () => response.destroy());
    });
    expectRefusal(
      await ask(await gatewayTo(cdn), 'POST', `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`, {}, '{}'),
      502,
      'broken',
    );
  });

  test('what answers does not speak HTTP', async () => {
    const cdn = await listen(
      createNetServer((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9\r\n\r\n'))),
    );
    expectRefusal(await ask(await gatewayTo(cdn), 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`), 502, 'broken');
  });

  test.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed', async (status) => {
    const { port: target, seen } = await upstream();
    const { port: cdn } = await upstream((_request, response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${target}/${INFO}` }).end(),
    );
    expectRefusal(await ask(await gatewayTo(cdn), 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`), 502, 'redirected');
    expect(seen).toEqual([]);
  });

  test.each([
    ['with', true],
    ['without', false],
  ])('the answer is too large, %s its length told', async (_how, told) => {
    const { port: cdn } = await upstream((_request, response) => {
      if (told) response.setHeader('content-length', '2000');
      response.write('x'.repeat(1000));
      response.end('x'.repeat(1000));
    });
    const small = await gatewayTo(cdn, {}, { limits: { answerBytes: 1999 } });
    expectRefusal(await ask(small, 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`), 502, 'broken');
    const enough = await gatewayTo(cdn, {}, { limits: { answerBytes: 2000 } });
    expect((await ask(enough, 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`)).bytes).toHaveLength(2000);
  });

  test('a small answer that unpacks into a large one is too large', async () => {
    const { port: cdn } = await upstream((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(3 * 1024 * 1024))),
    );
    expectRefusal(await ask(await gatewayTo(cdn), 'GET', `/relay/cdn/127.0.0.1:${cdn}/${INFO}`), 502, 'broken');
  });

  test('when the till hangs up, the upstream is let go', async () => {
    let reached: (socket: Socket) => void = () => undefined;
    const arrived = new Promise<Socket>((resolve) => {
      reached = resolve;
    });
    const { port: cdn } = await upstream((request) => {
      reached(request.socket);
    });
    const request = httpRequest({
      host: '127.0.0.1',
      port: await gatewayTo(cdn),
      method: 'POST',
      path: `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`,
      agent: false,
    });
    request.on('error', () => undefined);
    request.end('{}');
    const socket = await arrived;
    request.destroy();
    await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  });

  test('a good answer leaves the connection open for the next call', async () => {
    const sockets = new Set<Socket>();
    const { port: cdn } = await upstream((request, response) => {
      sockets.add(request.socket);
      response.end('{}');
    });
    const port = await gatewayTo(cdn);
    for (let call = 0; call < 3; call += 1) await ask(port, 'POST', `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`, {}, '{}');
    expect(sockets.size).toBe(1);
  });
});

describe('size of a request', () => {
  test('up to the limit it goes on, beyond it is refused before the upstream', async () => {
    const { port: cdn, seen } = await upstream();
    const port = await gatewayTo(cdn);
    const path = `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`;
    expect((await ask(port, 'POST', path, {}, Buffer.alloc(256 * 1024, 'x'))).status).toBe(200);
    expectRefusal(
      await ask(port, 'POST', path, { 'content-length': String(256 * 1024 + 1) }, Buffer.alloc(256 * 1024 + 1, 'x')),
      413,
      'too-large',
    );
    expectRefusal(
      await ask(port, 'POST', path, { 'transfer-encoding': 'chunked' }, Buffer.alloc(256 * 1024 + 1, 'x')),
      413,
      'too-large',
    );
    expect(seen.map(({ body }) => body.length)).toEqual([256 * 1024]);
  });

  test.each(['application/json', 'text/plain', undefined])('content type %s goes on as it is', async (type) => {
    const { port: cdn, seen } = await upstream();
    await ask(
      await gatewayTo(cdn),
      'POST',
      `/relay/cdn/127.0.0.1:${cdn}/${CHECK}`,
      type === undefined ? {} : { 'content-type': type },
      'not json',
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]?.body).toBe('not json');
    expect(seen[0]?.headers['content-type']).toBe(type);
  });
});

describe('relay to ЛМ ЧЗ', () => {
  test.each([
    ['GET', 'api/v2/status'],
    ['GET', 'api/v1/status'],
    ['GET', 'api/v2/config'],
    ['POST', 'api/v2/cis/outCheck'],
    ['POST', 'api/v1/cis/outCheck'],
    ['POST', 'api/v2/cis/sell'],
    ['POST', 'api/v2/cis/return'],
    ['POST', 'api/v2/cis/sold/check'],
    ['GET', 'api/v1/cis/outCheck?cis=0104%2B%25&x=1'],
  ])('%s %s', async (method, path) => {
    const { port: lm, seen } = await upstream((_request, response) =>
      response.writeHead(201, { 'x-poltora-relay': 'x' }).end('{"results":[]}'),
    );
    const port = await gateway({ POLTORA_LM: `http://127.0.0.1:${lm}`, POLTORA_API_KEY: KEY });
    const answer = await ask(
      port,
      method,
      `/relay/lm/${path}`,
      {
        accept: 'application/json',
        'x-clientid': '9999078900001234',
        authorization: 'Token 1-2-3',
        cookie: 'a=b',
        'x-api-key': 'x',
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      method === 'POST' ? '{"cis_list":[]}' : undefined,
    );
    expect(answer).toMatchObject({ status: 201, text: '{"results":[]}' });
    expect(answer.headers['x-poltora-relay']).toBeUndefined();
    expect(seen[0]).toMatchObject({ method, url: `/${path}`, body: method === 'POST' ? '{"cis_list":[]}' : '' });
    expect(seen[0]?.headers).toMatchObject({
      accept: 'application/json',
      'x-clientid': '9999078900001234',
      authorization: 'Token 1-2-3',
    });
    expect(seen[0]?.headers).not.toHaveProperty('cookie');
    expect(seen[0]?.headers).not.toHaveProperty('x-api-key');
  });

  test("the user of POLTORA_LM wins over the till's", async () => {
    const { port: lm, seen } = await upstream();
    const port = await gateway({ POLTORA_LM: `http://admin:p%40ss@127.0.0.1:${lm}` });
    await ask(port, 'GET', '/relay/lm/api/v2/status', { authorization: 'Basic eDp5' });
    await ask(port, 'GET', '/relay/lm/api/v2/status');
    const basic = `Basic ${Buffer.from('admin:p@ss').toString('base64')}`;
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([basic, basic]);
  });

  test.each([
    ['POST', 'api/v2/safe_init'],
    ['PUT', 'api/v2/changePassword'],
    ['POST', 'api/v2/greyList'],
    ['GET', 'api/v2/cis/sold'],
    ['GET', 'api/v3/status'],
    ['GET', 'api/v2/../v2/init'],
    ['GET', 'api/v2/status?x=1'],
    ['GET', 'api/v1/cis/outCheck?cis=1#x'],
    ['GET', ''],
    ['GET', '//evil.example/api/v2/status'],
    ['GET', 'constructor'],
  ])('%s %s is not relayed', async (method, path) => {
    const { port: lm, seen } = await upstream();
    expectRefusal(
      await ask(await gateway({ POLTORA_LM: `http://127.0.0.1:${lm}` }), method, `/relay/lm/${path}`),
      404,
      'not-relayed',
    );
    expect(seen).toEqual([]);
  });

  test('the v2 check has no GET form', async () => {
    expectRefusal(
      await ask(await gateway({ POLTORA_LM: 'http://127.0.0.1:9' }), 'GET', '/relay/lm/api/v2/cis/outCheck?cis=1'),
      405,
      'wrong-method',
    );
  });

  test('not set, not there', async () => {
    expectRefusal(await ask(await gateway(), 'GET', '/relay/lm/api/v2/status'), 404, 'not-configured');
    expectRefusal(await ask(await gateway(), 'POST', '/relay/lm/api/v2/cis/outCheck', {}, '{}'), 404, 'not-configured');
  });

  test('it hangs', async () => {
    const { port: lm } = await upstream(() => undefined);
    expectRefusal(
      await ask(
        await gateway({ POLTORA_LM: `http://127.0.0.1:${lm}` }, { limits: { lmMs: 50 } }),
        'GET',
        '/relay/lm/api/v2/status',
      ),
      504,
      'timeout',
    );
  });
});

describe('who may use the relay', () => {
  const info = (
    port: number,
    cdn: number,
    headers: Record<string, string>,
    path = `/relay/cdn/127.0.0.1:${cdn}/${INFO}`,
  ): Promise<Answer> => ask(port, 'GET', path, headers);

  test("the gateway's own pages and programs without an origin", async () => {
    const { port: cdn, seen } = await upstream();
    const port = await gatewayTo(cdn);
    const welcome: Record<string, string>[] = [
      {},
      { host: 'localhost' },
      { host: `LOCALHOST:${port}` },
      { host: '[::1]:1500' },
      { host: '127.0.0.1:1' },
      { host: 'localhost:1500', origin: 'http://localhost:1500', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { host: 'localhost', origin: 'http://localhost' },
    ];
    for (const headers of welcome)
      expect({ headers, status: (await info(port, cdn, headers)).status }).toEqual({ headers, status: 200 });
    expect(seen).toHaveLength(welcome.length);
  });

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'http://localhost:1500', host: 'localhost:1501' },
    { origin: 'http://127.0.0.1:1500', host: 'localhost:1500' },
    { origin: 'http://localhost', host: 'localhost:1500' },
    { origin: 'file://' },
    { origin: 'chrome-extension://localhost:1500', host: 'localhost:1500' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('pages of others are refused: %o', async (headers) => {
    const { port: cdn, seen } = await upstream();
    const port = await gatewayTo(cdn);
    expectRefusal(await info(port, cdn, headers), 403, 'foreign-origin');
    expectRefusal(await info(port, cdn, headers, '/relay'), 403, 'foreign-origin');
    expect(seen).toEqual([]);
  });

  test.each([
    'evil.example',
    'evil.example:1500',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.5:1500',
    'localhost:x',
    'x@localhost',
  ])('host «%s» is not this machine', async (host) => {
    const { port: cdn, seen } = await upstream();
    const port = await gatewayTo(cdn);
    expectRefusal(await info(port, cdn, { host }), 403, 'foreign-host');
    expectRefusal(await info(port, cdn, { host, origin: `http://${host}` }, '/relay'), 403, 'foreign-host');
    expect(seen).toEqual([]);
  });

  test('on a network the till key is wanted', async () => {
    const { port: cdn, seen } = await upstream();
    const network = { ...NETWORK, POLTORA_NAMES: 'till.shop.example' };
    for (const wrong of [
      {},
      { 'x-poltora-till-key': '' },
      { 'x-poltora-till-key': TILL_KEY.replace(/.$/, 'x') },
      { 'x-poltora-till-key': `${TILL_KEY}-and-more` },
      { 'x-api-key': TILL_KEY },
      subprotocol(TILL_KEY),
    ]) {
      const port = await gatewayTo(cdn, network);
      expectRefusal(await info(port, cdn, wrong), 401, 'till-key');
      expectRefusal(await info(port, cdn, wrong, '/relay/nothing'), 401, 'till-key');
      expectRefusal(await info(port, cdn, wrong, '/relay/kkt/passages'), 401, 'till-key');
      expectRefusal(await info(port, cdn, wrong, '/relay/tills'), 401, 'till-key');
    }
    expect(seen).toEqual([]);
    const port = await gatewayTo(cdn, network);
    const right = { 'x-poltora-till-key': TILL_KEY };
    expect(
      (await info(port, cdn, { ...right, host: 'till.shop.example', origin: 'https://till.shop.example' })).status,
    ).toBe(200);
    expectRefusal(
      await info(port, cdn, { ...right, host: 'till.shop.example', origin: 'https://evil.example' }),
      403,
      'foreign-origin',
    );
    expect(seen[0]?.headers).not.toHaveProperty('x-poltora-till-key');
    expect((await ask(port, 'GET', '/relay', { host: 'till.shop.example' })).status).toBe(200);
  });

  test.each([
    ['192.168.0.5:1500', true],
    ['192.168.0.5', true],
    ['[fe80::1]:1500', true],
    ['localhost:1500', true],
    ['127.0.0.1', true],
    ['[::1]:1500', true],
    ['kassa.shop.example', true],
    ['KASSA.shop.example:443', true],
    ['kassa', true],
    ['evil.example', false],
    ['evil.example:1500', false],
    ['kassa.shop.example.evil.example', false],
    ['xkassa', false],
    ['192.168.0.5.evil.example', false],
    ['kassa.shop.example.', false],
    ['0x7f.1', false],
    ['kassa:x', false],
    ['x@kassa', false],
  ])('on a network the gateway answers to its addresses and its names only: «%s», %s', async (host, own) => {
    const lines: string[] = [];
    const port = await gateway(
      { ...NETWORK, POLTORA_NAMES: 'kassa.shop.example kassa' },
      { log: (line) => void lines.push(line) },
    );
    // The page of a name that was re-pointed to this machine is of the same origin as the relay.
    for (const path of ['/relay', '/', '/relay/kkt', '/relay/tills', '/nothing']) {
      const answer = await ask(port, 'GET', path, {
        host,
        origin: `http://${host}`,
        'sec-fetch-site': 'same-origin',
        'x-poltora-till-key': TILL_KEY,
      });
      if (own) expect([200, 404]).toContain(answer.status);
      else
        expect({ status: answer.status, error: JSON.parse(answer.text) as unknown }).toMatchObject({
          status: 403,
          error: { error: { code: 'foreign-host' } },
        });
    }
    expect(lines).toHaveLength(own ? 0 : 1);
  });

  test('a host that no name is told of is told of once, and of ten at most', async () => {
    const lines: string[] = [];
    const port = await gateway(NETWORK, { log: (line) => void lines.push(line) });
    for (let each = 0; each < 15; each += 1)
      for (let again = 0; again < 2; again += 1) await ask(port, 'GET', '/', { host: `kassa-${each}.example` });
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe(
      'Отклонён запрос к имени "kassa-0.example": если это имя этого сервера, добавьте его в POLTORA_NAMES.',
    );
  });

  test('with a till key names and addresses are good on loopback, too: their proxy stands on the same machine', async () => {
    const port = await gateway({ POLTORA_NAMES: 'kassa.shop.example', POLTORA_TILL_KEY: TILL_KEY });
    expect(
      (await ask(port, 'GET', '/relay', { host: 'kassa.shop.example', origin: 'https://kassa.shop.example' })).status,
    ).toBe(200);
    expectRefusal(await ask(port, 'GET', '/relay/tills', { host: 'kassa.shop.example' }), 401, 'till-key');
    expect((await ask(port, 'GET', '/relay', { host: '192.168.0.5', origin: 'https://192.168.0.5' })).status).toBe(200);
    expectRefusal(await ask(port, 'GET', '/relay/tills', { host: '192.168.0.5' }), 401, 'till-key');
    expectRefusal(await ask(port, 'GET', '/relay', { host: 'evil.example' }), 403, 'foreign-host');
  });

  test('the right key opens with a header everywhere, and as a subprotocol the bridge only', async () => {
    const port = await gateway({ ...NETWORK, POLTORA_LM: 'http://127.0.0.1:9' });
    for (const path of ['/relay/tills', '/relay/kkt/passages', '/relay/lm/api/v2/status', '/relay/nothing']) {
      expect((await ask(port, 'GET', path, { 'x-poltora-till-key': TILL_KEY })).status).not.toBe(401);
      expectRefusal(await ask(port, 'GET', path, subprotocol(TILL_KEY)), 401, 'till-key');
    }
  });

  test('who guesses finds no key faster: while its address waits, the right one is not looked at either', async () => {
    let at = 1_000_000;
    const port = await gateway(NETWORK, { now: () => at });
    const tell = (key: string): Promise<Answer> => ask(port, 'GET', '/relay/tills', { 'x-poltora-till-key': key });
    for (let tries = 0; tries < 5; tries += 1) await tell(`wrong-key-number-${tries}`);
    expectRefusal(await tell(TILL_KEY), 429, 'slow-down');
    at += 1_000;
    expect((await tell(TILL_KEY)).status).toBe(200);
  });

  test('wrong keys slow their sender down; where tills have shown the right one, it passes all the same', async () => {
    const lines: string[] = [];
    let at = 1_000_000;
    const port = await gateway(NETWORK, { log: (line) => void lines.push(line), now: () => at });
    const tell = (key: string): Promise<Answer> => ask(port, 'GET', '/relay/tills', { 'x-poltora-till-key': key });
    expect((await tell(TILL_KEY)).status).toBe(200);
    for (let tries = 0; tries < 4; tries += 1) expectRefusal(await tell(`wrong-key-number-${tries}`), 401, 'till-key');
    const slow = await tell('wrong-key-number-5');
    expectRefusal(slow, 429, 'slow-down');
    expect(slow.headers['retry-after']).toBe('1');
    for (let tries = 0; tries < 20; tries += 1) expect((await tell('wrong-key-again-')).status).toBe(429);
    // One tablet with an old key, and all the others behind the same proxy.
    expect((await tell(TILL_KEY)).status).toBe(200);
    at += 1_000;
    expect((await tell('wrong-key-again-')).headers['retry-after']).toBe('2');
    expect((await tell(TILL_KEY)).status).toBe(200);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toMatch(/wrong-key|the-key/);
  });

  test('whoever sends no key is no guesser', async () => {
    const port = await gateway(NETWORK);
    for (let tries = 0; tries < 20; tries += 1) expect((await ask(port, 'GET', '/relay/tills')).status).toBe(401);
  });

  test('the refusal does not wait for the body', async () => {
    const port = await gatewayTo(9, { POLTORA_TILL_KEY: TILL_KEY });
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: `/relay/cdn/127.0.0.1:9/${CHECK}`,
      headers: { 'content-length': '1000' },
      agent: false,
    });
    request.on('error', () => undefined);
    request.flushHeaders();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(401);
    request.destroy();
  });
});

describe('the gateway is no proxy', () => {
  async function raw(port: number, text: string): Promise<string> {
    const socket = netConnect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(text);
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    await once(socket, 'close');
    return answer;
  }

  test('CONNECT', async () => {
    expect(await raw(await gateway(), 'CONNECT cdn.crpt.ru:443 HTTP/1.1\r\nHost: cdn.crpt.ru:443\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 405 /,
    );
  });

  test.each([
    'GET http://evil.example/ HTTP/1.1',
    `GET http://localhost/relay/cdn/cdn.crpt.ru/${INFO} HTTP/1.1`,
    'GET https://localhost/ HTTP/1.1',
    'OPTIONS * HTTP/1.1',
  ])('%s', async (line) => {
    const answer = await raw(
      await gateway({ POLTORA_API_KEY: KEY }),
      `${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"bad-request"');
    expect(answer.toLowerCase()).toContain('content-security-policy');
  });
});

test('closing lets a call under way finish and does not wait for its kept-alive connection', async () => {
  const read = gatewayFromEnv({}, folder);
  if (!read.ok) throw new Error('bad settings');
  let finish: (response: Response) => void = () => undefined;
  let started: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    started = resolve;
  });
  const fetch: typeof globalThis.fetch = () =>
    new Promise((resolve) => {
      finish = resolve;
      started();
    });
  const app = createGateway({ ...read.value, cdn: { ...read.value.cdn, key: KEY } }, { fetch });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true });
  const request = httpRequest({
    host: '127.0.0.1',
    port: portOf(app.server),
    path: `/relay/cdn/cdn.crpt.ru/${INFO}`,
    agent,
  }).end();
  await asked;
  const closed = app.close();
  // Only now are the idle connections dropped; this one becomes idle afterwards.
  while (app.server.listening) await nextTurn();
  finish(new Response('{}', { status: 203 }));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(203);
  response.resume();
  await closed;
  agent.destroy();
});
