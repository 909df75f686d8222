import { beforeEach, describe, expect, it } from 'vitest';
import type { GatewayAnswer, GatewayRequest } from '../ports/gateway.ts';
import { modulesIn, withModule, withoutModule } from './ts-piot.ts';
import { serverDesk, type KeyWord, type ServerDesk } from './desk.ts';

const view = {
  version: 1,
  fields: {
    key: { by: 'page', shown: '4afc' },
    lm: { by: 'variable', shown: 'http://127.0.0.1:5995', login: 'admin' },
    kkt: { by: 'nobody', shown: '' },
    tspiot: { by: 'page', shown: `https://127.0.0.1:51401#${'ab'.repeat(32)}` },
    tillKey: { by: 'nobody', shown: '' },
    https: { by: 'nobody', shown: '' },
    connect: { by: 'nobody', shown: '' },
    setup: { by: 'nobody', shown: '' },
  },
  isKept: true,
  isDamaged: false,
};
const ok = (body: unknown): GatewayAnswer => ({ status: 200, body: JSON.stringify(body) });
const no = (status: number, relay: string, body: unknown = {}): GatewayAnswer => ({
  status,
  relay,
  body: JSON.stringify(body),
});

let asked: GatewayRequest[];
let done: string[];
let answer: GatewayAnswer | undefined;
let desk: ServerDesk;
beforeEach(() => {
  asked = [];
  done = [];
  answer = ok(view);
  desk = serverDesk({
    call: async (request) => {
      asked.push(request);
      return answer;
    },
    tillKey: async () => 'old',
    keepTillKey: async (key) => void done.push(`keep ${key}`),
    cdn: () => 'cdn.crpt.ru',
    changed: async () => void done.push('changed'),
  });
});

describe('what the gateway shows', () => {
  it('is read, and asked with the password that this till has', async () => {
    const { version: _, ...server } = view;
    expect(await desk.look()).toEqual({ kind: 'shown', server });
    expect(asked).toMatchObject([{ method: 'GET', path: '/relay/server', tillKey: 'old' }]);
  });

  it('a newer gateway says more, an older one less: what is there is read', async () => {
    answer = ok({ fields: { key: view.fields.key, tspiot: {}, kkt: { by: 'somebody' } }, more: 1 });
    expect(await desk.look()).toMatchObject({
      kind: 'shown',
      server: { fields: { key: { shown: '4afc' }, lm: { by: 'nobody' }, kkt: { by: 'nobody' } }, isKept: true },
    });
  });

  it.each([
    ['no answer', undefined, 'gone'],
    ['another machine', no(403, 'not-here'), 'away'],
    ['no password', no(401, 'till-key'), 'password'],
    ['many wrong ones', no(429, 'slow-down'), 'password'],
    ['a demo', no(404, 'not-configured'), 'fixed'],
    ['an older gateway', no(404, 'not-relayed'), 'fixed'],
    ['a web page', { status: 200, body: '<!doctype html>' }, 'fixed'],
    ['something else', ok([]), 'fixed'],
  ] as const)('%s: says why not', async (_what, said, why) => {
    answer = said;
    expect(await desk.look()).toEqual({ kind: 'refused', why });
    expect(await desk.save({ kkt: '' })).toEqual({ kind: 'refused', why });
    expect(done).toEqual([]);
  });
});

describe('a change', () => {
  it('goes there as it was typed, and the till hears of it after the gateway has it', async () => {
    expect(await desk.save({ key: 'k', kkt: '10.0.0.1' })).toMatchObject({ kind: 'shown' });
    expect(asked).toMatchObject([{ method: 'PUT', body: { key: 'k', kkt: '10.0.0.1' } }]);
    expect(done).toEqual(['changed']);
  });

  it('of the password is kept by this till as well: it would shut itself out', async () => {
    await desk.save({ tillKey: 'sixteen-signs-ok' });
    expect(done).toEqual(['keep sixteen-signs-ok', 'changed']);
    await desk.save({ tillKey: '' });
    expect(done).toHaveLength(3);
  });

  it('with a wrong field: which, and what is wrong; a word that this build does not know is told as wrong', async () => {
    answer = no(422, 'wrong-field', { fields: { lm: 'address', tillKey: 'too-simple', unheard: 'of' } });
    expect(await desk.save({ lm: { address: '?', login: '' }, tillKey: 'x' })).toEqual({
      kind: 'wrong',
      fields: { lm: 'address', tillKey: 'wrong' },
    });
    expect(done).toEqual([]);
  });

  it.each(['', '[]', '{"fields":[]}', '{}'])('with a refusal that cannot be read: %j', async (body) => {
    answer = { status: 422, relay: 'wrong-field', body };
    expect(await desk.save({ kkt: '?' })).toEqual({ kind: 'wrong', fields: {} });
  });

  it('that the medium does not take is told', async () => {
    answer = no(507, 'not-kept');
    expect(await desk.save({ kkt: '' })).toEqual({ kind: 'not-kept' });
    expect(done).toEqual([]);
  });
});

describe('addresses for a tablet', () => {
  it('are read; what cannot be one is left out', async () => {
    const good = { url: 'https://192.168.0.10', isTrusted: true };
    const fingerprint = Array.from({ length: 32 }, () => 'A5').join(':');
    answer = ok({
      door: { kind: 'open', port: 1543, urls: [`${good.url}:1543`, 'http://a.test', 5], fingerprint },
      links: [good, { url: 'https://kassa.shop.ru:8443' }, { url: 'http://a.test' }, { url: 'https://a.test/x' }, null],
    });
    expect(await desk.tablets()).toEqual({
      kind: 'found',
      tablets: {
        door: { kind: 'open', port: 1543, urls: [`${good.url}:1543`], fingerprint },
        links: [good, { url: 'https://kassa.shop.ru:8443', isTrusted: false }],
      },
    });
    expect(asked).toMatchObject([{ method: 'GET', path: '/relay/server/tablets', tillKey: 'old' }]);
  });

  it.each([
    [undefined, { kind: 'off' }],
    [{ kind: 'open', port: 1543, urls: [], fingerprint: 'x' }, { kind: 'off' }],
    [
      { kind: 'failed', port: 1543, why: 'of tomorrow' },
      { kind: 'failed', port: 1543, why: 'other' },
    ],
  ])('the door %o is read as %o', async (door, read) => {
    answer = ok({ door, links: [] });
    expect(await desk.tablets()).toEqual({ kind: 'found', tablets: { door: read, links: [] } });
  });

  it.each([
    [undefined, 'gone'],
    [no(403, 'not-here'), 'away'],
    [no(401, 'till-key'), 'password'],
    [no(404, 'not-relayed'), 'fixed'],
    [ok({ door: { kind: 'off' } }), 'fixed'],
  ] as const)('%o: %s', async (said, why) => {
    answer = said;
    expect(await desk.tablets()).toEqual({ kind: why });
  });
});

it.each<[string, GatewayAnswer | undefined, KeyWord]>([
  ['a list', ok({ code: 0, hosts: [] }), 'accepted'],
  ['401', { status: 401, body: '' }, 'key-refused'],
  ['403', { status: 403, body: '' }, 'rejected'],
  ['500', { status: 500, body: '' }, 'server-error'],
  ['a web page', { status: 200, body: '<html>' }, 'web-page'],
  ['no key there', no(503, 'no-key'), 'key-missing'],
  ['no internet', no(502, 'refused'), 'unreachable'],
  ['a wrong certificate', no(502, 'untrusted'), 'certificate'],
  ['silence', no(504, 'timeout'), 'timeout'],
  ['a portal', no(502, 'redirected'), 'web-page'],
  ['our own password is wrong', no(401, 'till-key'), 'relay-refused'],
  ['nobody', undefined, 'gateway-gone'],
])('the key is tried at ЦРПТ: %s', async (_what, said, word) => {
  answer = said;
  expect(await desk.tryKey()).toBe(word);
  expect(asked).toMatchObject([{ method: 'GET', path: '/relay/cdn/cdn.crpt.ru/api/v4/true-api/cdn/info' }]);
});

describe('modules of ТС ПИоТ', () => {
  const host = '127.0.0.1:51401';
  const [pin, other] = ['ab'.repeat(32), 'cd'.repeat(32)];

  it('are looked for at the gateway, and read without what this build does not know', async () => {
    answer = ok({
      version: 1,
      hasOrchestrator: true,
      modules: [
        { host, sha256: pin, state: 'new', info: { fnSerial: '9999078900000017', kktInn: '', more: 1 } },
        { host: 'b:1', sha256: null, state: 'gone', info: null },
        { host: 'c:1', sha256: pin, state: 'odd', info: null },
      ],
    });
    expect(await desk.findTsPiot()).toEqual({
      kind: 'found',
      found: {
        hasOrchestrator: true,
        modules: [
          { host, sha256: pin, state: 'new', fn: '9999078900000017', inn: undefined },
          { host: 'b:1', sha256: undefined, state: 'gone', fn: undefined, inn: undefined },
        ],
      },
    });
    await desk.findTsPiot('10.0.0.5:51401');
    expect(asked.map(({ path }) => path)).toEqual([
      '/relay/server/ts-piot',
      '/relay/server/ts-piot?address=10.0.0.5%3A51401',
    ]);
  });

  it.each([
    [undefined, 'gone'],
    [no(400, 'bad-request'), 'address'],
    [no(403, 'not-here'), 'away'],
    [no(401, 'till-key'), 'password'],
    [no(404, 'not-found'), 'fixed'],
  ] as const)('%j: why not', async (said, kind) => {
    answer = said;
    expect(await desk.findTsPiot()).toEqual({ kind });
  });

  it('are confirmed one by one, and taken back', () => {
    const one = withModule('', { host, pin });
    const two = withModule(one, { host: 'b:1', pin: other });
    expect(modulesIn(two)).toEqual([
      { host, pin },
      { host: 'b:1', pin: other },
    ]);
    expect(modulesIn(withModule(two, { host, pin: other }))).toEqual([
      { host: 'b:1', pin: other },
      { host, pin: other },
    ]);
    expect(withoutModule(two, 'b:1')).toBe(one);
    expect(modulesIn('')).toEqual([]);
  });
});
