/**
 * Every reader of what others send, fed ten thousand shapes that are nearly right: nothing throws, nobody is allowed to sell without a flag that says so and
 * a proof, and a ban that can be read stands. The expectations are written from online-check.md §1.4 and local-module.md §2, not from the readers.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckReply, CheckRequest, CodeChecker } from '../../src/app/ports/checker.ts';
import type { CheckSetup } from '../../src/domain/code-check/source.ts';
import { readCarryMessage } from '../../src/check/carrier.ts';
import type { Http, HttpAnswer } from '../../src/check/http.ts';
import { ranked } from '../../src/check/sources/hosts.ts';
import { askLocal, localState, sell } from '../../src/check/sources/local-module-api.ts';
import { askOnline, fetchHosts, hostHealthOf } from '../../src/check/sources/online-api.ts';
import { localMemory } from '../../src/check/sources/local-module.ts';
import { onlineMemory } from '../../src/check/sources/online.ts';
import { remoteChecker } from '../../src/check/remote.ts';
import { httpAnswer } from '../../src/check/replies.ts';
import { leadOf } from '../../src/check/lead.ts';
import { memoryKeeper } from '../../src/check/state.ts';
import { failuresOf } from '../../src/domain/code-check/stored-check.ts';
import { failureKinds, type CheckFailure, type CodeCheck } from '../../src/domain/code-check/answer.ts';
import { judge } from '../../src/domain/verdict/index.ts';
import { answerCheck } from '../../src/sw/realm.ts';
import * as v from 'valibot';
import { FakeClock, noon } from './clock.ts';

const runs = { numRuns: 10_000 };
const dayMs = 86_400_000;
const uuid = '3e68244b-c155-85f7-6cc5-693779001430';
const ki = '0104670540176099215AbCdE';
const code = `${ki}\u001d93dGVz`;
const other = '0104670540176099215OTHER\u001d93dGVz';
const access = { url: '/relay/lm', login: 'admin', password: 'admin' };
const setup: CheckSetup = { cdn: 'cdn.crpt.ru', timeZone: 2, local: access };
const request: CheckRequest = {
  codes: [
    { code, ki },
    { code: other, ki: other.split('\u001d')[0] ?? '' },
  ],
  scannedAt: noon,
  setup,
};

// ── shapes that are nearly right

const junk = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      false,
      'true',
      'false',
      '',
      '0',
      '1',
      '140',
      0,
      1,
      -1,
      1.5,
      1e300,
      203,
      401,
      5000,
      [],
      {},
      [null],
      [true],
      { found: true },
      'constructor',
      '__proto__',
      'ready',
      code,
      ki,
      uuid,
      noon,
      noon + 3 * dayMs,
      '2020-01-01',
      '2030-01-01T00:00:00.000Z',
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

interface Change {
  readonly at: number;
  readonly how: 'replace' | 'delete' | 'double' | 'wrap' | 'add';
  readonly by: unknown;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'replace', 'delete', 'double', 'wrap', 'add'),
  by: junk,
});

type Holder = Record<string, unknown> | unknown[];
const holds = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Every place of a tree: a key of an object or a number of a list. */
function placesOf(value: unknown): Array<readonly [holder: Holder, key: string]> {
  if (!holds(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[value, key] as const, ...placesOf(inner)]);
}

/** One more at the end of a list; under its own name, or one of the future, in an object. */
function add(holder: Holder, value: unknown): void {
  if (Array.isArray(holder)) holder.push(value);
  else (holder as Record<string, unknown>)[typeof value === 'string' ? value : 'future'] = value;
}

function changed(base: unknown, changes: readonly Change[]): unknown {
  const root = { body: structuredClone(base) };
  for (const { at, how, by: value } of changes) {
    const by = structuredClone(value);
    const places = placesOf(root);
    const place = places[at % places.length];
    if (!place) continue;
    const [holder, key] = place as readonly [Record<string, unknown>, string];
    if (how === 'replace') holder[key] = by;
    else if (how === 'wrap') holder[key] = [holder[key]];
    else if (how === 'add' && holds(holder[key])) add(holder[key], by);
    else if (how === 'double' && Array.isArray(holder)) holder.push(structuredClone(holder[key as unknown as number]));
    else if (how === 'delete' && key !== 'body') {
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
    }
  }
  return root.body;
}

const near = (base: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(base, fc.array(change, { maxLength: 3 })).map(([whole, changes]) => changed(whole, changes));

/** As it comes over the wire: sometimes cut, with a page in front, under another status, or by the gateway's own word. */
const answered = (base: fc.Arbitrary<unknown>): fc.Arbitrary<{ readonly answer: HttpAnswer; readonly body: unknown }> =>
  fc
    .tuple(
      near(base),
      fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(400) }),
      fc.oneof(
        { weight: 12, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: fc.constantFrom('\ufeff', '<!doctype html>', ' ') },
      ),
      fc.oneof(
        { weight: 12, arbitrary: fc.constant(200) },
        { weight: 2, arbitrary: fc.constantFrom(201, 203, 204, 400, 401, 404, 410, 429, 500, 503, 504, 511) },
      ),
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(undefined) },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            'refused',
            'timeout',
            'broken',
            'untrusted',
            'redirected',
            'no-key',
            'constructor',
          ),
        },
      ),
    )
    .map(([shape, cut, before, status, relay]) => {
      const text = before + JSON.stringify(shape);
      const body = cut === undefined ? text : text.slice(0, cut);
      let read: unknown;
      try {
        read = JSON.parse(body);
      } catch {
        read = undefined;
      }
      return {
        answer: { kind: 'answer', status, relay, body },
        body: relay === undefined && status < 300 ? read : undefined,
      };
    });

const always =
  (answer: HttpAnswer): Http =>
  async () =>
    answer;

// ── what may be expected

type Whole = Readonly<Record<string, unknown>>;
const whole = (value: unknown): Whole => (holds(value) && !Array.isArray(value) ? (value as Whole) : {});
const list = (value: unknown): Whole[] => (Array.isArray(value) ? value.map(whole) : []);
const flags = ['found', 'valid', 'verified', 'utilised', 'realizable', 'sold', 'isBlocked'] as const;
const localFlags = ['isBlocked', 'sold'] as const;

const isProof = ({ reqId, reqTimestamp }: Whole): boolean =>
  typeof reqId === 'string' &&
  /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i.test(reqId) &&
  typeof reqTimestamp === 'number' &&
  Math.abs(reqTimestamp - noon) <= dayMs;

/** Every flag is yes, no or nothing, and one at least is no nothing. */
const isTold = (element: Whole, names: readonly string[]): boolean =>
  names.every((name) => typeof element[name] === 'boolean' || element[name] == null) &&
  names.some((name) => typeof element[name] === 'boolean');

/** As `expect`, a hundred thousand times faster. */
function ensure(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
function expectFailure({ kind, detail, raw }: CheckFailure): void {
  ensure(
    failureKinds.includes(kind) && isText(detail) && isText(raw),
    `a failure: ${JSON.stringify({ kind, detail, raw })}`,
  );
}

const isAllowed = (check: CodeCheck): boolean => judge(check, { now: noon }).kind === 'allowed';
/** Forbidden at this hour, whatever the price, the amount and the card. */
const isForbidden = (check: CodeCheck): boolean => judge(check, { now: noon }).kind === 'forbidden';

const onlineElement = (cis: string): fc.Arbitrary<unknown> =>
  fc.record(
    {
      cis: fc.constant(cis),
      found: fc.constant(true),
      valid: fc.constant(true),
      verified: fc.constant(true),
      utilised: fc.constant(true),
      realizable: fc.boolean(),
      sold: fc.boolean(),
      isBlocked: fc.boolean(),
      isOwner: fc.boolean(),
      isTracking: fc.boolean(),
      grayZone: fc.boolean(),
      groupIds: fc.constantFrom([8], [3], [16, 3], []),
      expireDate: fc.constantFrom('2030-01-01T00:00:00.000Z', '2020-01-01'),
      mrp: fc.constantFrom(0, 14_500),
      smp: fc.constant(13_500),
      packageType: fc.constantFrom('UNIT', 'GROUP'),
      packageQuantity: fc.constant(10),
      innerUnitCount: fc.constant(30_000),
      soldUnitCount: fc.constant(1_000),
      ogvs: fc.constant(['RPN']),
      errorCode: fc.constantFrom(0, 6),
      message: fc.constant('ok'),
      eliminationState: fc.constant(1),
      printView: fc.constant(ki),
      future: fc.constant({ a: [1] }),
    },
    { requiredKeys: ['cis'] },
  );
const onlineBody = fc.record({
  code: fc.constantFrom<unknown>(0, 0, 0, null),
  description: fc.constant('ok'),
  reqId: fc.constant(uuid),
  reqTimestamp: fc.constantFrom(noon, noon, noon - dayMs, noon + dayMs),
  codes: fc.tuple(onlineElement(code), onlineElement(other)),
});

const localElement = (cis: string): fc.Arbitrary<unknown> =>
  fc.record(
    {
      cis: fc.constant(cis),
      gtin: fc.constant('04670540176099'),
      isBlocked: fc.boolean(),
      sold: fc.boolean(),
      isGreyGtin: fc.boolean(),
      mrp: fc.constant(20_000),
      smp: fc.constant(13_500),
    },
    { requiredKeys: ['cis'] },
  );
const localResult = (...kis: string[]): fc.Arbitrary<unknown> =>
  fc.record(
    {
      code: fc.constantFrom(0, 0, 0, 400),
      description: fc.constant('ok'),
      reqId: fc.constant(uuid),
      reqTimestamp: fc.constant(noon),
      inst: fc.constant(uuid),
      version: fc.constant('db version'),
      codes: fc.tuple(...kis.map(localElement)),
    },
    { requiredKeys: ['code', 'reqId', 'reqTimestamp', 'codes'] },
  );

describe('ГИС МТ', () => {
  const ask = async (answer: HttpAnswer) =>
    askOnline(
      request,
      ['cdn01.crpt.ru', 'cdn02.crpt.ru'],
      always(answer),
      { answered: () => undefined, failed: () => undefined, blocked: () => undefined },
      { ms: () => 0, best: () => noon },
      new AbortController().signal,
    );

  it('an answer', async () => {
    let allowed = 0;
    let forbidden = 0;
    await fc.assert(
      fc.asyncProperty(answered(onlineBody), async ({ answer, body }) => {
        const outcome = await ask(answer);
        if (!outcome.ok) return void expectFailure(outcome.failure);
        if (outcome.value.kind === 'emergency')
          return void expect(whole(body)['code'] === 203 || (answer.kind === 'answer' && answer.status === 203)).toBe(
            true,
          );
        const { elements } = outcome.value;
        ensure(elements.length === 2, 'one element per code');
        request.codes.forEach((asked, index) => {
          const element = elements[index];
          const mine = list(whole(body)['codes']).filter(({ cis }) => cis === asked.code);
          if (!element?.ok) {
            if (element) expectFailure(element.failure);
            // What can be read and forbids is never lost.
            ensure(
              !mine.some(
                ({ found, verified, isBlocked }) => found === false || verified === false || isBlocked === true,
              ),
              'a ban is lost',
            );
            return;
          }
          const check: CodeCheck = { source: 'online', facts: 'full', answer: element.answer, proof: element.proof };
          if (isForbidden(check)) forbidden += 1;
          if (!isAllowed(check)) return;
          allowed += 1;
          const { code: told } = whole(body);
          ensure(told === 0 || told == null, 'a code');
          ensure(isProof(whole(body)), 'a proof');
          ensure(mine.length > 0 && mine.every((one) => isTold(one, flags)), 'no flag');
          ensure(
            !mine.some(
              ({ found, verified, valid, utilised, isBlocked }) =>
                [found, verified, valid, utilised].includes(false) || isBlocked === true,
            ),
            'a ban is passed over',
          );
          // No limit and no end of a shelf life is lost on the way.
          const [{ mrp, smp, expireDate, groupIds } = {}] = mine;
          const { answer: facts } = element;
          ensure(
            JSON.stringify([facts.mrp, facts.smp, facts.expireDate, facts.groupIds]) ===
              JSON.stringify([mrp ?? undefined, smp ?? undefined, expireDate ?? undefined, groupIds ?? undefined]),
            'a limit is lost',
          );
        });
      }),
      runs,
    );
    // Shapes of which nothing comes would prove nothing.
    expect(allowed).toBeGreaterThan(500);
    expect(forbidden).toBeGreaterThan(500);
  });

  it('a list of hosts', async () => {
    const hosts = fc.record({
      code: fc.constant(0),
      description: fc.constant('ok'),
      hosts: fc.array(
        fc.record({
          host: fc.constantFrom(
            'https://cdn01.crpt.ru',
            'https://cdn02.crpt.ru:8443',
            'cdn03.crpt.ru',
            'https://a/b?c',
            'javascript:1',
            'https://user:pass@cdn04.crpt.ru/../x',
          ),
        }),
        { maxLength: 4 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(answered(hosts), async ({ answer }) => {
        const found = await fetchHosts(setup, always(answer));
        if (!found.ok) return void expectFailure(found.failure);
        expect(found.value.length).toBeGreaterThan(0);
        for (const host of found.value) expect(host).toMatch(/^[^/?#@\s\\]+$/);
      }),
      runs,
    );
  });

  it('the health of a host', async () => {
    await fc.assert(
      fc.asyncProperty(
        answered(fc.record({ code: fc.constant(0), description: fc.constant('ok'), avgTimeMs: fc.constant(5) })),
        async ({ answer, body }) => {
          const health = await hostHealthOf('cdn01.crpt.ru', setup, always(answer));
          if (health.ok) expect(whole(body)['code']).toBe(0);
          else expectFailure(health.failure);
        },
      ),
      runs,
    );
  });
});

describe('ЛМ', () => {
  const [first, second] = request.codes.map((each) => each.ki) as [string, string];
  const bodies = {
    v2: fc.record({ results: fc.tuple(localResult(first), localResult(second)) }),
    v1: localResult(first, second),
  };

  it.each(['v2', 'v1'] as const)('an answer of %s', async (api) => {
    let allowed = 0;
    await fc.assert(
      fc.asyncProperty(answered(bodies[api]), async ({ answer, body }) => {
        const outcome = await askLocal(request, access, api, always(answer), () => noon, new AbortController().signal);
        if (!outcome.ok) return void expectFailure(outcome.failure);
        ensure(outcome.value.length === 2, 'one element per code');
        const results = 'results' in whole(body) ? list(whole(body)['results']) : [whole(body)];
        outcome.value.forEach((element, index) => {
          const mine = results
            .filter((result) => result['code'] == null || result['code'] === 0)
            .flatMap((result) =>
              list(result['codes'])
                .filter(({ cis }) => cis === request.codes[index]?.ki)
                .map((told) => ({ result, told })),
            );
          if (!element.ok) {
            expectFailure(element.failure);
            ensure(!mine.some(({ told }) => told['isBlocked'] === true || told['sold'] === true), 'a ban is lost');
            return;
          }
          if (
            !isAllowed({
              source: 'local',
              facts: 'offline',
              answer: element.answer,
              proof: element.proof,
              failures: { online: { kind: 'timeout' } },
            })
          )
            return;
          allowed += 1;
          ensure(
            mine.length > 0 &&
              mine.every(({ told }) => isTold(told, localFlags) && told['isBlocked'] !== true && told['sold'] !== true),
            'no flag, or a ban',
          );
          ensure(
            mine.some(({ result }) => isProof(result)),
            'a proof',
          );
        });
      }),
      runs,
    );
    expect(allowed).toBeGreaterThan(500);
  });

  it('its state', async () => {
    const status = fc.record(
      {
        version: fc.constant('2.6.1-7'),
        status: fc.constantFrom('ready', 'sync_error', 'constructor'),
        operationMode: fc.constantFrom('active', 'service'),
        lastSync: fc.constantFrom(noon, 0),
        inst: fc.constant(uuid),
        inn: fc.constant('7700000000'),
        dbState: fc.constant({}),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(answered(status), async ({ answer, body }) => {
        const outcome = await localState(access, setup, 'v2', always(answer));
        if (!outcome.ok) return void expectFailure(outcome.failure);
        const { failure, lastSync, inn, inst } = outcome.value;
        if (failure) expectFailure(failure);
        else expect(whole(body)).toMatchObject({ status: 'ready' });
        for (const value of [inn, inst]) expect(['string', 'undefined']).toContain(typeof value);
        if (lastSync !== undefined) expect(() => new Date(lastSync).toISOString()).not.toThrow();
      }),
      runs,
    );
  });

  it('a refusal, and a sale', async () => {
    const error = fc.record({ errorCode: fc.constantFrom(4010, 4045, 4050, 4070), reason: fc.constant('sync_error') });
    const sold = fc.record({ results: fc.tuple(fc.record({ success: fc.boolean(), cis: fc.constant(first) })) });
    await fc.assert(
      fc.asyncProperty(
        answered(fc.oneof(error, sold)),
        fc.constantFrom(200, 201, 400, 401, 503),
        async ({ answer }, status) => {
          const said: HttpAnswer = answer.kind === 'answer' ? { ...answer, status } : answer;
          const outcome = await sell(first, access, setup, 'v2', always(said));
          if (!outcome.ok) return void expectFailure(outcome.failure);
          const { body } = said as { readonly body: string };
          const read = whole(JSON.parse(body));
          expect(
            status >= 300 ? read['errorCode'] === 4070 : list(read['results']).some(({ success }) => success === true),
          ).toBe(true);
        },
      ),
      runs,
    );
  });
});

// ── page and worker

const failure = fc.record(
  {
    kind: fc.constantFrom('timeout', 'malformed', 'of-a-newer-build'),
    status: fc.constant(500),
    detail: fc.constant('text'),
    raw: fc.constant('{}'),
  },
  { requiredKeys: ['kind'] },
);
const proof = fc.record(
  { reqId: fc.constant(uuid), reqTimestamp: fc.constant(noon), inst: fc.constant(uuid), version: fc.constant('v') },
  { requiredKeys: ['reqId', 'reqTimestamp'] },
);
const both = fc.record({ online: failure, local: failure });
const emergency = fc.record({ source: fc.constant('emergency'), by: fc.constant('online') });
/** As the worker of this build says it, and as the builds said it that knew two sources by name. */
const anyCheck = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record(
      {
        source: fc.constant('online'),
        facts: fc.constant('full'),
        answer: onlineElement(code),
        proof,
        raw: fc.constant('{}'),
      },
      { requiredKeys: ['source', 'facts', 'answer', 'proof'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      source: fc.constant('local'),
      facts: fc.constant('offline'),
      answer: localElement(ki),
      proof,
      failures: fc.record({ online: failure }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ source: fc.constant('online'), answer: onlineElement(code), proof }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ source: fc.constant('local'), answer: localElement(ki), proof, online: failure }),
  },
  { weight: 1, arbitrary: fc.record({ source: fc.constant('none'), failures: both }) },
  { weight: 1, arbitrary: fc.record({ source: fc.constant('none'), online: failure, local: failure }) },
  { weight: 1, arbitrary: emergency },
);
const reply = fc.record({
  checks: fc.tuple(anyCheck, anyCheck),
  timings: fc.record(
    {
      scannedAt: fc.constant(noon),
      decidedMs: fc.constant(100),
      host: fc.constant('cdn01.crpt.ru'),
      onlineMs: fc.constant(90),
    },
    { requiredKeys: ['scannedAt', 'decidedMs'] },
  ),
});

describe('page and worker', () => {
  const instead: CheckReply = { checks: [], timings: { scannedAt: noon, decidedMs: 0, host: 'own' } };
  const own: CodeChecker = {
    check: async () => instead,
    refreshHealth: async () => ({ sources: { online: {}, local: { failure: { kind: 'not-set-up' } } } }),
    registerSale: async () => ({ ok: false, failure: { kind: 'not-set-up' } }),
  };

  it('a reply to a check', async () => {
    let allowed = 0;
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(answered(reply), async ({ answer, body }) => {
        const said = await remoteChecker(
          always(answer),
          async () => own,
          () => true,
        ).check(request);
        if (said === instead) return void (asked += 1);
        expect(said.checks).toHaveLength(2);
        expect(Number.isFinite(said.timings.scannedAt)).toBe(true);
        said.checks.forEach((check, index) => {
          for (const each of Object.values(failuresOf(check))) expectFailure(each);
          if (!check.facts || !isAllowed(check)) return;
          allowed += 1;
          const came = list(whole(body)['checks'])[index] ?? {};
          expect(isTold(whole(came['answer']), check.facts === 'full' ? flags : localFlags)).toBe(true);
          expect(typeof whole(came['proof'])['reqId']).toBe('string');
        });
      }),
      runs,
    );
    expect(allowed).toBeGreaterThan(500);
    expect(asked).toBeGreaterThan(500);
  });

  it('a reply about the sources, and about a sale', async () => {
    const health = fc.record({
      sources: fc.record({
        online: fc.record({ failure, at: fc.constant(noon) }, { requiredKeys: [] }),
        local: fc.record({ failure, at: fc.constant(noon), lastSync: fc.constant(noon) }, { requiredKeys: [] }),
      }),
    });
    const sale = fc.oneof(fc.constant({ ok: true }), fc.record({ ok: fc.constant(false), failure }));
    await fc.assert(
      fc.asyncProperty(answered(fc.oneof(health, sale)), async ({ answer, body }) => {
        const checker = remoteChecker(
          always(answer),
          async () => own,
          () => true,
        );
        const { sources } = await checker.refreshHealth(setup);
        for (const each of Object.values(sources)) {
          if (each.failure) expectFailure(each.failure);
          if (each.at !== undefined) expect(() => new Date(each.at ?? 0).toISOString()).not.toThrow();
        }
        const registered = await checker.registerSale(ki, setup);
        if (registered.ok) expect(whole(body)['ok']).toBe(true);
        else expectFailure(registered.failure);
      }),
      runs,
    );
  });

  it('what the page asks of the worker', async () => {
    const seen: unknown[] = [];
    const checker: CodeChecker = {
      check: async (its) => (seen.push(its), its.codes.forEach((each) => void each.code.length), instead),
      refreshHealth: async (its) => (seen.push(its.cdn.length), own.refreshHealth(its)),
      registerSale: async (its, of) => (seen.push(its.length), own.registerSale(its, of)),
    };
    const wanted = fc.record({
      codes: fc.tuple(
        fc.record(
          { code: fc.constant(code), ki: fc.constant(ki), group: fc.constant(8) },
          { requiredKeys: ['code', 'ki'] },
        ),
      ),
      scannedAt: fc.constant(noon),
      setup: fc.constant(setup),
      ki: fc.constant(ki),
      cdn: fc.constant('cdn.crpt.ru'),
      timeZone: fc.constant(2),
      mode: fc.constant('silent'),
      request: fc.record({
        codes: fc.tuple(fc.record({ code: fc.constant(code), ki: fc.constant(ki) })),
        scannedAt: fc.constant(noon),
        setup: fc.constant(setup),
      }),
    });
    const paths = ['/check', '/check/tend', '/check/sale', '/check/trial'] as const;
    await fc.assert(
      fc.asyncProperty(near(wanted), fc.constantFrom(...paths), async (body, path) => {
        const answer = await answerCheck(
          new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) }),
          path,
          checker,
          () => checker,
        );
        expect([200, 400]).toContain(answer.status);
      }),
      { numRuns: 3_000 },
    );
    expect(seen.length).toBeGreaterThan(500);
  });

  it('a request to carry, and its answer', () => {
    const message = fc.record({
      type: fc.constant('poltora-carry'),
      request: fc.record({
        method: fc.constant('POST'),
        url: fc.constant('http://127.0.0.1:5995/'),
        headers: fc.constant({ accept: 'application/json' }),
        body: fc.constant('{}'),
        limitMs: fc.constant(2_000),
      }),
    });
    const said = fc.oneof(
      fc.record(
        {
          kind: fc.constant('answer'),
          status: fc.constant(200),
          body: fc.constant('{}'),
          relay: fc.constant('refused'),
        },
        { requiredKeys: ['kind', 'status', 'body'] },
      ),
      fc.record({ kind: fc.constant('failed'), why: fc.constant('timeout') }),
    );
    fc.assert(
      fc.property(near(message), near(said), (carried, answer) => {
        const read = readCarryMessage(carried);
        if (read)
          expect([
            typeof read.request.url,
            typeof read.request.limitMs,
            ['GET', 'POST'].includes(read.request.method),
            Object.values(read.request.headers).every((value) => typeof value === 'string'),
          ]).toEqual(['string', 'number', true, true]);
        const parsed = v.safeParse(httpAnswer, answer);
        if (parsed.success && parsed.output.kind === 'answer')
          expect([typeof parsed.output.status, typeof parsed.output.body]).toEqual(['number', 'string']);
      }),
      runs,
    );
  });

  it('what the worker has stored', async () => {
    const state = fc.record(
      {
        book: fc.record(
          {
            cdn: fc.constant('cdn.crpt.ru'),
            hosts: fc.tuple(
              fc.record(
                {
                  host: fc.constant('cdn01.crpt.ru'),
                  ms: fc.constant(90),
                  failures: fc.constant(1),
                  blockedUntil: fc.constant(noon),
                },
                { requiredKeys: ['host', 'failures'] },
              ),
            ),
            fetchedAt: fc.constant(noon),
            delayMs: fc.constant(5),
          },
          { requiredKeys: ['hosts'] },
        ),
        misses: fc.constant(2),
        localMs: fc.constant([15, 20]),
        localApi: fc.constant('v1'),
        onlineFailure: failure,
        localFailure: failure,
        onlineAt: fc.constant(noon),
        lastSync: fc.constant(noon),
        localOwner: fc.constant({ url: '/relay/lm', inn: '7700000000' }),
      },
      { requiredKeys: ['book', 'misses', 'localMs', 'localApi'] },
    );
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(near(state), async (stored) => {
        const memory = memoryKeeper({ load: async () => stored, save: async () => undefined }, new FakeClock(noon));
        const [online, local] = [memory(onlineMemory), memory(localMemory)];
        const read = { ...(await online.current()), ...(await local.current()) };
        if (read.misses === 2) kept += 1;
        expect(Number.isFinite(leadOf(read.localMs))).toBe(true);
        for (const host of ranked(read.book, noon)) expect(typeof host.host).toBe('string');
        for (const each of [read.onlineFailure, read.localFailure]) if (each) expectFailure(each);
        if (read.localOwner) expect(typeof read.localOwner.url).toBe('string');
      }),
      runs,
    );
    expect(kept).toBeGreaterThan(500);
  });
});
