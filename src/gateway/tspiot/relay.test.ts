import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { gatewayFromEnv } from '../config.ts';
import { createGateway, type GatewayMeans } from '../server.ts';
import { readModules, readPin, showModules } from './modules.ts';

const certificates = JSON.parse(
  readFileSync(new URL('../../../test/vectors/certificates.json', import.meta.url), 'utf8'),
) as Readonly<Record<'self' | 'leaf' | 'other', { readonly cert: string; readonly key: string }>>;
const pinOf = (pair: keyof typeof certificates): string =>
  readPin(new X509Certificate(certificates[pair].cert).fingerprint256) ?? '';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: string;
}
interface Module {
  readonly port: number;
  readonly seen: Seen[];
  readonly server: Server;
}

const good: RequestListener = (_request, response) =>
  response.setHeader('content-type', 'application/json').end('{"codesResponse":[]}');

/** A module whose answers a test decides. */
async function module(
  answer: RequestListener = good,
  port = 0,
  pair: keyof typeof certificates = 'self',
): Promise<Module> {
  const seen: Seen[] = [];
  const server = createServer({ ...certificates[pair] }, (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, body });
      answer(request, response);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((done) => server.close(done));
  });
  return { port: (server.address() as AddressInfo).port, seen, server };
}

async function admin(answers: Readonly<Record<string, unknown>>): Promise<string> {
  const server = createHttpServer((request, response) => {
    const found = answers[request.url ?? ''];
    response.statusCode = found === undefined ? 404 : 200;
    response.end(JSON.stringify(found ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => new Promise((done) => server.close(done)));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function gateway(env: Record<string, string>, means: GatewayMeans = {}): Promise<{ url: string; log: string[] }> {
  const config = gatewayFromEnv({ POLTORA_PORT: '0', ...env }, '/nowhere');
  if (!config.ok) throw new Error(JSON.stringify(config.failure));
  const log: string[] = [];
  const app = createGateway(config.value, { ...means, log: (line) => log.push(line) });
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => app.close());
  return { url: `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`, log };
}

const pinned = (port: number, pair: keyof typeof certificates = 'self'): string =>
  `https://127.0.0.1:${String(port)}#${pinOf(pair)}`;
const relayOf = ({ url }: { readonly url: string }, port: number, path: string): string =>
  `${url}/relay/tspiot/127.0.0.1:${String(port)}/${path}`;
const check = (url: string, body: unknown = { codes: ['MDE='] }): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const wordOf = (response: Response): string =>
  `${String(response.status)} ${String(response.headers.get('x-poltora-relay'))}`;

describe('addresses with fingerprints', () => {
  const pin = 'ab'.repeat(32);
  test.each([
    ['https://127.0.0.1:51401', [{ host: '127.0.0.1:51401', pin: undefined }]],
    [`127.0.0.1:51401#${pin}`, [{ host: '127.0.0.1:51401', pin }]],
    [`https://kassa:51402/#SHA256:${'AB:'.repeat(31)}AB`, [{ host: 'kassa:51402', pin }]],
    [
      'https://a https://b:51401',
      [
        { host: 'a:443', pin: undefined },
        { host: 'b:51401', pin: undefined },
      ],
    ],
    ['', []],
  ])('%s', (text, modules) => {
    expect(readModules(text)).toEqual(modules);
    expect(readModules(showModules(modules))).toEqual(modules);
  });
  test.each([
    'http://127.0.0.1:51401',
    'https://127.0.0.1:51401/api',
    'https://user@127.0.0.1:51401',
    'https://0x7f.1:51401',
    'https://127.0.0.1:51401#abcd',
    `https://127.0.0.1:51401#${pin}#${pin}`,
    'https://a https://a',
    Array.from({ length: 9 }, (_, index) => `https://a${String(index)}`).join(' '),
  ])('%s is none', (text) => expect(readModules(text)).toBeUndefined());
});

describe('the relay', () => {
  test('says who asks, and hands the answer on to the byte', async () => {
    const body = '{ "codesResponse":[{"code":0}] }';
    const { port, seen } = await module((_request, response) => response.end(body));
    const gate = await gateway({ POLTORA_TSPIOT: pinned(port), POLTORA_TSPIOT_CLIENT: 'our-id:our-token' });
    const answer = await check(relayOf(gate, port, 'api/v3/codes/check'), {
      codes: [{ cis: 'MDE=', pg: 3 }],
      client_info: { id: 'a page has no say in it' },
    });
    expect([answer.status, await answer.text()]).toEqual([200, body]);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      codes: [{ cis: 'MDE=', pg: 3 }],
      client_info: { name: 'Poltora', version: expect.any(String), id: 'our-id', token: 'our-token' },
    });
    expect(await (await fetch(`${gate.url}/relay`)).json()).toMatchObject({
      tspiot: { at: [`127.0.0.1:${String(port)}`] },
    });
  });

  test.each(['api/v3/codes/check', 'api/v2/codes/check', 'api/v1/codes/check'])('carries %s', async (path) => {
    const { port } = await module();
    expect((await check(relayOf(await gateway({ POLTORA_TSPIOT: pinned(port) }), port, path))).status).toBe(200);
  });

  test.each([
    ['GET', 'api/v3/codes/check', '405 wrong-method'],
    ['DELETE', 'api/v3/info', '405 wrong-method'],
    ['POST', 'api/v4/codes/check', '404 not-relayed'],
    ['POST', 'api/v3/codes/check?x=1', '404 not-relayed'],
    ['POST', 'api/v3/../v3/codes/check/', '404 not-relayed'],
    ['POST', 'api/v3/%63odes/check', '404 not-relayed'],
    ['GET', 'api/v3/settings', '404 not-relayed'],
  ])('%s %s: %s, and the module hears nothing', async (method, path, word) => {
    const { port, seen } = await module();
    const gate = await gateway({ POLTORA_TSPIOT: pinned(port) });
    const answer = await fetch(relayOf(gate, port, path), {
      method,
      ...(method === 'POST' && { body: '{"codes":[1]}' }),
    });
    expect(wordOf(answer)).toContain(path.includes('?') ? '' : word);
    expect(answer.ok).toBe(false);
    expect(seen).toEqual([]);
  });

  test.each([{ codes: [] }, { codes: ['a', 'b'] }, { codes: 'a' }, {}, 1])(
    '%j is no request about one code',
    async (body) => {
      const { port, seen } = await module();
      const gate = await gateway({ POLTORA_TSPIOT: pinned(port) });
      expect(wordOf(await check(relayOf(gate, port, 'api/v3/codes/check'), body))).toBe('400 bad-request');
      expect(seen).toEqual([]);
    },
  );

  test('goes nowhere else, and nowhere at all without an address', async () => {
    const { port } = await module();
    const { port: other, seen } = await module();
    const gate = await gateway({ POLTORA_TSPIOT: pinned(port) });
    expect(wordOf(await check(relayOf(gate, other, 'api/v3/codes/check')))).toBe('403 host-not-allowed');
    expect(seen).toEqual([]);
    expect(wordOf(await check(relayOf(await gateway({}), port, 'api/v3/codes/check')))).toBe('404 not-configured');
  });

  test('a redirect is not followed', async () => {
    const { port: away, seen } = await module();
    const { port } = await module((_request, response) =>
      response.writeHead(307, { location: `https://127.0.0.1:${String(away)}/api/v3/codes/check` }).end(),
    );
    const gate = await gateway({ POLTORA_TSPIOT: `${pinned(port)} ${pinned(away)}` });
    expect(wordOf(await check(relayOf(gate, port, 'api/v3/codes/check')))).toBe('502 redirected');
    expect(seen).toEqual([]);
  });

  test('a huge answer is cut off, a huge request is not taken', async () => {
    const { port, seen } = await module((_request, response) =>
      response.end(`{"codesResponse":"${'x'.repeat(300_000)}"}`),
    );
    const gate = await gateway({ POLTORA_TSPIOT: pinned(port) });
    expect(wordOf(await check(relayOf(gate, port, 'api/v3/codes/check')))).toBe('502 broken');
    const before = seen.length;
    expect(wordOf(await check(relayOf(gate, port, 'api/v3/codes/check'), { codes: ['x'.repeat(20_000)] }))).toBe(
      '413 too-large',
    );
    expect(seen).toHaveLength(before);
  });

  test('a silent module ends with the limit, and the next in its turn is heard', async () => {
    let isSilent = true;
    const { port } = await module((request, response) => (isSilent ? undefined : good(request, response)));
    const gate = await gateway({ POLTORA_TSPIOT: pinned(port) }, { tspiot: { checkMs: 300 } });
    expect(wordOf(await check(relayOf(gate, port, 'api/v3/codes/check')))).toBe('504 timeout');
    isSilent = false;
    expect((await check(relayOf(gate, port, 'api/v3/codes/check'))).status).toBe(200);
  });

  test('one request at a time; a flood is refused, and whoever hangs up gives the turn on', async () => {
    const held: Array<() => void> = [];
    let most = 0;
    const { port, seen } = await module((_request, response) => {
      most = Math.max(most, held.length + 1);
      held.push(() => response.end('{}'));
    });
    const gate = await gateway({ POLTORA_TSPIOT: pinned(port) });
    const url = relayOf(gate, port, 'api/v3/codes/check');
    const hangsUp = new AbortController();
    const impatient = fetch(url, { method: 'POST', body: '{"codes":["a"]}', signal: hangsUp.signal }).catch(
      () => 'gone',
    );
    await expect.poll(() => held.length).toBe(1);
    const refused: string[] = [];
    const all = Array.from({ length: 20 }, async () => {
      const word = wordOf(await check(url));
      if (word !== '200 null') refused.push(word);
      return word;
    });
    // Sixteen wait, four are too many.
    await expect.poll(() => refused).toHaveLength(4);
    hangsUp.abort();
    expect(await impatient).toBe('gone');
    held.shift();
    const finish = setInterval(() => held.shift()?.(), 5);
    const words = await Promise.all(all);
    clearInterval(finish);
    expect(words.filter((word) => word === '429 too-many')).toHaveLength(4);
    expect(words.filter((word) => word === '200 null')).toHaveLength(16);
    expect([most, seen.length]).toEqual([1, 17]);
  });
});

describe('the certificate', () => {
  test('that nobody has confirmed is not believed', async () => {
    const { port, seen } = await module();
    const gate = await gateway({ POLTORA_TSPIOT: `https://127.0.0.1:${String(port)}` });
    expect(wordOf(await check(relayOf(gate, port, 'api/v3/codes/check')))).toBe('502 untrusted');
    expect(seen).toEqual([]);
  });

  test('that is another one than was confirmed: refused before a byte of the request, and told once', async () => {
    const { port, seen } = await module(good, 0, 'leaf');
    const gate = await gateway({ POLTORA_TSPIOT: pinned(port, 'self') });
    for (let ask = 0; ask < 2; ask += 1) {
      const answer = await check(relayOf(gate, port, 'api/v3/codes/check'));
      expect(wordOf(answer)).toBe('502 certificate-changed');
      expect(await answer.text()).toContain(pinOf('leaf'));
    }
    expect(seen).toEqual([]);
    expect(gate.log.filter((line) => line.includes('сертификат сменился'))).toHaveLength(1);
  });

  test('that changes while the module is restarted', async () => {
    const first = await module();
    const gate = await gateway({ POLTORA_TSPIOT: pinned(first.port) });
    const url = relayOf(gate, first.port, 'api/v3/codes/check');
    expect((await check(url)).status).toBe(200);
    first.server.closeAllConnections();
    await new Promise((done) => first.server.close(done));
    expect(wordOf(await check(url))).toBe('502 refused');
    const second = await module(good, first.port, 'leaf');
    expect(wordOf(await check(url))).toBe('502 certificate-changed');
    expect(second.seen).toEqual([]);
  });
});

describe('secrets stay here', () => {
  const info = {
    tspiotId: '00106200000025',
    fnSerial: '9999078900000017',
    kktInn: '',
    codesCheckTimeout: '1800',
    espToken: 'SECRET',
    lm: { version: '2.5.1-2', status: 'ready', token: 'SECRET', login: 'SECRET', pass: 'SECRET', port: 5995, more: {} },
  };
  test('of what a module says of itself', async () => {
    const { port } = await module((_request, response) => response.end(JSON.stringify(info)));
    const gate = await gateway({ POLTORA_TSPIOT: pinned(port) });
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(relayOf(gate, port, 'api/v3/info'), { method });
      expect(await answer.json()).toEqual({
        tspiotId: '00106200000025',
        fnSerial: '9999078900000017',
        kktInn: '',
        codesCheckTimeout: '1800',
        lm: { version: '2.5.1-2', status: 'ready', port: 5995 },
      });
    }
  });

  test('of the orchestrator, which is only looked at', async () => {
    const regData = { tspiotId: '1', fnSerial: '9999078900000017', espToken: 'SECRET' };
    const base = await admin({
      '/api/v1/instances/info': { instances: [{ id: '00106200000017', softPort: 51401, secret: 'SECRET' }] },
      '/api/v1/instances/info/00106200000017': { state: 'ok', regData, licenses: [{ isActive: true, key: 'SECRET' }] },
      '/api/v1/settings/00106200000017': { password: 'SECRET' },
    });
    const gate = await gateway({ POLTORA_TSPIOT_ADMIN: base });
    const ask = (path: string, method = 'GET'): Promise<Response> =>
      fetch(`${gate.url}/relay/tspiot/orchestrator/api/v1/${path}`, { method });
    expect(await (await ask('instances/info')).json()).toEqual({
      instances: [{ id: '00106200000017', softPort: 51401 }],
    });
    expect(await (await ask('instances/info/00106200000017')).json()).toEqual({
      state: 'ok',
      regData: { tspiotId: '1', fnSerial: '9999078900000017' },
      licenses: [{ isActive: true }],
    });
    expect(wordOf(await ask('settings/00106200000017'))).toBe('404 not-relayed');
    expect(wordOf(await ask('instances/info', 'PUT'))).toBe('405 wrong-method');
    expect(wordOf(await ask('instances/info/..%2f..%2fsettings'))).toBe('404 not-relayed');
  });

  test('of a refusal', async () => {
    const { port } = await module((_request, response) =>
      response
        .writeHead(500)
        .end(JSON.stringify({ error: { code: 2030, text: 'Ошибка', token: 'SECRET' }, token: 'SECRET' })),
    );
    const answer = await check(relayOf(await gateway({ POLTORA_TSPIOT: pinned(port) }), port, 'api/v3/codes/check'));
    expect([answer.status, await answer.json()]).toEqual([500, { error: { code: 2030, text: 'Ошибка' } }]);
  });

  test('an answer that gives the key of the program back is none', async () => {
    const { port } = await module((_request, response) => response.end('{"codesResponse":[],"echo":"our-token"}'));
    const gate = await gateway({ POLTORA_TSPIOT: pinned(port), POLTORA_TSPIOT_CLIENT: 'our-id:our-token' });
    const answer = await check(relayOf(gate, port, 'api/v3/codes/check'));
    expect([wordOf(answer), (await answer.text()).includes('our-token')]).toEqual(['502 broken', false]);
  });
});

describe('finding', () => {
  const find = async ({ url }: { readonly url: string }, query = ''): Promise<unknown> =>
    (await fetch(`${url}/relay/server/ts-piot${query}`)).json();

  test('by the orchestrator, with the certificate that is shown now and whose it is', async () => {
    const told: RequestListener = (_request, response) =>
      response.end(JSON.stringify({ fnSerial: '9999078900000017', lm: { token: 'SECRET' } }));
    const [one, two] = [await module(told), await module(told, 0, 'leaf')];
    const base = await admin({ '/api/v1/instances/info': [{ softPort: one.port }, { softPort: two.port }] });
    const gate = await gateway({
      POLTORA_TSPIOT_ADMIN: base,
      POLTORA_TSPIOT: `${pinned(one.port)} ${pinned(two.port)}`,
    });
    const info = { fnSerial: '9999078900000017', lm: {} };
    expect(await find(gate)).toEqual({
      version: 1,
      hasOrchestrator: true,
      modules: [
        { host: `127.0.0.1:${String(one.port)}`, sha256: pinOf('self'), state: 'confirmed', info },
        { host: `127.0.0.1:${String(two.port)}`, sha256: pinOf('leaf'), state: 'changed', info },
      ],
    });
  });

  test('at an address that was typed; one that is gone is told', async () => {
    const { port } = await module();
    const gone = await module();
    gone.server.closeAllConnections();
    await new Promise((done) => gone.server.close(done));
    const gate = await gateway({ POLTORA_TSPIOT: pinned(gone.port) });
    expect(await find(gate, `?address=127.0.0.1:${String(port)}`)).toMatchObject({
      hasOrchestrator: true,
      modules: [
        { host: `127.0.0.1:${String(port)}`, sha256: pinOf('self'), state: 'new' },
        { host: `127.0.0.1:${String(gone.port)}`, sha256: null, state: 'gone' },
      ],
    });
    expect(await find(gate, '?address=http://nowhere/x')).toMatchObject({ error: { code: 'bad-request' } });
  });

  test('is for whoever sits at this machine', async () => {
    const { url } = await gateway({});
    const answer = await fetch(`${url}/relay/server/ts-piot`, { headers: { 'x-forwarded-for': '192.168.0.7' } });
    expect(wordOf(answer)).toBe('403 not-here');
  });
});
