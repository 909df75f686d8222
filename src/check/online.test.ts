import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FakeClock, turn } from '../../test/unit/clock.ts';
import { fn, kiOf, paths, requestOf, startWorld, type World } from '../../test/unit/check-world.ts';
import { sample, type Fault } from '../../test/emulators/index.ts';
import type { CheckSetup, Clock } from '../app/ports.ts';
import { failureRead, type CheckFailure } from '../domain/code-check.ts';
import type { Http, HttpAnswer } from './http.ts';
import { askOnline, fallbackHosts, fetchHosts, hostHealthOf } from './online.ts';
import { longestRefusal } from './raw.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.clean());
afterAll(() => world.close());

const milk = sample('allowed').code();

interface Asked {
  readonly outcome: Awaited<ReturnType<typeof askOnline>>;
  /** What the book was told, oldest first: `answered 0` is the first host of the list. */
  readonly news: string[];
}

interface Ask {
  readonly codes?: readonly string[];
  readonly setup?: CheckSetup;
  readonly http?: Http;
  readonly hosts?: readonly string[];
  readonly now?: () => number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

async function askWhole({
  codes = [milk],
  setup = world.setup,
  clock,
  http = world.http(clock),
  hosts = world.hosts,
  now = Date.now,
  signal = new AbortController().signal,
}: Ask = {}): Promise<Asked> {
  const news: string[] = [];
  const tell =
    (what: string) =>
    (host: string): void =>
      void news.push(`${what} ${String(hosts.indexOf(host))}`);
  const outcome = await askOnline(
    requestOf(setup, ...codes),
    hosts,
    http,
    { answered: tell('answered'), failed: tell('failed'), blocked: tell('blocked') },
    now,
    signal,
  );
  return { outcome, news };
}

/** As it was understood. */
async function ask(how: Ask = {}): Promise<Asked> {
  const { outcome, news } = await askWhole(how);
  if (!outcome.ok) return { outcome: { ok: false, failure: failureRead(outcome.failure) }, news };
  return { outcome: outcome.value.kind === 'emergency' ? { ok: true, value: { kind: 'emergency' } } : outcome, news };
}

/** What came of it, as it came: of each code, or of the failure. */
async function rawOf(how: Ask = {}): Promise<readonly string[] | string | undefined> {
  const { outcome } = await askWhole(how);
  return outcome.ok ? outcome.value.raw : outcome.failure.raw;
}

/** Which hosts got a check, in order. */
const checked = (): unknown[] =>
  world.cdn.service.requests.filter(({ path }) => path === paths.check).map(({ host }) => host);
const fail = (fault: Fault): Promise<void> => world.cdn.service.fail({ path: paths.check, ...fault });
const failure = (kind: CheckFailure['kind'], more: Partial<CheckFailure> = {}): unknown => ({
  ok: false,
  failure: { kind, ...more },
});

describe('a good answer', () => {
  it('has the facts, the proof and the host', async () => {
    const { outcome, news } = await ask();
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        kind: 'answers',
        host: world.hosts[0],
        answers: [{ cis: milk, found: true, sold: false, isBlocked: false, groupIds: [8] }],
        proof: { reqId: expect.stringMatching(/^[0-9a-f-]{36}$/), reqTimestamp: expect.any(Number) },
      },
    });
    expect(news).toEqual(['answered 0']);
    expect(checked()).toEqual([0]);
  });

  it('was asked for with the whole code, the ФН and the time zone, by way of the key', async () => {
    await ask();
    expect(world.cdn.service.requests).toMatchObject([
      {
        method: 'POST',
        path: paths.check,
        body: { codes: [milk], fiscalDriveNumber: fn, timeZone: 2 },
        headers: { 'x-api-key': world.cdn.apiKey, 'content-type': 'application/json' },
      },
    ]);
    // GS goes as the character: the emulator would refuse its name, and here is the character itself.
    expect(milk).toContain('\u001d');
  });

  it('does without a ФН that is not known yet', async () => {
    const { fn: _, ...setup } = world.setup;
    expect((await ask({ setup })).outcome.ok).toBe(true);
    expect(world.cdn.service.requests[0]?.body).toEqual({ codes: [milk], timeZone: 2 });
  });

  it('of several codes is one request with one proof, each code with its own facts, in the order asked', async () => {
    const sold = sample('sold').code();
    const pack = sample('tobacco-pack').code();
    const { outcome } = await ask({ codes: [sold, milk, pack, milk] });
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        answers: [{ cis: sold, sold: true }, { cis: milk, sold: false }, { cis: pack, mrp: 14500 }, { cis: milk }],
      },
    });
    expect(checked()).toEqual([0]);
  });

  it('keeps facts apart from junk: null and ill-typed fields are absent, unknown ones ignored', async () => {
    await fail({
      status: 200,
      body: {
        code: 0,
        description: null,
        reqId: 'id',
        reqTimestamp: 15,
        extra: {},
        codes: [
          {
            cis: milk,
            found: true,
            sold: 'yes',
            isBlocked: null,
            mrp: '14500',
            smp: null,
            groupIds: ['8'],
            ogvs: null,
            expireDate: 0,
            grayZone: 1,
            future: [],
          },
        ],
      },
    });
    const { outcome } = await ask();
    expect(outcome).toMatchObject({ ok: true, value: { proof: { reqId: 'id', reqTimestamp: 15 } } });
    expect(outcome.ok && outcome.value.kind === 'answers' && outcome.value.answers).toEqual([
      { cis: milk, found: true },
    ]);
  });

  it('matches elements by the code, not by the place', async () => {
    const other = sample('allowed').code();
    await fail({
      status: 200,
      body: {
        code: 0,
        reqId: 'id',
        reqTimestamp: 15,
        codes: [
          { cis: other, sold: true },
          { cis: milk, sold: false },
        ],
      },
    });
    expect((await ask({ codes: [milk, other] })).outcome).toMatchObject({
      ok: true,
      value: {
        answers: [
          { cis: milk, sold: false },
          { cis: other, sold: true },
        ],
      },
    });
  });
});

describe('the answer as it came', () => {
  it('is the body of an answer about one code, to the byte', async () => {
    const element = `{"cis":${JSON.stringify(milk)}, "found":true, "sold":"yes","eliminationState":2}`;
    const body = `{ "code":0,"reqId":"id","reqTimestamp":15.0,\n"newField":{"a":[1]},"codes":[${element}]}\n`;
    await fail({ status: 200, body });
    expect(await rawOf()).toEqual([body]);
  });

  it('keeps what the till does not read', async () => {
    const [raw = ''] = (await rawOf()) ?? [];
    expect(JSON.parse(raw)).toMatchObject({
      description: 'ok',
      codes: [{ cis: milk, printView: kiOf(milk), productionDate: expect.any(String), producerInn: '7725344604' }],
    });
  });

  it('of several codes is the envelope with its own element alone', async () => {
    const other = sample('allowed').code();
    const envelope = { code: 0, reqId: 'id', reqTimestamp: 15, inst: 'new' };
    const [first, second] = [
      { cis: other, sold: true, a: 1 },
      { cis: milk, sold: null, b: [2] },
    ];
    await fail({ status: 200, body: { ...envelope, codes: [first, second] } });
    const raw = (await rawOf({ codes: [milk, other, milk] })) as readonly string[];
    expect(raw.map((text) => JSON.parse(text) as unknown)).toEqual(
      [second, first, second].map((element) => ({ ...envelope, codes: [element] })),
    );
  });

  it.each<readonly [string, Fault]>([
    ['a refusal', { status: 400, body: '{"code":400,  "fieldErrors":[]}' }],
    ['a code of a refusal in a 200', { status: 200, body: '{"code":15,  "x":1}' }],
    ['5000', { status: 500, body: '{"code":5000,  "x":1}' }],
    ['a fault of the host', { status: 503, body: '<html>занято</html>' }],
    ['no proof', { status: 200, body: '{"code":0,  "codes":[]}' }],
    ['no element', { status: 200, body: '{"code":0,"reqId":"id","reqTimestamp":15,  "codes":[{"cis":"other"}]}' }],
    ['no JSON', { status: 200, body: '{"code":0,' }],
    ['the emergency', { status: 203, body: '{"message":"Аварийный режим"}' }],
  ])('%s has it too', async (_, fault) => {
    await fail(fault);
    expect(await rawOf()).toBe(fault.body);
  });

  it('of a failure is that of the last attempt, whole up to the limit and marked where it was cut', async () => {
    const page = 'ы'.repeat(longestRefusal);
    await fail({ status: 503, body: page });
    expect(await rawOf()).toBe(page);
    await fail({ status: 400, body: `${page}!` });
    expect(await rawOf()).toBe(`${page}…`);
  });

  it.each<readonly [string, Fault]>([
    ['an empty body', { status: 401, body: '' }],
    ['no answer', { reset: true }],
    ['the gateway’s own word', { refuse: true }],
  ])('is none after %s', async (_, fault) => {
    await world.cdn.service.fail(fault);
    const { outcome } = await askWhole();
    expect(outcome.ok).toBe(false);
    expect(!outcome.ok && outcome.failure.raw).toBeUndefined();
  });
});

describe('the emergency', () => {
  it('of a code', async () => {
    expect(await ask({ codes: [milk, sample('emergency').code()] })).toEqual({
      outcome: { ok: true, value: { kind: 'emergency' } },
      news: ['answered 0'],
    });
  });

  it.each([
    ['HTTP 203 with a body', { emergency: true }],
    ['HTTP 203 without one', { status: 203, body: '' }],
    ['HTTP 203 with a page', { status: 203, body: '<html>' }],
    ['code 203 in the body of a 200', { status: 200, body: { code: 203, message: 'Аварийный режим' } }],
  ] as const)('%s', async (_, fault) => {
    await fail(fault);
    expect((await ask()).outcome).toEqual({ ok: true, value: { kind: 'emergency' } });
    expect(checked()).toEqual([0]);
  });
});

describe('our own fault: no other host is asked, none is blamed, the text is kept', () => {
  it.each([
    [400, 'rejected'],
    [401, 'key-refused'],
    [404, 'rejected'],
    [405, 'rejected'],
    [410, 'outdated'],
    // 418 is an emergency in one source only (online-check.md §2.1 [S]): not enough to sell without a check.
    [418, 'rejected'],
    [451, 'rejected'],
  ] as const)('HTTP %i', async (status, kind) => {
    await fail({ status, body: { code: status, description: 'почему' } });
    expect(await ask()).toEqual({ outcome: failure(kind, { status, detail: 'почему' }), news: [] });
    expect(checked()).toEqual([0]);
  });

  it.each([
    [400, 'rejected'],
    [401, 'key-refused'],
    [15, 'service-error'],
    [-1, 'service-error'],
  ] as const)('code %i in the body of a 200', async (code, kind) => {
    await fail({
      status: 200,
      body: { code, description: 'почему', reqId: 'id', reqTimestamp: 1, codes: [{ cis: milk, found: true }] },
    });
    expect(await ask()).toEqual({
      outcome: failure(kind, { status: expect.any(Number) as number, detail: 'почему' }),
      news: [],
    });
    expect(checked()).toEqual([0]);
  });

  it('a wrong key, in the words of the service', async () => {
    const other = await startWorld({ key: 'wrong' });
    try {
      expect(await ask({ setup: other.setup, http: other.http(), hosts: other.hosts })).toEqual({
        outcome: failure('key-refused', { status: 401, detail: 'Неверный или просроченный X-API-KEY' }),
        news: [],
      });
    } finally {
      await other.close();
    }
  });

  it('no key at the gateway', async () => {
    const other = await startWorld({ key: '' });
    try {
      expect((await ask({ setup: other.setup, http: other.http(), hosts: other.hosts })).outcome).toMatchObject(
        failure('key-missing') as object,
      );
      expect(await fetchHosts(other.setup, other.http())).toMatchObject(failure('key-missing') as object);
      expect(await hostHealthOf(other.hosts[0] ?? '', other.setup, other.http())).toBe('unknown');
      expect(other.cdn.service.requests).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('a missing element is no verdict', async () => {
    await fail({ status: 200, body: { code: 0, reqId: 'id', reqTimestamp: 15, codes: [{ cis: milk }] } });
    expect(await ask({ codes: [milk, sample('allowed').code()] })).toEqual({
      outcome: failure('no-element', { status: 200 }),
      news: [],
    });
  });
});

describe('429 and 5xx', () => {
  it.each([429, 500, 502, 503])('HTTP %i once: repeated on the same host, nobody blocked', async (status) => {
    await fail({ status, body: {}, times: 1 });
    expect(await ask()).toMatchObject({ outcome: { ok: true, value: { host: world.hosts[0] } }, news: ['answered 0'] });
    expect(checked()).toEqual([0, 0]);
  });

  it.each([429, 500, 502, 503])('HTTP %i twice: the host is blocked, the next one is asked', async (status) => {
    await fail({ host: 0, status, body: {} });
    expect(await ask()).toMatchObject({
      outcome: { ok: true, value: { host: world.hosts[1] } },
      news: ['blocked 0', 'answered 1'],
    });
    expect(checked()).toEqual([0, 0, 1]);
  });

  it('in the body of a 200 as well', async () => {
    await fail({ host: 0, status: 200, body: { code: 503, description: 'занято' } });
    expect(await ask()).toMatchObject({ outcome: { ok: true }, news: ['blocked 0', 'answered 1'] });
  });

  it('of different kinds count together', async () => {
    await fail({ host: 0, status: 500, body: {} });
    await fail({ host: 0, status: 429, body: {}, times: 1 });
    expect((await ask()).news).toEqual(['blocked 0', 'answered 1']);
  });

  it('everywhere: two hosts and no more, the last reason is told', async () => {
    await fail({ status: 503, body: { code: 503, description: 'занято' } });
    expect(await ask()).toEqual({
      outcome: failure('server-error', { status: 503, detail: 'занято' }),
      news: ['blocked 0', 'blocked 1'],
    });
    await world.clean();
    await fail({ status: 429, body: {} });
    expect((await ask()).outcome).toEqual(failure('overloaded', { status: 429, detail: undefined }));
    expect(checked()).toEqual([0, 0, 1, 1]);
  });
});

describe('5000, the cross-border service', () => {
  it('is repeated once, blocks nobody, and is no other host’s business', async () => {
    await fail({ code5000: true });
    expect(await ask()).toMatchObject({ outcome: failure('cross-border', { status: 500 }) as object, news: [] });
    expect(checked()).toEqual([0, 0]);
  });

  it.each([
    ['HTTP 500', { code5000: true }],
    ['HTTP 503', { status: 503, body: { code: 5000 } }],
    ['HTTP 200', { status: 200, body: { code: 5000 } }],
  ] as const)('with %s once, then a good answer', async (_, fault) => {
    await fail({ ...fault, times: 1 });
    expect(await ask()).toMatchObject({ outcome: { ok: true }, news: ['answered 0'] });
    expect(checked()).toEqual([0, 0]);
  });

  it('and a plain 500 after it are one fault of the host, not two', async () => {
    await fail({ host: 0, status: 500, body: {} });
    await fail({ host: 0, code5000: true, times: 1 });
    expect(await ask()).toMatchObject({ outcome: { ok: true, value: { host: world.hosts[1] } }, news: ['answered 1'] });
  });
});

describe('a host that does not answer: the next one, and the book is told', () => {
  it('504', async () => {
    await fail({ host: 0, status: 504, body: {} });
    expect(await ask()).toMatchObject({
      outcome: { ok: true, value: { host: world.hosts[1] } },
      news: ['failed 0', 'answered 1'],
    });
    expect(checked()).toEqual([0, 1]);
  });

  it('refused', async () => {
    await world.cdn.service.fail({ host: 0, refuse: true });
    expect(await ask()).toMatchObject({
      outcome: { ok: true, value: { host: world.hosts[1] } },
      news: ['failed 0', 'answered 1'],
    });
  });

  it.each([
    ['reset in the middle of the body', { reset: true }],
    ['a page of HTML', { badJson: true }],
    ['half of the JSON', { truncatedJson: true }],
    ['an empty body', { status: 200, body: '' }],
    ['JSON of another kind', { status: 200, body: [] }],
    ['an empty object', { status: 200, body: {} }],
    ['no codes', { status: 200, body: { code: 0, reqId: 'id', reqTimestamp: 1 } }],
    ['codes that are none', { status: 200, body: { code: 0, reqId: 'id', reqTimestamp: 1, codes: 'ok' } }],
    ['no proof', { status: 200, body: { code: 0, codes: [{ cis: 'x' }] } }],
    ['an ill-typed proof', { status: 200, body: { code: 0, reqId: 1, reqTimestamp: '1', codes: [] } }],
    ['another success', { status: 204 }],
  ] as const)('%s', async (_, fault) => {
    await fail({ host: 0, ...fault });
    expect(await ask()).toMatchObject({
      outcome: { ok: true, value: { host: world.hosts[1] } },
      news: ['failed 0', 'answered 1'],
    });
    expect(checked()).toEqual([0, 1]);
  });

  it.each([
    ['refused', { refuse: true }, 'unreachable'],
    ['reset', { reset: true, path: paths.check }, 'malformed'],
    ['bad JSON', { badJson: true, path: paths.check }, 'malformed'],
    ['504', { status: 504, body: {}, path: paths.check }, 'timeout'],
  ] as const)('%s everywhere: two hosts and no more', async (_, fault, kind) => {
    await world.cdn.service.fail(fault);
    expect(await ask()).toMatchObject({ outcome: { ok: false, failure: { kind } }, news: ['failed 0', 'failed 1'] });
  });

  it('hangs past the limit of the request', async () => {
    const clock = new FakeClock();
    await fail({ host: 0, hang: true });
    const asked = ask({ clock });
    await vi.waitFor(() => expect(checked()).toEqual([0]));
    await clock.advance(5_000);
    expect(await asked).toMatchObject({
      outcome: { ok: true, value: { host: world.hosts[1] } },
      news: ['failed 0', 'answered 1'],
    });
  });

  it('one the gateway may not ask, though the list names it', async () => {
    const hosts = ['cdn01.am.crptech.ru', ...world.hosts];
    expect(await ask({ hosts })).toMatchObject({
      outcome: { ok: true, value: { host: world.hosts[0] } },
      news: ['failed 0', 'answered 1'],
    });
    expect(await hostHealthOf('cdn01.am.crptech.ru', world.setup, world.http())).toBe('sick');
  });
});

describe('the deadline', () => {
  const abortAfter = async (waitedMs: number): Promise<Asked> => {
    let now = 0;
    const controller = new AbortController();
    await fail({ hang: true });
    const asked = ask({ signal: controller.signal, now: () => now });
    await vi.waitFor(() => expect(checked()).toEqual([0]));
    now = waitedMs;
    controller.abort();
    return asked;
  };

  it('ends the leg; the host that took the time is told to the book, no other is asked', async () => {
    expect(await abortAfter(1_400)).toEqual({ outcome: failure('timeout'), news: ['failed 0'] });
    expect(checked()).toEqual([0]);
    await vi.waitFor(() => expect(world.cdn.service.requests).toMatchObject([{ aborted: true }]));
  });

  it('a host that was asked just before it is not to blame', async () => {
    expect(await abortAfter(200)).toEqual({ outcome: failure('timeout'), news: [] });
  });
});

describe('the gateway', () => {
  it('gone: no host is to blame', async () => {
    const other = await startWorld();
    const http = other.http();
    await other.stopGateway();
    try {
      expect(await ask({ setup: other.setup, http, hosts: other.hosts })).toMatchObject({
        outcome: { ok: false, failure: { kind: 'relay-refused' } },
        news: [],
      });
      expect(await fetchHosts(other.setup, http)).toMatchObject({ ok: false, failure: { kind: 'relay-refused' } });
      expect(await hostHealthOf(other.hosts[0] ?? '', other.setup, http)).toBe('unknown');
    } finally {
      await other.close();
    }
  });

  it('wants a till key: sent where there is one', async () => {
    const other = await startWorld({ env: { POLTORA_TILL_KEY: 'till-15' } });
    const http = other.http();
    try {
      expect(await ask({ setup: other.setup, http, hosts: other.hosts })).toMatchObject({
        outcome: { ok: false, failure: { kind: 'relay-refused', status: 401, detail: 'till-key' } },
        news: [],
      });
      expect((await ask({ setup: { ...other.setup, tillKey: 'till-15' }, http, hosts: other.hosts })).outcome.ok).toBe(
        true,
      );
      expect(other.cdn.service.requests[0]?.headers).not.toHaveProperty('x-poltora-till-key');
    } finally {
      await other.close();
    }
  });
});

describe('the list of hosts', () => {
  const info = (fault: Fault): Promise<void> => world.cdn.service.fail({ path: paths.info, ...fault });
  const list = (setup = world.setup): ReturnType<typeof fetchHosts> => fetchHosts(setup, world.http());

  it('comes as name and port', async () => {
    expect(await list()).toEqual({ ok: true, value: world.hosts });
    expect(world.hosts[0]).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('reads ports, default ports, a path nobody promised; leaves out what is no web address', async () => {
    const hosts = [
      { host: 'https://cdn01.crpt.ru' },
      { host: 'https://cdn02.crpt.ru:8443' },
      { host: 'https://cdn03.crpt.ru:443/' },
      { host: 'cdn04.crpt.ru' },
      { host: 'cdn05.crpt.ru:443' },
      { host: 'ftp://cdn06.crpt.ru' },
      { host: null },
      {},
      null,
      { host: 'https://' },
      { host: 'https://cdn07.crpt.ru/x', weight: 1 },
    ];
    await info({ status: 200, body: { code: 0, description: 'ok', hosts } });
    expect(await list()).toEqual({
      ok: true,
      value: ['cdn01.crpt.ru', 'cdn02.crpt.ru:8443', 'cdn03.crpt.ru', 'cdn07.crpt.ru'],
    });
  });

  it('is read by the oldest browser we sell with: Chromium 109 has no URL.canParse', async () => {
    const own = Object.getOwnPropertyDescriptor(URL, 'canParse');
    Reflect.deleteProperty(URL, 'canParse');
    try {
      const http: Http = async () => ({
        kind: 'answer',
        status: 200,
        body: '{"code":0,"hosts":[{"host":"https://cdn01.crpt.ru"},{"host":"junk"}]}',
      });
      expect(await fetchHosts(world.setup, http)).toEqual({ ok: true, value: ['cdn01.crpt.ru'] });
    } finally {
      if (own) Object.defineProperty(URL, 'canParse', own);
    }
  });

  it('without hosts means the base, as in the sandbox', async () => {
    const sandbox = await startWorld({ cdn: { form: 'sandbox' } });
    try {
      const found = await fetchHosts(sandbox.setup, sandbox.http());
      expect(found).toEqual({ ok: true, value: [sandbox.setup.cdn] });
      expect(
        (await ask({ setup: sandbox.setup, http: sandbox.http(), hosts: found.ok ? found.value : [] })).outcome.ok,
      ).toBe(true);
    } finally {
      await sandbox.close();
    }
  });

  it('without hosts is a fault in production, where the base checks nothing', async () => {
    const http: Http = async () => ({ kind: 'answer', status: 200, body: '{"code":0,"description":"ok"}' });
    expect(await fetchHosts({ ...world.setup, cdn: 'cdn.crpt.ru' }, http)).toMatchObject({
      ok: false,
      failure: { kind: 'malformed' },
    });
  });

  it.each([
    ['refused', { host: 'base', refuse: true, path: undefined }, 'unreachable'],
    ['401', { status: 401, body: { error_message: 'нет' } }, 'key-refused'],
    ['404', { status: 404, body: {} }, 'rejected'],
    ['500', { status: 500, body: {} }, 'server-error'],
    [
      'a code that is not 0',
      { status: 200, body: { code: 5, hosts: [{ host: 'https://cdn01.crpt.ru' }] } },
      'malformed',
    ],
    ['bad JSON', { badJson: true }, 'malformed'],
    ['truncated JSON', { truncatedJson: true }, 'malformed'],
    ['a reset', { reset: true }, 'malformed'],
  ] as const)('%s: none, and why', async (_, fault, kind) => {
    if ('refuse' in fault) await world.cdn.service.fail({ host: 'base', refuse: true });
    else await info(fault);
    expect(await list()).toMatchObject({ ok: false, failure: { kind } });
  });

  it('hangs: not for ever', async () => {
    const clock = new FakeClock();
    await info({ hang: true });
    const found = fetchHosts(world.setup, world.http(clock));
    await vi.waitFor(() => expect(world.cdn.service.requests).toHaveLength(1));
    await clock.advance(10_000);
    expect(await found).toMatchObject({ ok: false, failure: { kind: 'timeout' } });
    await turn();
    expect(clock.pending).toBe(0);
  });

  it('was never fetched: the well-known hosts in production, the base anywhere else', () => {
    expect(fallbackHosts('cdn.crpt.ru')).toEqual(
      Array.from({ length: 11 }, (_, index) => `cdn${String(index + 1).padStart(2, '0')}.crpt.ru`),
    );
    expect(fallbackHosts('markirovka.sandbox.crptech.ru')).toEqual(['markirovka.sandbox.crptech.ru']);
  });
});

describe('the health of a host', () => {
  const health = (http = world.http()): Promise<string> => hostHealthOf(world.hosts[0] ?? '', world.setup, http);

  it('good', async () => {
    expect(await health()).toBe('healthy');
    expect(world.cdn.service.requests).toMatchObject([{ host: 0, method: 'GET', path: paths.health }]);
  });

  it.each([
    ['a code that is not 0', { status: 200, body: { code: 1, avgTimeMs: 5 } }, 'sick'],
    ['no code', { status: 200, body: { avgTimeMs: 5 } }, 'sick'],
    ['bad JSON', { badJson: true }, 'sick'],
    ['429', { status: 429, body: {} }, 'sick'],
    ['503', { status: 503, body: {} }, 'sick'],
    ['a reset', { reset: true }, 'sick'],
    ['refused', { refuse: true }, 'sick'],
    // The request is at fault, or ГИС МТ is in emergency: the host is not sick for that.
    ['401', { status: 401, body: {} }, 'unknown'],
    ['404', { status: 404, body: {} }, 'unknown'],
    ['203', { emergency: true }, 'unknown'],
  ] as const)('%s', async (_, fault, expected) => {
    await world.cdn.service.fail({ host: 0, ...fault });
    expect(await health()).toBe(expected);
  });

  it('silent for 2 s', async () => {
    const clock = new FakeClock();
    await world.cdn.service.fail({ hang: true });
    const found = health(world.http(clock));
    await vi.waitFor(() => expect(world.cdn.service.requests).toHaveLength(1));
    await clock.advance(2_000);
    expect(await found).toBe('sick');
  });
});

it.each([
  ['aborted', 'timeout', []],
  ['refused', 'relay-refused', []],
  ['timeout', 'timeout', ['failed 0', 'failed 1']],
  ['broken', 'malformed', ['failed 0', 'failed 1']],
] as const)('a request that is %s on the way: %s', async (why, kind, news) => {
  const http: Http = async (): Promise<HttpAnswer> => ({ kind: 'failed', why });
  expect(await ask({ http })).toMatchObject({ outcome: { ok: false, failure: { kind } }, news });
});
