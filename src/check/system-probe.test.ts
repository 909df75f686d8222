import { afterAll, beforeAll, expect, it } from 'vitest';
import { realClock } from '../../test/unit/clock.ts';
import { startWorld, type World } from '../../test/unit/check-world.ts';
import { epochMs } from '../domain/base/time.ts';
import { systemProbe } from './system-probe.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const probe = () => systemProbe({ http: world.http(), clock: realClock, browser: {} });

it('asks every server of the list how it is, and nobody about a code', async () => {
  const found = await probe().hosts(world.setup);
  expect(found).toMatchObject({ ok: true });
  expect(found.ok && found.value.map(({ host }) => host)).toEqual(world.hosts);
  expect(found.ok && found.value.every(({ failure }) => failure === undefined)).toBe(true);
  expect(world.cdn.service.requests.map(({ path }) => path).filter((path) => path.endsWith('/check/'))).toEqual([]);
});

it('hears what the clock of each server shows, against this machine’s', async () => {
  const hour = 3_600_000;
  const clock = { ...realClock, now: () => epochMs(realClock.now() - 3 * hour) };
  const found = await systemProbe({ http: world.http(), clock, browser: {} }).hosts(world.setup);
  const ahead = found.ok ? found.value.map(({ aheadMs = 0 }) => Math.round(aheadMs / hour)) : [];
  expect(ahead).toEqual(world.hosts.map(() => 3));
});

it('tells which server is away, and why not even the list can be had', async () => {
  await world.cdn.service.fail({ host: 0, refuse: true });
  const found = await probe().hosts(world.setup);
  expect(found.ok && found.value.map(({ failure }) => failure?.kind)[0]).toBe('unreachable');
  await world.clean();
  const keyless = await startWorld({ key: '' });
  const refused = systemProbe({
    http: keyless.http(),
    clock: realClock,
    browser: {},
  });
  expect(await refused.hosts(keyless.setup)).toMatchObject({ ok: false, failure: { kind: 'key-missing' } });
  await keyless.close();
});

it.each([
  [{}, { hasWorker: undefined, freeBytes: undefined }],
  [{ serviceWorker: { controller: null } }, { hasWorker: false, freeBytes: undefined }],
  [
    { serviceWorker: { controller: {} }, storage: { estimate: async () => ({ quota: 10, usage: 4 }) } },
    { hasWorker: true, freeBytes: 6 },
  ],
  [{ storage: { estimate: async () => ({}) } }, { hasWorker: undefined, freeBytes: undefined }],
])('says of the browser what it tells: %j', async (browser, facts) => {
  expect(await systemProbe({ http: world.http(), clock: realClock, browser }).page()).toEqual(facts);
});
