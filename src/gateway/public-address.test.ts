import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { guardedLookup, isPublic } from './public-address.ts';

describe('addresses of the open internet', () => {
  test.each([
    '1.1.1.1',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '223.255.255.255',
    '2a02:6b8::2:242',
    '2001:4860:4860::8888',
    '2001:200::1',
  ])('%s is one', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  test.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::a00:1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '3fff::1',
    '4000::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    '2a02:6b8::2%eth0',
    'fec0::1',
    'ff02::1',
    '',
    'localhost',
    '2130706433',
    '0x7f000001',
    '8.8.8',
  ])('%j is none', (address) => {
    expect(isPublic(address)).toBe(false);
  });
});

describe('a guarded look-up', () => {
  const at = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 });
  const run = (found: readonly LookupAddress[] | Error, all: boolean): Promise<unknown> =>
    new Promise((resolve) => {
      const lookup = guardedLookup((_name, options, done) => {
        expect(options.all).toBe(true);
        if (found instanceof Error) done(found);
        else done(null, [...found]);
      }, isPublic);
      lookup('shop.example', { all }, (error, address, family) => {
        resolve(error ? (error as { code?: unknown }).code : [address, family]);
      });
    });

  test.each<[string, readonly LookupAddress[] | Error, boolean, unknown]>([
    ['one address', [at('1.1.1.1')], false, ['1.1.1.1', 4]],
    ['all of them', [at('1.1.1.1'), at('2a02:6b8::2')], true, [[at('1.1.1.1'), at('2a02:6b8::2')], undefined]],
    ['none', [], true, 'EINNERADDRESS'],
    ['an inner one', [at('10.0.0.1')], false, 'EINNERADDRESS'],
    ['an inner one behind a public one', [at('1.1.1.1'), at('::1')], true, 'EINNERADDRESS'],
    ['an inner one behind a public one, of which one is wanted', [at('1.1.1.1'), at('::1')], false, 'EINNERADDRESS'],
    ['no such name', Object.assign(new Error('none'), { code: 'ENOTFOUND' }), true, 'ENOTFOUND'],
  ])('that finds %s', async (_what, found, all, outcome) => {
    expect(await run(found, all)).toEqual(outcome);
  });
});
