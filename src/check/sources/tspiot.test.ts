import { describe, expect, it } from 'vitest';
import { FakeClock, noon } from '../../../test/unit/clock.ts';
import type { CheckReply } from '../../app/ports/checker.ts';
import type { CodeCheck, FailureKind } from '../../domain/code-check/answer.ts';
import type { CheckSetup } from '../../domain/code-check/source.ts';
import { judge } from '../../domain/verdict/index.ts';
import { createChecker } from '../checker.ts';
import type { HttpAnswer, HttpRequest } from '../http.ts';
import { base64 } from './tspiot-api.ts';

const gs = '\u001d';
const code = `0104670540176099215Q!a7b${gs}93dGVz`;
const ki = '0104670540176099215Q!a7b';
const fn = '9999078900000017';
const host = '127.0.0.1:51401';
const reqId = '9f1c3b0a-2e44-4f3a-8a57-1b6c0d9e7f21';
const inst = '4679b3db-da6a-44e0-a2e6-a684437bafb0';
const version = '6e7f1224-0e08-41ed-844c-d386675f4e50';

const good = {
  cis: code,
  found: true,
  valid: true,
  verified: true,
  utilised: true,
  realizable: true,
  sold: false,
  isBlocked: false,
  groupIds: [8],
};
const unheard = { found: false, valid: false, verified: false, realizable: false, utilised: false, groupIds: [] };
const online = (element: object = good, more: object = {}): object => ({
  codesResponse: [
    { code: 0, description: 'ok', codes: [element], reqId, reqTimestamp: noon, isCheckedOffline: false, ...more },
  ],
});
const offline = (element: object = { cis: ki, ...unheard, isBlocked: false }, more: object = {}): object => ({
  codesResponse: [
    { code: 0, codes: [element], reqId, reqTimestamp: noon, isCheckedOffline: true, inst, version, ...more },
  ],
});

type Reply =
  { readonly status?: number; readonly body?: unknown; readonly relay?: string; readonly ms?: number } | 'gone';

interface World {
  readonly requests: HttpRequest[];
  readonly check: (setup?: Partial<CheckSetup>, codes?: CheckCode[]) => Promise<CheckReply>;
  readonly checker: ReturnType<typeof createChecker>;
  readonly clock: FakeClock;
}
interface CheckCode {
  readonly code: string;
  readonly ki: string;
  readonly group?: number;
}

const infoOf = (at = host, its = fn): object => ({
  tspiotId: '1',
  fnSerial: at === host ? its : '9999078900000099',
  kktInn: '',
});

/** `answer`: by the path without the relay; `info`: undefined stands for the module of this till, in API v3. */
function world(
  answer: (path: string, request: HttpRequest, count: number) => Reply | undefined,
  info: (path: string, at: string) => Reply | undefined = (path, at) =>
    path.startsWith('api/v3') ? { body: infoOf(at) } : undefined,
): World {
  const clock = new FakeClock(noon);
  const requests: HttpRequest[] = [];
  const http = (request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> => {
    requests.push(request);
    const [, at = '', path = ''] = /^\/relay\/tspiot\/([^/]+)\/(.*)$/.exec(request.url) ?? [];
    const count = requests.filter(({ url }) => url === request.url).length;
    const said = path.endsWith('/info') ? info(path, at) : answer(path, request, count);
    return new Promise((done) => {
      signal?.addEventListener('abort', () => done({ kind: 'failed', why: 'aborted' }));
      const reply = said ?? { status: 404, body: '' };
      if (reply === 'gone') return done({ kind: 'failed', why: 'refused' });
      const { status = 200, body, relay, ms = 0 } = reply;
      const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
      const tell = (): void => done({ kind: 'answer', status, ...(relay !== undefined && { relay }), body: text });
      if (ms > 0) clock.after(ms, tell);
      else tell();
    });
  };
  const checker = createChecker({
    http,
    localHttp: http,
    clock,
    random: () => 0,
    isOffline: () => false,
    background: () => undefined,
    store: { load: async () => undefined, save: async () => undefined },
  });
  const setup: CheckSetup = {
    cdn: 'cdn.crpt.ru',
    timeZone: 2,
    fn,
    inn: '1234567894',
    sources: { tspiot: { at: [host] } },
  };
  return {
    requests,
    clock,
    checker,
    check: async (more = {}, codes = [{ code, ki }]) => {
      const replying = checker.check({ codes, scannedAt: clock.now(), setup: { ...setup, ...more } });
      await clock.advance(20_000);
      return replying;
    },
  };
}

const checks = (requests: readonly HttpRequest[]): HttpRequest[] =>
  requests.filter(({ url }) => url.endsWith('codes/check'));
const ofTsPiot = async (reply: Reply): Promise<CodeCheck | undefined> => (await world(() => reply).check()).checks[0];
const kindOf = (check: CodeCheck | undefined): FailureKind | undefined =>
  check && !check.facts && check.source === 'none' ? check.failures['tspiot']?.kind : undefined;

describe('what is asked', () => {
  it.each([
    ['v3', { cis: base64(code) }],
    ['v2', base64(code)],
    ['v1', base64(code)],
  ])('%s: the whole code in Base64 with its GS, one in a request', async (api, asked) => {
    const { check, requests } = world(
      () => ({ body: online() }),
      (path, at) => (path.startsWith(`api/${api}`) ? { body: infoOf(at) } : undefined),
    );
    await check();
    expect(checks(requests).map(({ url, body }) => [url, JSON.parse(body ?? '')])).toEqual([
      [`/relay/tspiot/${host}/api/${api}/codes/check`, { codes: [asked] }],
    ]);
    // As tspiot.md §4.2 prints it.
    expect(base64(code)).toBe('MDEwNDY3MDU0MDE3NjA5OTIxNVEhYTdiHTkzZEdWeg==');
    // The version is remembered: no search before the next one.
    const before = requests.length;
    await check();
    expect(requests.slice(before).map(({ url }) => url)).toEqual([`/relay/tspiot/${host}/api/${api}/codes/check`]);
  });

  it('v1 of the oldest clients tells of itself by POST', async () => {
    const { check, requests } = world(
      (path) => (path.startsWith('api/v1') ? { body: online() } : undefined),
      () => (requests.at(-1)?.method === 'POST' ? { body: infoOf() } : { status: 405 }),
    );
    expect((await check()).checks).toMatchObject([{ source: 'tspiot', facts: 'full' }]);
  });

  it('the group goes along where ЛМ answers by prices', async () => {
    const { check, requests } = world(() => ({ body: online() }));
    await check({}, [
      { code, ki, group: 3 },
      { code, ki, group: 8 },
    ]);
    expect(checks(requests).map(({ body }) => JSON.parse(body ?? ''))).toEqual([
      { codes: [{ cis: base64(code), pg: 3 }] },
      { codes: [{ cis: base64(code) }] },
    ]);
  });

  it('several codes side by side, each with its own answer', async () => {
    const codes = ['A', 'B', 'C', 'D', 'E', 'F'].map((serial) => ({
      code: `01046705401760992${serial}`,
      ki: `01046705401760992${serial}`,
    }));
    const { check } = world((_path, { body }) => {
      const {
        codes: [asked],
      } = JSON.parse(body ?? '') as { codes: Array<{ cis: string }> };
      const cis = atob(asked?.cis ?? '');
      return { ms: 300, body: online({ ...good, cis, sold: cis.endsWith('C') }) };
    });
    const { checks: said, timings } = await check({}, codes);
    expect(said.map((each) => judge(each, { now: noon }).kind)).toEqual([
      'allowed',
      'allowed',
      'forbidden',
      'allowed',
      'allowed',
      'allowed',
    ]);
    // Two rounds of four at most.
    expect(timings).toMatchObject({ tspiotMs: 600, decidedMs: 600, host });
  });

  it('an update between two checks: the version is looked for once more', async () => {
    let api = 'v2';
    const { check } = world(
      (path) => (path.startsWith(`api/${api}`) ? { body: online() } : undefined),
      (path, at) => (path.startsWith(`api/${api}`) ? { body: infoOf(at) } : undefined),
    );
    expect((await check()).checks).toMatchObject([{ source: 'tspiot' }]);
    api = 'v3';
    expect((await check()).checks).toMatchObject([{ source: 'tspiot' }]);
  });
});

describe('an answer of ГИС МТ', () => {
  it.each([
    ['flat', online()],
    [
      'wrapped twice, numbers as text',
      { codesResponse: online({ ...good, groupIds: ['8'] }, { reqTimestamp: String(noon) }) },
    ],
    ['«true» and «false» in quotes', online(good, { isCheckedOffline: 'false' })],
    ['not a word of who answered', online(good, { isCheckedOffline: undefined })],
    ['no echo of the code', online({ ...good, cis: undefined })],
    ['the echo has lost its GS', online({ ...good, cis: code.replace(gs, '') })],
    ['204 with codes, after an emergency', online(good, { code: 204 })],
    ['Inst and Ver where none belong', online(good, { inst, version })],
  ])('%s', async (_how, body) => {
    const check = await ofTsPiot({ body });
    expect(check).toMatchObject({ source: 'tspiot', facts: 'full', answer: { cis: code, groupIds: [8] } });
    if (_how.startsWith('Inst')) return;
    // Tag 1265: UUID and Time alone.
    expect(check).toMatchObject({ proof: { reqId, reqTimestamp: noon } });
    expect(judge(check as CodeCheck, { now: noon })).toEqual({ kind: 'allowed', by: 'tspiot' });
  });

  it('has no Inst and no Ver in its proof', async () => {
    expect(await ofTsPiot({ body: online(good, { inst, version, isCheckedOffline: false }) })).toHaveProperty('proof', {
      reqId,
      reqTimestamp: noon,
    });
  });

  it.each([
    [{ sold: true }, 'sold'],
    [{ isBlocked: true }, 'blocked'],
    [{ found: false }, 'not-found'],
    [{ realizable: false }, 'not-in-circulation'],
  ])('%j forbids', async (flags, refusal) => {
    const check = await ofTsPiot({ body: online({ ...good, ...flags }) });
    expect(judge(check as CodeCheck, { now: noon })).toMatchObject({
      kind: 'forbidden',
      by: 'tspiot',
      refusal: { kind: refusal },
    });
  });

  it.each<readonly [string, unknown, FailureKind]>([
    ['of another code', online({ ...good, cis: '0104670540176099215Other' }), 'no-element'],
    ['a flag of another type', online({ ...good, sold: 'no' }), 'malformed'],
    ['no flag at all', online({ cis: code }), 'malformed'],
    ['no reqId', online(good, { reqId: undefined }), 'malformed'],
    ['of yesterday and before', online(good, { reqTimestamp: noon - 2 * 86_400_000 }), 'wrong-time'],
    ['nobody can tell who answered', online(good, { isCheckedOffline: 1 }), 'malformed'],
    ['an empty list', { codesResponse: [] }, 'malformed'],
    ['no JSON', 'busy', 'malformed'],
    ['a web page', '<html><body>Log in</body></html>', 'web-page'],
    ['a refusal of the request', online(good, { code: 17, message: 'нет' }), 'service-error'],
    ['an error in place of an answer', { code: 2030, message: 'Ошибка шифрования в ФН' }, 'tsp-shift'],
    ['an error of another kind', { code: 1, message: 'x' }, 'service-error'],
  ])('%s is none', async (_how, body, kind) => expect(kindOf(await ofTsPiot({ body }))).toBe(kind));
});

describe('an answer of ЛМ ЧЗ', () => {
  it('allows by the black list alone, with Inst and Ver for tag 1265', async () => {
    const check = await ofTsPiot({ body: offline() });
    expect(check).toMatchObject({ source: 'tspiot', facts: 'offline', answer: { isBlocked: false } });
    expect(check).toHaveProperty('proof', { reqId, reqTimestamp: noon, inst, version });
    expect(judge(check as CodeCheck, { now: noon })).toEqual({ kind: 'allowed', by: 'tspiot' });
  });

  it.each([
    ['in v1', { codesResponse: offline(undefined, { reqTimestamp: String(noon) }) }],
    ['that only has an instance', offline(undefined, { isCheckedOffline: undefined })],
  ])('%s', async (_how, body) =>
    expect(await ofTsPiot({ body })).toMatchObject({ facts: 'offline', proof: { inst, version } }),
  );

  it.each([{ isBlocked: true }, { isBlocked: false, sold: true }])('%j forbids', async (flags) => {
    const check = await ofTsPiot({ body: offline({ cis: ki, ...unheard, ...flags }) });
    expect(judge(check as CodeCheck, { now: noon })).toMatchObject({ kind: 'forbidden', by: 'tspiot' });
  });
});

describe('an emergency', () => {
  it.each<readonly [string, Reply]>([
    ['HTTP 203', { status: 203, body: { code: 203, message: 'Аварийный режим' } }],
    ['HTTP 203 without a word', { status: 203, body: '' }],
    ['200 with that body', { body: { code: 203, message: 'Аварийный режим' } }],
    ['203 as the code of the result', { body: online(good, { code: 203 }) }],
    ['204 without codes', { body: { codesResponse: [{ code: 204, codes: [] }] } }],
  ])('%s: sold without a check, and no proof', async (_how, reply) => {
    const check = await ofTsPiot(reply);
    expect(check).toMatchObject({ source: 'emergency', by: 'tspiot' });
    expect(check).not.toHaveProperty('proof');
    expect(judge(check as CodeCheck, { now: noon })).toEqual({ kind: 'allowed', by: 'emergency' });
  });

  it('of one code is none of its neighbour', async () => {
    const blocked = { code: `${code}2`, ki: `${ki}2` };
    const { check } = world((_path, { body }) => {
      const {
        codes: [asked],
      } = JSON.parse(body ?? '') as { codes: Array<{ cis: string }> };
      const cis = atob(asked?.cis ?? '');
      return cis === code ? { status: 203 } : { body: online({ ...good, cis, isBlocked: true }) };
    });
    const { checks: said } = await check({}, [{ code, ki }, blocked]);
    expect(said.map((each) => judge(each, { now: noon }).kind)).toEqual(['allowed', 'forbidden']);
  });
});

describe('a refusal', () => {
  const shift = 'Смена закрыта – операция невозможна';
  /** `asked`: how often. */
  it.each<readonly [string, Reply, FailureKind, number]>([
    ['400', { status: 400, body: { code: 3, message: 'bad' } }, 'rejected', 1],
    ['401', { status: 401, body: { message: 'token expired' } }, 'rejected', 1],
    ['403', { status: 403, body: { code: 1026, message: 'несколько ИНН' } }, 'tsp-unregistered', 1],
    ['403 without a word', { status: 403, body: '' }, 'tsp-unregistered', 1],
    ['408', { status: 408, body: '' }, 'rejected', 1],
    ['453', { status: 453, body: '' }, 'rejected', 1],
    ['500', { status: 500, body: '' }, 'tsp-failure', 2],
    ['500 of a licence', { status: 500, body: { message: 'Срок лицензии истёк' } }, 'tsp-licence', 1],
    ['502', { status: 502, body: '' }, 'server-error', 2],
    ['504', { status: 504, body: '' }, 'timeout', 2],
    ...[1010, 1012, 1013, 1015, 2046].map(
      (code) => [`no service: ${code}`, { status: 500, body: { code, message: 'x' } }, 'tsp-service', 2] as const,
    ),
    ...[2025, 2059].map(
      (code) => [`no ЛМ behind its controller: ${code}`, { status: 500, body: { code } }, 'tsp-controller', 2] as const,
    ),
    ['a refused binding: 2055', { status: 500, body: { code: 2055 } }, 'tsp-unregistered', 2],
    ['ЛМ away: 3007', { status: 500, body: { code: 3007 } }, 'tsp-silent', 2],
    ['514', { status: 514, body: '' }, 'tsp-silent', 2],
    ['a closed shift by number', { status: 500, body: { code: 2030, message: 'x' } }, 'tsp-shift', 1],
    ['… as the orchestrator says it', { status: 500, body: { error: { code: 73, text: shift } } }, 'tsp-shift', 1],
    ['… as the proto says it', { status: 500, body: { errorCode: 2030, errorDescription: 'x' } }, 'tsp-shift', 1],
    ['… its number in quotes', { status: 500, body: { errorCode: '2030' } }, 'tsp-shift', 1],
    ['… in words alone', { status: 514, body: { message: shift } }, 'tsp-shift', 1],
    [
      'the channel',
      { status: 514, body: { code: 2021, message: 'Ошибка установки контролируемого канала' } },
      'tsp-channel',
      2,
    ],
    ['no connection', { status: 502, relay: 'refused' }, 'unreachable', 1],
    ['a certificate of nobody', { status: 502, relay: 'untrusted' }, 'tsp-unpaired', 1],
    ['another certificate', { status: 502, relay: 'certificate-changed' }, 'tsp-changed', 1],
    ['the limit of the relay', { status: 504, relay: 'timeout' }, 'timeout', 1],
    ['a flood', { status: 429, relay: 'too-many' }, 'overloaded', 1],
    ['no address', { status: 404, relay: 'not-configured' }, 'not-set-up', 1],
    ['no gateway', 'gone', 'gateway-gone', 1],
  ])('%s', async (_how, reply, kind, asked) => {
    const { check, requests } = world(() => reply);
    expect(kindOf((await check()).checks[0])).toBe(kind);
    expect(checks(requests)).toHaveLength(asked);
  });

  it('is overcome by asking once more', async () => {
    const { check } = world((_path, _request, count) =>
      count === 1 ? { status: 514, ms: 200 } : { body: online(), ms: 200 },
    );
    expect((await check()).checks).toMatchObject([{ source: 'tspiot', facts: 'full' }]);
  });

  const local = { url: 'http://127.0.0.1:5995', login: 'a', password: 'b' };
  const byLocal: Reply = {
    body: { results: [{ code: 0, codes: [{ cis: ki, isBlocked: false }], reqId, reqTimestamp: noon, inst, version }] },
  };
  const withLocal = (reply: Reply): World =>
    world((path, { url }) => {
      if (path || !url.startsWith(local.url)) return reply;
      return url.includes('outCheck') ? byLocal : { status: 404 };
    });

  it('5xx, twice: ЛМ ЧЗ directly is the last resort', async () => {
    const { check } = withLocal({ status: 514 });
    expect((await check({ local, inn: undefined })).checks).toMatchObject([
      { source: 'local', facts: 'offline', failures: { tspiot: { kind: 'tsp-silent' } } },
    ]);
  });

  it('400: nobody else is asked', async () => {
    const { check, requests } = withLocal({ status: 400, body: { code: 3, message: 'bad' } });
    expect((await check({ local, inn: undefined })).checks).toEqual([
      { source: 'none', failures: { tspiot: expect.objectContaining({ kind: 'rejected' }) } },
    ]);
    expect(requests.some(({ url }) => url.startsWith(local.url))).toBe(false);
  });

  it('ЦРПТ is never asked, whatever happens', async () => {
    for (const reply of [{ status: 514 }, { status: 400 }, 'gone', { body: online() }] as const) {
      const { check, requests, checker } = world(() => reply);
      await check();
      await checker.refreshHealth({ cdn: 'cdn.crpt.ru', timeZone: 2, fn, sources: { tspiot: { at: [host] } } });
      expect(requests.filter(({ url }) => url.includes('cdn'))).toEqual([]);
    }
  });

  it('a till whose gateway has no address asks nobody in its place', async () => {
    const { check, requests } = world(() => ({ body: online() }));
    expect(kindOf((await check({ sources: { tspiot: { at: [] } } })).checks[0])).toBe('not-set-up');
    expect(requests).toEqual([]);
  });
});

describe('its time', () => {
  it.each([1_000, 1_800, 2_400])('an answer after %i ms is waited for, though ЛМ could answer before', async (ms) => {
    const { check } = world((path) => (path.endsWith('codes/check') ? { body: online(), ms } : { status: 500 }));
    const { checks: said, timings } = await check({ local: { url: 'http://l', login: '', password: '' } });
    expect([said[0]?.source, timings.decidedMs]).toEqual(['tspiot', ms]);
  });

  it('after 2.5 s ЛМ has the word', async () => {
    const body = { results: [{ code: 0, codes: [{ cis: ki, isBlocked: false }], reqId, reqTimestamp: noon }] };
    const { check } = world((path, { url }) => {
      if (path.endsWith('codes/check')) return { body: online(), ms: 4_000 };
      return url.endsWith('outCheck') ? { body, ms: 100 } : { status: 404 };
    });
    const { checks: said, timings } = await check({
      inn: undefined,
      local: { url: 'http://l', login: '', password: '' },
    });
    expect([said[0]?.source, timings.decidedMs]).toEqual(['local', 2_500]);
  });

  it('late it counts where nobody else can answer', async () => {
    const { check } = world(() => ({ body: online(), ms: 4_000 }));
    const { checks: said, timings } = await check();
    expect([said[0]?.source, timings.decidedMs]).toEqual(['tspiot', 4_000]);
  });

  it('three misses make a pause, and its own word ends it', async () => {
    let ms = 9_000;
    const { check, checker } = world(() => ({ body: online(), ms }));
    for (let scan = 0; scan < 3; scan += 1) await check();
    ms = 0;
    // With nobody else it is asked all the same.
    expect((await check()).checks).toMatchObject([{ source: 'tspiot' }]);
    const health = await checker.refreshHealth({ cdn: 'c', timeZone: 2, fn, sources: { tspiot: { at: [host] } } });
    expect(health.sources['tspiot']).not.toHaveProperty('failure.kind');
  });
});

describe('the module of this till', () => {
  const two = { tspiot: { at: ['127.0.0.1:51401', '127.0.0.1:51402'] } };
  const infos = (path: string, at: string): Reply | undefined =>
    path.startsWith('api/v3')
      ? { body: { fnSerial: at.endsWith('1') ? '9999078900000099' : fn, kktInn: '1234567894' } }
      : undefined;

  it('is the one with its ФН, not the first', async () => {
    const { check, requests } = world(() => ({ body: online() }), infos);
    expect((await check({ sources: two })).timings.host).toBe('127.0.0.1:51402');
    expect(checks(requests).map(({ url }) => url)).toEqual(['/relay/tspiot/127.0.0.1:51402/api/v3/codes/check']);
  });

  it.each<readonly [string, Partial<CheckSetup>, FailureKind]>([
    ['none of them', { fn: '9999078900000001', sources: two }, 'tsp-other-till'],
    ['several, and the ФН is not known yet', { fn: undefined, sources: two }, 'tsp-other-till'],
    [
      'one, of another ФН',
      { fn: '9999078900000001', sources: { tspiot: { at: ['127.0.0.1:51402'] } } },
      'tsp-other-till',
    ],
    ['of another company', { inn: '7700000000', sources: two }, 'lm-other-inn'],
  ])('%s: nothing is asked of it', async (_how, setup, kind) => {
    const { check, requests } = world(() => ({ body: online() }), infos);
    expect(kindOf((await check(setup)).checks[0])).toBe(kind);
    expect(checks(requests)).toEqual([]);
  });

  it.each<readonly [string, Partial<CheckSetup>, object]>([
    ['the only one, before this till knows its ФН', { fn: undefined }, { fnSerial: '9999078900000099', kktInn: '' }],
    ['the only one, which does not say its own', {}, { fnSerial: '', kktInn: '' }],
    ['a company that is not said yet', {}, { fnSerial: fn, kktInn: '' }],
  ])('%s: it is believed', async (_how, setup, body) => {
    const { check } = world(
      () => ({ body: online() }),
      () => ({ body }),
    );
    expect((await check(setup)).checks).toMatchObject([{ source: 'tspiot' }]);
  });

  it('that did not answer says more than that the others are not the one', async () => {
    const { check } = world(
      () => ({ body: online() }),
      (path, at) => (at.endsWith('2') ? { status: 502, relay: 'refused' } : infos(path, at)),
    );
    expect(kindOf((await check({ sources: two })).checks[0])).toBe('unreachable');
  });

  it('is looked for anew when the ФН is another one, and every ten minutes', async () => {
    const { check, requests, clock } = world(() => ({ body: online() }), infos);
    const infosAsked = (): number => requests.filter(({ url }) => url.endsWith('/info')).length;
    await check({ sources: two });
    await check({ sources: two });
    expect(infosAsked()).toBe(2);
    expect((await check({ sources: two, fn: '9999078900000099' })).timings.host).toBe('127.0.0.1:51401');
    await clock.advance(600_000);
    await check({ sources: two });
    expect(infosAsked()).toBe(4);
  });
});
