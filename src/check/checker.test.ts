import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock, realClock } from '../../test/unit/clock.ts';
import { kiOf, paths, requestOf, startWorld, type World } from '../../test/unit/check-world.ts';
import { sample, type Fault } from '../../test/emulators/index.ts';
import type { CheckReply, CheckSetup, CodeChecker } from '../app/ports.ts';
import { epochMs } from '../domain/time.ts';
import { createChecker, type CheckerDeps } from './checker.ts';
import { blockMs } from './hosts.ts';
import type { Http, HttpRequest } from './http.ts';
import type { CheckState, StateStore } from './state.ts';

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
  save = async (state: CheckState): Promise<void> => {
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

/** A till whose state is in `store`: a new one is what a killed and restarted worker is. */
function till(store: StateStore = new MemoryStore(), deps: Partial<CheckerDeps> = {}): CodeChecker {
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
async function warm(store = new MemoryStore(), deps: Partial<CheckerDeps> = {}): Promise<CodeChecker> {
  const checker = till(store, deps);
  await checker.tend(world.setup);
  await idle();
  forget();
  return checker;
}

describe('online answers', () => {
  it('allowed, with the proof; ЛМ is not asked', async () => {
    const checker = await warm();
    const code = sample('allowed').code();
    const reply = await check(checker, world.setup, code);
    expect(reply.checks).toMatchObject([
      {
        source: 'online',
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
    const reply = await check(till());
    expect(sources(reply)).toEqual(['online']);
    expect(cdnLog(paths.info)).toEqual(['base']);
    expect(world.hosts).toContain(reply.timings.host);
    // Every host is asked for its health, once, in the background.
    await idle();
    expect(cdnLog(paths.health).sort()).toEqual([0, 1, 2]);
  });

  it('emergency: no proof to print', async () => {
    expect((await check(await warm(), world.setup, sample('emergency').code())).checks).toEqual([
      { source: 'emergency', raw: expect.any(String) },
    ]);
    expect(lmLog(paths.outCheck)).toEqual([]);
  });

  it('several codes are one request with one proof', async () => {
    const codes = [sample('allowed').code(), sample('sold').code(), sample('tobacco-pack').code()];
    const { checks } = await check(await warm(), world.setup, ...codes);
    expect(checks).toMatchObject(codes.map((cis) => ({ source: 'online', answer: { cis } })));
    expect(new Set(checks.map((each) => (each.source === 'online' ? each.proof.reqId : ''))).size).toBe(1);
    expect(cdnLog(paths.check)).toHaveLength(1);
  });

  it('a hundred codes, online and by ЛМ', async () => {
    const checker = await warm();
    const codes = Array.from({ length: 100 }, () => sample('allowed').code());
    const online = await check(checker, world.setup, ...codes);
    expect(online.checks.map((each) => each.source === 'online' && each.answer.cis)).toEqual(codes);
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
        answer: { isBlocked: false },
        proof: { inst: world.lm.inst, version: 'db version' },
        online: { kind: 'timeout' },
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
      checks: [{ source: 'local', online: { kind: 'unreachable' } }],
      timings: { localStartedMs: 0, decidedMs: 0 },
    });
    expect(lmLog(paths.outCheck)).toHaveLength(1);
  });

  it('the browser says there is no network: ЛМ alone, ГИС МТ is not troubled', async () => {
    const clock = new FakeClock(Date.now());
    let offline = false;
    const checker = await warm(new MemoryStore(), { clock, isOffline: () => offline });
    offline = true;
    const reply = await checker.check({ ...requestOf(world.setup, sample('allowed').code()), scannedAt: clock.now() });
    expect(reply.checks).toMatchObject([{ source: 'local', online: { kind: 'offline' } }]);
    await idle();
    expect(world.cdn.service.requests).toEqual([]);
  });

  it('a refusal of ЛМ is a refusal', async () => {
    const checker = await warm();
    await failChecks({ status: 410, body: {} });
    expect((await check(checker, world.setup, sample('offline-blocked').code())).checks).toMatchObject([
      { source: 'local', answer: { isBlocked: true }, online: { kind: 'outdated' } },
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
      { source: 'none', online: { kind: 'rejected' }, local: { kind: 'lm-bad-code' } },
      { source: 'local' },
    ]);
  });

  it('nor does ЛМ: no verdict, and both reasons', async () => {
    const checker = await warm();
    await failChecks({ status: 401, body: { error_message: 'ключ' } });
    await world.lm.service.fail({ state: 'sync_error' });
    expect((await check(checker)).checks).toMatchObject([
      { source: 'none', online: { kind: 'key-refused', detail: 'ключ' }, local: { kind: 'lm-stale' } },
    ]);
  });

  it('both are gone, gateway and all', async () => {
    const checker = await warm();
    await world.stopGateway();
    await world.lm.service.fail({ refuse: true });
    expect((await check(checker)).checks).toMatchObject([
      { source: 'none', online: { kind: 'relay-refused' }, local: { kind: 'unreachable' } },
    ]);
  });

  it('and the shop has no ЛМ', async () => {
    const checker = await warm();
    await failChecks({ status: 401, body: {} });
    const { local: _, ...setup } = world.setup;
    expect((await check(checker, setup)).checks).toMatchObject([
      { source: 'none', online: { kind: 'key-refused' }, local: { kind: 'not-set-up' } },
    ]);
    expect(world.lm.service.requests).toEqual([]);
  });
});

describe('answers as they came', () => {
  const raws = ({ checks }: CheckReply): unknown[] =>
    checks.map((each) =>
      each.source === 'none'
        ? [each.online.raw, each.local.raw]
        : each.source === 'local'
          ? [each.online.raw, each.raw]
          : [each.raw],
    );

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
      { source: 'none', local: { kind: 'lm-bad-code', detail: 'один' } },
      { source: 'none', local: { kind: 'lm-bad-code', detail: 'два' } },
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
    expect(reply.checks).toMatchObject([{ source: 'local', online: { kind: 'relay-refused' } }]);
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
      { source: 'none', local: { kind: 'unreachable' } },
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
      expect((await asked).checks).toMatchObject([{ source: 'local', online: { kind: 'timeout' } }]);
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
      checks: [{ source: 'local', online: { kind: 'timeout' } }],
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
      checks: [{ source: 'local', online: { kind: 'hosts-blocked' } }],
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
    expect(await checker.tend(world.setup)).toMatchObject({ online: { failure: undefined } });
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
    expect((await check(checker)).checks).toMatchObject([{ source: 'local', online: { kind: 'server-error' } }]);
    expect((await check(checker)).checks).toMatchObject([{ source: 'local', online: { kind: 'server-error' } }]);
    await world.cdn.service.recover();
    forget();
    expect((await check(checker)).checks).toMatchObject([{ source: 'local', online: { kind: 'hosts-blocked' } }]);
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
    expect((await check(checker)).checks).toMatchObject([{ source: 'local', online: { kind: 'hosts-blocked' } }]);
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
    expect(await checker.tend(world.setup)).toMatchObject({ online: { failure: undefined } });
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
    expect(sources(await check(till(store)))).toEqual(['online']);
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
    const health = await till().tend(world.setup);
    expect(health).toMatchObject({
      online: { failure: undefined, at: expect.any(Number) },
      local: { failure: undefined, at: expect.any(Number), lastSync: expect.any(Number) },
    });
  });

  it('tells what is wrong with both', async () => {
    await world.cdn.service.fail({ status: 401, body: {} });
    await world.lm.service.fail({ state: 'initialization' });
    expect(await till().tend(world.setup)).toMatchObject({
      online: { failure: { kind: 'key-refused' } },
      local: { failure: { kind: 'lm-not-ready', detail: 'initialization' } },
    });
    const { local: _, ...setup } = world.setup;
    expect(await till().tend(setup)).toMatchObject({ local: { failure: { kind: 'not-set-up' } } });
  });

  it('is cheap: a list that is fresh and hosts that are well are left alone', async () => {
    const checker = await warm();
    await checker.tend(world.setup);
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
    await till(store).tend(world.setup);
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
