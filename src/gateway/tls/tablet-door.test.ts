/** The gateway's own https for tablets, over the wire: a client that trusts the shop's certificate alone, and calls the gateway by the name it has in the network. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { createGateway } from '../server.ts';
import { TypedSettings } from '../typed-settings.ts';
import type { MachineNames } from './authority.ts';
import type { TabletDoorInfo } from './tablet-door.ts';

const password = 'sixteen-signs-ok';
const withKey = { 'x-poltora-till-key': password };
const switchedOn = { POLTORA_HTTPS: 'on', POLTORA_HTTPS_PORT: '0', POLTORA_TILL_KEY: password };
const ADDRESS = '192.168.77.10';

const cleanups: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
async function answerOf(request: ReturnType<typeof httpRequest>): Promise<Answer> {
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) };
}

interface Gateway {
  readonly port: number;
  readonly log: readonly string[];
  readonly typed: TypedSettings;
  /** What the machine is called; may be changed. */
  names: MachineNames;
  /** At its own machine, over http. */
  readonly here: (path: string, headers?: Record<string, string>) => Promise<Answer>;
  readonly door: () => Promise<TabletDoorInfo>;
}
async function gateway(env: Record<string, string>): Promise<Gateway> {
  const log: string[] = [];
  const typed = await TypedSettings.open(env, { till: '/till', log: (line) => log.push(line) });
  if (!typed.ok) throw new Error(typed.failure.map(({ message }) => message).join('\n'));
  const found = { names: { addresses: [ADDRESS], host: 'kassa' } as MachineNames };
  const app = createGateway(typed.value.config, {
    typed: typed.value,
    log: (line) => log.push(line),
    tablets: { names: () => found.names, tlsPort: 1 },
  });
  app.get('/till', () => 'the till');
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const here = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    answerOf(
      httpRequest({ host: '127.0.0.1', port, path, agent: false, headers: { host: `localhost:${port}`, ...headers } }),
    );
  return Object.assign(found, {
    port,
    log,
    typed: typed.value,
    here,
    door: async () => {
      const { body } = await here('/relay/server/tablets', withKey);
      return (JSON.parse(body.toString()) as { door: TabletDoorInfo }).door;
    },
  });
}

/** The port and the certificate that a tablet has installed. */
async function opened(shop: Gateway): Promise<{ readonly port: number; readonly ca: string }> {
  const door = await shop.door();
  if (door.kind !== 'open') throw new Error(JSON.stringify([door, shop.log]));
  const ca = new X509Certificate((await shop.here('/tablet/poltora.crt')).body).toString();
  return { port: door.port, ca };
}

/** A tablet: the rest of 127/8 counts as other machines (address.ts). */
function tablet({ port, ca }: { port: number; ca: string }, name = ADDRESS) {
  return (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    answerOf(
      httpsRequest({
        host: '127.0.0.1',
        localAddress: '127.0.0.2',
        port,
        path,
        ca,
        agent: false,
        checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
        headers: { host: `${name}:${port}`, ...headers },
      }),
    );
}

describe('switched on', () => {
  test.each([ADDRESS, 'kassa.local'])('a tablet opens the till as %s, trusting nobody but this shop', async (name) => {
    const ask = tablet(await opened(await gateway(switchedOn)), name);
    expect(await ask('/till')).toMatchObject({ status: 200, body: Buffer.from('the till') });
  });

  test('nothing of the relay is answered without the password', async () => {
    const ask = tablet(await opened(await gateway(switchedOn)));
    expect((await ask('/relay/tills')).status).toBe(401);
    expect((await ask('/relay/tills', { 'x-poltora-till-key': 'another-password' })).status).toBe(401);
    expect((await ask('/relay/tills', withKey)).status).toBe(200);
  });

  test('the settings of the gateway stay with its own machine, whatever a tablet calls it', async () => {
    const shop = await opened(await gateway(switchedOn));
    for (const host of [ADDRESS, 'localhost', '127.0.0.1'])
      for (const path of ['/relay/server', '/relay/server/tablets', '/relay/server/ts-piot'])
        expect((await tablet(shop)(path, { ...withKey, host })).headers['x-poltora-relay'], `${path} of ${host}`).toBe(
          'not-here',
        );
  });

  test('its name of multicast DNS is good here alone, and no other name is', async () => {
    const shop = await gateway(switchedOn);
    const ask = tablet(await opened(shop));
    expect((await ask('/till', { host: 'other.local' })).status).toBe(403);
    expect((await ask('/till', { host: 'evil.example' })).status).toBe(403);
    expect((await shop.here('/till', { host: 'kassa.local' })).status).toBe(403);
  });

  test('a page of a tablet may ask, a page of another site may not', async () => {
    const shop = await opened(await gateway(switchedOn));
    const own = { ...withKey, origin: `https://${ADDRESS}:${shop.port}`, 'sec-fetch-site': 'same-origin' };
    expect((await tablet(shop)('/relay/tills', own)).status).toBe(200);
    expect((await tablet(shop)('/relay/tills', { ...own, origin: 'https://evil.example' })).status).toBe(403);
  });

  test('the bridge to the ККТ is reached over it', async () => {
    const { port, ca } = await opened(await gateway({ ...switchedOn, POLTORA_KKT: 'tcp://127.0.0.1:1' }));
    const request = httpsRequest({
      host: '127.0.0.1',
      port,
      path: '/relay/kkt?till=till-1',
      ca,
      checkServerIdentity: (_, certificate) => checkServerIdentity(ADDRESS, certificate),
      headers: {
        host: `${ADDRESS}:${port}`,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.alloc(16).toString('base64'),
        'sec-websocket-protocol': `poltora-kkt, poltora-key.${Buffer.from(password).toString('base64url')}`,
      },
    });
    request.end();
    const [response, socket] = (await once(request, 'upgrade')) as [IncomingMessage, Socket];
    expect(response.statusCode).toBe(101);
    socket.destroy();
  });

  test('the page of steps and the certificate: the same fingerprint on both sides, no key anywhere', async () => {
    const shop = await gateway(switchedOn);
    const ask = tablet(await opened(shop));
    const [page, certificate, door] = [await ask('/tablet'), await ask('/tablet/poltora.crt'), await shop.door()];
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(certificate.headers['content-type']).toBe('application/x-x509-ca-cert');
    const { fingerprint256, ca } = new X509Certificate(certificate.body);
    expect(ca).toBe(true);
    expect(page.body.toString()).toContain(fingerprint256);
    expect(door).toMatchObject({
      fingerprint: fingerprint256,
      urls: [`https://${ADDRESS}:`, 'https://kassa.local:'].map((url) => expect.stringContaining(url) as unknown),
    });
    // The certificate and nothing behind it.
    expect(new X509Certificate(certificate.body).raw.length).toBe(certificate.body.length);
    expect(page.body.toString() + JSON.stringify(door)).not.toMatch(/PRIVATE/);
  });

  test('another address of the machine: the next handshake already shows a certificate for it, by the same authority', async () => {
    const shop = await gateway(switchedOn);
    const known = await opened(shop);
    await expect(tablet(known, '192.168.77.20')('/till')).rejects.toThrow(/altnames/);
    shop.names = { addresses: ['192.168.77.20'], host: 'kassa' };
    expect(await shop.door()).toMatchObject({ urls: [`https://192.168.77.20:${known.port}`, expect.any(String)] });
    expect((await tablet(known, '192.168.77.20')('/till')).status).toBe(200);
    await expect(tablet(known, ADDRESS)('/till')).rejects.toThrow(/altnames/);
  });

  test('sockets that say nothing keep no tablet out', async () => {
    const shop = await opened(await gateway(switchedOn));
    const silent = Array.from({ length: 100 }, () => connect(shop.port, '127.0.0.1').on('error', () => undefined));
    cleanups.push(async () => silent.forEach((socket) => socket.destroy()));
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    expect((await tablet(shop)('/till')).status).toBe(200);
  });

  test('http at its port is no http', async () => {
    const { port } = await opened(await gateway(switchedOn));
    await expect(answerOf(httpRequest({ host: '127.0.0.1', port, path: '/tablet', agent: false }))).rejects.toThrow();
  });
});

describe('the switch', () => {
  test('counts at once; off again, nobody is connected any more', async () => {
    const shop = await gateway({ POLTORA_HTTPS_PORT: '0' });
    expect(await shop.door()).toEqual({ kind: 'off' });
    expect((await shop.here('/tablet')).status).toBe(404);
    expect((await shop.here('/tablet/poltora.crt')).status).toBe(404);
    await shop.typed.change({ tillKey: password, https: 'on' });
    const known = await opened(shop);
    expect((await tablet(known)('/till')).status).toBe(200);
    const idle = connectTls({ host: '127.0.0.1', port: known.port, rejectUnauthorized: false });
    await once(idle.resume(), 'secureConnect');
    const ended = once(idle, 'close');
    await shop.typed.change({ https: 'off' });
    expect(await shop.door()).toEqual({ kind: 'off' });
    await ended;
    await expect(tablet(known)('/till')).rejects.toThrow('ECONNREFUSED');
    expect((await shop.here('/tablet')).status).toBe(404);
  });

  test('is refused without a password, and so is the password’s leaving while it is on', async () => {
    const shop = await gateway({ POLTORA_HTTPS_PORT: '0' });
    const refused = { ok: false, failure: { fields: { https: 'wrong' } } };
    expect(await shop.typed.change({ https: 'on' })).toMatchObject(refused);
    expect(await shop.door()).toEqual({ kind: 'off' });
    await shop.typed.change({ tillKey: password, https: 'on' });
    expect(await shop.typed.change({ tillKey: null })).toMatchObject(refused);
    expect((await tablet(await opened(shop))('/relay/tills')).status).toBe(401);
    expect(await shop.typed.change({ tillKey: null, https: 'off' })).toMatchObject({ ok: true });
  });

  test('by a variable cannot be changed on the page', async () => {
    const shop = await gateway({ POLTORA_HTTPS: 'off', POLTORA_TILL_KEY: password });
    expect(shop.typed.view().fields.https).toEqual({ by: 'variable', shown: 'off' });
    expect(await shop.typed.change({ https: 'on' })).toMatchObject({ failure: { fields: { https: 'fixed' } } });
  });
});

describe('it cannot be opened', () => {
  test('another program has the port: that is told, and a later change tries again', async () => {
    const other = createServer();
    other.listen(0, '0.0.0.0');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const shop = await gateway({ ...switchedOn, POLTORA_HTTPS_PORT: String(port) });
    expect(await shop.door()).toEqual({ kind: 'failed', port, why: 'port-in-use' });
    expect(shop.log).toEqual([expect.stringMatching(`^Открыть порт ${port} для планшетов не удалось: его заняла`)]);
    expect((await shop.here('/tablet')).status).toBe(404);
    other.close();
    await once(other, 'close');
    await shop.typed.change({ kkt: '10.0.0.1' });
    expect(await shop.door()).toMatchObject({ kind: 'open', port });
  });

  test('a folder that keeps no certificate: that is told, and none is given out that would be lost', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'poltora-door-'));
    cleanups.push(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'file'), '');
    const shop = await gateway({ ...switchedOn, POLTORA_DATA: join(folder, 'file') });
    expect(await shop.door()).toMatchObject({ kind: 'failed', why: 'not-kept' });
  });
});
