/** Where a tablet finds the till: behind a real TLS proxy of this machine, over the wire. */
import { request as httpRequest } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { selfSigned } from '../../test/emulators/tspiot/certificate.ts';
import { gatewayFromEnv } from './config.ts';
import { createGateway } from './server.ts';
import { machineNames, tabletInfo } from './tablets.ts';

const machine = { addresses: ['127.0.0.1', '192.0.2.1'], host: undefined };

const cleanups: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function tls(answers: RequestListener): Promise<number> {
  const server = createTls(selfSigned('kassa', Date.now()), answers);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanups.push(() => new Promise((done) => (server.closeAllConnections(), server.close(done))));
  return (server.address() as AddressInfo).port;
}

/** As Caddy does: the name that was called goes on, and where the call came from is added. */
const proxyTo =
  (port: () => number): RequestListener =>
  (asked, answer) => {
    const { method, url: path, headers } = asked;
    const on = { ...headers, 'x-forwarded-for': '192.168.0.44', 'x-forwarded-proto': 'https' };
    const onward = httpRequest({ host: '127.0.0.1', port: port(), method, path, headers: on }, (came) => {
      answer.writeHead(came.statusCode ?? 500, came.headers);
      came.pipe(answer);
    });
    asked.pipe(onward);
  };

async function gateway(env: Record<string, string>): Promise<{ port: number; tlsPort: number }> {
  let port = 0;
  const tlsPort = await tls(proxyTo(() => port));
  const config = gatewayFromEnv(env, '/till');
  if (!config.ok) throw new Error(config.failure.map(({ message }) => message).join('\n'));
  const app = createGateway(config.value, { tablets: { names: () => machine, tlsPort } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => app.close());
  port = (app.server.address() as AddressInfo).port;
  return { port, tlsPort };
}
const ask = async (port: number, headers: Record<string, string> = {}): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(`http://localhost:${port}/relay/server/tablets`, { headers });
  return { status: answer.status, body: await answer.json() };
};
const TILL_KEY = 'sixteen-signs-ok';

test('an address at which a TLS proxy leads here is told, and what a proxy is to be told where there is none', async () => {
  const { port, tlsPort } = await gateway({ POLTORA_TILL_KEY: TILL_KEY });
  expect(await ask(port, { 'x-poltora-till-key': TILL_KEY })).toEqual({
    status: 200,
    body: {
      version: 1,
      door: { kind: 'off' },
      links: [{ url: `https://127.0.0.1:${tlsPort}`, isTrusted: false }],
    },
  });
});

test('names of POLTORA_NAMES are tried first', async () => {
  const { port, tlsPort } = await gateway({ POLTORA_TILL_KEY: TILL_KEY, POLTORA_NAMES: 'localhost nobody.invalid' });
  const { body } = await ask(port, { 'x-poltora-till-key': TILL_KEY });
  expect(body).toMatchObject({
    links: [`https://localhost:${tlsPort}`, `https://127.0.0.1:${tlsPort}`].map((url) => ({ url })),
  });
});

test.each<[string, RequestListener]>([
  ['another program', (_, answer) => void answer.end('<!doctype html>')],
  ['a list', (_, answer) => void answer.end('[]')],
  ['a flood', (_, answer) => void answer.end('x'.repeat(100_000))],
  [
    'half an answer',
    (_, answer) => (answer.writeHead(200, { 'content-length': '9' }), answer.write('{'), answer.destroy()),
  ],
])('what answers there and is no gateway is no address for a tablet: %s', async (_, answers) => {
  const tlsPort = await tls(answers);
  expect(await tabletInfo([], { kind: 'off' }, { names: () => machine, tlsPort })).toMatchObject({ links: [] });
});

test('is told to nobody but its own machine', async () => {
  const { port, tlsPort } = await gateway({ POLTORA_TILL_KEY: TILL_KEY });
  const through = { 'x-poltora-till-key': TILL_KEY, 'x-forwarded-for': '192.168.0.44' };
  expect((await ask(port, through)).status).toBe(403);
  expect((await ask(port)).status).toBe(401);
  expect(tlsPort).toBeGreaterThan(0);
});

test('this machine’s own addresses are private ones, and its name is one label', () => {
  const { addresses, host = 'none' } = machineNames();
  expect(addresses.filter((each) => !/^(10|172|192)\./.test(each))).toEqual([]);
  expect(host).toMatch(/^[a-z0-9-]+$/);
});
