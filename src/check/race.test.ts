import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/unit/clock.ts';
import { tries } from '../../test/unit/tries.ts';
import { epochMs } from '../domain/base/time.ts';
import { budgetMs, lateLimitMs, race, type RaceEnd, type Runner } from './race.ts';
import { localLimitMs } from './sources/local-module-api.ts';

const leadMs = 400;
const scannedAt = epochMs(1_790_000_000_000);

/** What one source would do when asked: after `ms` it answers, or fails for a reason. */
interface Source {
  readonly ms: number;
  readonly fails?: string;
}

interface Seen {
  readonly asked: number[];
  aborted: number | undefined;
  over: boolean;
}

type Leg = Runner<string, string>['ask'];

/** A leg that behaves as its source, and notes when it was asked and aborted. An abort does not silence it: a race must not depend on that. */
function legOf(source: Source, clock: FakeClock): { readonly leg: Leg; readonly seen: Seen } {
  const seen: Seen = { asked: [], aborted: undefined, over: false };
  const leg: Leg = (signal) => {
    seen.asked.push(clock.now() - scannedAt);
    signal.addEventListener('abort', () => {
      seen.aborted ??= clock.now() - scannedAt;
    });
    return new Promise((done) => {
      const say = (): void => {
        seen.over = true;
        done(source.fails === undefined ? { ok: true, value: 'yes' } : { ok: false, failure: source.fails });
      };
      if (source.ms === 0) say();
      else if (source.ms < Infinity) clock.after(source.ms, say);
    });
  };
  return { leg, seen };
}

/** The end of a race of online and ЛМ, the two of today, by name. */
type End = { readonly localStartedMs?: number | undefined } & (
  | { readonly winner: 'online'; readonly value: string; readonly late: boolean }
  | { readonly winner: 'local'; readonly value: string; readonly online: string }
  | { readonly winner: 'none'; readonly online: string; readonly local: string }
);

function endOf({
  winner,
  failures: [online = '', local = ''],
  startedMs: [, localStartedMs],
}: RaceEnd<string, string>): End {
  if (!winner) return { winner: 'none', online, local, localStartedMs };
  const { place, value, late } = winner;
  return place === 0
    ? { winner: 'online', value, late, localStartedMs }
    : { winner: 'local', value, online, localStartedMs };
}

interface Run {
  readonly end: End | undefined;
  /** Ms after the scan. */
  readonly decidedMs: number | undefined;
  /** Timers that the race itself left behind. */
  readonly timersLeft: number | undefined;
  readonly online: Seen;
  readonly local: Seen;
}

interface Situation {
  readonly online: Source;
  readonly local: Source;
  readonly dead?: string;
  readonly startMs?: number;
  readonly lead?: number;
}

/** Runs one race from its start to long after its end. */
async function run({ online, local, dead, startMs = 0, lead = leadMs }: Situation): Promise<Run> {
  const clock = new FakeClock(scannedAt + startMs);
  const [onlineLeg, localLeg] = [legOf(online, clock), legOf(local, clock)];
  const ends: { end: End; decidedMs: number; timersLeft: number }[] = [];
  void race({
    scannedAt,
    clock,
    runners: [
      { ask: onlineLeg.leg, dead, budgetMs, leadMs: 0 },
      { ask: localLeg.leg, leadMs: lead },
    ],
    missed: 'missed',
  }).then((end) => {
    const unheard = [
      { ...onlineLeg.seen, ...online },
      { ...localLeg.seen, ...local },
    ].filter(({ asked, over, ms }) => asked.length > 0 && !over && ms < Infinity);
    ends.push({ end: endOf(end), decidedMs: clock.now() - scannedAt, timersLeft: clock.pending - unheard.length });
  });
  await clock.advance(30_000);
  return {
    end: ends[0]?.end,
    decidedMs: ends[0]?.decidedMs,
    timersLeft: ends[0]?.timersLeft,
    online: onlineLeg.seen,
    local: localLeg.seen,
  };
}

const onlines = {
  'good fast': { ms: 300 },
  'good just in time': { ms: 1_499 },
  'good at the deadline': { ms: 1_500 },
  'good late': { ms: 1_600 },
  'fails early': { ms: 200, fails: 'unreachable' },
  'fails late': { ms: 1_300, fails: 'unreachable' },
  'fails too late': { ms: 1_700, fails: 'unreachable' },
  hangs: { ms: Infinity },
} as const satisfies Record<string, Source>;

const locals = {
  'good fast': { ms: 100 },
  'good slow': { ms: 1_800 },
  fails: { ms: 100, fails: 'lm-failure' },
  hangs: { ms: localLimitMs, fails: 'lm-timeout' },
  'not set up': { ms: 0, fails: 'not-set-up' },
} as const satisfies Record<string, Source>;

type Row = readonly [
  online: keyof typeof onlines,
  local: keyof typeof locals,
  winner: 'online' | 'local' | 'none',
  decidedMs: number,
  localAsked: number | undefined,
  onlineSaid: string | undefined,
];

// Online may answer until 1500 ms; ЛМ is asked at 1100 = 1500 − lead, or at once when online has failed.
const table: readonly Row[] = [
  ['good fast', 'good fast', 'online', 300, undefined, undefined],
  ['good fast', 'good slow', 'online', 300, undefined, undefined],
  ['good fast', 'fails', 'online', 300, undefined, undefined],
  ['good fast', 'hangs', 'online', 300, undefined, undefined],
  ['good fast', 'not set up', 'online', 300, undefined, undefined],

  ['good just in time', 'good fast', 'online', 1_499, 1_100, undefined],
  ['good just in time', 'good slow', 'online', 1_499, 1_100, undefined],
  ['good just in time', 'fails', 'online', 1_499, 1_100, undefined],
  ['good just in time', 'hangs', 'online', 1_499, 1_100, undefined],
  ['good just in time', 'not set up', 'online', 1_499, 1_100, undefined],

  // "No answer for 1.5 s" is true at 1.5 s: the deadline itself is too late.
  ['good at the deadline', 'good fast', 'local', 1_500, 1_100, 'missed'],
  // When nobody else can answer, a late answer is worth more than none.
  ['good at the deadline', 'fails', 'online', 1_500, 1_100, undefined],
  ['good at the deadline', 'good slow', 'local', 2_900, 1_100, 'missed'],

  ['good late', 'good fast', 'local', 1_500, 1_100, 'missed'],
  ['good late', 'good slow', 'local', 2_900, 1_100, 'missed'],
  ['good late', 'fails', 'online', 1_600, 1_100, undefined],
  ['good late', 'hangs', 'online', 3_100, 1_100, undefined],
  ['good late', 'not set up', 'online', 1_600, 1_100, undefined],

  ['fails early', 'good fast', 'local', 300, 200, 'unreachable'],
  ['fails early', 'good slow', 'local', 2_000, 200, 'unreachable'],
  ['fails early', 'fails', 'none', 300, 200, 'unreachable'],
  ['fails early', 'hangs', 'none', 2_200, 200, 'unreachable'],
  ['fails early', 'not set up', 'none', 200, 200, 'unreachable'],

  ['fails late', 'good fast', 'local', 1_300, 1_100, 'unreachable'],
  ['fails late', 'good slow', 'local', 2_900, 1_100, 'unreachable'],
  ['fails late', 'fails', 'none', 1_300, 1_100, 'unreachable'],
  ['fails late', 'hangs', 'none', 3_100, 1_100, 'unreachable'],
  ['fails late', 'not set up', 'none', 1_300, 1_100, 'unreachable'],

  ['fails too late', 'good fast', 'local', 1_500, 1_100, 'missed'],
  ['fails too late', 'good slow', 'local', 2_900, 1_100, 'missed'],
  ['fails too late', 'fails', 'none', 1_700, 1_100, 'unreachable'],
  ['fails too late', 'hangs', 'none', 3_100, 1_100, 'unreachable'],
  ['fails too late', 'not set up', 'none', 1_700, 1_100, 'unreachable'],

  ['hangs', 'good fast', 'local', 1_500, 1_100, 'missed'],
  ['hangs', 'good slow', 'local', 2_900, 1_100, 'missed'],
  ['hangs', 'fails', 'none', 5_000, 1_100, 'missed'],
  ['hangs', 'hangs', 'none', 5_000, 1_100, 'missed'],
  ['hangs', 'not set up', 'none', 5_000, 1_100, 'missed'],
];

describe('online worth waiting for', () => {
  it.each(table)(
    'online %s, local %s: %s at %i ms',
    async (online, local, winner, decidedMs, localAsked, onlineSaid) => {
      const result = await run({ online: onlines[online], local: locals[local] });
      expect(result).toMatchObject({ end: { winner }, decidedMs, online: { asked: [0] } });
      expect(result.local.asked).toEqual(localAsked === undefined ? [] : [localAsked]);
      expect(result.end?.localStartedMs).toBe(localAsked);
      expect(result.online.aborted).toBe(decidedMs);
      if (result.end?.winner === 'online') expect(result.end.late).toBe(decidedMs >= budgetMs);
      if (result.end?.winner === 'local') expect(result.end).toMatchObject({ value: 'yes', online: onlineSaid });
      if (result.end?.winner === 'none')
        expect(result.end).toMatchObject({ online: onlineSaid, local: (locals[local] as Source).fails });
      // Whoever lost while still at work is told to stop at that very moment.
      if (result.local.asked.length > 0) expect(result.local.aborted).toBe(result.decidedMs);
    },
  );
});

describe('online given up beforehand', () => {
  const dead = 'hosts-blocked';

  it.each([
    ['good fast', 'local', 100],
    ['good slow', 'local', 1_800],
  ] as const)('local %s answers and online is left alone: %s at %i ms', async (local, winner, decidedMs) => {
    expect(await run({ online: { ms: 50 }, local: locals[local], dead })).toMatchObject({
      end: { winner, online: dead, localStartedMs: 0 },
      decidedMs,
      local: { asked: [0] },
      online: { asked: [], aborted: undefined },
    });
  });

  it.each([
    ['fails', 100],
    ['not set up', 0],
  ] as const)('local %s: online is tried after all', async (local, asked) => {
    expect(await run({ online: { ms: 300 }, local: locals[local], dead })).toMatchObject({
      end: { winner: 'online' },
      decidedMs: asked + 300,
      online: { asked: [asked] },
    });
  });

  it('and it fails again: both failures, the newest of online', async () => {
    expect(await run({ online: { ms: 300, fails: 'unreachable' }, local: locals.fails, dead })).toMatchObject({
      end: { winner: 'none', online: 'unreachable', local: 'lm-failure' },
      decidedMs: 400,
      local: { asked: [0] },
      online: { asked: [100] },
    });
  });

  it('and it hangs: nobody waits for ever', async () => {
    expect(await run({ online: { ms: Infinity }, local: locals.fails, dead })).toMatchObject({
      end: { winner: 'none', online: 'missed', local: 'lm-failure' },
      decidedMs: lateLimitMs,
      online: { asked: [100], aborted: lateLimitMs },
    });
  });

  it('local fails after the deadline: online is tried then', async () => {
    expect(await run({ online: { ms: 10 }, local: locals.hangs, dead })).toMatchObject({
      end: { winner: 'online', late: true },
      decidedMs: localLimitMs + 10,
      online: { asked: [localLimitMs] },
    });
  });

  it('a check that began long after its scan gives online what any check gives it', async () => {
    const startMs = 9_000;
    for (const gone of [undefined, dead]) {
      const budget = { online: { ms: 300 }, local: locals.fails, startMs, ...(gone !== undefined && { dead: gone }) };
      expect((await run(budget)).end).toMatchObject({ winner: 'online', late: true });
      expect(await run({ ...budget, online: onlines.hangs })).toMatchObject({
        end: { winner: 'none' },
        decidedMs: startMs + budgetMs,
      });
    }
  });
});

describe('the budget counts from the scan', () => {
  it('a worker that starts late has only what is left', async () => {
    expect(await run({ online: onlines.hangs, local: locals['good fast'], startMs: 900 })).toMatchObject({
      end: { winner: 'local' },
      decidedMs: budgetMs,
      local: { asked: [1_100] },
    });
  });

  it('inside the lead, local starts at once', async () => {
    expect(await run({ online: onlines.hangs, local: locals['good fast'], startMs: 1_300 })).toMatchObject({
      end: { winner: 'local', localStartedMs: 1_300 },
      decidedMs: budgetMs,
      local: { asked: [1_300] },
      online: { aborted: budgetMs },
    });
  });

  it('past the deadline, the local verdict is taken as soon as it comes', async () => {
    expect(await run({ online: { ms: 50 }, local: locals['good fast'], startMs: 4_000 })).toMatchObject({
      end: { winner: 'local', online: 'missed' },
      decidedMs: 4_100,
    });
  });

  it('online that answers in what is left still wins', async () => {
    expect(await run({ online: { ms: 150 }, local: locals['good fast'], startMs: 1_300 })).toMatchObject({
      end: { winner: 'online' },
      decidedMs: 1_450,
    });
  });

  it('a wall clock set back after the scan does not make it longer', async () => {
    const minute = 60_000;
    expect(await run({ online: onlines.hangs, local: locals['good fast'], startMs: -minute })).toMatchObject({
      end: { winner: 'local' },
      decidedMs: budgetMs - minute,
    });
  });

  it('a lead longer than the budget starts local together with online', async () => {
    expect(await run({ online: { ms: 300 }, local: locals['good fast'], lead: 9_000 })).toMatchObject({
      end: { winner: 'online', localStartedMs: 0 },
      decidedMs: 300,
      local: { asked: [0] },
    });
  });
});

describe('whatever the sources do', () => {
  const upTo = (most: number): fc.Arbitrary<number> => fc.nat(most - 1);
  const hanging = (source: Source, most: number, reason: string): fc.Arbitrary<Source> =>
    fc.oneof(
      { weight: 2, arbitrary: fc.record({ ms: upTo(most) }) },
      { weight: 2, arbitrary: fc.record({ ms: upTo(most), fails: fc.constant(reason) }) },
      { weight: 1, arbitrary: fc.constant(source) },
    );
  const alive = {
    online: hanging({ ms: Infinity }, 2_500, 'online-failed'),
    local: hanging(locals.hangs, localLimitMs, 'local-failed'),
    startMs: fc.oneof({ weight: 7, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: upTo(2_500) }),
    lead: upTo(850).map((ms) => 150 + ms),
  };
  const anySituation: fc.Arbitrary<Situation> = fc.oneof(
    { weight: 3, arbitrary: fc.record(alive) },
    { weight: 1, arbitrary: fc.record({ ...alive, dead: fc.constant('dead') }) },
  );
  /** Each law is tried in the same 400 situations. */
  const always = (law: (result: Run, situation: Situation) => void): Promise<void> =>
    fc.assert(
      fc.asyncProperty(anySituation, async (situation) => {
        law(await run(situation), situation);
      }),
      tries(400),
    );

  it('there is one end that leaves no timer behind, and nobody is asked twice', () =>
    always((result) => {
      expect(result.timersLeft).toBe(0);
      expect(result.online.asked.length).toBeLessThanOrEqual(1);
      expect(result.local.asked.length).toBeLessThanOrEqual(1);
    }));

  it('an online answer inside the budget wins unless online was given up beforehand', async () => {
    let seen = 0;
    await always((result, { online, dead, startMs = 0 }) => {
      const at = startMs + online.ms;
      if (dead !== undefined || online.fails !== undefined || at >= budgetMs) return;
      seen += 1;
      expect(result).toMatchObject({ end: { winner: 'online' }, decidedMs: at });
    });
    expect(seen).toBeGreaterThan(20);
  });

  it('an online answer after the deadline wins only when local has failed', async () => {
    let seen = 0;
    await always(({ end, decidedMs = 0 }, { local }) => {
      if (end?.winner !== 'online' || decidedMs < budgetMs) return;
      seen += 1;
      expect([end.late, local.fails !== undefined]).toEqual([true, true]);
    });
    expect(seen).toBeGreaterThan(20);
  });

  it('it ends at the deadline, or when local has said its word after that; where that is no answer, in 5 s or what a late check has', async () => {
    let seen = 0;
    await always((result, { local, startMs = 0 }) => {
      const localStart = result.local.asked[0];
      const localEnd = localStart === undefined ? 0 : localStart + local.ms;
      if (localEnd > budgetMs) seen += 1;
      const last = local.fails === undefined ? budgetMs : Math.max(lateLimitMs, startMs + budgetMs);
      expect(result.decidedMs).toBeLessThanOrEqual(Math.max(last, startMs, localEnd));
    });
    expect(seen).toBeGreaterThan(20);
  });

  it('a good local answer is never thrown away for nothing', () =>
    always(({ end }, { local }) => {
      if (end?.winner === 'none') expect(local.fails).toBeDefined();
    }));

  it('whoever is still at work at the end is aborted', () =>
    always(({ decidedMs = 0, online, local }) => {
      if (online.asked.length > 0) expect(online.aborted).toBeLessThanOrEqual(decidedMs);
      if (local.asked.length > 0) expect(local.aborted).toBeLessThanOrEqual(decidedMs);
    }));
});
