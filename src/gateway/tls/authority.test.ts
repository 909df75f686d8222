/** The shop's own certificate authority, judged by Node's own TLS with it as the only trusted root. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkServerIdentity, connect, createServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Authority, isGood, isPrivate } from './authority.ts';
import type { Leaf } from './authority.ts';

const NOW = Date.UTC(2026, 11, 1);
const DAY_MS = 86_400_000;
const names = { addresses: ['192.168.77.10', '10.1.2.3'], host: 'kassa' };

let data = '';
let log: string[] = [];
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'poltora-tls-'));
  log = [];
});
afterEach(() => rm(data, { recursive: true, force: true }));
const open = (host: string | undefined = 'kassa'): Promise<Authority> =>
  Authority.open({ data, host, log: (line) => log.push(line) });

/** What a client says that trusts this authority alone and calls the server by this name; undefined: all is well. */
async function judged(authority: Authority, leaf: Leaf, name: string): Promise<string | undefined> {
  const server = createServer({ key: leaf.key, cert: leaf.certificate });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await new Promise<string | undefined>((done) => {
      const socket = connect({
        host: '127.0.0.1',
        port: (server.address() as AddressInfo).port,
        ca: new X509Certificate(authority.certificate).toString(),
        checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
      });
      socket.once('secureConnect', () => (socket.destroy(), done(undefined)));
      // OpenSSL's word about name constraints has no code of its own in Node.
      socket.once('error', ({ code, message }: NodeJS.ErrnoException) => done(code === 'UNSPECIFIED' ? message : code));
    });
  } finally {
    server.close();
  }
}

describe('its certificate of the gateway', () => {
  test.each(['192.168.77.10', '10.1.2.3', 'kassa.local'])('is right for %s', async (name) => {
    const authority = await open();
    expect(await judged(authority, authority.leaf(names, Date.now()), name)).toBeUndefined();
  });

  test('is wrong for every other name, and for a client that trusts another shop', async () => {
    const [authority, other] = [await open(), await Authority.open({ data: undefined, host: 'kassa', log: () => 0 })];
    const leaf = authority.leaf(names, Date.now());
    expect(await judged(authority, leaf, '192.168.77.11')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await judged(other, leaf, '192.168.77.10')).toMatch(/UNABLE_TO|SIGNATURE/);
  });

  test.each(['8.8.8.8', '172.32.0.1', '127.0.0.1'])(
    '%s: what it signs beyond private addresses is worth nothing',
    async (address) => {
      const authority = await open();
      const leaf = authority.leaf({ addresses: [address], host: 'kassa' }, Date.now());
      expect(await judged(authority, leaf, address)).toBe('permitted subtree violation');
    },
  );

  test('carries no name that could be one of the internet', async () => {
    const { certificate } = (await open()).leaf({ ...names, host: 'shop' }, NOW);
    expect(new X509Certificate(certificate).subjectAltName).toBe(
      'IP Address:192.168.77.10, IP Address:10.1.2.3, DNS:shop.local',
    );
  });

  test('is for servers, no authority itself, and good for 397 days', async () => {
    const leaf = (await open()).leaf(names, NOW);
    const certificate = new X509Certificate(leaf.certificate);
    expect(certificate.ca).toBe(false);
    // @types/node of Node 20 calls the purposes of the certificate `keyUsage`.
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(397 * DAY_MS);
    expect(Date.parse(certificate.validFrom)).toBe(NOW - DAY_MS);
  });

  test('is made anew when an address or the name changes, when its end is near, and when the clock has gone back behind it', async () => {
    const leaf = (await open()).leaf(names, NOW);
    expect(isGood(leaf, { ...names }, NOW)).toBe(true);
    expect(isGood(leaf, { ...names, addresses: ['192.168.77.11'] }, NOW)).toBe(false);
    expect(isGood(leaf, { ...names, host: 'other' }, NOW)).toBe(false);
    expect(isGood(leaf, names, NOW + 366 * DAY_MS - 1)).toBe(true);
    expect(isGood(leaf, names, NOW + 366 * DAY_MS)).toBe(false);
    expect(isGood(leaf, names, NOW - 2 * DAY_MS)).toBe(false);
  });
});

describe('the authority', () => {
  test('is an authority and signs certificates only', async () => {
    const certificate = new X509Certificate((await open()).certificate);
    expect(certificate.ca).toBe(true);
    expect(certificate.subject).toBe('CN=Полтора: касса на kassa');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    const der = certificate.raw.toString('hex');
    // critical (0101ff) basicConstraints 2.5.29.19, keyUsage .15 and nameConstraints .30
    for (const oid of ['0603551d13', '0603551d0f', '0603551d1e']) expect(der).toContain(`${oid}0101ff`);
  });

  test('is made once: after a restart it is the same', async () => {
    const first = await open();
    const again = await open('renamed');
    expect(again.fingerprint).toBe(first.fingerprint);
    expect(first.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(await judged(first, again.leaf(names, Date.now()), 'kassa.local')).toBeUndefined();
    expect(log).toEqual([]);
  });

  test('its files are for the gateway’s user alone, and hold no key in the open', async () => {
    await open();
    const folder = join(data, 'tls');
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o600);
      expect((await readFile(join(folder, name))).includes('PRIVATE KEY'), name).toBe(false);
    }
  });

  test('one that is damaged is put aside and told, and another one is made', async () => {
    const first = await open();
    await writeFile(join(data, 'tls', 'authority.sealed'), 'x');
    expect((await open()).fingerprint).not.toBe(first.fingerprint);
    expect(log).toEqual([expect.stringMatching(/отложен: authority\.sealed\.\d+\.damaged\. Сделан новый/)]);
  });

  test('one that cannot be kept is not given out', async () => {
    await writeFile(join(data, 'file'), '');
    await expect(Authority.open({ data: join(data, 'file'), host: 'kassa', log: () => 0 })).rejects.toThrow();
  });
});

test.each([
  ['192.168.0.1', true],
  ['10.255.0.1', true],
  ['172.16.0.1', true],
  ['172.31.9.9', true],
  ['172.32.0.1', false],
  ['100.64.0.1', false],
  ['127.0.0.1', false],
  ['169.254.1.1', false],
  ['8.8.8.8', false],
  ['10.evil.example', false],
])('%s is a private address: %s', (address, is) => {
  expect(isPrivate(address)).toBe(is);
});
