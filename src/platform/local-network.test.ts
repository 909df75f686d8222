import { describe, expect, it } from 'vitest';
import { localPermission } from './local-network.ts';

/** A browser that knows `states`; any other name is a TypeError, as the specification wants. */
function browser(states: Record<string, PermissionState>) {
  const asked: string[] = [];
  const query = async ({ name }: { name: string }) => {
    asked.push(name);
    const state = states[name];
    if (state === undefined) throw new TypeError(`'${name}' is not a valid value`);
    return { state };
  };
  return { asked, permissions: { query } as unknown as Permissions };
}

describe('the permission to reach ЛМ', () => {
  it.each([
    ['http://127.0.0.1:5995', 'loopback-network'],
    ['http://127.8.9.10', 'loopback-network'],
    ['http://localhost:5995/', 'loopback-network'],
    ['http://[::1]:5995', 'loopback-network'],
    ['http://192.168.0.10:5995', 'local-network'],
    ['http://10.0.0.2', 'local-network'],
    ['http://till.local:5995', 'local-network'],
  ])('at %s is %s', async (url, name) => {
    const { asked, permissions } = browser({ 'loopback-network': 'granted', 'local-network': 'granted' });
    expect(await localPermission(permissions, url, 'kassa.example')).toBe('granted');
    expect(asked).toEqual([name]);
  });

  it.each(['granted', 'prompt', 'denied'] as const)('is told as the browser has it: %s', async (state) =>
    expect(
      await localPermission(
        browser({ 'loopback-network': state }).permissions,
        'http://127.0.0.1:5995',
        'kassa.example',
      ),
    ).toBe(state),
  );

  it('is unsupported where the browser asks for none; the old name is never queried', async () => {
    const { asked, permissions } = browser({});
    expect(await localPermission(permissions, 'http://127.0.0.1:5995', 'kassa.example')).toBe('unsupported');
    expect(await localPermission(permissions, 'http://192.168.0.10:5995', 'kassa.example')).toBe('unsupported');
    expect(asked).not.toContain('local-network-access');
  });

  it.each(['localhost', '127.0.0.1', '[::1]'])('is not asked for by a page of this very machine, %s', async (page) => {
    const { asked, permissions } = browser({ 'loopback-network': 'prompt', 'local-network': 'prompt' });
    for (const url of ['http://127.0.0.1:5995', 'http://192.168.0.10:5995'])
      expect(await localPermission(permissions, url, page)).toBe('granted');
    // What a person has said counts all the same.
    expect(
      await localPermission(browser({ 'loopback-network': 'denied' }).permissions, 'http://127.0.0.1:5995', page),
    ).toBe('denied');
    expect(asked).toHaveLength(2);
  });

  it.each(['', 'ЛМ', '192.168.0.10:5995', '/relay/lm'])('to «%s», which is no address, is denied', async (url) => {
    const { asked, permissions } = browser({});
    expect(await localPermission(permissions, url, 'kassa.example')).toBe('denied');
    expect(asked).toEqual([]);
  });
});
