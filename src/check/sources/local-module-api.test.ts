import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../../test/unit/clock.ts';
import { fn, kiOf, paths, requestOf, startWorld, type World } from '../../../test/unit/check-world.ts';
import {
  sample,
  startLocalModule,
  type Fault,
  type LocalModuleOptions,
  type LocalModuleServer,
} from '../../../test/emulators/index.ts';
import type { CheckRequest } from '../../app/ports/checker.ts';
import type { CheckSetup, LocalModuleAccess } from '../../domain/code-check/source.ts';
import type { FailureKind } from '../../domain/code-check/answer.ts';
import { epochMs } from '../../domain/base/time.ts';
import { fetchHttp } from '../fetch-http.ts';
import type { Http } from '../http.ts';
import { askLocal, localLimitMs, localState, sell, type LocalApi } from './local-module-api.ts';
import { longestRefusal } from '../raw.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.clean());
afterAll(() => world.close());

const milk = sample('allowed').code();
const never = (): AbortSignal => new AbortController().signal;

interface Way {
  readonly setup?: CheckSetup;
  readonly api?: LocalApi;
  readonly http?: Http;
  readonly signal?: AbortSignal;
}

const accessOf = ({ local }: CheckSetup): LocalModuleAccess => {
  if (!local) throw new Error('no ЛМ');
  return local;
};
const askFor = (
  request: CheckRequest,
  { setup = world.direct, api = 'v2', http = world.http(), signal = never() }: Way = {},
): ReturnType<typeof askLocal> => askLocal(request, accessOf(setup), api, http, () => epochMs(Date.now()), signal);
const ask = (codes: readonly string[], way: Way = {}): ReturnType<typeof askLocal> =>
  askFor(requestOf(way.setup ?? world.direct, ...codes), way);
const state = ({ setup = world.direct, api = 'v2', http = world.http() }: Way = {}): ReturnType<typeof localState> =>
  localState(accessOf(setup), setup, api, http);
const register = (
  ki: string,
  { setup = world.direct, api = 'v2', http = world.http() }: Way = {},
): ReturnType<typeof sell> => sell(ki, accessOf(setup), setup, api, http);
const failure = (kind: FailureKind): unknown => ({ ok: false, failure: { kind } });
const log = (): unknown[] => world.lm.service.requests.map(({ method, path, status }) => [method, path, status]);

/** An ЛМ of another kind, for as long as `act` runs. */
async function withModule(
  options: LocalModuleOptions,
  act: (lm: LocalModuleServer, setup: CheckSetup) => Promise<void>,
): Promise<void> {
  const lm = await startLocalModule(options);
  try {
    await act(lm, { ...world.setup, local: { url: lm.url, login: lm.login, password: lm.password } });
  } finally {
    await lm.close();
  }
}

const uuid = '3e68244b-c155-85f7-6cc5-693779001430';
/** One of `results[]`, made just now. */
const resultOf = (...codes: object[]): object => ({
  code: 0,
  description: 'ok',
  reqId: uuid,
  reqTimestamp: Date.now(),
  inst: '3032e539-c794-4b38-bafc-29f8956c00ce',
  version: 'db version',
  codes,
});
/** ЛМ answers with this one result; «KI» in it stands for the КИ that is asked. */
const answerKi = (result: unknown): Promise<void> =>
  world.lm.service.fail({
    path: paths.outCheck,
    status: 200,
    body: JSON.parse(JSON.stringify({ results: [result] }).replaceAll('"KI"', JSON.stringify(kiOf(milk)))) as unknown,
  });

describe('the check', () => {
  it('has the facts and the proof with instance and list version', async () => {
    expect(await ask([milk])).toEqual({
      ok: true,
      api: 'v2',
      value: [
        {
          ok: true,
          raw: expect.any(String) as string,
          answer: { cis: kiOf(milk), isBlocked: false, isGreyGtin: false, sold: false, smp: 13500 },
          proof: {
            reqId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
            reqTimestamp: expect.any(Number) as number,
            inst: world.lm.inst,
            version: 'db version',
          },
        },
      ],
    });
  });

  it('sends КИ without the crypto tail, the time zone, the login and the ФН', async () => {
    await ask([milk]);
    expect(world.lm.service.requests).toMatchObject([
      {
        method: 'POST',
        path: paths.outCheck,
        body: { tz: 2, cis_list: [{ cis: milk.split('\u001d')[0] }] },
        headers: {
          authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}`,
          'x-clientid': fn,
          'content-type': 'application/json',
        },
      },
    ]);
  });

  it('sends no login of its own where it has none: the gateway adds what it was given', async () => {
    const signed: Http = (request, signal) =>
      world.http()(
        {
          ...request,
          headers: { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}`, ...request.headers },
        },
        signal,
      );
    const setup = { ...world.direct, local: { ...accessOf(world.direct), login: '', password: '' } };
    expect(await ask([milk], { setup, http: signed })).toMatchObject({ ok: true });
    expect(await ask([milk], { setup })).toMatchObject({ ok: false, failure: { kind: 'lm-auth' } });
    expect(world.lm.service.requests.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it('cuts a pack at 21 characters, and names the group where it is known', async () => {
    const pack = sample('tobacco-pack').code();
    const request = requestOf(world.direct, pack);
    expect(await askFor({ ...request, codes: request.codes.map((code) => ({ ...code, group: 3 })) })).toMatchObject({
      ok: true,
      value: [{ ok: true, answer: { cis: pack.slice(0, 21), smp: 13500 } }],
    });
    expect(world.lm.service.requests[0]?.body).toEqual({ tz: 2, cis_list: [{ cis: pack.slice(0, 21), pg: 3 }] });
  });

  it('gets the minimum of НСП by naming the group', async () => {
    const request = requestOf(world.direct, sample('nicotine').code());
    expect(await askFor({ ...request, codes: request.codes.map((code) => ({ ...code, group: 16 })) })).toMatchObject({
      ok: true,
      value: [{ ok: true, answer: { mrp: 20000 } }],
    });
    const unnamed = await askFor(request);
    expect(unnamed.ok && unnamed.value[0]?.ok && unnamed.value[0].answer).not.toHaveProperty('mrp');
  });

  it.each([
    '0104670540176099215"%+&<',
    '0104670540176099215%2B%41',
    "0104670540176099215'W9Um",
    '0104670540176099215/?=>;',
  ])('escapes %s as JSON and in no other way', async (ki) => {
    const request: CheckRequest = {
      codes: [{ code: `${ki}\u001d93dGVz`, ki }],
      scannedAt: requestOf(world.direct).scannedAt,
      setup: world.direct,
    };
    expect(await askFor(request)).toMatchObject({
      ok: true,
      value: [{ ok: true, answer: { cis: ki, isBlocked: false } }],
    });
    expect(world.lm.service.requests[0]?.body).toEqual({ tz: 2, cis_list: [{ cis: ki }] });
  });

  it('tells blocked, grey and sold apart, one element per code in the order asked', async () => {
    const codes = [
      sample('offline-blocked').code(),
      milk,
      sample('grey-gtin').code(),
      sample('blocked-gtin').code(),
      sample('offline-allowed').code(),
    ];
    world.lm.sold.add(kiOf(milk));
    const answer = await ask(codes);
    expect(answer).toMatchObject({
      ok: true,
      value: [
        { answer: { isBlocked: true, isGreyGtin: false } },
        { answer: { isBlocked: false, sold: true } },
        { answer: { isBlocked: true, isGreyGtin: true } },
        { answer: { isBlocked: true } },
        { answer: { isBlocked: false, sold: false } },
      ],
    });
    const ids = answer.ok ? answer.value.map((element) => element.ok && element.proof?.reqId) : [];
    expect(new Set(ids).size).toBe(codes.length);
    expect(log()).toHaveLength(1);
  });

  it('a КИ it cannot read has no verdict, whatever its neighbours get', async () => {
    const request = requestOf(world.direct, milk, sample('offline-blocked').code());
    const [first, last] = request.codes;
    if (!first || !last) throw new Error('two codes');
    expect(await askFor({ ...request, codes: [first, { code: milk, ki: milk }, last] })).toMatchObject({
      ok: true,
      value: [
        { ok: true, answer: { isBlocked: false } },
        { ok: false, failure: { kind: 'lm-bad-code', status: 400, detail: 'invalid format cis' } },
        { ok: true, answer: { isBlocked: true } },
      ],
    });
  });

  it.each<readonly [string, object, unknown]>([
    ['no proof', { code: 0, codes: [{ cis: 'KI', isBlocked: false }] }, failure('malformed')],
    ['no codes', { ...resultOf() }, failure('malformed')],
    ['no codes and no id', {}, failure('malformed')],
    ['another КИ', { ...resultOf({ cis: 'OTHER', isBlocked: false }) }, failure('no-element')],
    ['codes that are none', { ...resultOf(), codes: 'ok' }, failure('malformed')],
    ['a code of another type', { ...resultOf({ cis: 'KI', isBlocked: false }), code: '0' }, failure('malformed')],
    ['a refusal with facts in it', { ...resultOf({ cis: 'KI', isBlocked: false }), code: 400 }, failure('lm-bad-code')],
    ...[null, 'x', 15, []].map(
      (each) =>
        [`${JSON.stringify(each)} in its place`, each, failure('malformed')] as unknown as readonly [
          string,
          object,
          unknown,
        ],
    ),
  ])('an element with %s', async (_, element, expected) => {
    await answerKi(element);
    const answer = await ask([milk]);
    expect(answer.ok && answer.value).toMatchObject([expected]);
  });

  it('an unknown field and a null one do no harm', async () => {
    await answerKi({
      ...resultOf({ cis: 'KI', isBlocked: false, sold: null, smp: null, future: 1 }),
      description: 15,
      future: {},
    });
    expect(await ask([milk])).toMatchObject({
      ok: true,
      value: [{ ok: true, answer: { cis: kiOf(milk), isBlocked: false }, proof: { reqId: uuid } }],
    });
  });

  it.each([
    ...['isBlocked', 'isGreyGtin', 'sold'].flatMap((name) =>
      ['true', 'false', 0, 1, [], {}].map((value) => [name, value] as const),
    ),
    ...['mrp', 'smp'].flatMap((name) => ['140', true, -1, 0.5, {}].map((value) => [name, value] as const)),
  ])('%s: %j is no answer, and no neighbour’s business', async (name, value) => {
    const other = kiOf(sample('allowed').code());
    const well = { isBlocked: false, sold: false };
    await world.lm.service.fail({
      path: paths.outCheck,
      status: 200,
      body: { results: [resultOf({ cis: kiOf(milk), ...well, [name]: value }), resultOf({ cis: other, ...well })] },
    });
    expect(
      await askFor({ ...requestOf(world.direct), codes: [kiOf(milk), other].map((ki) => ({ code: ki, ki })) }),
    ).toMatchObject({
      ok: true,
      value: [
        { ok: false, failure: { kind: 'malformed', detail: name } },
        { ok: true, answer: { isBlocked: false } },
      ],
    });
  });

  it.each<readonly [string, object]>([
    ['blocked', { isBlocked: true, sold: 'no' }],
    ['sold', { sold: true, isBlocked: 'no' }],
  ])('%s stands, whatever else is damaged, without a proof', async (_, facts) => {
    await answerKi(resultOf({ cis: 'KI', ...facts }));
    const answer = await ask([milk]);
    expect(answer).toMatchObject({ ok: true, value: [{ ok: true }] });
    expect(answer.ok && answer.value[0]).toHaveProperty('proof', undefined);
  });

  it.each<readonly [string, object]>([
    ['nothing', {}],
    ['prices alone', { mrp: 14_500, smp: 13_500, isGreyGtin: false }],
    ['null', { isBlocked: null, sold: null }],
  ])('an element that says %s is no answer', async (_, facts) => {
    await answerKi(resultOf({ cis: 'KI', ...facts }));
    expect(await ask([milk])).toMatchObject({ ok: true, value: [failure('malformed')] });
  });

  it.each([
    ...['id', 15, null].map((value) => ['reqId', value, 'malformed'] as const),
    ...[String(Date.now()), null, -1, 0.5].map((value) => ['reqTimestamp', value, 'malformed'] as const),
    ...[1, Date.now() - 90_000_000, Date.now() + 90_000_000].map(
      (value) => ['reqTimestamp', value, 'wrong-time'] as const,
    ),
    ...[15, {}].flatMap((value) => [['inst', value, 'malformed'] as const, ['version', value, 'malformed'] as const]),
  ])('%s: %j is no proof: %s. A ban stands without one', async (name, value, kind) => {
    await answerKi({ ...resultOf({ cis: 'KI', isBlocked: false }), [name]: value });
    expect(await ask([milk])).toMatchObject({ ok: true, value: [failure(kind)] });
    await world.clean();
    await answerKi({ ...resultOf({ cis: 'KI', isBlocked: true }), [name]: value });
    expect(await ask([milk])).toMatchObject({
      ok: true,
      value: [{ ok: true, answer: { isBlocked: true }, proof: undefined }],
    });
  });

  it.each<readonly [string, object, object, unknown]>([
    ['the same', { isBlocked: false }, { isBlocked: false }, { ok: true }],
    ['another answer', { isBlocked: false, sold: false }, { isBlocked: false }, failure('malformed')],
    ['a ban', { isBlocked: false }, { isBlocked: true }, { ok: true, answer: { isBlocked: true } }],
  ])('twice about one КИ: %s', async (_, first, second, expected) => {
    const cis = kiOf(milk);
    for (const [one, two] of [
      [first, second],
      [second, first],
    ] as const) {
      for (const results of [
        [resultOf({ cis, ...one }, { cis, ...two })],
        [resultOf({ cis, ...one }), resultOf({ cis, ...two })],
      ]) {
        await world.lm.service.fail({ path: paths.outCheck, status: 200, body: { results } });
        expect(await ask([milk])).toMatchObject({ ok: true, value: [expected] });
        await world.clean();
      }
    }
  });

  it.each([null, 'ok', {}, 15])('results: %j is no answer', async (results) => {
    await world.lm.service.fail({
      path: paths.outCheck,
      status: 200,
      body: { ...resultOf({ cis: kiOf(milk), isBlocked: false }), results },
    });
    expect(await ask([milk])).toMatchObject(failure('malformed') as object);
  });

  it('elements in another order find their codes', async () => {
    const [one, two] = [kiOf(milk), kiOf(sample('allowed').code())];
    await world.lm.service.fail({
      path: paths.outCheck,
      status: 200,
      body: { results: [two, one].map((cis) => ({ ...resultOf({ cis, isBlocked: cis === two }), version: cis })) },
    });
    expect(
      await askFor({ ...requestOf(world.direct), codes: [one, two].map((ki) => ({ code: ki, ki })) }),
    ).toMatchObject({
      ok: true,
      value: [
        { answer: { isBlocked: false }, proof: { version: one } },
        { answer: { isBlocked: true }, proof: { version: two } },
      ],
    });
  });

  it('too few elements leave the rest without a verdict', async () => {
    await world.lm.service.fail({ path: paths.outCheck, status: 200, body: { results: [] } });
    expect(await ask([milk])).toMatchObject({ ok: true, value: [{ ok: false, failure: { kind: 'no-element' } }] });
  });
});

describe('the answer as it came', () => {
  const [one, two] = [kiOf(milk), kiOf(sample('allowed').code())];
  const answerWith = (body: unknown, path: string = paths.outCheck, status = 200): Promise<void> =>
    world.lm.service.fail({ path, status, body });
  /** What is kept of each КИ, or of the failure of all. */
  const rawOf = async (kis: readonly string[], api: LocalApi = 'v2'): Promise<unknown> => {
    const answer = await askFor({ ...requestOf(world.direct), codes: kis.map((ki) => ({ code: ki, ki })) }, { api });
    return answer.ok
      ? answer.value.map((element) => (element.ok ? element.raw : element.failure.raw))
      : answer.failure.raw;
  };
  const parsed = async (kis: readonly string[], api?: LocalApi): Promise<unknown> =>
    ((await rawOf(kis, api)) as readonly string[]).map((text) => JSON.parse(text) as unknown);

  it('is the body of an answer about one КИ, to the byte', async () => {
    const body = `{ "results" :[{"code":0,"reqId":"id","reqTimestamp":1.0, "newField":[], "codes":[{"cis":${JSON.stringify(one)},"sold":"no","x":1}]}]}\n`;
    await answerWith(body);
    expect(await rawOf([one])).toEqual([body]);
  });

  it('of several is the envelope with its own result, and its own code in that', async () => {
    const [mine, other] = [
      { cis: one, sold: null, x: 1 },
      { cis: two, isBlocked: true },
    ];
    const result = { code: 0, reqId: 'id', reqTimestamp: 1, y: 2 };
    const apart = [
      { ...result, codes: [other] },
      { ...result, codes: [mine] },
    ];
    await answerWith({ z: 3, results: apart });
    expect(await parsed([one, two])).toEqual([
      { z: 3, results: [apart[1]] },
      { z: 3, results: [apart[0]] },
    ]);
    await world.clean();
    await answerWith({ z: 3, results: [{ ...result, codes: [mine, other] }] });
    expect(await parsed([one, two])).toEqual(
      [mine, other].map((code) => ({ z: 3, results: [{ ...result, codes: [code] }] })),
    );
    await answerWith({ ...result, codes: [other, mine] }, '/api/v1/cis/outCheck');
    expect(await parsed([one, two], 'v1')).toEqual([mine, other].map((code) => ({ ...result, codes: [code] })));
  });

  it('of a КИ it could not read is that one’s result; of one without any, the whole', async () => {
    const [bad, good] = [
      { code: 400, description: 'invalid format cis', codes: [] },
      { code: 0, reqId: 'id', reqTimestamp: 1, codes: [{ cis: two }] },
    ];
    await answerWith({ results: [bad, good] });
    expect(await parsed([one, two])).toEqual([{ results: [bad] }, { results: [good] }]);
    expect(await parsed([two, two, one])).toEqual([{ results: [good] }, { results: [good] }, { results: [bad, good] }]);
  });

  it.each<readonly [string, number, string]>([
    ['a wrong state', 503, '{"errorCode":4045,  "reason":"initialization"}'],
    ['a page in place of an answer', 200, '<html>прокси</html>'],
  ])('%s has it too', async (_, status, body) => {
    await answerWith(body, paths.outCheck, status);
    expect(await rawOf([one, two])).toBe(body);
  });

  it('is cut where it is no verdict', async () => {
    const page = 'x'.repeat(longestRefusal);
    await answerWith(`${page}!`);
    expect(await rawOf([one])).toBe(`${page}…`);
    await world.clean();
    const body = JSON.stringify({ results: [{ code: 400, description: page }] });
    await answerWith(body);
    expect(await rawOf([one])).toEqual([`${body.slice(0, longestRefusal)}…`]);
  });

  it('is none where nothing or only the gateway’s own word came', async () => {
    await world.lm.service.fail({ refuse: true });
    for (const setup of [world.direct, world.setup]) {
      const answer = await ask([milk], { setup });
      expect(answer.ok).toBe(false);
      expect(!answer.ok && answer.failure.raw).toBeUndefined();
    }
  });

  it('is not kept of what is no check', async () => {
    await world.lm.service.fail({ status: 503, body: { errorCode: 4045 } });
    for (const answer of [await state(), await register(one)]) {
      expect(answer.ok).toBe(false);
      expect(!answer.ok && answer.failure).not.toHaveProperty('raw');
    }
  });
});

describe('through the gateway', () => {
  it('the same check, the same proof', async () => {
    expect(await ask([milk], { setup: world.setup })).toMatchObject({
      ok: true,
      value: [{ ok: true, answer: { isBlocked: false }, proof: { inst: world.lm.inst } }],
    });
    expect(world.lm.service.requests).toMatchObject([{ headers: { 'x-clientid': fn } }]);
  });

  it.each([
    ['refuse', 'unreachable'],
    ['reset', 'malformed'],
  ] as const)('%s: %s', async (fault, kind) => {
    await world.lm.service.fail({ [fault]: true });
    expect(await ask([milk], { setup: world.setup })).toMatchObject(failure(kind) as object);
  });

  it('it has no ЛМ', async () => {
    const other = await startWorld({ env: { POLTORA_LM: '' } });
    try {
      expect(await ask([milk], { setup: other.setup, http: other.http() })).toMatchObject(
        failure('not-set-up') as object,
      );
    } finally {
      await other.close();
    }
  });

  it('the till key is for the gateway alone', async () => {
    const seen: string[] = [];
    const http: Http = async ({ url, headers }) => {
      seen.push(`${url} ${String(headers['x-poltora-till-key'])}`);
      return { kind: 'failed', why: 'refused' };
    };
    const setup = { ...world.setup, tillKey: 'till-15' };
    await ask([milk], { setup, http });
    await ask([milk], {
      setup: { ...setup, local: { login: 'a', password: 'b', url: 'http://192.168.0.10:5995' } },
      http,
    });
    expect(seen).toEqual([`/relay/lm${paths.outCheck} till-15`, `http://192.168.0.10:5995${paths.outCheck} undefined`]);
  });
});

describe('API v1', () => {
  it('is found after one 404, and the answer says so', async () => {
    await withModule({ api: 'v1' }, async (lm, setup) => {
      expect(await ask([milk], { setup })).toMatchObject({
        ok: true,
        api: 'v1',
        value: [{ ok: true, answer: { cis: kiOf(milk), isBlocked: false } }],
      });
      expect(lm.service.requests.map(({ path }) => path)).toEqual([paths.outCheck, '/api/v1/cis/outCheck']);
      expect(lm.service.requests[1]?.body).toEqual({ cis_list: [kiOf(milk)] });
      lm.service.forgetRequests();
      expect(await ask([milk], { setup, api: 'v1' })).toMatchObject({ ok: true, api: 'v1' });
      expect(lm.service.requests).toHaveLength(1);
      expect(await state({ setup })).toMatchObject({ ok: true, api: 'v1' });
      expect(await register(kiOf(milk), { setup })).toMatchObject({ ok: true, api: 'v1' });
      expect([...lm.sold]).toEqual([kiOf(milk)]);
    });
  });

  it('is left behind when the module was updated', async () => {
    await withModule({ api: 'v2' }, async (_, setup) => {
      expect(await ask([milk], { setup, api: 'v1' })).toMatchObject({ ok: true, api: 'v2' });
    });
  });

  it('one flat object is understood', async () => {
    await world.lm.service.fail({
      path: '/api/v1/cis/outCheck',
      status: 200,
      body: {
        code: 0,
        reqId: uuid,
        reqTimestamp: Date.now(),
        codes: [{ cis: kiOf(milk), isBlocked: false, printView: kiOf(milk) }],
      },
    });
    expect(await ask([milk], { api: 'v1' })).toMatchObject({
      ok: true,
      value: [{ ok: true, answer: { isBlocked: false }, proof: { reqId: uuid } }],
    });
  });

  it('neither is there', async () => {
    await world.lm.service.fail({ status: 404, body: { errorCode: 4040 } });
    expect(await ask([milk])).toEqual({
      ok: false,
      failure: { kind: 'outdated', status: 404, raw: '{"errorCode":4040}' },
    });
    expect(log()).toHaveLength(2);
  });
});

describe('the login', () => {
  it('is wrong', async () => {
    const setup = { ...world.direct, local: { ...accessOf(world.direct), password: 'wrong' } };
    expect(await ask([milk], { setup })).toEqual({
      ok: false,
      failure: {
        kind: 'lm-auth',
        status: 401,
        detail: 'Неверные учётные данные',
        raw: expect.stringContaining('учётные') as string,
      },
    });
    expect(await state({ setup })).toMatchObject(failure('lm-auth') as object);
    expect(await register(kiOf(milk), { setup })).toMatchObject(failure('lm-auth') as object);
  });

  it('may be Russian', async () => {
    await withModule({ login: 'кассир', password: 'пароль№1' }, async (_, setup) => {
      expect((await ask([milk], { setup })).ok).toBe(true);
    });
  });

  it('comes with the ФН where ЛМ insists on it, and without one there is none to send', async () => {
    await withModule({ requireClientId: true }, async (_, setup) => {
      expect((await ask([milk], { setup })).ok).toBe(true);
      const { fn: none, ...nameless } = setup;
      expect(none).toBe(fn);
      expect(await ask([milk], { setup: nameless })).toMatchObject(failure('rejected') as object);
    });
  });
});

describe('conditions', () => {
  const stateOf = (name: NonNullable<Fault['state']>): Promise<void> => world.lm.service.fail({ state: name });

  it.each([
    ['not_configured', 'lm-not-initialised'],
    ['initialization', 'lm-loading'],
    ['sync_error', 'lm-stale'],
    ['failure', 'lm-failure'],
  ] as const)('%s: %s, in the check, in the status and in a sale', async (name, kind) => {
    await stateOf(name);
    expect(await ask([milk])).toMatchObject(failure(kind) as object);
    expect(await register(kiOf(milk))).toMatchObject(failure(kind) as object);
    expect(await state()).toMatchObject({ ok: true, value: { failure: { kind } } });
  });

  it.each([
    ['not_configured', 'lm-not-initialised'],
    ['initialization', 'lm-loading'],
    ['sync_error', 'lm-stale'],
    ['failure', 'lm-failure'],
  ] as const)('%s in the manual’s form, 4050 for all: %s', async (name, kind) => {
    await withModule({ manualErrors: true }, async (lm, setup) => {
      await lm.service.fail({ state: name });
      expect(await ask([milk], { setup })).toMatchObject({
        ok: false,
        failure: { kind, status: 400, detail: `unacceptable system status: ${name}` },
      });
    });
  });

  it.each([
    [{ errorCode: 4050 }, 'lm-stale'],
    [{ errorCode: 4050, reason: 'Превышен допустимый интервал с момента успешной синхронизации' }, 'lm-stale'],
    [{ errorCode: 4050, reason: null }, 'lm-stale'],
    [{ errorCode: 4045 }, 'lm-not-ready'],
    [{ errorCode: 6020, reason: 'cis_list length is too long' }, 'rejected'],
    [{ errorCode: '4045' }, 'rejected'],
    ['<html>', 'rejected'],
  ] as const)('400 %j: %s', async (body, kind) => {
    await world.lm.service.fail({ status: 400, body });
    expect(await ask([milk])).toMatchObject(failure(kind) as object);
  });

  it('maintenance', async () => {
    await world.lm.service.fail({ operationMode: 'service' });
    expect(await ask([milk])).toMatchObject({ ok: false, failure: { kind: 'lm-not-ready', status: 503 } });
    expect(await state()).toMatchObject({ ok: true, value: { failure: { kind: 'lm-service', detail: 'service' } } });
  });

  it('when it last heard from the servers', async () => {
    await world.lm.service.fail({ lastSyncAgeMs: 3_600_000 });
    const said = await state();
    expect(said).toMatchObject({ ok: true, api: 'v2', value: { failure: undefined } });
    expect(Date.now() - (said.ok ? (said.value.lastSync ?? 0) : 0)).toBeGreaterThanOrEqual(3_600_000);
    await world.clean();
    await stateOf('not_configured');
    expect(await state()).toMatchObject({ ok: true, value: { lastSync: undefined } });
  });
});

describe('a state that cannot be read is not «ready»', () => {
  const well = { status: 'ready', operationMode: 'active', lastSync: Date.now(), inst: uuid, inn: '7700000000' };
  it.each<readonly [string, unknown]>([
    ...['status', 'operationMode', 'inst', 'inn'].flatMap((name) =>
      [1, true, [], {}].map((value) => [name, value] as const),
    ),
    ...['1795407565000', true, -1, 1e300, {}].map((value) => ['lastSync', value] as const),
    ['status', null],
  ])('%s: %j', async (name, value) => {
    await world.lm.service.fail({ path: paths.status, status: 200, body: { ...well, [name]: value } });
    expect(await state()).toMatchObject(failure('malformed') as object);
  });

  it.each(['null', '[]', '{}', '"ready"', '{"operationMode":"active"}'])('%s', async (body) => {
    await world.lm.service.fail({ path: paths.status, status: 200, body });
    expect(await state()).toMatchObject(failure('malformed') as object);
  });

  it('says whose it is, where it does', async () => {
    expect(await state()).toMatchObject({ ok: true, value: { inst: world.lm.inst, inn: world.lm.inn } });
    await world.lm.service.fail({
      path: paths.status,
      status: 200,
      body: { status: 'ready', lastSync: 0, inst: null, inn: '', future: {} },
    });
    expect(await state()).toEqual({
      ok: true,
      api: 'v2',
      value: { lastSync: undefined, failure: undefined, inst: undefined, inn: undefined },
    });
  });

  it('nor is a web page, or a certificate that the gateway does not trust', async () => {
    await world.lm.service.fail({ badJson: true });
    expect(await state()).toMatchObject(failure('web-page') as object);
    const http: Http = async () => ({
      kind: 'answer',
      status: 502,
      relay: 'untrusted',
      body: '{"error":{"code":"untrusted","message":"CERT_HAS_EXPIRED"}}',
    });
    expect(await state({ http })).toEqual({
      ok: false,
      failure: { kind: 'certificate', status: 502, detail: 'CERT_HAS_EXPIRED' },
    });
  });
});

describe('no answer', () => {
  it.each([
    ['503', { status: 503, body: { errorCode: 5030 } }, 'lm-not-ready'],
    ['500', { status: 500, body: { errorCode: 5040 } }, 'lm-failure'],
    ['refused', { refuse: true }, 'unreachable'],
    ['reset in the middle', { reset: true }, 'malformed'],
    ['a page of HTML', { badJson: true }, 'web-page'],
    ['511', { status: 511, body: {} }, 'web-page'],
    ['half of the JSON', { truncatedJson: true }, 'malformed'],
    ['null', { status: 200, body: 'null' }, 'malformed'],
  ] as const)('%s: %s', async (_, fault, kind) => {
    await world.lm.service.fail(fault);
    expect(await ask([milk])).toMatchObject(failure(kind) as object);
  });

  it('it hangs: 2 s and no longer', async () => {
    const clock = new FakeClock();
    await world.lm.service.fail({ hang: true });
    const asked = ask([milk], { http: world.http(clock) });
    await vi.waitFor(() => expect(world.lm.service.requests).toHaveLength(1));
    await clock.advance(localLimitMs - 1);
    expect(world.lm.service.requests).toMatchObject([{ aborted: false }]);
    await clock.advance(1);
    expect(await asked).toMatchObject(failure('timeout') as object);
    await vi.waitFor(() => expect(world.lm.service.requests).toMatchObject([{ aborted: true }]));
  });

  it('the race is over: the request is given up', async () => {
    const controller = new AbortController();
    await world.lm.service.fail({ hang: true });
    const asked = ask([milk], { signal: controller.signal });
    await vi.waitFor(() => expect(world.lm.service.requests).toHaveLength(1));
    controller.abort();
    expect(await asked).toMatchObject(failure('timeout') as object);
    await vi.waitFor(() => expect(world.lm.service.requests).toMatchObject([{ aborted: true }]));
  });

  it('there is no page to carry the request', async () => {
    expect(await ask([milk], { http: async () => ({ kind: 'failed', why: 'no-page', detail: 'silent' }) })).toEqual({
      ok: false,
      failure: { kind: 'no-page', detail: 'silent' },
    });
  });
});

describe('a sale', () => {
  const ki = kiOf(milk);

  it('is registered', async () => {
    expect(await register(ki)).toMatchObject({ ok: true });
    expect([...world.lm.sold]).toEqual([ki]);
    expect(world.lm.service.requests).toMatchObject([
      { path: paths.sell, status: 201, body: { cis_list: [ki] }, headers: { 'x-clientid': fn } },
    ]);
  });

  it('is as good with a 200', async () => {
    await world.lm.service.fail({ path: paths.sell, status: 200, body: { results: [{ success: true, cis: ki }] } });
    expect(await register(ki)).toMatchObject({ ok: true });
  });

  it('«already registered» is what was wanted: a lost answer may be asked for again', async () => {
    await world.lm.service.fail({ path: paths.sell, reset: true, times: 1 });
    expect(await register(ki)).toMatchObject(failure('malformed') as object);
    expect(await register(ki)).toMatchObject({ ok: true });
    expect(log()).toEqual([
      ['POST', paths.sell, 201],
      ['POST', paths.sell, 400],
    ]);
  });

  it('success: false is none', async () => {
    expect(await register('not a КИ')).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', detail: expect.stringContaining('"success":false') as string },
    });
    expect(world.lm.sold.size).toBe(0);
  });

  it.each([
    ['another КИ', { status: 200, body: { results: [{ success: true, cis: 'OTHER' }] } }],
    ['a word', { status: 200, body: { results: [{ success: 'true', cis: ki }] } }],
    ['half of the JSON', { truncatedJson: true }],
    ['no results', { status: 201, body: { results: [] } }],
    ['nothing', { status: 201, body: '' }],
  ] as const)('%s proves no registration', async (_, fault) => {
    await world.lm.service.fail({ path: paths.sell, ...fault });
    expect(await register(ki)).toMatchObject(failure('malformed') as object);
  });

  it('a page of HTML proves no registration either', async () => {
    await world.lm.service.fail({ path: paths.sell, badJson: true });
    expect(await register(ki)).toMatchObject(failure('web-page') as object);
  });

  it('another refusal is a refusal', async () => {
    await world.lm.service.fail({ path: paths.sell, status: 400, body: { errorCode: 4075, reason: 'нет' } });
    expect(await register(ki)).toEqual({ ok: false, failure: { kind: 'rejected', status: 400, detail: 'нет' } });
  });

  it('waits longer than a check: nobody stands in the queue for it', async () => {
    const clock = new FakeClock();
    await world.lm.service.fail({ hang: true });
    const asked = register(ki, { http: fetchHttp(clock) });
    await vi.waitFor(() => expect(world.lm.service.requests).toHaveLength(1));
    await clock.advance(5_999);
    expect(world.lm.service.requests).toMatchObject([{ aborted: false }]);
    await clock.advance(1);
    expect(await asked).toMatchObject(failure('timeout') as object);
  });
});
