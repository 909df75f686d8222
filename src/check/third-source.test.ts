/** A source that is an object in this file and nowhere else: all that a source can do, the checker, the page and the strip take from it. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { FakeClock, noon } from '../../test/unit/clock.ts';
import { realShop } from '../../test/unit/fakes/settings.ts';
import { healthAfter } from '../app/health.ts';
import type { CheckReply } from '../app/ports/checker.ts';
import type { TillStatus } from '../app/till.ts';
import { fail, ok } from '../domain/base/result.ts';
import { epochMs } from '../domain/base/time.ts';
import type { CheckFailure, CodeCheck } from '../domain/code-check/answer.ts';
import type { CheckSetup } from '../domain/code-check/source.ts';
import { judge } from '../domain/verdict/index.ts';
import { read } from './answers.ts';
import { createChecker } from './checker.ts';
import { budgetMs } from './race.ts';
import { checkReply, checkRequest, sourcesHealth } from './replies.ts';
import type { Asked, Heard, MakeSource, Source, SourceElement } from './source.ts';
import { sources } from '../ui/shell/sources.ts';
import { sourceItems } from '../ui/sources/statuses.ts';
import { reachOfAll } from '../domain/code-check/reach.ts';
import { statusItems } from '../ui/shell/statuses.ts';

const proof = { reqId: '4d7b09a5-bb9c-43c1-bb0d-1300f95c4afc', reqTimestamp: noon };
const good: SourceElement = {
  ok: true,
  facts: 'full',
  answer: { cis: 'c', found: true, sold: false },
  proof,
  raw: '{}',
};
const offline: SourceElement = { ok: true, facts: 'offline', answer: { isBlocked: false }, proof, raw: '{}' };
const unreadable: SourceElement = { ok: false, failure: { kind: 'malformed' } };
const says = (...elements: SourceElement[]): Asked => ok({ kind: 'answers', elements });
const refuses = (kind: CheckFailure['kind']): Asked => fail({ kind });

/** What the sources of a test do: an answer after some ms. */
type Doing = Partial<Omit<Source, 'ask'>> & { readonly ms?: number; readonly answer?: Asked };

interface World {
  readonly clock: FakeClock;
  readonly asked: Array<readonly [id: string, ms: number, codes: number]>;
  readonly heard: Array<Heard & { readonly id: string }>;
  /** Its decision, as the page reads it off the wire. */
  readonly check: (codes?: number, setup?: Partial<CheckSetup>) => Promise<CheckReply>;
  readonly checker: ReturnType<typeof createChecker>;
  readonly saved: object[];
}

const setup: CheckSetup = { cdn: 'cdn.crpt.ru', timeZone: 2 };

function world(doings: Readonly<Record<string, Doing | MakeSource>>, stored?: unknown): World {
  const clock = new FakeClock(noon);
  const [asked, heard, saved]: [World['asked'], World['heard'], object[]] = [[], [], []];
  const make =
    (id: string, doing: Doing): MakeSource =>
    () => ({
      id,
      refreshHealth: async () => undefined,
      health: async () => ({ at: noon }),
      ask: ({ request }) => {
        asked.push([id, clock.now() - noon, request.codes.length]);
        const { ms = 0, answer = says(...request.codes.map(() => good)) } = doing;
        return new Promise((done) => void clock.after(ms, () => done(answer)));
      },
      learn: (what) => void heard.push({ id, ...what }),
      ...doing,
    });
  const nobody = async () => ({ kind: 'failed', why: 'refused' }) as const;
  const checker = createChecker({
    http: nobody,
    localHttp: nobody,
    clock,
    random: () => 0,
    isOffline: () => false,
    background: () => undefined,
    store: { load: async () => stored, save: async (state) => void saved.push(structuredClone(state)) },
    sources: Object.entries(doings).map(([id, doing]) => (typeof doing === 'function' ? doing : make(id, doing))),
  });
  const check = async (codes = 1, more: Partial<CheckSetup> = {}): Promise<CheckReply> => {
    const request = {
      codes: Array.from({ length: codes }, (_, index) => ({ code: `code ${index}`, ki: `ki ${index}` })),
      scannedAt: clock.now(),
      setup: { ...setup, ...more },
    };
    // Over the wire and back, as between page and worker.
    const sent = read(checkRequest, JSON.stringify(request));
    if (!sent) throw new Error('the worker cannot read the request');
    const replying = checker.check(sent);
    await clock.advance(20_000);
    const reply = read(checkReply(codes), JSON.stringify(await replying));
    if (!reply) throw new Error('the page cannot read the reply');
    return reply;
  };
  return { clock, asked, heard, check, checker, saved };
}

const first = { budgetMs };
const allowed = { kind: 'allowed', by: 'third' };

describe('in a list of three', () => {
  it('the first: it wins, and nobody else is asked', async () => {
    const { check, asked, heard } = world({ third: { ...first, ms: 300 }, online: first, local: {} });
    const { checks, timings } = await check();
    expect(checks).toEqual([
      { source: 'third', facts: 'full', answer: { cis: 'c', found: true, sold: false }, proof, raw: '{}' },
    ]);
    expect(timings).toEqual({ scannedAt: noon, thirdMs: 300, decidedMs: 300 });
    expect(judge(checks[0] as CodeCheck, { now: noon })).toMatchObject(allowed);
    expect(asked).toEqual([['third', 0, 1]]);
    expect(heard).toEqual([{ id: 'third', at: epochMs(noon + 300), isFair: true, won: true, late: false }]);
  });

  it('in the middle: it wins where the first has failed, and says why that one is not it', async () => {
    const { check, asked, heard } = world({
      online: { ...first, ms: 200, answer: refuses('key-refused') },
      third: { ...first, ms: 50 },
      local: {},
    });
    const { checks, timings } = await check();
    expect(checks).toMatchObject([{ source: 'third', facts: 'full', failures: { online: { kind: 'key-refused' } } }]);
    expect(timings).toMatchObject({ onlineMs: 200, thirdStartedMs: 200, thirdMs: 250, decidedMs: 250 });
    expect(asked.map(([id]) => id)).toEqual(['online', 'third']);
    expect(heard.map(({ id, won }) => [id, won])).toEqual([
      ['online', false],
      ['third', true],
    ]);
  });

  it('at the end: it gives the offline facts when both before it hang, at the deadline', async () => {
    const hangs = { ...first, ms: Infinity };
    const { check, asked } = world({
      online: hangs,
      local: hangs,
      third: { ms: 100, answer: says(offline), ready: async () => ({ leadMs: 400 }) },
    });
    const { checks, timings } = await check();
    expect(checks).toMatchObject([
      {
        source: 'third',
        facts: 'offline',
        answer: { isBlocked: false },
        failures: { online: { kind: 'timeout' }, local: { kind: 'timeout' } },
      },
    ]);
    expect(timings).toMatchObject({ thirdStartedMs: 1_100, thirdMs: 1_200, decidedMs: budgetMs });
    expect(asked).toContainEqual(['third', 1_100, 1]);
  });

  it('late: it counts where nobody else can answer', async () => {
    const failing = { answer: refuses('unreachable') };
    const { check, heard } = world({
      online: { ...first, ...failing },
      third: { ...first, ms: 3_000 },
      local: failing,
    });
    expect((await check()).checks).toMatchObject([{ source: 'third', failures: { online: { kind: 'unreachable' } } }]);
    expect(heard).toContainEqual(expect.objectContaining({ id: 'third', won: true, late: true }));
  });

  it('known to be out of reach: it is left alone, and tried when all others have failed', async () => {
    const third = { ...first, ready: async () => ({ dead: { kind: 'overloaded' } as const }) };
    const lucky = world({ third, online: first, local: {} });
    expect((await lucky.check()).checks).toMatchObject([
      { source: 'online', failures: { third: { kind: 'overloaded' } } },
    ]);
    expect(lucky.asked.map(([id]) => id)).toEqual(['online']);
    const failing = { answer: refuses('unreachable') };
    const { check } = world({ third, online: { ...first, ...failing }, local: failing });
    expect((await check()).checks).toMatchObject([{ source: 'third' }]);
  });

  it('fails with the others: three reasons, in order of trust', async () => {
    const { check } = world({
      online: { ...first, answer: refuses('timeout') },
      third: { ...first, answer: refuses('rejected') },
      local: { answer: refuses('lm-stale') },
    });
    const { checks } = await check();
    expect(checks).toEqual([
      {
        source: 'none',
        failures: { online: { kind: 'timeout' }, third: { kind: 'rejected' }, local: { kind: 'lm-stale' } },
      },
    ]);
    expect(Object.keys((checks[0] as { failures: object }).failures)).toEqual(['online', 'third', 'local']);
    expect(judge(checks[0] as CodeCheck, { now: noon })).toMatchObject({
      kind: 'unverified',
      failures: { third: { kind: 'rejected' } },
    });
  });

  it('an emergency is one, whoever says so', async () => {
    const { check } = world({ third: { ...first, answer: ok({ kind: 'emergency', raw: '203' }) }, online: first });
    expect((await check()).checks).toEqual([{ source: 'emergency', by: 'third', raw: '203' }]);
  });

  it('codes that one cannot tell are asked of the next, and what it cannot tell of the one after', async () => {
    const { check, asked } = world({
      online: { ...first, answer: says(good, unreadable, unreadable, unreadable) },
      third: { ...first, answer: says(offline, unreadable, unreadable) },
      local: { answer: says(offline, unreadable) },
    });
    const { checks } = await check(4);
    expect(asked).toEqual([
      ['online', 0, 4],
      ['third', 0, 3],
      ['local', 0, 2],
    ]);
    expect(checks).toMatchObject([
      { source: 'online' },
      { source: 'third', failures: { online: { kind: 'malformed' } } },
      { source: 'local', failures: { online: { kind: 'malformed' }, third: { kind: 'malformed' } } },
      { source: 'none', failures: { online: {}, third: {}, local: {} } },
    ]);
  });

  it('one that the shop does not have is neither asked nor told of', async () => {
    const isFor = ({ sources: access }: CheckSetup): boolean => access?.['third'] !== undefined;
    const { check, asked, checker } = world({
      third: { ...first, isFor },
      online: { ...first, isFor: (its) => !isFor(its) },
      local: {},
    });
    expect((await check()).checks).toMatchObject([{ source: 'online' }]);
    // Where the shop has it, it takes the place of another one: what it needs to be reached comes with the request.
    const own = { sources: { third: { url: 'https://127.0.0.1:51401' } } };
    expect((await check(1, own)).checks).toMatchObject([{ source: 'third' }]);
    expect(asked.map(([id]) => id)).toEqual(['online', 'third']);
    expect(Object.keys((await checker.refreshHealth({ ...setup, ...own })).sources)).toEqual(['third', 'local']);
  });
});

it('it remembers beyond the worker, beside the others', async () => {
  const kind = { fresh: { thirdCalls: 0 }, schema: v.object({ thirdCalls: v.optional(v.number(), 0) }) };
  const third: MakeSource = ({ memory }) => {
    const { current, change } = memory(kind);
    return {
      id: 'third',
      ask: async () => (await change(({ thirdCalls }) => ({ thirdCalls: thirdCalls + 1 })), says(good)),
      refreshHealth: async () => undefined,
      health: async () => ({ at: epochMs((await current()).thirdCalls) }),
    };
  };
  const { check, saved } = world({ third }, { book: { hosts: [] }, thirdCalls: 4 });
  await check();
  expect(saved.at(-1)).toEqual({ thirdCalls: 5 });
  const reborn = world({ third }, saved.at(-1));
  expect((await reborn.checker.refreshHealth(setup)).sources).toEqual({ third: { at: 5 } });
});

it('it is told of a sale, where it keeps a register; who has none is not in the way', async () => {
  const told: string[] = [];
  const sold = async (ki: string) => (told.push(ki), ok(undefined));
  expect(await world({ online: first, third: { sold } }).checker.registerSale('KI', setup)).toEqual(ok(undefined));
  expect(told).toEqual(['KI']);
  const failing = { sold: async () => fail<CheckFailure>({ kind: 'rejected' }) };
  expect(await world({ third: { sold }, local: failing }).checker.registerSale('KI', setup)).toMatchObject({
    ok: false,
  });
  expect(await world({ online: first }).checker.registerSale('KI', setup)).toMatchObject({
    failure: { kind: 'not-set-up' },
  });
});

describe('its health', () => {
  const status: TillStatus = {
    health: { sources: {} },
    reach: {},
    printer: undefined,
    unsent: [],
    updateReady: false,
    persisted: true,
    room: undefined,
    unread: [],
    loss: undefined,
    localPermission: undefined,
  };
  const texts = { name: 'Третий' };
  const late = { sourceItems };
  const strip = (health: TillStatus['health']) =>
    statusItems(
      { ...status, health, reach: reachOfAll({}, health, 0) },
      realShop,
      { devices: [], isHeard: false },
      noon,
      late,
      {
        ...sources,
        third: texts,
      },
    )
      .filter(({ id }) => id in { ...sources, third: texts })
      .map(({ id, look, words }) => [id, look, words]);

  it('comes with that of the others, and what it says of the time', async () => {
    const time = { at: noon, heardAt: noon };
    const failing = { health: async () => ({ failure: { kind: 'rejected' }, at: noon }) as const };
    const { checker } = world({
      online: first,
      third: failing,
      local: { health: async () => ({ lastSync: noon, time }) },
    });
    const health = await checker.refreshHealth(setup);
    expect(health).toEqual({
      sources: { online: { at: noon }, third: { failure: { kind: 'rejected' }, at: noon }, local: { lastSync: noon } },
      time,
    });
    expect(read(sourcesHealth, JSON.stringify(health))).toEqual(health);
  });

  it('is on the strip by its entry in the table, once the checker tells of it', () => {
    expect(strip({ sources: {} }).map(([id]) => id)).toEqual(['online', 'local']);
    expect(
      strip({
        sources: { third: { at: noon, failure: { kind: 'timeout' } }, online: { at: noon }, local: { at: noon } },
      }),
    ).toEqual([
      ['third', 'care', 'Третий: не ответил вовремя'],
      ['online', 'ok', 'Честный ЗНАК'],
      ['local', 'ok', 'ЛМ ЧЗ'],
    ]);
  });

  it('follows each check', async () => {
    const { check } = world({ online: { ...first, answer: refuses('key-refused') }, third: first, local: {} });
    expect(healthAfter({ sources: { local: { at: noon } } }, await check(), noon).sources).toEqual({
      online: { at: noon, failure: { kind: 'key-refused' } },
      third: { at: noon },
      local: { at: noon },
    });
  });
});
