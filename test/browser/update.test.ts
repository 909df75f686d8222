import { afterEach, describe, expect, it, vi } from 'vitest';
import { registerWorker, trustedScript } from '../../src/platform/update.ts';
import { FakeClock, turn } from '../unit/clock.ts';

describe('the one script that may become a worker', () => {
  it('passes as Trusted Types want it, and no other does', () => {
    const factory = (
      globalThis as unknown as {
        trustedTypes: { createPolicy: (...args: unknown[]) => unknown; isScriptURL(value: unknown): boolean };
      }
    ).trustedTypes;
    const createPolicy = vi.spyOn(factory, 'createPolicy');
    const script = trustedScript('/sw.js');
    expect(factory.isScriptURL(script)).toBe(true);
    expect(String(script)).toBe('/sw.js');
    const policy = createPolicy.mock.results[0]?.value as { createScriptURL(url: string): unknown };
    expect(() => policy.createScriptURL('/evil.js')).toThrow(TypeError);
    createPolicy.mockRestore();
  });
});

describe('a new version', () => {
  const hour = 3_600_000;
  const script = '/test/browser/fixtures/worker.js';
  const quiet = { ready: () => undefined, isAtRest: () => true, reload: () => undefined };

  afterEach(async () => {
    vi.restoreAllMocks();
    for (const registration of await navigator.serviceWorker.getRegistrations())
      if (registration.scope.endsWith('/test/browser/fixtures/')) await registration.unregister();
  });

  it('is looked for every hour: a kiosk page is never navigated', async () => {
    const clock = new FakeClock();
    const registered = vi.spyOn(navigator.serviceWorker, 'register');
    registerWorker(script, clock, quiet);
    await vi.waitUntil(() => registered.mock.results.length > 0);
    await registered.mock.results[0]?.value;
    await turn();
    const update = vi.spyOn(ServiceWorkerRegistration.prototype, 'update');
    expect(clock.waits).toEqual([hour]);
    for (let looks = 1; looks <= 3; looks += 1) {
      const [wait = 0] = clock.waits;
      await clock.advance(wait);
      expect(update).toHaveBeenCalledTimes(looks);
      expect(clock.waits).toEqual([hour]);
    }
  });

  it('that does not wait is not switched on, and a worker that cannot be had disturbs nothing', async () => {
    const hooks = { ready: vi.fn(), isAtRest: vi.fn(() => true), reload: vi.fn() };
    const registered = vi.spyOn(navigator.serviceWorker, 'register');
    const updates = registerWorker('/test/browser/fixtures/missing.js', new FakeClock(), hooks);
    await expect(registered.mock.results[0]?.value).rejects.toThrow();
    updates.apply();
    expect(hooks.isAtRest).not.toHaveBeenCalled();
    expect(hooks.reload).not.toHaveBeenCalled();
  });
});
