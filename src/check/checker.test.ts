import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock, realClock } from '../../test/unit/clock.ts';
import { kiOf, paths, requestOf, startWorld, type World } from '../../test/unit/check-world.ts';
import { sample, startLocalModule, type Fault } from '../../test/emulators/index.ts';
import type { CheckReply, CodeChecker } from '../app/ports/checker.ts';
import type { CheckSetup } from '../domain/code-check/source.ts';
import { epochMs } from '../domain/base/time.ts';
import { failuresOf, proofOf } from '../domain/code-check/stored-check.ts';
import { createChecker, createCheckers } from './checker.ts';
import { blockMs } from './sources/hosts.ts';
import type { Http, HttpRequest } from './http.ts';
import type { LocalMemory } from './sources/local-module.ts';
import type { OnlineMemory } from './sources/online.ts';
import type { StateStore } from './state.ts';

/** What the sources of today remember, as it is stored. */
type CheckState = OnlineMemory & LocalMemory;

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await idle();
  await world.close();
});

/** Storage that outlives any number of checkers. Plain data goes through a clone, as in IndexedDB. */
class MemoryStore implements StateStore {
  state: unknown;
  load = async (): Promise<unknown> => structuredClone(this.state);
  save = async (state: object): Promise<void> => {
    this.state = structuredClone(state);
  };
  get known(): CheckState {
    return this.state as CheckState;
  }
}

const work = new Set<Promise<unknown>>();
/** All that goes on after the answers has ended. */
async function idle(): Promise<void> {
  while (work.size > 0) await Promise.allSettled([...work].map((each) => each.finally(() => work.delete(each))));
}

type Deps = Parameters<typeof createChecker>[0];

/** A till whose state is in `store`: a new one is what a killed and restarted worker is. */
function till(store: StateStore = new MemoryStore(), deps: Partial<Deps> = {}): CodeChecker {
  const http = world.http(deps.clock ?? realClock);
  return createChecker({
    http,
    localHttp: http,
    store,
    clock: realClock,
    random: () => 0,
    isOffline: () => false,
    background: (promise) => void work.add(promise),
    ...deps,
  });
}

const check = (
  checker: CodeChecker,
  setup: CheckSetup = world.setup,
  ...codes: readonly string[]
): Promise<CheckReply> => checker.check(requestOf(setup, ...(codes.length > 0 ? codes : [sample('allowed').code()])));
const sources = (reply: CheckReply): string[] => reply.checks.map(({ source }) => source);
const cdnLog = (path: string): unknown[] =>
  world.cdn.service.requests.filter((request) => request.path === path).map(({ host }) => host);
const lmLog = (path: string): unknown[] =>
  world.lm.service.requests.filter((request) => request.path === path).map(({ body }) => body);
const failChecks = (fault: Fault): Promise<void> => world.cdn.service.fail({ path: paths.check, ...fault });
const forget = (): void => {
  world.cdn.service.forgetRequests();
  world.lm.service.forgetRequests();
};

/** A till that already knows its hosts and has measured them. */
async function warm(store = new MemoryStore(), deps: Partial<Deps> = {}): Promise<CodeChecker> {
  const checker = till(store, deps);
  await checker.refreshHealth(world.setup);
  await idle();
  forget();
  return checker;
}

/** No deadline passes, however slow the machine: what is asked is waited for. */
const still = (): Partial<Deps> => ({ clock: new FakeClock(Date.now()) });

describe('online answers', () => {
  it('allowed, with the proof; ЛМ is not asked', async () => {
    const checker = await warm(new MemoryStore(), still());
    const code = sample('allowed').code();
    const reply = await check(checker, world.setup, code);
    expect(reply.checks).toMatchObject([
      {
        source: 'online',
        facts: 'full',
        answer: { cis: code, sold: false },
        proof: { reqId: expect.any(String), reqTimestamp: expect.any(Number) },
      },
    ]);
    expect(world.hosts).toContain(reply.timings.host);
    expect(reply.timings.localStartedMs).toBeUndefined();
    expect(cdnLog(paths.check)).toHaveLength(1);
    expect(lmLog(paths.outCheck)).toEqual([]);
  });

  it('the first check of a fresh till fetches the list first and asks a host of it', async () => {
    const reply = await check(till(new MemoryStore(), still()));
    expect(sources(reply)).toEqual(['online']);
    expect(cdnLog(paths.info)).toEqual(['base']);
    expect(world.hosts).toContain(reply.timings.host);
    // Every host is asked for its health, once, in the background.
    await idle();
    expect(cdnLog(paths.health).sort()).toEqual([0, 1, 2]);
  });

  it('emergency: no proof to print', async () => {
    expect(
      (await check(await warm(new MemoryStore(), still()), world.setup, sample('emergency').code())).checks,
    ).toEqual([{ source: 'emergency', by: 'online', raw: expect.any(String) }]);
    expect(lmLog(paths.outCheck)).toEqual([]);
  });

  it('several codes are one request with one proof', async () => {
    const codes = [sample('allowed').code(), sample('sold').code(), sample('tobacco-pack').code()];
    const { checks } = await check(await warm(new MemoryStore(), still()), world.setup, ...codes);
    expect(checks).toMatchObject(codes.map((cis) => ({ source: 'online', facts: 'full', answer: { cis } })));
    expect(new Set(checks.map((each) => proofOf(each)?.reqId)).size).toBe(1);
    expect(cdnLog(paths.check)).toHaveLength(1);
  });

  it('a hundred codes, online and by ЛМ', async () => {
    const checker = await warm(new MemoryStore(), still());
    const codes = Array.from({ length: 100 }, () => sample('allowed').code());
    const online = await check(checker, world.setup, ...codes);
    expect(online.checks.map((each) => each.facts === 'full' && each.answer.cis)).toEqual(codes);
    await failChecks({ status: 401, body: {} });
    const local = await check(checker, world.setup, ...codes);
    expect(new Set(sources(local))).toEqual(new Set(['local']));
    expect(lmLog(paths.outCheck)).toMatchObject([{ cis_list: codes.map((code) => ({ cis: kiOf(code) })) }]);
  });
});

describe('online does not answer', () => {
  it('it hangs: the local verdict, with its own proof and the reason', async () => {
    const checker = await warm();
    await failChecks({ hang: true });
    const reply = await check(checker);
    expect(reply.checks).toMatchObject([
      {
        source: 'local',
        facts: 'offline',
        answer: { isBlocked: false },
        proof: { inst: world.lm.inst, version: 'db version' },
        failures: { online: { kind: 'timeout' } },
      },
    ]);
    expect(cdnLog(paths.check)).toHaveLength(1);
    await vi.waitFor(() =>
      expect(world.cdn.service.requests.filter(({ path }) => path === paths.check)).toMatchObject([{ aborted: true }]),
    );
  });

  it('it is dead: ЛМ is asked at once and answers at once', async () => {
    // A clock that stands still while both are asked: nothing here waits for the deadline or for the lead.
    const clock = new FakeClock(Date.now());
    const checker = await warm(new MemoryStore(), { clock });
    await world.cdn.service.fail({ refuse: true });
    const reply = await checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() });
    expect(reply).toMatchObject({
      checks: [{ source: 'local', failures: { online: { kind: 'unreachable' } } }],
      timings: { localStartedMs: 0, decidedMs: 0 },
    });
    expect(lmLog(paths.outCheck)).toHaveLength(1);
  });

  it('the browser says there is no network, and ГИС МТ answers: it is believed, not the browser', async () => {
    const clock = new FakeClock(Date.now());
    let offline = false;
    const checker = await warm(new MemoryStore(), { clock, isOffline: () => offline });
    offline = true;
    const reply = await checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() });
    expect(reply.checks).toMatchObject([{ source: 'online' }]);
  });

  it('the browser says there is no network and nothing was asked yet: ГИС МТ is asked, and its answer counts', async () => {
    const clock = new FakeClock(Date.now());
    const checker = till(new MemoryStore(), { clock, isOffline: () => true });
    const reply = await checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() });
    expect(reply.checks).toMatchObject([{ source: 'online' }]);
  });

  it('a refusal of ЛМ is a refusal', async () => {
    const checker = await warm();
    await failChecks({ status: 410, body: {} });
    expect((await check(checker, world.setup, sample('offline-blocked').code())).checks).toMatchObject([
      { source: 'local', facts: 'offline', answer: { isBlocked: true }, failures: { online: { kind: 'outdated' } } },
    ]);
  });

  it('a code ЛМ cannot read leaves its neighbours their verdicts', async () => {
    const checker = await warm();
    await failChecks({ status: 400, body: { code: 400, description: 'плохо' } });
    const request = requestOf(world.setup, sample('allowed').code(), sample('allowed').code());
    const reply = await checker.check({
      ...request,
      codes: request.codes.map((code, index) => (index === 0 ? { ...code, ki: code.code } : code)),
    });
    expect(reply.checks).toMatchObject([
      { source: 'none', failures: { online: { kind: 'rejected' }, local: { kind: 'lm-bad-code' } } },
      { source: 'local' },
    ]);
  });

  it('nor does ЛМ: no verdict, and both reasons', async () => {
    const checker = await warm();
    await failChecks({ status: 401, body: { error_message: 'ключ' } });
    await world.lm.service.fail({ state: 'sync_error' });
    expect((await check(checker)).checks).toMatchObject([
      { source: 'none', failures: { online: { kind: 'key-refused', detail: 'ключ' }, local: { kind: 'lm-stale' } } },
    ]);
  });

  it('both are gone, gateway and all', async () => {
    const checker = await warm();
    await world.stopGateway();
    await world.lm.service.fail({ refuse: true });
    expect((await check(checker)).checks).toMatchObject([
      { source: 'none', failures: { online: { kind: 'gateway-gone' }, local: { kind: 'gateway-gone' } } },
    ]);
  });

  it('and the shop has no ЛМ', async () => {
    const checker = await warm();
    await failChecks({ status: 401, body: {} });
    const { local: _, ...setup } = world.setup;
    expect((await check(checker, setup)).checks).toMatchObject([
      { source: 'none', failures: { online: { kind: 'key-refused' }, local: { kind: 'not-set-up' } } },
    ]);
    expect(world.lm.service.requests).toEqual([]);
  });
});

describe('a request of several codes of which ГИС МТ cannot tell one', () => {
  const reqId = '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc';
  const well = {
    found: true,
    valid: true,
    verified: true,
    utilised: true,
    realizable: true,
    sold: false,
    isBlocked: false,
  };
  const codes = [
    sample('allowed').code(),
    sample('allowed').code(),
    sample('offline-blocked').code(),
    sample('allowed').code(),
  ] as const;
  /** The second and the third are damaged. */
  const answer = (): Promise<void> =>
    failChecks({
      status: 200,
      body: {
        code: 0,
        reqId,
        reqTimestamp: Date.now(),
        codes: codes.map((cis, index) => ({
          cis,
          ...well,
          ...(index === 1 && { sold: 'false' }),
          ...(index === 2 && { isBlocked: 'false' }),
        })),
      },
    });

  it('it is ЛМ’s, and its neighbours keep what they have', async () => {
    const checker = await warm();
    await answer();
    const reply = await check(checker, world.setup, ...codes);
    expect(reply.checks).toMatchObject([
      { source: 'online', facts: 'full', answer: { cis: codes[0] } },
      {
        source: 'local',
        facts: 'offline',
        failures: { online: { kind: 'malformed', detail: 'sold' } },
        answer: { isBlocked: false },
        proof: { inst: world.lm.inst },
      },
      {
        source: 'local',
        facts: 'offline',
        failures: { online: { kind: 'malformed', detail: 'isBlocked' } },
        answer: { isBlocked: true },
      },
      { source: 'online', facts: 'full', answer: { cis: codes[3] } },
    ]);
    expect(lmLog(paths.outCheck)).toMatchObject([
      { cis_list: [codes[1], codes[2]].map((code) => ({ cis: kiOf(code) })) },
    ]);
    expect(reply.timings).toMatchObject({ localStartedMs: expect.any(Number), localMs: expect.any(Number) });
  });

  it('ЛМ is away: that one has no verdict, the others have', async () => {
    const checker = await warm();
    await answer();
    await world.lm.service.fail({ refuse: true });
    expect((await check(checker, world.setup, ...codes)).checks).toMatchObject([
      { source: 'online' },
      { source: 'none', failures: { online: { kind: 'malformed' }, local: { kind: 'unreachable' } } },
      { source: 'none' },
      { source: 'online' },
    ]);
  });

  it('ЛМ hangs: it is waited for as long as ever, and no longer', async () => {
    const clock = new FakeClock(Date.now());
    const checker = await warm(new MemoryStore(), { clock });
    await answer();
    await world.lm.service.fail({ hang: true });
    const asked = checker.check({ ...requestOf(world.setup, ...codes), scannedAt: clock.now() });
    await vi.waitFor(() => expect(lmLog(paths.outCheck)).toHaveLength(1));
    await clock.advance(2_000);
    expect((await asked).checks).toMatchObject([
      { source: 'online' },
      { source: 'none', failures: { local: { kind: 'timeout' } } },
      { source: 'none' },
      { source: 'online' },
    ]);
  });

  it('the shop has no ЛМ', async () => {
    const checker = await warm();
    await answer();
    const { local: _, ...setup } = world.setup;
    const reply = await check(checker, setup, ...codes);
    expect(reply.checks).toMatchObject([
      { source: 'online' },
      { source: 'none', failures: { local: { kind: 'not-set-up' } } },
      { source: 'none' },
      { source: 'online' },
    ]);
    expect(reply.timings.localStartedMs).toBeUndefined();
  });
});

describe('an ЛМ of another company', () => {
  const ours = (inn = world.lm.inn): CheckSetup => ({ ...world.setup, inn });
  const other = '7707083893';
  /** Online refuses, so that ЛМ is asked. */
  const offline = (): Promise<void> => failChecks({ status: 401, body: {} });

  it('is told and not believed; its list is asked about nothing else meanwhile', async () => {
    const checker = await warm();
    await offline();
    for (const code of [sample('allowed').code(), sample('offline-blocked').code()]) {
      expect((await check(checker, ours(other), code)).checks).toMatchObject([
        { source: 'none', failures: { local: { kind: 'lm-other-inn', detail: world.lm.inn } } },
      ]);
    }
    expect(await checker.refreshHealth(ours(other))).toMatchObject({
      sources: { local: { failure: { kind: 'lm-other-inn', detail: world.lm.inn } } },
    });
    expect(await checker.registerSale(kiOf(sample('allowed').code()), ours(other))).toMatchObject({
      ok: false,
      failure: { kind: 'lm-other-inn' },
    });
    expect(world.lm.sold.size).toBe(0);
  });

  it('our own is believed; whose it is was asked beside the first check, and is known to the next worker', async () => {
    const store = new MemoryStore();
    const checker = till(store);
    await offline();
    expect(sources(await check(checker, ours()))).toEqual(['local']);
    expect(lmLog(paths.status)).toHaveLength(1);
    await idle();
    expect(sources(await check(till(store), ours(` ${world.lm.inn}`)))).toEqual(['local']);
    expect(await till(store).registerSale(kiOf(sample('allowed').code()), ours())).toMatchObject({ ok: true });
    expect(lmLog(paths.status)).toHaveLength(1);
  });

  it('that does not say whose it is: nothing is claimed', async () => {
    const checker = till();
    await offline();
    await world.lm.service.fail({ path: paths.status, status: 200, body: { status: 'ready', inst: world.lm.inst } });
    expect(sources(await check(checker, ours(other)))).toEqual(['local']);
    expect((await checker.refreshHealth(ours(other))).sources['local']?.failure).toBeUndefined();
  });

  it('whose state cannot be read is not believed, and a till that knows no ИНН asks nobody', async () => {
    const checker = till();
    await offline();
    await world.lm.service.fail({ path: paths.status, status: 200, body: { status: 'ready', inn: 7_731_376_812 } });
    expect((await check(checker, ours())).checks).toMatchObject([
      { source: 'none', failures: { local: { kind: 'malformed' } } },
    ]);
    world.lm.service.forgetRequests();
    expect(sources(await check(checker))).toEqual(['local']);
    expect(lmLog(paths.status)).toEqual([]);
  });

  it('put in the place of ours: another instance is asked whose it is before it is believed', async () => {
    const store = new MemoryStore();
    const checker = await warm(store);
    await offline();
    expect(sources(await check(checker, ours()))).toEqual(['local']);
    await idle();
    const theirs = await startLocalModule({ inn: other });
    const http = world.http();
    const swapped: Http = (request, signal) =>
      http({ ...request, url: request.url.replace('/relay/lm', theirs.url) }, signal);
    try {
      expect((await check(till(store, { http: swapped, localHttp: swapped }), ours())).checks).toMatchObject([
        { source: 'none', failures: { local: { kind: 'lm-other-inn', detail: other } } },
      ]);
      await idle();
      // And back again.
      expect(sources(await check(till(store), ours()))).toEqual(['local']);
    } finally {
      await theirs.close();
    }
  });

  it('that calls itself otherwise in its answers is asked once, not for each check', async () => {
    const checker = await warm();
    await offline();
    const answered = (): object => ({
      results: [
        {
          code: 0,
          reqId: '3e68244b-c155-85f7-6cc5-693779001430',
          reqTimestamp: Date.now(),
          inst: '3032e539-c794-4b38-bafc-29f8956c00ce',
          version: 'v',
          codes: [{ cis: kiOf(code), isBlocked: false }],
        },
      ],
    });
    const code = sample('allowed').code();
    await world.lm.service.fail({ path: paths.outCheck, status: 200, body: answered() });
    for (let times = 0; times < 3; times += 1) expect(sources(await check(checker, ours(), code))).toEqual(['local']);
    expect(lmLog(paths.status)).toHaveLength(1);
    await checker.refreshHealth(ours());
    expect(sources(await check(checker, ours(), code))).toEqual(['local']);
    expect(lmLog(paths.status)).toHaveLength(2);
  });
});

describe('answers as they came', () => {
  const raws = ({ checks }: CheckReply): unknown[] =>
    checks.map((each) => [
      ...Object.values(failuresOf(each)).flatMap(({ kind, raw }) => (kind === 'not-set-up' ? [] : [raw])),
      ...('raw' in each ? [each.raw] : []),
    ]);

  it('online: each code its own', async () => {
    const codes = [sample('allowed').code(), sample('sold').code()];
    const found = raws(await check(await warm(), world.setup, ...codes)) as string[][];
    expect(found.map(([raw = '']) => JSON.parse(raw) as unknown)).toMatchObject(
      codes.map((cis) => ({ reqId: expect.any(String), codes: [{ cis, printView: kiOf(cis) }] })),
    );
    expect(found.map(([raw = '']) => (JSON.parse(raw) as { codes: unknown[] }).codes.length)).toEqual([1, 1]);
  });

  it('by ЛМ: its own, and the refusal that made it ЛМ’s', async () => {
    const checker = await warm();
    await failChecks({ status: 410, body: '{"code":410,  "x":1}' });
    const code = sample('allowed').code();
    const [[online, local] = []] = raws(await check(checker, world.setup, code)) as string[][];
    expect(online).toBe('{"code":410,  "x":1}');
    expect(JSON.parse(local ?? '')).toMatchObject({ results: [{ inst: world.lm.inst, codes: [{ cis: kiOf(code) }] }] });
  });

  it('nobody could read them: each КИ has the words about itself', async () => {
    const checker = await warm();
    await failChecks({ status: 401, body: {} });
    await world.lm.service.fail({
      path: paths.outCheck,
      status: 200,
      body: { results: ['один', 'два'].map((description) => ({ code: 400, description })) },
    });
    const reply = await check(checker, world.setup, sample('allowed').code(), sample('allowed').code());
    expect(reply.checks).toMatchObject([
      { source: 'none', failures: { local: { kind: 'lm-bad-code', detail: 'один' } } },
      { source: 'none', failures: { local: { kind: 'lm-bad-code', detail: 'два' } } },
    ]);
    expect(raws(reply)).toEqual(
      ['один', 'два'].map((description) => ['{}', JSON.stringify({ results: [{ code: 400, description }] })]),
    );
  });

  it('are of their own check alone: what is remembered of the sources has none', async () => {
    const store = new MemoryStore();
    const checker = await warm(store);
    await failChecks({ status: 401, body: { error_message: 'ключ' } });
    await world.lm.service.fail({ state: 'sync_error' });
    expect(raws(await check(checker))).toEqual([[expect.stringContaining('ключ'), expect.any(String)]]);
    await idle();
    expect(store.known).toMatchObject({
      onlineFailure: { kind: 'key-refused', detail: 'ключ' },
      localFailure: { kind: 'lm-stale' },
    });
    expect(store.known.onlineFailure).not.toHaveProperty('raw');
    expect(store.known.localFailure).not.toHaveProperty('raw');
  });
});

describe('the gateway is gone, ЛМ is not', () => {
  it('ЛМ is asked at its own address, without the till key: it is the gateway’s, and CORS of ЛМ would refuse it', async () => {
    const seen: HttpRequest[] = [];
    const plain = world.http();
    const localHttp: Http = (request, signal) => (seen.push(request), plain(request, signal));
    const checker = await warm(new MemoryStore(), { localHttp });
    await world.stopGateway();
    const reply = await check(checker, { ...world.setup, tillKey: 'till-15' });
    expect(reply.checks).toMatchObject([{ source: 'local', failures: { online: { kind: 'gateway-gone' } } }]);
    expect(seen.map(({ url }) => url)).toEqual([world.lm.url + paths.outCheck]);
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'authorization',
      'content-type',
      'x-clientid',
    ]);
  });

  it('a sale is told to it the same way', async () => {
    const checker = await warm();
    await world.stopGateway();
    const ki = kiOf(sample('allowed').code());
    expect(await checker.registerSale(ki, world.setup)).toEqual({ ok: true, value: undefined });
    expect([...world.lm.sold]).toEqual([ki]);
  });

  it('no other address is known: the reason is told', async () => {
    const checker = await warm();
    await world.stopGateway();
    const local = world.setup.local && { ...world.setup.local, direct: undefined };
    expect((await check(checker, { ...world.setup, local })).checks).toMatchObject([
      { source: 'none', failures: { local: { kind: 'gateway-gone' } } },
    ]);
    expect(lmLog(paths.outCheck)).toEqual([]);
  });

  it('an ЛМ with an address of its own never goes through the gateway', async () => {
    const checker = till();
    await world.stopGateway();
    expect(sources(await check(checker, world.direct))).toEqual(['local']);
  });
});

describe('the pause of online', () => {
  /** Three checks in a row that online has missed: the clock is moved to the deadline of each. */
  async function miss(checker: CodeChecker, clock: FakeClock, times = 3): Promise<void> {
    await failChecks({ hang: true });
    for (let missed = 0; missed < times; missed += 1) {
      const before = cdnLog(paths.check).length;
      const asked = checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() });
      await vi.waitFor(() => expect(cdnLog(paths.check)).toHaveLength(before + 1));
      await clock.advance(1_500);
      expect((await asked).checks).toMatchObject([{ source: 'local', failures: { online: { kind: 'timeout' } } }]);
    }
    await idle();
  }

  it('begins after three misses, ends with a good probe', async () => {
    const clock = new FakeClock(Date.now());
    const checker = await warm(new MemoryStore(), { clock });
    await miss(checker, clock);
    await world.cdn.service.recover();
    forget();
    const now = async (): Promise<CheckReply> =>
      checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() });
    // Paused: ЛМ decides though online would be well again. The clock stands, so nothing has waited.
    expect(await now()).toMatchObject({
      checks: [{ source: 'local', failures: { online: { kind: 'timeout' } } }],
      timings: { localStartedMs: 0 },
    });
    expect(cdnLog(paths.check)).toEqual([]);
    // That check has looked how the hosts are; the next one is online again.
    await idle();
    expect(cdnLog(paths.health).sort()).toEqual([0, 1, 2]);
    expect(sources(await now())).toEqual(['online']);
  });

  it('goes on while the hosts are sick', async () => {
    const clock = new FakeClock(Date.now());
    const checker = await warm(new MemoryStore(), { clock });
    await miss(checker, clock);
    await world.cdn.service.fail({ path: paths.health, status: 503, body: {} });
    const now = async (): Promise<CheckReply> =>
      checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() });
    await now();
    await idle();
    forget();
    expect(await now()).toMatchObject({
      checks: [{ source: 'local', failures: { online: { kind: 'hosts-blocked' } } }],
      timings: { localStartedMs: 0 },
    });
  });

  it('does not begin after two', async () => {
    const clock = new FakeClock(Date.now());
    const checker = await warm(new MemoryStore(), { clock });
    await miss(checker, clock, 2);
    await world.cdn.service.recover();
    expect(
      sources(await checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() })),
    ).toEqual(['online']);
  });

  it('ends with housekeeping too, without a check', async () => {
    const clock = new FakeClock(Date.now());
    const checker = await warm(new MemoryStore(), { clock });
    await miss(checker, clock);
    expect(await checker.refreshHealth(world.setup)).toMatchObject({ sources: { online: { failure: undefined } } });
    await world.cdn.service.recover();
    expect(
      sources(await checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() })),
    ).toEqual(['online']);
  });

  it('survives the worker', async () => {
    const clock = new FakeClock(Date.now());
    const store = new MemoryStore();
    await miss(await warm(store, { clock }), clock);
    await world.cdn.service.recover();
    const reborn = till(store, { clock });
    expect(
      (await reborn.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() })).timings
        .localStartedMs,
    ).toBe(0);
  });

  it('is not owed to checks that came too late for anybody: neither it nor a host is to blame', async () => {
    const clock = new FakeClock(Date.now());
    const store = new MemoryStore();
    const checker = await warm(store, { clock });
    for (let late = 0; late < 2; late += 1) {
      const asked = checker.check({
        ...requestOf(world.setup, sample('allowed').code()),
        scannedAt: epochMs(clock.now() - 2_000),
      });
      await vi.waitFor(async () => {
        await clock.advance(1);
        expect(lmLog(paths.outCheck)).toHaveLength(late + 1);
      });
      expect(sources(await asked)).toEqual(['local']);
    }
    await idle();
    expect(store.known.misses).toBe(0);
    expect(store.known.book.hosts.map(({ failures }) => failures)).toEqual([0, 0, 0]);
  });
});

describe('hosts', () => {
  it('blocked all: the list is loaded anew, and online is back', async () => {
    const checker = await warm();
    await failChecks({ status: 500, body: {} });
    // Two hosts are blocked by the first check, the third by the second.
    expect((await check(checker)).checks).toMatchObject([
      { source: 'local', failures: { online: { kind: 'server-error' } } },
    ]);
    expect((await check(checker)).checks).toMatchObject([
      { source: 'local', failures: { online: { kind: 'server-error' } } },
    ]);
    await world.cdn.service.recover();
    forget();
    expect((await check(checker)).checks).toMatchObject([
      { source: 'local', failures: { online: { kind: 'hosts-blocked' } } },
    ]);
    await idle();
    expect(cdnLog(paths.info)).toEqual(['base']);
    expect(cdnLog(paths.check)).toEqual([]);
    expect(cdnLog(paths.health).sort()).toEqual([0, 1, 2]);
    expect(sources(await check(checker))).toEqual(['online']);
  });

  it('blocked all: a fresh list lifts the blocks though the hosts say nothing of their health', async () => {
    const store = new MemoryStore();
    await warm(store);
    store.state = {
      ...store.known,
      book: {
        ...store.known.book,
        hosts: store.known.book.hosts.map((host) => ({ ...host, blockedUntil: Date.now() + blockMs - 1_000 })),
      },
    };
    await world.cdn.service.fail({ path: paths.health, status: 404, body: {} });
    const checker = till(store);
    expect((await check(checker)).checks).toMatchObject([
      { source: 'local', failures: { online: { kind: 'hosts-blocked' } } },
    ]);
    await idle();
    expect(sources(await check(checker))).toEqual(['online']);
  });

  it('blocked all, and no ЛМ: they are asked all the same, the base is not', async () => {
    const store = new MemoryStore();
    await warm(store);
    store.state = {
      ...store.known,
      book: {
        ...store.known.book,
        hosts: store.known.book.hosts.map((host) => ({ ...host, blockedUntil: Date.now() + blockMs - 1_000 })),
      },
    };
    const { local: _, ...setup } = world.setup;
    const reply = await check(till(store), setup);
    expect(sources(reply)).toEqual(['online']);
    expect(world.hosts).toContain(reply.timings.host);
  });

  it('refused ones do not stand in the way of the others for long', async () => {
    const checker = await warm();
    await world.cdn.service.fail({ host: 0, refuse: true });
    await world.cdn.service.fail({ host: 1, refuse: true });
    await check(checker);
    // Whatever was asked first, now the one that answers is.
    expect(sources(await check(checker))).toEqual(['online']);
    forget();
    expect(sources(await check(checker))).toEqual(['online']);
    expect(cdnLog(paths.check)).toEqual([2]);
  });

  it('the list stays when its source is gone', async () => {
    const store = new MemoryStore();
    await warm(store);
    store.state = { ...store.known, book: { ...store.known.book, fetchedAt: Date.now() - 8 * 3_600_000 } };
    await world.cdn.service.fail({ host: 'base', refuse: true });
    const checker = till(store);
    // The hosts themselves are well: that is what the strip says.
    expect(await checker.refreshHealth(world.setup)).toMatchObject({ sources: { online: { failure: undefined } } });
    await idle();
    expect(cdnLog(paths.info)).toEqual([]);
    expect(sources(await check(checker))).toEqual(['online']);
  });

  it('no list was ever had and its source hangs: the base is asked after half a second', async () => {
    await world.close();
    world = await startWorld({ cdn: { form: 'sandbox' } });
    await world.cdn.service.fail({ path: paths.info, hang: true });
    const store = new MemoryStore();
    const clock = new FakeClock(Date.now());
    const asked = till(store, { clock }).check({
      ...requestOf(world.setup, sample('allowed').code()),
      scannedAt: clock.now(),
    });
    await vi.waitFor(() => expect(cdnLog(paths.info)).toHaveLength(1));
    await clock.advance(500);
    expect(sources(await asked)).toEqual(['online']);
    // The list is given up in its own time; the stand-in is then kept with what is learned of it.
    await clock.advance(10_000);
    await idle();
    expect(store.known.book).toMatchObject({ hosts: [{ host: world.setup.cdn }] });
    expect(store.known.book.fetchedAt).toBeUndefined();
  });

  it('ten scans in a row while online is paused ask each host for its health once', async () => {
    const store = new MemoryStore();
    await warm(store);
    store.state = { ...store.known, misses: 3 };
    await world.cdn.service.fail({ path: paths.health, latencyMs: 200 });
    const checker = till(store);
    const replies = await Promise.all(Array.from({ length: 10 }, () => check(checker)));
    expect(new Set(replies.flatMap(sources))).toEqual(new Set(['local']));
    await idle();
    expect(cdnLog(paths.health).sort()).toEqual([0, 1, 2]);
  });
});

describe('state', () => {
  it('is all kept: the next worker neither fetches the list nor measures ЛМ anew', async () => {
    const store = new MemoryStore();
    const checker = await warm(store);
    await failChecks({ status: 401, body: {} });
    await check(checker);
    await idle();
    const { book, localMs } = store.known;
    expect(localMs).toHaveLength(1);
    expect(book.hosts.map(({ ms }) => typeof ms)).toEqual(['number', 'number', 'number']);
    await world.cdn.service.recover();
    forget();
    expect(sources(await check(till(store, still())))).toEqual(['online']);
    await idle();
    expect(cdnLog(paths.info)).toEqual([]);
    expect(store.known.book.fetchedAt).toBe(book.fetchedAt);
  });

  it('belongs to one contour: with another source of the list the hosts of the old one are forgotten', async () => {
    const store = new MemoryStore();
    await warm(store);
    const other = await startWorld();
    try {
      const http = other.http();
      const moved = till(store, { http, localHttp: http });
      expect(sources(await check(moved, other.setup))).toEqual(['online']);
      await idle();
      expect(store.known.book.hosts.map(({ host }) => host)).toEqual(other.hosts);
    } finally {
      await other.close();
    }
  });

  it('an ЛМ that speaks v1 is asked in v1 by the next worker', async () => {
    await world.close();
    world = await startWorld({ lm: { api: 'v1' } });
    const store = new MemoryStore();
    await warm(store);
    store.state = { ...store.known, localApi: 'v2' };
    await failChecks({ status: 401, body: {} });
    expect(sources(await check(till(store)))).toEqual(['local']);
    await idle();
    expect(sources(await check(till(store)))).toEqual(['local']);
    expect(world.lm.service.requests.map(({ path }) => path)).toEqual([
      paths.outCheck,
      '/api/v1/cis/outCheck',
      '/api/v1/cis/outCheck',
    ]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'state'],
    ['another version', { version: 7, hosts: ['cdn01.crpt.ru'] }],
    ['damaged hosts', { book: { hosts: [{ host: 15 }] }, misses: 0, localMs: [], localApi: 'v2' }],
    ['an unknown API', { book: { hosts: [] }, misses: 3, localMs: [], localApi: 'v9' }],
  ])('%s in the store is a fresh start', async (_, state) => {
    const store = new MemoryStore();
    store.state = state;
    expect(sources(await check(till(store)))).toEqual(['online']);
    await idle();
    expect(store.known).toMatchObject({
      localApi: 'v2',
      misses: 0,
      book: { hosts: world.hosts.map((host) => ({ host })) },
    });
  });

  it('a store that fails does not fail the check', async () => {
    const broken = async (): Promise<never> => Promise.reject(new Error('disk'));
    expect(sources(await check(till({ load: broken, save: broken })))).toEqual(['online']);
  });

  it('a store that hangs does not hang the check', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const clock = new FakeClock(Date.now());
    const asked = till({ load: never, save: async () => undefined }, { clock }).check({
      ...requestOf(world.setup, sample('allowed').code()),
      scannedAt: clock.now(),
    });
    await clock.advance(500);
    expect(sources(await asked)).toEqual(['online']);
  });
});

describe('housekeeping', () => {
  it('tells how both are', async () => {
    const health = await till().refreshHealth(world.setup);
    expect(health).toMatchObject({
      sources: {
        online: { failure: undefined, at: expect.any(Number) },
        local: { failure: undefined, at: expect.any(Number), lastSync: expect.any(Number), lastsMs: 259_200_000 },
      },
    });
  });

  it('asks ЛМ once an hour how long it lasts without its servers; one that does not tell keeps what it told', async () => {
    const clock = new FakeClock(Date.now());
    const { refreshHealth } = till(undefined, { clock });
    const asked = (): number => world.lm.service.requests.filter(({ path }) => path === '/api/v2/config').length;
    const lasts = async (): Promise<unknown> => (await refreshHealth(world.setup)).sources['local']?.lastsMs;
    expect([await lasts(), await lasts(), asked()]).toEqual([259_200_000, 259_200_000, 1]);
    await clock.advance(3_600_000);
    await world.lm.service.fail({ path: '/api/v2/config', status: 404, body: { errorCode: 4040 } });
    expect([await lasts(), asked()]).toEqual([259_200_000, 2]);
    // Another address is another ЛМ.
    const direct = { ...world.setup, local: { url: world.lm.url, login: 'admin', password: 'admin' } };
    expect((await refreshHealth(direct)).sources['local']?.lastsMs).toBeUndefined();
  });

  it('tells what is wrong with both', async () => {
    await world.cdn.service.fail({ status: 401, body: {} });
    await world.lm.service.fail({ state: 'initialization' });
    expect(await till().refreshHealth(world.setup)).toMatchObject({
      sources: {
        online: { failure: { kind: 'key-refused' } },
        local: { failure: { kind: 'lm-loading', detail: 'initialization' } },
      },
    });
    const { local: _, ...setup } = world.setup;
    expect(await till().refreshHealth(setup)).toMatchObject({
      sources: { local: { failure: { kind: 'not-set-up' } } },
    });
  });

  it('is cheap: a list that is fresh and hosts that are well are left alone', async () => {
    const checker = await warm();
    await checker.refreshHealth(world.setup);
    await idle();
    expect(world.cdn.service.requests).toEqual([]);
    expect(world.lm.service.requests.map(({ path }) => path)).toEqual([paths.status]);
  });

  it('asks a host whose block has run out before a check does', async () => {
    const store = new MemoryStore();
    await warm(store);
    const [first, ...rest] = store.known.book.hosts;
    store.state = {
      ...store.known,
      book: { ...store.known.book, hosts: [{ ...first, blockedUntil: Date.now() - 1 }, ...rest] },
    };
    await till(store).refreshHealth(world.setup);
    await idle();
    expect(cdnLog(paths.health).sort()).toEqual([0, 1, 2]);
    expect(store.known.book.hosts[0]?.blockedUntil).toBeUndefined();
  });
});

it('a sale is registered once, however often it is told', async () => {
  const checker: CodeChecker = till();
  const ki = kiOf(sample('allowed').code());
  expect(await checker.registerSale(ki, world.setup)).toEqual({ ok: true, value: undefined });
  expect(await checker.registerSale(ki, world.setup)).toEqual({ ok: true, value: undefined });
  const { local: _, ...setup } = world.setup;
  expect(await checker.registerSale(ki, setup)).toEqual({ ok: false, failure: { kind: 'not-set-up' } });
});

describe('nobody else can answer', () => {
  const withoutLocal = (): CheckSetup => {
    const { local: _, ...setup } = world.setup;
    return setup;
  };

  it.each<[string, (() => Promise<unknown>) | undefined]>([
    ['no ЛМ', undefined],
    ['a dead ЛМ', () => world.lm.service.fail({ refuse: true })],
    ['an ЛМ over 72 h', () => world.lm.service.fail({ state: 'sync_error' })],
  ])('%s: online runs on past its deadline, and its late answer counts', async (_, trouble) => {
    const checker = await warm();
    await trouble?.();
    await failChecks({ latencyMs: 2_000 });
    const reply = await check(checker, trouble ? world.setup : withoutLocal());
    expect(reply.checks).toMatchObject([{ source: 'online', facts: 'full', answer: { sold: false }, proof: {} }]);
    expect(reply.timings.onlineMs).toBeGreaterThan(1_500);
  });

  it('a ban that comes late is a ban', async () => {
    const checker = await warm();
    await failChecks({ latencyMs: 1_800 });
    expect((await check(checker, withoutLocal(), sample('sold').code())).checks).toMatchObject([
      { source: 'online', facts: 'full', answer: { sold: true } },
    ]);
  });

  it('late three times, online is asked all the same, for there is nobody else', async () => {
    const checker = await warm();
    await failChecks({ latencyMs: 1_700 });
    for (let turn = 0; turn < 4; turn += 1) expect(sources(await check(checker, withoutLocal()))).toEqual(['online']);
  });
});

it('two pages ask at once: ЛМ is asked by the page whose check it is', async () => {
  await world.cdn.service.fail({ refuse: true });
  const asked: string[][] = [[], []];
  const plain = world.http();
  const checkerFor = createCheckers({
    http: plain,
    store: new MemoryStore(),
    clock: realClock,
    random: () => 0,
    isOffline: () => false,
    background: (promise) => void work.add(promise),
  });
  const pages = asked.map((mine): CodeChecker =>
    checkerFor((request, signal) => (mine.push(request.body ?? ''), plain(request, signal))),
  );
  const codes = pages.map(() => sample('allowed').code());
  await Promise.all(pages.map((page, index) => check(page, world.direct, codes[index] ?? '')));
  asked.forEach((mine, index) =>
    expect(
      mine
        .filter((body) => body.includes('cis_list'))
        .map((body) => (JSON.parse(body) as { cis_list: Array<{ cis: string }> }).cis_list[0]?.cis),
    ).toEqual([kiOf(codes[index] ?? '')]),
  );
});

describe('the key is refused', () => {
  it('the entry host is not asked for a check, and the cause is the key', async () => {
    await world.cdn.service.fail({ status: 401, body: {} });
    const checker = till();
    const { local: _, ...setup } = world.setup;
    for (let turn = 0; turn < 2; turn += 1)
      expect((await check(checker, setup)).checks).toMatchObject([
        { source: 'none', failures: { online: { kind: 'key-refused' } } },
      ]);
    expect(cdnLog(paths.check)).toEqual([]);
  });

  it('known to be refused, no other refusal hides it', async () => {
    const checker = await warm();
    await world.cdn.service.fail({ status: 401, body: {} });
    const { local: _, ...setup } = world.setup;
    await check(checker, setup);
    await world.cdn.service.recover();
    await failChecks({ status: 404, body: {} });
    expect((await check(checker, setup)).checks).toMatchObject([{ failures: { online: { kind: 'key-refused' } } }]);
    await world.cdn.service.recover();
    expect(sources(await check(checker, setup))).toEqual(['online']);
  });
});

describe('the time', () => {
  it('a PC that is two years behind: ГИС МТ says the time before anybody scans, and its answer has a proof', async () => {
    const clock = new FakeClock(Date.UTC(2024, 3, 20));
    const checker = till(new MemoryStore(), { clock });
    const health = await checker.refreshHealth(world.setup);
    expect(health.time?.heardAt).toBe(clock.now());
    expect(Math.abs((health.time?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    const reply = await checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() });
    expect(reply.checks).toMatchObject([{ source: 'online', proof: {} }]);
  });

  it('the till knows better: by its word an answer is of today', async () => {
    const clock = new FakeClock(Date.UTC(2024, 3, 20));
    const blind: Http = async (request, signal) => {
      const answer = await world.http(clock)(request, signal);
      return answer.kind === 'answer' ? { ...answer, date: undefined, upstreamDate: undefined } : answer;
    };
    const checker = till(new MemoryStore(), { clock, http: blind, localHttp: blind });
    const request = { ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() };
    expect((await checker.check({ ...request, setup: { ...request.setup, local: undefined } })).checks).toMatchObject([
      { source: 'none', failures: { online: { kind: 'wrong-time' } } },
    ]);
    expect((await checker.check({ ...request, aheadMs: Date.now() - clock.now() })).checks).toMatchObject([
      { source: 'online', proof: {} },
    ]);
  });

  it('a till that has heard nothing in this run asks the hosts how they are, once', async () => {
    const checker = await warm();
    await checker.refreshHealth({ ...world.setup, since: epochMs(Date.now() + 1_000) });
    await idle();
    expect(cdnLog(paths.health).sort()).toEqual([0, 1, 2]);
    forget();
    await checker.refreshHealth({ ...world.setup, since: epochMs(Date.now() - 60_000) });
    await idle();
    expect(cdnLog(paths.health)).toEqual([]);
  });
});
