import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { gatewayFromEnv } from './config.ts';
import type { LookupAll } from './public-address.ts';
import { createGateway } from './server.ts';
import type { GatewayMeans } from './server.ts';
import { readTarget } from './setup-relay.ts';
import { relayLimits } from './upstream.ts';

const TILL_KEY = 'the-key-of-the-tills';
const FILE = '{"version":1,"shop":"Продукты у дома"}';
const certificates = JSON.parse(
  readFileSync(new URL('../../test/vectors/certificates.json', import.meta.url), 'utf8'),
) as { readonly root: string } & Readonly<Record<'self' | 'leaf', { readonly cert: string; readonly key: string }>>;

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Upstream {
  readonly port: number;
  readonly seen: { readonly url: string | undefined; readonly headers: IncomingHttpHeaders }[];
  readonly open: Set<Socket>;
}

async function listen(server: Server, seen: Upstream['seen'], host = '127.0.0.1'): Promise<Upstream> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  cleanups.push(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port: (server.address() as AddressInfo).port, seen, open };
}

const giveFile: RequestListener = (_request, response) => response.end(FILE);

function upstream(answer: RequestListener = giveFile, host?: string): Promise<Upstream> {
  const seen: Upstream['seen'] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    answer(request, response);
  });
  return listen(server, seen, host);
}

function secureUpstream(pair: 'self' | 'leaf'): Promise<Upstream> {
  const seen: Upstream['seen'] = [];
  const server = createHttpsServer({ ...certificates[pair] }, (request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    response.end(FILE);
  });
  return listen(server, seen);
}

async function gateway(
  env: Record<string, string>,
  means: GatewayMeans = {},
): Promise<{ port: number; log: string[] }> {
  const config = gatewayFromEnv({ POLTORA_PORT: '0', ...env }, '/nowhere');
  if (!config.ok) throw new Error(JSON.stringify(config.failure));
  const log: string[] = [];
  const app = createGateway(config.value, { ...means, log: (line) => log.push(line) });
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => app.close());
  return { port: (app.server.address() as AddressInfo).port, log };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

async function ask(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() };
}

const pathOf = (url: string): string => `/relay/setup?url=${encodeURIComponent(url)}`;
const wordOf = ({ status, text }: Answer): unknown => [status, JSON.parse(text)];

describe('what may be asked for', () => {
  test.each([
    ['https://setup.example.ru/a/b.json?c=1&d=2#e', 'setup.example.ru', 443],
    ['HTTPS://Setup.Example.RU', 'setup.example.ru', 443],
    ['https://setup.example.ru:443/x', 'setup.example.ru', 443],
    ['https://setup.example.ru:8443/x', 'setup.example.ru', 8443],
    ['https://10.0.0.5/x', '10.0.0.5', 443],
    ['https://[::1]:8443/x', '[::1]', 8443],
    ['https://[fd00::5]/x', '[fd00::5]', 443],
    ['http://127.0.0.1:8080/x', '127.0.0.1', 8080],
    ['http://localhost/x', 'localhost', 80],
    ['http://[::1]/x', '[::1]', 80],
    ['https://касса.рф/настройка.json', 'xn--80aa2a3aa.xn--p1ai', 443],
    ['https://xn--80aa2a3aa.xn--p1ai/x', 'xn--80aa2a3aa.xn--p1ai', 443],
    ['https://Ⓔxample.рф:8443/x', 'example.xn--p1ai', 8443],
    ['https://a.ru/x@y', 'a.ru', 443],
    ['https://a.ru?url=https://b.ru', 'a.ru', 443],
  ])('%s is asked at %s, %d', (text, name, port) => {
    expect(readTarget({ url: text })?.host).toEqual({ name, port });
  });

  test.each([
    '',
    'setup.json',
    '/setup.json',
    '//setup.example.ru/x',
    'setup.example.ru/x',
    'ftp://setup.example.ru/x',
    'file:///etc/passwd',
    'data:application/json,{}',
    'javascript:alert(1)',
    'blob:https://setup.example.ru/x',
    'ws://setup.example.ru/x',
    'wss://setup.example.ru/x',
    'gopher://setup.example.ru/x',
    'view-source:https://setup.example.ru/x',
    'https:setup.example.ru/x',
    'https:/setup.example.ru/x',
    'https:///setup.example.ru/x',
    'https:\\\\setup.example.ru\\x',
    'https://setup.example.ru\\@evil.example/x',
    'https://setup.example.ru/x\\y',
    ' https://setup.example.ru/x',
    'https://setup.example.ru/x\n',
    'https://setup.exa\tmple.ru/x',
    'https://setup.example.ru/a b',
    'https://setup.example.ru/\0',
    'https://user@setup.example.ru/x',
    'https://user:password@setup.example.ru/x',
    'https://@setup.example.ru/x',
    'https://:@setup.example.ru/x',
    'https://setup.example.ru%40evil.example/x',
    'https://setup.example.ru:0/x',
    'https://setup.example.ru:/x',
    'https://setup.example.ru:99999/x',
    'https://setup.example.ru:443:443/x',
    'https://setup.example.ru:+443/x',
    'https://setup.example.ru./x',
    'https://.setup.example.ru/x',
    'https://setup..example.ru/x',
    'https://касса.рф./x',
    'https://*.example.ru/x',
    'https://%73etup.example.ru/x',
    'https://2130706433/x',
    'https://0x7f000001/x',
    'https://0x7f.0.0.1/x',
    'https://0177.0.0.1/x',
    'https://127.1/x',
    'https://127.0.0.1./x',
    'https://１２７.0.0.1/x',
    'https://①②⑦.0.0.1/x',
    'https://ｓetup.example.ru/x',
    'https://setup。example。ru/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://[0:0:0:0:0:0:0:1]/x',
    'https://[fe80::1%25eth0]/x',
    'https://[::1/x',
    'http://setup.example.ru/x',
    'http://10.0.0.5/x',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost.example.ru/x',
    'http://127.0.0.1.nip.io/x',
    `https://setup.example.ru/${'x'.repeat(2_000)}`,
  ])('%j is not', async (text) => {
    expect(readTarget({ url: text })).toBeUndefined();
  });

  test.each([
    '',
    '?',
    '?url',
    '?url=',
    '?file=x',
    '?url=https://a.ru/x&url=https://b.ru/x',
    '?url=https://a.ru/x?a=1&b=2',
  ])('nor %j, where no one encoded address stands', async (query) => {
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: 'a.ru b.ru' });
    const answer = await ask(port, `/relay/setup${query}`);
    expect(wordOf(answer)).toEqual([400, { kind: 'bad-url' }]);
    expect(answer.headers).toMatchObject({ 'x-poltora-relay': 'bad-url', 'cache-control': 'no-store' });
  });
});

describe('the list', () => {
  test.each([
    ['', 'https://setup.example.ru/x'],
    ['example.ru', 'https://setup.example.ru/x'],
    ['*.example.ru', 'https://example.ru/x'],
    ['*.example.ru', 'https://evilexample.ru/x'],
    ['*.example.ru', 'https://example.ru.evil.example/x'],
    ['setup.example.ru:8443', 'https://setup.example.ru/x'],
    ['setup.example.ru', 'https://10.0.0.5/x'],
    ['setup.example.ru', 'http://127.0.0.1/x'],
    ['setup.example.ru', 'https://[::1]/x'],
    ['10.0.0.5', 'https://10.0.0.50/x'],
  ])('%j does not open %s, and the keeper reads so once', async (list, url) => {
    const lookup: LookupAll = () => {
      throw new Error('A host outside the list is not even looked up.');
    };
    const { port, log } = await gateway({ POLTORA_SETUP_ALLOW: list }, { setup: { lookup } });
    const host = new URL(url).hostname;
    for (let time = 0; time < 2; time += 1) {
      const answer = await ask(port, pathOf(url));
      expect(wordOf(answer)).toEqual([403, { kind: 'setup-not-allowed', host, why: 'list' }]);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'x-poltora-relay': 'setup-not-allowed',
        'cache-control': 'no-store',
      });
    }
    expect(log).toEqual([expect.stringContaining(`${host} не взят: этого адреса нет в POLTORA_SETUP_ALLOW`)]);
  });

  test('the log does not grow with what a page asks for', async () => {
    const { port, log } = await gateway({});
    for (let number = 0; number < 40; number += 1) await ask(port, pathOf(`https://a${number}.example.ru/x`));
    expect(log).toHaveLength(20);
  });

  test('an entry that is no host keeps the gateway from starting', () => {
    for (const entry of ['https://a.ru', '*.ru', 'a.ru/x', 'a..ru', '*', '0x7f.1'])
      expect(gatewayFromEnv({ POLTORA_SETUP_ALLOW: `b.ru ${entry}` }, '/nowhere')).toMatchObject({
        failure: [{ variable: 'POLTORA_SETUP_ALLOW' }],
      });
  });

  test('a national name may be written in its own letters', () => {
    expect(gatewayFromEnv({ POLTORA_SETUP_ALLOW: '*.касса.рф:8443, касса.рф' }, '/nowhere')).toMatchObject({
      value: {
        setupAllow: [
          { name: 'xn--80aa2a3aa.xn--p1ai', subdomains: true, port: 8443 },
          { name: 'xn--80aa2a3aa.xn--p1ai', subdomains: false, port: undefined },
        ],
      },
    });
  });
});

describe('where a name leads', () => {
  const leads =
    (...addresses: string[]): LookupAll =>
    (_name, _options, done) => {
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };

  test.each([
    ['setup.example.ru', ['127.0.0.1']],
    ['setup.example.ru', ['10.0.0.5']],
    ['setup.example.ru', ['169.254.169.254']],
    ['setup.example.ru', ['100.64.0.1']],
    ['setup.example.ru', ['::1']],
    ['setup.example.ru', ['::ffff:127.0.0.1']],
    ['setup.example.ru', ['fd00::5']],
    ['setup.example.ru', ['fe80::1%eth0']],
    ['setup.example.ru', ['1.1.1.1', '192.168.0.1']],
    ['setup.example.ru 10.0.0.5', ['10.0.0.6']],
    ['setup.example.ru 10.0.0.5:8443', ['10.0.0.5']],
    ['setup.example.ru localhost', ['127.0.0.1']],
  ])('%s in the list does not open the inner %j behind it', async (list, addresses) => {
    const { port, log } = await gateway({ POLTORA_SETUP_ALLOW: list }, { setup: { lookup: leads(...addresses) } });
    const answer = await ask(port, pathOf('https://setup.example.ru/x'));
    expect(wordOf(answer)).toEqual([403, { kind: 'setup-not-allowed', host: 'setup.example.ru', why: 'address' }]);
    expect(log).toEqual([expect.stringContaining('setup.example.ru не взят: имя ведёт на внутренний адрес')]);
  });

  test('the address that was judged is the one that is called: the name is looked up once', async () => {
    const inner = await upstream();
    let asked = 0;
    const lookup: LookupAll = (name, options, done) => {
      asked += 1;
      leads(asked === 1 ? '127.0.0.1' : '127.0.0.2')(name, options, done);
    };
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: 'localhost' }, { setup: { lookup } });
    expect((await ask(port, pathOf(`http://localhost:${inner.port}/x`))).text).toBe(FILE);
    expect([asked, inner.seen.length]).toEqual([1, 1]);
  });

  test('an inner address that the list names itself is called, over a certificate that must hold', async () => {
    const secure = await secureUpstream('leaf');
    const env = { POLTORA_SETUP_ALLOW: 'localhost 127.0.0.1' };
    const trusting = await gateway(env, { setup: { ca: certificates.root } });
    const answer = await ask(trusting.port, pathOf(`https://localhost:${secure.port}/x`));
    expect([answer.status, answer.text]).toEqual([200, FILE]);
    const strict = await gateway(env);
    expect(wordOf(await ask(strict.port, pathOf(`https://localhost:${secure.port}/x`)))).toEqual([
      502,
      { kind: 'unreachable', why: 'untrusted' },
    ]);
    const named = await gateway(
      { POLTORA_SETUP_ALLOW: `setup.example.ru 127.0.0.1:${secure.port}` },
      { setup: { ca: certificates.root, lookup: leads('127.0.0.1') } },
    );
    // Called, and not believed: the certificate is of another name.
    expect(wordOf(await ask(named.port, pathOf(`https://setup.example.ru:${secure.port}/x`)))).toEqual([
      502,
      { kind: 'unreachable', why: 'untrusted' },
    ]);
    expect(secure.seen).toHaveLength(1);
  });

  test('plain http goes to no address but this machine, whatever the name says', async () => {
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: 'localhost' }, { setup: { lookup: leads('1.1.1.1') } });
    expect(wordOf(await ask(port, pathOf('http://localhost/x')))).toEqual([
      403,
      { kind: 'setup-not-allowed', host: 'localhost', why: 'address' },
    ]);
  });
});

describe('what comes back', () => {
  const MOST = 256 * 1024;
  const ofSize = (bytes: number): string => `{"x":"${'y'.repeat(bytes - 8)}"}`;
  const give =
    (body: string | Buffer, headers: Record<string, string> = {}, status = 200): RequestListener =>
    (_request, response) =>
      response.writeHead(status, headers).end(body);
  const page = '<!DOCTYPE html><html><title>Войдите</title></html>';

  test.each<[string, RequestListener, string]>([
    ['a file', giveFile, FILE],
    ['one told to be text', give(FILE, { 'content-type': 'text/plain' }), FILE],
    ['one told to be a page', give(FILE, { 'content-type': 'text/html' }), FILE],
    ['one with a mark of UTF-8', give(`\uFEFF${FILE}`), `\uFEFF${FILE}`],
    ['the largest', give(ofSize(MOST)), ofSize(MOST)],
    ['one packed though nobody asked', give(gzipSync(FILE), { 'content-encoding': 'gzip' }), FILE],
  ])('%s comes as it is', async (_what, answer, text) => {
    const { port: at, seen, open } = await upstream(answer);
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: '127.0.0.1' });
    const got = await ask(port, pathOf(`http://127.0.0.1:${at}/a/b.json?c=d&e=%20#f`));
    expect(got.status).toBe(200);
    expect(got.text === text).toBe(true);
    expect(got.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(got.headers['x-poltora-relay']).toBeUndefined();
    expect(seen.map(({ url }) => url)).toEqual(['/a/b.json?c=d&e=%20']);
    // No connection waits for a next call that would be judged by an old list.
    await expect.poll(() => open.size).toBe(0);
  });

  test.each<[string, RequestListener, object]>([
    ['a page', give(page, { 'content-type': 'text/html; charset=utf-8' }), { kind: 'web-page' }],
    ['a page told to be JSON', give(`\n ${page}`, { 'content-type': 'application/json' }), { kind: 'web-page' }],
    ['a page in capitals', give('<HTML><BODY>', {}), { kind: 'web-page' }],
    [
      'a page in an old encoding',
      give(Buffer.from([0xcf, 0xf0]), { 'content-type': 'TEXT/HTML' }),
      { kind: 'web-page' },
    ],
    ['text', give('привет'), { kind: 'not-json' }],
    ['XML', give('<?xml version="1.0"?><a/>'), { kind: 'not-json' }],
    ['half an object', give('{"a":1'), { kind: 'not-json' }],
    ['two objects', give('{}{}'), { kind: 'not-json' }],
    ['a list', give('[{}]'), { kind: 'not-json' }],
    ['null', give('null'), { kind: 'not-json' }],
    ['a text of JSON', give('"{}"'), { kind: 'not-json' }],
    ['a number', give('7'), { kind: 'not-json' }],
    ['nothing', give(''), { kind: 'not-json' }],
    ['an object in another encoding', give(Buffer.from('{"a":"\xcf"}', 'latin1')), { kind: 'not-json' }],
    ['brackets without end', give('['.repeat(MOST)), { kind: 'not-json' }],
    ['too much', give(ofSize(MOST + 1)), { kind: 'too-big' }],
    ['too much of a page', give(page.padEnd(MOST + 1), { 'content-type': 'text/html' }), { kind: 'too-big' }],
    [
      'too much, packed small',
      give(gzipSync(Buffer.alloc(64 * MOST)), { 'content-encoding': 'gzip' }),
      { kind: 'too-big' },
    ],
    [
      'too much, by brotli',
      give(brotliCompressSync(Buffer.alloc(8 * MOST)), { 'content-encoding': 'br' }),
      { kind: 'too-big' },
    ],
    [
      'too much, by deflate',
      give(deflateSync(Buffer.alloc(8 * MOST)), { 'content-encoding': 'deflate' }),
      { kind: 'too-big' },
    ],
    [
      'too much, packed twice',
      give(gzipSync(gzipSync(Buffer.alloc(64 * MOST))), { 'content-encoding': 'gzip, gzip' }),
      { kind: 'too-big' },
    ],
    ['another place', give('', { location: 'http://169.254.169.254/latest/meta-data' }, 302), { kind: 'redirect' }],
    ['another place for good', give(FILE, { location: 'https://evil.example/' }, 301), { kind: 'redirect' }],
    ['another place, as it was asked', give('', { location: '/x' }, 307), { kind: 'redirect' }],
    ['other spellings of it', give(FILE, {}, 300), { kind: 'redirect' }],
    [
      'no such file',
      give(page, { 'content-type': 'text/html' }, 404),
      { kind: 'unreachable', why: 'status', status: 404 },
    ],
    ['an object that is a refusal', give('{}', {}, 403), { kind: 'unreachable', why: 'status', status: 403 }],
    ['an object with a failure', give('{}', {}, 500), { kind: 'unreachable', why: 'status', status: 500 }],
    ['a part', give(FILE, {}, 206), { kind: 'unreachable', why: 'status', status: 206 }],
    ['no content', give('', {}, 204), { kind: 'unreachable', why: 'status', status: 204 }],
    ['a connection that ends', (request) => request.socket.destroy(), { kind: 'unreachable', why: 'refused' }],
    ['no HTTP', (request) => request.socket.end('SSH-2.0-OpenSSH_9.6\r\n'), { kind: 'unreachable', why: 'broken' }],
    [
      'half of what was promised',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"a":');
        setImmediate(() => request.socket.destroy());
      },
      { kind: 'unreachable', why: 'broken' },
    ],
    ['no gzip though it says so', give(FILE, { 'content-encoding': 'gzip' }), { kind: 'unreachable', why: 'broken' }],
  ])('%s is told as such', async (_what, answer, word) => {
    const { port: at, open } = await upstream(answer);
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: '127.0.0.1' });
    const got = await ask(port, pathOf(`http://127.0.0.1:${at}/x`));
    expect(wordOf(got)).toEqual([502, word]);
    expect(got.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-poltora-relay': (word as { kind: string }).kind,
    });
    await expect.poll(() => open.size).toBe(0);
  });

  test.each<[string, RequestListener]>([
    ['a silent server', () => undefined],
    ['headers and no body', (_request, response) => void response.writeHead(200).flushHeaders()],
    [
      // Each of them comes long before the limit: it counts from the beginning.
      'drops without end',
      async (request, response) => {
        response.write('{');
        while (!request.socket.destroyed) {
          response.write(' ');
          await wait(10);
        }
      },
    ],
  ])('%s has the same time in all', async (_what, answer) => {
    const { port: at, open } = await upstream(answer);
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: '127.0.0.1' }, { limits: { setupMs: 200 } });
    expect(wordOf(await ask(port, pathOf(`http://127.0.0.1:${at}/x`)))).toEqual([502, { kind: 'timeout' }]);
    await expect.poll(() => open.size).toBe(0);
  });

  test('a name server that is silent has it, too', async () => {
    const { port } = await gateway(
      { POLTORA_SETUP_ALLOW: 'setup.example.ru' },
      { limits: { setupMs: 200 }, setup: { lookup: () => undefined } },
    );
    expect(wordOf(await ask(port, pathOf('https://setup.example.ru/x')))).toEqual([502, { kind: 'timeout' }]);
  });

  test('nobody there, and no such name', async () => {
    const gone = await upstream();
    await cleanups.pop()?.();
    const { port } = await gateway(
      { POLTORA_SETUP_ALLOW: '127.0.0.1 setup.example.ru' },
      {
        setup: {
          lookup: (_name, _options, done) => {
            done(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
          },
        },
      },
    );
    for (const url of [`http://127.0.0.1:${gone.port}/x`, 'https://setup.example.ru/x'])
      expect(wordOf(await ask(port, pathOf(url)))).toEqual([502, { kind: 'unreachable', why: 'refused' }]);
  });

  test("the system's own look-up that finds nothing", async () => {
    // A label has at most 63 signs (RFC 1035 §2.3.4): the machine itself says so, and asks nobody.
    const host = `${'x'.repeat(64)}.invalid`;
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: host });
    expect(wordOf(await ask(port, pathOf(`https://${host}/x`)))).toEqual([
      502,
      { kind: 'unreachable', why: 'refused' },
    ]);
  });

  test('a page that hangs up ends the call', async () => {
    const { port: at, seen, open } = await upstream(() => undefined);
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: '127.0.0.1' });
    const request = httpRequest({ host: '127.0.0.1', port, path: pathOf(`http://127.0.0.1:${at}/x`), agent: false });
    request.on('error', () => undefined).end();
    await expect.poll(() => seen.length).toBe(1);
    request.destroy();
    await expect.poll(() => open.size).toBe(0);
  });
});

describe('who may ask, and what goes out', () => {
  test('nothing of the shop, the till or the browser goes along', async () => {
    const { port: at, seen } = await upstream();
    const { port } = await gateway({
      POLTORA_SETUP_ALLOW: '127.0.0.1',
      POLTORA_API_KEY: 'secret-of-the-shop',
      POLTORA_LM: 'http://admin:hunter2@127.0.0.1:1',
      POLTORA_HOST: '0.0.0.0',
      POLTORA_TILL_KEY: TILL_KEY,
    });
    const answer = await ask(port, pathOf(`http://127.0.0.1:${at}/x`), {
      'x-poltora-till-key': TILL_KEY,
      'x-api-key': 'another',
      cookie: 'a=b',
      authorization: 'Basic YTpi',
      origin: `http://127.0.0.1:${port}`,
      referer: `http://127.0.0.1:${port}/`,
      'user-agent': 'Chrome',
      accept: 'text/html',
      'accept-encoding': 'gzip',
      'x-forwarded-for': '10.0.0.7',
    });
    expect(answer.text).toBe(FILE);
    expect(seen).toHaveLength(1);
    expect({ ...seen[0]?.headers }).toEqual({
      host: `127.0.0.1:${at}`,
      connection: expect.any(String),
      accept: 'application/json',
      'accept-encoding': 'identity',
      'accept-language': '*',
      'sec-fetch-mode': 'cors',
      'user-agent': 'poltora',
    });
  });

  test.each<[string, Record<string, string>, string, number, string]>([
    ['no key', {}, 'GET', 401, 'till-key'],
    ['a wrong key', { 'x-poltora-till-key': 'wrong-key-of-sixteen' }, 'GET', 401, 'till-key'],
    [
      'a foreign page',
      { 'x-poltora-till-key': TILL_KEY, origin: 'https://evil.example' },
      'GET',
      403,
      'foreign-origin',
    ],
    ['a neighbour', { 'x-poltora-till-key': TILL_KEY, 'sec-fetch-site': 'same-site' }, 'GET', 403, 'foreign-origin'],
    ['a name of others', { 'x-poltora-till-key': TILL_KEY, host: 'evil.example' }, 'GET', 403, 'foreign-host'],
    ['something to send', { 'x-poltora-till-key': TILL_KEY }, 'POST', 405, 'wrong-method'],
    ['a glance', { 'x-poltora-till-key': TILL_KEY }, 'HEAD', 405, 'wrong-method'],
  ])('whoever comes with %s is refused as at every relay', async (_who, headers, method, status, code) => {
    const { port: at, seen } = await upstream();
    const { port } = await gateway({
      POLTORA_SETUP_ALLOW: '127.0.0.1',
      POLTORA_HOST: '0.0.0.0',
      POLTORA_TILL_KEY: TILL_KEY,
    });
    const answer = await ask(port, pathOf(`http://127.0.0.1:${at}/x`), headers, method);
    expect([answer.status, answer.headers['x-poltora-relay']]).toEqual([status, code]);
    expect(seen).toEqual([]);
  });
});

describe('a list of goods', () => {
  const goodsPath = (url: string): string => `/relay/goods?url=${encodeURIComponent(url)}`;

  test('comes as it is, with what tells of its next change; one that has not changed is told so', async () => {
    const list = Buffer.from([0xd5, 0xeb, 0xe5, 0xe1, 0x3b, 0x34, 0x35]);
    const { port: from, seen } = await upstream((request, response) => {
      const head = { etag: '"7"', 'last-modified': 'Tue, 01 Dec 2026 08:00:00 GMT' };
      if (request.headers['if-none-match'] === '"7"') response.writeHead(304, head).end();
      else response.writeHead(200, { ...head, 'content-type': 'text/csv' }).end(list);
    });
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: 'localhost:*' });
    const path = goodsPath(`http://localhost:${from}/goods.csv`);
    const first = await ask(port, path, { cookie: 'a=b', 'x-poltora-till-key': 'k' });
    expect([first.status, first.headers.etag, first.headers['last-modified'], first.headers['content-type']]).toEqual([
      200,
      '"7"',
      'Tue, 01 Dec 2026 08:00:00 GMT',
      'application/octet-stream',
    ]);
    const again = await ask(port, path, { 'if-none-match': '"7"' });
    expect([again.status, again.headers.etag, again.text]).toEqual([304, '"7"', '']);
    expect(seen[0]?.headers).not.toHaveProperty('cookie');
    expect(seen[0]?.headers).not.toHaveProperty('x-poltora-till-key');
  });

  test.each([
    ['a page of a log-in', { 'content-type': 'text/html' }, '<html>', 200, { kind: 'web-page' }],
    ['an error', {}, '', 500, { kind: 'unreachable', why: 'status', status: 500 }],
    ['a redirect', { location: 'https://elsewhere.example/' }, '', 302, { kind: 'redirect' }],
  ])('%s is no list', async (_, headers, body, status, said) => {
    const { port: from } = await upstream((_request, response) => response.writeHead(status, headers).end(body));
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: 'localhost:*' });
    expect(wordOf(await ask(port, goodsPath(`http://localhost:${from}/x`)))).toEqual([502, said]);
  });

  test('larger than one may be is told; no host outside the list is asked', async () => {
    const { port: from } = await upstream((_request, response) => response.end('x'.repeat(2_000)));
    const limits = { ...relayLimits, goodsBytes: 1_000 };
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: 'localhost:*' }, { limits });
    expect(wordOf(await ask(port, goodsPath(`http://localhost:${from}/x`)))).toEqual([502, { kind: 'too-big' }]);
    const other = await ask(port, goodsPath('https://goods.example/x'));
    expect(wordOf(other)).toEqual([403, { kind: 'setup-not-allowed', host: 'goods.example', why: 'list' }]);
  });

  test('a set-up file is never said to be unchanged', async () => {
    const { port: from, seen } = await upstream();
    const { port } = await gateway({ POLTORA_SETUP_ALLOW: 'localhost:*' });
    const answer = await ask(port, pathOf(`http://localhost:${from}/x`), { 'if-none-match': '"7"' });
    expect([answer.status, seen[0]?.headers['if-none-match']]).toEqual([200, undefined]);
  });
});
