import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FakeClock, turn } from '../../../test/unit/clock.ts';
import { fn, kiOf, paths, requestOf, startWorld, type World } from '../../../test/unit/check-world.ts';
import { sample, type Fault } from '../../../test/emulators/index.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import type { Clock } from '../../app/ports/clock.ts';
import { failureRead, type CheckFailure, type OnlineAnswer } from '../../domain/code-check/answer.ts';
import { epochMs, type EpochMs } from '../../domain/base/time.ts';
import type { Http, HttpAnswer } from '../http.ts';
import { askOnline, fallbackHosts, fetchHosts, hostHealthOf } from './online-api.ts';
import { longestRefusal } from '../raw.ts';

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
  /** The best time the till knows. */
  readonly best?: () => EpochMs;
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
  best = () => epochMs(Date.now()),
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
    { ms: now, best },
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
  if (!outcome.ok) return outcome.failure.raw;
  return outcome.value.kind === 'emergency'
    ? outcome.value.raw
    : outcome.value.elements.map((element) => (element.ok ? element.raw : (element.failure.raw ?? '')));
}

/** The facts of each code; of one that has none, why. */
const factsOf = ({ outcome }: Asked): ReadonlyArray<OnlineAnswer | CheckFailure['kind']> =>
  outcome.ok && outcome.value.kind === 'answers'
    ? outcome.value.elements.map((element) => (element.ok ? element.answer : element.failure.kind))
    : [outcome.ok ? 'no-element' : outcome.failure.kind];

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
        elements: [
          {
            answer: { cis: milk, found: true, sold: false, isBlocked: false, groupIds: [8] },
            proof: { reqId: expect.stringMatching(/^[0-9a-f-]{36}$/), reqTimestamp: expect.any(Number) },
          },
        ],
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
    expect(factsOf(await ask({ codes: [sold, milk, pack, milk] }))).toMatchObject([
      { cis: sold, sold: true },
      { cis: milk, sold: false },
      { cis: pack, mrp: 14500 },
      { cis: milk },
    ]);
    expect(checked()).toEqual([0]);
  });

  it('null is absent, unknown fields are ignored, what is only shown is left out where it is of another type', async () => {
    await answerWith(
      { extra: {}, description: null },
      {
        found: true,
        sold: null,
        mrp: null,
        ogvs: [15, 'RPN', null],
        message: 15,
        eliminationState: '1',
        future: { a: 1 },
      },
    );
    expect(factsOf(await ask())).toEqual([{ cis: milk, found: true, ogvs: ['RPN'] }]);
  });

  it('matches elements by the code, not by the place', async () => {
    const other = sample('allowed').code();
    await fail({
      status: 200,
      body: {
        ...envelope(),
        codes: [
          { cis: other, sold: true },
          { cis: milk, sold: false },
        ],
      },
    });
    expect(factsOf(await ask({ codes: [milk, other] }))).toMatchObject([
      { cis: milk, sold: false },
      { cis: other, sold: true },
    ]);
  });
});

/** What ЦРПТ puts around the codes, made just now. */
const envelope = (): { code: number; reqId: string; reqTimestamp: number } => ({
  code: 0,
  reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc',
  reqTimestamp: Date.now(),
});
/** All flags well: allowed. */
const well = {
  found: true,
  valid: true,
  verified: true,
  utilised: true,
  realizable: true,
  sold: false,
  isBlocked: false,
};
const answerWith = (around: object, element: object, cis: unknown = milk): Promise<void> =>
  fail({ status: 200, body: { ...envelope(), ...around, codes: [{ cis, ...element }] } });

describe('an element that cannot be read', () => {
  const fields = {
    flag: [
      'found',
      'valid',
      'verified',
      'utilised',
      'realizable',
      'sold',
      'isBlocked',
      'isOwner',
      'isTracking',
      'grayZone',
    ],
    price: ['mrp', 'smp', 'packageQuantity'],
    units: ['innerUnitCount', 'soldUnitCount', 'errorCode'],
  };
  it.each([
    ...fields.flag.flatMap((name) =>
      ['true', 'false', '', 1, 0, [], [true], {}].map((value) => [name, value] as const),
    ),
    ...fields.price.flatMap((name) =>
      ['140', '', true, -1, 140.5, 1e300, [140], {}].map((value) => [name, value] as const),
    ),
    ...fields.units.flatMap((name) => ['1', true, [1], {}].map((value) => [name, value] as const)),
    ...['16', [16, '3'], ['16'], [null], [1.5], {}, 16].map((value) => ['groupIds', value] as const),
    ...['', 'завтра', '2026-13-45', '12.11.2026', 1_795_000_000_000, true, {}].map(
      (value) => ['expireDate', value] as const,
    ),
    ...[1, ['GROUP'], true].map((value) => ['packageType', value] as const),
  ])('has %s: %j: no answer, of no other host either, and no fault of this one', async (name, value) => {
    await answerWith({}, { ...well, [name]: value });
    expect(await ask()).toEqual({ outcome: failure('malformed', { status: 200, detail: name }), news: [] });
    expect(checked()).toEqual([0]);
  });

  it.each<readonly [string, object]>([
    ['nothing', {}],
    ['nothing but null', { found: null, sold: null, isBlocked: null }],
    [
      'nothing that decides',
      {
        isOwner: true,
        isTracking: false,
        grayZone: false,
        mrp: 14_500,
        groupIds: [3],
        expireDate: '2030-01-01',
        packageType: 'UNIT',
        errorCode: 0,
        message: 'ok',
      },
    ],
    ['what is none of its own', JSON.parse('{"__proto__":{"found":true,"sold":false}}') as object],
  ])('says %s: no answer', async (_, element) => {
    await answerWith({}, element);
    expect(await ask()).toMatchObject({ outcome: failure('malformed') as object, news: [] });
  });

  it.each<readonly [string, object, object]>([
    ['not found', { found: false }, { mrp: '140' }],
    ['not genuine', { verified: false }, { sold: 'false' }],
    ['not applied', { utilised: false }, { groupIds: [{}] }],
    ['blocked', { isBlocked: true }, { found: 'true' }],
    ['sold', { sold: true }, { realizable: 0 }],
    ['sold, and what is left is unreadable', { sold: true }, { innerUnitCount: '10', soldUnitCount: 1 }],
    ['not in circulation, and the grey zone is unreadable', { realizable: false, groupIds: [3] }, { grayZone: 'true' }],
    ['expired', { expireDate: '2020-01-01T00:00:00.000Z' }, { smp: {} }],
  ])('but forbids: %s stands, without a proof', async (_, ban, damage) => {
    await answerWith({}, { ...well, ...ban, ...damage });
    const { outcome } = await ask();
    expect(outcome).toMatchObject({ ok: true, value: { elements: [{ ok: true, answer: { cis: milk, ...ban } }] } });
    expect(outcome.ok && outcome.value.kind === 'answers' && outcome.value.elements[0]).toHaveProperty(
      'proof',
      undefined,
    );
  });

  it('spoils its own code only', async () => {
    const [second, third, fourth] = [sample('allowed').code(), sample('allowed').code(), sample('allowed').code()];
    const codes = [
      { cis: milk, ...well },
      { cis: second, ...well, sold: 'true' },
      null,
      'text',
      [{ cis: third }],
      { cis: 15, ...well },
      { cis: fourth, ...well, sold: true },
    ];
    await fail({ status: 200, body: { ...envelope(), codes } });
    expect(await ask({ codes: [milk, second, third, fourth] })).toMatchObject({
      outcome: {
        ok: true,
        value: {
          elements: [
            { ok: true, answer: { sold: false } },
            { ok: false, failure: { kind: 'malformed', detail: 'sold' } },
            { ok: false, failure: { kind: 'no-element' } },
            { ok: true, answer: { sold: true } },
          ],
        },
      },
      news: ['answered 0'],
    });
  });

  it.each<readonly [string, object, object, unknown]>([
    ['the same', well, well, { found: true }],
    ['another answer', well, { ...well, isOwner: false, isTracking: true }, 'malformed'],
    ['a damaged one', well, { ...well, mrp: '140' }, 'malformed'],
    ['an empty one', well, {}, 'malformed'],
    ['a ban', well, { ...well, sold: true }, { sold: true }],
  ])('twice about one code: %s', async (_, first, second, expected) => {
    for (const codes of [
      [first, second],
      [second, first],
    ]) {
      await fail({ status: 200, body: { ...envelope(), codes: codes.map((element) => ({ cis: milk, ...element })) } });
      expect(factsOf(await ask())).toEqual([
        typeof expected === 'object' ? (expect.objectContaining(expected as object) as unknown) : expected,
      ]);
      await world.clean();
    }
  });
});

describe('the proof', () => {
  const dayMs = 86_400_000;
  it.each([
    ...[
      'id',
      '',
      15,
      null,
      undefined,
      [],
      '4d7b09a5-bb9c-43c1-bb0d-1300f95c4af',
      '4d7b09a5bb9c43c1bb0d1300f95c4afc',
    ].map((value) => ['reqId', value] as const),
    ...[String(Date.now()), null, undefined, true, -1, 1.5, 1e300, []].map((value) => ['reqTimestamp', value] as const),
  ])('%s: %j is none: another host is asked', async (name, value) => {
    await fail({ host: 0, status: 200, body: { ...envelope(), [name]: value, codes: [{ cis: milk, ...well }] } });
    expect(await ask()).toMatchObject({
      outcome: { ok: true, value: { host: world.hosts[1] } },
      news: ['failed 0', 'answered 1'],
    });
  });

  it.each([15, Date.now() - dayMs - 60_000, Date.now() + dayMs + 60_000])(
    'of %i is of another day: no other host is asked, none is blamed',
    async (reqTimestamp) => {
      await answerWith({ reqTimestamp }, well);
      expect(await ask()).toMatchObject({
        outcome: failure('wrong-time', { detail: new Date(reqTimestamp).toISOString() }) as object,
        news: [],
      });
    },
  );

  it('is measured by the best time the till knows, and a ban stands without one', async () => {
    const best = (): EpochMs => epochMs(Date.now() - 3 * dayMs);
    const http: Http = async (...request) => ({
      ...(await world.http()(...request)),
      date: undefined,
      upstreamDate: undefined,
    });
    expect(factsOf(await ask({ http, best }))).toEqual(['wrong-time']);
    // The emulator of the host and the gateway have the right time.
    expect((await ask({ best })).outcome.ok).toBe(true);
    const blocked = sample('blocked').code();
    expect(await ask({ http, best, codes: [blocked, milk] })).toMatchObject({
      outcome: {
        ok: true,
        value: {
          elements: [
            { ok: true, answer: { cis: blocked, isBlocked: true }, proof: undefined },
            { ok: false, failure: { kind: 'wrong-time' } },
          ],
        },
      },
      news: ['answered 0'],
    });
  });
});

describe('the envelope', () => {
  it.each(['0', '401', '5000', true, [], {}, [0]])('with code %j is no answer of this host', async (code) => {
    await fail({ host: 0, status: 200, body: { ...envelope(), code, codes: [{ cis: milk, ...well }] } });
    expect(await ask()).toMatchObject({
      outcome: { ok: true, value: { host: world.hosts[1] } },
      news: ['failed 0', 'answered 1'],
    });
  });

  it.each([null, undefined])('with code %j is one', async (code) => {
    await answerWith({ code }, well);
    expect((await ask()).outcome.ok).toBe(true);
  });
});

describe('what stands in the way of all hosts', () => {
  const page = '<!DOCTYPE html>\n<html><head><title>Вход в сеть</title></head></html>';
  const pages: ReadonlyArray<readonly [string, Fault]> = [
    ['a page with 200', { status: 200, body: page }],
    ['a page after a BOM', { status: 200, body: `\ufeff \r\n${page}` }],
    ['a page that begins with a remark', { status: 200, body: `<!-- portal -->${page}` }],
    [
      'a page with no doctype',
      { status: 200, body: '<HTML><meta http-equiv="refresh" content="0; url=http://login/"></HTML>' },
    ],
    ['511', { status: 511, body: { any: 'thing' } }],
  ];
  it.each(pages)('%s everywhere: its own word, no host is blamed', async (_, fault) => {
    await world.cdn.service.fail(fault);
    expect(await ask()).toMatchObject({ outcome: failure('web-page') as object, news: [] });
    expect(checked()).toEqual([0, 1]);
    expect(await fetchHosts(world.setup, world.http())).toMatchObject(failure('web-page') as object);
    expect(await hostHealthOf(world.hosts[0] ?? '', world.setup, world.http())).toMatchObject({
      ok: false,
      isBlamed: false,
    });
  });

  it.each(pages)('%s of one host: when another one answers, it is that host’s own fault', async (_, fault) => {
    await fail({ host: 0, ...fault });
    expect(await ask()).toMatchObject({
      outcome: { ok: true, value: { host: world.hosts[1] } },
      news: ['failed 0', 'answered 1'],
    });
  });

  it('a page with another refusal is the host’s own', async () => {
    await fail({ status: 502, body: page });
    expect(await ask()).toMatchObject({ outcome: failure('server-error') as object, news: ['blocked 0', 'blocked 1'] });
  });

  it.each([
    ['untrusted', 'certificate'],
    ['redirected', 'web-page'],
  ] as const)('the gateway says «%s»: %s, no host is blamed', async (relay, kind) => {
    const http: Http = async () => ({
      kind: 'answer',
      status: 502,
      relay,
      body: JSON.stringify({ error: { code: relay, message: 'DEPTH_ZERO_SELF_SIGNED_CERT' } }),
    });
    expect(await ask({ http })).toMatchObject({
      outcome: failure(kind, {
        status: 502,
        ...(relay === 'untrusted' && { detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      }) as object,
      news: [],
    });
    expect(await fetchHosts(world.setup, http)).toMatchObject(failure(kind) as object);
    expect(await hostHealthOf(world.hosts[0] ?? '', world.setup, http)).toMatchObject({ ok: false, isBlamed: false });
  });
});

describe('the answer as it came', () => {
  it('is the body of an answer about one code, to the byte', async () => {
    const element = `{"cis":${JSON.stringify(milk)}, "found":true, "sold":null,"eliminationState":2}`;
    const { reqId, reqTimestamp } = envelope();
    const body = `{ "code":0,"reqId":"${reqId}","reqTimestamp":${reqTimestamp}.0,\n"newField":{"a":[1]},"codes":[${element}]}\n`;
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
    const around = { ...envelope(), inst: 'new' };
    const [first, second] = [
      { cis: other, sold: true, a: 1 },
      { cis: milk, found: true, sold: null, b: [2] },
    ];
    await fail({ status: 200, body: { ...around, codes: [first, second] } });
    const raw = (await rawOf({ codes: [milk, other, milk] })) as readonly string[];
    expect(raw.map((text) => JSON.parse(text) as unknown)).toEqual(
      [second, first, second].map((element) => ({ ...around, codes: [element] })),
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
      expect(await hostHealthOf(other.hosts[0] ?? '', other.setup, other.http())).toMatchObject({
        ok: false,
        isBlamed: false,
      });
      expect(other.cdn.service.requests).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('a missing element is no verdict', async () => {
    await fail({ status: 200, body: { ...envelope(), codes: [{ cis: 'other', ...well }] } });
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
    ['half of the JSON', { truncatedJson: true, path: paths.check }, 'malformed'],
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
    expect(await hostHealthOf('cdn01.am.crptech.ru', world.setup, world.http())).toMatchObject({
      ok: false,
      isBlamed: true,
    });
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
        outcome: { ok: false, failure: { kind: 'gateway-gone' } },
        news: [],
      });
      expect(await fetchHosts(other.setup, http)).toMatchObject({ ok: false, failure: { kind: 'gateway-gone' } });
      expect(await hostHealthOf(other.hosts[0] ?? '', other.setup, http)).toMatchObject({ ok: false, isBlamed: false });
    } finally {
      await other.close();
    }
  });

  it('wants a till key: sent where there is one', async () => {
    const other = await startWorld({ env: { POLTORA_TILL_KEY: 'till-15-and-more' } });
    const http = other.http();
    try {
      expect(await ask({ setup: other.setup, http, hosts: other.hosts })).toMatchObject({
        outcome: { ok: false, failure: { kind: 'relay-refused', status: 401, detail: 'till-key' } },
        news: [],
      });
      expect(
        (await ask({ setup: { ...other.setup, tillKey: 'till-15-and-more' }, http, hosts: other.hosts })).outcome.ok,
      ).toBe(true);
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
    ['a page', { badJson: true }, 'web-page'],
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
  const health = async (http = world.http()): Promise<'healthy' | 'sick' | 'unknown'> => {
    const said = await hostHealthOf(world.hosts[0] ?? '', world.setup, http);
    if (said.ok) return 'healthy';
    return said.isBlamed ? 'sick' : 'unknown';
  };

  it('good', async () => {
    expect(await health()).toBe('healthy');
    expect(world.cdn.service.requests).toMatchObject([{ host: 0, method: 'GET', path: paths.health }]);
  });

  it.each([
    ['a code that is not 0', { status: 200, body: { code: 1, avgTimeMs: 5 } }, 'sick'],
    ['no code', { status: 200, body: { avgTimeMs: 5 } }, 'sick'],
    ['half of the JSON', { truncatedJson: true }, 'sick'],
    // The network's word, perhaps.
    ['a page', { badJson: true }, 'unknown'],
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
  ['refused', 'gateway-gone', []],
  ['timeout', 'timeout', ['failed 0', 'failed 1']],
  ['broken', 'malformed', ['failed 0', 'failed 1']],
] as const)('a request that is %s on the way: %s', async (why, kind, news) => {
  const http: Http = async (): Promise<HttpAnswer> => ({ kind: 'failed', why });
  expect(await ask({ http })).toMatchObject({ outcome: { ok: false, failure: { kind } }, news });
});
