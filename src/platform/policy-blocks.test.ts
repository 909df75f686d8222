import { expect, it } from 'vitest';
import { policyBlocks } from './policy-blocks.ts';

const violation = (effectiveDirective: string, blockedURI: string): Event =>
  Object.assign(new Event('securitypolicyviolation'), { effectiveDirective, blockedURI });

it('remembers the origins that the page may not call, whatever the path', () => {
  const page = new EventTarget();
  const isBlocked = policyBlocks(page);
  expect(isBlocked('http://127.0.0.1:6000')).toBe(false);
  page.dispatchEvent(violation('connect-src', 'http://127.0.0.1:6000/api/v2/status'));
  expect([
    isBlocked('http://127.0.0.1:6000'),
    isBlocked('http://127.0.0.1:6000/'),
    isBlocked('http://127.0.0.1:5995'),
    isBlocked('http://localhost:6000'),
    isBlocked('no address'),
  ]).toEqual([true, true, false, false, false]);
});

it('leaves violations of other rules alone', () => {
  const page = new EventTarget();
  const isBlocked = policyBlocks(page);
  for (const [directive, uri] of [
    ['script-src-elem', 'http://127.0.0.1:6000/x.js'],
    ['img-src', 'http://127.0.0.1:6000'],
    ['require-trusted-types-for', 'trusted-types-sink'],
  ] as const)
    page.dispatchEvent(violation(directive, uri));
  expect(isBlocked('http://127.0.0.1:6000')).toBe(false);
});
