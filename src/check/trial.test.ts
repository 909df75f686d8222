/** Measured checks: the very race, and nothing of it is kept. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { realClock } from '../../test/unit/clock.ts';
import { paths, startWorld, type World } from '../../test/unit/check-world.ts';
import type { CheckReply } from '../app/ports/checker.ts';
import type { TrialMode } from '../app/ports/system.ts';
import { failuresOf } from '../domain/code-check/stored-check.ts';
import { nobodysCode, nobodysKi } from './nobody.ts';
import { trialCheckers } from './trial.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.clean());
afterAll(() => world.close());

const save = vi.fn(async () => undefined);
async function trial(mode: TrialMode, stored?: unknown): Promise<CheckReply> {
  const http = world.http();
  const deps = {
    http,
    store: { load: async () => stored, save },
    clock: realClock,
    random: () => 0,
    isOffline: () => false,
    background: (work: Promise<unknown>) => void work.catch(() => undefined),
  };
  const codes = [{ code: nobodysCode, ki: nobodysKi }];
  return trialCheckers(deps, mode)(http).check({ codes, scannedAt: realClock.now(), setup: world.setup });
}
const asked = (path: string): number =>
  [...world.cdn.service.requests, ...world.lm.service.requests].filter((request) => request.path === path).length;

it('asks the online check about a code that is nobody’s, and is answered', async () => {
  const { checks } = await trial('usual');
  expect(checks[0]?.facts).toBe('full');
  expect(asked(paths.check)).toBe(1);
});

it('goes to ЛМ when the time of a silent online check is over; no server hears of it', async () => {
  const { checks } = await trial('silent');
  expect(checks[0]?.facts).toBe('offline');
  expect(checks[0] && failuresOf(checks[0])).toMatchObject({ online: { kind: 'timeout' } });
  expect(asked(paths.check)).toBe(0);
  expect(asked(paths.outCheck)).toBe(1);
});

it('goes to ЛМ at once when there is no network; no server hears of it', async () => {
  const { checks } = await trial('offline');
  expect(checks[0]?.facts).toBe('offline');
  expect(checks[0] && failuresOf(checks[0])).toMatchObject({ online: { kind: 'offline' } });
  expect(asked(paths.check)).toBe(0);
});

it('keeps nothing, whatever became of it, and registers no sale', async () => {
  await world.lm.service.fail({ refuse: true });
  for (const mode of ['usual', 'offline'] as const) await trial(mode);
  expect(save).not.toHaveBeenCalled();
  expect(asked(paths.sell)).toBe(0);
});
