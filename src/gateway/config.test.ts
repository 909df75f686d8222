import { describe, expect, test } from 'vitest';
import { gatewayFromEnv, withUsualData } from './config.ts';
import type { GatewayConfig, GatewayVariable } from './config.ts';

type Env = Partial<Record<GatewayVariable, string>>;

function good(env: Env): GatewayConfig {
  const read = gatewayFromEnv(env, '/till');
  if (!read.ok) throw new Error(read.failure.map(({ message }) => message).join('\n'));
  return read.value;
}
function problems(env: Env): { variable: string; message: string }[] {
  const read = gatewayFromEnv(env, '/till');
  return read.ok ? [] : [...read.failure];
}

describe('good settings', () => {
  test('an empty environment is a loopback till that relays to ЦРПТ without a key', () => {
    expect(good({})).toEqual({
      folder: '/till',
      host: '127.0.0.1',
      port: 1500,
      demo: false,
      tillKey: undefined,
      https: undefined,
      names: [],
      data: undefined,
      setupAllow: [],
      connect: [],
      cdn: {
        scheme: 'https:',
        host: 'cdn.crpt.ru',
        key: undefined,
        allow: [
          { name: 'cdn.crpt.ru', subdomains: false, port: 443 },
          { name: 'crpt.ru', subdomains: true, port: undefined },
        ],
      },
      lm: undefined,
      tspiot: { modules: [], admin: 'http://127.0.0.1:51077', client: expect.objectContaining({ name: 'Poltora' }) },
      kkt: undefined,
    });
  });

  test('empty variables count as not set', () => {
    expect(
      good({
        POLTORA_PORT: '',
        POLTORA_CDN: ' ',
        POLTORA_CDN_ALLOW: '',
        POLTORA_API_KEY: '',
        POLTORA_LM: '',
        POLTORA_TILL_KEY: '',
      }),
    ).toEqual(good({}));
  });

  test('everything set', () => {
    const config = good({
      POLTORA_PORT: '0',
      POLTORA_HOST: '0.0.0.0',
      POLTORA_TILL_KEY: 'the-key-of-a-till',
      POLTORA_HTTPS: 'on',
      POLTORA_HTTPS_PORT: '8443',
      POLTORA_DEMO: '1',
      POLTORA_CDN: 'http://127.0.0.1:15010/',
      POLTORA_CDN_ALLOW: '*.crpt.ru, localhost:15011\n127.0.0.1:*',
      POLTORA_API_KEY: 'f3a1-key',
      POLTORA_LM: 'http://ad%40min:p%3Aw@192.168.0.10:5995',
      POLTORA_TSPIOT: 'https://127.0.0.1:51401',
      POLTORA_KKT: 'tcp://192.168.0.20:7778',
      POLTORA_CONNECT: 'http://192.168.0.10:5995/ wss://kkt.example',
      POLTORA_NAMES: 'Kassa.Shop.ru, kassa',
      POLTORA_DATA: '/var/lib/poltora',
    });
    expect(config).toMatchObject({
      port: 0,
      host: '0.0.0.0',
      tillKey: 'the-key-of-a-till',
      https: { port: 8443 },
      names: ['kassa.shop.ru', 'kassa'],
      data: '/var/lib/poltora',
      demo: true,
      connect: ['http://192.168.0.10:5995', 'wss://kkt.example'],
      cdn: { scheme: 'http:', host: '127.0.0.1:15010', key: 'f3a1-key' },
      lm: {
        origin: 'http://192.168.0.10:5995',
        authorization: `Basic ${Buffer.from('ad@min:p:w').toString('base64')}`,
      },
      tspiot: { modules: [{ host: '127.0.0.1:51401', pin: undefined }] },
      kkt: { host: '192.168.0.20', port: 7778 },
    });
    expect(config.cdn.allow).toEqual([
      { name: '127.0.0.1', subdomains: false, port: 15010 },
      { name: 'crpt.ru', subdomains: true, port: undefined },
      { name: 'localhost', subdomains: false, port: 15011 },
      { name: '127.0.0.1', subdomains: false, port: undefined },
    ]);
  });

  test.each(['127.0.0.1', '127.0.0.5', 'localhost', 'LOCALHOST', '::1', '[::1]'])('%s needs no till key', (host) => {
    expect(problems({ POLTORA_HOST: host })).toEqual([]);
  });

  test('a ККТ at an IPv6 address is named as a socket wants it', () => {
    expect(good({ POLTORA_KKT: 'tcp://[fe80::1]:7778' }).kkt).toEqual({ host: 'fe80::1', port: 7778 });
  });

  test('a list that is set replaces the default one', () => {
    expect(good({ POLTORA_CDN_ALLOW: 'a.example' }).cdn.allow.map(({ name }) => name)).toEqual([
      'cdn.crpt.ru',
      'a.example',
    ]);
  });
});

test.each<[Env, string | undefined]>([
  [{}, '/home/shop/.poltora'],
  [{ POLTORA_DEMO: '0', POLTORA_DATA: ' ' }, '/home/shop/.poltora'],
  [{ POLTORA_DATA: '/srv/till' }, '/srv/till'],
  [{ POLTORA_DEMO: '1' }, undefined],
  [{ POLTORA_DEMO: '1', POLTORA_DATA: '/srv/till' }, '/srv/till'],
])('a program with %o remembers its tills in %s', (env, data) => {
  const read = gatewayFromEnv(withUsualData(env, '/home/shop'), '/till');
  expect(read.ok && read.value.data).toBe(data);
});

describe('bad settings', () => {
  test.each<[GatewayVariable, string]>([
    ['POLTORA_PORT', 'http'],
    ['POLTORA_PORT', '65536'],
    ['POLTORA_PORT', '-1'],
    ['POLTORA_PORT', '1e3'],
    ['POLTORA_PORT', '0x50'],
    ['POLTORA_HOST', 'http://0.0.0.0'],
    ['POLTORA_HOST', '127.0.0.1:1500'],
    ['POLTORA_HOST', 'a b'],
    ['POLTORA_DEMO', 'yes'],
    ['POLTORA_CDN', 'cdn.crpt.ru'],
    ['POLTORA_CDN', 'ftp://cdn.crpt.ru'],
    ['POLTORA_CDN', 'https://cdn.crpt.ru/api'],
    ['POLTORA_CDN', 'https://u:p@cdn.crpt.ru'],
    ['POLTORA_CDN', 'https://cdn.crpt.ru?x'],
    ['POLTORA_CDN_ALLOW', '*'],
    ['POLTORA_CDN_ALLOW', '*.ru'],
    ['POLTORA_CDN_ALLOW', 'https://cdn.crpt.ru'],
    ['POLTORA_API_KEY', 'two words'],
    ['POLTORA_API_KEY', 'ключ'],
    ['POLTORA_LM', '127.0.0.1:5995'],
    ['POLTORA_LM', 'http://127.0.0.1:5995/api/v2'],
    ['POLTORA_LM', 'http://a%zz:b@127.0.0.1:5995'],
    ['POLTORA_TSPIOT', 'http://127.0.0.1:51401'],
    ['POLTORA_TSPIOT', 'https://127.0.0.1:51401/api'],
    ['POLTORA_TSPIOT_ADMIN', 'https://127.0.0.1:51077'],
    ['POLTORA_TSPIOT_CLIENT', 'no-token'],
    ['POLTORA_KKT', '192.168.0.20:7778'],
    ['POLTORA_KKT', 'tcp://192.168.0.20'],
    ['POLTORA_KKT', 'http://192.168.0.20:7778'],
    ['POLTORA_KKT', 'tcp://192.168.0.20:7778/x'],
    ['POLTORA_HTTPS', '1'],
    ['POLTORA_HTTPS_PORT', '65536'],
    ['POLTORA_TILL_KEY', 'с пробелом'],
    ['POLTORA_TILL_KEY', 'k'],
    ['POLTORA_TILL_KEY', 'fifteen-signs-n'],
    ['POLTORA_DATA', 'poltora'],
    ['POLTORA_DATA', './poltora'],
    ['POLTORA_DATA', '~/poltora'],
    ['POLTORA_CONNECT', 'http://*:5995'],
    ['POLTORA_CONNECT', "'unsafe-inline'"],
    ['POLTORA_CONNECT', 'http://a.example;script-src'],
    ['POLTORA_CONNECT', '*'],
  ])('%s=%s is named in a sentence', (variable, value) => {
    const found = problems({ [variable]: value });
    expect(found.map((problem) => problem.variable)).toEqual([variable]);
    expect(found[0]?.message).toMatch(new RegExp(`^${variable}.+\\.$`));
  });

  test('https for tablets wants a till key of enough signs', () => {
    const on = (env: Env): string[] => problems({ POLTORA_HTTPS: 'on', ...env }).map(({ variable }) => variable);
    expect(on({})).toEqual(['POLTORA_HTTPS']);
    expect(on({ POLTORA_TILL_KEY: 'short' })).toEqual(['POLTORA_TILL_KEY', 'POLTORA_HTTPS']);
    expect(on({ POLTORA_TILL_KEY: 'sixteen-signs-ok' })).toEqual([]);
    expect(good({ POLTORA_HTTPS: 'off' }).https).toBeUndefined();
  });

  test('a network address wants a till key', () => {
    expect(problems({ POLTORA_HOST: '0.0.0.0' }).map(({ variable }) => variable)).toEqual(['POLTORA_TILL_KEY']);
    expect(problems({ POLTORA_HOST: '192.168.0.5', POLTORA_TILL_KEY: 'sixteen-signs-ok' })).toEqual([]);
    expect(problems({ POLTORA_HOST: '::' }).map(({ variable }) => variable)).toEqual(['POLTORA_TILL_KEY']);
  });

  test.each([
    'https://kassa.shop.ru',
    'kassa.shop.ru:1500',
    '*.shop.ru',
    '192.168.0.5',
    'kassa/shop',
    'касса.рф',
    'kassa.shop.ru.',
  ])('«%s» is no name for POLTORA_NAMES', (name) => {
    const found = problems({ POLTORA_NAMES: `till.local ${name}`, POLTORA_TILL_KEY: 'sixteen-signs-ok' });
    expect(found.map(({ variable }) => variable)).toEqual(['POLTORA_NAMES']);
    expect(found[0]?.message).toMatch(/^POLTORA_NAMES.+\.$/);
  });

  test('a name for others wants a till key, on loopback too: a proxy of this machine lets them in', () => {
    expect(problems({ POLTORA_NAMES: 'kassa.shop.ru' }).map(({ variable }) => variable)).toEqual(['POLTORA_TILL_KEY']);
    expect(
      problems({ POLTORA_HOST: '0.0.0.0', POLTORA_NAMES: 'kassa.shop.ru' }).map(({ variable }) => variable),
    ).toEqual(['POLTORA_TILL_KEY']);
  });

  test('a till key too short is not repeated', () => {
    expect(JSON.stringify(problems({ POLTORA_TILL_KEY: 'hunter2' }))).not.toContain('hunter2');
    expect(problems({ POLTORA_TILL_KEY: 'sixteen-signs-ok' })).toEqual([]);
  });

  test('all that is wrong is named at once, and no secret is repeated', () => {
    const found = problems({
      POLTORA_PORT: 'x',
      POLTORA_API_KEY: 'se cret',
      POLTORA_LM: 'http://admin:hunter2@127.0.0.1:5995/api',
      POLTORA_KKT: 'udp://x',
    });
    expect(found.map(({ variable }) => variable).sort()).toEqual([
      'POLTORA_API_KEY',
      'POLTORA_KKT',
      'POLTORA_LM',
      'POLTORA_PORT',
    ]);
    expect(JSON.stringify(found)).not.toMatch(/cret|hunter2/);
  });
});
